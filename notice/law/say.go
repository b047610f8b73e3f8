package law

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

// around returns the words around a finding.
func around(tag language.Tag) tongue.Words { return tongue.Law.In(tongue.OfFinding(tag)) }

// exception follows the detail of a finding that a campaign excepted, with the reason.
const exception tongue.Text = " [exception: %s]"

// In returns the finding in the language of tag on one line: rule, place, detail, remedy, article. The language is French, or
// English for every other tag. A finding that was read from JSON keeps its English detail.
//
// The line is safe to print: what a terminal or the runner of a build would obey, in a key that a file has say, is
// written as an escape.
func (f Finding) In(tag language.Tag) string {
	l := around(tag)
	var b strings.Builder
	b.WriteString(string(f.Rule))
	if where := f.where(); where != "" {
		b.WriteString(" " + where)
	}
	b.WriteString(l.Say(": ") + f.detail(tag))
	if r, ok := f.rule(tag); ok {
		b.WriteString(" — " + strings.TrimSuffix(r.Fix, "."))
		b.WriteString(" (" + r.Cites[0].name() + ")")
	}
	return termsafe.Escape(b.String())
}

// Long returns the finding in the language of tag on several lines: the rule with its title, the place, the detail, the remedy, the
// reason, what is not settled, and every source with its words and address.
func (f Finding) Long(tag language.Tag) string {
	l := around(tag)
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %s%s%s\n", label, l.Say(": "), strings.ReplaceAll(text, "\n", "\n    "))
		}
	}
	severity := l.Say("must")
	if f.Severity == Should {
		severity = l.Say("should")
	}
	r, known := f.rule(tag)
	fmt.Fprintf(&b, "%s (%s)", f.Rule, severity)
	if known {
		b.WriteString(l.Say(": ") + r.Title)
	}
	b.WriteByte('\n')
	line(l.Say("where"), termsafe.Escape(f.where()))
	line(l.Say("finding"), termsafe.Escape(f.detail(tag)))
	if !known {
		return b.String()
	}
	line(l.Say("do"), r.Fix)
	line(l.Say("why"), r.Why)
	line(l.Say("not settled"), r.Caveat)
	for _, c := range r.Cites {
		text := c.name()
		if c.Quote != "" {
			text += l.Say(": ") + c.Quote
		}
		line(l.Say("source"), text+"\n"+c.URL)
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
	said := tongue.Findings.In(tongue.OfFinding(tag))
	if f.say == nil || said.Tongue == tongue.English {
		return f.Detail
	}
	// A finding may be made of a sentence that another function returned. Such a sentence is in the catalog too.
	args := slices.Clone(f.say.args)
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = said.Say(tongue.Text(text))
		}
	}
	text := said.Printf(tongue.Text(f.say.format), args...)
	if f.say.reason != "" {
		text += around(tag).Sayf(exception, f.say.reason)
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
