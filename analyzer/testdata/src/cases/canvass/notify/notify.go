// Package notify reminds volunteers and voters by SMS. It does not know of any provider,
// so that only who sees the whole program knows that its Sender is one.
package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/scrutateur/scrutateur/message/sms"
)

// Sender is what the service needs of a provider.
type Sender interface {
	Send(ctx context.Context, to, text string) (id string, err error)
}

// Person is somebody of the file.
type Person struct {
	First, Phone, Station string
	Volunteer             bool
}

// Service sends. Now may be replaced in tests.
type Service struct {
	sender Sender
	log    *slog.Logger
	now    func() time.Time
}

func New(s Sender, log *slog.Logger) *Service { return &Service{sender: s, log: log, now: time.Now} }

// Welcome greets a new volunteer.
func (s *Service) Welcome(ctx context.Context, p Person) error {
	text := "Bienvenue dans l'équipe"
	if p.First != "" {
		text += ", " + p.First
	}
	return s.deliver(ctx, p, text+" !") // whole `RAW: .* joined with other text, and goes to a request to smsmode` because another package implements the interface
}

// Remind says where to vote. Who is asked is decided by the caller.
func (s *Service) Remind(ctx context.Context, ps []Person, day time.Time) error {
	var (
		mu   sync.Mutex
		errs []error
		wg   sync.WaitGroup
		free = make(chan struct{}, 4)
	)
	for _, p := range ps {
		if p.Phone == "" {
			continue
		}
		wg.Add(1)
		free <- struct{}{}
		go func() {
			defer func() { <-free; wg.Done() }()
			if err := s.deliver(ctx, p, reminder(p, day)); err != nil { // whole `RAW: .* formatted by fmt.Sprintf, and goes to a request to smsmode` because another package implements the interface
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, fmt.Errorf("%s: %w", p.Station, err))
			}
		}()
	}
	wg.Wait()
	return errors.Join(errs...)
}

func reminder(p Person, day time.Time) string {
	return fmt.Sprintf("%s, votez le %s, bureau %s. STOP au 36111", p.First, day.Format("02/01"), p.Station)
}

// Shifts tells a volunteer where to be, one line for each shift.
func (s *Service) Shifts(ctx context.Context, p Person, shifts []string) error {
	var b strings.Builder
	b.WriteString("Vos permanences:\n")
	for i, sh := range shifts {
		fmt.Fprintf(&b, "%d. %s\n", i+1, sh)
	}
	return s.deliver(ctx, p, b.String()) // whole `RAW: .*, and goes to a request to smsmode` because another package implements the interface
}

// Built hands on a message that was built.
func (s *Service) Built(ctx context.Context, m sms.Message) error {
	_, err := s.sender.Send(ctx, m.To().E164(), m.Text())
	return err
}

func (s *Service) deliver(ctx context.Context, p Person, text string) error {
	start := s.now()
	id, err := s.sender.Send(ctx, p.Phone, text)
	if err != nil {
		s.log.ErrorContext(ctx, "not sent", "station", p.Station, "err", err)
		return err
	}
	s.log.InfoContext(ctx, "sent", "id", id, "took", s.now().Sub(start))
	return nil
}
