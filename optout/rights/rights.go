// Package rights keeps the requests of people who exercise their rights (GDPR 15 to 22, and 7(3)) until each is answered.
//
//	register, err := rights.New(book, store)
//	ref, err := register.Add(ctx, rights.Request{Rights: []rights.Right{rights.Access}, Received: "2026-03-02", Contact: "06 39 98 00 01"})
//	...
//	err = register.Answer(ctx, ref, rights.Step{Day: "2026-03-09", By: "M. Martin", Note: "copie des données envoyée par courrier"})
//
// An answer is due within one month of reception. The month may be extended by two more where the request is complex or there are many,
// and the person is told so, and why, within the first month (GDPR 12(3)). The register counts the days by calendar month, clamped to
// the month's end and never moved by Sundays or holidays: it is early rather than late.
//
// Requests come from replies (see package replies) and by hand. One that also objects, wants to be erased or withdraws a
// consent is an objection to every message, and is recorded in the ledger before anything else.
//
// Of a person the register keeps how to answer and what was asked, sealed under the book's key, and both are erased with the answer. What stays is
// the proof: what was asked when, who checked the identity and how, and what was answered when and by whom.
//
// # What is not promised
//
//   - That an answer is right, or complete. The register knows when, by whom and what was said of it.
//   - That a request was understood. Who reads it can add the rights that a program did not see.
package rights

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/civil"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Right is what a person asks for.
type Right string

// The rights, under the names that message/dossier knows; Source is a part of access.
const (
	Access        Right = "access"        // GDPR 15: which data do you have?
	Source        Right = "source"        // GDPR 15(1)(g): where did you get them?
	Rectification Right = "rectification" // GDPR 16
	Erasure       Right = "erasure"       // GDPR 17
	Restriction   Right = "restriction"   // GDPR 18
	Portability   Right = "portability"   // GDPR 20
	Objection     Right = "objection"     // GDPR 21
	Withdrawal    Right = "withdrawal"    // GDPR 7(3): of consent
)

// All are the rights, in the order of the articles.
func All() []Right {
	return []Right{Access, Source, Rectification, Erasure, Restriction, Portability, Objection, Withdrawal}
}

// stops reports whether the right ends the messages: who wants to be forgotten wants no more of them either.
func (r Right) stops() bool { return r == Objection || r == Erasure || r == Withdrawal }

// shows reports whether an answer tells what is known of a person, and so may reach only that person (GDPR 12(6)).
func (r Right) shows() bool {
	return r == Access || r == Source || r == Portability || r == Rectification
}

// Ref names a request: in letters to the person, in the regulator's list, on the command line. It says nothing of the person.
type Ref string

// Request is a request as it was received and what became of it. Printed it shows its reference alone.
type Request struct {
	Ref      Ref // set by Add; "" there
	Rights   []Right
	Received law.Day // the civil day in Paris; the month runs from it
	Source   string  // by which way: "sms", "letter", "mailbox"
	ID       string  // the source's own name for it, so that what is told twice is one request; "": none

	// To are the addresses that are known of the person, for the objection that the request may be. Add records it and keeps none of them.
	To []optout.Address

	Contact string // how to answer; sealed, and erased with the answer
	Text    string // what was asked; likewise

	Steps []Step // in the order in which they were taken
}

// Format writes the reference under every verb.
func (r Request) Format(f fmt.State, verb rune) { io.WriteString(f, r.String()) }

// LogValue returns the reference.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String returns the reference.
func (r Request) String() string { return "request " + string(r.Ref) }

// MarshalText returns the reference, so that encoders do not leak a request.
func (r Request) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Kind says what was done about a request.
type Kind string

const (
	Identified Kind = "identified" // somebody made sure who asks (GDPR 12(6))
	Extended   Kind = "extended"   // the person was told that the answer takes up to two more months, and why
	Answered   Kind = "answered"
)

// Step is what was done about a request.
type Step struct {
	Kind Kind
	Day  law.Day   // on which it was done
	At   time.Time // when it was written down, by the book's clock
	By   string    // who did it, by a name or a number of the team's
	// Note says how the identity was made sure of, why it takes longer, or what was answered: never the person's data.
	Note string
}

// step returns the first step of the kind.
func (r Request) step(k Kind) (Step, bool) {
	i := slices.IndexFunc(r.Steps, func(s Step) bool { return s.Kind == k })
	if i < 0 {
		return Step{}, false
	}
	return r.Steps[i], true
}

