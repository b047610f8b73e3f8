// Package deliver empties the outbox.
package deliver

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"cases/newsletter/outbox"
)

// Transport takes a whole message.
type Transport interface {
	Deliver(ctx context.Context, to string, raw []byte) error
}

// Worker sends what is due until it is stopped.
type Worker struct {
	repo      outbox.Repository
	transport Transport
	from      string
	log       *slog.Logger
	now       func() time.Time
	wg        sync.WaitGroup
}

func NewWorker(r outbox.Repository, t Transport, from string, log *slog.Logger) *Worker {
	return &Worker{repo: r, transport: t, from: from, log: log, now: time.Now}
}

// Start runs n loops.
func (w *Worker) Start(ctx context.Context, n int) {
	for range n {
		w.wg.Go(func() { w.loop(ctx) })
	}
}

func (w *Worker) Wait() { w.wg.Wait() }

func (w *Worker) loop(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		err := w.step(ctx)
		switch {
		case err == nil:
			continue
		case !errors.Is(err, outbox.ErrEmpty):
			w.log.ErrorContext(ctx, "outbox", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func (w *Worker) step(ctx context.Context) error {
	m, err := w.repo.Next(ctx, w.now())
	if err != nil {
		return err
	}
	raw, err := encode(w.from, m, w.now())
	if err != nil {
		return err
	}
	if err := w.transport.Deliver(ctx, m.To, raw); err != nil { // vet `RAW: .* the result of Repository.Next, and goes to smtp.Client.Data` because another package fills the outbox: the worker is told instead of who fills it
		m.Attempts++
		m.LastErr = err.Error()
		m.Due = w.now().Add(time.Minute << m.Attempts)
		return w.repo.Retry(ctx, m)
	}
	return w.repo.Done(ctx, m.ID)
}
