package rights

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/internal/seal"
)

// Register is the requests to one controller. New makes one; it is safe for concurrent use if its store is.
type Register struct {
	book  *optout.Book
	store Store
}

// use and name are what keys are derived for here.
const (
	use  = "rights/1"
	name = "rights name/1"
)

// New returns the register of a book's controller. The error says what is missing of the book.
func New(b *optout.Book, s Store) (*Register, error) {
	if err := b.Findings().Err(); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errors.New("rights: there is no store: requests would be lost")
	}
	return &Register{b, s}, nil
}

// Format writes "register" under every verb: it holds a book, and the book its keys.
func (r *Register) Format(f fmt.State, verb rune) { io.WriteString(f, "register of requests") }

func (r *Register) now() time.Time {
	if r.book.Now != nil {
		return r.book.Now().UTC().Round(0)
	}
	return time.Now().UTC().Round(0)
}

// content is what is sealed of a request.
type content struct {
	Contact string `json:"contact"`
	Text    string `json:"text"`
}

// Add keeps a request and returns its reference after it is durable. Where a right ends the messages, the objection is recorded in the
// ledger first, for every channel and topic and under each address: a register that fails loses no objection. A request with
// an ID that was added before is that request told again, and has the reference that it had.
func (r *Register) Add(ctx context.Context, q Request) (Ref, error) { return r.add(ctx, q, true) }

// AddRecorded is Add for a request that came by a way which recorded the objection itself, where there is one, or put it before a
// human because nobody knew whose it is: it needs no address.
func (r *Register) AddRecorded(ctx context.Context, q Request) (Ref, error) {
	return r.add(ctx, q, false)
}

func (r *Register) add(ctx context.Context, q Request, addressed bool) (Ref, error) {
	if q.Received == "" {
		q.Received = Day(r.now())
	}
	fs := q.findings(Day(r.now()))
	stops := slices.ContainsFunc(q.Rights, Right.stops)
	if stops && len(q.To) == 0 && addressed {
		fs = append(fs, law.Find(law.SpecField, "Request.To", "is empty, and the request ends messages: give the addresses that are known of the person, or nothing stops them"))
	}
	if err := fs.Err(); err != nil {
		return "", err
	}
	ref := r.ref(q)
	if stops {
		for _, to := range q.To {
			e := optout.Event{Kind: optout.Objection, Source: "rights", Evidence: "request " + string(ref), ID: string(ref)}
			if err := r.book.Record(ctx, to, e); err != nil {
				return "", err
			}
		}
	}
	body, err := json.Marshal(content{q.Contact, q.Text})
	if err != nil {
		return "", errors.New("rights: the request cannot be written") // the error may quote it
	}
	s := Sealed{
		Ref: ref, Controller: r.book.Controller, Key: r.book.Keys.Current.ID, Rights: q.Rights, Received: q.Received, Source: q.Source, Recorded: r.now(),
	}
	if s.Body, err = seal.Seal(r.book.Keys, use, body, s.bound()); err != nil {
		return "", fmt.Errorf("rights: %w", err)
	}
	if err := s.Check(); err != nil {
		return "", err
	}
	return ref, r.store.Put(ctx, s)
}

// ref names a request after its source's own name for it, under the controller's key, or at random.
func (r *Register) ref(q Request) Ref {
	if q.ID == "" {
		return Ref("R-" + rand.Text()[:12])
	}
	mac := hmac.New(sha256.New, seal.Derive(r.book.Keys.Current, name))
	for _, field := range []string{r.book.Controller, q.Source, q.ID} {
		fmt.Fprintf(mac, "%d:%s", len(field), field)
	}
	return Ref("R-" + base32.StdEncoding.EncodeToString(mac.Sum(nil))[:12])
}

// bound is what the sealed body belongs to.
func (s Sealed) bound() string { return string(s.Ref) + "\x00" + s.Controller }

// open returns the request of what is stored.
func (r *Register) open(s Sealed) (Request, error) {
	q := Request{Ref: s.Ref, Rights: s.Rights, Received: s.Received, Source: s.Source, Steps: s.Steps}
	if len(s.Body) == 0 {
		return q, nil
	}
	text, err := seal.Open(r.book.Keys, use, s.Body, s.bound())
	if err != nil {
		return q, fmt.Errorf("rights: request %s: %w", s.Ref, err)
	}
	var c content
	if err := json.Unmarshal(text, &c); err != nil {
		return q, fmt.Errorf("rights: request %s was written by another version", s.Ref)
	}
	q.Contact, q.Text = c.Contact, c.Text
	return q, nil
}

