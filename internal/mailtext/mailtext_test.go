package mailtext_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/internal/mailtext"
)

// texts seed every fuzz target: what a campaign writes, and what breaks other libraries.
var texts = []string{
	"", "Bonjour", "Bonjour Zoë", "Élections municipales : réunion jeudi à Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
	"a\r\nBcc: all@example.org", "a\nb", "a\rb", "a\r\n", "trailing \r\nblank\t\n", " ", "  two  blanks ", "\t", "\x00\x01\x7f",
	"=?utf-8?q?fake?=", "=E9", "==", "?=", "\u202e", "\xff\xfe", "\xc3", "😀", strings.Repeat("😀", 40), strings.Repeat("é", 200),
	strings.Repeat("word ", 60), strings.Repeat("x", 1200), "a" + strings.Repeat(" ", 1200) + "b", ".", "..", ".\r\n.", "From me", "\nFrom me",
	strings.Repeat("a", 75) + ".From", strings.Repeat("a", 75) + "From ", strings.Repeat("a", 75) + " \n", strings.Repeat("a", 74) + "é",
	"https://example.org/d/" + strings.Repeat("A", 120), `a "quoted" \ name`, "Liste « Ensemble », M. O'Hara & fils <x@y.z>", "(comment)", "a,b;c:d",
}

// canon is what a reader gets for s: line breaks are CRLF.
func canon(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

func FuzzAppendQuoted(f *testing.F) {
	for _, s := range texts {
		f.Add(s, "Zoë", s)
	}
	f.Fuzz(func(t *testing.T, a, value, b string) {
		// Joined from three parts that were encoded apart, as a template is.
		enc := mailtext.AppendQuoted(nil, a)
		enc = mailtext.AppendQuoted(enc, value)
		enc = mailtext.AppendQuoted(enc, b)
		got, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(enc)))
		if err != nil {
			t.Fatalf("%q: %v", enc, err)
		}
		if want := canon(a) + canon(value) + canon(b); string(got) != want {
			t.Fatalf("encoded %q\nread  %q\nwant %q", enc, got, want)
		}
		checkLines(t, enc, mailtext.MaxLine)
		for line := range strings.SplitSeq(string(enc), "\r\n") {
			if strings.HasSuffix(line, " ") || strings.HasSuffix(line, "\t") {
				t.Errorf("a blank ends the line %q", line)
			}
			if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "From ") {
				t.Errorf("a relay would change the line %q", line)
			}
		}
		if bytes.Contains(enc, []byte("=_")) {
			t.Errorf("a boundary could occur in %q", enc)
		}
	})
}

func FuzzAppendQuotedWith(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	var table [256]string
	table['<'], table['&'], table['.'], table['F'], table[' '] = "&lt;", "&amp;", "%2e", "[ef]", "%20"
	replace := mailtext.NewTable(&table)
	f.Fuzz(func(t *testing.T, s string) {
		enc, n := mailtext.AppendQuotedWith([]byte("x\r\n"), s, replace)
		enc = enc[3:]
		got, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(enc)))
		if err != nil {
			t.Fatal(err)
		}
		var want []byte
		for _, c := range []byte(canon(s)) {
			if table[c] != "" {
				want = append(want, table[c]...)
			} else {
				want = append(want, c)
			}
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("encoded %q\nread  %q\nwant %q", enc, got, want)
		}
		checkLines(t, enc, mailtext.MaxLine)
		if canon(s) == s && n != len(got) {
			t.Errorf("says %d bytes, a reader gets %d", n, len(got))
		}
	})
}

// checkLines refuses a line over the limit, a CR or LF alone, and a text that does not end at the start of a line.
func checkLines(t *testing.T, b []byte, limit int) {
	t.Helper()
	if len(b) == 0 {
		return
	}
	lines := strings.Split(string(b), "\r\n")
	if lines[len(lines)-1] != "" {
		t.Errorf("%q does not end at the start of a line", b)
	}
	for _, l := range lines {
		if len(l) > limit {
			t.Errorf("a line of %d bytes", len(l))
		}
		if strings.ContainsAny(l, "\r\n\x00") {
			t.Errorf("a control character in %q", l)
		}
	}
}

