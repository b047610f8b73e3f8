package subset_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/subset"
)

// ways are the texts that a body writes, by Cases and by every assignment of its conditions.
func ways(t *testing.T, source string) (by, all []string) {
	tpl, fs := subset.Parse("Body", source, subset.MaxBytes)
	if fs.Err() != nil {
		t.Fatal(fs)
	}
	write := func(holds func(int) bool) string {
		var b strings.Builder
		for pc := 0; pc < len(tpl.Ops); pc++ {
			switch op := tpl.Ops[pc]; op.Kind {
			case subset.Text:
				b.WriteString(op.Text)
			case subset.Unless:
				if !holds(op.Arg) {
					pc = op.To - 1
				}
			case subset.Jump:
				pc = op.To - 1
			}
		}
		return b.String()
	}
	subset.Cases(func(holds func(int) bool) bool {
		by = append(by, write(holds))
		return true
	})
	for bits := range 1 << len(tpl.Conds) {
		all = append(all, write(func(c int) bool { return bits&(1<<c) != 0 }))
	}
	return by, all
}

// Every text that some assignment of the conditions writes is the text of a case, and no way is gone twice.
func TestCasesAreAll(t *testing.T) {
	var chain, apart strings.Builder
	for i, c := range "ABCDEFGH" {
		fmt.Fprintf(&chain, "{{%s .%c}}%d", []string{"if", "else if"}[min(i, 1)], c, i)
		fmt.Fprintf(&apart, "{{if .%c}}%d{{end}}", c, i)
	}
	chain.WriteString("{{end}}")
	for source, n := range map[string]int{
		"x":                                  1,
		"{{if .A}}1{{end}}":                  2,
		"{{if .A}}1{{end}}{{if .A}}2{{end}}": 2,
		"{{if .A}}1{{if .B}}2{{else}}3{{end}}{{end}}{{if .B}}4{{end}}": 4,
		"{{if .A}}1{{if .B}}2{{end}}{{else}}3{{if .C}}4{{end}}{{end}}": 4,
		chain.String(): 9,
		apart.String(): 256,
	} {
		by, all := ways(t, source)
		if len(by) != n {
			t.Errorf("%s: %d cases, want %d", source, len(by), n)
		}
		got := map[string]bool{}
		for _, text := range by {
			got[text] = true
		}
		for _, text := range all {
			if !got[text] {
				t.Errorf("%s: no case writes %q", source, text)
			}
		}
	}
}

func TestCasesStop(t *testing.T) {
	runs := 0
	subset.Cases(func(holds func(int) bool) bool {
		runs++
		for c := range 8 {
			holds(c)
		}
		return runs < 5
	})
	if runs != 5 {
		t.Errorf("%d runs", runs)
	}
}
