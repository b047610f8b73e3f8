package law

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// In returns the finding in the language of tag on one line: rule, place, detail, remedy, article.
func (f Finding) In(tag language.Tag) string {
	var b strings.Builder
	b.WriteString(string(f.Rule))
	if f.Path != "" {
		b.WriteString(" " + f.Path)
	}
	if f.Start != 0 || f.End != 0 {
		fmt.Fprintf(&b, "[%d:%d]", f.Start, f.End)
	}
	b.WriteString(": " + f.Detail)
	return b.String()
}
