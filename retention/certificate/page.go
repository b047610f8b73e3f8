package certificate

import (
	_ "embed"
	"html/template"
	"io"
	"sync"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/retention/internal/page"
)

//go:embed page.gohtml
var pageText string

var pages = sync.OnceValue(func() *template.Template { return page.Template(pageText) })

var gapWords = map[Gap]tongue.Text{
	NotDone:     "due, and nothing is said about it",
	NotVerified: "the erasure was not read back",
	NotAttested: "the provider has not attested",
}

// WriteHTML writes the certificate as one page in French or English, for a screen of any width, light or dark, and for A4. It
// shows the signature and does not check it: see Verify.
func (c Certificate) WriteHTML(w io.Writer, tag language.Tag) error {
	t := page.LangOf(tag)
	type row struct {
		Class, By, Before, Deleted, Kept string
		How                              []string
	}
	place := func(processor, store, name string) string {
		if name != "" {
			store += ", " + name
		}
		if processor != "" {
			return processor + t.Say(": ") + store
		}
		return store
	}
	who := c.Controller
	if c.Name != "" {
		who = c.Name + " (" + c.Controller + ")"
	}
	about := [][2]string{
		{t.Say("Controller"), who},
	}
	if c.Election != "" {
		about = append(about, [2]string{t.Say("Election"), c.Election})
	}
	about = append(about,
		[2]string{t.Say("Approved by"), c.Approved},
		[2]string{t.Say("Started"), t.Moment(c.Started)},
		[2]string{t.Say("Ended"), t.Moment(c.Ended)},
		[2]string{t.Say("Policy"), c.Policy},
	)
	if c.Gone != "" {
		about = append(about, [2]string{t.Say("Last backup overwritten on"), t.Date(c.Gone)})
	}
	rows := make([]row, len(c.Lines))
	for i, l := range c.Lines {
		r := row{
			Class: l.Class.In(tag), By: place(l.Processor, l.Store, l.Name),
			Before: t.Count(l.Before), Deleted: t.Count(l.Deleted), Kept: t.Count(l.Kept),
		}
		attested := ""
		if l.Attested != "" {
			attested = t.Date(l.Attested) + ", " + l.Evidence
		}
		for _, h := range []struct {
			label tongue.Text
			value string
		}{
			{"Kept", l.Why},
			{"Method", l.Method},
			{"Verified", l.Verified},
			{"Attested on", attested},
			{"Based on", string(l.Rule)},
		} {
			if h.value != "" {
				r.How = append(r.How, t.Say(h.label)+t.Say(": ")+h.value)
			}
		}
		rows[i] = r
	}
	var open, holds []string
	for _, o := range c.Open {
		open = append(open, o.Class.In(tag)+", "+place(o.Processor, o.Store, o.Name)+t.Say(": ")+t.Say(gapWords[o.Gap])+".")
	}
	for _, h := range c.Holds {
		holds = append(holds, h.In(tag))
	}
	none := t.Say("none")
	or := func(s string) string {
		if s == "" {
			return none
		}
		return s
	}
	status := tongue.Text("Complete")
	if c.Status != Complete {
		status = "Partial"
	}
	return pages().ExecuteTemplate(w, "certificate", map[string]any{
		"Lang": t.String(), "Title": t.Say("Certificate of erasure"),
		"Status": t.Say(status), "Mark": string(c.Status), "About": about, "Rows": rows, "Open": open, "Holds": holds,
		"Signed": [][2]string{
			{t.Say("Approved plan"), c.Plan},
			{t.Say("Previous certificate"), or(c.Previous)},
			{t.Say("Hash of this certificate"), c.Hash()},
			{t.Say("Ed25519 key"), or(c.Key)},
			{"Signature", or(c.Signature)},
		},
		"W": page.Headings(t, map[string]tongue.Text{
			"Lines":     "What was erased",
			"What":      "Data",
			"Before":    "Before",
			"Deleted":   "Erased",
			"Kept":      "Kept¦head of a column",
			"How":       "How",
			"Nothing":   "Nothing was erased.",
			"Open":      "What is missing",
			"Holds":     "Holds",
			"Signature": "Signature",
			"Promise":   "This certificate holds no personal data. It certifies what its lines say; that they are true is the signer’s word.",
		}),
	})
}
