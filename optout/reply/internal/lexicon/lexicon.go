// Package lexicon knows language as data: a folder of phrases that people who speak a language read and extend, compiled once into a trie
// over the letters of words and an automaton over words. What a reply means is decided by its caller.
package lexicon

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// Section is what a group of phrases is for: the name in square brackets above it.
type Section uint8

// The sections that hold phrases. The folder's README says what each means.
const (
	Certain Section = iota // [sentence]: an objection
	Likely                 // [likely]: one where the weights are sure
	Read                   // [read]: a human has to read it, whatever the weights say
	Mine                   // [mine] and [removal]: so where both stand in a reply
	Removal
	Negated
	Topic
	Limited
	Kept
	Request
	Regret
	Start
	Everything
	BySMS
	ByEmail
	ByVoice
	ByPost
	AtDoor
	Access
	Source
	Erasure
	Rectification
	Person
	Refusal
	Complaint
	Hostile
	Unclear
	Harmless
	Polite
	Closing
	Reaction
	sections
)

var sectionNames = [sections]string{"sentence", "likely", "read", "mine", "removal", "negated", "topic", "limited", "kept", "request", "regret", "start", "everything", "sms", "email", "voice", "post",
	"door", "access", "source", "erasure", "rectification", "person", "refusal", "complaint", "hostile", "unclear", "harmless", "polite", "closing", "reaction"}

// String returns the section's name in the files.
func (s Section) String() string { return sectionNames[s] }

// wordSections hold single words.
var wordSections = map[string]int32{
	"keyword": keyword, "weak-keyword": weak, "slip": slips, "no-slip": 0, "filler": filler, "about": about, "sign": signs, "over": over, "clitic": 0,
}

// Lexicon is a folder of phrases, compiled.
type Lexicon struct {
	spelled, sounded *trie
	automaton        automaton
	classes          int
	slips            []string // squeezed
	real             *trie    // words that are one slip from a keyword and mean something else, not squeezed
	clitics          []string
	paragraphs       []Paragraph
	veto             []int32  // by paragraph: the one that takes it back, or -1
	listHash         []uint32 // by class
	phraseHash       []uint32 // by paragraph
	stride           int      // how many uint64 hold a bit for each paragraph
}

// Paragraph is what stands between two empty lines of a file: phrases that are one rule, and the cases beside them.
type Paragraph struct {
	Place     string // "fr/certain.txt:12"
	Section   Section
	Phrases   []string
	Unless    []string // phrases that take the paragraph back when they stand in the same sentence
	Good, Bad []string // texts that the paragraph recognises, and texts that it does not
}

// Paragraphs returns all paragraphs, in the order of languages, French first.
func (l *Lexicon) Paragraphs() []Paragraph { return l.paragraphs }

// Load reads the folder "phrases" of a file system: a folder for each language.
func Load(fsys fs.FS) (*Lexicon, error) {
	paths, err := fs.Glob(fsys, "phrases/*/*.txt")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(paths, func(a, b string) int { return order(a) - order(b) })
	f := folder{lists: map[string][]line{}, words: map[string][]string{}}
	for _, path := range paths {
		data, err := fs.ReadFile(fsys, path)
		if err != nil {
			return nil, err
		}
		if err := f.read(strings.TrimPrefix(path, "phrases/"), data); err != nil {
			return nil, err
		}
	}
	return f.compile()
}

func order(path string) int {
	if strings.HasPrefix(path, "phrases/fr/") {
		return 0
	}
	return 1
}

// folder is what was read of all files, not compiled yet.
type folder struct {
	lists      map[string][]line
	words      map[string][]string
	paragraphs []Paragraph
}

// read reads one file.
func (f *folder) read(path string, data []byte) error {
	section, open := "", false // open: the paragraph goes on
	n := 0
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		n++
		text, place := strings.TrimSpace(lines.Text()), fmt.Sprintf("%s:%d", path, n)
		if text == "" || text == "#" || strings.HasPrefix(text, "# ") {
			open = open && text != ""
			continue
		}
		if name, ok := sectionLine(text); ok {
			section, open = name, false
			if _, isWords := wordSections[name]; !isWords && !slices.Contains(sectionNames[:], name) {
				return fmt.Errorf("%s: there is no section [%s]", place, name)
			}
			continue
		}
		if name, alternatives, ok := strings.Cut(text, "> = "); ok && strings.HasPrefix(text, "<") {
			f.lists[name[1:]] = append(f.lists[name[1:]], line{place, plain(alternatives)})
			continue
		}
		if section == "" {
			return fmt.Errorf("%s: no section begins before this line", place)
		}
		if _, ok := wordSections[section]; ok {
			f.words[section] = append(f.words[section], strings.Fields(plain(text))...)
			continue
		}
		if !open {
			f.paragraphs = append(f.paragraphs, Paragraph{Place: place, Section: Section(slices.Index(sectionNames[:], section))})
			open = true
		}
		f.paragraphs[len(f.paragraphs)-1].add(text)
	}
	return nil
}

