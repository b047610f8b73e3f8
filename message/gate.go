package message

import (
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
}

// place is one territory at the batch's moment.
type place struct {
	territory law.Territory
	until     time.Time // silent until; zero: it may be written to
	next      time.Time // start of its next silence; zero: none is known
}

// territories in the order in which recipients are likely to be found. The last one judges those that are not listed.
var territories = []law.Territory{
	law.Metropole, law.Reunion, law.Guadeloupe, law.Martinique, law.Guyane, law.Mayotte, law.NouvelleCaledonie, law.Polynesie,
	law.SaintMartin, law.SaintBarthelemy, law.SaintPierre, law.WallisFutuna, law.Abroad, law.AbroadAmericas, law.UnknownTerritory,
}

// newGate lays out the windows of every territory once. It refuses a moment at which every territory that votes is silent.
func newGate(n notice.Notice, ch law.Channel, topic string, at time.Time) (*gate, error) {
	g := &gate{at: at.Round(0).UTC(), controller: n.Controller.ID, topic: topic, origin: n.Origin.Kind, channel: ch}
	open, votes := false, false
	var reopens time.Time
	for _, t := range territories {
		p := place{territory: t}
		windows := n.Election.Silence(t)
		for _, w := range windows {
			switch {
			case w.Contains(g.at):
				p.until = w.End
			case w.Start.After(g.at) && (p.next.IsZero() || w.Start.Before(p.next)):
				p.next = w.Start
			}
		}
		g.places = append(g.places, p)
		if len(windows) == 0 || t == law.UnknownTerritory {
			continue
		}
		votes = true
		if p.until.IsZero() {
			open = true
		} else if reopens.IsZero() || p.until.Before(reopens) {
			reopens = p.until
		}
	}
	if votes && !open {
		f := law.Find(law.Silence, "Batch", "silence everywhere at %s; the first territory opens again at %s", stamp(g.at), stamp(reopens))
		return nil, &Refusal{Until: reopens, Finding: f}
	}
	return g, nil
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
		r := refuse(to.Number(), law.Find(law.Silence, "", "silence %s until %s", territory(p.territory), stamp(p.until)))
		r.Until = p.until
		return nil, r
	}
	return p, nil
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
