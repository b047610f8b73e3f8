package law

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// catalogFR holds the French sentences of findings under their English formats.
//
//go:embed catalog/fr.json
var catalogFR []byte

// translation is one other language for findings.
type translation struct {
	sentences map[string]string // under the English format
	printer   *message.Printer
}

// inFrench is made when the first French sentence is asked for: a program that speaks English alone pays nothing.
var inFrench = sync.OnceValue(func() translation {
	var t translation
	if err := json.Unmarshal(catalogFR, &t.sentences); err != nil {
		panic("law: catalog/fr.json: " + err.Error()) // embedded and read by a test: it cannot happen in a release
	}
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	for format, sentence := range t.sentences {
		t.sentences[format] = noBreak.Replace(sentence)
		if err := b.SetString(language.French, format, t.sentences[format]); err != nil {
			panic("law: catalog/fr.json: " + err.Error())
		}
	}
	t.printer = message.NewPrinter(language.French, message.Catalog(b))
	return t
})

// noBreak writes the spaces that French keeps on the line.
var noBreak = strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", "« ", "«\u00a0", " »", "\u00a0»")

// labels are the words around a finding in one language.
type labels struct {
	colon                                  string
	must, should                           string
	where, found, fix, why, caveat, source string
	exception                              string
}

// The French colon takes a no-break space.
var (
	labelsEN = labels{
		": ", "must", "should",
		"where", "finding", "do", "why", "not settled", "source", " [exception: %s]",
	}
	labelsFR = labels{
		"\u00a0: ", "bloquant", "signalé",
		"où", "constat", "remède", "pourquoi", "non tranché", "source", " [dérogation\u00a0: %s]",
	}
)

// In returns the finding in the language of tag on one line: rule, place, detail, remedy, article. The language is French, or
// English for every other tag. A finding that was read from JSON keeps its English detail.
func (f Finding) In(tag language.Tag) string {
	l := labelsOf(tag)
	var b strings.Builder
	b.WriteString(string(f.Rule))
	if where := f.where(); where != "" {
		b.WriteString(" " + where)
	}
	b.WriteString(l.colon + f.detail(tag))
	if r, ok := f.rule(tag); ok {
		b.WriteString(" — " + strings.TrimSuffix(r.Fix, "."))
		b.WriteString(" (" + r.Cites[0].name() + ")")
	}
	return b.String()
}

// Long returns the finding in the language of tag on several lines: the rule with its title, the place, the detail, the remedy, the
// reason, what is not settled, and every source with its words and address.
func (f Finding) Long(tag language.Tag) string {
	l := labelsOf(tag)
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %s%s%s\n", label, l.colon, strings.ReplaceAll(text, "\n", "\n    "))
		}
	}
	severity := l.must
	if f.Severity == Should {
		severity = l.should
	}
	r, known := f.rule(tag)
	fmt.Fprintf(&b, "%s (%s)", f.Rule, severity)
	if known {
		b.WriteString(l.colon + r.Title)
	}
	b.WriteByte('\n')
	line(l.where, f.where())
	line(l.found, f.detail(tag))
	if !known {
		return b.String()
	}
	line(l.fix, r.Fix)
	line(l.why, r.Why)
	line(l.caveat, r.Caveat)
	for _, c := range r.Cites {
		text := c.name()
		if c.Quote != "" {
			text += l.colon + c.Quote
		}
		line(l.source, text+"\n"+c.URL)
	}
	fmt.Fprintf(&b, "  %s\n", r.URL())
	return b.String()
}

// DetailIn returns the finding's detail alone in the language of tag, for a page that gives rule, place and article apart. The
// language is as with In.
func (f Finding) DetailIn(tag language.Tag) string { return f.detail(tag) }

// where returns the path with the place in its text: "Body[12:20]".
func (f Finding) where() string {
	if f.Start == 0 && f.End == 0 {
		return f.Path
	}
	return fmt.Sprintf("%s[%d:%d]", f.Path, f.Start, f.End)
}

// detail returns the detail in the language of tag.
func (f Finding) detail(tag language.Tag) string {
	if f.say == nil || !french(tag) {
		return f.Detail
	}
	t := inFrench()
	// A finding may be made of a sentence that another function returned. Such a sentence is in the catalog too.
	args := slices.Clone(f.say.args)
	for i, arg := range args {
		if text, ok := arg.(string); ok && t.sentences[text] != "" {
			args[i] = t.sentences[text]
		}
	}
	text := t.printer.Sprintf(f.say.format, args...)
	if f.say.reason != "" {
		text += fmt.Sprintf(labelsFR.exception, f.say.reason)
	}
	return text
}

// rule returns the rule under which the finding was judged, or the newest version where it was not judged yet.
func (f Finding) rule(tag language.Tag) (Rule, bool) {
	if f.say != nil && f.say.since != "" {
		if v, ok := inForce(f.Rule, f.say.since); ok {
			return v.Rule.In(tag), true
		}
	}
	v, ok := newest(f.Rule)
	if !ok {
		return Rule{}, false
	}
	return v.Rule.In(tag), true
}

// name returns the text and the article, as a lawyer names them.
func (c Cite) name() string {
	if c.Article == "" {
		return c.Text
	}
	return c.Text + ", " + c.Article
}

func labelsOf(tag language.Tag) labels {
	if french(tag) {
		return labelsFR
	}
	return labelsEN
}
