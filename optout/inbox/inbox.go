// Package inbox keeps what people sent and no program could attribute, until a human has dealt with it: an objection from a sender
// that cannot be read, a text that nobody can decode, a reply that may be an objection or not, a request for rights.
//
//	box, err := inbox.New(book, store)
//	err = box.Keep(ctx, inbox.Item{Why: inbox.Sender, Source: "sms", From: from, Text: text}) // durable when it returns
//	for item, err := range box.Items(ctx) { ... }                                             // a human reads
//	err = box.Attribute(ctx, ref, inbox.Finding{To: []optout.Address{to}, By: "M. Martin"})
//
// An item has no digest yet and may hold a number and an opinion (GDPR 9), so it is sealed under the book's key: AES-256-GCM, with a key
// derived by HKDF for this use alone. The number of the key stands beside it in clear, so that rotation works. What was dealt
// with is forgotten: the body is erased, and when, by whom and how it was dealt with stays as the proof.
//
// # What is not promised
//
//   - That the medium forgets what a store erased: old pages, logs and backups of a database may hold the sealed bytes until they are
//     overwritten. Without the key they say nothing.
//   - Secrecy against who holds the key: that is who has to read.
package inbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/internal/seal"
)

// Item is what was received, open. Printed it shows nothing of it: numbers and texts are personal data.
type Item struct {
	Ref      Ref       // set by Keep
	Received time.Time // zero: now, by the book's clock
	Source   string    // by which way: "sms", "mailbox"
	Why      Why

	From    string      // the sender as it was written
	Text    string      // the text, or the whole request where it could not be decoded; any bytes
	ID      string      // the provider's own name for the message
	Note    string      // what a program made of it: a verdict and its reason, no personal data
	Channel law.Channel // on which channel it came; "" is not known

	// Suspended are the addresses for which a provisional objection (optout.Review) was recorded until a human has read this.
	Suspended []optout.Address
	// Persons are those whom a token named and nobody's address, for whom one was recorded likewise.
	Persons []Person
}

// Format writes "an item" under every verb.
func (i Item) Format(f fmt.State, verb rune) { io.WriteString(f, "an item "+i.Ref.text()) }

// LogValue returns the same.
func (i Item) LogValue() slog.Value { return slog.StringValue("an item " + i.Ref.text()) }

// MarshalText returns the same, so that encoders do not leak an item.
func (i Item) MarshalText() ([]byte, error) { return []byte("an item " + i.Ref.text()), nil }

func (r Ref) text() string { return fmt.Sprint(r) }

// body is what is sealed of an Item.
type body struct {
	From      []byte      `json:"from"` // bytes: a text that cannot be decoded is no UTF-8
	Text      []byte      `json:"text"`
	ID        []byte      `json:"id"`
	Note      []byte      `json:"note"`
	Channel   law.Channel `json:"channel"`
	Suspended []string    `json:"suspended"` // E.164 forms and mailboxes
	Persons   []Person    `json:"persons,omitempty"`
}

// Inbox seals items for a store and opens them. New makes one.
type Inbox struct {
	book  *optout.Book
	store Store
}

// use and name are what the keys of the inbox are derived for.
const (
	use  = "inbox/1"
	name = "inbox name/1"
)

// New returns the inbox of a book's controller. The error says what is missing of the book.
func New(b *optout.Book, s Store) (*Inbox, error) {
	if err := b.Findings().Err(); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errors.New("inbox: there is no store: what cannot be attributed would be lost")
	}
	return &Inbox{book: b, store: s}, nil
}

// Format writes "inbox" under every verb: it holds a book, and the book its keys.
func (b *Inbox) Format(f fmt.State, verb rune) { io.WriteString(f, "inbox") }

func (b *Inbox) now() time.Time {
	if b.book.Now != nil {
		return b.book.Now().UTC().Round(0)
	}
	return time.Now().UTC().Round(0)
}

// Keep seals an item and returns after it is durable. The same message kept again is one item. Nothing of an item is dropped: one that is
// too large is an error. It first asks the ledger whether the book's keys are those that it knows: what is sealed under a key that nobody
// keeps is lost.
//
// Whoever records a provisional objection for an item keeps the item first: what stands in the ledger and waits for nobody could be lifted
// by the dismissal of another item, unread.
func (b *Inbox) Keep(ctx context.Context, i Item) error {
	if err := b.admit(ctx); err != nil {
		return err
	}
	if i.Received.IsZero() {
		i.Received = b.now()
	}
	content := body{From: []byte(i.From), Text: []byte(i.Text), ID: []byte(i.ID), Note: []byte(i.Note), Channel: i.Channel, Persons: i.Persons}
	for _, a := range i.Suspended {
		content.Suspended = append(content.Suspended, a.E164()+a.Mailbox())
	}
	text, err := json.Marshal(content)
	if err != nil {
		return errors.New("inbox: the item cannot be written") // the error may quote it
	}
	s := Sealed{
		Ref: b.ref(i), Controller: b.book.Controller, Key: b.book.Keys.Current.ID,
		Received: i.Received.UTC().Round(0), Source: i.Source, Why: i.Why,
	}
	if s.Body, err = seal.Seal(b.book.Keys, use, text, s.bound()); err != nil {
		return fmt.Errorf("inbox: %w", err)
	}
	if err := s.Check(); err != nil {
		return err
	}
	return b.store.Put(ctx, s)
}