// Requests yields all requests to the controller, the oldest reception first. One that does not open is yielded with an error that says
// which key is missing, and with what stands beside it in clear; the others follow. An error of the store comes with a
// request without a reference, and ends.
func (r *Register) Requests(ctx context.Context) iter.Seq2[Request, error] {
	return func(yield func(Request, error) bool) {
		for s, err := range r.store.List(ctx, r.book.Controller) {
			if err != nil {
				yield(Request{}, err)
				return
			}
			if !yield(r.open(s)) {
				return
			}
		}
	}
}

// Request returns one request. The error is ErrUnknown, or says which key is missing.
func (r *Register) Request(ctx context.Context, ref Ref) (Request, error) {
	for s, err := range r.store.List(ctx, r.book.Controller) {
		switch {
		case err != nil:
			return Request{}, err
		case s.Ref == ref:
			return r.open(s)
		}
	}
	return Request{}, ErrUnknown
}

// Identify notes that somebody made sure who asks, and how: that the answer goes to the very number that asked, say. An answer that tells
// what is known of a person needs it.
func (r *Register) Identify(ctx context.Context, ref Ref, s Step) error {
	s.Kind = Identified
	return r.take(ctx, ref, s, nil)
}

// Extend notes that the person was told that the answer takes up to two more months, and why. Told later than a month after reception
// it extends nothing (GDPR 12(3)): the request is answered at once.
func (r *Register) Extend(ctx context.Context, ref Ref, s Step) error {
	s.Kind = Extended
	return r.take(ctx, ref, s, func(q Request, s Step) law.Findings {
		if s.Day > q.Received.Later(1) {
			return law.Findings{law.Find(law.AnswerInTime, "Step.Day", "received on %s: the person is told of an extension until %s, and then is answered at once", string(q.Received), string(q.Received.Later(1)))}
		}
		if _, again := q.step(Extended); again {
			return law.Findings{law.Find(law.AnswerInTime, "Step.Kind", "the month was extended already, and is so once")}
		}
		return nil
	})
}

// Answer notes what was answered, and erases how the person was reached and what was asked. A late answer is noted too: Findings
// says that it was.
func (r *Register) Answer(ctx context.Context, ref Ref, s Step) error {
	s.Kind = Answered
	return r.take(ctx, ref, s, func(q Request, _ Step) law.Findings {
		if _, ok := q.step(Identified); !ok && slices.ContainsFunc(q.Rights, Right.shows) {
			return law.Findings{law.Find(law.SpecField, "Request.Steps", "nobody made sure who asks (GDPR 12(6)): note first how, by Identify")}
		}
		return nil
	})
}

// take judges a step and writes it down.
func (r *Register) take(ctx context.Context, ref Ref, s Step, judge func(Request, Step) law.Findings) error {
	q, err := r.Request(ctx, ref)
	if q.Ref == "" {
		return err
	}
	// A body that does not open hinders no answer: the contact is lost, the duty is not.
	s.At = r.now()
	if s.Day == "" {
		s.Day = Day(s.At)
	}
	fs := append(line("Step.By", s.By, true), line("Step.Note", s.Note, true)...)
	switch {
	case !isDay(s.Day):
		fs = append(fs, law.Find(law.SpecField, "Step.Day", "is no day: write it as 2026-03-15"))
	case s.Day < q.Received || s.Day > Day(s.At):
		fs = append(fs, law.Find(law.SpecField, "Step.Day", "lies before the request or in the future"))
	}
	if q.Answered() != "" {
		fs = append(fs, law.Find(law.SpecField, "Request.Ref", "the request was answered on %s", string(q.Answered())))
	}
	if judge != nil && len(fs) == 0 {
		fs = append(fs, judge(q, s)...)
	}
	if len(fs) > 0 {
		return refusal(fs)
	}
	return r.store.Step(ctx, ref, s)
}

// refusal is an error whatever the severity of the findings: a Should finding here is a step that was not taken.
func refusal(fs law.Findings) error {
	if err := fs.Sort().Err(); err != nil {
		return err
	}
	return fs[0]
}
