package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Finding is a finding with its place in a file. Its Path is in the keys of campaign.json.
type Finding struct {
	law.Finding
	File   string `json:"file"`
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // from 1, in characters
}

// In returns the finding on one line, in a language: place, rule, detail, remedy. One that does not block is in
// parentheses.
func (f Finding) In(tag language.Tag) string {
	said := f.Finding.In(tag)
	if f.Severity != law.Must {
		said = "(" + said + ")"
	}
	return fmt.Sprintf("%s:%d:%d: %s", termsafe.Escape(f.File), f.Line, f.Column, said)
}

// finish sorts the findings by their places and says what is not told.
func (r *reader) finish(unjudged int) {
	slices.SortFunc(r.report.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Error(), b.Error()))
	})
	if r.more == 0 {
		return
	}
	rest := law.Find(law.SpecField, "", "%d more findings are not shown, and %d templates are not judged: mend those before it first", r.more, unjudged)
	if !r.blocks && unjudged == 0 {
		rest = rest.AsShould()
	}
	r.report.Findings = append(r.report.Findings, Finding{Finding: rest, File: File, Line: 1, Column: 1})
}

// add records a finding at a byte of campaign.json.
func (r *reader) add(at int, f law.Finding) {
	r.find(File, r.source, at, f)
}

// find records a finding at a byte of a file, once: what is wrong with the Notice is found again for every template.
func (r *reader) find(file, text string, at int, f law.Finding) {
	blocks := f.Severity == law.Must
	if len(r.report.Findings) >= maxFindings {
		r.more++
		r.blocks = r.blocks || blocks
		return
	}
	lines := r.lines[file]
	if lines == nil {
		lines = userfile.NewLines(text)
		r.lines[file] = lines
	}
	f.Start, f.End = 0, 0 // the place says it
	found := Finding{Finding: f, File: file}
	found.Line, found.Column = lines.At(at)
	if key := fmt.Sprintf("%s:%d:%d: %s", file, found.Line, found.Column, f.Error()); !r.known[key] {
		r.known[key] = true
		r.report.Findings = append(r.report.Findings, found)
	}
}
