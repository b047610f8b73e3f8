package retention

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/retention/internal/page"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// WriteCalendar writes the days of the plan as an iCalendar file (RFC 5545) with METHOD:PUBLISH, in French or English: an all-day
// event for each action that has a day, or possible days, with reminders a week and a day before.
//
// An event keeps its UID from plan to plan and its SEQUENCE grows with the plan's day, so that subscribing to the file moves an event
// when the second round moves its day. While the deciding round is unknown an event stands, TENTATIVE, on the first possible
// day. A held action stands on the day from which it is free, or on which its hold is looked at again, a late one on the day of the plan. Actions without any day are left out.
//
// It holds no personal data: names of stores and providers, counts, rules.
func (p Plan) WriteCalendar(w io.Writer, tag language.Tag) error {
	t := page.LangOf(tag)
	var b strings.Builder
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//scrutateur//retention//"+strings.ToUpper(t.String()))
	line("METHOD", "PUBLISH")
	on, ok := record.Civil(p.On)
	if !ok {
		return fmt.Errorf("retention: the plan has no day")
	}
	for _, a := range p.Actions {
		day, status := a.Due, "CONFIRMED"
		switch {
		case a.State == Held && a.Free != "":
			day = a.Free
		case a.State == Held:
			day, status = a.Review, "TENTATIVE"
		case a.State == Overdue:
			day = p.On
		case day == "" && len(a.Either) > 0:
			day, status = a.Either[0], "TENTATIVE"
		}
		start, ok := record.Civil(day)
		if !ok {
			continue
		}
		// One plan on the day of the vote may know less than the next one of the same day.
		sequence := on.Unix() / 86400 * 2
		if a.Due != "" {
			sequence++
		}
		verb := page.Upper(t.Say(doWords[a.Do]))
		about := []string{a.when(t), a.by(t), a.Why(tag)}
		if s := a.held(t); s != "" {
			about = append(about, s)
		}
		line("BEGIN", "VEVENT")
		line("UID", a.uid(p)+"@retention.scrutateur")
		line("DTSTAMP", on.Format("20060102T150405Z"))
		line("SEQUENCE", strconv.FormatInt(sequence, 10))
		line("DTSTART;VALUE=DATE", start.Format("20060102"))
		line("DTEND;VALUE=DATE", start.Add(24*time.Hour).Format("20060102"))
		line("SUMMARY", escape(verb+t.Say(": ")+a.Class.in(t)+", "+t.Records(a.Count)))
		line("DESCRIPTION", escape(strings.Join(about, "\n")))
		line("CATEGORIES", escape(string(a.Rule)))
		line("STATUS", status)
		line("TRANSP", "TRANSPARENT")
		for _, before := range []string{"-P7D", "-P1D"} {
			line("BEGIN", "VALARM")
			line("ACTION", "DISPLAY")
			line("DESCRIPTION", escape(a.Class.in(t)+t.Say(": ")+a.when(t)))
			line("TRIGGER", before)
			line("END", "VALARM")
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	_, err := io.WriteString(w, b.String())
	return err
}

// uid names the action in every plan of this controller and election.
func (a Action) uid(p Plan) string {
	h := sha256.New()
	for _, s := range []string{p.Controller, p.Election, string(a.Class), a.Store, a.Processor, a.Name} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// escape writes a TEXT value (RFC 5545, 3.3.11).
var escape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace

// fold ends the line with CRLF and breaks it after 75 octets, never inside a character (RFC 5545, 3.1).
func fold(b *strings.Builder, s string) {
	for limit := 75; len(s) > limit; limit = 74 {
		cut := limit
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	b.WriteString(s + "\r\n")
}
