package law

import (
	"testing"
	"time"
)

// TestParis compares the day in mainland France with the time zone database, every half hour of the period that the registry covers.
func TestParis(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC); at.Year() < 2030; at = at.Add(30 * time.Minute) {
		if got, want := dayOf(at), Day(at.In(zone).Format(time.DateOnly)); got != want {
			t.Fatalf("%s: %s, want %s", at, got, want)
		}
	}
}