// sectionLine reads "[person]". A phrase may begin with a bracket, too: it has more behind it, or a sign in it.
func sectionLine(text string) (string, bool) {
	name, begins := strings.CutPrefix(text, "[")
	name, ends := strings.CutSuffix(name, "]")
	return name, begins && ends && !strings.ContainsAny(name, "|[] .'")
}

// add takes a line of a paragraph.
func (p *Paragraph) add(text string) {
	switch sign, rest, _ := strings.Cut(text, " "); sign {
	case "+":
		p.Good = append(p.Good, rest)
	case "-":
		p.Bad = append(p.Bad, rest)
	case "!":
		p.Unless = append(p.Unless, plain(rest))
	default:
		p.Phrases = append(p.Phrases, plain(text))
	}
}

// compile compiles what was read.
func (f *folder) compile() (*Lexicon, error) {
	l := &Lexicon{paragraphs: f.paragraphs, clitics: f.words["clitic"]}
	words := &growing{}
	for _, name := range sortedKeys(f.words) {
		for _, w := range f.words[name] {
			if c := wordSections[name]; c != 0 {
				words.add(form{letters: Squeeze(w)}, c)
			}
		}
	}
	for _, w := range f.words["slip"] {
		l.slips = append(l.slips, Squeeze(w))
	}
	actual := &growing{}
	for _, w := range f.words["no-slip"] {
		actual.add(form{letters: w}, 1)
	}
	l.real = actual.freeze()
	words.add(form{letters: "#"}, digits)
	ps := &phrases{lists: f.lists, made: map[string]*expression{}, words: words, class: map[string]int32{}}
	if len(f.words["sign"]) > 0 {
		ps.lists["sign"] = []line{{"[sign]", strings.Join(f.words["sign"], " | ")}}
	}
	if err := l.addPhrases(ps); err != nil {
		return nil, err
	}
	for s, name := range sectionNames {
		if !slices.ContainsFunc(l.paragraphs, func(p Paragraph) bool { return p.Section == Section(s) }) {
			return nil, fmt.Errorf("no language has a section [%s]", name)
		}
	}
	l.classes = int(firstClass) + len(ps.class)
	l.hashes(ps)
	l.spelled, l.sounded = words.freeze(), words.sounds().freeze()
	return l, nil
}

// addPhrases puts the phrases of all paragraphs into the automaton, and behind them, as paragraphs of their own, those that take one back.
func (l *Lexicon) addPhrases(ps *phrases) error {
	n := len(l.paragraphs)
	l.veto = make([]int32, n)
	ids := n
	for i, p := range l.paragraphs {
		if len(p.Phrases) == 0 {
			return fmt.Errorf("%s: a paragraph without a phrase", p.Place)
		}
		l.veto[i] = -1
		if len(p.Unless) > 0 {
			l.veto[i] = int32(ids)
			ids++
		}
		for k, text := range slices.Concat(p.Phrases, p.Unless) {
			id := int32(i)
			if k >= len(p.Phrases) {
				id = l.veto[i]
			}
			e, err := ps.compile(text)
			if err == nil {
				err = l.automaton.add(e, id)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", p.Place, err)
			}
		}
	}
	l.stride = (ids + 63) / 64
	return nil
}

// hashes numbers lists and paragraphs by their names, so that the numbers outlive a change elsewhere.
func (l *Lexicon) hashes(ps *phrases) {
	number := func(s string) uint32 {
		h := fnv.New32a()
		io.WriteString(h, s)
		return h.Sum32() | 1
	}
	l.listHash = make([]uint32, l.classes)
	for name, class := range ps.class {
		if strings.HasPrefix(name, "<") {
			l.listHash[class] = number(name)
		}
	}
	for name, class := range wordSections {
		if class != 0 {
			l.listHash[class] = number("[" + name + "]")
		}
	}
	for _, p := range l.paragraphs {
		l.phraseHash = append(l.phraseHash, number(p.Section.String()+" "+p.Phrases[0]))
	}
}

// sounds returns the words by their sound. Words too short to be told by it stay out.
func (g *growing) sounds() *growing {
	by := &growing{}
	g.walk(nil, func(letters []byte, n *growing) {
		for _, c := range n.exact {
			if sound := appendSound(nil, letters, true); len(sound) >= minSound && phonetic(c) {
				by.add(form{letters: string(sound)}, c)
			}
		}
		for _, o := range n.open {
			if sound := appendSound(nil, letters, false); len(sound) >= minSound {
				by.add(form{string(sound), o.more}, o.class)
			}
		}
	})
	return by
}

// minSound is how many letters a sound has at least by which a word is known.
const minSound = 4

// phonetic reports whether a class is known by its sound: keywords are not, because alone they decide.
func phonetic(class int32) bool { return class >= firstClass || class == filler || class == over }

func (g *growing) walk(letters []byte, visit func([]byte, *growing)) {
	visit(letters, g)
	for _, c := range sortedKeys(g.kids) {
		g.kids[c].walk(append(letters[:len(letters):len(letters)], c), visit)
	}
}

func sortedKeys[K interface{ ~string | ~byte }, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
