package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"text/tabwriter"

	"github.com/scrutateur/scrutateur/notice/law"
)

// refusal is a row without a message: its number and the rule, nothing of the person.
type refusal struct {
	channel law.Channel
	row     int
	rule    law.ID
}

// showRefused counts what was refused on a channel, by rule.
func (s *story) showRefused(channel law.Channel) {
	count := map[law.ID]int{}
	all := 0
	for _, r := range s.refused {
		if r.channel == channel {
			count[r.rule]++
			all++
		}
	}
	fmt.Fprintf(s.w, "%s refused\n", thousands(all))
	table := tabwriter.NewWriter(s.w, 0, 0, 2, ' ', 0)
	for _, id := range slices.Sorted(maps.Keys(count)) {
		title := ""
		if rule, ok := law.Lookup(id, s.at); ok {
			title = rule.Title
		}
		fmt.Fprintf(table, "  %d\t%s\t%s\n", count[id], id, title)
	}
	table.Flush()
}

// writeRefused writes row numbers and rules: who looks after the file finds the rows, and nobody else learns anything.
func (s *story) writeRefused() error {
	slices.SortFunc(s.refused, func(a, b refusal) int {
		return cmp.Or(cmp.Compare(a.channel, b.channel), cmp.Compare(a.row, b.row))
	})
	return s.write("refused.csv", func(w io.Writer) error {
		lines := csv.NewWriter(w)
		lines.Write([]string{"channel", "row", "rule"})
		for _, r := range s.refused {
			lines.Write([]string{string(r.channel), strconv.Itoa(r.row), string(r.rule)})
		}
		lines.Flush()
		return lines.Error()
	})
}
