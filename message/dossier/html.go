package dossier

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"sync"
)

//go:embed page.gohtml
var pageText string

var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })

// WriteHTML writes the page for a screen of any width, light or dark, and for A4. It loads nothing and runs nothing. Links to
// other pages of the dossier lead to files named after them, "privacy.html".
func (p Page) WriteHTML(w io.Writer) error {
	lines := make([]block, len(p.blocks))
	copy(lines, p.blocks)
	for i, b := range lines {
		lines[i].Text = hrefs(b.Text)
		lines[i].Items = each(b.Items, hrefs)
		lines[i].Rows = each(b.Rows, func(r []line) []line { return each(r, hrefs) })
	}
	t := p.words
	return pageTemplate().Execute(w, map[string]any{
		"Lang": t.String(), "Title": p.Title, "Public": p.Public, "Index": p.Name == Index, "Day": p.day, "Gaps": p.gaps(), "Blocks": lines,
		"Missing": p.missingTitle(), "Before": p.missingNote(),
		"Internal": p.keep(), "Home": t.Say("All pages of the dossier"),
		"Written": t.Say("Written on"), "Yes": t.Say("yes"), "No": t.Say("no"), "Blocking": t.Say("blocking"),
	})
}

// hrefs turns the names of pages into their files.
func hrefs(l line) line {
	return each(l, func(s span) span {
		if s.Link != "" && !strings.Contains(s.Link, ":") {
			s.Link += ".html"
		}
		return s
	})
}

func each[T any](in []T, f func(T) T) []T {
	out := make([]T, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

func (p Page) missingNote() string {
	if p.Public {
		return p.words.Say("To be completed before this page is published: the list goes when nothing is missing any more.")
	}
	return p.words.Say("To be completed: the list goes when nothing is missing any more.")
}

// keep says what an internal page is for.
func (p Page) keep() string {
	return p.words.Say("Internal document, kept at the disposal of the supervisory authority")
}
