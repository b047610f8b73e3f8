package optout

import "context"

// Many is a Ledger that answers about many people in one question. It is optional: a Ledger that is none is asked about one
// person after the other.
type Many interface {
	Ledger

	// Histories returns what History returns for each of the digests, one after the other in whatever order of the digests: the events of one
	// digest in the order in which they were recorded. No digest stands twice among those asked about.
	Histories(ctx context.Context, of []Digest) ([]Event, error)
}

// histories asks a ledger about many people, in one question where it takes that.
func histories(ctx context.Context, l Ledger, of []Digest) ([]Event, error) {
	if m, ok := l.(Many); ok {
		return m.Histories(ctx, of)
	}
	var all []Event
	for _, d := range of {
		events, err := l.History(ctx, d)
		if err != nil {
			return nil, err
		}
		all = append(all, events...)
	}
	return all, nil
}
