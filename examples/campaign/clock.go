package main

import (
	"errors"
	"time"
	_ "time/tzdata" // the example runs on machines that have no table of time zones
)

// paris is where the campaign's clock hangs. Silence does not depend on it: package notice knows every territory's.
var paris = func() *time.Location {
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return l
}()

func parseMoment(s string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, paris)
	if err != nil {
		return time.Time{}, errors.New("-at is a day, 2026-03-05, or a moment, 2026-03-05T10:00:00+01:00")
	}
	return day.Add(12 * time.Hour), nil // no change of clocks falls on a morning
}

func inParis(t time.Time) string { return t.In(paris).Format("2 January 2006 15:04 MST") }
