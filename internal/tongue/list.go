package tongue

import (
	"slices"

	"golang.org/x/text/language"
)

// A List is the languages of a folder, whose files or folders are named after them.
type List struct {
	tags    []language.Tag
	matcher language.Matcher
}

// NewList lists the languages that are always there, and then those of names that are not among them. The names are language tags.
func NewList(names []string, first ...language.Tag) *List {
	tags := slices.Clone(first)
	for _, name := range names {
		if tag := language.Make(name); !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return &List{tags, language.NewMatcher(tags)}
}

// Tags returns the languages, which the caller must not change.
func (l *List) Tags() []language.Tag { return l.tags }

// Serving returns the place of the language that serves a reader's wishes best, as x/text/language matches them: fr-CA is served by
// French. It returns 0 and false where none does.
func (l *List) Serving(wishes ...language.Tag) (int, bool) {
	_, i, sure := l.matcher.Match(wishes...)
	return i, sure > language.No
}
