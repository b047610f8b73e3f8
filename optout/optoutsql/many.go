package optoutsql

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/optout"
)

var _ optout.Many = (*Ledger)(nil)

// manyAtOnce is how many digests one question asks about. SQLite takes 999 parameters and more, according to how it was built.
const manyAtOnce = 500

// questionFor asks about so many digests. There is no array that drivers of both systems take.
func questionFor(n int) string {
	var q strings.Builder
	q.WriteString(`SELECT digest, ` + selected + ` FROM optout_event WHERE digest IN (`)
	for i := range n {
		if i > 0 {
			q.WriteByte(',')
		}
		q.WriteString("?" + strconv.Itoa(i+1))
	}
	q.WriteString(`) ORDER BY seq`)
	return q.String()
}

// Histories returns the events of many digests, those of each in the order recorded. It asks about five hundred at once.
func (l *Ledger) Histories(ctx context.Context, of []optout.Digest) ([]optout.Event, error) {
	if err := l.opened(); err != nil {
		return nil, err
	}
	// In the order of the index, so that neighbours are found on one page.
	sorted := slices.SortedFunc(slices.Values(of), func(a, b optout.Digest) int { return bytes.Compare(a[:], b[:]) })
	var all []optout.Event
	for some := range slices.Chunk(sorted, manyAtOnce) {
		events, err := l.readMany(ctx, some)
		if err != nil {
			return nil, said(ctx, err)
		}
		all = append(all, events...)
	}
	return all, nil
}

func (l *Ledger) readMany(ctx context.Context, of []optout.Digest) (events []optout.Event, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	parameters := make([]any, len(of))
	for i := range of {
		parameters[i] = of[i][:]
	}
	rows, err := l.db.QueryContext(ctx, l.dialect.bind(questionFor(len(of))), parameters...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s scanner
		if err := rows.Scan(append([]any{&s.digest}, s.into()...)...); err != nil {
			return nil, err
		}
		if len(s.digest) != len(optout.Digest{}) {
			return nil, errDigest
		}
		e, err := s.event(optout.Digest(s.digest))
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
