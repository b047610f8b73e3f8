package page_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/page"
)

func Example() {
	t := page.LangOf(language.MustParse("en-GB"))
	fmt.Println(t.Dates([]law.Day{"2024-06-30", "2024-07-07"}, page.Or), t.Records(1204), t.Span(12, 1))
	var b strings.Builder
	page.Template(`{{define "p"}}{{template "head" .}}{{.Title}}{{end}}`).ExecuteTemplate(&b, "p", map[string]string{"Lang": "en", "Title": "a < b"})
	fmt.Println(b.String()[strings.LastIndex(b.String(), "\n")+1:])
	// Output:
	// 30 June or 7 July 2024 1,204 records 1 year and 1 day
	// a &lt; b
}

func TestLang(t *testing.T) {
	fr, en := page.LangOf(language.MustParse("fr-BE")), page.LangOf(language.English)
	if fr.String() != "fr" || en.String() != "en" || page.LangOf(language.Japanese).String() != "fr" {
		t.Errorf("%v, %v, %v", fr, en, page.LangOf(language.Japanese))
	}
	at := time.Date(2026, 3, 1, 20, 4, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{fr.Date("2026-03-01"), "1er mars 2026"}, {en.Date("2026-03-01"), "1 March 2026"}, {fr.Date("soon"), "soon"},
		{fr.Dates([]law.Day{"2026-03-15", "2026-03-22"}, page.And), "15 et 22 mars 2026"},
		{fr.Dates([]law.Day{"2026-12-31", "2027-01-01"}, page.Or), "31 décembre 2026 ou 1er janvier 2027"},
		{fr.Count(1234567), "1\u202f234\u202f567"}, {en.Count(1234567), "1,234,567"},
		{fr.Records(0), "0 fiche"}, {en.Records(0), "0 records"}, {en.Records(1), "1 record"},
		{fr.Span(24, 0), "2 ans"}, {fr.Span(2, 1), "2 mois et 1 jour"}, {en.Span(2, 0), "2 months"}, {en.Span(0, 0), ""},
		{fr.Moment(at), "1er mars 2026 à 20 h 04 (UTC)"}, {en.Moment(at), "1 March 2026, 20:04 UTC"},
		{page.Upper("erase"), "Erase"}, {page.Upper(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
