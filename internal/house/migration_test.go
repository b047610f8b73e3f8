package house

import (
	"regexp"
	"strings"
	"testing"
)

var qualified = regexp.MustCompile("`([a-z]+)\\.([A-Z][A-Za-z]*)")

// Whoever follows docs/migration.md must arrive: every name in the last column of its tables is one of docs/api.txt, and none of the first is.
func TestMigration(t *testing.T) {
	public := map[string]bool{}
	var pkg string
	for line := range strings.Lines(read(t, "docs/api.txt")) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "package "); ok {
			pkg = path[strings.LastIndexByte(path, '/')+1:]
		} else if kind, name, ok := strings.Cut(line, " "); ok && strings.Contains(" const func type var ", " "+kind+" ") {
			public[pkg+"."+strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("([ \n", r) })[0]] = true
		}
	}
	rows := 0
	for line := range strings.Lines(read(t, "docs/migration.md")) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 || !strings.Contains(cells[1], "`") {
			continue
		}
		for _, m := range qualified.FindAllStringSubmatch(cells[2], -1) {
			rows++
			if !public[m[1]+"."+m[2]] {
				t.Errorf("docs/migration.md leads to %s.%s, which is not in docs/api.txt", m[1], m[2])
			}
		}
		for _, m := range qualified.FindAllStringSubmatch(cells[1], -1) {
			old := m[1] + "." + m[2]
			if public[old] && !strings.Contains(cells[2], old) {
				t.Errorf("docs/migration.md says that %s is gone, and it is in docs/api.txt", old)
			}
		}
	}
	if rows < 50 {
		t.Errorf("only %d names were read from docs/migration.md", rows)
	}
}
