package retention

import (
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// civil returns the day as midnight UTC, in which days are counted: a civil day has no zone. It reports false for
// anything but a day between 1900 and 2199 in the form "2026-03-15", so that days compare as strings.
func civil(d law.Day) (time.Time, bool) {
	t, err := d.Time(time.UTC)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return time.Time{}, false
	}
	return t, true
}

func dayOf(t time.Time) law.Day { return law.Day(t.Format(time.DateOnly)) }

// later adds calendar months, then days. A day that the month lacks becomes the month's last: 31 December and
// two months are 28 or 29 February, where time.AddDate would run over into March and keep the data longer.
func later(t time.Time, months, days int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d, last)-1+days)
}
