package manifest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

var (
	noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	key  = optout.KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))
)

func newBook() *optout.Book {
	return &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: key}, Controller: "852123456", Now: func() time.Time { return noon },
	}
}

func phone(t testing.TB, n int) optout.Address {
	t.Helper()
	a, err := optout.Phone(fmt.Sprintf("0639 98 %04d", n))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

type voter struct{}

// screened puts rows of so many people on a list.
func screened(t testing.TB, b *optout.Book, origin law.Origin, n int) *manifest.List {
	t.Helper()
	var rows []optout.Row[voter]
	for i := range n {
		rows = append(rows, optout.Row[voter]{Data: new(voter), To: phone(t, i+1), Origin: origin})
	}
	l := manifest.Begin(manifest.Header{Provider: "ovh", Moment: noon.Add(time.Hour)})
	for c, err := range optout.Screen(t.Context(), b, optout.For{Channel: law.SMS}, optout.Rows(rows...)) {
		if err != nil {
			t.Fatal(err)
		}
		manifest.Add(l, c)
	}
	if l.Len() != n {
		t.Fatalf("%d rows of %d", l.Len(), n)
	}
	return l
}

func written(t testing.TB, l *manifest.List, b *optout.Book) []byte {
	t.Helper()
	var w bytes.Buffer
	if err := l.Write(&w, b, "vague-1.csv"); err != nil {
		t.Fatal(err)
	}
	return w.Bytes()
}

func recall(t testing.TB, b *optout.Book, text []byte) manifest.Report {
	t.Helper()
	r, err := manifest.Recall(t.Context(), b, "vague-1", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func Example() {
	ctx := context.Background()
	zoe, _ := optout.Phone("06 39 98 00 01")
	luc, _ := optout.Phone("06 39 98 00 02")
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	people := manifest.Begin(manifest.Header{Provider: "ovh"}) // sms.Batch.Handoff does this, and leaves the list in Handoff.Manifest
	rows := optout.Rows(optout.Row[struct{}]{Data: &struct{}{}, To: zoe}, optout.Row[struct{}]{Data: &struct{}{}, To: luc})
	for c, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, rows) {
		if err != nil {
			fmt.Println(err)
			return
		}
		manifest.Add(people, c)
	}
	folder, err := os.MkdirTemp("", "manifests")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	if _, err := people.Keep(folder, book, "vague-1.csv"); err != nil {
		fmt.Println(err)
	}
	// The file is at the provider's, and then somebody objects.
	if err := book.Object(ctx, luc, optout.For{}, "phone call"); err != nil {
		fmt.Println(err)
	}
	for report, err := range manifest.RecallFolder(ctx, book, os.DirFS(folder)) {
		if err != nil || report.Err != nil {
			fmt.Println(err, report.Err)
			return
		}
		for _, hit := range report.Hits {
			fmt.Printf("take row %d out of %s, which %s has: %s\n", hit.Row, report.Header.File, report.Header.Provider, hit.Event.Source)
		}
	}
	// Output:
	// take row 2 out of vague-1.csv, which ovh has: phone call
}

func TestRecall(t *testing.T) {
	b := newBook()
	text := written(t, screened(t, b, law.OriginForm, 5), b)
	if strings.Contains(string(text), "6399") {
		t.Error("the manifest holds a number")
	}
	if r := recall(t, b, text); r.Err != nil || len(r.Hits) > 0 || r.Rows != 5 || r.Header.File != "vague-1.csv" || !r.Header.NotAfter.Equal(noon.Add(24*time.Hour)) {
		t.Errorf("before anybody objects: %+v", r)
	}
	// Told late: its date is before the file's.
	e := optout.Event{Kind: optout.Objection, Channel: law.SMS, At: noon.AddDate(0, 0, -9), Source: "letter"}
	if err := b.Record(t.Context(), phone(t, 4), e); err != nil {
		t.Fatal(err)
	}
	if err := b.Object(t.Context(), phone(t, 2), optout.For{}, "sms"); err != nil {
		t.Fatal(err)
	}
	r := recall(t, b, text)
	if r.Err != nil || len(r.Hits) != 2 || r.Hits[0].Row != 2 || r.Hits[1].Row != 4 || r.Hits[0].Event.Source != "sms" || r.Hits[1].Event.Source != "letter" {
		t.Errorf("two objected: %+v", r)
	}
	if err := b.Consent(t.Context(), phone(t, 2), optout.For{Channel: law.SMS}, "form", "f-1"); err != nil {
		t.Fatal(err)
	}
	b.Now = func() time.Time { return noon.Add(time.Minute) }
	if err := b.Consent(t.Context(), phone(t, 4), optout.For{Channel: law.SMS}, "form", "f-2"); err != nil {
		t.Fatal(err)
	}
	if r := recall(t, b, text); len(r.Hits) != 1 || r.Hits[0].Row != 2 {
		t.Errorf("who agreed again stands in the file by right, and at the same instant the objection wins: %+v", r.Hits)
	}
}

// A member's objection to e-mails says nothing of a file for SMS; a prospect's does.
func TestRecallLimited(t *testing.T) {
	for origin, want := range map[law.Origin]int{law.OriginMember: 0, law.OriginForm: 1} {
		b := newBook()
		text := written(t, screened(t, b, origin, 1), b)
		if err := b.Object(t.Context(), phone(t, 1), optout.For{Channel: law.Email}, "oneclick"); err != nil {
			t.Fatal(err)
		}
		if r := recall(t, b, text); len(r.Hits) != want || r.Err != nil {
			t.Errorf("%s: %+v", origin, r)
		}
	}
}

// A link in a message of last year objects under the key of last year: a manifest has everybody under all keys.
func TestRecallUnderOlderKey(t *testing.T) {
	b := newBook()
	token, err := b.Token(phone(t, 3), optout.For{Channel: law.SMS})
	if err != nil {
		t.Fatal(err)
	}
	b.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{key}}
	text := written(t, screened(t, b, law.OriginForm, 3), b)
	if _, err := b.Unsubscribe(t.Context(), token, "oneclick"); err != nil {
		t.Fatal(err)
	}
	if r := recall(t, b, text); r.Err != nil || len(r.Hits) != 1 || r.Hits[0].Row != 3 {
		t.Errorf("%+v", r)
	}
}

// Whoever objects under a key that the book got after the file was made is not found in it, and Recall says so.
func TestRecallIsBlind(t *testing.T) {
	b := newBook()
	text := written(t, screened(t, b, law.OriginForm, 3), b)
	b.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{key}}
	if r := recall(t, b, text); len(r.Blind) > 0 || r.Err != nil {
		t.Errorf("nothing was recorded under the new key: %+v", r)
	}
	if err := b.Object(t.Context(), phone(t, 3), optout.For{}, "sms"); err != nil {
		t.Fatal(err)
	}
	if r := recall(t, b, text); len(r.Hits) > 0 || r.Err != nil || string(r.Blind) != "\x02" {
		t.Errorf("%+v", r)
	}
}

