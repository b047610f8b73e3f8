package optoutsql

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// instant is how an instant is stored: RFC 3339 in UTC with nanoseconds and of one length, so that it sorts as text and no
// database rounds it.
const instant = "2006-01-02T15:04:05.000000000Z"

// stamp writes an instant as it is stored; none is empty.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(instant)
}

func parseStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(instant, s)
	if err != nil {
		return time.Time{}, errors.New("an event has an instant that cannot be read")
	}
	return t, nil
}

// selected are the columns of an event but for its digest, in the order in which scanner takes them.
const selected = "key_id, exact, kind, channel, controller, topic, at, until, source, evidence, said_by, event_id"

// scanner takes the columns of a row.
type scanner struct {
	key              int64
	exact            []byte
	kind, channel    string
	at, until        string
	e                optout.Event
	digest, link     []byte
	generation, seal int64
}

// into are the places of the selected columns.
func (s *scanner) into() []any {
	return []any{&s.key, &s.exact, &s.kind, &s.channel, &s.e.Scope.Controller, &s.e.Scope.Topic, &s.at, &s.until, &s.e.Source, &s.e.Evidence, &s.e.By, &s.e.ID}
}

// event is what was scanned. A key of -1 is that of an event which was recorded before their numbers were.
func (s *scanner) event(d optout.Digest) (optout.Event, error) {
	e := s.e
	e.Digest, e.Key = d, byte(max(s.key, 0))
	e.Kind, e.Channel = optout.Kind(s.kind), law.Channel(s.channel)
	if len(s.exact) != 0 && len(s.exact) != len(e.Exact) {
		return e, errors.New("an event has a digest of another length")
	}
	copy(e.Exact[:], s.exact)
	var err1, err2 error
	e.At, err1 = parseStamp(s.at)
	e.Until, err2 = parseStamp(s.until)
	return e, errors.Join(err1, err2)
}

// History returns the events of one digest in the order recorded.
func (l *Ledger) History(ctx context.Context, d optout.Digest) ([]optout.Event, error) {
	if err := l.opened(); err != nil {
		return nil, err
	}
	events, err := l.read(ctx, d)
	if err != nil {
		return nil, said(ctx, err)
	}
	return events, nil
}

