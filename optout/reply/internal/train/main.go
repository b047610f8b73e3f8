// Train trains the model that weighs replies, and parts a corpus into what it is trained on and what it is measured with.
//
//	go run ./optout/reply/internal/train                 writes optout/reply/internal/model/weights.bin
//	go run ./optout/reply/internal/train -add new.tsv …  adds replies to the corpus first
//
// Which half a reply goes to is said by the hash of its text, before anybody looks at it. The held-out half, testdata/heldout.tsv, is never
// read here.
package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/optout/reply/internal/fit"
	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
)

const dir = "optout/reply/"

func main() {
	add := flag.Bool("add", false, "add the replies of files to both halves of the corpus, by the hash of each text")
	flag.Parse()
	err := error(nil)
	if *add {
		err = part(flag.Args())
	} else {
		err = train()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// train writes the weights.
func train() error {
	l, err := lexicon.Load(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("this runs at the root of the module: %w", err)
	}
	all, err := fit.Corpus(os.DirFS(dir + "testdata"))
	if err != nil {
		return err
	}
	return os.WriteFile(dir+"internal/model/weights.bin", fit.Model(l, all), 0o644)
}

// part appends each new text of files to one half or the other.
func part(names []string) error {
	halves := [2]string{dir + "testdata/corpus.tsv", dir + "testdata/heldout.tsv"}
	var lines [2][]string
	known := map[string]bool{}
	for i, name := range slices.Concat(halves[:], names) {
		data, err := os.ReadFile(name)
		if err != nil && i >= len(halves) {
			return err
		}
		all, err := fit.Read(bytes.NewReader(data), name)
		if err != nil {
			return err
		}
		for _, e := range all {
			if known[e.Text] {
				continue
			}
			known[e.Text] = true
			if i < len(halves) {
				continue
			}
			half := sha256.Sum256([]byte(e.Text))[0] & 1
			lines[half] = append(lines[half], e.Line())
		}
	}
	for half, name := range halves {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		for _, line := range lines[half] {
			if _, err := f.WriteString(line + "\n"); err != nil {
				return err
			}
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	fmt.Println(strings.Join(halves[:], ", "), len(lines[0]), len(lines[1]))
	return nil
}