// readHeader reads one field back, and nothing else.
func readHeader(t *testing.T, field []byte, name string) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(append(bytes.Clone(field), "\r\nbody"...)))
	if err != nil {
		t.Fatalf("%q: %v", field, err)
	}
	if len(m.Header) != 1 || len(m.Header[name]) != 1 {
		t.Fatalf("%q was read as %d fields", field, len(m.Header))
	}
	if b, _ := io.ReadAll(m.Body); string(b) != "body" {
		t.Fatalf("%q left %q in the body", field, b)
	}
	return m.Header.Get(name)
}

func FuzzAppendUnstructured(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		field := mailtext.AppendUnstructured(nil, "Subject", []byte(s))
		raw := readHeader(t, field, "Subject")
		got, err := new(mime.WordDecoder).DecodeHeader(raw)
		if err != nil {
			t.Fatalf("%q: %v", field, err)
		}
		// The decoder writes U+FFFD for a broken character; nothing broken gets here from a template.
		if got != s && strings.ToValidUTF8(s, "") == s {
			t.Fatalf("wrote %q\nread %q\nwant %q", field, got, s)
		}
		checkLines(t, field, mailtext.MaxHeaderLine)
		for line := range strings.SplitSeq(string(field), "\r\n") {
			if strings.Contains(line, "=?utf-8?") && len(line) > mailtext.MaxLine {
				t.Errorf("a line with an encoded word has %d bytes: %q", len(line), line)
			}
			for word := range strings.FieldsSeq(line) {
				if strings.HasPrefix(word, "=?utf-8?") && len(word) > 75 {
					t.Errorf("an encoded word of %d bytes", len(word))
				}
			}
		}
	})
}

func FuzzAppendMailbox(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		field := mailtext.AppendMailbox(nil, "From", name, "campagne@example.org")
		checkLines(t, field, mailtext.MaxHeaderLine)
		raw := readHeader(t, field, "From")
		if strings.ToValidUTF8(name, "") != name {
			return
		}
		a, err := mail.ParseAddress(raw)
		if err != nil {
			t.Fatalf("%q: %v", field, err)
		}
		if a.Address != "campagne@example.org" || a.Name != name {
			t.Fatalf("wrote %q\nread %q <%s>\nwant %q", field, a.Name, a.Address, name)
		}
	})
}

