package reply

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed phrases/*/*.txt
var files embed.FS

// known is what Parse knows of language. It is made at the first reply, because most programs only send.
var known = sync.OnceValue(func() *lexicon {
	l, err := load(files)
	if err != nil {
		panic("reply: " + err.Error()) // a test loads the same files
	}
	return l
})

// lexicon is the folder phrases, compiled.
type lexicon struct {
	keyword map[string]bool // alone they are an objection
	slip    []string        // keywords long enough to be known with one slip
	noSlip  map[string]bool // words that are one letter from a keyword and mean something else
	filler  map[string]bool // politeness and emphasis, which changes no keyword
	about   map[string]bool // words on messages, which changes none either
	signs   string          // emoji that count as words
	lists   map[string]map[string]bool

	certain  []rule
	reviewed []rule
	masks    []rule // what is harmless: it is taken out of a sentence before that is judged

	polite, closing, reaction              *regexp.Regexp
	hours, channel, request, regret        *regexp.Regexp
	start, speaker, personal               *regexp.Regexp
	access, source, erasure, rectification *regexp.Regexp

	paragraphs []paragraph // for the tests that run their cases
}

// rule is an expression, why it counts, and where it was written.
type rule struct {
	reason Reason
	re     *regexp.Regexp
	ok     condition // nil, or it has to agree
}

// paragraph is what stands between two empty lines of a file: phrases that are one rule, and the cases beside them.
type paragraph struct {
	place     string // "phrases/fr/certain.txt:12"
	section   string
	condition string
	phrases   []string
	good, bad []string // texts that the phrases recognise, and texts that they do not
	re        *regexp.Regexp
	ok        condition
}

// reviewOrder is the order in which reasons are looked for: the first that is found is given.
var reviewOrder = []Reason{ReasonPerson, ReasonRefusal, ReasonComplaint, ReasonHostile, ReasonLimited, ReasonUnclear}

// load reads a folder of languages, French first.
func load(fsys fs.FS) (*lexicon, error) {
	paths, err := fs.Glob(fsys, "phrases/*/*.txt")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(paths, func(a, b string) int { return order(a) - order(b) })
	f := folder{phrases: phrases{map[string][]list{}, map[string]string{}}, words: map[string][]string{}}
	for _, path := range paths {
		data, err := fs.ReadFile(fsys, path)
		if err != nil {
			return nil, err
		}
		if err := f.read(path, data); err != nil {
			return nil, err
		}
	}
	return f.lexicon()
}

func order(path string) int {
	if strings.HasPrefix(path, "phrases/fr/") {
		return 0
	}
	return 1
}

// folder is what was read of all files, not compiled yet.
type folder struct {
	phrases    phrases
	words      map[string][]string // the sections that hold single words
	paragraphs []paragraph
}

// Sections that hold single words, and those whose phrases are one expression together. All other sections hold rules: a reason, or a mask.
var (
	wordSections   = []string{"keyword", "slip", "no-slip", "filler", "about", "sign"}
	phraseSections = []string{"polite", "closing", "reaction", "hours", "channel", "request", "regret", "start", "speaker", "personal",
		"access", "source", "erasure", "rectification"}
	ruleSections = []string{"sentence", "person", "refusal", "complaint", "hostile", "limited", "unclear", "negated", "topic"}
)

// read reads one file.
func (f *folder) read(path string, data []byte) error {
	section, open := "", false // open: the paragraph goes on
	n := 0
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		n++
		line, place := strings.TrimSpace(lines.Text()), fmt.Sprintf("%s:%d", path, n)
		if line == "" || line == "#" || strings.HasPrefix(line, "# ") {
			open = open && line != ""
			continue
		}
		name, isSection := strings.CutPrefix(line, "[")
		name, closed := strings.CutSuffix(name, "]")
		switch isSection = isSection && closed && !strings.ContainsAny(name, "|[] ."); {
		case isSection && slices.Contains(slices.Concat(wordSections, phraseSections, ruleSections), name):
			section, open = name, false
			continue
		case isSection && section == "":
			return fmt.Errorf("%s: there is no section [%s]", place, name)
		}
		if strings.HasPrefix(line, "<") {
			if name, text, ok := strings.Cut(line, "> = "); ok {
				f.phrases.lists[name[1:]] = append(f.phrases.lists[name[1:]], list{place, unmark(text)})
				continue
			}
		}
		switch {
		case section == "":
			return fmt.Errorf("%s: no section begins before this line", place)
		case slices.Contains(wordSections, section):
			f.words[section] = append(f.words[section], strings.Fields(unmark(line))...)
			continue
		case !open:
			f.paragraphs = append(f.paragraphs, paragraph{place: place, section: section})
			open = true
		}
		p := &f.paragraphs[len(f.paragraphs)-1]
		switch sign, rest, _ := strings.Cut(line, " "); sign {
		case "+":
			p.good = append(p.good, rest)
		case "-":
			p.bad = append(p.bad, rest)
		case "@":
			if conditions[rest] == nil {
				return fmt.Errorf("%s: there is no condition %q", place, rest)
			}
			p.condition = rest
		default:
			p.phrases = append(p.phrases, unmark(line))
		}
	}
	return nil
}

