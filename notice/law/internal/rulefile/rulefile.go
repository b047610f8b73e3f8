// Package rulefile reads the files in notice/law/rules, one rule a file, and writes from them what is Go and what is
// documentation. It is what go generate runs; nothing that is shipped imports it.
//
// A rule file is a txtar archive, named by the ID of its rule. Its comment holds one "key: value" a line:
//
//	id:       FR-CE-L49-SILENCE   for ever; never reused
//	name:     Silence             the Go constant
//	pack:     fr                  fr, eu, oper, tech or lint
//	severity: must                must or should
//	evidence: inferred            verbatim, quoted, reported or inferred
//	since:    2020-06-30          first day in force
//	until:                        first day no longer in force
//	checked:  2026-11-22          when the sources were last compared with the rule
//	text:     verbatim            whether text.* is the text's own words, or a summary
//	reminder: yes                 no program can decide it
//
// The sections are title, why, fix and caveat, each with .fr and .en; text.fr or text.en, the decisive words in the
// language in which they were read; cite.1, cite.2 and so on; and cases.
//
// A cite has lines text, text.en (when the English name differs), article, version, url (only where none derives from the
// version), evidence and, after an empty line, the decisive words.
//
// A case is a section bad.RUNNER or good.RUNNER, with a label where there are several: bad-late.moment.json. Runners are
// listed in Runners.
//
// An earlier version of a rule is a section DAY/version, where DAY is its first day in force, with those lines of the comment that
// differ, and sections DAY/text.fr, DAY/cite.1 and so on that differ. A version with a cite of its own takes no other cites.
package rulefile

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// Rule is one file: every version of one rule, oldest first.
type Rule struct {
	ID, Name, Pack string
	Versions       []Version
	Cases          []Case
}

// Version is one rule during one period.
type Version struct {
	Severity, Evidence    string
	Since, Until, Checked string
	Summary, Reminder     bool
	Text, Lang            string
	FR, EN                Words
	Cites                 []Cite
}

// Words is what a version says in one language.
type Words struct{ Title, Why, Fix, Caveat string }

// Cite is a place in a text.
type Cite struct{ Text, English, Article, Version, URL, Evidence, Quote string }

// Case is a text or a JSON fragment that breaks the rule, or does not.
type Case struct {
	Name   string // "bad-late.moment.json"
	Runner string // "moment.json"
	Bad    bool
	Data   string
}

// Load reads every *.txtar at the root of fsys, sorted by ID. The error holds everything that is wrong in all of them.
func Load(fsys fs.FS) ([]Rule, error) {
	names, err := fs.Glob(fsys, "*.txtar")
	if err != nil {
		return nil, err
	}
	var rules []Rule
	var errs []error
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		r, err := Parse(data)
		if err == nil && name != r.ID+".txtar" {
			err = fmt.Errorf("the file of %s is named %s.txtar", r.ID, r.ID)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		rules = append(rules, r)
	}
	slices.SortFunc(rules, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	named := map[string]string{}
	for _, r := range rules {
		if other, ok := named[r.Name]; ok {
			errs = append(errs, fmt.Errorf("%s and %s have the same Go name %s", other, r.ID, r.Name))
		}
		named[r.Name] = r.ID
	}
	return rules, errors.Join(errs...)
}

// Parse reads one rule file and checks it. The error holds everything that is wrong.
func Parse(data []byte) (Rule, error) {
	p := parser{sections: map[string]string{}}
	p.text(string(data))
	archive := txtar.Parse(data)
	head := p.lines("the comment", string(archive.Comment), commentKeys)
	for _, f := range archive.Files {
		if _, twice := p.sections[f.Name]; twice {
			p.errorf("section %q stands twice", f.Name)
		}
		p.sections[f.Name] = strings.TrimSpace(string(f.Data))
		p.order = append(p.order, f.Name)
	}

	r := Rule{ID: head["id"], Name: head["name"], Pack: head["pack"]}
	for _, day := range p.days() {
		h := map[string]string{}
		for k, v := range head {
			if k != "since" && k != "until" {
				h[k] = v
			}
		}
		for k, v := range p.lines(day+"/version", p.take(day+"/version"), versionKeys) {
			h[k] = v
		}
		h["since"] = day
		r.Versions = append(r.Versions, p.version(h, day+"/"))
	}
	r.Versions = append(r.Versions, p.version(head, ""))
	r.Cases = p.cases()
	for _, name := range p.order {
		if _, left := p.sections[name]; left && !p.used[name] {
			p.errorf("section %q is not known", name)
		}
	}
	p.check(r)
	return r, errors.Join(p.errs...)
}

// text refuses what is no text: a byte outside of UTF-8, a mark of byte order or a control character would go into Go and
// Markdown as it is, where the one does not compile and the other shows what nobody wrote.
func (p *parser) text(s string) {
	for n, line := range strings.Split(s, "\n") {
		if i := plaintext.IndexName(strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", " ")); i >= 0 {
			p.errorf("line %d, byte %d: neither a letter nor a sign that a reader sees", n+1, i+1)
		}
	}
}

var (
	commentKeys = []string{"id", "name", "pack", "severity", "evidence", "since", "until", "checked", "text", "reminder"}
	versionKeys = []string{"severity", "evidence", "until", "checked", "text"}
	citeKeys    = []string{"text", "text.en", "article", "version", "url", "evidence"}
)

type parser struct {
	sections map[string]string
	order    []string
	used     map[string]bool
	errs     []error
}

func (p *parser) errorf(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf(format, args...))
}

