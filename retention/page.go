package retention

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/retention/internal/page"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

//go:embed page.gohtml
var pageText string

var pages = sync.OnceValue(func() *template.Template { return page.Template(pageText) })

// splitAbout turns "Controller: X" into heading and value.
func splitAbout(lines []string) [][2]string {
	out := make([][2]string, len(lines))
	for i, l := range lines {
		k, v, _ := strings.Cut(l, ": ")
		out[i] = [2]string{strings.TrimSuffix(k, "\u00a0"), v}
	}
	return out
}

// WriteHTML writes the plan as one page in French or English, for a screen of any width, light or dark, and for A4.
// It loads nothing and runs nothing.
func (p Plan) WriteHTML(w io.Writer, tag language.Tag) error {
	canonical, err := p.Canonical()
	if err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	t := page.LangOf(tag)
	type row struct{ Class, Do, State, Mark, When, Why, Held, Gone, By, Count string }
	title, about := p.heading(t)
	rows := make([]row, len(p.Actions))
	for i, a := range p.Actions {
		rows[i] = row{
			Class: a.Class.in(t), Do: t.Say(doWords[a.Do]), State: t.Say(stateWords[a.State]), Mark: string(a.State),
			When: page.Upper(a.when(t)), Why: a.Why(tag), Held: a.held(t), By: a.by(t), Count: t.Count(a.Count),
		}
		if a.Gone != "" {
			rows[i].Gone = t.Date(a.Gone)
		}
	}
	var holds, findings []string
	for _, h := range p.Holds {
		holds = append(holds, h.sentence(t))
	}
	for _, f := range p.Findings {
		findings = append(findings, f.In(t.Tag()))
	}
	return pages().ExecuteTemplate(w, "plan", map[string]any{
		"Lang": t.String(), "Title": title, "About": splitAbout(about), "Rows": rows, "Holds": holds, "Findings": findings, "Hash": record.Hash(canonical),
		"W": page.Headings(t, map[string]tongue.Text{
			"Findings": "Findings",
			"Actions":  "What to do",
			"What":     "Data",
			"State":    "State",
			"When":     "Day and reason",
			"Where":    "Where",
			"Count":    "Records",
			"Gone":     "Last backup overwritten on",
			"Nothing":  "Nothing to erase.",
			"Holds":    "Holds",
			"Hash":     "Hash of the plan",
			"Approve":  "To approve this plan is to approve this hash: only the plan that has it will be run.",
		}),
	})
}
