package retention

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/retention/internal/page"
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
	t := page.LangOf(tag)
	type row struct{ Class, Do, State, Mark, When, Why, Held, Gone, By, Count string }
	title, about := p.heading(t)
	rows := make([]row, len(p.Actions))
	for i, a := range p.Actions {
		rows[i] = row{
			Class: a.Class.in(t), Do: doWords[a.Do][t], State: stateWords[a.State][t], Mark: string(a.State),
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
		"Lang": pair{"fr", "en"}[t], "Title": title, "About": splitAbout(about), "Rows": rows, "Holds": holds, "Findings": findings, "Hash": p.Hash(),
		"W": page.Headings(t, map[string]pair{
			"Findings": {"Constats", "Findings"},
			"Actions":  {"Ce qu’il faut faire", "What to do"},
			"What":     {"Données", "Data"},
			"State":    {"État", "State"},
			"When":     {"Échéance et raison", "Day and reason"},
			"Where":    {"Où", "Where"},
			"Count":    {"Fiches", "Records"},
			"Gone":     {"Dernière sauvegarde écrasée le", "Last backup overwritten on"},
			"Nothing":  {"Rien à effacer.", "Nothing to erase."},
			"Holds":    {"Conservations imposées", "Holds"},
			"Hash":     {"Empreinte du plan", "Hash of the plan"},
			"Approve":  {"Approuver ce plan, c’est approuver cette empreinte\u00a0: seul le plan qui la porte sera exécuté.", "To approve this plan is to approve this hash: only the plan that has it will be run."},
		}),
	})
}
