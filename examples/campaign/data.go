package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// The fictitious file and what came back to an earlier message. See internal/voters for how they are made, and for
// why no number in them rings anywhere.
var (
	//go:embed voters.csv
	votersCSV []byte
	//go:embed objections.csv
	answersCSV []byte
)

// person is a line of voters.csv. Addresses that cannot be read stay zero: Screen refuses those rows.
type person struct {
	voter
	phone, mailbox optout.Address
	territory      law.Territory
	origin         law.Origin
}

// people reads the file. Numbers of rows start at 1, below the header.
func people() ([]person, error) {
	lines, err := table(votersCSV)
	if err != nil {
		return nil, fmt.Errorf("voters.csv: %w", err)
	}
	var all []person
	for i, l := range lines {
		p := person{
			voter:     voter{FirstName: l["first_name"], Commune: l["commune"], Station: l["polling_station"]},
			territory: law.Territory(l["territory"]), origin: law.Origin(l["origin"]),
		}
		if p.Supporter, err = strconv.ParseBool(l["supporter"]); err != nil {
			return nil, fmt.Errorf("voters.csv, row %d: supporter is neither true nor false", i+1)
		}
		p.phone, _ = optout.Phone(l["phone"])
		p.mailbox, _ = optout.Mailbox(l["email"])
		all = append(all, p)
	}
	return all, nil
}

// rows gives Screen the addresses of one channel, and what else the file has of the same person.
func rows(all []person, channel law.Channel) iter.Seq2[optout.Row[voter], error] {
	return func(yield func(optout.Row[voter], error) bool) {
		for i := range all {
			p := &all[i]
			r := optout.Row[voter]{Data: &p.voter, To: p.phone, Also: []optout.Address{p.mailbox}, Territory: p.territory, Origin: p.origin}
			if channel == law.Email {
				r.To, r.Also = p.mailbox, []optout.Address{p.phone}
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// answer is a line of objections.csv.
type answer struct {
	at      time.Time
	channel law.Channel
	to      optout.Address
	source  string // sms-reply, one-click, letter, form
	text    string
}

func answers() ([]answer, error) {
	lines, err := table(answersCSV)
	if err != nil {
		return nil, fmt.Errorf("objections.csv: %w", err)
	}
	var all []answer
	for i, l := range lines {
		a := answer{channel: law.Channel(l["channel"]), source: l["source"], text: l["text"]}
		if a.at, err = time.Parse(time.RFC3339, l["received_at"]); err == nil {
			if a.channel == law.SMS {
				a.to, err = optout.Phone(l["address"])
			} else {
				a.to, err = optout.Mailbox(l["address"])
			}
		}
		if err != nil {
			return nil, fmt.Errorf("objections.csv, row %d: %w", i+1, err)
		}
		all = append(all, a)
	}
	return all, nil
}

// table reads CSV with a header.
func table(b []byte) ([]map[string]string, error) {
	records, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return nil, err
	}
	lines := make([]map[string]string, len(records)-1)
	for i, r := range records[1:] {
		lines[i] = make(map[string]string, len(r))
		for j, value := range r {
			lines[i][records[0][j]] = strings.TrimSpace(value)
		}
	}
	return lines, nil
}
