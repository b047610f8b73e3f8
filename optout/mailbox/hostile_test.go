package mailbox_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

// endless repeats a text up to so many bytes.
type endless struct {
	text string
	left int64
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && int64(n) < e.left {
		c := copy(p[n:], e.text[e.at:])
		n, e.at = n+c, (e.at+c)%len(e.text)
	}
	n = min(n, int(e.left))
	e.left -= int64(n)
	return n, nil
}

const mega = 1 << 20

// What is read of a message is bounded, whatever a stranger sends: memory is that of a few texts, and what lies beyond the bounds is
// shown to a human.
func TestHostile(t *testing.T) {
	head := "From: paul@example.org\r\nTo: contact@demain.example\r\nMessage-ID: <h@a>\r\n"
	mixed := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	for name, r := range map[string]io.Reader{
		"a part of 100 MB":            io.MultiReader(strings.NewReader(mixed+"--b\r\n\r\nbonjour\r\n--b\r\nContent-Type: application/zip\r\n\r\n"), &endless{text: "0123456789abcdef\r\n", left: 100 * mega}, strings.NewReader("\r\n--b--\r\n")),
		"a text of 32 MB":             io.MultiReader(strings.NewReader(head+"\r\n"), &endless{text: "bonjour tout le monde\r\n", left: 32 * mega}),
		"a line of 32 MB":             io.MultiReader(strings.NewReader(head+"\r\n"), &endless{text: "bonjour ", left: 32 * mega}),
		"a header of 8 MB":            io.MultiReader(strings.NewReader(head), &endless{text: "X-A: bonjour\r\n", left: 8 * mega}, strings.NewReader("\r\nbonjour\r\n")),
		"a field of 8 MB":             io.MultiReader(strings.NewReader(head+"X-A: "), &endless{text: "bonjour\r\n ", left: 8 * mega}, strings.NewReader("\r\n\r\nbonjour\r\n")),
		"a name of 8 MB":              io.MultiReader(strings.NewReader(head), &endless{text: "bonjour", left: 8 * mega}, strings.NewReader("\r\n\r\nbonjour\r\n")),
		"a million parts":             io.MultiReader(strings.NewReader(mixed), &endless{text: "--b\r\n\r\nbonjour\r\n", left: 4 * mega}),
		"a million multiparts":        io.MultiReader(strings.NewReader(mixed), &endless{text: "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", left: 4 * mega}),
		"multiparts within":           strings.NewReader(nested(100_000)),
		"messages within":             io.MultiReader(strings.NewReader(head), &endless{text: "Content-Type: message/rfc822\r\n\r\n", left: 4 * mega}),
		"messages within, in base64":  strings.NewReader(head + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nQ29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMg0KQ29udGVudC1UcmFuc2Zlci1FbmNvZGluZzogYmFzZTY0DQoNCg==\r\n"),
		"a million recipients":        io.MultiReader(strings.NewReader("From: mailer-daemon@a\r\nContent-Type: message/delivery-status\r\n\r\n"), &endless{text: "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n", left: 8 * mega}),
		"a million addresses":         io.MultiReader(strings.NewReader("From: "), &endless{text: "a@b.example, ", left: 4 * mega}, strings.NewReader("\r\n\r\nbonjour\r\n")),
		"a million quotations":        io.MultiReader(strings.NewReader(head+"Content-Type: text/html\r\n\r\n"), &endless{text: "<blockquote>", left: 4 * mega}),
		"a million fields that quote": io.MultiReader(strings.NewReader(head+"\r\n"), &endless{text: "de :\r\n\r\n", left: 4 * mega}),
		"a million tokens":            io.MultiReader(strings.NewReader(head+"\r\n"), &endless{text: strings.Repeat("a", optout.TokenLen) + " ", left: 4 * mega}),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			box := newBox(t, newBook(new(optout.Memory)), new(kept))
			runtime.ReadMemStats(&before)
			v, err := box.Take(t.Context(), r)
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			// Allocated over the whole run, not held: some 3 MB are kept of a message, and copied a few times on the way.
			if got := (after.TotalAlloc - before.TotalAlloc) / mega; got > 64 {
				t.Errorf("%d MB were allocated", got)
			}
			if v.Shown == "" && len(v.Records()) == 0 {
				t.Errorf("%v: recorded nothing and shown to nobody", v)
			}
			if len(v.Records()) > 50 {
				t.Errorf("%d records", len(v.Records()))
			}
		})
	}
}

