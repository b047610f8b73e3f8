package outbox

import (
	"context"
	"sync"
	"time"
)

// Memory forgets everything when the program ends.
type Memory struct {
	mu    sync.Mutex
	last  int64
	mails map[int64]Mail
	wake  chan struct{}
}

func NewMemory() *Memory { return &Memory{mails: map[int64]Mail{}, wake: make(chan struct{}, 1)} }

func (m *Memory) Add(_ context.Context, mail Mail) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	mail.ID = m.last
	m.mails[mail.ID] = mail
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return mail.ID, nil
}

func (m *Memory) Next(_ context.Context, now time.Time) (Mail, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, mail := range m.mails {
		if !mail.Due.After(now) {
			return mail, nil
		}
	}
	return Mail{}, ErrEmpty
}

func (m *Memory) Done(_ context.Context, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.mails, id)
	return nil
}

func (m *Memory) Retry(_ context.Context, mail Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails[mail.ID] = mail
	return nil
}
