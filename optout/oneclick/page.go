package oneclick

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
)

// state is what a page says.
type state int

const (
	asking     state = iota // the page of the link, with its button
	done                    // the objection is recorded
	failed                  // it is not, and may be tried again
	incomplete              // the link is not whole
	orphaned                // the link is of a key that is gone
	limited                 // too many requests
	states                  // how many there are
)

// pages are all there are, rendered once: by language, then by state. None of them holds the token.
type pages map[tongue.Tongue][states][]byte

//go:embed page.css
var style string

//go:embed page.gohtml
var source string

var page = template.Must(template.New("page").Parse(source))

// policy lets the page do two things: use its own style and post to its own URL.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// What the pages say, by state. %s is the controller's name.
var (
	titles = [states]tongue.Text{
		asking: "Stop receiving our messages", done: "It is recorded", failed: "Your request is not recorded",
		incomplete: "This link is incomplete", orphaned: "This link cannot be used", limited: "Your request is not recorded",
	}
	texts = [states]tongue.Text{
		asking:     "%s has written to you. You may object, without a reason and free of charge.",
		done:       "%s will not write again to the address that received this link.",
		failed:     "Something went wrong on our side. Please try again in a few minutes.",
		incomplete: "A part of the link is missing or was changed, so nothing is recorded. Please open it from the message itself, or copy it whole.",
		orphaned:   "We can no longer tell to whom this link was sent, so nothing is recorded. The mistake is on our side.",
		limited:    "Too many requests come from your network. Please try again in a minute.",
	}
)

// The supervisory authority (GDPR 77) and its page for complaints, https://www.cnil.fr/adresser-une-plainte, read on 30 November 2026.
const (
	regulator  = "CNIL"
	complaints = "https://www.cnil.fr/adresser-une-plainte"
)

func render(n notice.Notice) (pages, error) {
	out := pages{}
	for _, t := range tongue.All() {
		w := tongue.OneClick.In(t)
		var made [states][]byte
		for s := range states {
			text := w.Say(texts[s])
			if s == asking || s == done {
				text = fmt.Sprintf(text, n.Controller.Name)
			}
			// Who could not object by the link is told how else to do it, whatever the reason.
			contact := w.Say("A question, or a message all the same? Write to")
			if s != asking && s != done {
				contact = w.Say("You can object in another way, and we will see to it. Write to")
			}
			var b bytes.Buffer
			err := page.Execute(&b, map[string]any{
				"Lang": t.String(), "Style": template.CSS(style), "Title": w.Say(titles[s]), "Text": text, "Ask": s == asking, "Again": s == failed || s == limited,
				"Button": w.Say("Stop receiving messages"), "Now": w.Say("Your request takes effect at once. There is nothing else to fill in."),
				"Contact": contact, "Email": n.Rights.Email, "Postal": n.Rights.Postal, "Page": n.Rights.Page,
				"Rights": w.Say("Your data and your other rights"), "Notice": n.Rights.Notice, "Name": n.Controller.Name, "Form": w.Say("Exercise your rights online"),
				"Complain": w.Sayf("You can also complain to the supervisory authority: %s", regulator), "Complaints": complaints,
			})
			if err != nil {
				return nil, err
			}
			made[s] = b.Bytes()
		}
		out[t] = made
	}
	return out, nil
}
