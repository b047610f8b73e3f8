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
	asking state = iota // the page of the link, with its button
	done                // the objection is recorded
	failed              // it is not
)

// pages are all there are, rendered once: by language, then by state. None of them holds the token.
type pages map[tongue.Tongue][3][]byte

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
	titles = [3]tongue.Text{asking: "Stop receiving our messages", done: "It is recorded", failed: "Your request is not recorded"}
	texts  = [3]tongue.Text{
		asking: "%s has written to you. You may object, without a reason and free of charge.",
		done:   "%s will not write again to the address that received this link.",
		failed: "Something went wrong on our side. Please try again in a few minutes.",
	}
)

func render(n notice.Notice) (pages, error) {
	out := pages{}
	for _, t := range tongue.All() {
		w := tongue.OneClick.In(t)
		var made [3][]byte
		for s := range made {
			text := w.Say(texts[s])
			if state(s) != failed {
				text = fmt.Sprintf(text, n.Controller.Name)
			}
			var b bytes.Buffer
			err := page.Execute(&b, map[string]any{
				"Lang": t.String(), "Style": template.CSS(style), "Title": w.Say(titles[s]), "Text": text, "Ask": state(s) == asking, "Again": state(s) == failed,
				"Button": w.Say("Stop receiving messages"), "Now": w.Say("Your request takes effect at once. There is nothing else to fill in."),
				"Contact": w.Say("A question, or a message all the same? Write to"), "Email": n.Rights.Email,
				"Rights": w.Say("Your data and your other rights"), "Notice": n.Rights.Notice, "Name": n.Controller.Name,
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
