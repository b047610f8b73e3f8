// Package gate decides when, where and to whom a message may go: the silence before a vote, the hours of an SMS, and the
// clearance of each recipient.
//
// A batch lays its gate once, for one moment of delivery, and then asks it about every recipient. What a gate refuses it
// refuses with a *message.Refusal, which says until when.
package gate

import (
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

// Gate is what a batch asks of every clearance: that it was given for this message, and that the recipient's territory is
// open at the moment of delivery. A Gate does not change once its batch is made, and is safe for concurrent use.
type Gate struct {
	at         time.Time
	controller string
	topic      string
	origin     law.Origin
	channel    law.Channel
	places     []Place
	last       time.Time // what the caller lowered NotAfter to; zero: nothing
	election   notice.Election
}

// Place is one territory at the moment of delivery.
type Place struct {
	territory law.Territory
	until     time.Time // closed until; zero: it may be written to
	why       law.ID    // what closes it: law.Silence or law.SendingHours
	next      time.Time // start of its next silence, or end of the sending hours; zero: none is known
}

// close closes the place, unless something else closes it for longer.
func (p *Place) close(until time.Time, why law.ID) {
	if p.until.Before(until) {
		p.until, p.why = until, why
	}
}

// ends lowers the end of the place's opening.
func (p *Place) ends(at time.Time) {
	if p.next.IsZero() || at.Before(p.next) {
		p.next = at.UTC()
	}
}

// territories stand in the order in which recipients are likely to be found, because they are searched from the front for
// every recipient. The last one is for recipients whose territory is not in the list.
var territories = []law.Territory{
	law.Metropole, law.Reunion, law.Guadeloupe, law.Martinique, law.Guyane, law.Mayotte, law.NouvelleCaledonie, law.Polynesie,
	law.SaintMartin, law.SaintBarthelemy, law.SaintPierre, law.WallisFutuna, law.Abroad, law.AbroadAmericas, law.UnknownTerritory,
}

// New lays out the silences of every territory around the moment of delivery, for messages of the Notice on the channel
// and topic. It refuses nothing yet: Hours may close more places, and Shut then says whether any is left.
func New(n notice.Notice, ch law.Channel, topic string, at time.Time) *Gate {
	g := &Gate{at: at.Round(0).UTC(), controller: n.Controller.ID, topic: topic, origin: n.Origin.Kind, channel: ch, election: n.Election}
	for _, t := range territories {
		p := Place{territory: t}
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

// At returns the moment of delivery, in UTC.
func (g *Gate) At() time.Time { return g.at }

// Manifest fills in what the gate knows of a file that is made behind it.
func (g *Gate) Manifest(h manifest.Header) manifest.Header {
	h.Controller, h.Channel, h.Topic, h.Election, h.Moment = g.controller, g.channel, g.topic, g.election.ID, g.at
	return h
}

// Shut returns a *message.Refusal when every territory that votes is closed: it says when the first of them opens again.
// Otherwise it returns nil, and each recipient is judged by their own territory.
func (g *Gate) Shut() error {
	var first *Place
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
	f := law.Find(law.Silence, "Batch", "silence everywhere at %s; the first territory opens again at %s", Stamp(g.at), Stamp(first.until))
	if why == law.SendingHours {
		f = law.Find(law.SendingHours, "Batch", "outside the sending hours, or silent, everywhere at %s; the first territory opens again at %s", Stamp(g.at), Stamp(first.until))
	}
	return &message.Refusal{Until: first.until, Finding: f}
}

// Before returns the gate with an earlier end: NotAfter is then no later than the moment.
//
// The zero moment changes nothing: it is what a program has where its configuration names no deadline. Kept as the end, it would even take
// an earlier deadline away, because for the gate a zero end is no end.
func (g *Gate) Before(at time.Time) *Gate {
	c := *g
	if at = at.Round(0); !at.IsZero() && (c.last.IsZero() || at.Before(c.last)) {
		c.last = at
	}
	return &c
}

// NotAfter returns until when a message to the place may be delivered: the earliest of the end of the recipient's clearance,
// the place's next silence and what the caller lowered it to.
func (g *Gate) NotAfter(p *Place, clearedUntil time.Time) time.Time {
	until := clearedUntil
	if !p.next.IsZero() && p.next.Before(until) {
		until = p.next
	}
	if !g.last.IsZero() && g.last.Before(until) {
		until = g.last
	}
	return until
}

func (g *Gate) place(t law.Territory) *Place {
	for i := range g.places {
		if g.places[i].territory == t {
			return &g.places[i]
		}
	}
	return &g.places[len(g.places)-1]
}
