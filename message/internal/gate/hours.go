package gate

import (
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Hours says which hours an SMS has to keep: those of the operators' charter, unless the campaign's rules leave that pack out, and those of
// the provider. E-mails have none.
type Hours struct {
	Profile router.Profile
	Rules   law.Profile
	Except  []law.Exception
}

// Close closes the places of the gate where it is no hour to deliver an SMS, in their local time, and lowers the end of the
// others to the closing hour. It returns what only advises.
func (h Hours) Close(g *Gate) law.Findings {
	var advice law.Findings
	for i := range g.places {
		p := &g.places[i]
		if !p.until.IsZero() { // silent: it opens when the silence is over and it is an hour to write
			p.until = h.reopens(p.territory, p.until, g)
			continue
		}
		found := h.findings(p.territory, g.at)
		if found.Err() != nil {
			p.close(h.reopens(p.territory, g.at, g), law.SendingHours)
			continue
		}
		if p.territory == law.Metropole || p.territory == law.UnknownTerritory {
			advice = found // said once: the other territories are refused or served by the same rules
		}
		for _, local := range Clocks(p.territory, g.at) {
			h.until(p, local, g)
		}
	}
	return advice
}

// until lowers the end of an open place to where its hours end on one of its clocks, and closes the place when the provider
// would put the message off into a silence.
func (h Hours) until(p *Place, local time.Time, g *Gate) {
	slot, deferred := h.Profile.Next(local, local.Location())
	if deferred {
		for _, w := range g.election.Silence(p.territory) {
			if w.Contains(slot) {
				p.close(w.End, law.Silence)
			}
		}
	}
	if end := h.Profile.ClosesAt(local, local.Location()); !end.IsZero() {
		p.ends(end)
	}
	if h.Rules.Has(law.SendingHours, g.at) && !deferred {
		p.ends(charterClose(local))
	}
}

func (h Hours) findings(where law.Territory, at time.Time) (fs law.Findings) {
	for _, local := range Clocks(where, at) {
		fs = append(fs, h.Profile.HourFindings("Batch", local, local.Location())...)
	}
	return h.Rules.Apply(at, fs, h.Except)
}

// reopens returns the first moment from the given one on, to a quarter of an hour, at which the place may be written to. It
// looks two weeks ahead, which is longer than any silence and any row of holidays.
func (h Hours) reopens(where law.Territory, at time.Time, g *Gate) time.Time {
	const step = 15 * time.Minute
	silence := g.election.Silence(where)
	for range 14 * 24 * 4 {
		if i := slices.IndexFunc(silence, func(w notice.Window) bool { return w.Contains(at) }); i >= 0 {
			at = silence[i].End
			continue
		}
		if h.findings(where, at).Err() == nil {
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