func TestEveryByte(t *testing.T) {
	b := newBook()
	text := written(t, screened(t, b, law.OriginForm, 3), b)
	for i := range text {
		for _, change := range []func([]byte) []byte{
			func(b []byte) []byte { b[i] ^= 1; return b },
			func(b []byte) []byte { return append(b[:i], b[i+1:]...) },
			func(b []byte) []byte { return b[:i] },
		} {
			if r := recall(t, b, change(bytes.Clone(text))); r.Err == nil {
				t.Fatalf("a change at byte %d of %d is not seen", i, len(text))
			}
		}
	}
	if r := recall(t, b, append(bytes.Clone(text), '\n')); !errors.Is(r.Err, manifest.ErrAltered) {
		t.Errorf("something behind the end: %v", r.Err)
	}
	if r := recall(t, b, bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))); !errors.Is(r.Err, manifest.ErrAltered) {
		t.Errorf("other line ends: %v", r.Err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines[2], lines[3] = lines[3], lines[2]
	if r := recall(t, b, bytes.Join(lines, nil)); !errors.Is(r.Err, manifest.ErrAltered) {
		t.Errorf("two rows exchanged: %v", r.Err)
	}
}

func TestRefuses(t *testing.T) {
	b := newBook()
	text := written(t, screened(t, b, law.OriginForm, 2), b)
	stranger := newBook()
	stranger.Keys.Current = optout.NewKey(1)
	if r := recall(t, stranger, text); !errors.Is(r.Err, manifest.ErrAltered) {
		t.Errorf("another secret: %v", r.Err)
	}
	stranger.Keys.Current = optout.NewKey(7)
	if r := recall(t, stranger, text); r.Err == nil || !strings.Contains(r.Err.Error(), "key 1") {
		t.Errorf("the key is missing: %v", r.Err)
	}
	other := newBook()
	other.Controller = "another"
	if r := recall(t, other, text); r.Err == nil {
		t.Error("a manifest of another controller is read")
	}
	for name, in := range map[string]string{
		"empty": "", "another file": "phone,name\n", "endless line": strings.Repeat("a", 1<<20),
		"no header": "scrutateur manifest 1\n", "unknown key": "scrutateur manifest 1\n{\"secret\":1}\n",
		"endless header": "scrutateur manifest 1\n{\"controller\":\"" + strings.Repeat("a", 1<<20) + "\"}\n",
	} {
		if r := recall(t, b, []byte(in)); r.Err == nil || len(r.Err.Error()) > 500 {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	if r, err := manifest.Recall(t.Context(), b, "", iotest.ErrReader(os.ErrPermission)); err != nil || !errors.Is(r.Err, os.ErrPermission) {
		t.Errorf("a reader that fails: %v, %v", r.Err, err)
	}
	var none *manifest.List
	if err := none.Write(new(bytes.Buffer), b, "x"); err == nil {
		t.Error("a nil list was written")
	}
	l := screened(t, b, law.OriginForm, 1)
	manifest.Add(l, optout.Cleared[voter]{})
	if err := l.Write(new(bytes.Buffer), b, "x"); err == nil {
		t.Error("a list with a row of nobody was written")
	}
	for _, file := range []string{"", " ", "a\x1b[2J", strings.Repeat("n", 600)} {
		if err := screened(t, b, law.OriginForm, 1).Write(new(bytes.Buffer), b, file); err == nil {
			t.Errorf("a file of %d bytes of name", len(file))
		}
	}
	if err := screened(t, b, law.OriginForm, 1).Write(new(bytes.Buffer), other, "x"); err == nil {
		t.Error("written by the book of another controller")
	}
}

// Nobody in a file is a manifest too: a file that was made and has none cannot be told from one whose manifest was lost.
func TestEmptyFile(t *testing.T) {
	b := newBook()
	if r := recall(t, b, written(t, manifest.Begin(manifest.Header{Channel: law.SMS}), b)); r.Err != nil || r.Rows != 0 {
		t.Errorf("%+v", r)
	}
}

func TestKeep(t *testing.T) {
	b := newBook()
	folder := filepath.Join(t.TempDir(), "a", "manifests")
	var paths []string
	for range 2 {
		path, err := screened(t, b, law.OriginForm, 2).Keep(folder, b, "vague-1.csv")
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if paths[0] == paths[1] {
		t.Error("the second manifest stands where the first was")
	}
	info, err := os.Stat(paths[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("permissions %v, error %v", info.Mode(), err)
	}
	if err := b.Object(t.Context(), phone(t, 1), optout.For{}, "sms"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "broken.manifest"), []byte("scrutateur"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.manifest"), 0o700); err != nil {
		t.Fatal(err)
	}
	hits, broken := 0, 0
	for r, err := range manifest.RecallFolder(t.Context(), b, os.DirFS(folder)) {
		if err != nil {
			t.Fatal(err)
		}
		hits += len(r.Hits)
		if r.Err != nil {
			broken++
		}
	}
	if hits != 2 || broken != 2 {
		t.Errorf("%d hits, %d that cannot be read", hits, broken)
	}
	for _, err := range manifest.RecallFolder(t.Context(), b, os.DirFS(filepath.Join(folder, "none"))) {
		if err == nil {
			t.Error("a folder that is not there holds nothing to recall")
		}
	}
}

type silent struct{ optout.Ledger }

func (silent) History(context.Context, optout.Digest) ([]optout.Event, error) {
	return nil, errors.New("the disk is gone")
}

// No answer of the ledger means that nobody knows, and not that nobody objected.
func TestLedgerFails(t *testing.T) {
	b := newBook()
	text := written(t, screened(t, b, law.OriginForm, 2), b)
	b.Ledger = silent{b.Ledger}
	if r, err := manifest.Recall(t.Context(), b, "", bytes.NewReader(text)); err == nil {
		t.Errorf("%+v", r)
	}
}

// A manifest may be anything: whoever can write into its folder can write what it likes there.
func FuzzRead(f *testing.F) {
	b := newBook()
	text := written(f, screened(f, b, law.OriginForm, 2), b)
	f.Add(text)
	f.Add([]byte("scrutateur manifest 1\n{}\n1 - 00\nend 1 00\n"))
	f.Add(text[:len(text)/2])
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := manifest.Recall(t.Context(), b, "", bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if r.Err == nil && !bytes.Equal(in, text) {
			t.Error("a manifest that nobody wrote is believed")
		}
	})
}
