package rulefile

import (
	"encoding/json"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	idForm     = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)
	packs      = []string{"fr", "eu", "oper", "tech", "lint"}
	severities = []string{"must", "should"}
	// evidences stands in the order of strength.
	evidences = []string{"verbatim", "quoted", "reported", "inferred"}
)

// fixMax bounds a remedy: it ends a line of a terminal, after the finding itself.
const fixMax = 200

// check says everything that is wrong with the rule.
func (p *parser) check(r Rule) {
	if !idForm.MatchString(r.ID) {
		p.errorf("id %q: capital letters, digits and hyphens", r.ID)
	}
	if !token.IsIdentifier(r.Name) || !token.IsExported(r.Name) {
		p.errorf("name %q is no exported Go name", r.Name)
	}
	p.oneOf("pack", r.Pack, packs)
	reminder := false
	for i, v := range r.Versions {
		reminder = reminder || v.Reminder
		p.checkVersion(v)
		if i == 0 {
			continue
		}
		// A gap would be a time without the rule, an overlap two rules at once; a rule that paused is two rules.
		if before := r.Versions[i-1]; before.Until != v.Since {
			p.errorf("the version since %s ends on %q, the next begins on %s: one must follow the other without gap or overlap", before.Since, before.Until, v.Since)
		}
	}
	p.checkCases(r, reminder)
}

func (p *parser) checkVersion(v Version) {
	p.oneOf("severity", v.Severity, severities)
	p.oneOf("evidence", v.Evidence, evidences)
	p.day("since", v.Since, false)
	p.day("until", v.Until, true)
	p.day("checked", v.Checked, false)
	if v.Until != "" && v.Until <= v.Since {
		p.errorf("until %s is not after since %s", v.Until, v.Since)
	}
	for _, s := range []struct{ name, text string }{
		{"text.fr or text.en", v.Text},
		{"title.fr", v.FR.Title}, {"title.en", v.EN.Title},
		{"why.fr", v.FR.Why}, {"why.en", v.EN.Why},
		{"fix.fr", v.FR.Fix}, {"fix.en", v.EN.Fix},
	} {
		if s.text == "" {
			p.errorf("%s is missing", s.name)
		}
	}
	if (v.FR.Caveat == "") != (v.EN.Caveat == "") {
		p.errorf("the caveat stands in one language only")
	}
	for _, fix := range []string{v.FR.Fix, v.EN.Fix} {
		if strings.Contains(fix, "\n") || utf8.RuneCountInString(fix) > fixMax {
			p.errorf("the fix is one line of at most %d characters: %q", fixMax, fix)
		}
	}
	// The honest part: what blocks a message on our reading of a text must say that it is our reading.
	if v.Severity == "must" && v.Evidence == "inferred" &&
		(!strings.Contains(flow(v.FR.Caveat), "notre lecture") || !strings.Contains(flow(v.EN.Caveat), "our reading")) {
		p.errorf(`a rule that is must on inferred evidence says so: its caveat holds "notre lecture" and "our reading"`)
	}
	p.checkCites(v)
}

func (p *parser) checkCites(v Version) {
	if len(v.Cites) == 0 {
		p.errorf("there is no citation")
		return
	}
	best := len(evidences)
	for i, c := range v.Cites {
		if c.Text == "" {
			p.errorf("cite.%d names no text", i+1)
		}
		if !strings.HasPrefix(c.URL, "https://") {
			p.errorf("cite.%d has no https address, and none derives from its version %q", i+1, c.Version)
		}
		p.oneOf("the evidence of a cite", c.Evidence, evidences)
		if (c.Evidence == "verbatim" || c.Evidence == "quoted") && c.Quote == "" {
			p.errorf("cite.%d is %s and quotes nothing", i+1, c.Evidence)
		}
		if n := slices.Index(evidences, c.Evidence); n >= 0 {
			best = min(best, n)
		}
	}
	if slices.Index(evidences, v.Evidence) < best {
		p.errorf("the rule claims to be %s, but no citation is", v.Evidence)
	}
}

func (p *parser) checkCases(r Rule, reminder bool) {
	var good, bad bool
	for _, c := range r.Cases {
		good, bad = good || !c.Bad, bad || c.Bad
		if strings.HasSuffix(c.Runner, "json") && !json.Valid([]byte(c.Data)) {
			p.errorf("the case %s is not valid JSON", c.Name)
		}
		if c.Data == "" {
			p.errorf("the case %s is empty", c.Name)
		}
	}
	if !reminder && !(good && bad) {
		p.errorf("the rule has no good and bad case")
	}
	if reminder && bad {
		p.errorf("a reminder makes no finding, so it can have no bad case")
	}
}

func (p *parser) oneOf(what, value string, of []string) {
	if !slices.Contains(of, value) {
		p.errorf("%s %q is none of %s", what, value, strings.Join(of, ", "))
	}
}

func (p *parser) day(what, value string, optional bool) {
	if value == "" && optional {
		return
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		p.errorf("%s %q is no day like 2026-03-15", what, value)
	}
}
