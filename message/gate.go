package message

import (
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// gate is what a batch asks of every clearance: that it was given for this message, and that the recipient's territory is
// not silent at the moment of delivery.
type gate struct {
	at         time.Time
	controller string
	topic      string
	origin     law.Origin
	channel    law.Channel
	places     []place
	last       time.Time // what the caller lowered NotAfter to; zero: nothing
	election   notice.Election
}

// place is one territory at the batch's moment.
type place struct {
	territory law.Territory
	until     time.Time // closed until; zero: it may be written to
	why       law.ID    // law.Silence or law.SendingHours
	next      time.Time // start of its next silence, or end of the hours; zero: none is known
}

// close closes the place, unless it is closed for longer.
func (p *place) close(until time.Time, why law.ID) {
	if p.until.Before(until) {
		p.until, p.why = until, why
	}
}

// ends lowers the end of the place's opening.
func (p *place) ends(at time.Time) {
	if p.next.IsZero() || at.Before(p.next) {
		p.next = at.UTC()
	}
}

// territories in the order in which recipients are likely to be found. The last one judges those that are not listed.
var territories = []law.Territory{
	law.Metropole, law.Reunion, law.Guadeloupe, law.Martinique, law.Guyane, law.Mayotte, law.NouvelleCaledonie, law.Polynesie,
	law.SaintMartin, law.SaintBarthelemy, law.SaintPierre, law.WallisFutuna, law.Abroad, law.AbroadAmericas, law.UnknownTerritory,
}

// newGate lays out the windows of every territory once, and refuses a moment at which all that vote are silent.
func newGate(n notice.Notice, ch law.Channel, topic string, at time.Time) (*gate, error) {
	g := layGate(n, ch, topic, at)
	if err := g.shut(); err != nil {
		return nil, err
	}
	return g, nil
}

func layGate(n notice.Notice, ch law.Channel, topic string, at time.Time) *gate {
	g := &gate{at: at.Round(0).UTC(), controller: n.Controller.ID, topic: topic, origin: n.Origin.Kind, channel: ch, election: n.Election}
	for _, t := range territories {
		p := place{territory: t}
		for _, w := range n.Election.Silence(t) {
			switch {
			case w.Contains(g.at):
				p.close(w.End, law.Silence)
			case w.Start.After(g.at):
				p.ends(w.Start)
			}
		}
		g.places = append(g.places, p)
	}
	return g
}

// shut refuses the batch when every territory that votes is closed, and says when the first opens again.
func (g *gate) shut() error {
	var first *place
	for i := range g.places {
		p := &g.places[i]
		if p.territory == law.UnknownTerritory || len(g.election.Silence(p.territory)) == 0 {
			continue
		}
		if p.until.IsZero() {
			return nil
		}
		if first == nil || p.until.Before(first.until) {
			first = p
		}
	}
	if first == nil {
		return nil
	}
	why := first.why
	if p := g.place(law.Metropole); !p.until.IsZero() { // the rule that most recipients meet
		why = p.why
	}
	f := law.Find(law.Silence, "Batch", "silence everywhere at %s; the first territory opens again at %s", stamp(g.at), stamp(first.until))
	if why == law.SendingHours {
		f = law.Find(law.SendingHours, "Batch", "outside the sending hours, or silent, everywhere at %s; the first territory opens again at %s", stamp(g.at), stamp(first.until))
	}
	return &Refusal{Until: first.until, Finding: f}
}

// before returns the gate with an earlier end.
func (g *gate) before(at time.Time) *gate {
	c := *g
	if c.last.IsZero() || at.Before(c.last) {
		c.last = at.Round(0)
	}
	return &c
}

// judgeAt applies the rules in force at the moment to what a specification itself was found to lack, and to its Notice, which
// is judged anew: what it says may be right on one day and wrong on another.
func judgeAt(at time.Time, own law.Findings, n notice.Notice, rules law.Profile, except []law.Exception) law.Findings {
	return rules.Apply(at, slices.Concat(own, n.Findings(at)), except)
}

// stamp writes an instant for people and logs.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (g *gate) place(t law.Territory) *place {
	for i := range g.places {
		if g.places[i].territory == t {
			return &g.places[i]
		}
	}
	return &g.places[len(g.places)-1]
}

// pass checks one clearance and returns its recipient's place.
func pass[T any](g *gate, to *optout.Cleared[T]) (*place, error) {
	if to.Controller() != g.controller || to.Channel() != g.channel || to.Topic() != g.topic && to.Topic() != "" ||
		to.Origin() != g.origin || !g.at.Before(to.Until()) {
		return nil, mismatch(g, to)
	}
	p := g.place(to.Territory())
	if !p.until.IsZero() {
		return nil, p.refuse(to.Number())
	}
	return p, nil
}

// refuse says until when the place is closed, and why.
func (p *place) refuse(row int) *Refusal {
	f := law.Find(law.Silence, "", "silence %s until %s", territory(p.territory), stamp(p.until))
	if p.why == law.SendingHours {
		f = law.Find(law.SendingHours, "", "outside the sending hours %s until %s", territory(p.territory), stamp(p.until))
	}
	r := refuse(row, f)
	r.Until = p.until
	return r
}

// mismatch says what a clearance was not given for.
func mismatch[T any](g *gate, to *optout.Cleared[T]) error {
	var f law.Finding
	switch {
	case to.Controller() != g.controller:
		f = law.Find(law.Clearance, "", "cleared by the book of another controller: screen with a Book whose Controller is the Notice's Controller.ID")
	case to.Channel() != g.channel:
		f = law.Find(law.Clearance, "", "cleared for the channel %s, the message goes by %s", to.Channel(), g.channel)
	case to.Topic() != g.topic && to.Topic() != "":
		f = law.Find(law.Clearance, "", "cleared for another topic than the message's: screen for its Topic")
	case to.Origin() != g.origin:
		f = law.Find(law.Clearance, "", "the row's data come from %s, the message says %s: make a template for each origin", origin(to.Origin()), origin(g.origin))
	default:
		f = law.Find(law.Clearance, "", "cleared at %s, which no longer holds at the moment of delivery %s: screen again", stamp(to.At()), stamp(g.at))
	}
	return refuse(to.Number(), f)
}

// notAfter returns until when the message may be delivered: the earliest of the end of its clearance, the next silence and
// what the caller lowered it to.
func (g *gate) notAfter(p *place, until time.Time) time.Time {
	if !p.next.IsZero() && p.next.Before(until) {
		until = p.next
	}
	if !g.last.IsZero() && g.last.Before(until) {
		until = g.last
	}
	return until
}

// origin and territory come from a row: only the closed sets of package law are printed.
func origin(o law.Origin) string {
	if len(o) == 0 || len(o) > 24 {
		return "nowhere that is named"
	}
	for _, r := range o {
		if (r < 'a' || r > 'z') && r != '-' {
			return "nowhere that is named"
		}
	}
	return string(o)
}

func territory(t law.Territory) string {
	if t == law.UnknownTerritory {
		return "where the territory is unknown"
	}
	return "in " + string(t)
}