// take returns a section and notes that somebody wanted it.
func (p *parser) take(name string) string {
	if p.used == nil {
		p.used = map[string]bool{}
	}
	p.used[name] = true
	return p.sections[name]
}

// own returns the section of a version, or the one that all versions share.
func (p *parser) own(prefix, name string) string {
	if _, ok := p.sections[prefix+name]; ok && prefix != "" {
		return p.take(prefix + name)
	}
	return p.take(name)
}

// lines reads "key: value" lines.
func (p *parser) lines(where, text string, keys []string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		switch {
		case !ok || !slices.Contains(keys, key):
			p.errorf("%s: the line %q is none of %s", where, line, strings.Join(keys, ", "))
		case m[key] != "":
			p.errorf("%s: %s stands twice", where, key)
		default:
			m[key] = strings.TrimSpace(value)
		}
	}
	return m
}

// days returns the first days of the earlier versions, sorted.
func (p *parser) days() []string {
	var days []string
	for _, name := range p.order {
		if day, ok := strings.CutSuffix(name, "/version"); ok {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return days
}

func (p *parser) version(h map[string]string, prefix string) Version {
	v := Version{
		Severity: h["severity"], Evidence: h["evidence"],
		Since: h["since"], Until: h["until"], Checked: h["checked"],
		Reminder: h["reminder"] == "yes",
	}
	switch h["text"] {
	case "verbatim":
	case "summary":
		v.Summary = true
	default:
		p.errorf("text is %q: verbatim or summary", h["text"])
	}
	if fr, en := p.own(prefix, "text.fr"), p.own(prefix, "text.en"); fr != "" {
		v.Text, v.Lang = fr, "fr"
	} else if en != "" {
		v.Text, v.Lang = en, "en"
	}
	words := func(lang string) Words {
		return Words{
			Title: p.own(prefix, "title."+lang), Why: p.own(prefix, "why."+lang),
			Fix: p.own(prefix, "fix."+lang), Caveat: p.own(prefix, "caveat."+lang),
		}
	}
	v.FR, v.EN = words("fr"), words("en")

	from := prefix
	if _, own := p.sections[prefix+"cite.1"]; !own {
		from = ""
	}
	for i := 1; ; i++ {
		name := from + "cite." + strconv.Itoa(i)
		if _, ok := p.sections[name]; !ok {
			break
		}
		v.Cites = append(v.Cites, p.cite(name))
	}
	return v
}

func (p *parser) cite(name string) Cite {
	head, quote, _ := strings.Cut(p.take(name), "\n\n")
	m := p.lines(name, head, citeKeys)
	c := Cite{
		Text: m["text"], English: m["text.en"], Article: m["article"], Version: m["version"],
		URL: m["url"], Evidence: m["evidence"], Quote: strings.TrimSpace(quote),
	}
	if c.English == "" {
		c.English = c.Text
	}
	derived, ok := URL(c.Version)
	switch {
	case ok && c.URL != "":
		p.errorf("%s: the url derives from the version %s; leave it out", name, c.Version)
	case ok:
		c.URL = derived
	}
	return c
}

func (p *parser) cases() []Case {
	var cases []Case
	for _, name := range p.order {
		kind, runner, _ := strings.Cut(name, ".")
		kind, _, _ = strings.Cut(kind, "-")
		if kind != "bad" && kind != "good" {
			continue
		}
		if _, ok := Runners[runner]; !ok {
			p.errorf("the case %s has no known runner", name)
		}
		cases = append(cases, Case{Name: name, Runner: runner, Bad: kind == "bad", Data: p.take(name)})
	}
	return cases
}

// Runners says what a case holds and who runs it.
var Runners = map[string]string{
	"sms":            "the text of a first SMS as it reaches the telephone, the provider's suffix included",
	"sms.json":       `an SMS with its circumstances: {"text", "sender", "occasion", "router", "at", "notice"}; all but the text may be left out`,
	"email":          "an e-mail with its header, as it leaves",
	"notice.json":    "a change (RFC 7396) to the notice that cases share",
	"spec.json":      `a channel, and a change (RFC 7396) to that channel's specification: {"channel": "sms", "body", "sender", "router", "max_parts", "fields", "rules", "except", "notice"}`,
	"moment.json":    `a moment of delivery: {"election", "territory", "at"}`,
	"row.json":       `a row of a recipient file and what the ledger knows: {"to", "territory", "origin", "values", "events", "sent"}`,
	"inventory.json": `data held at a moment: {"class", "election", "decided", "last_message", "now", "held"}`,
	"request.json":   `a request to exercise a right: {"right", "received", "answered", "now"}`,
	"offer.json":     `what a provider offers: {"price", "tariff", "country"}`,
	"go":             "Go source that the linter reads",
}
