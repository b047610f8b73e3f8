package notice

import (
	"cmp"
	"maps"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// Election is the election that a message speaks of. For one of the embedded elections the ID is enough.
type Election struct {
	ID        string       `json:"id" validate:"said,max=60"`              // "FR-MUN-2026": the rest is known; "none": NoElection
	Name      string       `json:"name,omitempty" validate:"max=120"`      // as it stands in a message, with its article: "les élections municipales de Sens"
	ShortName string       `json:"short_name,omitempty" validate:"max=40"` // for SMS: "municipales 2026"
	Kind      ElectionKind `json:"kind,omitempty" validate:"omitempty,oneof=presidential legislative european municipal departmental regional senatorial territorial consular referendum by-election"`
	Rounds    []Round      `json:"rounds,omitempty" validate:"max=4,dive"` // for an election that is not in the embedded data
	// Territories are those that vote; empty: all.
	Territories []law.Territory `json:"territories,omitempty" validate:"max=20"`
	// Earliest and Latest bound the days of an election whose days nobody has set: all of it is kept silent.
	Earliest    Day    `json:"earliest,omitempty" validate:"omitempty,datetime=2006-01-02"`
	Latest      Day    `json:"latest,omitempty" validate:"omitempty,datetime=2006-01-02"`
	Decree      string `json:"decree,omitempty" validate:"max=200"`
	Provisional bool   `json:"provisional,omitempty"` // announced, but no decree yet
}

// ElectionKind matters for who votes on another day, and when the campaign opens.
type ElectionKind string

const (
	Presidential ElectionKind = "presidential"
	Legislative  ElectionKind = "legislative" // general; a seat that falls vacant: ByElection
	European     ElectionKind = "european"
	Municipal    ElectionKind = "municipal"
	Departmental ElectionKind = "departmental"
	Regional     ElectionKind = "regional"
	Senatorial   ElectionKind = "senatorial"
	Territorial  ElectionKind = "territorial"
	Consular     ElectionKind = "consular"
	Referendum   ElectionKind = "referendum"
	ByElection   ElectionKind = "by-election"
)

// NoElection is for a message that speaks of no election, a newsletter say. It still keeps silent where people vote.
var NoElection = Election{ID: none}

// none is the ID of NoElection, which a caller could write over: the module compares with this.
const none = "none"

// Round is one round of voting.
type Round struct {
	Day   Day    `json:"day" validate:"said,datetime=2006-01-02"`
	Open  string `json:"open,omitempty" validate:"omitempty,datetime=15:04"`  // local, "08:00"; only matters after Proclaimed
	Close string `json:"close,omitempty" validate:"omitempty,datetime=15:04"` // local, "18:00"; empty: 20:00, the latest there is
	// Local has the territories that vote on another day. Nil: those of the Kind; an empty map: none.
	Local map[law.Territory]Day `json:"local,omitzero" validate:"max=20"`
	// LocalClose has the territories where polls close at another time.
	LocalClose map[law.Territory]string `json:"local_close,omitempty" validate:"max=20"`
	// Proclaimed is the local time at which the result of the round was proclaimed, when another round follows on the same
	// day: L49 is suspended from then until the next round opens (code électoral L306). Empty: not known, not suspended.
	Proclaimed string `json:"proclaimed,omitempty" validate:"omitempty,datetime=15:04"`
}

// Clone returns a deep copy.
func (e Election) Clone() Election {
	e.Rounds = clone(e.Rounds)
	for i, r := range e.Rounds {
		e.Rounds[i].Local = maps.Clone(r.Local)
		e.Rounds[i].LocalClose = maps.Clone(r.LocalClose)
	}
	e.Territories = clone(e.Territories)
	return e
}

// Elections returns the embedded elections with their French names, by the day of their first round. Those without a day stand last. They are those of the
// whole Republic from 2024 to 2029, as far as their days or bounds could be sourced; by-elections, assemblies of overseas territories,
// consular elections and referendums are described by who needs them.
func Elections() []Election {
	es := make([]Election, len(known))
	for i, k := range known {
		es[i] = k.Election.Clone()
		es[i].Name, es[i].ShortName = words.Set{}.Election(k.ID)
	}
	return es
}

// Resolve returns the election with what the embedded data know under its ID; they win over what e says, but for the names
// and for Proclaimed. Where they have no days yet, those of e stand. An unknown ID returns a copy of e.
func (e Election) Resolve() Election {
	k := lookup(e.ID)
	if k == nil {
		return e.Clone()
	}
	r := k.Election.Clone()
	name, short := words.Set{}.Election(e.ID)
	r.Name, r.ShortName = cmp.Or(e.Name, name), cmp.Or(e.ShortName, short)
	if len(r.Rounds) == 0 {
		if own := e.Clone(); len(own.Rounds) > 0 {
			r.Rounds, r.Earliest, r.Latest, r.Decree = own.Rounds, "", "", own.Decree
		}
	}
	for i := range r.Rounds {
		if i < len(e.Rounds) && e.Rounds[i].Day == r.Rounds[i].Day {
			r.Rounds[i].Proclaimed = e.Rounds[i].Proclaimed
		}
	}
	return r
}

// FirstRound returns the day of the first round, in European France where it votes; false for NoElection, an unknown ID,
// and an election whose days nobody has set.
func (e Election) FirstRound() (Day, bool) {
	for _, r := range e.Resolve().Rounds {
		if isDay(r.Day) {
			return r.Day, true
		}
	}
	return "", false
}

// lastRound returns the last day on which anybody votes; empty where no day is set.
func (e Election) lastRound() Day {
	var last Day
	for _, r := range e.Resolve().Rounds {
		last = max(last, r.Day)
		for _, d := range r.Local {
			last = max(last, d)
		}
	}
	return last
}

// monthsBefore returns the day n calendar months earlier, at most the last of that month; empty for no day.
func monthsBefore(d Day, n int) Day {
	t, ok := midnight(d)
	if !ok {
		return ""
	}
	month := time.Date(t.Year(), t.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := month.AddDate(0, 1, -1).Day()
	return Day(month.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
}

// none reports whether the message speaks of no election.
func (e Election) none() bool { return e.ID == none }

// isDay reports whether d is a civil date of a year in which this package can be used.
func isDay(d Day) bool { _, ok := midnight(d); return ok }

// midnight returns the day as midnight UTC.
func midnight(d Day) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Year() < 1958 || t.Year() > 2200 {
		return time.Time{}, false
	}
	return t, true
}

// later returns the day n days later; empty for no day.
func later(d Day, n int) Day {
	t, ok := midnight(d)
	if !ok {
		return ""
	}
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// minutes reads a clock time "18:00".
func minutes(s string) (int, bool) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, false
	}
	return t.Hour()*60 + t.Minute(), true
}
