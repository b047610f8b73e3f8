package email_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	htmltemplate "html/template"
	"strings"
	"testing"
	"text/template"

	gomail "github.com/wneessen/go-mail"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
)

// BenchmarkMessage compares whole messages of the same content: two bodies, subject, Date, Message-ID, the List-Unsubscribe fields and a
// token, the values escaped and quoted-printable. What counts are the ratios.
func BenchmarkMessage(b *testing.B) {
	at := fixture.Paris("2026-03-05", 10)
	tpl := message.Must(email.Compile[fixture.Voter](fixture.LongMail()))
	batch := message.Must(tpl.Batch(at))
	to := fixture.ClearMail(b, at, fixture.LongVoter)
	m := message.Must(batch.Build(to))
	b.Logf("%v", m.Size())

	b.Run("append", func(b *testing.B) {
		dst := make([]byte, 0, 1<<16)
		b.ReportAllocs()
		for b.Loop() {
			batch.Append(dst, to)
		}
	})
	b.Run("build", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			batch.Build(to)
		}
	})
	b.Run("segments", func(b *testing.B) {
		s := newSegments(m)
		dst := make([]byte, 0, 1<<16)
		b.ReportAllocs()
		for b.Loop() {
			s.append(dst, &fixture.LongVoter)
		}
	})
	// A token is one of the recipient's values: this is what the same message costs by hand.
	b.Run("segments and token", func(b *testing.B) {
		s := newSegments(m)
		dst := make([]byte, 0, 1<<16)
		var token [64]byte
		b.ReportAllocs()
		for b.Loop() {
			s.append(append(dst, to.AppendToken(token[:0])...), &fixture.LongVoter)
		}
	})
	b.Run("go-mail", func(b *testing.B) {
		p := tpl.Proof()
		// The same bodies as templates, the statutory words with their link among them.
		words := strings.Replace(p.Words, "{unsubscribe}", "{{.Token}}", 1)
		html := htmltemplate.Must(htmltemplate.New("").Parse(`<!DOCTYPE html><html lang="fr"><head><title>{{.FirstName}}, réunion jeudi</title></head><body>` + fixture.LongMail().HTML +
			`<table role="presentation"><tr><td><p>` + strings.ReplaceAll(words, "\n\n", "</p><p>") + `</p></td></tr></table></body></html>`))
		text := template.Must(template.New("").Parse("Bonjour {{.FirstName}}\n\n" + strings.Repeat("La réunion publique aura lieu jeudi à la salle des fêtes ; l’entrée est libre, venez avec vos voisins.\n\n", 22) +
			"À {{.Town}}, votre bureau est le {{.Station}}.\n" + words))
		subject := template.Must(template.New("").Parse("{{.FirstName}}, réunion jeudi"))
		type withToken struct {
			fixture.Voter
			Token string
		}
		var out, line bytes.Buffer
		b.ReportAllocs()
		for b.Loop() {
			mac := hmac.New(sha256.New, fixture.Key.Secret())
			mac.Write([]byte("zoe@example.org"))
			row := withToken{fixture.LongVoter, base64.RawURLEncoding.EncodeToString(mac.Sum(nil))}
			msg := gomail.NewMsg()
			line.Reset()
			err := subject.Execute(&line, row)
			if err == nil {
				err = msg.FromFormat("Liste Demain Ensemble", "contact@demain.example")
			}
			if err == nil {
				err = msg.To("zoe@example.org")
			}
			msg.Subject(line.String())
			msg.SetDateWithValue(at)
			msg.SetMessageIDWithValue("x@demain.example")
			msg.SetListUnsubscribeOneClick("https://demain.example/d/"+row.Token, "mailto:stop@demain.example?subject="+row.Token)
			if err == nil {
				err = msg.SetBodyTextTemplate(text, row)
			}
			if err == nil {
				err = msg.AddAlternativeHTMLTemplate(html, row)
			}
			out.Reset()
			if err == nil {
				_, err = msg.WriteTo(&out)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		b.Logf("%d bytes", out.Len())
	})
}

// segments is a message as somebody would write it by hand who wants nothing but speed: fixed bytes, and between them the
// values of this one row type, escaped and quoted-printable. It checks nothing and mints no token.
type segments struct {
	fixed [][]byte
	slots []byte // which value follows a segment, and how: f, t, s plain; F, T, S escaped
}

// newSegments cuts a message that was built at its values.
func newSegments(m email.Message) *segments {
	s := new(segments)
	raw := m.Bytes()
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	s.fixed = append(s.fixed, append(bytes.Clone(head), "\r\n\r\n"...))
	inHTML := false
	for line := range bytes.SplitAfterSeq(body, []byte("\r\n")) {
		inHTML = inHTML || bytes.Contains(line, []byte("text/html"))
		slot := byte(0)
		switch {
		case bytes.HasPrefix(line, []byte("Fran=C3=A7ois-Xavier=\r\n")):
			slot = 'f'
		case bytes.HasPrefix(line, []byte("Saint-Remy-en")):
			slot = 't'
		case bytes.Equal(line, []byte("12=\r\n")):
			slot = 's'
		}
		last := len(s.fixed) - 1
		if slot == 0 || len(s.slots) > last {
			s.fixed[last] = append(s.fixed[last], line...)
			continue
		}
		if inHTML {
			slot -= 'a' - 'A'
		}
		s.slots = append(s.slots, slot)
		s.fixed = append(s.fixed, nil)
	}
	return s
}

func (s *segments) append(dst []byte, v *fixture.Voter) []byte {
	for i, f := range s.fixed {
		dst = append(dst, f...)
		if i == len(s.slots) {
			break
		}
		switch s.slots[i] {
		case 'f', 'F':
			dst = appendByHand(dst, v.FirstName, s.slots[i] < 'a')
		case 't', 'T':
			dst = appendByHand(dst, v.Town, s.slots[i] < 'a')
		default:
			dst = append(dst, '0'+byte(v.Station/10), '0'+byte(v.Station%10))
		}
		dst = append(dst, "=\r\n"...)
	}
	return dst
}

func appendByHand(dst []byte, s string, escape bool) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case escape && c == '<':
			dst = append(dst, "&lt;"...)
		case escape && c == '>':
			dst = append(dst, "&gt;"...)
		case escape && c == '&':
			dst = append(dst, "&amp;"...)
		case escape && c == '"':
			dst = append(dst, "&#34;"...)
		case escape && c == '\'':
			dst = append(dst, "&#39;"...)
		case c >= 0x80 || c == '=':
			dst = append(dst, '=', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// TestSegments keeps the baseline honest: it writes the message that it is compared with.
func TestSegments(t *testing.T) {
	m := fixture.BuildMail(t, fixture.LongMail(), fixture.LongVoter)
	if got := newSegments(m).append(nil, &fixture.LongVoter); !bytes.Equal(got, m.Bytes()) {
		t.Errorf("the baseline writes another message:\n%s", got)
	}
}

// TestAllocations: a message costs no allocation but for the buffer that it is appended to.
func TestAllocations(t *testing.T) {
	if raced {
		t.Skip("the race detector makes sync.Pool forget: allocations are counted without it")
	}
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.LongMail())).Batch(at))
	to := fixture.ClearMail(t, at, fixture.LongVoter)
	dst := make([]byte, 0, 1<<16)
	if n := testing.AllocsPerRun(200, func() { batch.Append(dst, to) }); n != 0 {
		t.Errorf("Append allocates %v times", n)
	}
}
