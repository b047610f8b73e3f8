// Package tongue says things to people in their language: which language that is, and the words.
//
// # Which language
//
// The folders beside this file are the list: English is what stands in code, every folder is another language. A reader's
// wish is matched with them as x/text/language does it, so fr-CA gets French. For a wish that no folder serves, and
// where nobody said anything, there is one rule:
//
//   - On the command line, the flag -lang beats LC_ALL, which beats LC_MESSAGES, which beats LANG (see Choose).
//   - Without them, the command and the pages that people read are French: the library is for messages in France.
//   - Findings in Go errors, and lint, trace and sinks, are English without them: they are read where code is read.
//
// # The words
//
// A Text is an English sentence in code. Its translation stands in the file of its room, fr/dossier.json for
// package dossier, under the English sentence itself, so that both stand side by side. A test names the file and the sentence that a
// language lacks, or has too many.
package tongue

import (
	"embed"
	"io/fs"
	"path"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Tongue is a language that the catalogs speak. The zero Tongue is French.
type Tongue struct{ index int }

//go:embed */tongue.json
var own embed.FS

// languages are French first, English, then the others by the names of their folders.
var languages = sync.OnceValue(func() *List {
	names, err := fs.Glob(own, "*/tongue.json")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i := range names {
		names[i] = path.Dir(names[i])
	}
	return NewList(names, language.French, language.English)
})

func tags() []language.Tag { return languages().tags }

// The two languages on which the module falls back.
var (
	French  = Tongue{0}
	English = Tongue{1}
)

// All returns every language, French first and English second.
func All() []Tongue {
	all := make([]Tongue, len(tags()))
	for i := range all {
		all[i].index = i
	}
	return all
}

// Of returns the language that serves a reader's best: French for one that none serves, and for language.Und.
func Of(tag language.Tag) Tongue { return or(tag, French) }

// OfFinding is Of for findings in errors: English for one that none serves.
func OfFinding(tag language.Tag) Tongue { return or(tag, English) }

// or matches without a fallback of the matcher's own.
func or(wish language.Tag, fallback Tongue) Tongue {
	switch wish { // what nearly every caller passes costs no matching
	case language.French:
		return French
	case language.English:
		return English
	}
	if i, ok := languages().Serving(wish); ok {
		return Tongue{i}
	}
	return fallback
}

// OfHeader returns the language for the value of an Accept-Language header (RFC 9110, section 12.5.4), French in doubt.
func OfHeader(accept string) Tongue {
	wishes, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return French
	}
	if i, ok := languages().Serving(wishes...); ok {
		return Tongue{i}
	}
	return French
}

// Tag returns the language's tag, "fr".
func (t Tongue) Tag() language.Tag { return tags()[t.index] }

// String returns the tag as it is written in HTML, "fr".
func (t Tongue) String() string { return t.Tag().String() }

// Choose returns the language of a command: flag is what -lang was given, getenv os.Getenv. A flag that names no language of ours is an error; so
// that a shell's "ko_KR.UTF-8" or "C" stops nobody, in the environment it counts as nothing said.
func Choose(flag string, getenv func(string) string, fallback Tongue) (Tongue, error) {
	if flag != "" {
		tag, err := language.Parse(flag)
		if err == nil {
			if i, ok := languages().Serving(tag); ok {
				return Tongue{i}, nil
			}
		}
		return fallback, ErrLanguage
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value, _, _ := strings.Cut(getenv(name), ".") // the character set
		value, _, _ = strings.Cut(value, "@")         // the variant: "fr_FR@euro"
		if value == "" {
			continue
		}
		// The first that is set decides, as it does for the C library (POSIX, XBD 8.2).
		tag, err := language.Parse(value)
		if err != nil { // "C", "POSIX"
			return fallback, nil
		}
		return or(tag, fallback), nil
	}
	return fallback, nil
}

// ErrLanguage is Choose's for a language that no folder serves. Its text names those that do.
var ErrLanguage error = unknown{}

type unknown struct{}

func (unknown) Error() string {
	var names []string
	for _, t := range All() {
		names = append(names, t.String())
	}
	return "-lang is " + strings.Join(names, " or ")
}
