package optout

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
)

// tableLine is a line of a TSV in testdata: a Go string and what it becomes.
type tableLine struct {
	line int
	in   string
	want []string
}

func readTable(t testing.TB, name string) []tableLine {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []tableLine
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		if sc.Text() == "" || strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		cols := strings.Split(sc.Text(), "\t")
		in, err := strconv.Unquote(cols[0])
		if err != nil || len(cols) < 2 {
			t.Fatalf("testdata/%s:%d: want a Go string, a tab and a result", name, n)
		}
		out = append(out, tableLine{n, in, cols[1:]})
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPhone(t *testing.T) {
	for _, l := range readTable(t, "phone.tsv") {
		a, err := Phone(l.in)
		if why, bad := strings.CutPrefix(l.want[0], "!"); bad {
			if err == nil || !strings.Contains(err.Error(), why) || !errors.Is(err, law.AddressForm) || !a.IsZero() {
				t.Errorf("phone.tsv:%d: got %q, error %v; want an error of law.AddressForm with %q", l.line, a.E164(), err, why)
			}
			continue
		}
		if err != nil || a.E164() != l.want[0] || a.Channel() != law.SMS || a.Mailbox() != "" {
			t.Errorf("phone.tsv:%d: got %q, error %v; want %q", l.line, a.E164(), err, l.want[0])
		}
	}
}

func TestMailbox(t *testing.T) {
	for _, l := range readTable(t, "mailbox.tsv") {
		a, err := Mailbox(l.in)
		if why, bad := strings.CutPrefix(l.want[0], "!"); bad {
			if err == nil || !strings.Contains(err.Error(), why) || !errors.Is(err, law.AddressForm) || !a.IsZero() {
				t.Errorf("mailbox.tsv:%d: got %q, error %v; want an error of law.AddressForm with %q", l.line, a.Mailbox(), err, why)
			}
			continue
		}
		if err != nil || a.Mailbox() != l.want[0] || a.Channel() != law.Email || a.E164() != "" {
			t.Errorf("mailbox.tsv:%d: got %q, error %v; want %q", l.line, a.Mailbox(), err, l.want[0])
		}
		if got := string(a.appendCanonical(nil)); got != l.want[1] {
			t.Errorf("mailbox.tsv:%d: a person is compared by %q, want %q", l.line, got, l.want[1])
		}
	}
}

// An error that quoted its input would put a voter's number into a log.
func TestErrorsQuoteNothing(t *testing.T) {
	for _, in := range []string{"0639 12 34 56 7890", "06 39 12 34 5", "jean.dupont@@example.org", "jean dupont@example.org", "+262 690 12 34 56"} {
		for name, parse := range map[string]func(string) (Address, error){"Phone": Phone, "Mailbox": Mailbox} {
			_, err := parse(in)
			if err == nil {
				t.Fatalf("%s read a bad address", name)
			}
			for _, part := range []string{"123", "12 34", "jean", "dupont", "690"} {
				if strings.Contains(err.Error(), part) {
					t.Errorf("%s: the error quotes its input: %v", name, err)
				}
			}
		}
	}
}

func TestMask(t *testing.T) {
	for range 100 {
		k := newMaskKey()
		for _, n := range []uint64{1, 33639980001, 590690000001, 999_999_999_999_999, 1 << 63} {
			if got := k.unmask(k.mask(n)); got != n {
				t.Fatalf("unmask(mask(%d)) = %d", n, got)
			}
			if k.mask(n) == 0 {
				t.Fatalf("%d is masked to zero", n)
			}
		}
	}
	if maskKey.mask(33639980001) == 33639980001 {
		t.Error("the mask does nothing")
	}
}

func mustPhone(t testing.TB, s string) Address {
	t.Helper()
	a, err := Phone(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func mustMailbox(t testing.TB, s string) Address {
	t.Helper()
	a, err := Mailbox(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEqual(t *testing.T) {
	p, q := mustPhone(t, "06 39 98 00 01"), mustPhone(t, "+33639980001")
	m, n := mustMailbox(t, "Prenom@example.org"), mustMailbox(t, "prenom@EXAMPLE.org")
	other := mustMailbox(t, "prenon@example.org")
	for _, c := range []struct {
		a, b Address
		want bool
	}{
		{p, q, true}, {m, n, true}, {Address{}, Address{}, true},
		{p, m, false}, {m, other, false}, {p, Address{}, false}, {m, Address{}, false}, {p, mustPhone(t, "0639980002"), false},
	} {
		if c.a.Equal(c.b) != c.want || c.b.Equal(c.a) != c.want {
			t.Errorf("%v.Equal(%v) is not %v", c.a, c.b, c.want)
		}
	}
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t", "%c", "%b", "%o", "%e", "%g", "%p", "%T", "%U", "%08d", "%-20.3s"}

// printed is everything that fmt, slog and encoding/json make of v.
func printed(t testing.TB, v any) string {
	t.Helper()
	var b strings.Builder
	for _, verb := range verbs {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	// Without the time: among its nine digits of a second stands any short secret, sooner or later.
	untimed := &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, untimed), slog.NewJSONHandler(&b, untimed)} {
		slog.New(h).Info("m", "v", v, slog.Group("g", "v", v))
	}
	if j, err := json.Marshal(v); err == nil {
		b.Write(j)
	}
	return b.String()
}

// leaks reports which of the secret texts stand in s, in clear, in hexadecimal or as a list of bytes.
func leaks(s string, secrets ...string) []string {
	var found []string
	lower := strings.ToLower(s)
	for _, secret := range secrets {
		var list []string
		for _, c := range []byte(secret) {
			list = append(list, strconv.Itoa(int(c)))
		}
		for _, form := range []string{strings.ToLower(secret), fmt.Sprintf("%x", secret), fmt.Sprintf("% x", secret), strings.Join(list, " "), strings.Join(list, ", ")} {
			if strings.Contains(lower, form) {
				found = append(found, form)
			}
		}
	}
	return found
}

func TestAddressDoesNotPrint(t *testing.T) {
	p, m := mustPhone(t, "06 39 98 76 54"), mustMailbox(t, "prenom.nom@parti-fictif.example")
	// "399876" is what "+336••••54" leaves out. It is long enough to stand in no pointer that is printed beside it.
	secrets := []string{"639987654", "33639987654", "399876", "prenom", "fictif", strconv.FormatUint(33639987654, 16), strconv.FormatUint(33639987654, 8), strconv.FormatUint(33639987654, 2)}
	type hides struct {
		p, m Address
		ptr  *Address
	}
	for _, v := range []any{
		p, m, &p, &m, []Address{p, m}, map[string]Address{"p": p, "m": m}, struct{ P, M Address }{p, m},
		hides{p, m, &p}, &hides{p, m, &m}, []hides{{p, m, nil}}, struct{ h hides }{hides{p, m, nil}}, [2]Address{p, m},
	} {
		if found := leaks(printed(t, v), secrets...); found != nil {
			t.Errorf("%T prints %q", v, found)
		}
	}
	if got := fmt.Sprint(p, m, Address{}); got != "+336••••54 ••••@•••• no address" {
		t.Errorf("printed %s", got)
	}
	if got := fmt.Sprint(mustPhone(t, "+508 41 00 01")); got != "+508••••" {
		t.Errorf("a short number prints %s", got)
	}
	if j, err := json.Marshal(map[string]Address{"to": p}); err != nil || string(j) != `{"to":"+336••••54"}` {
		t.Errorf("JSON %s, %v", j, err)
	}
	var back struct{ To Address }
	if err := json.Unmarshal([]byte(`{"To":"+33639987654"}`), &back); err == nil {
		t.Error("JSON makes an address")
	}
}

func FuzzPhone(f *testing.F) {
	for _, l := range readTable(f, "phone.tsv") {
		f.Add(l.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Phone(s)
		if err != nil {
			if !a.IsZero() || !errors.Is(err, law.AddressForm) {
				t.Fatal("a refused number is an address, or the error has no rule")
			}
			return
		}
		e := a.E164()
		if len(e) < 8 || len(e) > 16 || e[0] != '+' || e[1] == '0' || strings.Trim(e[1:], "0123456789") != "" {
			t.Fatal("not of the shape of E.164")
		}
		b, err := Phone(e)
		if err != nil || !a.Equal(b) {
			t.Fatalf("the number is read differently from its own E.164 form: %v", err)
		}
		if n := strings.Count(e, ""); n == 13 && strings.HasPrefix(e, "+33") { // and from its national form
			if b, err := Phone("0" + e[3:]); err != nil || !a.Equal(b) {
				t.Fatalf("the number is read differently from its own national form: %v", err)
			}
		}
	})
}

func FuzzMailbox(f *testing.F) {
	for _, l := range readTable(f, "mailbox.tsv") {
		f.Add(l.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Mailbox(s)
		if err != nil {
			if !a.IsZero() || !errors.Is(err, law.AddressForm) {
				t.Fatal("a refused mailbox is an address, or the error has no rule")
			}
			return
		}
		m := a.Mailbox()
		if len(m) > 254 || strings.Count(m, "@") != 1 || strings.ContainsFunc(m, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Fatal("not one printable ASCII mailbox of at most 254 bytes")
		}
		b, err := Mailbox(m)
		if err != nil || b.Mailbox() != m {
			t.Fatalf("what is written to is read differently: %v", err)
		}
		c := a.appendCanonical(nil)
		if d := append([]byte(nil), c...); string(d[:canonicalMailbox(d)]) != string(c) || len(c) == 0 || c[0] == '@' {
			t.Fatal("the canonical form is empty or not its own canonical form")
		}
	})
}

func BenchmarkPhone(b *testing.B) {
	for _, in := range []string{"0639980001", "06 39 98 00 01", "+33 (0)6 39 98 00 01"} {
		b.Run(in, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Phone(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestPhoneDoesNotAllocate(t *testing.T) {
	for _, in := range []string{"06 39 98 00 01", "+590 690 00 00 01", "+44 7700 900001", "\u202a+33\u00a06 39 98 00 01\u202c"} {
		if n := testing.AllocsPerRun(100, func() { Phone(in) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}