// nested is n multiparts, each the only part of the one around it, with a word in the innermost.
func nested(n int) string {
	var b strings.Builder
	b.WriteString("From: paul@example.org\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("\r\nSTOP\r\n")
	return b.String()
}

// An objection behind a large attachment is found, and one behind 200 parts is at least shown.
func TestBehind(t *testing.T) {
	head := "From: paul@example.org\r\nTo: contact@demain.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	box := newBox(t, newBook(new(optout.Memory)), new(kept))
	v, err := box.Take(t.Context(), io.MultiReader(strings.NewReader(head+"--b\r\nContent-Type: image/jpeg\r\n\r\n"), &endless{text: "x\r\n", left: 20 * mega}, strings.NewReader("\r\n--b\r\n\r\nSTOP\r\n--b--\r\n")))
	if err != nil || v.Reply.Verdict != "optout" {
		t.Errorf("%v, %v", v, err)
	}
	v, err = box.Take(t.Context(), io.MultiReader(strings.NewReader(head), &endless{text: "--b\r\nContent-Type: image/jpeg\r\n\r\nx\r\n", left: 300 * 40}, strings.NewReader("--b\r\n\r\nSTOP\r\n--b--\r\n")))
	if err != nil || v.Shown == "" {
		t.Errorf("%v, %v", v, err)
	}
}

// Deeper than any mail program writes, a human is asked.
func TestDepth(t *testing.T) {
	box := newBox(t, newBook(new(optout.Memory)), new(kept))
	for n, shown := range map[int]bool{20: false, 23: false, 40: true, 1000: true} {
		v, err := box.Take(t.Context(), strings.NewReader(nested(n)))
		if err != nil || (v.Shown != "") != shown {
			t.Errorf("%d deep: %v, shown %q, %v", n, v, v.Shown, err)
		}
	}
}

// A message that could not be read to its end was not taken.
func TestReadError(t *testing.T) {
	box := newBox(t, newBook(new(optout.Memory)), new(kept))
	broken := errors.New("read error")
	for _, c := range cases(t) {
		for _, at := range []int{0, len(c.message) / 3, len(c.message) - 1} {
			if _, err := box.Take(t.Context(), io.MultiReader(strings.NewReader(c.message[:at]), iotest.ErrReader(broken))); !errors.Is(err, broken) {
				t.Errorf("%s, cut at %d: %v", c.name, at, err)
			}
		}
	}
}

// Nothing of who wrote and what is printed by an error or a verdict.
func TestPrintsNobody(t *testing.T) {
	for _, c := range cases(t) {
		b, in := newBook(new(optout.Memory)), &kept{err: errors.New("disk full")}
		v, err := newBox(t, b, in).Take(t.Context(), strings.NewReader(c.message))
		for _, s := range []string{fmt.Sprint(v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v), fmt.Sprintf("%d", []mailbox.Verdict{v}), fmt.Sprint(err), v.LogValue().String()} {
			if strings.Contains(s, "@") {
				t.Errorf("%s: a verdict or error prints an address", c.name)
			}
		}
	}
}

func FuzzJudge(f *testing.F) {
	for _, c := range cases(f) {
		f.Add([]byte(c.message))
	}
	f.Add([]byte(nested(30)))
	f.Add([]byte("\n\n>From a\nFrom: <a@b.example>\nContent-Type: multipart/x; boundary=\"\n\n--\n----\n"))
	f.Add([]byte("From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nContent-Type: text/rfc822-headers=\n\n\nA: b"))
	f.Add([]byte("Content-Type: text/html; charset=utf-16\r\n\r\n\xff\xfe<\x00b\x00"))
	f.Add([]byte("From: mailer-daemon\n\n<a@b.example>:\n550 5.1.1 user unknown\n\n<c@d.example>: 550 user unknown\n"))
	f.Add([]byte("Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: a+2B@b.example\n--b--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := new(kept)
		b := newBook(new(optout.Memory))
		box := newBox(t, b, in)
		v, err := box.Take(t.Context(), strings.NewReader(string(raw)))
		if err != nil {
			t.Fatal(err)
		}
		items := waiting(t, box.Inbox)
		if (v.Shown != "") != (len(items) == 1) {
			t.Fatalf("shown %q, and %d items", v.Shown, len(items))
		}
		// Only these say nothing of anybody: what a program wrote, a report that says nothing lasting, a complaint about nobody.
		if v.Shown == "" && len(v.Records()) == 0 && v.Kind != mailbox.Automatic && v.Kind != mailbox.Bounce && v.Kind != mailbox.Complaint {
			t.Errorf("%v: recorded nothing and shown to nobody", v)
		}
		again, err := box.Judge(t.Context(), iotest.OneByteReader(strings.NewReader(string(raw))))
		if err != nil || fmt.Sprint(again, again.Shown, again.Records()) != fmt.Sprint(v, v.Shown, v.Records()) {
			t.Errorf("once %v, byte by byte %v, %v", v, again, err)
		}
		if strings.Contains(fmt.Sprint(v), "@") {
			t.Error("a verdict prints an address")
		}
	})
}
