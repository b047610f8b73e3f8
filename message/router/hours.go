package router

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2/fr"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Hours is when a provider delivers messages to France that are not transactional, in the local time of the place
// they go to. The zero Hours is a provider without hours of its own.
type Hours struct {
	Open    Clock     `json:"open,omitempty"`
	Close   Clock     `json:"close,omitempty"`
	Closed  []DayKind `json:"closed,omitempty"`  // days on which nothing is delivered
	Outside Outside   `json:"outside,omitempty"` // what happens to a message handed over outside
}

// Clock is a time of day, "08:00" to "23:59".
type Clock string

// DayKind is a kind of day.
type DayKind string

const (
	Sunday  DayKind = "sunday"
	Holiday DayKind = "holiday" // the eleven public holidays of Code du travail L.3133-1; those of Alsace-Moselle and of the overseas territories alone are not among them
)

// Outside is what a provider does with a message that is handed over outside its hours.
type Outside string

const (
	Deferred       Outside = "deferred" // kept, and delivered when the hours begin again
	Refused        Outside = "refused"  // not delivered at all
	OutsideUnknown Outside = "unknown"  // no document says
)

// The hours of the operators' charter (af2m, Charte Business Messaging 2026, announced 17 February 2026): « Autorisés
// entre 8h et 21h30 / Recommandés du lundi au samedi / Tolérés les dimanches et jours fériés, mais non recommandés ».
const (
	CharterOpen  Clock = "08:00"
	CharterClose Clock = "21:30"
)

func (c Clock) parse() (hour, minute int, ok bool) {
	t, err := time.Parse("15:04", string(c))
	if err != nil || len(c) != len("15:04") {
		return 0, 0, false
	}
	return t.Hour(), t.Minute(), true
}

// on returns the instant at which the clock shows c on the local day of t.
func (c Clock) on(t time.Time) time.Time {
	h, m, _ := c.parse()
	return time.Date(t.Year(), t.Month(), t.Day(), h, m, 0, 0, t.Location())
}

// local moves an instant to the zone; a nil zone leaves it in its own.
func local(at time.Time, zone *time.Location) time.Time {
	if zone == nil {
		return at
	}
	return at.In(zone)
}

func holiday(t time.Time) bool {
	for _, h := range fr.Holidays {
		if day, _ := h.Calc(t.Year()); day.Month() == t.Month() && day.Day() == t.Day() {
			return true
		}
	}
	return false
}

func (k DayKind) is(t time.Time) bool {
	switch k {
	case Sunday:
		return t.Weekday() == time.Sunday
	case Holiday:
		return holiday(t)
	}
	return false
}

func (h Hours) none() bool { return h.Open == "" && h.Close == "" && len(h.Closed) == 0 }

func (h Hours) closedOn(t time.Time) bool {
	return slices.ContainsFunc(h.Closed, func(k DayKind) bool { return k.is(t) })
}

// open reports whether the provider delivers at the local time t. The closing time itself is outside.
func (h Hours) open(t time.Time) bool {
	switch {
	case h.closedOn(t):
		return false
	case h.Open != "" && t.Before(h.Open.on(t)):
		return false
	case h.Close != "" && !t.Before(h.Close.on(t)):
		return false
	}
	return true
}

// next returns the first local time from t on at which the provider delivers.
func (h Hours) next(t time.Time) time.Time {
	for range 15 { // no run of Sundays and public holidays is longer
		if h.open(t) {
			return t
		}
		if open := h.Open.on(t); h.Open != "" && t.Before(open) {
			t = open
			if !h.closedOn(t) {
				return t
			}
		}
		t = h.Open.on(time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location()))
	}
	return t
}

// Next returns when a message handed over at the instant would really be delivered in the zone: the same instant, or
// the provider's next slot when it is known to keep messages until then; the bool says that it keeps this one. A
// provider that refuses, or of which nothing is known, keeps nothing: see HourFindings.
// The queue of the provider and the phone's being switched off come on top: no profile knows them.
func (p Profile) Next(at time.Time, zone *time.Location) (time.Time, bool) {
	t := local(at, zone)
	if p.Hours.none() || p.Hours.Outside != Deferred || p.Hours.open(t) {
		return at, false
	}
	return p.Hours.next(t), true
}

// ClosesAt returns the end of the provider's sending hours on the local day on which a message handed over at the
// instant is delivered (that of Next). The zero time is a provider without hours.
func (p Profile) ClosesAt(at time.Time, zone *time.Location) time.Time {
	if p.Hours.Close == "" {
		return time.Time{}
	}
	t, _ := p.Next(at, zone)
	return p.Hours.Close.on(local(t, zone))
}

// HourFindings judges the moment of delivery by the operators' charter, which every provider in France has signed
// up to, and by the provider's stricter hours. Sundays and public holidays are Should: the charter tolerates them.
// A moment that the provider would put off by itself is Should too, and says so; one that it refuses, or about which
// nothing is known, has the severity of the rule.
func (p Profile) HourFindings(path string, at time.Time, zone *time.Location) law.Findings {
	t := local(at, zone)
	var fs law.Findings
	charter := Hours{Open: CharterOpen, Close: CharterClose}
	if !charter.open(t) {
		fs = append(fs, law.Find(law.SendingHours, path, "%s is outside the operators' hours, %s to %s", t.Format("15:04"), CharterOpen, CharterClose))
	}
	should := func(f law.Finding) { fs = append(fs, f.AsShould()) }
	switch {
	case Sunday.is(t):
		should(law.Find(law.SendingHours, path, "%s is a Sunday: the operators tolerate it and advise against it", t.Format(time.DateOnly)))
	case holiday(t):
		should(law.Find(law.SendingHours, path, "%s is a public holiday: the operators tolerate it and advise against it", t.Format(time.DateOnly)))
	}
	if p.Hours.none() || p.Hours.open(t) {
		return fs.Sort()
	}
	switch p.Hours.Outside {
	case Deferred:
		next, _ := p.Next(at, zone)
		should(law.Find(law.SendingHours, path, "%s keeps the message until %s", p.title(), next.Format("2006-01-02 15:04")))
	case Refused:
		fs = append(fs, law.Find(law.SendingHours, path, "%s refuses messages outside its hours, %s", p.title(), p.Hours))
	default:
		fs = append(fs, law.Find(law.SendingHours, path, "%s delivers within its hours only, %s; what it does with other messages is not documented", p.title(), p.Hours))
	}
	return fs.Sort()
}

// String returns "08:00-20:00, not on sunday, holiday".
func (h Hours) String() string {
	if h.none() {
		return ""
	}
	s := string(h.Open) + "-" + string(h.Close)
	for i, k := range h.Closed {
		if i == 0 {
			s += ", not on "
		} else {
			s += ", "
		}
		s += string(k)
	}
	return s
}