func (l *Ledger) read(ctx context.Context, d optout.Digest) (events []optout.Event, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := l.history.QueryContext(ctx, d[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s scanner
		if err := rows.Scan(s.into()...); err != nil {
			return nil, err
		}
		e, err := s.event(d)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// Generation returns the number under which the last event of all is stored. Events are numbered in the order in which they are
// committed, because one transaction writes at a time, so that who has read a generation finds everything up to it.
func (l *Ledger) Generation(ctx context.Context) (uint64, error) {
	if err := l.opened(); err != nil {
		return 0, err
	}
	var n int64
	if err := l.db.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM optout_event`).Scan(&n); err != nil {
		return 0, said(ctx, err)
	}
	return uint64(n), nil
}

// kindOf returns a kind without allocating for those that are common.
func kindOf(raw []byte) optout.Kind {
	switch string(raw) {
	case string(optout.Objection):
		return optout.Objection
	case string(optout.ConsentKind):
		return optout.ConsentKind
	case string(optout.Informed):
		return optout.Informed
	}
	return optout.Kind(raw)
}

// Digests yields the digests of the events recorded after a generation.
func (l *Ledger) Digests(ctx context.Context, after uint64) iter.Seq2[optout.Entry, error] {
	return func(yield func(optout.Entry, error) bool) {
		if err := l.opened(); err != nil {
			yield(optout.Entry{}, err)
			return
		}
		rows, err := l.db.QueryContext(ctx, l.dialect.bind(`SELECT seq, digest, kind FROM optout_event WHERE seq > ?1 ORDER BY seq`), int64(after))
		if err != nil {
			yield(optout.Entry{}, said(ctx, err))
			return
		}
		defer rows.Close()
		var seq int64
		var digest, kind sql.RawBytes
		for rows.Next() {
			err := rows.Scan(&seq, &digest, &kind)
			if err == nil && len(digest) != len(optout.Digest{}) {
				err = errDigest
			}
			if err != nil {
				yield(optout.Entry{}, said(ctx, err))
				return
			}
			if !yield(optout.Entry{Digest: optout.Digest(digest), Generation: uint64(seq), Kind: kindOf(kind)}, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(optout.Entry{}, said(ctx, err))
		}
	}
}

var errDigest = errors.New("an event has a digest of another length")

// Chain yields the events of one controller's chain in the order recorded.
func (l *Ledger) Chain(ctx context.Context, controller string) iter.Seq2[optout.Sealed, error] {
	return func(yield func(optout.Sealed, error) bool) {
		if err := l.opened(); err != nil {
			yield(optout.Sealed{}, err)
			return
		}
		for s, err := range chained(ctx, l.db, l.dialect, controller) {
			if err != nil {
				yield(optout.Sealed{}, said(ctx, err))
				return
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// asker is a database or one connection to it.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func chained(ctx context.Context, db asker, d dialect, controller string) iter.Seq2[optout.Sealed, error] {
	return func(yield func(optout.Sealed, error) bool) {
		rows, err := db.QueryContext(ctx, d.bind(`SELECT seq, digest, sealed_by, link, `+selected+` FROM optout_event
			WHERE chain = (SELECT id FROM optout_chain WHERE optout_chain.controller = ?1) ORDER BY place`), controller)
		if err != nil {
			yield(optout.Sealed{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var s scanner
			err := rows.Scan(append([]any{&s.generation, &s.digest, &s.seal, &s.link}, s.into()...)...)
			if err == nil && (len(s.digest) != len(optout.Digest{}) || len(s.link) != 0 && len(s.link) != len(optout.Link{})) {
				err = errDigest
			}
			var sealed optout.Sealed
			if err == nil {
				sealed = optout.Sealed{Generation: uint64(s.generation), By: byte(max(s.seal, 0))}
				copy(sealed.Link[:], s.link)
				sealed.Event, err = s.event(optout.Digest(s.digest))
			}
			if !yield(sealed, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(optout.Sealed{}, err)
		}
	}
}

// Head returns the end of a controller's chain as it was after count events, or is.
func (l *Ledger) Head(ctx context.Context, controller string, count uint64) (optout.Head, error) {
	h := optout.Head{Controller: controller}
	if err := l.opened(); err != nil {
		return h, err
	}
	var events int64
	var last, then []byte
	err := l.db.QueryRowContext(ctx, l.dialect.bind(`SELECT c.events, c.link, (SELECT e.link FROM optout_event e WHERE e.chain = c.id AND e.place = ?2)
		FROM optout_chain c WHERE c.controller = ?1`), controller, int64(count)).Scan(&events, &last, &then)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return h, nil
	case err != nil:
		return h, said(ctx, err)
	}
	h.Count = uint64(events)
	if count != 0 && count < h.Count {
		h.Count, last = count, then
	}
	copy(h.Link[:], last)
	return h, nil
}

const selectKeys = `SELECT c.controller, k.key_id, k.value, k.events FROM optout_key k JOIN optout_chain c ON c.id = k.chain`

// Keys returns the check values of all controllers.
func (l *Ledger) Keys(ctx context.Context) ([]optout.KeyCheck, error) {
	if err := l.opened(); err != nil {
		return nil, err
	}
	all, err := keys(ctx, l.db, selectKeys)
	if err != nil {
		return nil, said(ctx, err)
	}
	return all, nil
}

func keys(ctx context.Context, db asker, query string, args ...any) (all []optout.KeyCheck, err error) {
	rows, err := db.QueryContext(ctx, query+` ORDER BY k.chain, k.key_id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k optout.KeyCheck
		var id, events int64
		var check []byte
		if err := rows.Scan(&k.Controller, &id, &check, &events); err != nil {
			return nil, err
		}
		if len(check) != len(k.Check) {
			return nil, errors.New("a key has a check value of another length")
		}
		copy(k.Check[:], check)
		k.Key, k.Events = byte(max(id, 0)), uint64(events)
		all = append(all, k)
	}
	return all, rows.Err()
}