// unmark folds a line as replies are folded, so that it may be written with accents, and sets apart what apostrophes and
// hyphens join: "s'il" is two words in a reply, too. Names in angle brackets keep their hyphens.
func unmark(line string) string {
	var b strings.Builder
	name := false
	for _, r := range fold(line) {
		switch {
		case r == '<':
			name = true
		case r == '>':
			name = false
		case r == '\'' || r == '-' && !name:
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// lexicon compiles what was read.
func (f *folder) lexicon() (*lexicon, error) {
	l := &lexicon{
		keyword: set(f.words["keyword"]), slip: f.words["slip"], noSlip: set(f.words["no-slip"]), filler: set(f.words["filler"]),
		about: set(f.words["about"]), signs: strings.Join(f.words["sign"], ""), lists: map[string]map[string]bool{},
	}
	for i, k := range l.slip {
		l.slip[i] = squeeze(k, 1)
	}
	f.phrases.lists["sign"] = []list{{"[sign]", strings.Join(f.words["sign"], " | ")}}
	for name, lines := range f.phrases.lists {
		l.lists[name] = map[string]bool{}
		for _, line := range lines {
			for word := range strings.SplitSeq(line.text, " | ") {
				l.lists[name][word] = true
			}
		}
	}
	together := map[string][]string{} // expressions by section
	for i := range f.paragraphs {
		p := &f.paragraphs[i]
		var all []string
		for _, text := range p.phrases {
			e, err := f.phrases.expression(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.place, err)
			}
			all = append(all, e)
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("%s: a paragraph without a phrase", p.place)
		}
		re, err := regexp.Compile(strings.Join(all, "|"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.place, err)
		}
		p.re = re
		if c := conditions[p.condition]; c != nil {
			p.ok = func(before, match, after string) bool { return c(l, before, match, after) }
		}
		together[p.section] = append(together[p.section], all...)
	}
	l.paragraphs = f.paragraphs
	l.rules()
	for section, re := range map[string]**regexp.Regexp{
		"polite": &l.polite, "closing": &l.closing, "hours": &l.hours, "channel": &l.channel, "request": &l.request, "regret": &l.regret,
		"start": &l.start, "speaker": &l.speaker, "personal": &l.personal,
		"access": &l.access, "source": &l.source, "erasure": &l.erasure, "rectification": &l.rectification,
	} {
		if len(together[section]) == 0 {
			return nil, fmt.Errorf("no language has a section [%s]", section)
		}
		*re = regexp.MustCompile(strings.Join(together[section], "|"))
	}
	l.reaction = reactionExpression(together["reaction"])
	return l, nil
}

// rules puts the paragraphs that are rules where they are looked for.
func (l *lexicon) rules() {
	for _, p := range l.paragraphs {
		switch p.section {
		case "sentence":
			l.certain = append(l.certain, rule{ReasonSentence, p.re, p.ok})
		case "negated", "topic":
			l.masks = append(l.masks, rule{Reason(p.section), p.re, p.ok})
		default:
			if reason := Reason(p.section); slices.Contains(reviewOrder, reason) {
				l.reviewed = append(l.reviewed, rule{reason, p.re, p.ok})
			}
		}
	}
	// What is the contrary of an objection goes before a topic is looked for: "n'arrêtez pas la fin de la taxe" is both.
	slices.SortStableFunc(l.masks, func(a, b rule) int { return strings.Compare(string(a.reason), string(b.reason)) })
	slices.SortStableFunc(l.reviewed, func(a, b rule) int {
		return slices.Index(reviewOrder, a.reason) - slices.Index(reviewOrder, b.reason)
	})
}

func set(words []string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range words {
		m[squeeze(w, 1)] = true
	}
	return m
}

// reactionExpression matches a tap-back, the quotation after it, and what stands behind that. It reads the text as it was written, because the
// rest is judged as such: accents are known with and without.
func reactionExpression(all []string) *regexp.Regexp {
	letters := strings.NewReplacer(`(?: |$)`, ``, `[^ ,]`, `[^\s«“"]`, `\S`, `[^\s«“"]`, `e`, `[eéè]`, `a`, `[aà]`, ` `, `[\s'’]+`)
	var written []string
	for _, e := range all {
		written = append(written, letters.Replace(strings.TrimPrefix(e, " ")))
	}
	emoji := `[^\pL\pN\s«»“”"]{1,8} (?:a|à|to)` // "👍 à « … »"
	return regexp.MustCompile(`(?is)^\s*(?:` + strings.Join(append(written, emoji), "|") + `)\s*(?:«(.*)»|“(.*)”|"(.*)")\s*(.*)$`)
}
