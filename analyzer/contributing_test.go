package analyzer

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContributing does what CONTRIBUTING.md tells who adds a sink: the line and the case that it shows work together.
func TestContributing(t *testing.T) {
	data, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(data), "## Adding a sink to the linter\n")
	blocks := regexp.MustCompile("(?s)\n   ```\n(.*?)\n   ```\n").FindAllStringSubmatch(section, 2)
	if !ok || len(blocks) != 2 {
		t.Fatal("the section has no line and no case")
	}
	plain := func(block string) string {
		lines := strings.Split(block, "\n")
		for i, l := range lines {
			lines[i] = strings.TrimPrefix(l, "   ")
		}
		return strings.Join(lines, "\n") + "\n"
	}
	c := strings.Split(strings.TrimSpace(plain(blocks[0][1])), "\t")
	if len(c) != 10 {
		t.Fatalf("the line has %d columns: %q", len(c), c)
	}
	config := Config{Sinks: []Sink{{Channel: c[0], Path: c[1], Type: c[2], Name: c[3], Kind: c[4], Body: c[5], To: c[7]}}}
	file := filepath.Join(t.TempDir(), "page.txtar")
	writeFile(t, file, plain(blocks[1][1]))
	pkgs, _ := family(t, file)
	ws := familyWants(t, file)
	if len(ws) == 0 {
		t.Error("the case wants nothing")
	}
	compare(t, ws, "whole", wholeHeads(t, config, pkgs))
	compare(t, ws, "vet", vet(t, New(config), pkgs))
}
