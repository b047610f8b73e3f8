package notify

import (
	"context"
	"time"
)

// Limited sends at most one message in each interval.
type Limited struct {
	Sender
	tick *time.Ticker
}

func Limit(s Sender, every time.Duration) *Limited { return &Limited{s, time.NewTicker(every)} }

func (l *Limited) Send(ctx context.Context, to, text string) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-l.tick.C:
		return l.Sender.Send(ctx, to, text)
	}
}
