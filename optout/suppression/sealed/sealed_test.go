package sealed_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/suppression"
	"github.com/scrutateur/scrutateur/optout/suppression/sealed"
)

var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const list = "channel,identifier,scope,reason,source,received_at,recorded_at,evidence_id,expires_at\n" +
	"sms,+33639980001,*,unsubscribe,brevo contacts,2026-01-02T15:04:05Z,,form-17,\nemail,marie@example.org,*,bounce,y,2026-01-02T15:04:05Z,,,2026-03-02T15:04:05Z\n"

func open(t testing.TB, text string) *suppression.List {
	t.Helper()
	l, err := suppression.Open(strings.NewReader(text), suppression.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// A campaign changes its provider: the list goes to the new one's public key, and only there is it opened.
func Example() {
	ctx := context.Background()
	theirKey, err := age.GenerateX25519Identity() // age-keygen, at the new provider's
	if err != nil {
		log.Fatal(err)
	}
	old, err := suppression.Open(strings.NewReader(`["+33639980001","+33639980002"]`), suppression.Options{})
	if err != nil {
		log.Fatal(err)
	}

	to, err := sealed.Keys(strings.NewReader("# the new provider\n" + theirKey.Recipient().String() + "\n"))
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	m, err := sealed.Write(&file, to, "852123456", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), old.Entries())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sealed:", m.Rows, "rows")

	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	opened, err := sealed.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), suppression.Options{}, theirKey)
	if err != nil {
		log.Fatal(err)
	}
	defer opened.Close()
	report, err := suppression.Import(ctx, book, opened.List)
	if err != nil {
		log.Fatal(err) // a list that is not whole is an error here, too
	}
	fmt.Println("recorded:", report.Objections, "of", opened.Manifest.Controller)
	// Output:
	// sealed: 2 rows
	// recorded: 2 of 852123456
}

// To keys, to several, and under a passphrase: there and back, with everything that the list says.
func TestRoundTrip(t *testing.T) {
	one, two := identity(t), identity(t)
	pass, err := sealed.Passphrase("dix mots tirés au sort, et longs")
	if err != nil {
		t.Fatal(err)
	}
	pass.(*age.ScryptRecipient).SetWorkFactor(10) // the test is not about the time that guessing takes
	passes, err := age.NewScryptIdentity("dix mots tirés au sort, et longs")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		to    []age.Recipient
		opens age.Identity
	}{
		"one key":    {[]age.Recipient{one.Recipient()}, one},
		"the second": {[]age.Recipient{one.Recipient(), two.Recipient()}, two},
		"passphrase": {[]age.Recipient{pass}, passes},
	} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			m, err := sealed.Write(&file, c.to, "852123456", at, open(t, list).Entries())
			if err != nil || m.Rows != 2 {
				t.Fatalf("%+v, %v", m, err)
			}
			for _, secret := range []string{"639980001", "marie", "852123456", "list.csv"} {
				if bytes.Contains(file.Bytes(), []byte(secret)) {
					t.Errorf("the sealed file holds %q", secret)
				}
			}
			o, err := sealed.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), suppression.Options{}, c.opens)
			if err != nil {
				t.Fatal(err)
			}
			defer o.Close()
			if o.Manifest != m {
				t.Errorf("the manifest is %+v, was %+v", o.Manifest, m)
			}
			var got []string
			for e, err := range o.Entries() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, fmt.Sprint(e.To.E164(), e.To.Mailbox(), e.Reason, e.Channel, e.Until.Unix(), e.Evidence))
			}
			want := "[+33639980001unsubscribesms-62135596800form-17 marie@example.orgbounceemail1772463845]"
			if s := fmt.Sprint(got); s != want {
				t.Errorf("%s, want %s", s, want)
			}
		})
	}
}

// Nobody else opens it, no byte of it can be changed, and half of it is none.
func TestSealed(t *testing.T) {
	id := identity(t)
	var file bytes.Buffer
	if _, err := sealed.Write(&file, []age.Recipient{id.Recipient()}, "852123456", at, open(t, list).Entries()); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	opens := func(data []byte, id age.Identity) error {
		o, err := sealed.Open(bytes.NewReader(data), int64(len(data)), suppression.Options{}, id)
		if err != nil {
			return err
		}
		defer o.Close()
		for _, err := range o.Entries() {
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := opens(whole, id); err != nil {
		t.Fatal(err)
	}
	var none *age.NoIdentityMatchError
	if err := opens(whole, identity(t)); !errors.As(err, &none) {
		t.Errorf("another key: %v", err)
	}
	for i := 0; i < len(whole); i += 7 {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		if opens(changed, id) == nil {
			t.Errorf("byte %d of %d can be changed", i, len(whole))
		}
	}
	for _, n := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
		if opens(whole[:n], id) == nil {
			t.Errorf("%d bytes of %d open", n, len(whole))
		}
	}
}

// What was sealed by others, or left half written, is no list.
func TestOtherContents(t *testing.T) {
	id := identity(t)
	seal := func(files map[string]string) []byte {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(w)
		for name, text := range files {
			f, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(f, text)
		}
		z.Close()
		w.Close()
		return out.Bytes()
	}
	const manifest = `{"format":"scrutateur/suppression/1","controller":"x","generated_at":"2026-03-01T12:00:00Z","rows":9,"sha256":"` + "0000000000000000000000000000000000000000000000000000000000000000" + `","normalisation":"scrutateur/address/1","hash":"plain"}`
	for name, files := range map[string]map[string]string{
		"nothing": {}, "no manifest": {"list.csv": list}, "no list": {"manifest.json": manifest}, "another's manifest": {"list.csv": list, "manifest.json": "{}"},
		"hashes":           {"list.csv": list, "manifest.json": strings.Replace(manifest, "plain", "sha256", 1)},
		"of another list":  {"list.csv": list, "manifest.json": manifest},
		"more in manifest": {"list.csv": list, "manifest.json": strings.Replace(manifest, `"rows"`, `"more":1,"rows"`, 1)},
	} {
		data := seal(files)
		o, err := sealed.Open(bytes.NewReader(data), int64(len(data)), suppression.Options{}, id)
		if err != nil {
			continue
		}
		var last error
		for _, err := range o.Entries() {
			last = err
		}
		o.Close()
		if last == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestWriteRefuses(t *testing.T) {
	if _, err := sealed.Write(io.Discard, nil, "x", at, open(t, list).Entries()); err == nil {
		t.Error("sealed for nobody")
	}
	if _, err := sealed.Passphrase("court"); err == nil {
		t.Error("a short passphrase")
	}
	for _, keys := range []string{"", "age1x", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA"} {
		if _, err := sealed.Keys(strings.NewReader(keys)); err == nil {
			t.Errorf("%q is taken for public keys", keys)
		}
	}
	id := identity(t)
	if _, err := sealed.Write(failing{}, []age.Recipient{id.Recipient()}, "x", at, open(t, list).Entries()); err == nil {
		t.Error("a full disk is no error")
	}
	// A list with a row that cannot be read is not handed on, and what was written does not open.
	var file bytes.Buffer
	if _, err := sealed.Write(&file, []age.Recipient{id.Recipient()}, "x", at, open(t, list+"sms,x,*,unsubscribe,,,,,\n").Entries()); !errors.Is(err, law.AddressForm) {
		t.Error(err)
	}
	if _, err := sealed.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), suppression.Options{}, id); err == nil {
		t.Error("half a list opens")
	}
}
