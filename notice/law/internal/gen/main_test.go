package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGenerate writes the registry of a module that has one rule.
func TestGenerate(t *testing.T) {
	law := filepath.Join(t.TempDir(), "notice", "law")
	rules := filepath.Join(law, "rules")
	for _, dir := range []string{rules, filepath.Join(law, "lawtest"), filepath.Join(law, "..", "..", "docs")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const id = "FR-CE-L49-SILENCE"
	data, err := os.ReadFile("../../rules/" + id + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(rules, id+".txtar"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := generate(law); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"ids.go":                `Silence ID = "` + id + `"`,
		"table.go":              "LEGIARTI000039446215",
		"lawtest/cases_data.go": "2026-03-14T10:00:00+01:00",
		"../../docs/rules.md":   "\n### " + id + "\n",
	} {
		got, err := os.ReadFile(filepath.Join(law, filepath.FromSlash(file)))
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(got), want) {
			t.Errorf("%s does not hold %q", file, want)
		}
	}
}

// TestGenerateNothing: one bad file, and nothing is written.
func TestGenerateNothing(t *testing.T) {
	law := filepath.Join(t.TempDir(), "law")
	if err := os.MkdirAll(filepath.Join(law, "rules"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(law, "rules", "FR-NOBODY.txtar"), []byte("id: FR-NOBODY\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := generate(law); err == nil || !strings.Contains(err.Error(), "there is no citation") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(law, "ids.go")); !os.IsNotExist(err) {
		t.Errorf("ids.go was written: %v", err)
	}
}
