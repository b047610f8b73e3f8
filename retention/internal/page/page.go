// Package page is what the pages, texts and calendars of package retention share: the two languages, days and counts in
// words, and the frame of an HTML page that loads nothing and runs nothing.
package page

import (
	_ "embed"
	"html/template"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

//go:embed frame.gohtml
var frame string

// Template returns the templates of a page, which stand between "head" and "tail" of the frame.
func Template(text string) *template.Template {
	return template.Must(template.Must(template.New("").Parse(frame)).Parse(text))
}

// Headings picks one language of a table of headings.
func Headings(t Lang, m map[string]tongue.Text) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = t.Say(v)
	}
	return out
}
