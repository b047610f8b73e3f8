package suppression

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// layouts are how lists write an instant. A day without an hour is taken to its end. One without a zone is taken as UTC: what was meant is hardly later, and an objection that counts from an hour
// too late is safe.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04",
}

const wholeDay = 24*time.Hour - time.Second

// instant reads a date. It reports false for what is none, or has two readings: 03/04/2026 is a day in April or in March.
func instant(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return unix(n)
	}
	// Seconds with a fraction, and 1.7e9, are what programs make of a number.
	if f, err := strconv.ParseFloat(s, 64); err == nil && f > 0 && f < 1e14 {
		return unix(int64(f))
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return sound(t)
		}
	}
	if t, err := mail.ParseDate(s); err == nil {
		return sound(t)
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return sound(t.Add(wholeDay))
	}
	return slashed(s)
}

func unix(n int64) (time.Time, bool) {
	if n > 1e11 {
		n /= 1000 // milliseconds
	}
	if n <= 0 {
		return time.Time{}, false
	}
	return sound(time.Unix(n, 0))
}

// slashed reads what a spreadsheet makes of a date, where the day is over 12 and so tells itself from the month.
func slashed(s string) (time.Time, bool) {
	date, clock, _ := strings.Cut(s, " ")
	p := strings.FieldsFunc(date, func(r rune) bool { return r == '/' || r == '.' })
	if len(p) != 3 || len(p[2]) != 4 {
		return time.Time{}, false
	}
	a, errA := strconv.Atoi(p[0])
	b, errB := strconv.Atoi(p[1])
	y, errY := strconv.Atoi(p[2])
	if errA != nil || errB != nil || errY != nil {
		return time.Time{}, false
	}
	day, month := a, b
	switch {
	case a == b:
	case a > 12:
	case b > 12:
		day, month = b, a
	default:
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month {
		return time.Time{}, false
	}
	for _, l := range []string{"15:04:05", "15:04"} {
		if c, err := time.Parse(l, strings.TrimSpace(clock)); err == nil {
			return sound(t.Add(time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute + time.Duration(c.Second())*time.Second))
		}
	}
	return sound(t.Add(wholeDay))
}

// sound refuses what no list can mean: SMS and mailing lists are younger than 1990.
func sound(t time.Time) (time.Time, bool) {
	if y := t.Year(); y < 1990 || y > 9999 {
		return time.Time{}, false
	}
	return t.UTC(), true
}
