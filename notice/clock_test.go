package notice

import (
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// places are the time zones of the database whose clocks ours must show. The French abroad have bounds, not a clock: every
// place of the database on their side of the world must lie inside.
var places = map[law.Territory][]string{
	law.Metropole:         {"Europe/Paris"},
	law.Guadeloupe:        {"America/Guadeloupe"},
	law.Martinique:        {"America/Martinique"},
	law.SaintBarthelemy:   {"America/St_Barthelemy"},
	law.SaintMartin:       {"America/Marigot"},
	law.Guyane:            {"America/Cayenne"},
	law.Reunion:           {"Indian/Reunion"},
	law.Mayotte:           {"Indian/Mayotte"},
	law.SaintPierre:       {"America/Miquelon"},
	law.NouvelleCaledonie: {"Pacific/Noumea"},
	law.WallisFutuna:      {"Pacific/Wallis"},
	law.Polynesie:         {"Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier"},
	law.AbroadAmericas: {"America/St_Johns", "America/Halifax", "America/Recife", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Montevideo",
		"America/New_York", "America/Mexico_City", "America/Bogota", "America/Santiago", "America/Vancouver", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"},
	law.Abroad: {"Atlantic/Cape_Verde", "Africa/Dakar", "Europe/London", "Europe/Berlin", "Africa/Cairo", "Asia/Tehran", "Asia/Kathmandu", "Asia/Tokyo",
		"Australia/Sydney", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Tongatapu", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago"},
}

// TestClockAgreesWithDatabase compares our offsets with those of the time zone database at every hour that begins a change,
// from 2019 to 2030, and at the hours around it.
func TestClockAgreesWithDatabase(t *testing.T) {
	from := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for territory, z := range zones {
		if len(places[territory]) == 0 {
			t.Errorf("%s: no place to compare with", territory)
		}
		for _, place := range places[territory] {
			loc, err := time.LoadLocation(place)
			if err != nil {
				t.Skipf("no time zone database: %v", err)
			}
			for at := from; at.Before(to); at = at.Add(time.Hour) {
				_, off := at.In(loc).Zone()
				off /= 60
				if z.first == z.last {
					if got := z.first.Offset(at); got != off {
						t.Fatalf("%s: %s is at %d minutes at %s, our clock at %d", territory, place, off, at.Format(time.RFC3339), got)
					}
					continue
				}
				if first, last := z.first.Offset(at), z.last.Offset(at); off > first || off < last {
					t.Fatalf("%s: %s is at %d minutes at %s, outside %d to %d", territory, place, off, at.Format(time.RFC3339), last, first)
				}
			}
		}
	}
}

// TestInstant compares the moment of a clock time with time.Date, for every half-hour of the days around every change.
func TestInstant(t *testing.T) {
	for _, territory := range []law.Territory{law.Metropole, law.SaintPierre, law.Guyane} {
		loc, err := time.LoadLocation(places[territory][0])
		if err != nil {
			t.Skipf("no time zone database: %v", err)
		}
		c := zones[territory].first
		for day := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2031; day = day.AddDate(0, 0, 1) {
			for m := 0; m < 24*60; m += 30 {
				want := time.Date(day.Year(), day.Month(), day.Day(), 0, m, 0, 0, loc)
				if want.Hour()*60+want.Minute() != m || ambiguous(want) {
					continue // the hour that is skipped, or comes twice
				}
				if got := c.Instant(day, m); !got.Equal(want) {
					t.Fatalf("%s: %s %02d:%02d is %s, not %s", territory, day.Format(time.DateOnly), m/60, m%60, want.UTC(), got)
				}
			}
		}
	}
}

func ambiguous(at time.Time) bool {
	_, a := at.Add(-time.Hour).Zone()
	_, b := at.Add(time.Hour).Zone()
	return a != b
}
