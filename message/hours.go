package message

import (
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// hours closes the places where it is no hour to deliver an SMS: by the operators' charter and by the router, in local time.
// It lowers the end of the others to the closing hour, and returns what only advises.
func (t *smsTemplate) hours(g *gate) law.Findings {
	var advice law.Findings
	for i := range g.places {
		p := &g.places[i]
		if !p.until.IsZero() { // silent: it opens again when the silence is over and it is an hour to write
			p.until = t.reopens(p.territory, p.until, g)
			continue
		}
		found := t.hourFindings(p.territory, g.at)
		if found.Err() != nil {
			p.close(t.reopens(p.territory, g.at, g), law.SendingHours)
			continue
		}
		if p.territory == law.Metropole || p.territory == law.UnknownTerritory {
			advice = found // said once: the other territories are refused or served by the same rules
		}
		for _, local := range clocks(p.territory, g.at) {
			slot, deferred := t.profile.Next(local, local.Location())
			if deferred {
				for _, w := range g.election.Silence(p.territory) {
					if w.Contains(slot) {
						p.close(w.End, law.Silence)
					}
				}
			}
			if end := t.profile.ClosesAt(local, local.Location()); !end.IsZero() {
				p.ends(end)
			}
			if t.spec.Rules.Has(law.SendingHours, g.at) && !deferred {
				p.ends(charterClose(local))
			}
		}
	}
	return advice
}

func (t *smsTemplate) hourFindings(where law.Territory, at time.Time) (fs law.Findings) {
	for _, local := range clocks(where, at) {
		fs = append(fs, t.profile.HourFindings("Batch", local, local.Location())...)
	}
	return t.spec.Rules.Apply(at, fs, t.spec.Except)
}

// clocks returns the instant on each clock of the territory.
func clocks(where law.Territory, at time.Time) []time.Time {
	earliest, latest := notice.Local(where, at)
	if earliest.Equal(latest) && earliest.Format("-07:00") == latest.Format("-07:00") {
		return []time.Time{earliest}
	}
	return []time.Time{earliest, latest}
}

// reopens returns the first moment from the given one on, to a quarter of an hour, at which the place may be written to.
func (t *smsTemplate) reopens(where law.Territory, at time.Time, g *gate) time.Time {
	const step = 15 * time.Minute
	silence := g.election.Silence(where)
	for range 14 * 24 * 4 {
		if i := slices.IndexFunc(silence, func(w notice.Window) bool { return w.Contains(at) }); i >= 0 {
			at = silence[i].End
			continue
		}
		if t.hourFindings(where, at).Err() == nil {
			return at
		}
		at = at.Truncate(step).Add(step)
	}
	return at
}

// charterClose returns when the operators' hours end on the local day.
func charterClose(local time.Time) time.Time {
	end, err := time.ParseInLocation(time.DateOnly+" 15:04", local.Format(time.DateOnly)+" "+string(router.CharterClose), local.Location())
	if err != nil { // the constant is a clock time: a test builds with it
		return local
	}
	return end
}