// Answered returns the day of the answer, "" for none.
func (r Request) Answered() law.Day {
	s, _ := r.step(Answered)
	return s.Day
}

// Due returns the last day for an answer: a month after reception, three where the person was told of the extension within the first.
func (r Request) Due() law.Day {
	if s, ok := r.step(Extended); ok && s.Day <= r.Received.Later(1) {
		return r.Received.Later(3)
	}
	return r.Received.Later(1)
}

// Overdue reports whether the request is not answered on a day after it was due. It is overdue on no day that is none.
func (r Request) Overdue(on law.Day) bool { return r.Answered() == "" && on > r.Due() }

// Findings says what is wrong with the request on a day: that it is late, or was.
func (r Request) Findings(on law.Day) law.Findings {
	path := "Request " + string(r.Ref)
	switch answered, due := r.Answered(), r.Due(); {
	case answered > due:
		return law.Findings{law.Find(law.AnswerInTime, path, "answered on %s, due on %s: say so if the regulator asks, and why", string(answered), string(due))}
	case r.Overdue(on):
		return law.Findings{law.Find(law.AnswerInTime, path, "received on %s, due on %s, and not answered: answer it now", string(r.Received), string(due))}
	}
	return nil
}

// Day returns the civil day in Paris at an instant, by which the month is counted.
func Day(at time.Time) law.Day { return law.Day(civil.Paris.In(at, "").Format(time.DateOnly)) }

// Counts is how many requests there are.
type Counts struct {
	All      int           `json:"all"`
	Open     int           `json:"open"`
	Overdue  int           `json:"overdue"`
	Extended int           `json:"extended"` // of those that are open
	Late     int           `json:"late"`     // answered, and after they were due
	ByRight  map[Right]int `json:"by_right"` // a request for two rights counts for both
}

// Count counts requests on a day.
func Count(all []Request, on law.Day) Counts {
	c := Counts{All: len(all), ByRight: map[Right]int{}}
	for _, r := range all {
		for _, right := range r.Rights {
			c.ByRight[right]++
		}
		_, extended := r.step(Extended)
		switch answered := r.Answered(); {
		case answered != "" && answered > r.Due():
			c.Late++
		case answered == "":
			c.Open++
			if extended {
				c.Extended++
			}
			if r.Overdue(on) {
				c.Overdue++
			}
		}
	}
	return c
}

const (
	maxField = 512       // bytes of a line that is kept in clear
	maxBody  = 256 << 10 // bytes of Contact and Text together
)

// line reports why a text cannot be kept in clear, on one line.
func line(path, s string, needed bool) law.Findings {
	switch {
	case needed && strings.TrimSpace(s) == "":
		return law.Findings{law.Find(law.SpecField, path, "is empty")}
	case len(s) > maxField || plaintext.Index(s) >= 0:
		return law.Findings{law.Find(law.SpecField, path, "is over-long or holds control characters")}
	}
	return nil
}

func isDay(d law.Day) bool {
	t, err := d.Time(time.UTC)
	return err == nil && t.Year() >= 2018 && t.Year() < 2200 // the Regulation applies from 25 May 2018
}

// findings judges a request before it is kept.
func (r Request) findings(today law.Day) law.Findings {
	var fs law.Findings
	if len(r.Rights) == 0 {
		fs = append(fs, law.Find(law.SpecField, "Request.Rights", "are none: what is not understood goes to the inbox, for a human"))
	}
	for i, right := range r.Rights {
		if !slices.Contains(All(), right) || slices.Contains(r.Rights[:i], right) {
			fs = append(fs, law.Find(law.SpecField, fmt.Sprintf("Request.Rights[%d]", i), "is unknown or stands twice: take constants of package rights"))
		}
	}
	switch {
	case !isDay(r.Received):
		fs = append(fs, law.Find(law.SpecField, "Request.Received", "is no day: write it as 2026-03-15"))
	case r.Received > today:
		fs = append(fs, law.Find(law.SpecField, "Request.Received", "lies in the future: the month runs from the day on which the request was received"))
	}
	if strings.TrimSpace(r.Contact) == "" {
		fs = append(fs, law.Find(law.SpecField, "Request.Contact", "is empty: nobody can be answered"))
	}
	if n := len(r.Contact) + len(r.Text); n > maxBody {
		fs = append(fs, law.Find(law.SpecField, "Request.Text", "has %d bytes with Contact, more than %d", n, maxBody))
	}
	fs = append(fs, line("Request.Source", r.Source, false)...)
	fs = append(fs, line("Request.ID", r.ID, false)...)
	return fs.Sort()
}