// admit asks the ledger whether it knows the book's keys.
func (b *Inbox) admit(ctx context.Context) error {
	s, err := b.book.Sealer()
	if err != nil {
		return err
	}
	known, err := b.book.Ledger.Keys(ctx)
	if err != nil {
		return fmt.Errorf("inbox: the ledger: %w", err)
	}
	return s.Admit(known)
}

// ref names an item after what was received.
func (b *Inbox) ref(i Item) (r Ref) {
	mac := hmac.New(sha256.New, seal.Derive(b.book.Keys.Current, name))
	fields := []string{b.book.Controller, i.Source, string(i.Why), i.From, i.ID, i.Text}
	if i.ID == "" { // without a name the moment tells two equal texts apart: nobody may lose the second
		fields = append(fields, i.Received.UTC().Format(time.RFC3339Nano))
	}
	for _, field := range fields {
		fmt.Fprintf(mac, "%d:%s", len(field), field)
	}
	copy(r[:], mac.Sum(nil))
	return r
}

// bound is what the body is bound to: a body that was moved to another row does not open.
func (s Sealed) bound() string {
	return fmt.Sprintf("%x\x00%s\x00%s\x00%s\x00%s", s.Ref[:], s.Controller, s.Received.UTC().Format(time.RFC3339Nano), s.Source, s.Why)
}

func (b *Inbox) open(s Sealed) (Item, error) {
	i := Item{Ref: s.Ref, Received: s.Received, Source: s.Source, Why: s.Why}
	text, err := seal.Open(b.book.Keys, use, s.Body, s.bound())
	if err != nil {
		return i, fmt.Errorf("inbox: item %v: %w", s.Ref, err)
	}
	var content body
	if err := json.Unmarshal(text, &content); err != nil {
		return i, fmt.Errorf("inbox: item %v was written by another version", s.Ref)
	}
	i.From, i.Text, i.ID, i.Note, i.Channel = string(content.From), string(content.Text), string(content.ID), string(content.Note), content.Channel
	i.Persons = content.Persons
	for _, written := range content.Suspended {
		a, err := optout.Phone(written)
		if err != nil {
			if a, err = optout.Mailbox(written); err != nil {
				return i, fmt.Errorf("inbox: item %v holds an address that cannot be read", s.Ref)
			}
		}
		i.Suspended = append(i.Suspended, a)
	}
	return i, nil
}

