// Lookalikes writes the French words that a slip of the thumb would make of a keyword, so that "Prêt !" is not taken for "Arrêt".
//
//	go run ./optout/reply/internal/lookalikes /usr/share/hunspell/fr.aff /usr/share/hunspell/fr.dic > optout/reply/phrases/fr/lookalikes.txt
//
// It reads the French dictionary of Grammalecte in the form of Hunspell (Debian: hunspell-fr-classical), whose licence is the Mozilla Public
// License 2.0. Only the words that lie one slip from a keyword are taken, a hundred of half a million; the file that holds them says whence they come.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

const head = `# French words that lie one slip of the thumb from a keyword and mean something else: "Prêt !" is no "Arrêt". Written by
# go run ./optout/reply/internal/lookalikes from the French dictionary of Grammalecte (Dicollecte) 7.0, © 2007-2018 the Dicollecte
# contributors, https://grammalecte.net. This list of words is under the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/.

[no-slip]
`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: lookalikes fr.aff fr.dic")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(affixes, words string) error {
	rules, err := readAffixes(affixes)
	if err != nil {
		return err
	}
	l, err := lexicon.Load(os.DirFS("optout/reply"))
	if err != nil {
		return fmt.Errorf("this runs at the root of the module: %w", err)
	}
	var found []string
	err = eachWord(words, rules, func(lemma, word string) {
		folded := text.Fold(nil, word)
		if bytes.ContainsAny(folded, "-' .") || l.IsKeyword(text.Fold(nil, lemma)) || l.IsKeyword(folded) {
			return // a form of the keyword's own verb
		}
		if l.IsSlip([]byte(lexicon.Squeeze(string(folded)))) {
			found = append(found, strings.ToLower(word))
		}
	})
	if err != nil {
		return err
	}
	slices.Sort(found)
	found = slices.Compact(found)
	fmt.Print(head)
	for line := range slices.Chunk(found, 14) {
		fmt.Println(strings.Join(line, " "))
	}
	return nil
}

// suffix is one line of a rule of the affix file: what is taken off a word, what is put on, and which words it is for.
type suffix struct {
	strip, add string
	when       *regexp.Regexp
}

// readAffixes reads the suffixes of an affix file whose flags are two characters long (FLAG long). Prefixes are elisions in French.
func readAffixes(path string) (map[string][]suffix, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rules := map[string][]suffix{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cols := strings.Fields(lines.Text())
		if len(cols) < 5 || cols[0] != "SFX" {
			continue
		}
		s := suffix{strip: strings.TrimPrefix(cols[2], "0")}
		s.add, _, _ = strings.Cut(cols[3], "/")
		s.add = strings.TrimPrefix(s.add, "0")
		if s.when, err = regexp.Compile(cols[4] + "$"); err != nil {
			return nil, err
		}
		rules[cols[1]] = append(rules[cols[1]], s)
	}
	if len(rules) == 0 {
		return nil, fmt.Errorf("%s holds no suffixes", path)
	}
	return rules, nil
}

// eachWord calls f with each word of a dictionary and with each form that the suffixes make of it.
func eachWord(path string, rules map[string][]suffix, f func(lemma, word string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		entry, _, _ := strings.Cut(lines.Text(), " ")
		entry, _, _ = strings.Cut(entry, "\t")
		word, flags, _ := strings.Cut(entry, "/")
		f(word, word)
		for ; len(flags) >= 2; flags = flags[2:] {
			for _, s := range rules[flags[:2]] {
				if s.when.MatchString(word) && strings.HasSuffix(word, s.strip) {
					f(word, strings.TrimSuffix(word, s.strip)+s.add)
				}
			}
		}
	}
	return lines.Err()
}
