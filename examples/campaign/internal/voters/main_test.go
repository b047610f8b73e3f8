package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// The files that the example embeds are the ones that this program writes.
func TestFilesAreFresh(t *testing.T) {
	for name, write := range map[string]func() ([]byte, error){"voters.csv": votersCSV, "objections.csv": objectionsCSV} {
		want, err := write()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: go generate ./examples/campaign", name)
		}
	}
}

func TestNobodyIsReachable(t *testing.T) {
	b, err := votersCSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rows) - 1; n < 1200 {
		t.Errorf("%d voters, want at least 1,200", n)
	}
	digits := regexp.MustCompile(`[^0-9]`)
	territories, seen, twice := map[string]int{}, map[string]bool{}, 0
	for i, r := range rows[1:] {
		n := digits.ReplaceAllString(strings.ReplaceAll(r[2], "(0)", ""), "")
		n = strings.TrimPrefix(strings.TrimPrefix(n, "00"), "33")
		n = strings.TrimPrefix(n, "0")
		if n != "" && !strings.HasPrefix(n, "63998") {
			t.Errorf("row %d: the number is not in the block kept for fiction", i+1)
		}
		if len(n) == 9 {
			if seen[n] {
				twice++
			}
			seen[n] = true
		}
		if !strings.HasSuffix(r[3], "@example.org") && !strings.Contains(r[3], "(at)example.org") {
			t.Errorf("row %d: the mailbox is not at example.org", i+1)
		}
		territories[r[5]]++
	}
	if twice != 1 {
		t.Errorf("%d numbers stand twice, want the one duplicate", twice)
	}
	for _, code := range []string{"RE", "GP", "MQ", "GF", "NC", "YT"} {
		if territories[code] < 5 {
			t.Errorf("%d voters in %s, want a few", territories[code], code)
		}
	}
	if territories["PF"] != 0 {
		t.Error("the file has voters in PF")
	}
}

func TestNames(t *testing.T) {
	b, err := votersCSV()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Zoë", "François", "Chloë", "Jérôme", "Anaïs", "Maëlys", "Gaël", "Loïc", "Hélène", "Noémie",
		"Aïcha", "Ömer", "Léa", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "L'Haÿ-les-Roses", ",Y,", "Œuilly",
		"Saint-Denis de La Réunion", "Les Abymes", "Fort-de-France", "Nouméa"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("no voter with %s", want)
		}
	}
	// The longest good first name and commune are the bounds that the campaign declares.
	longest := func(column func(voter) string) (n int) {
		for _, v := range people() {
			n = max(n, utf8.RuneCountInString(column(v)))
		}
		return n
	}
	if n := longest(func(v voter) string { return v.first }); n > 20 {
		t.Errorf("a good first name has %d characters, more than 20", n)
	}
	if n := longest(func(v voter) string { return v.commune }); n != 45 {
		t.Errorf("the longest commune has %d characters, want 45", n)
	}
}
