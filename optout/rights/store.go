package rights

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Sealed is a request as a Store keeps it. How to reach the person and what was asked cannot be read without the controller's key; the
// rest says nothing of a person.
type Sealed struct {
	Ref        Ref
	Controller string
	Key        byte // number of the key under which Body is sealed
	Rights     []Right
	Received   law.Day
	Source     string
	Recorded   time.Time
	Body       []byte // at most MaxBody bytes; nil once the request was answered
	Steps      []Step // Put takes none
}

// MaxBody is the most that a sealed body has, in bytes.
const MaxBody = 2 * maxBody

// ErrUnknown says that no request has the reference.
var ErrUnknown = errors.New("rights: no such request")

// ErrAnswered says that a request was answered, and that nothing is done about it any more.
var ErrAnswered = errors.New("rights: the request was answered")

// Store keeps requests. Implementations are safe for concurrent use; package optoutsql has one beside its ledger, and rightstest
// proves one.
type Store interface {
	// Put keeps a request and returns after it is durable. One whose Ref is there is that request told again: it stays as it is,
	// without an error.
	Put(ctx context.Context, s Sealed) error

	// List yields all requests to a controller with their steps, by the day of reception and then in the order in which they were kept.
	// An error ends it.
	List(ctx context.Context, controller string) iter.Seq2[Sealed, error]

	// Step appends a step to a request and returns after it is durable. The step Answered erases the body at the same time. The error is
	// ErrUnknown, or ErrAnswered where the request was answered before.
	Step(ctx context.Context, ref Ref, s Step) error
}

// Check reports why a request cannot be kept. Every Store refuses what Check refuses.
func (s Sealed) Check() error {
	switch {
	case !s.Ref.ok():
		return errors.New("rights: a request without a reference, R- and 12 letters or digits")
	case strings.TrimSpace(s.Controller) == "" || len(line("", s.Controller, true)) > 0:
		return errors.New("rights: a request without a controller, or with one that cannot be written")
	case len(line("", s.Source, false)) > 0:
		return errors.New("rights: the source of a request is over-long or holds control characters")
	case len(s.Rights) == 0 || slices.ContainsFunc(s.Rights, func(r Right) bool { return !slices.Contains(All(), r) }):
		return errors.New("rights: a request for no right, or for one that is unknown")
	case !isDay(s.Received):
		return errors.New("rights: a request without a day of reception")
	case s.Recorded.IsZero() || s.Recorded.Year() < 1 || s.Recorded.Year() > 9999:
		return errors.New("rights: a request without an instant between the years 1 and 9999")
	case len(s.Body) == 0 || len(s.Body) > MaxBody:
		return fmt.Errorf("rights: the body of a request has %d bytes, not 1 to %d", len(s.Body), MaxBody)
	case len(s.Steps) > 0:
		return errors.New("rights: a request comes in before anything is done about it")
	}
	return nil
}

// ok reports whether the reference is one of ours.
func (r Ref) ok() bool {
	letters, ok := strings.CutPrefix(string(r), "R-")
	return ok && len(letters) == 12 && strings.Trim(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// Check reports why a step cannot be kept. Every Store refuses what Check refuses.
func (s Step) Check() error {
	switch {
	case s.Kind != Identified && s.Kind != Extended && s.Kind != Answered:
		return fmt.Errorf("rights: a step of unknown kind %q", s.Kind)
	case !isDay(s.Day):
		return errors.New("rights: a step without a day")
	case s.At.IsZero() || s.At.Year() < 1 || s.At.Year() > 9999:
		return errors.New("rights: a step without an instant between the years 1 and 9999")
	case len(line("", s.By, true)) > 0 || len(line("", s.Note, true)) > 0:
		return errors.New("rights: a step says who took it and what was done, each on a line of at most 512 bytes")
	}
	return nil
}

// Memory is a Store in memory, for tests and demonstrations: it forgets every request when the process ends. The zero Memory is empty and ready.
type Memory struct {
	mu  sync.Mutex
	all []Sealed
}

var _ Store = (*Memory)(nil)

// Put keeps a request as long as the process runs.
func (m *Memory) Put(ctx context.Context, s Sealed) error {
	if err := errors.Join(ctx.Err(), s.Check()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if slices.ContainsFunc(m.all, func(old Sealed) bool { return old.Ref == s.Ref }) {
		return nil
	}
	m.all = append(m.all, s.clone())
	slices.SortStableFunc(m.all, func(a, b Sealed) int { return strings.Compare(string(a.Received), string(b.Received)) })
	return nil
}

// List yields the requests to a controller.
func (m *Memory) List(ctx context.Context, controller string) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(Sealed{}, err)
			return
		}
		m.mu.Lock()
		var all []Sealed
		for _, s := range m.all {
			if s.Controller == controller {
				all = append(all, s.clone())
			}
		}
		m.mu.Unlock()
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// Step appends a step.
func (m *Memory) Step(ctx context.Context, ref Ref, step Step) error {
	if err := errors.Join(ctx.Err(), step.Check()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.all, func(s Sealed) bool { return s.Ref == ref })
	if i < 0 {
		return ErrUnknown
	}
	s := &m.all[i]
	if slices.ContainsFunc(s.Steps, func(old Step) bool { return old.Kind == Answered }) {
		return ErrAnswered
	}
	s.Steps = append(s.Steps, step)
	if step.Kind == Answered {
		clear(s.Body)
		s.Body = nil
	}
	return nil
}

func (s Sealed) clone() Sealed {
	s.Rights, s.Body, s.Steps = slices.Clone(s.Rights), slices.Clone(s.Body), slices.Clone(s.Steps)
	return s
}
