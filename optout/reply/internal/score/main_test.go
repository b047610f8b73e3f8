package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestScore(t *testing.T) {
	name := filepath.Join(t.TempDir(), "few.tsv")
	if err := os.WriteFile(name, []byte("optout\tplain\ta\tSTOP\noptout\tindirect\ta\tLe pain est cuit\nnotoptout\tplain\ta\tSTOP\nambiguous\tplain\ta\tok\nrights\tsource\ta\tD'où tenez-vous mon numéro ?\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := score(&b, name, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"few.tsv: 5 replies", "| optout | 2 | 50.0 % (1) | 0.0 % (0) | 50.0 % (1) |", "| rights | 1 | 0.0 % (0) | 0.0 % (0) | 100.0 % (1) |",
		"objections neither suppressed nor reviewed: indirect 1,", "others suppressed outright: plain 1,", "unclear replies that nobody reads: plain 1,",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s\nlacks %s", b.String(), want)
		}
	}
	if strings.Contains(b.String(), "pain est cuit") {
		t.Error("a missed reply is printed without -show")
	}
	if err := score(&b, name, true); err != nil || !strings.Contains(b.String(), "pain est cuit") {
		t.Errorf("%v %s", err, b.String())
	}
	if err := score(&b, filepath.Join(t.TempDir(), "none"), false); err == nil {
		t.Error("a file that is not there is scored")
	}
}
