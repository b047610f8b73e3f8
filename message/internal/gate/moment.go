package gate

import (
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// JudgedOn is the moment whose rules apply to a text that has no moment of delivery yet: noon of the first round, or a day
// after the first of every rule where the election is unknown. No clock is read.
func JudgedOn(e notice.Election) time.Time {
	if day, ok := e.FirstRound(); ok {
		if at, err := day.Time(time.UTC); err == nil {
			return at.Add(12 * time.Hour)
		}
	}
	return time.Date(9999, 1, 1, 12, 0, 0, 0, time.UTC)
}

// Judge applies the rules in force at the moment to what a specification was found to lack, and to its Notice. The Notice is
// judged anew each time, because what it says may be right on one day and wrong on another.
func Judge(at time.Time, own law.Findings, n notice.Notice, rules law.Profile, except []law.Exception) law.Findings {
	return rules.Apply(at, slices.Concat(own, n.Findings(at)), except)
}

// Possible reports whether a message can be delivered at a moment: not at the zero time, nor outside of the years in which there are
// elections. What time.Unix makes of the largest number prints as a far year and compares as one before all others, so that no clearance
// would be over by then.
func Possible(at time.Time) bool { return !at.IsZero() && at.Year() >= 1958 && at.Year() <= 2200 }

// Stamp writes an instant for people and logs: "2026-03-13 17:00 UTC".
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// Where writes a territory for people, with its preposition: "in RE".
func Where(t law.Territory) string {
	if t == law.UnknownTerritory {
		return "where the territory is unknown"
	}
	return "in " + string(t)
}

// Clocks returns the instant on each clock of the territory: French Polynesia has several.
func Clocks(where law.Territory, at time.Time) []time.Time {
	earliest, latest := notice.Local(where, at)
	if earliest.Equal(latest) && earliest.Format("-07:00") == latest.Format("-07:00") {
		return []time.Time{earliest}
	}
	return []time.Time{earliest, latest}
}
