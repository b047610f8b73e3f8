package email_test

import (
	"bytes"
	htmltemplate "html/template"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"text/template"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// mailRow is a row that text/template and html/template render beside us.
type mailRow struct {
	A    string `validate:"max=60"`
	B    string `validate:"max=12"`
	N    int16
	Flag bool
}

var mailBodies = [][3]string{
	{"Bonjour {{.A}}", "<p>Bonjour {{.A}}</p>", "Bonjour {{.A}}"},
	{"{{if .Flag}}{{.A}}{{else}}{{.B}}{{end}}", "{{if .Flag}}<p>{{.A}}{{else}}<div>{{.B}}{{end}}", "{{if .Flag}}{{.A}}{{else}}{{.B}}{{end}}\n"},
	{"Élections", `<a href="https://example.org/?a={{.A}}&amp;n={{.N}}" title="{{.B}}">{{.A}}</a><!-- x --><img src="https://example.org/x.png" alt="{{.B}}">`, ".{{.N}}\n.\nFrom {{.A}} \n{{.B}}"},
	{"a {{- .A -}} b", "<html><head><title>{{.A}}</title><style>/* c */p{color:red}</style></head><body><!--[if mso]><p><![endif]-->{{.N}}</body></html>", ""},
	{strings.Repeat("é", 30) + "{{.A}}", "<table><tr>{{if .A}}<td>{{.A}}</td>{{end}}</tr></table>", strings.Repeat("=", 80) + "{{.A}}" + strings.Repeat("é", 40)},
	{"x", "<b><i>a</b>{{.A}}<ul><li>x", "x"},
}

// FuzzEmail holds for every accepted specification and every row within its bounds: the author's bodies and subject are
// rendered as text/template and html/template render them, readers find no defect and no other header field, and no body is
// outside what was proved.
func FuzzMessage(f *testing.F) {
	for _, b := range mailBodies {
		f.Add(b[0], b[1], b[2], "Zoë", "", int16(0), true)
		f.Add(b[0], b[1], b[2], `<b onclick="x">&'+`+"\u00a0", "a=b", int16(-7), false)
		f.Add(b[0], b[1], b[2], strings.Repeat("😀", 60), strings.Repeat("x", 12), int16(-1<<15), true)
		f.Add(b[0], b[1], b[2], "a\r\nBcc: x@example.org", "\x00", int16(1), true)
	}
	at := fixture.Paris("2026-03-05", 10)
	bk := fixture.Book("demain.example", at)
	blockAt := regexp.MustCompile(`(?s)((?:</[a-z0-9:-]+>)*)<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" lang="fr" dir="ltr".*?</td></tr></tbody></table>\n`)
	f.Fuzz(func(t *testing.T, subject, body, text, a, b string, n int16, flag bool) {
		if len(body) > 4000 || strings.ContainsAny(subject+body+text, "\r") {
			return
		}
		s := fixture.Email(subject, body)
		s.Text, s.LongSubject = text, "parce que c'est un essai"
		tpl, err := email.Compile[mailRow](s)
		if err != nil {
			return
		}
		row := mailRow{A: a, B: b, N: n, Flag: flag}
		m, err := message.Must(tpl.Batch(at)).Build(fixture.Clear(t, bk, optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, fixture.Box, row))
		if err != nil {
			return
		}
		got := checkMessage(t, m)
		checkFields(t, m)

		folded := row
		folded.A, folded.B = norm.NFC.String(a), norm.NFC.String(b)
		render := func(src string) string {
			var out strings.Builder
			if err := template.Must(template.New("").Parse(norm.NFC.String(src))).Execute(&out, folded); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		if want := render(subject); got.subject != want {
			t.Fatalf("the subject %q renders %q, text/template %q", subject, got.subject, want)
		}
		if text != "" && !strings.HasPrefix(got.text, render(text)) {
			t.Fatalf("the text %q renders %q, text/template %q", text, got.text, render(text))
		}

		block := blockAt.FindAllStringSubmatchIndex(got.html, -1)
		if len(block) == 0 {
			t.Fatalf("the statutory block is missing: %q", got.html)
		}
		last := block[len(block)-1]
		closing := got.html[last[2]:last[3]]
		author := got.html[:last[0]] + closing + got.html[last[1]:]
		if before, after, ok := strings.Cut(author, "color:#222222\">\n"); ok && strings.HasPrefix(before, "<!DOCTYPE html>\n<html lang=\"fr\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">") {
			author = strings.TrimSuffix(after, "\n</body>\n</html>\n")
		}
		var want bytes.Buffer
		if err := htmltemplate.Must(htmltemplate.New("").Parse(norm.NFC.String(body))).Execute(&want, folded); err != nil {
			t.Fatal(err)
		}
		g, w := withoutComments(author), withoutComments(want.String())
		if strings.Contains(body, "<![") {
			g, w = "", "" // html/template makes text of what only Outlook reads
		}
		if strings.TrimSuffix(g, "\n") != strings.TrimSuffix(w, "\n") {
			// What was left open is closed, before </body>.
			i := 0
			for i < len(g) && i < len(w) && g[i] == w[i] {
				i++
			}
			if !strings.HasSuffix(closing, "</"+firstTag(g[i:])) && strings.Replace(g, closing, "", 1) != w {
				t.Fatalf("%q renders\n%q, html/template\n%q (closing %q)", body, g, w, closing)
			}
		}

		// What a value says can be a placeholder or a telephone number; anything else the audit would refuse, compiling refuses.
		for _, f := range (audit.Email{}).Findings(m.Bytes(), s.Notice) {
			if f.Severity == law.Must && f.Rule != law.Placeholder && f.Rule != law.FreePhone {
				t.Fatalf("the audit of a built message: %s %s %s", f.Rule, f.Path, f.Detail)
			}
		}

		p, size := tpl.Proof(), m.Size()
		if size.HTML > p.Longest.Size.HTML || size.Text > p.Longest.Size.Text || size.Subject > p.Longest.Size.Subject ||
			size.HTML < p.Shortest.Size.HTML || size.Text < p.Shortest.Size.Text || size.Subject < p.Shortest.Size.Subject {
			t.Fatalf("%v is outside of the proof, %v to %v", size, p.Shortest.Size, p.Longest.Size)
		}
		doc, err := html.ParseWithOptions(strings.NewReader(got.html), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for n := range doc.Descendants() {
			if n.Type == html.TextNode && strings.Contains(n.Data, "désinscrivez-vous") {
				var chain []string
				for up := n.Parent; up != nil && up.Type == html.ElementNode; up = up.Parent {
					chain = append(chain, up.Data)
				}
				found = found || strings.Join(chain, " ") == "a p td tr tbody table body html"
			}
		}
		if !found {
			t.Fatalf("%q swallows the unsubscribe link", body)
		}
	})
}

func firstTag(s string) string {
	s = strings.TrimPrefix(s, "</")
	if i := strings.IndexByte(s, '>'); i >= 0 {
		return s[:i+1]
	}
	return "none"
}

// checkFields refuses any header field that the message is not meant to have.
func checkFields(t *testing.T, m email.Message) {
	t.Helper()
	parsed, err := mail.ReadMessage(bytes.NewReader(m.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for name := range parsed.Header {
		if !strings.Contains(" From To Reply-To Subject Date Message-Id Mime-Version List-Id List-Unsubscribe List-Unsubscribe-Post Feedback-Id Content-Language Content-Type ", " "+name+" ") {
			t.Fatalf("a field %q was injected", name)
		}
	}
}

// withoutComments takes the comments out, which html/template does not write.
func withoutComments(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.CommentToken:
			if strings.HasPrefix(string(z.Raw()), "<!--") {
				continue
			}
		}
		b.Write(z.Raw())
	}
}

// FuzzHeaders: whatever stands in the fields of a specification that become header fields, nothing is injected.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{"contact@demain.example", "a@b.c\r\nBcc: x@example.org", "a b", "=?utf-8?q?x?=", "é", "x\x00", strings.Repeat("a", 500), "a:b:c:demain", "Zoë (x) <y>", "\"", "https://demain.example/d", "liste.demain.example"} {
		f.Add(s, s, s, s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, from, reply, unsubscribe, mailto, list, feedback, name string) {
		good := fixture.Email("Réunion", "<p>x</p>")
		// One at a time, and all together.
		for i := range 8 {
			s := good
			if i == 0 || i == 7 {
				s.From = from
			}
			if i == 1 || i == 7 {
				s.ReplyTo = reply
			}
			if i == 2 || i == 7 {
				s.Unsubscribe = unsubscribe
			}
			if i == 3 || i == 7 {
				s.UnsubscribeMailto = mailto
			}
			if i == 4 || i == 7 {
				s.ListID = list
			}
			if i == 5 || i == 7 {
				s.FeedbackID = feedback
			}
			if i == 6 || i == 7 {
				s.Notice.Controller.Name = name
			}
			if !utf8.ValidString(s.Notice.Controller.Name) {
				continue
			}
			if _, err := email.Compile[mailRow](s); err != nil {
				continue
			}
			m := fixture.BuildMail(t, s, mailRow{})
			checkMessage(t, m)
			checkFields(t, m)
		}
	})
}
