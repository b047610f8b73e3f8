package page

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// French first: it is what an unknown language falls back to.
var languages = language.NewMatcher([]language.Tag{language.French, language.English})

// Lang is the index of a language in Pair.
type Lang int

// The languages of a page.
const (
	FR Lang = iota
	EN
)

// LangOf returns the language in which somebody who reads tag is answered.
func LangOf(tag language.Tag) Lang {
	_, i, _ := languages.Match(tag)
	return Lang(i)
}

// Tag is the language as the rest of the module knows it.
func (t Lang) Tag() language.Tag { return [...]language.Tag{language.French, language.English}[t] }

// Pair is one wording in French and in English.
type Pair [2]string

var months = [12]Pair{
	{"janvier", "January"}, {"février", "February"}, {"mars", "March"}, {"avril", "April"}, {"mai", "May"}, {"juin", "June"},
	{"juillet", "July"}, {"août", "August"}, {"septembre", "September"}, {"octobre", "October"}, {"novembre", "November"}, {"décembre", "December"},
}

// Date says a day in words: "1er mars 2026", "1 March 2026".
func (t Lang) Date(d law.Day) string {
	c, ok := record.Civil(d)
	if !ok {
		return string(d)
	}
	day := strconv.Itoa(c.Day())
	if t == FR && day == "1" {
		day = "1er"
	}
	return day + " " + months[c.Month()-1][t] + " " + strconv.Itoa(c.Year())
}

// Dates joins days with a word: "15 ou 22 mars 2026", "30 June or 7 July 2024".
func (t Lang) Dates(ds []law.Day, word Pair) string {
	var b strings.Builder
	for i, d := range ds {
		switch {
		case i == 0:
		case i == len(ds)-1:
			b.WriteString(" " + word[t] + " ")
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
	And = Pair{"et", "and"}
	Or  = Pair{"ou", "or"}
)

// Count groups thousands: "1 204" with a narrow no-break space, "1,204".
func (t Lang) Count(n int) string {
	s := strconv.Itoa(n)
	sep := Pair{"\u202f", ","}[t]
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// Records says a number of records.
func (t Lang) Records(n int) string {
	word := Pair{"fiches", "records"}[t]
	if n == 1 || n == 0 && t == FR {
		word = Pair{"fiche", "record"}[t]
	}
	return t.Count(n) + " " + word
}

// Span says a length of time.
func (t Lang) Span(m, d int) string {
	var parts []string
	if m != 0 && m%12 == 0 {
		parts = append(parts, plural(m/12, Pair{"an", "year"}[t], "s"))
	} else if m != 0 {
		parts = append(parts, plural(m, Pair{"mois", "month"}[t], Pair{"", "s"}[t]))
	}
	if d != 0 {
		parts = append(parts, plural(d, Pair{"jour", "day"}[t], "s"))
	}
	return strings.Join(parts, " "+And[t]+" ")
}

func plural(n int, word, suffix string) string {
	if n > 1 {
		word += suffix
	}
	return strconv.Itoa(n) + " " + word
}

// Moment says an instant, in UTC.
func (t Lang) Moment(at time.Time) string {
	at = at.UTC()
	return t.Date(record.DayOf(at)) + at.Format(Pair{" à 15 h 04 (UTC)", ", 15:04 UTC"}[t])
}

// Upper writes the first letter large.
func Upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
