// Package notifytest stands in for a provider.
package notifytest

import (
	"context"
	"strconv"
	"sync"
)

// Sent is one message.
type Sent struct{ To, Text string }

// Fake keeps what it should send.
type Fake struct {
	mu   sync.Mutex
	sent []Sent
	Err  error
}

func (f *Fake) Send(_ context.Context, to, text string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Err != nil {
		return "", f.Err
	}
	f.sent = append(f.sent, Sent{to, text})
	return strconv.Itoa(len(f.sent)), nil
}

func (f *Fake) Sent() []Sent {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Sent(nil), f.sent...)
}
