package email_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
)

// wholeText and wholeHTML say all that the law wants said, {token} where the token goes.
const (
	wholeText = `Bonjour, rendez-vous jeudi.

Liste Demain Ensemble, contact@demain.example, municipales des 15 et 22 mars 2026.
Publicité à caractère politique, avis de transparence : https://demain.example/avis
Vous recevez ce message car vous avez rempli notre formulaire.
Vos données et vos droits : https://demain.example/d
Ne plus recevoir nos messages : https://demain.example/d/{token}
`
	wholeHTML = `<!DOCTYPE html><html lang="fr"><head><title>Réunion</title></head><body><p>Bonjour, rendez-vous jeudi.</p>
<p>Liste Demain Ensemble, contact@demain.example, municipales des 15 et 22 mars 2026. Publicité à caractère politique, <a href="https://demain.example/avis">avis de transparence</a>.
Vous recevez ce message car vous avez rempli notre formulaire. <a href="https://demain.example/d">Vos données et vos droits</a>.
<a href="https://demain.example/d/{token}">Ne plus recevoir nos messages</a></p></body></html>
`
)

// multi writes a part of parts: each begins with its own Content-Type.
func multi(kind string, parts ...string) string {
	b := "b" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, kind)
	out := "Content-Type: multipart/" + kind + "; boundary=\"" + b + "\"\n\n"
	for _, p := range parts {
		out += "--" + b + "\n" + p + "\n"
	}
	return out + "--" + b + "--\n"
}

func part(kind, body string) string {
	return "Content-Type: " + kind + "; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + body
}

