// Package fit trains the model of replies on a corpus.
package fit

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// Example is a reply that somebody wrote for the corpus, and what it means.
type Example struct {
	Label string // optout, notoptout, ambiguous or rights
	Kind  string // in the words of its author: keyword, weary, other-sense, …
	Voice string // who speaks: senior, jeune, gp for Guadeloupe, …
	Text  string
}

// Labels are the labels of a corpus: the person wants no more messages; does not say so; nobody can tell; or asks for something
// else that the law grants.
var Labels = []string{"optout", "notoptout", "ambiguous", "rights"}

// Read reads a corpus: a line for each reply, with label, kind, voice and text between tabs. A text that needs it is a Go string in double
// quotes that begins and ends the column. Empty lines and lines that begin with "# " are left out.
func Read(r io.Reader, name string) (all []Example, err error) {
	n := 0
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		n++
		line := lines.Text()
		if strings.TrimSpace(line) == "" || line == "#" || strings.HasPrefix(line, "# ") {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 4 || cols[3] == "" {
			return nil, fmt.Errorf("%s:%d: want label, kind, voice and text between tabs", name, n)
		}
		e := Example{cols[0], cols[1], cols[2], cols[3]}
		if t, err := strconv.Unquote(e.Text); err == nil && e.Text[0] == '"' {
			e.Text = t
		}
		if _, ok := weights[e.Label]; !ok {
			return nil, fmt.Errorf("%s:%d: the label %q is none of %s", name, n, e.Label, strings.Join(Labels, ", "))
		}
		all = append(all, e)
	}
	return all, lines.Err()
}

// weights say on which side a label stands, and how much an example of it counts: what nobody can tell is for a human to read, but a model that
// learns it as an objection for certain would review everything that sounds like it.
var weights = map[string]float64{"optout": 1, "notoptout": -1, "ambiguous": 0.3, "rights": -0.3}

// Line writes an example as Read reads it, without the end of the line.
func (e Example) Line() string {
	text := e.Text
	if strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }) || text[0] == '"' || strings.TrimSpace(text) != text {
		text = strconv.Quote(text)
	}
	return strings.Join([]string{e.Label, e.Kind, e.Voice, text}, "\t")
}

// Corpus reads what the model is trained on, from the folder testdata.
func Corpus(fsys fs.FS) (all []Example, err error) {
	for _, name := range []string{"corpus.tsv", "everyday.tsv", "replies.tsv"} {
		f, err := fsys.Open(name)
		if err != nil {
			return nil, err
		}
		part, err := Read(f, name)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	return all, nil
}
