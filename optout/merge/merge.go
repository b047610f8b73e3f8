// Package merge brings the ledgers of two machines together: the laptop on which objections were recorded at a meeting and the server.
//
// With the same keys on both, [Union] adds to one ledger every event that it lacks. Nothing is removed or weakened, and merging
// again adds nothing, so that it may be repeated after an error, and done in both directions. The chain of the ledger that grows seals the events
// anew, each with its origin in Event.By.
//
// With two keys a digest of one ledger cannot be compared with those of the other, and is never guessed. Then [ByAddress] takes a file with the
// addresses: each is looked up in one ledger under its own keys and recorded in the other. It says how many people of the ledger
// stand in no address that it was given, because those are objections that were not brought over.
//
// What waits in an inbox or a register of requests is not merged: it is dealt with where it is.
package merge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Report says what a merge did.
type Report struct {
	Read   int `json:"read"`   // events of the other ledger, or addresses for ByAddress
	Added  int `json:"added"`  // events that were recorded; for ByAddress those that were recorded before, too
	Known  int `json:"known"`  // events that were there
	Again  int `json:"again"`  // reviews recorded anew, because a dismissal that was brought over did not mean them
	People int `json:"people"` // ByAddress: people of the other ledger who were found
	// Missing is how many people of the other ledger stand under none of the addresses: their objections are not in the merged ledger.
	Missing int `json:"missing"`
}

// ErrKeys says that the ledgers' digests were made under different secrets. They are merged by their addresses alone.
var ErrKeys = errors.New("merge: the other ledger was kept under another key, and its people cannot be compared: give the addresses, and each is looked up in both")

const (
	prefix = "merged " // of the ID of an event that had none where it came from
	batch  = 500       // events recorded at once, all or none
)

// Union adds to the ledger of into the events of the ledger of from that it lacks. Both books are of one controller, each with its keys, and into
// must have every key under which from holds events. origin names the other machine: it becomes Event.By.
//
// The chain of from must hold (see optout.Book.Verify): from a ledger in which somebody wrote a consent by hand nothing is taken.
func Union(ctx context.Context, into, from *optout.Book, origin string) (Report, error) {
	var r Report
	s, err := ready(into, from, origin)
	if err != nil {
		return r, err
	}
	known, err := from.Ledger.Keys(ctx)
	if err != nil {
		return r, fmt.Errorf("merge: the other ledger: %w", err)
	}
	if err := sameKeys(s, from.Controller, known); err != nil {
		return r, err
	}
	if err := whole(ctx, from); err != nil {
		return r, err
	}
	here, err := readNames(ctx, into)
	if err != nil {
		return r, fmt.Errorf("merge: the ledger: %w", err)
	}
	there, err := readNames(ctx, from)
	if err != nil {
		return r, fmt.Errorf("merge: the other ledger: %w", err)
	}
	w := &writer{ctx: ctx, into: into}
	n := namer{}
	for sealed, err := range from.Ledger.Chain(ctx, from.Controller) {
		if err != nil {
			return r, fmt.Errorf("merge: the other ledger: %w", err)
		}
		r.Read++
		name := n.name(sealed)
		if here.all[name] {
			r.Known++
			continue
		}
		e := sealed.Event
		if e.ID == "" {
			e.ID = prefix + name.id
		}
		if e.By == "" {
			e.By = "merged from " + origin
		}
		events := []optout.Event{e}
		if e.Kind == optout.Dismissed {
			events = append(events, here.unseen(e, there, origin)...)
		}
		if err := w.add(events...); err != nil {
			return r, err
		}
		r.Added++
		r.Again += len(events) - 1
	}
	return r, w.flush()
}

// ready judges what a merge was given.
func ready(into, from *optout.Book, origin string) (optout.Sealer, error) {
	for _, b := range []*optout.Book{into, from} {
		if err := b.Findings().Err(); err != nil {
			return optout.Sealer{}, err
		}
	}
	if into.Controller != from.Controller {
		return optout.Sealer{}, law.Find(law.SpecField, "Book.Controller", "differs: ledgers of two controllers are read together by optout.Any, where they share their objections, and not merged")
	}
	if strings.TrimSpace(origin) == "" || len(origin) > 200 {
		return optout.Sealer{}, law.Find(law.SpecField, "origin", "is empty or over-long: the events that come over say from where")
	}
	return into.Sealer()
}

// sameKeys reports whether the digests of the other ledger are those that the book would make.
func sameKeys(s optout.Sealer, controller string, known []optout.KeyCheck) error {
	for _, k := range known {
		if k.Controller != controller || k.Events == 0 || k.Check == (optout.CheckValue{}) {
			continue // of another controller, or from before check values were kept: then the chain's own key is what tells
		}
		same, numbered := false, false
		for _, own := range s.Checks() {
			same = same || own.Check == k.Check
			numbered = numbered || own.Check == k.Check && own.Key == k.Key
		}
		switch {
		case !same:
			return ErrKeys
		case !numbered:
			return law.Find(law.SpecField, "Book.Keys", "have the secret of the other ledger's key %d under another number: give it the same number in both", k.Key)
		}
	}
	return nil
}

// name is by what an event is known again: the name that its source gave it with what it is, as in a ledger, or else its link, which no other event has; or, from before
// there were links, what it says and how often that was said before.
type name struct {
	digest     optout.Digest
	kind       optout.Kind
	channel    law.Channel
	scope      optout.Scope
	source, id string
	own        bool // id was made here, from the link or the content
}

// namer counts what has no link.
type namer map[string]int

