package optout

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Object records that the person wants no more messages, under all addresses that are known of the person: name them all, because another
// file may have but one of them. For says what was objected to; the zero For is everything. A
// prospect's objection counts for every channel and topic whatever For says, a member's for the channel and topic
// named: Screen decides that by Row.Origin. The error is that of the ledger, and then nothing was recorded.
func (b *Book) Object(ctx context.Context, to Address, f For, source string, also ...Address) error {
	return b.recordUnder(ctx, to, also, Event{Kind: Objection, Channel: f.Channel, Scope: Scope{Topic: f.Topic}, Source: source})
}

// Dismiss records a human's word that what the person said is no objection: it lifts the Reviews that stand under these addresses, those
// told to this controller and recorded until now, and nothing else. An objection is lifted by a consent alone. who is the human, by a
// name or a number of the team's, and why says what was meant, never in the person's words; both are mandatory.
func (b *Book) Dismiss(ctx context.Context, to Address, who, why, source string, also ...Address) error {
	var fs law.Findings
	if strings.TrimSpace(who) == "" {
		fs = append(fs, law.Find(law.SpecField, "Dismiss.who", "is empty: a review is dismissed by somebody who has read it"))
	}
	if strings.TrimSpace(why) == "" {
		fs = append(fs, law.Find(law.SpecField, "Dismiss.why", "is empty: say what the person meant, without the person's words"))
	}
	if err := fs.Sort().Err(); err != nil {
		return err
	}
	return b.recordUnder(ctx, to, also, Event{Kind: Dismissed, By: who, Evidence: why, Source: source})
}

// recordUnder records one event under every address of a person, all or none. Addresses that are empty, as of empty columns, are left
// out, but for the first.
func (b *Book) recordUnder(ctx context.Context, to Address, also []Address, e Event) error {
	all := []about{{to, e}}
	for _, a := range also {
		if !a.IsZero() {
			all = append(all, about{a, e})
		}
	}
	return b.record(ctx, all)
}

// Record appends events about one address, all or none, and returns after they are durable. It fills in what the book
// knows: Digest, Key and Exact (always), Scope.Controller and At where they are empty. An objection dated later than the
// book's clock is recorded as of now; a consent is refused. A consent of somebody who objected under an older key is recorded
// under that key as well.
func (b *Book) Record(ctx context.Context, to Address, events ...Event) error {
	all := make([]about, len(events))
	for i, e := range events {
		all[i] = about{to, e}
	}
	if to.IsZero() && len(all) == 0 {
		all = []about{{}} // refused
	}
	return b.record(ctx, all)
}

// Append appends events about people whose digest is known and whose address is not, of a token ([Book.Parse]). All or
// none are recorded, and it returns after they are durable. Digest and Key have to be those of one of the book's keys; Scope.Controller and At are
// filled in where they are empty, and a date later than the book's clock becomes now, but for a consent's, which is refused. Whoever has
// the address calls [Book.Record], and whoever brings dated events from another ledger [Book.RecordEvents].
func (b *Book) Append(ctx context.Context, events ...Event) error {
	s, err := b.Sealer()
	if err != nil {
		return err
	}
	now := b.now()
	all := make([]Event, len(events))
	for i, e := range events {
		if e.Digest.IsZero() {
			return law.Find(law.AddressForm, "Event.Digest", "is empty")
		}
		if all[i], err = b.dated(now, e); err != nil {
			return err
		}
		if e.made(now) {
			events, err := b.Ledger.History(ctx, e.Digest)
			if err != nil {
				return fmt.Errorf("optout: the ledger: %w", err)
			}
			all[i].At = notBefore(all[i].At, events)
		}
	}
	return b.commit(ctx, s, all...)
}

// about is an event and the address under which it is to stand.
type about struct {
	to    Address
	event Event
}

func (b *Book) record(ctx context.Context, all []about) error {
	s, err := b.Sealer()
	if err != nil {
		return err
	}
	d := newDigester(b.Keys.Current.secret.Reveal())
	now := b.now()
	filled := make([]Event, 0, len(all))
	for i := range all {
		e, err := b.filled(d, now, &all[i])
		if err != nil {
			return err
		}
		if all[i].event.made(now) {
			if e.At, err = b.notBeforeConsents(ctx, all[i].to, e.At); err != nil {
				return err
			}
		}
		filled = append(filled, e)
		if e.Kind == ConsentKind {
			more, err := b.mirror(ctx, all[i].to, e)
			if err != nil {
				return err
			}
			filled = append(filled, more...)
		}
	}
	return b.commit(ctx, s, filled...)
}

// filled returns the event with what the book knows of it.
func (b *Book) filled(d *digester, now time.Time, a *about) (Event, error) {
	if a.to.IsZero() {
		return Event{}, law.Find(law.AddressForm, "Address", "is empty")
	}
	e := a.event
	e.Digest, e.Key, e.Exact = d.person(a.to), b.Keys.Current.ID, Digest{}
	if exact := d.exact(a.to); e.Kind == ConsentKind && exact != e.Digest {
		e.Exact = exact
	}
	return b.dated(now, e)
}

// dated returns the event with whose it is and when it was, where it does not say it.
func (b *Book) dated(now time.Time, e Event) (Event, error) {
	if e.Scope.Controller == "" {
		e.Scope.Controller = b.Controller
	}
	if e.At.IsZero() {
		e.At = now
	}
	if e.At.After(now) {
		if e.Kind == ConsentKind {
			return Event{}, errors.New("optout: a consent dated in the future")
		}
		e.At = now
	}
	return e, nil
}
