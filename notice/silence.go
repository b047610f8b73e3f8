package notice

import (
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Window is a time in which something is forbidden, in UTC, [Start, End).
type Window struct{ Start, End time.Time }

// Contains reports whether the moment lies in the window.
func (w Window) Contains(at time.Time) bool { return !at.Before(w.Start) && at.Before(w.End) }

// latestClose is when polls close where nobody has said when: no decree of convocation lets them close later.
const latestClose = 20 * 60

// Silence returns the windows of code électoral L49 in which no message of this election may be delivered to a recipient
// who votes in the territory: from the eve of each round, 00:00 local, to the close of the polls, sorted, not touching. The
// law names no end; the close is our reading of it.
//
// An unknown territory has, for each round, the widest window of that election. A territory that does not vote has none.
// NoElection, and an ID that is neither embedded nor described, keep the silence of every embedded election whose days
// are set.
func (e Election) Silence(t law.Territory) []Window {
	e = e.Resolve()
	if e.none() || !e.dated() {
		var all []Window
		for i := range known {
			if len(known[i].Rounds) > 0 {
				all = append(all, known[i].Election.windows(t)...)
			}
		}
		return merge(all)
	}
	return merge(e.windows(t))
}

// dated reports whether the election says anything about its days.
func (e Election) dated() bool {
	for _, r := range e.Rounds {
		if isDay(r.Day) {
			return true
		}
	}
	return isDay(e.Earliest) && isDay(e.Latest)
}

// windows are those of a resolved election.
func (e Election) windows(t law.Territory) []Window {
	if _, ok := zones[t]; ok {
		if !e.votes(t) {
			return nil
		}
		return e.windowsIn(t)
	}
	// An unknown territory: round by round, the earliest start and the latest end of all.
	var widest []Window
	for t := range zones {
		if !e.votes(t) {
			continue
		}
		for i, w := range e.windowsIn(t) {
			if i == len(widest) {
				widest = append(widest, w)
				continue
			}
			if w.Start.Before(widest[i].Start) {
				widest[i].Start = w.Start
			}
			if w.End.After(widest[i].End) {
				widest[i].End = w.End
			}
		}
	}
	return widest
}

// votes reports whether the territory votes in the election.
func (e Election) votes(t law.Territory) bool {
	return len(e.Territories) == 0 || slices.Contains(e.Territories, t)
}

// windowsIn has a window for each round with a day, in their order, for a territory that votes.
func (e Election) windowsIn(t law.Territory) []Window {
	z := zones[t]
	if len(e.Rounds) == 0 {
		from, ok1 := midnight(e.Earliest)
		to, ok2 := midnight(e.Latest)
		if !ok1 || !ok2 {
			return nil
		}
		if d, ok := midnight(e.Kind.dayIn(e.Earliest, e.Earliest, 0, t)); ok {
			from = d // where people vote before European France
		}
		return []Window{{z.first.Instant(from.AddDate(0, 0, -1), 0), z.last.Instant(to.AddDate(0, 0, 1), 0)}}
	}
	var ws []Window
	for i, r := range e.Rounds {
		day, ok := midnight(e.dayIn(i, t))
		if !ok {
			continue
		}
		w := Window{z.first.Instant(day.AddDate(0, 0, -1), 0), z.last.Instant(day, r.closing(t))}
		if n := len(ws); n > 0 && i > 0 && e.dayIn(i-1, t) == e.dayIn(i, t) {
			// Both rounds on one day: suspended from the proclamation, when it is known, to the opening.
			proclaimed, ok1 := minutes(e.Rounds[i-1].Proclaimed)
			open, ok2 := minutes(r.Open)
			if ok1 && ok2 && proclaimed < open {
				ws[n-1].End = z.last.Instant(day, proclaimed)
				w.Start = z.first.Instant(day, open)
			}
		}
		ws = append(ws, w)
	}
	return ws
}

// closing returns when polls close in the territory, in minutes after midnight.
func (r Round) closing(t law.Territory) int {
	if m, ok := minutes(r.LocalClose[t]); ok {
		return m
	}
	if m, ok := minutes(r.Close); ok {
		return m
	}
	return latestClose
}

// dayIn returns the day of round i in the territory.
func (e Election) dayIn(i int, t law.Territory) Day {
	r := e.Rounds[i]
	if r.Local != nil {
		if d, ok := r.Local[t]; ok {
			return d
		}
		return r.Day
	}
	return e.Kind.dayIn(e.Rounds[0].Day, r.Day, i, t)
}

// saturday holds the territories that vote on the eve of European France, so that its results do not weigh on theirs.
var saturday = []law.Territory{law.Guadeloupe, law.Guyane, law.Martinique, law.SaintBarthelemy, law.SaintMartin, law.SaintPierre}

// dayIn says on which day a territory votes when European France has its first round and round i on the given days.
func (k ElectionKind) dayIn(first, day Day, i int, t law.Territory) Day {
	switch k {
	case Presidential, European:
		// Loi 62-1292 art. 3 and loi 77-729 art. 26: Saturday west of the Atlantic and in Polynesia.
		if slices.Contains(saturday, t) || t == law.Polynesie || t == law.AbroadAmericas {
			return later(day, -1)
		}
	case Legislative:
		switch {
		case slices.Contains(saturday, t): // L173, L480, L507, L534
			return later(day, -1)
		case t == law.Polynesie && i == 0: // L397: the sixth Saturday after a decree whose seventh Sunday is day
			return later(day, -8)
		case t == law.Polynesie: // L397: the second Saturday after the first round
			return later(first, -8+14*i)
		case t == law.AbroadAmericas && i == 0: // L330-11: the second Saturday before
			return later(day, -8)
		case t == law.Abroad && i == 0: // L330-11: the Sunday before
			return later(day, -7)
		case t == law.AbroadAmericas: // L330-11: the fourteenth day after the first round
			return later(first, -8+14*i)
		case t == law.Abroad:
			return later(first, -7+14*i)
		}
	}
	return day
}

// merge sorts windows and joins those that meet. It drops empty ones.
func merge(ws []Window) []Window {
	slices.SortFunc(ws, func(a, b Window) int { return a.Start.Compare(b.Start) })
	var out []Window
	for _, w := range ws {
		if !w.Start.Before(w.End) {
			continue
		}
		if n := len(out); n > 0 && !w.Start.After(out[n-1].End) {
			if w.End.After(out[n-1].End) {
				out[n-1].End = w.End
			}
			continue
		}
		out = append(out, w)
	}
	return out
}
