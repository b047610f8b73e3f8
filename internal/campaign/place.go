package campaign

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/notice/law"
)

// locate finds the place of each finding: in a text, or in the most particular place of campaign.json that holds the key.
func (r *reader) locate(spec reflect.Type, sources []source, layers []layer, fs law.Findings) {
	for _, f := range fs {
		if s, at, ok := inText(spec, sources, f); ok {
			r.find(s.file, s.text, at, f)
			continue
		}
		at, longest := 0, -1
		for _, l := range slices.Backward(layers) {
			if near, path := l.places.Nearest(f.Path); len(path) > longest {
				at, longest = l.base+near, len(path)
			}
		}
		f.Path = strictjson.Keys(spec, f.Path)
		r.add(at, f)
	}
}

// inText finds the text and the byte of a finding that is about one, or about a field that one prints.
func inText(spec reflect.Type, sources []source, f law.Finding) (source, int, bool) {
	for _, s := range sources {
		if f.Path == s.field {
			return s, f.Start, true
		}
	}
	if _, ok := spec.FieldByName(head(f.Path)); ok || f.Path == "" {
		return source{}, 0, false
	}
	for _, s := range sources {
		if at, ok := printed(s.text, f.Path); ok {
			return s, at, true
		}
	}
	return source{}, 0, false
}

// head is the first step of a path: "Notice" of "Notice.Controller.Name".
func head(p string) string {
	if i := strings.IndexAny(p, ".["); i >= 0 {
		return p[:i]
	}
	return p
}

// printed finds where a text prints a field.
func printed(text, field string) (int, bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], "."+field)
		if i < 0 {
			return 0, false
		}
		at += i + 1
		if r, _ := utf8.DecodeRuneInString(text[at+len(field):]); !isName(r) {
			return at - 1, true
		}
	}
}

func isName(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}
