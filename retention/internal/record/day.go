package record

import (
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Civil returns the day as midnight UTC, in which days are counted: a civil day has no zone. It reports false for
// anything but a day between 1900 and 2199 in the form "2026-03-15", so that days compare as strings.
func Civil(d law.Day) (time.Time, bool) {
	t, err := d.Time(time.UTC)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return time.Time{}, false
	}
	return t, true
}

// DayOf returns the civil day of t, in the location that t has.
func DayOf(t time.Time) law.Day { return law.Day(t.Format(time.DateOnly)) }
