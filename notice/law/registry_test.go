package law_test

import (
	"bytes"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/internal/rulefile"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"

	"golang.org/x/text/language"
)

// TestGenerated fails when what go generate writes is not what the files of the rules say.
func TestGenerated(t *testing.T) {
	outputs, err := rulefile.Outputs(os.DirFS("rules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outputs {
		stored, err := os.ReadFile(o.Path)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(stored, o.Data) {
			t.Errorf("%s is stale: run go generate ./notice/law", o.Path)
		}
	}
}

// TestMonthByMonth walks through the period that the registry covers: on no day two versions of a rule, and from its first day to
// its last no day without one.
func TestMonthByMonth(t *testing.T) {
	first, last := map[law.ID]law.Day{}, map[law.ID]law.Day{}
	for r := range law.All() {
		if first[r.ID] == "" || r.Since < first[r.ID] {
			first[r.ID] = r.Since
		}
		if _, known := last[r.ID]; !known || r.Until == "" || (last[r.ID] != "" && r.Until > last[r.ID]) {
			last[r.ID] = r.Until
		}
	}
	if len(first) < 80 {
		t.Fatalf("only %d rules", len(first))
	}
	months := 0
	for at := time.Date(2019, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() < 2030; at = at.AddDate(0, 1, 0) {
		months++
		day := law.Day(at.Format(time.DateOnly))
		held := map[law.ID]int{}
		for _, r := range law.Rules(at) {
			held[r.ID]++
		}
		for id := range first {
			want := 0
			if first[id] <= day && (last[id] == "" || day < last[id]) {
				want = 1
			}
			if held[id] != want {
				t.Errorf("%s: %d versions of %s, want %d", day, held[id], id, want)
			}
			r, ok := law.Lookup(id, at)
			if ok != (want == 1) || (ok && (r.ID != id || r.Since > day || (r.Until != "" && r.Until <= day))) {
				t.Errorf("%s: Lookup(%s) = %s since %s until %s, %t", day, id, r.ID, r.Since, r.Until, ok)
			}
		}
	}
	if months != 132 {
		t.Errorf("%d months, want 132", months)
	}
}

func TestLookup(t *testing.T) {
	paris := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct {
		name  string
		id    law.ID
		at    time.Time
		since law.Day // "": not in force
	}{
		{"before the reform of 2020", law.Silence, paris("2020-06-29T23:59:59+02:00"), "2011-04-20"},
		{"from its first minute", law.Silence, paris("2020-06-30T00:00:00+02:00"), "2020-06-30"},
		{"which is still the day before in UTC", law.Silence, paris("2020-06-29T22:00:00Z"), "2020-06-30"},
		{"now, in the zero time's words", law.Silence, time.Time{}, "2020-06-30"},
		{"the regulation on the eve of its application", law.AdvertLabel, paris("2025-10-09T23:00:00+02:00"), ""},
		{"and on the day", law.AdvertLabel, paris("2025-10-10T00:00:00+02:00"), "2025-10-10"},
		{"the charter of 2024", law.SendingHours, paris("2025-12-01T12:00:00+01:00"), "2024-09-01"},
		{"the charter of 2026", law.SendingHours, paris("2026-03-12T12:00:00+01:00"), "2026-03-01"},
		{"no charter yet", law.SendingHours, paris("2024-08-31T12:00:00+02:00"), ""},
		{"no such rule", "FR-NOBODY", time.Time{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, ok := law.Lookup(tt.id, tt.at)
			if r.Since != tt.since || ok != (tt.since != "") {
				t.Errorf("since %q, %t; want %q", r.Since, ok, tt.since)
			}
		})
	}
}

// TestEveryRule holds what a reader may rely on in any rule.
func TestEveryRule(t *testing.T) {
	for r := range law.All() {
		if len(r.Cites) == 0 {
			t.Fatalf("%s has no citation", r.ID)
		}
		for _, c := range r.Cites {
			if want, ok := rulefile.URL(c.Version); ok && c.URL != want {
				t.Errorf("%s: %s is at %s, but its version says %s", r.ID, c.Text, c.URL, want)
			}
			if !slices.Contains([]law.Evidence{law.Verbatim, law.Quoted, law.Reported, law.Inferred}, c.Evidence) {
				t.Errorf("%s: a cite of unknown evidence %q", r.ID, c.Evidence)
			}
		}
		if r.Severity == law.Must && r.Evidence == law.Inferred && !strings.Contains(r.Caveat, "our reading") {
			t.Errorf("%s is must on inferred evidence and does not say so", r.ID)
		}
		if r.Reminder && r.Severity == law.Must {
			t.Errorf("%s blocks, although no program can decide it", r.ID)
		}
		fr := r.In(language.French)
		if fr.Title == r.Title || fr.Why == r.Why || fr.Fix == r.Fix || len(fr.Cites) != len(r.Cites) {
			t.Errorf("%s is not in French", r.ID)
		}
		if r.In(language.English).Title != r.Title || r.In(language.German).Title != r.Title {
			t.Errorf("%s is not in English for those who read no French", r.ID)
		}
		if want := "https://github.com/scrutateur/scrutateur/blob/main/docs/rules.md#" + strings.ToLower(string(r.ID)); r.URL() != want {
			t.Errorf("%s is at %s, want %s", r.ID, r.URL(), want)
		}
		if !r.Reminder && !slices.ContainsFunc(lawtest.Cases(r.ID), func(c lawtest.Case) bool { return c.Bad }) {
			t.Errorf("%s has no bad case", r.ID)
		}
	}
}

// TestAnchors compares the addresses of rules with the headings of docs/rules.md.
func TestAnchors(t *testing.T) {
	doc, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for r := range law.All() {
		if n := bytes.Count(doc, []byte("\n### "+string(r.ID)+"\n")); n != 1 {
			t.Errorf("%s has %d headings in docs/rules.md, want 1", r.ID, n)
		}
	}
}

// TestIDsHaveRules looks through the code of the module: an ID that some package makes up has no rule file, and so no source.
func TestIDsHaveRules(t *testing.T) {
	known := map[string]bool{}
	for r := range law.All() {
		known[string(r.ID)] = true
	}
	fset := token.NewFileSet()
	packages := parseModule(t, fset)
	seen := 0
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		p := packages[dir]
		for _, f := range p.files {
			imports := importsOf(f)
			isID := func(e ast.Expr) bool {
				switch e := e.(type) {
				case *ast.Ident:
					return dir == "notice/law" && e.Name == "ID"
				case *ast.SelectorExpr:
					x, ok := e.X.(*ast.Ident)
					return ok && e.Sel.Name == "ID" && imports[x.Name] == "notice/law"
				}
				return false
			}
			check := func(e ast.Expr) {
				lit, ok := e.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return
				}
				seen++
				if id, err := strconv.Unquote(lit.Value); err == nil && id != "" && !known[id] {
					at := fset.Position(e.Pos())
					t.Errorf("%s:%d: there is no rule file for %s", path.Join(dir, path.Base(at.Filename)), at.Line, id)
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ValueSpec: // const X law.ID = "…"
					if n.Type != nil && isID(n.Type) {
						for _, v := range n.Values {
							check(v)
						}
					}
				case *ast.CallExpr: // law.ID("…")
					if isID(n.Fun) && len(n.Args) == 1 {
						check(n.Args[0])
					}
				}
				return true
			})
		}
	}
	if seen < len(known) {
		t.Errorf("%d constants found, want at least the %d rules", seen, len(known))
	}
}
