package oneclick

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice"
)

// state is what a page says.
type state int

const (
	asking state = iota // the page of the link, with its button
	done                // the objection is recorded
	failed              // it is not
)

// pages are all there are, rendered once: by language, then by state. None of them holds the token.
type pages [2][3][]byte

var (
	tags      = [2]language.Tag{language.French, language.English}
	languages = language.NewMatcher(tags[:])
)

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

// words are what the pages say. %s is the controller's name.
type words struct {
	title, text [3]string
	button      string
	now         string // under the button
	contact     string // before the address
	rights      string // the link to the notice
}

var said = [2]words{
	{
		title:   [3]string{"Ne plus recevoir nos messages", "C’est enregistré", "Votre demande n’est pas enregistrée"},
		text:    [3]string{"%s vous a écrit. Vous pouvez vous opposer à ses messages, sans motif et sans frais.", "%s n’écrira plus à l’adresse qui a reçu ce lien.", "Un incident nous en empêche. Merci de réessayer dans quelques minutes."},
		button:  "Ne plus recevoir de messages",
		now:     "Votre demande prend effet tout de suite. Il n’y a rien d’autre à remplir.",
		contact: "Une question, ou un message malgré tout ? Écrivez à",
		rights:  "Vos données et vos autres droits",
	},
	{
		title:   [3]string{"Stop receiving our messages", "It is recorded", "Your request is not recorded"},
		text:    [3]string{"%s has written to you. You may object, without a reason and free of charge.", "%s will not write again to the address that received this link.", "Something went wrong on our side. Please try again in a few minutes."},
		button:  "Stop receiving messages",
		now:     "Your request takes effect at once. There is nothing else to fill in.",
		contact: "A question, or a message all the same? Write to",
		rights:  "Your data and your other rights",
	},
}

func render(n notice.Notice) (pages, error) {
	var out pages
	for i, w := range said {
		for s := range out[i] {
			text := w.text[s]
			if state(s) != failed {
				text = fmt.Sprintf(text, n.Controller.Name)
			}
			var b bytes.Buffer
			err := page.Execute(&b, map[string]any{
				"Lang": tags[i].String(), "Style": template.CSS(style), "Title": w.title[s], "Text": text, "Ask": state(s) == asking, "Again": state(s) == failed,
				"Button": w.button, "Now": w.now, "Contact": w.contact, "Email": n.Rights.Email, "Rights": w.rights, "Notice": n.Rights.Notice, "Name": n.Controller.Name,
			})
			if err != nil {
				return pages{}, err
			}
			out[i][s] = b.Bytes()
		}
	}
	return out, nil
}
