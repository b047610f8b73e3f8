package notice

import "github.com/scrutateur/scrutateur/internal/civil"

import "time"

// FreePhoneBan returns the time in which no toll-free number may be made known for a candidate (code électoral L50-1):
// from six months before the first day of the month of the election to the end of the day of its last round. The round
// that decides may be earlier; who knows that it was may stop there. The clock is that of European France. The window is
// empty for NoElection, an unknown ID, and an election whose days nobody has set.
func (e Election) FreePhoneBan() Window {
	e = e.Resolve()
	first, ok := e.FirstRound()
	if !ok {
		return Window{}
	}
	from, _ := midnight(first)
	from = time.Date(from.Year(), from.Month()-6, 1, 0, 0, 0, 0, time.UTC)
	to, _ := midnight(first)
	for _, r := range e.Rounds {
		if d, ok := midnight(r.Day); ok && d.After(to) {
			to = d
		}
	}
	return Window{civil.Paris.Instant(from, 0), civil.Paris.Instant(to.AddDate(0, 0, 1), 0)}
}

// PaidAdvertBan returns the time in which commercial advertising by press or audiovisual means is forbidden (code électoral
// L52-1, first paragraph; L48-1 carries it online). A message to a voter is none; a sponsored post is. Its bounds are
// those of FreePhoneBan: the two articles have the same words.
func (e Election) PaidAdvertBan() Window { return e.FreePhoneBan() }

// CampaignOpens returns the first day of the official campaign for a round, counted from 1 (code électoral L47 A): the second Monday before
// the first round, the day after the first round for the second. False where the article does not say: the second round
// of a presidential election opens when the two names are published, and Senate elections have no such campaign (L306).
func (e Election) CampaignOpens(round int) (Day, bool) {
	e = e.Resolve()
	if round < 1 || round > len(e.Rounds) || e.Kind == Senatorial || e.Kind == Presidential && round > 1 {
		return "", false
	}
	first, ok := midnight(e.Rounds[0].Day)
	if !ok || !isDay(e.Rounds[round-1].Day) {
		return "", false
	}
	if round > 1 {
		return later(e.Rounds[round-2].Day, 1), true
	}
	back := (int(first.Weekday()) + 6) % 7 // days since Monday
	if back == 0 {
		back = 7
	}
	return later(e.Rounds[0].Day, -back-7), true
}
