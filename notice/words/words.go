// Package words holds the statutory sentences of a political message: a file a language, each sentence with the rules that it
// satisfies, its channel and occasions, and its forms from the fullest to the shortest.
//
// A Set is read by Parse, which refuses wording that leaves a rule unsaid. The package's own sets, French and English,
// go through the same door. A language is a file; a test says what it lacks. The sentences are ours; the rules say what they must contain.
package words

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Set is the wording in one language. The zero Set is French, the fallback.
type Set struct{ file *file }

// file is what a language file holds.
type file struct {
	Lang      string                   `json:"lang"`                // BCP 47
	Articles  []string                 `json:"articles"`            // with which the name of an election begins: "les ", "l'"
	Elections map[string][2]string     `json:"elections,omitempty"` // by ID: as it stands in a sentence, with its article; for SMS
	Origins   map[law.Origin][2]string `json:"origins"`             // after "because": a clause; for SMS: a noun
	Bases     map[law.Basis]string     `json:"bases"`
	Classes   map[string]string        `json:"classes"`
	Events    map[string]string        `json:"events"`
	Terms     Terms                    `json:"terms"`
	Months    [12]string               `json:"months"`
	Sentences []Sentence               `json:"sentences"`

	tag language.Tag
}

// Terms says a length of time and a day.
type Terms struct {
	After  string    `json:"after"`  // "{class}: {span} after {event}"
	Until  string    `json:"until"`  // "{class}: until {event}"
	Join   string    `json:"join"`   // between two terms
	And    string    `json:"and"`    // between months and days
	Day    string    `json:"day"`    // "{day} {month} {year}"
	First  string    `json:"first"`  // the first of a month: "1er"
	Month  [2]string `json:"month"`  // one, several
	DayOf  [2]string `json:"day_of"` // one, several
	Detail string    `json:"detail"` // "{origin} ({origin_detail})"
}

// Sentence is one statutory sentence. Of those with the same Name, the first that can be filled stands in the message.
type Sentence struct {
	Name      string         `json:"name"`
	Rules     []law.ID       `json:"rules"`
	Channel   law.Channel    `json:"channel"`
	Occasions []law.Occasion `json:"occasions"`       // "" is FirstContact
	With      []string       `json:"with,omitempty"`  // facts that must be there, beside those of the placeholders
	Spare     bool           `json:"spare,omitempty"` // may be left out where space is short
	Forms     []Form         `json:"forms"`           // the fullest first; each satisfies all Rules
}

func (s Sentence) clone() Sentence {
	s.Rules, s.Occasions, s.With, s.Forms = slices.Clone(s.Rules), slices.Clone(s.Occasions), slices.Clone(s.With), slices.Clone(s.Forms)
	return s
}

// Form is one wording, with placeholders in braces.
type Form struct {
	Text string `json:"text"`
	// Septets is what the text without its placeholders costs in an SMS. Zero where it is not counted.
	Septets int `json:"septets,omitempty"`
}

//go:embed *.json
var files embed.FS

// own are the embedded sets, French first: the first is the fallback. The folder is the list: a file named after its language.
var own = sync.OnceValue(func() []func() Set {
	tags := languages().Tags()
	sets := make([]func() Set, len(tags))
	for i, tag := range tags {
		sets[i] = sync.OnceValue(func() Set { return mustParse(tag.String() + ".json") })
	}
	return sets
})

var languages = sync.OnceValue(func() *tongue.List {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], ".json")
	}
	return tongue.NewList(names, language.French)
})

// Languages returns the languages that have a set, French first.
func Languages() []language.Tag { return slices.Clone(languages().Tags()) }

// For returns the embedded set that serves the language best. A language that none serves gets French.
func For(tag language.Tag) Set {
	i, _ := languages().Serving(tag)
	return own()[i]()
}

func mustParse(name string) Set {
	b, err := files.ReadFile(name)
	if err == nil {
		var s Set
		var fs law.Findings
		if s, fs = Parse(b); len(fs) == 0 {
			return s
		}
		err = &law.Error{Findings: fs}
	}
	panic("words: " + name + ": " + err.Error()) // a test parses each embedded file
}

// maxFile is how many bytes a set may have: the embedded ones have some 20 KiB.
const maxFile = 1 << 20

// Parse reads a set of words, in the format of the embedded files, at most 1 MiB. An unknown key and a key that stands
// twice are refused, wherever they stand. It is accepted when nothing Must is found against it;
// otherwise the Set is the zero one.
func Parse(b []byte) (Set, law.Findings) {
	if len(b) > maxFile {
		return Set{}, law.Findings{law.Find(law.SpecField, "Words", "the set has %d bytes; at most %d are read", len(b), maxFile)}
	}
	var f file
	if _, problems := strictjson.Unmarshal(b, &f); len(problems) > 0 {
		return Set{}, law.Findings{law.Find(law.SpecField, "Words", "no set of words: %s", strictjson.Err(problems).Error())}
	}
	fs := f.check().Sort()
	if fs.Err() != nil {
		return Set{}, fs
	}
	f.tag = language.Make(f.Lang)
	return Set{&f}, fs
}

func (s Set) get() *file {
	if s.file == nil {
		return own()[0]().file
	}
	return s.file
}

// Lang returns the language of the set.
func (s Set) Lang() language.Tag { return s.get().tag }

// Sentences returns the sentences for a channel and occasion, in the order in which they stand in a message. They are the
// caller's own.
func (s Set) Sentences(ch law.Channel, o law.Occasion) []Sentence {
	var out []Sentence
	for _, w := range s.get().Sentences {
		if w.Channel == ch && slices.Contains(w.Occasions, o) {
			out = append(out, w.clone())
		}
	}
	return out
}

// Election returns how an election that package notice knows by its ID is called in the language: as it stands in a sentence,
// with its article ("les élections municipales des 15 et 22 mars 2026"), and for an SMS ("municipales 2026"). A set of your own
// that does not name it gets the French names. Both are empty for an ID that nobody knows.
func (s Set) Election(id string) (name, short string) {
	p, ok := s.get().Elections[id]
	if !ok {
		p = own()[0]().file.Elections[id]
	}
	return p[0], p[1]
}

// Origin returns the clause that follows "because", and the noun for an SMS.
func (s Set) Origin(o law.Origin) (clause, noun string) {
	p := s.get().Origins[o]
	return p[0], p[1]
}

// Basis returns the words for a legal basis.
func (s Set) Basis(b law.Basis) string { return s.get().Bases[b] }

// Articled reports whether the name of an election begins with an article of the language, so that it can stand in a sentence.
func (s Set) Articled(name string) bool {
	return slices.ContainsFunc(s.get().Articles, func(a string) bool { return strings.HasPrefix(name, a) })
}

// Bare returns the name without its article.
func (s Set) Bare(name string) string {
	for _, a := range s.get().Articles {
		if rest, ok := strings.CutPrefix(name, a); ok {
			return rest
		}
	}
	return name
}
