package civil_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/internal/civil"
)

func Example() {
	at := time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC)
	fmt.Println(civil.Paris.In(at, "Paris").Format("15:04"), civil.Paris.In(at.Add(time.Minute), "Paris").Format("15:04"))
	miquelon := civil.Clock{Standard: -180, Summer: civil.American}
	fmt.Println(miquelon.Instant(time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC), 8*60).Format(time.RFC3339))
	// Output:
	// 01:59 03:00
	// 2026-03-14T10:00:00Z
}

// TestParis compares Paris with the time zone database, every half hour.
func TestParis(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skipf("no time zone database: %v", err)
	}
	for at := time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC); at.Year() < 2031; at = at.Add(30 * time.Minute) {
		_, want := at.In(zone).Zone()
		if got := civil.Paris.Offset(at) * 60; got != want {
			t.Fatalf("%s: %d seconds, want %d", at, got, want)
		}
	}
}
