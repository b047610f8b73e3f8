// Package civil knows the legal clocks of France: what Paris and the territories show at an instant, and when a clock shows a time.
//
// It has rules of its own, because the machine that sends may have no time zone database, or an old one, and a window
// that is an hour off is a message on the wrong side of the law. Tests compare every change from 2019 to 2030 with the
// database where there is one.
package civil

import "time"

// Clock says how far a territory's legal time is from UTC.
type Clock struct {
	Standard int // minutes east of UTC, outside of summer time
	Summer   Summer
}

// Summer is the rule by which a territory has an hour more.
type Summer int

// The rules of summer time.
const (
	Never    Summer = iota
	European        // last Sunday of March to last Sunday of October, 01:00 UTC (Directive 2000/84/EC)
	American        // second Sunday of March to first Sunday of November, 02:00 by the clock that ends
)

// Offset returns the minutes east of UTC at the instant.
func (c Clock) Offset(at time.Time) int {
	at = at.UTC()
	y := at.Year()
	var begin, end time.Time
	switch c.Summer {
	case European:
		begin = lastSunday(y, time.March).Add(time.Hour)
		end = lastSunday(y, time.October).Add(time.Hour)
	case American:
		begin = nthSunday(y, time.March, 2).Add(time.Duration(120-c.Standard) * time.Minute)
		end = nthSunday(y, time.November, 1).Add(time.Duration(60-c.Standard) * time.Minute)
	default:
		return c.Standard
	}
	if !at.Before(begin) && at.Before(end) {
		return c.Standard + 60
	}
	return c.Standard
}

// Instant returns the moment at which the clock shows the minutes of the civil day, which is given as midnight UTC.
func (c Clock) Instant(day time.Time, minutes int) time.Time {
	shown := day.Add(time.Duration(minutes) * time.Minute)
	at := shown.Add(-time.Duration(c.Standard) * time.Minute)
	if off := c.Offset(at.Add(-time.Hour)); off != c.Standard && c.Summer != Never {
		return shown.Add(-time.Duration(off) * time.Minute)
	}
	return at
}

func nthSunday(y int, m time.Month, n int) time.Time {
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(n-1))
}

func lastSunday(y int, m time.Month) time.Time {
	last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, -int(last.Weekday()))
}

// Paris is the clock of mainland France, by which texts enter into force there and whose hours providers keep.
var Paris = Clock{60, European}

// In returns the instant as the clock shows it, in a zone of that name; with the empty name it allocates nothing.
func (c Clock) In(at time.Time, name string) time.Time {
	return at.In(time.FixedZone(name, c.Offset(at)*60))
}
