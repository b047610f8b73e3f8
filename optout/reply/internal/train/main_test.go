package main

import (
	"os"
	"strings"
	"testing"
)

// Which half a reply goes to is said by its text alone, and a reply that is there already stays where it is.
func TestPart(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll(dir+"testdata", 0o700); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, w := range strings.Fields("un deux trois quatre cinq six sept huit neuf dix onze douze treize") {
		lines = append(lines, "optout\tkind\tvoice\t"+w)
	}
	if err := os.WriteFile("new.tsv", []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func() (out [2]string) {
		for i, name := range []string{"corpus.tsv", "heldout.tsv"} {
			data, err := os.ReadFile(dir + "testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			out[i] = string(data)
		}
		return out
	}
	if err := part([]string{"new.tsv"}); err != nil {
		t.Fatal(err)
	}
	first := read()
	if n := strings.Count(first[0]+first[1], "\n"); n != len(lines) || first[0] == "" || first[1] == "" {
		t.Errorf("%d of %d lines: %q", n, len(lines), first)
	}
	if err := part([]string{"new.tsv"}); err != nil || read() != first {
		t.Errorf("the same replies were added twice: %v", err)
	}
	if err := part([]string{"none.tsv"}); err == nil {
		t.Error("a file that is not there is added")
	}
}