// Items yields what waits, the oldest first. An item that does not open is yielded with an error that says which key is missing, and
// with what stands beside it in clear; the others follow. An error of the store comes with an item without a Ref, and ends.
func (b *Inbox) Items(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for s, err := range b.store.List(ctx, b.book.Controller) {
			var i Item
			switch {
			case err == nil && !s.Done.IsZero():
				continue
			case err == nil:
				i, err = b.open(s)
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

// Log yields what was dealt with, the oldest reception first: when, by whom and how, without what it said.
func (b *Inbox) Log(ctx context.Context) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) {
		for s, err := range b.store.List(ctx, b.book.Controller) {
			if (err != nil || !s.Done.IsZero()) && !yield(s, err) {
				return
			}
		}
	}
}

// Item returns one item, open. The error is ErrUnknown, ErrForgotten, or says which key is missing.
func (b *Inbox) Item(ctx context.Context, ref Ref) (Item, error) {
	for s, err := range b.store.List(ctx, b.book.Controller) {
		switch {
		case err != nil:
			return Item{}, err
		case s.Ref == ref && !s.Done.IsZero():
			return Item{}, ErrForgotten
		case s.Ref == ref:
			return b.open(s)
		}
	}
	return Item{}, ErrUnknown
}

// Finding is what a human made of an item.
type Finding struct {
	To  []optout.Address // who wrote: every address of the person that is known
	For optout.For       // what was objected to; the zero For is everything
	By  string           // who says so
}

// Attribute records the objection of an item for the person who made it, dated when it was received, and forgets the item. A provisional
// objection that was recorded for an address that turned out to be somebody else's is lifted. Whom a token names objects as well: the message
// that was answered went to them, and nobody who reads the item sees whose address that is. It may be repeated: an objection is recorded
// once for an item.
func (b *Inbox) Attribute(ctx context.Context, ref Ref, f Finding) error {
	if len(f.To) == 0 {
		return law.Find(law.AddressForm, "Finding.To", "is empty: say for whom the objection is recorded")
	}
	done := Done{At: b.now(), By: f.By, How: Attributed}
	if err := done.Check(); err != nil {
		return err
	}
	i, err := b.Item(ctx, ref)
	if err != nil {
		return err
	}
	objecting := append(b.behind(f.To, nil), b.behind(nil, i.Persons)...)
	for _, p := range objecting {
		at, err := b.said(ctx, i, p)
		if err != nil {
			return err
		}
		e := optout.Event{
			Kind: optout.Objection, Channel: f.For.Channel, Scope: optout.Scope{Topic: f.For.Topic}, At: at,
			Source: "inbox", ID: ref.text(), By: f.By, Evidence: "inbox item " + ref.text(),
		}
		if err := b.record(ctx, p, e); err != nil {
			return err
		}
	}
	if err := b.lift(ctx, i, objecting, f.By, "the message was another person's"); err != nil {
		return err
	}
	return b.store.Forget(ctx, ref, done)
}

// Dismiss records that a human read an item and found no objection in it: the provisional objection that it caused is lifted, as soon as no
// other item of the same person waits. Then the item is forgotten. Why is one line for the ledger, without personal data, and mandatory.
func (b *Inbox) Dismiss(ctx context.Context, ref Ref, by, why string) error {
	done := Done{At: b.now(), By: by, How: Dismissed}
	if err := done.Check(); err != nil {
		return err
	}
	if strings.TrimSpace(why) == "" {
		return law.Find(law.SpecField, "Dismiss.why", "is empty: say what the person meant, without the person's words")
	}
	i, err := b.Item(ctx, ref)
	if err != nil {
		return err
	}
	if err := b.lift(ctx, i, nil, by, why); err != nil {
		return err
	}
	return b.store.Forget(ctx, ref, done)
}

// lift ends the provisional objections of an item, but for those of whom it was attributed to. A dismissal lifts
// every earlier one of a person, so that it has to wait until no other item of the same person is unread.
func (b *Inbox) lift(ctx context.Context, i Item, but []suspended, by, why string) error {
	now := b.now() // what arrives from here on is later, and stands
	for _, p := range b.behind(i.Suspended, i.Persons) {
		if slices.ContainsFunc(but, p.is) {
			continue
		}
		if waits, err := b.waits(ctx, p, i.Ref); err != nil {
			return err
		} else if waits {
			continue
		}
		err := b.record(ctx, p, optout.Event{
			Kind: optout.Dismissed, At: now, Source: "inbox", ID: "dismissed " + i.Ref.text(), By: by, Evidence: why,
		})
		if err != nil {
			return err
		}
		// Another program may have taken a message of the same person between the two, and its clock may be behind: its provisional
		// objection is lifted unread. Its item was kept before, so it shows now.
		waits, err := b.waits(ctx, p, i.Ref)
		if waits || err != nil {
			again := optout.Event{Kind: optout.Review, Source: "inbox", Evidence: "inbox: another item of the person waits"}
			err = errors.Join(err, b.record(context.WithoutCancel(ctx), p, again))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// waits reports whether an item but this one waits that may be the person's.
func (b *Inbox) waits(ctx context.Context, p suspended, but Ref) (bool, error) {
	for other, err := range b.Items(ctx) {
		switch {
		case err != nil && other.Ref == (Ref{}):
			return false, err
		case other.Ref != but && (err != nil || slices.ContainsFunc(b.behind(other.Suspended, other.Persons), p.maybe)): // one that does not open may be anybody's
			return true, nil
		}
	}
	return false, nil
}

// Forget forgets an item that a human has dealt with otherwise: a request that was answered, a sender whom nobody can find. Where a
// provisional objection was recorded for it, nobody has said that it is none: it becomes an objection to everything, so that the dismissal of
// another item does not lift it. An item that does not open is not forgotten, because nobody knows whose it is. One that was dealt
// with stays as it is, without an error.
func (b *Inbox) Forget(ctx context.Context, ref Ref, by string) error {
	done := Done{At: b.now(), By: by, How: Discarded}
	if err := done.Check(); err != nil {
		return err
	}
	i, err := b.Item(ctx, ref)
	switch {
	case errors.Is(err, ErrForgotten):
		return nil
	case err != nil:
		return err
	}
	for _, p := range b.behind(i.Suspended, i.Persons) {
		at, err := b.said(ctx, i, p)
		if err != nil {
			return err
		}
		e := optout.Event{
			Kind: optout.Objection, At: at, Source: "inbox", ID: "forgotten " + ref.text(), By: by, Evidence: "inbox item " + ref.text(),
		}
		if err := b.record(ctx, p, e); err != nil {
			return err
		}
	}
	return b.store.Forget(ctx, ref, done)
}

// said returns when the person said what is in an item: when it was received, or later where the ledger dates a provisional objection of
// the person so. Its date is later than every consent that was recorded before, whatever the clock said.
func (b *Inbox) said(ctx context.Context, i Item, p suspended) (time.Time, error) {
	at := i.Received
	events, err := b.history(ctx, p)
	for _, e := range events {
		if e.Kind == optout.Review && e.At.After(at) {
			at = e.At
		}
	}
	return at, err
}
