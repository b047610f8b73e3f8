package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The forms of a word are made by the suffixes for which it has a flag, where the word ends as they ask.
func TestEachWord(t *testing.T) {
	dir := t.TempDir()
	aff, dic := filepath.Join(dir, "fr.aff"), filepath.Join(dir, "fr.dic")
	for name, text := range map[string]string{
		aff: "SET UTF-8\nFLAG long\n\nSFX S. Y 2\nSFX S. 0 s [^s]\nSFX S. al aux al po:nom\n\nPFX L' Y 1\nPFX L' 0 l' [aeiou]\nSFX a0 Y 1\nSFX a0 er ez/S. er\n",
		dic: "3\nprêt/S. po:adj\ncheval/S.\nprêter/L'a0\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rules, err := readAffixes(aff)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := eachWord(dic, rules, func(lemma, word string) { got = append(got, lemma+" "+word) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"3 3", "prêt prêt", "prêt prêts", "cheval cheval", "cheval chevals", "cheval chevaux", "prêter prêter", "prêter prêtez"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := readAffixes(dic); err == nil || !strings.Contains(err.Error(), "no suffixes") {
		t.Errorf("%v", err)
	}
}