func (n namer) name(s optout.Sealed) name {
	e := s.Event
	if merged, ok := strings.CutPrefix(e.ID, prefix); ok {
		return name{e.Digest, e.Kind, e.Channel, e.Scope, e.Source, merged, true}
	}
	if e.ID != "" {
		return name{e.Digest, e.Kind, e.Channel, e.Scope, e.Source, e.ID, false}
	}
	if !s.Link.IsZero() {
		return name{e.Digest, e.Kind, e.Channel, e.Scope, e.Source, hex.EncodeToString(s.Link[:16]), true}
	}
	content := string(e.Append(nil))
	n[content]++
	return name{e.Digest, e.Kind, e.Channel, e.Scope, e.Source, short(fmt.Sprintf("%s %d", content, n[content])), true}
}

func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// names are the events of a ledger, and the reviews that no dismissal in it has lifted.
type names struct {
	all     map[name]bool
	reviews map[optout.Digest][]review
}

type review struct {
	name  name
	event optout.Event
}

func readNames(ctx context.Context, b *optout.Book) (names, error) {
	all := names{map[name]bool{}, map[optout.Digest][]review{}}
	n := namer{}
	for s, err := range b.Ledger.Chain(ctx, b.Controller) {
		if err != nil {
			return all, err
		}
		name := n.name(s)
		all.all[name] = true
		switch e := s.Event; e.Kind {
		case optout.Review:
			all.reviews[e.Digest] = append(all.reviews[e.Digest], review{name, e})
		case optout.Dismissed:
			all.reviews[e.Digest] = slices.DeleteFunc(all.reviews[e.Digest], func(r review) bool { return !r.event.At.After(e.At) })
		}
	}
	return all, nil
}

// unseen returns, anew, the reviews that stand in this ledger and that whoever dismissed in the other one had not seen, because the other
// one lacks them: they stand until a human here has read them. A dismissal would lift what was recorded before it.
func (n names) unseen(dismissed optout.Event, there names, origin string) (again []optout.Event) {
	for _, r := range n.reviews[dismissed.Digest] {
		if there.all[r.name] || r.event.At.After(dismissed.At) {
			continue
		}
		e := r.event
		e.ID, e.By, e.At = prefix+short(r.name.id+"\x00"+dismissed.ID), "merged from "+origin, dismissed.At
		again = append(again, e)
	}
	return again
}

// writer records events in their order, many at a time.
type writer struct {
	ctx     context.Context
	into    *optout.Book
	waiting []optout.Event
}

// add records events that belong together in one transaction.
func (w *writer) add(events ...optout.Event) error {
	w.waiting = append(w.waiting, events...)
	if len(w.waiting) < batch {
		return nil
	}
	return w.flush()
}

func (w *writer) flush() error {
	if len(w.waiting) == 0 {
		return nil
	}
	err := w.into.RecordEvents(w.ctx, w.waiting...)
	w.waiting = w.waiting[:0]
	if err != nil {
		return fmt.Errorf("merge: what was read until then is recorded but for the last %d events at most; merge again: %w", batch, err)
	}
	return nil
}

// ByAddress looks up every address in the ledger of from, under from's keys, and records what it finds in the ledger of into, under into's. The
// addresses come from a file that holds everybody of whom the other ledger may know something; who stands in it twice is recorded once.
//
// A consent that was given for another spelling of a mailbox is left out: it is nobody's whose address is at hand.
func ByAddress(ctx context.Context, into, from *optout.Book, origin string, addresses iter.Seq2[optout.Address, error]) (Report, error) {
	var r Report
	if _, err := ready(into, from, origin); err != nil {
		return r, err
	}
	if err := whole(ctx, from); err != nil {
		return r, err
	}
	missing := map[optout.Digest]bool{}
	for s, err := range from.Ledger.Chain(ctx, from.Controller) {
		if err != nil {
			return r, fmt.Errorf("merge: the other ledger: %w", err)
		}
		missing[s.Event.Digest] = true
	}
	all := len(missing)
	for to, err := range addresses {
		if err != nil {
			return r, err
		}
		r.Read++
		events, err := from.History(ctx, to)
		if err != nil {
			return r, fmt.Errorf("merge: the other ledger: %w", err)
		}
		if len(events) == 0 {
			continue
		}
		for _, e := range events {
			delete(missing, e.Digest)
		}
		// A dismissal stays where the human was: here it would lift reviews that nobody has read. What it lifted stays, too.
		events = standing(events)
		for i, e := range events {
			if e.ID == "" {
				e.ID = prefix + short(string(e.Append(nil)))
			}
			if e.By == "" {
				e.By = "merged from " + origin
			}
			events[i] = e
		}
		if err := into.Record(ctx, to, events...); err != nil {
			return r, fmt.Errorf("merge: address %d: %w", r.Read, err)
		}
		r.Added += len(events)
	}
	r.Missing = len(missing)
	r.People = all - r.Missing
	return r, nil
}

// standing leaves out dismissals and the reviews that they lifted.
func standing(events []optout.Event) (left []optout.Event) {
	for _, e := range events {
		if e.Kind == optout.Dismissed {
			left = slices.DeleteFunc(left, func(r optout.Event) bool {
				return r.Kind == optout.Review && r.Digest == e.Digest && !r.At.After(e.At)
			})
			continue
		}
		left = append(left, e)
	}
	return left
}

// whole reports whether the chain of the other ledger holds, and is not behind its head.
func whole(ctx context.Context, b *optout.Book) error {
	v, err := optout.Verify(ctx, b)
	if err != nil {
		return fmt.Errorf("merge: the other ledger: %w", err)
	}
	return v.Findings.Err()
}
