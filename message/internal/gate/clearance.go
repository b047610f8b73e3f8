package gate

import (
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Pass checks one clearance and returns the recipient's place, for NotAfter. The error is a *message.Refusal: the clearance
// was given for another controller, channel, topic or origin, or no longer holds at the moment of delivery; or the place is
// closed. It allocates nothing where it returns no error.
func Pass[T any](g *Gate, to *optout.Cleared[T]) (*Place, error) {
	if !meant(g, to) || !g.at.Before(to.Until()) {
		return nil, mismatch(g, to)
	}
	p := g.place(to.Territory())
	if !p.until.IsZero() {
		return nil, p.refuse(to.Number())
	}
	return p, nil
}

// meant reports whether the clearance was given for messages such as these, whenever that was.
func meant[T any](g *Gate, to *optout.Cleared[T]) bool {
	return to.Controller() == g.controller && to.Channel() == g.channel && (to.Topic() == g.topic || to.Topic() == "") && to.Origin() == g.origin
}

// refuse says until when the place is closed, and why.
func (p *Place) refuse(row int) *message.Refusal {
	f := law.Find(law.Silence, "", "silence %s until %s", Where(p.territory), Stamp(p.until))
	if p.why == law.SendingHours {
		f = law.Find(law.SendingHours, "", "outside the sending hours %s until %s", Where(p.territory), Stamp(p.until))
	}
	r := Refuse(row, f)
	r.Until = p.until
	return r
}

// mismatch says what a clearance was not given for.
func mismatch[T any](g *Gate, to *optout.Cleared[T]) error {
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
		f = law.Find(law.Clearance, "", "cleared at %s, which no longer holds at the moment of delivery %s: screen again", Stamp(to.At()), Stamp(g.at))
	}
	return Refuse(to.Number(), f)
}

// origin writes an origin for people. It comes from a row, where anything may stand, a name in lower case too: only a word of
// package law is printed.
func origin(o law.Origin) string {
	if !o.Known() {
		return "nowhere that is named"
	}
	return string(o)
}
