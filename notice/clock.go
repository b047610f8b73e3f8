package notice

import (
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// The package has its own clock rules: the machine that sends may have no time zone database, or an old one, and a window
// that is an hour off is a message on the wrong side of the law. A test compares every change from 2019 to 2030 with the
// database where there is one.

// clock says how far a territory's legal time is from UTC.
type clock struct {
	standard int // minutes
	summer   summer
}

// summer is the rule by which a territory has an hour more.
type summer int

const (
	never    summer = iota
	european        // last Sunday of March to last Sunday of October, 01:00 UTC (Directive 2000/84/EC)
	american        // second Sunday of March to first Sunday of November, 02:00 by the clock that ends
)

// offset returns the minutes east of UTC at the instant.
func (c clock) offset(at time.Time) int {
	at = at.UTC()
	y := at.Year()
	var begin, end time.Time
	switch c.summer {
	case european:
		begin = lastSunday(y, time.March).Add(time.Hour)
		end = lastSunday(y, time.October).Add(time.Hour)
	case american:
		begin = nthSunday(y, time.March, 2).Add(time.Duration(120-c.standard) * time.Minute)
		end = nthSunday(y, time.November, 1).Add(time.Duration(60-c.standard) * time.Minute)
	default:
		return c.standard
	}
	if !at.Before(begin) && at.Before(end) {
		return c.standard + 60
	}
	return c.standard
}

// instant returns the moment at which the clock shows the minutes of the civil day, which is given as midnight UTC.
func (c clock) instant(day time.Time, minutes int) time.Time {
	shown := day.Add(time.Duration(minutes) * time.Minute)
	at := shown.Add(-time.Duration(c.standard) * time.Minute)
	if off := c.offset(at.Add(-time.Hour)); off != c.standard && c.summer != never {
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

var paris = clock{60, european}

func parisOffset(at time.Time) int { return paris.offset(at) * 60 }

// zone is the clocks of a territory: the one that shows a time first, and the one that shows it last.
type zone struct{ first, last clock }

func one(c clock) zone { return zone{c, c} }

// zones holds every territory of the vocabulary.
var zones = map[law.Territory]zone{
	law.Metropole:         one(paris),
	law.Guadeloupe:        one(clock{-240, never}),
	law.Martinique:        one(clock{-240, never}),
	law.SaintBarthelemy:   one(clock{-240, never}),
	law.SaintMartin:       one(clock{-240, never}),
	law.Guyane:            one(clock{-180, never}),
	law.Reunion:           one(clock{240, never}),
	law.Mayotte:           one(clock{180, never}),
	law.SaintPierre:       one(clock{-180, american}),
	law.NouvelleCaledonie: one(clock{660, never}),
	law.WallisFutuna:      one(clock{720, never}),
	law.Polynesie:         {clock{-540, never}, clock{-600, never}}, // Gambier; Tahiti (the Marquises lie between)
	// The French abroad vote at embassies and consulates by local time. These are the outermost legal times in use, with
	// summer time: two hours west (Brazil in summer time, when it had one) to Hawaii, and Kiritimati to Pago Pago, so that no post lies outside.
	law.AbroadAmericas: {clock{-120, never}, clock{-600, never}},
	law.Abroad:         {clock{840, never}, clock{-660, never}},
}
