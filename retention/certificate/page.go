package certificate

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"sync"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/retention/internal/page"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

//go:embed page.gohtml
var pageText string

var pages = sync.OnceValue(func() *template.Template { return page.Template(pageText) })

var gapWords = map[Gap]tongue.Text{
	NotDone:     "due, and nothing is said about it",
	NotErased:   "records kept past their day, which the plan does not keep",
	NotCounted:  "the count is not the plan’s, and nobody says why",
	NotVerified: "the erasure was not read back",
	NotAttested: "the provider has not attested",
}

var statusWords = map[Status]tongue.Text{Complete: "Complete", Partial: "Partial", Undone: "Not done"}

type row struct {
	Class, By, Planned, Before, Deleted, Kept string
	How                                       []string
}

// how says in a cell what was done about a line, and first whether that was enough.
func how(t page.Lang, l Line, lacking []Gap) []string {
	var state, changed, attested string
	switch {
	case len(lacking) == 0:
	case l.Deleted == 0 && !slices.Equal(lacking, []Gap{NotCounted}): // a count alone may be about what is held
		state = t.Say(statusWords[Undone])
	default:
		state = t.Say(statusWords[Partial])
	}
	if l.Joined > 0 || l.Earlier > 0 {
		changed = t.Sayf("came in: %s; erased earlier: %s; see: %s", t.Count(l.Joined), t.Count(l.Earlier), l.Recorded)
	}
	if l.Attested != "" {
		attested = t.Date(l.Attested) + ", " + l.Evidence
	}
	var lines []string
	for _, h := range []struct {
		label tongue.Text
		value string
	}{
		{"State", state},
		{"Kept", l.Why},
		{"Since the plan", changed},
		{"Method", l.Method},
		{"Verified", l.Verified},
		{"Attested on", attested},
		{"Based on", string(l.Rule)},
	} {
		if h.value != "" {
			lines = append(lines, t.Say(h.label)+t.Say(": ")+h.value)
		}
	}
	return lines
}

// WriteHTML writes the certificate as one page in French or English, for a screen of any width, light or dark, and for A4. It
// shows the signature and does not check it: see Verify. A certificate that contradicts itself has no page.
func (c Certificate) WriteHTML(w io.Writer, tag language.Tag) error {
	t := page.LangOf(tag)
	canonical, err := c.Canonical()
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	if err := c.whole(); err != nil {
		return fmt.Errorf("certificate: the certificate contradicts itself: %w", err)
	}
	none := t.Say("none")
	or := func(s string) string {
		if s == "" {
			return none
		}
		return s
	}
	var holds []string
	for _, h := range c.Holds {
		holds = append(holds, h.In(tag))
	}
	mark := "complete"
	if c.Status != Complete {
		mark = "partial"
	}
	return pages().ExecuteTemplate(w, "certificate", map[string]any{
		"Lang": t.String(), "Title": t.Say("Certificate of erasure"),
		"Status": t.Say(statusWords[c.Status]), "Mark": mark, "About": c.about(t), "Rows": c.rows(t, tag), "Open": c.missing(t, tag), "Holds": holds,
		"Signed": [][2]string{
			{t.Say("Approved plan"), c.Plan},
			{t.Say("Previous certificate"), or(c.Previous)},
			{t.Say("Hash of this certificate"), record.Hash(canonical)},
			{t.Say("Ed25519 key"), or(c.Key)},
			{"Signature", or(c.Signature)},
		},
		"W": page.Headings(t, map[string]tongue.Text{
			"Lines":     "What was erased",
			"What":      "Data",
			"Planned":   "In the plan",
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

// about returns what the head of the page says, each with its label: who erased, for which election, when, and under which policy.
func (c Certificate) about(t page.Lang) [][2]string {
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
	return about
}

// rows returns the table of what was erased, a row a line of the certificate.
func (c Certificate) rows(t page.Lang, tag language.Tag) []row {
	lacking := map[place][]Gap{}
	for _, o := range c.Open {
		lacking[o.place()] = append(lacking[o.place()], o.Gap)
	}
	rows := make([]row, len(c.Lines))
	for i, l := range c.Lines {
		rows[i] = row{
			Class: l.Class.In(tag), By: where(t, l.Processor, l.Store, l.Name), Planned: t.Count(l.Planned),
			Before: t.Count(l.Before), Deleted: t.Count(l.Deleted), Kept: t.Count(l.Kept), How: how(t, l, lacking[l.place()]),
		}
	}
	return rows
}

// missing returns a sentence for each thing that the certificate leaves open.
func (c Certificate) missing(t page.Lang, tag language.Tag) []string {
	var open []string
	for _, o := range c.Open {
		open = append(open, o.Class.In(tag)+", "+where(t, o.Processor, o.Store, o.Name)+t.Say(": ")+t.Say(gapWords[o.Gap])+".")
	}
	return open
}

// where names the place of data: "Nuntius: database, contacts" is the table contacts in the database of a processor.
func where(t page.Lang, processor, store, name string) string {
	if name != "" {
		store += ", " + name
	}
	if processor != "" {
		return processor + t.Say(": ") + store
	}
	return store
}