func TestIsMailbox(t *testing.T) {
	for _, s := range []string{"a@example.org", "zoe.dupont+liste@mail.example.org", "o'hara@example.org", "x@xn--bcher-kva.example"} {
		if !mailtext.IsMailbox(s) {
			t.Errorf("%q is refused", s)
		}
		if _, err := mail.ParseAddress(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "a", "@example.org", "a@", "a@b", "a@b..c", "a@-b.c", "a@b-.c", "a b@example.org", `"a b"@example.org`, "a@[192.0.2.1]",
		"é@example.org", "a@exämple.org", "a.@example.org", ".a@example.org", "a..b@example.org", "a@b.c\r\nBcc: x@y.z", "<a@b.c>", "A <a@b.c>",
		strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b", 64) + ".org", "a@b.c,d@e.f"} {
		if mailtext.IsMailbox(s) {
			t.Errorf("%q is taken", s)
		}
	}
}

func TestAppendDate(t *testing.T) {
	at := time.Date(2026, 3, 5, 9, 30, 0, 0, time.FixedZone("", 3600))
	got := string(mailtext.AppendDate(nil, at))
	if got != "Thu, 05 Mar 2026 09:30:00 +0100" {
		t.Errorf("got %q", got)
	}
	back, err := mail.ParseDate(got)
	if err != nil || !back.Equal(at) {
		t.Errorf("read back as %v, %v", back, err)
	}
}

func TestAppendMessageID(t *testing.T) {
	at := time.Date(2026, 3, 5, 9, 30, 0, 0, time.UTC)
	id := func(tmpl byte, at time.Time, d byte) string {
		return string(mailtext.AppendMessageID(nil, [16]byte{tmpl}, at, [16]byte{d}, "example.org"))
	}
	one := id(1, at, 1)
	if one != id(1, at.In(time.FixedZone("", 7200)), 1) {
		t.Error("the same message has two Message-IDs")
	}
	for _, other := range []string{id(2, at, 1), id(1, at.Add(1), 1), id(1, at, 2)} {
		if other == one {
			t.Error("two messages share a Message-ID")
		}
	}
	if !strings.HasSuffix(one, "@example.org>") || !mailtext.IsMailbox(strings.Trim(one, "<>")) {
		t.Errorf("%s is no dot-atom @ domain", one)
	}
}

func TestBoundary(t *testing.T) {
	first := mailtext.Boundary([]byte("seed"))
	if first != mailtext.Boundary([]byte("seed")) {
		t.Error("the boundary is not the same twice")
	}
	if got := mailtext.Boundary([]byte("seed"), []byte("a body with --"+first)); got == first {
		t.Error("the boundary occurs in a body")
	}
	if len(first) > 70 {
		t.Errorf("%d bytes: RFC 2046 section 5.1.1 allows 70", len(first))
	}
}

func TestNoAllocation(t *testing.T) {
	dst := make([]byte, 0, 4096)
	subject := []byte("Zoë, la réunion publique de jeudi à Saint-Denis")
	var table [256]string
	table['<'] = "&lt;"
	replace := mailtext.NewTable(&table)
	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	for name, f := range map[string]func(){
		"AppendQuoted":       func() { mailtext.AppendQuoted(dst, "François d'Argenteuil <x>") },
		"AppendQuotedWith":   func() { mailtext.AppendQuotedWith(dst, "François d'Argenteuil <x>", replace) },
		"AppendUnstructured": func() { mailtext.AppendUnstructured(dst, "Subject", subject) },
		"AppendMessageID":    func() { mailtext.AppendMessageID(dst, [16]byte{1}, at, [16]byte{2}, "example.org") },
		"AppendDate":         func() { mailtext.AppendDate(dst, at) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// A body is encoded in parts, once; a value is set between two of them later.
func Example() {
	before := mailtext.AppendQuoted(nil, "Chère ")
	after := mailtext.AppendQuoted(nil, ",\nVotez dimanche à l'école.\n")

	body := append([]byte(nil), before...)
	body = mailtext.AppendQuoted(body, "Zoë")
	body = append(body, after...)

	message := mailtext.AppendUnstructured(nil, "Subject", []byte("À l'école, dimanche"))
	message = mailtext.AppendMailbox(message, "From", "Liste « Ensemble »", "liste@example.org")
	message = append(message, "\r\n"...)
	message = append(message, body...)
	fmt.Print(strings.ReplaceAll(string(message), "\r\n", "\n"))
	// Output:
	// Subject: =?utf-8?q?=C3=80_l'=C3=A9cole,_dimanche?=
	// From: =?utf-8?q?Liste_=C2=AB_Ensemble_=C2=BB?= <liste@example.org>
	//
	// Ch=C3=A8re =
	// Zo=C3=AB=
	// ,
	// Votez dimanche =C3=A0 l'=C3=A9cole.
}

func BenchmarkAppendQuoted(b *testing.B) {
	body := strings.Repeat("Élection municipale : la réunion publique aura lieu jeudi à Saint-Denis.\n", 30)
	var buf bytes.Buffer
	dst := make([]byte, 0, 8192)
	b.Run("mime/quotedprintable", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			buf.Reset()
			w := quotedprintable.NewWriter(&buf)
			io.WriteString(w, body)
			w.Close()
		}
	})
	b.Run("mailtext", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			mailtext.AppendQuoted(dst, body)
		}
	})
}
