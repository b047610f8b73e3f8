package dossier

import (
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// reminders has the days that the election sets, and the rules that no program can decide.
func (w *writer) reminders() Page {
	say := w.Say
	p := w.page(Reminders, say("Dates and reminders"), false, "Notice.Election")
	p.para(say("The days that the election sets, and the rules that no program can decide: a person reads them before each send."))

	p.head(say("The days of the election"))
	p.facts(w.days()...)
	p.table(say("Electoral silence: nothing leaves between these moments, in local time (Electoral Code, Article L. 49). The law sets no end; here it is the close of the polls, the latest where it is not known."),
		[]string{say("Where people vote"), say("Silence")}, w.silence()...)

	p.head(say("For a person to judge"))
	for _, r := range w.judgedByPeople() {
		r = r.In(w.Tag())
		p.para(styled(strong, r.Title), ". ", span{Text: string(r.ID), Link: r.URL()})
		source := r.Cites[0].Text
		if a := r.Cites[0].Article; a != "" {
			source += ", " + a
		}
		p.list(in(r.Why), in(say("What to do: "), lower(r.Fix)), in(say("Source: "), source))
	}
	return p
}

// silence has a row for the territories that are silent at the same times by their own clocks.
func (w *writer) silence() [][]line {
	e := w.d.Notice.Election
	if e.ID == "" || e.ID == notice.NoElection.ID {
		return nil
	}
	var rows [][]line
	for _, t := range territories {
		var times []line
		for _, s := range e.Silence(t) {
			times = append(times, in(w.Say("from "), w.local(t, s.Start, true), w.Say(" to "), w.local(t, s.End, false)))
		}
		if len(times) == 0 {
			continue // it does not vote
		}
		when, where := w.listed(times...), in(known(territoryWords, t, w.Words))
		i := slices.IndexFunc(rows, func(r []line) bool { return text(r[1]) == text(when) })
		if i < 0 {
			rows = append(rows, []line{where, when})
			continue
		}
		rows[i][0] = joined(", ", rows[i][0], where)
	}
	return rows
}

// judgedByPeople are the rules marked as reminders that are in force, of the packs that apply.
func (w *writer) judgedByPeople() []law.Rule {
	var out []law.Rule
	at := w.d.moment()
	for _, r := range law.Rules(at) {
		if r.Reminder && w.d.Rules.Has(r.ID, at) {
			out = append(out, r)
		}
	}
	return out
}

// days are those that the election sets for the whole Republic.
func (w *writer) days() [][]line {
	e, say := w.d.Notice.Election.Resolve(), w.Say
	var rows [][]line
	for i, r := range e.Rounds {
		rows = append(rows, fact(say("Round ")+w.Count(i+1), w.date(r.Day)))
		if d, ok := e.CampaignOpens(i + 1); ok {
			rows = append(rows, fact(say("Official campaign, round ")+w.Count(i+1), say("from ¦the first day of a period"), w.date(d)))
		}
	}
	if len(e.Rounds) == 0 && e.Earliest != "" {
		rows = append(rows, fact(say("Days not set"), say("between "), w.date(e.Earliest), say(" and "), w.date(e.Latest)))
	}
	if b := e.FreePhoneBan(); !b.Start.IsZero() {
		span := []any{say("from "), w.parisDay(b.Start), say(" to "), w.parisDay(b.End.Add(-time.Second))}
		rows = append(rows, fact(say("No toll-free number (L. 50-1), no paid advertising (L. 52-1)"), span...))
	}
	if e.Decree != "" {
		rows = append(rows, fact(say("Convocation"), e.Decree))
	} else if e.Provisional {
		rows = append(rows, fact(say("Convocation"), say("days announced, no decree yet")))
	}
	if a := w.d.Notice.Advert; a != nil {
		if until, ok := a.RecordsUntil(); ok {
			rows = append(rows, fact(say("Records of political advertising kept until"), w.date(until)))
		}
	}
	return rows
}

func (w *writer) parisDay(at time.Time) string {
	local, _ := notice.Local(law.Metropole, at)
	return w.date(notice.Day(local.Format(time.DateOnly)))
}

// local says an instant by the clocks of a territory: where it has several, by the one that shows the time first for a start and
// last for an end, which are those that the window was made with.
func (w *writer) local(t law.Territory, at time.Time, start bool) string {
	earliest, latest := notice.Local(t, at)
	shown := earliest
	if start {
		shown = latest
	}
	layout := w.Say("15:04")
	if shown.Minute() == 0 {
		layout = w.Say("15:00")
	}
	clock := shown.Format(layout)
	if w.Tongue == tongue.French { // "8 h", where English writes "08:00"
		clock = strings.TrimPrefix(clock, "0")
	}
	return w.date(notice.Day(shown.Format(time.DateOnly))) + ", " + strings.ReplaceAll(clock, " ", "\u00a0")
}

// territories in the order in which they are listed.
var territories = []law.Territory{
	law.Metropole, law.Guadeloupe, law.Martinique, law.Guyane, law.Reunion, law.Mayotte, law.SaintPierre, law.SaintBarthelemy, law.SaintMartin,
	law.Polynesie, law.WallisFutuna, law.NouvelleCaledonie, law.Abroad, law.AbroadAmericas,
}
