package law

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Finding says which rule is broken, where, and what to do. It is an error that unwraps to its ID. As JSON it has the fields rule,
// severity, path, start, end and detail; these names are stable.
//
// A Finding never quotes a recipient's value: lengths and code points only.
type Finding struct {
	Rule     ID       `json:"rule"`
	Severity Severity `json:"severity"`
	Path     string   `json:"path,omitempty"`  // "Notice.Controller.Name", "Body", "row 17: FirstName"
	Start    int      `json:"start,omitempty"` // bytes into the text at Path
	End      int      `json:"end,omitempty"`
	Detail   string   `json:"detail,omitempty"` // English; In gives other languages

	say *say
}

// say keeps what Detail was made of, so that it can be said in another language, and under which version of the rule.
type say struct {
	format string
	args   []any
	reason string // of the exception, if there is one
	since  Day    // of the version that was applied; empty: the newest
}

// Find makes a finding against the rule, with the severity of its newest version. The format is an English sentence without a full
// stop, and the key under which the catalog findings.json of package tongue holds the French one; a test refuses a format without translation.
//
// The arguments are kept so that the finding can be said in another language: they are names, lengths and code points, never a
// recipient's value.
func Find(rule ID, path, format string, args ...any) Finding {
	f := Finding{Rule: rule, Severity: severityOf(rule), Path: path, say: &say{format: format, args: args}}
	f.Detail = fmt.Sprintf(format, args...)
	return f
}

// At returns the finding with a place in the text at its path.
func (f Finding) At(start, end int) Finding { f.Start, f.End = start, end; return f }

// under returns the finding as one under the version of its rule that began on the day.
func (f Finding) under(since Day) Finding {
	if f.say != nil {
		s := *f.say
		s.since = since
		f.say = &s
	}
	return f
}

// excepted returns the finding softened to Should, with the reason.
func (f Finding) excepted(reason string) Finding {
	f.Severity = Should
	if f.say != nil {
		s := *f.say
		s.reason = reason
		f.say = &s
	}
	f.Detail += fmt.Sprintf(string(exception), reason)
	return f
}

// AsShould returns the finding as one that is reported and does not block, where a rule is weaker than its severity says:
// the origin of the data in a later message, say, or the advertisement label in an SMS. Profile.Apply leaves that.
func (f Finding) AsShould() Finding { f.Severity = Should; return f }

// Equal reports whether both findings say the same. It lets go-cmp compare findings.
func (f Finding) Equal(g Finding) bool {
	f.say, g.say = nil, nil
	return f == g
}

// Error returns the finding in English, one line: rule, path, detail, remedy, article.
func (f Finding) Error() string { return f.In(language.English) }

// Unwrap returns the rule's ID.
func (f Finding) Unwrap() error { return f.Rule }

// Findings is every finding about one thing, sorted. It is not an error: a nil slice in an error is not nil. Use Err.
type Findings []Finding

// Sort orders by path, start, rule, detail, so that the same input always prints the same.
func (fs Findings) Sort() Findings {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Start, b.Start),
			strings.Compare(string(a.Rule), string(b.Rule)), strings.Compare(a.Detail, b.Detail))
	})
	return fs
}

// Musts returns the findings that block, in their order.
func (fs Findings) Musts() Findings {
	var musts Findings
	for _, f := range fs {
		if f.Severity == Must {
			musts = append(musts, f)
		}
	}
	return musts
}

// In returns the findings in the language of tag, a line each.
func (fs Findings) In(tag language.Tag) string {
	var b strings.Builder
	for i, f := range fs {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.In(tag))
	}
	return b.String()
}

// Err returns nil when nothing in fs is Must, or an *Error that holds all findings.
func (fs Findings) Err() error {
	for _, f := range fs {
		if f.Severity == Must {
			return &Error{Findings: fs}
		}
	}
	return nil
}

// Error holds every finding about one thing, at least one of them Must.
type Error struct{ Findings Findings }

// Error returns the findings in English, a line each.
func (e *Error) Error() string { return e.Findings.In(language.English) }

// Unwrap returns the findings, so that errors.Is finds their IDs.
func (e *Error) Unwrap() []error {
	errs := make([]error, len(e.Findings))
	for i, f := range e.Findings {
		errs[i] = f
	}
	return errs
}
