package page

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Lang is the words of the pages in one language.
type Lang struct{ tongue.Words }

// LangOf returns the language in which somebody who reads tag is answered.
func LangOf(tag language.Tag) Lang { return Lang{tongue.Retention.In(tongue.Of(tag))} }

// Date says a day in words: "1er mars 2026", "1 March 2026".
func (t Lang) Date(d law.Day) string {
	c, ok := record.Civil(d)
	if !ok {
		return string(d)
	}
	return t.Words.Date(c.Date())
}

// Dates joins days with a word: "15 ou 22 mars 2026", "30 June or 7 July 2024".
func (t Lang) Dates(ds []law.Day, word tongue.Text) string {
	var b strings.Builder
	for i, d := range ds {
		switch {
		case i == 0:
		case i == len(ds)-1:
			b.WriteString(" " + t.Say(word) + " ")
		default:
			b.WriteString(", ")
		}
		s := t.Date(d)
		if i+1 < len(ds) {
			// The last day says the month and the year that the days before it share.
			switch next := ds[i+1]; {
			case len(d) == 10 && len(next) == 10 && d[:7] == next[:7]:
				s, _, _ = strings.Cut(s, " ")
			case len(d) == 10 && len(next) == 10 && d[:4] == next[:4]:
				s = strings.TrimSuffix(s, " "+string(d[:4]))
			}
		}
		b.WriteString(s)
	}
	return b.String()
}

// The words that join the last two days of a list.
var (
	And tongue.Text = "and"
	Or  tongue.Text = "or"
)

// Records says a number of records.
func (t Lang) Records(n int) string {
	if t.One(n) {
		return t.Count(n) + " " + t.Say("record")
	}
	return t.Count(n) + " " + t.Say("records")
}

// Span says a length of time: "2 years", "2 months and 1 day".
func (t Lang) Span(m, d int) string {
	var parts []string
	add := func(n int, one, many tongue.Text) {
		if t.One(n) {
			many = one
		}
		parts = append(parts, strconv.Itoa(n)+" "+t.Say(many))
	}
	if m != 0 && m%12 == 0 {
		add(m/12, "year", "years")
	} else if m != 0 {
		add(m, "month", "months")
	}
	if d != 0 {
		add(d, "day", "days")
	}
	return strings.Join(parts, " "+t.Say(And)+" ")
}

// Moment says an instant, in UTC.
func (t Lang) Moment(at time.Time) string {
	at = at.UTC()
	return t.Date(record.DayOf(at)) + at.Format(t.Say(", 15:04 UTC"))
}

// Upper writes the first letter large.
func Upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
