package finding_test

import (
	"encoding/json"
	"fmt"
	"go/token"
	"os"
	"testing"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/notice/law"
)

func Example() {
	fset := token.NewFileSet()
	file := fset.AddFile("send.go", -1, 100)
	file.SetLines([]int{0, 20, 40})
	f := finding.Finding{
		Rule:    law.LintRaw,
		Message: "the body of this SMS was not built",
		Place:   finding.Range(file.Pos(25), file.Pos(45)),
		Related: []finding.Related{{Place: finding.Point(file.Pos(3)), Message: "a constant text comes from here"}},
		Fix:     finding.Fix{Title: "Send the text of m", Edits: []finding.Edit{{From: file.Pos(30), To: file.Pos(35), New: "m.Text()"}}},
	}
	f.Locate(fset)
	fmt.Println(f)
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		fmt.Println(err)
	}
	// Output:
	// send.go:2:6: RAW: the body of this SMS was not built
	// {
	//   "rule": "RAW",
	//   "message": "the body of this SMS was not built",
	//   "file": "send.go",
	//   "line": 2,
	//   "column": 6,
	//   "end_line": 3,
	//   "end_column": 6,
	//   "related": [
	//     {
	//       "file": "send.go",
	//       "line": 1,
	//       "column": 4,
	//       "message": "a constant text comes from here"
	//     }
	//   ],
	//   "fixes": [
	//     {
	//       "file": "send.go",
	//       "start": 30,
	//       "end": 35,
	//       "new": "m.Text()"
	//     }
	//   ],
	//   "fix": "Send the text of m"
	// }
}

// TestCompare sorts as a reader goes through a program.
func TestCompare(t *testing.T) {
	at := func(file string, line, column int, rule law.ID, message string) finding.Finding {
		return finding.Finding{Rule: rule, Message: message, Place: finding.Place{File: file, Line: line, Column: column}}
	}
	sorted := []finding.Finding{
		at("a.go", 2, 9, law.LintRaw, "b"), at("a.go", 10, 1, law.LintRaw, "a"), at("a.go", 10, 4, law.LintAltered, "z"),
		at("a.go", 10, 4, law.LintRaw, "a"), at("a.go", 10, 4, law.LintRaw, "b"), at("b.go", 1, 1, law.LintAltered, "a"),
	}
	for i, a := range sorted {
		for j, b := range sorted {
			if got, want := finding.Compare(a, b), i-j; (got < 0) != (want < 0) || (got > 0) != (want > 0) {
				t.Errorf("Compare(%v, %v) is %d", a, b, got)
			}
		}
	}
}