// TestAdoptShowsTheWords holds that Adopt judges what a reader is shown: each alternative by itself, the root of what is related, and
// under every condition of a page's sheets; and every field that names a sender or a recipient.
func TestAdoptShowsTheWords(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.Email("Réunion", "<p>Bonjour {{.FirstName}}</p>"))).Batch(at))
	to := fixture.ClearMail(t, at, fixture.Voter{FirstName: "Zoë"})
	token := string(to.AppendToken(nil))
	raw := func(fields, body string) []byte {
		head := `From: Liste Demain Ensemble <contact@demain.example>
To: <zoe@example.org>
Subject: =?utf-8?q?R=C3=A9union?=
Date: Thu, 05 Mar 2026 09:00:00 +0000
Message-ID: <elsewhere@demain.example>
MIME-Version: 1.0
List-Unsubscribe: <https://demain.example/d/{token}>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
`
		return []byte(strings.ReplaceAll(strings.ReplaceAll(head+fields+body, "{token}", token), "\n", "\r\n"))
	}
	text, page := part("text/plain", wholeText), part("text/html", wholeHTML)
	bare, bareText := part("text/html", `<!DOCTYPE html><html lang="fr"><title>x</title><p>Votez !</p>`), part("text/plain", "Votez !\n")
	calendar, amp := "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n", "Content-Type: text/x-amp-html; charset=utf-8\n\n<!doctype html><html amp4email></html>\n"
	picture := "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
	styled := func(css string) string {
		return multi("alternative", text, part("text/html", strings.Replace(wholeHTML, "</head>", "<style>"+css+"</style></head>", 1)))
	}
	around := func(open, shut string) string {
		return multi("alternative", text, part("text/html", strings.NewReplacer("<p>Liste", open+"<p>Liste", "</body>", shut+"</body>").Replace(wholeHTML)))
	}

	flowed := func(params string) string {
		return strings.Replace(text, "charset=utf-8", "charset=utf-8; "+params, 1)
	}

	for name, m := range map[string][]byte{
		"text":              raw("", text),
		"alternatives":      raw("", multi("alternative", text, page)),
		"with a picture":    raw("", multi("alternative", text, multi("related", page, "Content-Type: image/png\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\nAAAA\n"))),
		"with a file":       raw("", multi("mixed", multi("alternative", text, page), "Content-Type: application/pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nAAAA\n")),
		"a list's foot":     raw("", multi("mixed", multi("alternative", text, page), part("text/plain", "La liste de diffusion\n"))),
		"answers to itself": raw("Reply-To: contact@demain.example\n", text),
		"itself as sender":  raw("Sender: contact@demain.example\n", text),
		"itself, delivered": raw("Delivered-To: zoe@example.org\n", text),
		"flowed":            raw("", flowed("format=flowed")),
		"flowed, no DelSp":  raw("", flowed("format=flowed; DelSp=No")),
		"styled":            raw("", styled("p{color:#333}@media (max-width:600px){p{font-size:16px}.wide{display:none}}")),
	} {
		if _, err := batch.Adopt(to, m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, m := range map[string][]byte{
		"a bare last page":         raw("", multi("alternative", text, page, bare)),
		"a bare first text":        raw("", multi("alternative", bareText, page)),
		"a bare page inside":       raw("", multi("alternative", text, multi("related", bare, page))),
		"a bare page by start":     raw("", multi("alternative", text, strings.Replace(multi("related", page, strings.Replace(bare, "\n\n", "\nContent-ID: <r>\n\n", 1)), "multipart/related;", "multipart/related; start=\"<r>\";", 1))),
		"a calendar":               raw("", multi("alternative", text, page, calendar)),
		"AMP":                      raw("", multi("alternative", text, amp, page)),
		"a picture instead":        raw("", multi("alternative", text, page, "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n")),
		"only a picture":           raw("", multi("alternative", text, page, multi("related", picture))),
		"only a file":              raw("", multi("alternative", text, page, multi("mixed", "Content-Type: application/pdf\n\nAAAA\n"))),
		"nothing instead":          raw("", multi("alternative", text, page, multi("mixed"))),
		"only what is encrypted":   raw("", multi("alternative", text, page, multi("encrypted", picture, picture))),
		"a page as a file":         raw("", multi("alternative", text, page, strings.Replace(bare, "\n\n", "\nContent-Disposition: ATTACHMENT; filename=a.html\n\n", 1))),
		"a text as a file":         raw("", multi("alternative", strings.Replace(bareText, "\n\n", "\nContent-Disposition: attachment\n\n", 1), page)),
		"a bare page before start": raw("", strings.Replace(multi("related", bare, strings.Replace(page, "\n\n", "\nContent-ID: <r>\n\n", 1)), "multipart/related;", "multipart/related; start=\"<r>\";", 1)),
		"parts encoded as a whole": raw("Content-Transfer-Encoding: base64\n", multi("mixed", text)),
		"answers to another":       raw("Reply-To: autre@autre.example\n", text),
		"answers to a group":       raw("Reply-To: x:anne@example.org;\n", text),
		"resent answers":           raw("Resent-Reply-To: autre@autre.example\n", text),
		"a followup to another":    raw("Mail-Followup-To: anne@example.org\n", text),
		"an envelope to another":   raw("X-Rcpt-To: anne@example.org\n", text),
		"delivered to another":     raw("X-Delivered-To: anne@example.org\n", text),
		"lines that join":          raw("", flowed("format=flowed; delsp=yes")),
		"lines that join, unsaid":  raw("", flowed("DelSp=\"YES\"")),
		"lines that join, coded":   raw("", flowed("format=flowed; delsp*=utf-8''yes")),
		"lines that join, in two":  raw("", flowed("format=flowed; delsp*0=ye; delsp*1=s")),
		"lines that join, broken":  raw("", flowed("format=flowed; delsp=yes; =x")),
		"lines that join, inside":  raw("", multi("alternative", flowed("format=flowed; delsp=yes"), page)),
		"a calendar beside":        raw("", multi("mixed", text, calendar)),
		"two types of a part":      raw("", multi("mixed", "Content-Type: text/html; charset=utf-8\n"+text)),
		"two alternatives":         raw("", multi("mixed", multi("alternative", bareText, bare), multi("alternative", text, bare))),
		"words in a file":          raw("", multi("mixed", bareText, strings.Replace(text, "\n\n", "\nContent-Disposition: attachment\n\n", 1))),
		"signed beside":            raw("", multi("signed", bareText, text)),
		"another sender":           raw("Sender: autre@autre.example\n", text),
		"resent to another":        raw("Resent-To: anne@example.org\n", text),
		"apparently to another":    raw("Apparently-To: anne@example.org\n", text),
		"resent from another":      raw("Resent-From: autre@autre.example\n", text),
		"two from":                 raw("From: autre@autre.example\n", text),
		"copy to another":          raw("cc: anne@example.org\n", text),
		"display none":             raw("", styled("p{display:none}")),
		"an escape":                raw("", styled(`p{d\69splay:/**/none}`)),
		"by night":                 raw("", styled("@media (prefers-color-scheme:dark){p{opacity:0}}")),
		"on a phone":               raw("", styled("@media (max-width:600px){p{position:absolute;left:-9999px}}")),
		"white on white":           raw("", styled("p,a{color:#fff}")),
		"for Outlook's night":      raw("", styled("[data-ogsc] p{display:none}")),
		"a body of no height":      raw("", styled("body{height:0;overflow:hidden}")),
		"closed details":           raw("", around("<details><summary>x</summary>", "</details>")),
		"a closed dialog":          raw("", around("<dialog>", "</dialog>")),
		"a template":               raw("", around("<template>", "</template>")),
		"a noscript":               raw("", around("<noscript>", "</noscript>")),
		"hidden until found":       raw("", around("<div hidden=until-found>", "</div>")),
		"a base":                   raw("", around("<base href=https://autre.example/>", "")),
		"a script in an address":   raw("", around("<a href='java&#10;script:x'>x</a>", "")),
		"a form":                   raw("", around("<form>", "</form>")),
		"a sheet of many rules":    raw("", styled(strings.Repeat("p>a~b{color:red}*{color:#333}", 20_000))),
		"a page of endless depth":  raw("", around(strings.Repeat("<div>", 2000), "")),
		"a page of no characters":  raw("", multi("alternative", text, "Content-Type: text/html; charset=utf-16\n\nx\n")),
		"a page in an older shape": raw("", multi("alternative", text, "Content-Type: text/enriched\n\nVotez\n")),
	} {
		_, err := batch.Adopt(to, m)
		if e := (*law.Error)(nil); !errors.As(err, &e) {
			t.Errorf("%s: adopted (%v)", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "example.org") || strings.Contains(err.Error(), "autre.example")) {
			t.Errorf("%s: the refusal shows an address", name)
		}
	}
}

// FuzzAdopt changes real messages: whatever structure comes of it, no message is adopted one of whose readings lacks the sender.
func FuzzAdopt(f *testing.F) {
	at := fixture.Paris("2026-03-05", 10)
	m := fixture.BuildMail(f, fixture.Email("Réunion publique jeudi", "<p>Bonjour {{.FirstName}}</p>"), fixture.Voter{FirstName: "Zoë"})
	f.Add(string(m.Bytes()), "", 0)
	for i, extra := range []string{
		"Content-Type: text/html\r\n\r\n<p>Votez</p>\r\n", "Sender: x@autre.example\r\n", "<style>*{display:none}</style>", "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n", "=\r\n", "--", "\r\n\r\n", "<dialog>", "<!--",
	} {
		f.Add(string(m.Bytes()), extra, 100+i*997)
	}
	n := fixture.DemainMail()
	f.Fuzz(func(t *testing.T, raw, extra string, where int) {
		if len(raw) > 60_000 || where < 0 {
			return
		}
		where %= len(raw) + 1
		changed := raw[:where] + extra + raw[where:]
		fs := audit.Email{At: at}.Findings([]byte(changed), n)
		if fs.Err() == nil && !bytes.Contains([]byte(changed), []byte("Demain")) {
			t.Error("a message without its sender passes")
		}
		for _, f := range fs {
			if f.Detail == "" || f.Path == "" {
				t.Errorf("a finding without words or place: %+v", f)
			}
		}
	})
}
