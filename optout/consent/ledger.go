package consent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scrutateur/scrutateur/internal/civil"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Record records in the book's ledger that the person gave the consent of the reference: for its channel and topic and as of the moment at which
// it was given. It is recorded once, however often it is told.
func (r *Register) Record(ctx context.Context, b *optout.Book, to optout.Address, ref string) error {
	e, ok := r.Find(ref)
	if !ok {
		return law.Find(law.BasisEvidence, "Evidence.Ref", "is not in the register")
	}
	if err := r.Findings().Err(); err != nil {
		return err
	}
	if b == nil || e.Controller != b.Controller {
		return law.Find(law.SpecField, "Evidence.Controller", "is not that of the book: consent is given to one controller")
	}
	return b.Record(ctx, to, optout.Event{
		Kind: optout.ConsentKind, Channel: e.Channel, Scope: optout.Scope{Topic: e.Topic}, At: e.Given, Source: e.Source, Evidence: e.Ref, ID: "consent " + e.Ref,
	})
}

// Holds says what is wrong with the evidence behind a consent in a ledger at a moment: that there is none, that it is for something else,
// that it does not count yet or any more, or, for calls, that the hours do not include the moment. Hours are read by the clock of the
// moment's own location, days by that of Paris.
func (r *Register) Holds(consent optout.Event, at time.Time) law.Findings {
	e, ok := r.Find(consent.Evidence)
	if !ok {
		return law.Findings{law.Find(law.BasisEvidence, "Event.Evidence", "is not in the register: the consent cannot be shown")}
	}
	var fs law.Findings
	if e.Controller != consent.Scope.Controller || e.Channel != consent.Channel || e.Topic != "" && e.Topic != consent.Scope.Topic {
		fs = append(fs, law.Find(law.BasisEvidence, "Event.Evidence", "is for another controller, channel or topic than the consent"))
	}
	if w, known := r.wording(e.Wording); !known || w.Hash() != e.Hash {
		fs = append(fs, law.Find(law.BasisEvidence, "Evidence.Hash", "is not that of the wording: its text was changed since, or another one was shown"))
	}
	today := law.Day(civil.Paris.In(at, "").Format(time.DateOnly))
	first := e.From
	if first == "" {
		first = law.Day(civil.Paris.In(e.Given, "").Format(time.DateOnly))
	}
	if today < first || e.Until != "" && today > e.Until {
		fs = append(fs, law.Find(law.BasisEvidence, "Evidence.Until", "the consent does not count on %s: it does from %s on, and until %q", string(today), string(first), string(e.Until)))
	}
	if e.Channel == law.Voice {
		inside := false
		for _, h := range e.Hours {
			inside = inside || h.Contains(at)
		}
		if !inside {
			fs = append(fs, law.Find(law.VoiceConsent, "Evidence.Hours", "do not include %s: call in the hours that were agreed to", at.Format("15:04")))
		}
	}
	return fs.Sort()
}

func (r *Register) wording(name string) (Wording, bool) {
	for _, w := range r.Wordings {
		if w.Name == name {
			return w, true
		}
	}
	return Wording{}, false
}

// Check reports why a recipient may not be written to or called at a moment on the strength of a consent: none stands, or the evidence of
// the one that does is missing, is for something else, has ended, or names other hours. The latest consent decides.
func Check[T any](ctx context.Context, b *optout.Book, r *Register, c optout.Cleared[T], at time.Time) error {
	if c.IsZero() {
		return law.Find(law.Clearance, "Cleared", "is empty: Screen makes one")
	}
	if !c.Consented() {
		return law.Find(law.BasisEvidence, "Cleared", "no consent stands")
	}
	events, err := b.History(ctx, c.To())
	if err != nil {
		return err
	}
	var last optout.Event
	for _, e := range events {
		if e.Kind == optout.ConsentKind && e.Scope.Controller == c.Controller() && e.Channel == c.Channel() &&
			(e.Scope.Topic == "" || e.Scope.Topic == c.Topic()) && (last.At.IsZero() || e.At.After(last.At)) {
			last = e
		}
	}
	if last.At.IsZero() {
		return law.Find(law.BasisEvidence, "Cleared", "no consent stands")
	}
	fs := r.Holds(last, at)
	if err := fs.Err(); err != nil || len(fs) == 0 {
		return err
	}
	return fs[0] // a Should finding here is no permission either
}

// Audit is what the consents of a ledger are worth.
type Audit struct {
	Consents int // in the ledger, of the book's controller
	Shown    int // whose evidence is in the register and fits
	Findings law.Findings
}

// AuditLedger compares every consent of the book's controller with the register. A finding's path is the event's place in the chain, "Chain[12]". At
// most 1,000 findings are listed; the counts are of all.
func (r *Register) AuditLedger(ctx context.Context, b *optout.Book) (Audit, error) {
	var a Audit
	if err := errors.Join(b.Findings().Err(), r.Findings().Err()); err != nil {
		return a, err
	}
	place := 0
	for s, err := range b.Ledger.Chain(ctx, b.Controller) {
		if err != nil {
			return a, fmt.Errorf("consent: the ledger: %w", err)
		}
		if place++; s.Event.Kind != optout.ConsentKind {
			continue
		}
		a.Consents++
		e, ok := r.Find(s.Event.Evidence)
		path := fmt.Sprintf("Chain[%d].Evidence", place-1)
		switch {
		case !ok:
			a.add(law.Find(law.BasisEvidence, path, "is not in the register: the consent cannot be shown"))
		case e.Controller != s.Event.Scope.Controller || e.Channel != s.Event.Channel || e.Topic != "" && e.Topic != s.Event.Scope.Topic:
			a.add(law.Find(law.BasisEvidence, path, "is for another controller, channel or topic than the consent"))
		default:
			a.Shown++
		}
	}
	return a, nil
}

func (a *Audit) add(f law.Finding) {
	if len(a.Findings) < 1000 {
		a.Findings = append(a.Findings, f)
	}
}
