package optoutsql

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// A commit costs the disk one flush, whatever it commits. So the calls of Record that meet while another commit is under way wait
// for it and are then written in one transaction together: the more callers there are the more share a flush. Each call has its own
// result, and is recorded whole or not at all.

// call is one call of Record.
type call struct {
	ctx    context.Context
	seal   optout.Sealer
	events []optout.Event // none: a probe
	err    error
	done   chan struct{} // closed once err is final
}

// queue is the calls that wait for the commit under way.
type queue struct {
	mu      sync.Mutex
	waiting []*call
	running bool // somebody takes from waiting
}

// A transaction has the events of several calls up to this many: beyond it a caller would wait for others' work rather than for
// the disk.
const enough = 1000

// add makes a call wait, and reports whether the caller has to see to it that somebody takes it.
func (q *queue) add(c *call) (first bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	first = !q.running
	q.running = true
	return first
}

// take returns the calls to write together, none when nobody waits.
func (q *queue) take() []*call {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, events := 0, 0
	for n < len(q.waiting) && (n == 0 || events+len(q.waiting[n].events) <= enough) {
		events += 1 + len(q.waiting[n].events)
		n++
	}
	taken := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	if n == 0 {
		q.waiting, q.running = nil, false
	}
	return taken
}

// withdraw takes back a call that nobody has taken.
func (q *queue) withdraw(c *call) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, w := range q.waiting {
		if w == c {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// ErrUnconfirmed says that nobody knows whether the events of a call are recorded: the database did not confirm the commit, or the
// caller's context ended before it did. They are to be recorded again.
var ErrUnconfirmed = errors.New("the commit was not confirmed: the events may be recorded or not, so record them again")

// Record appends the events to the chain of the sealer's controller and returns after they are durable. After an error nothing is
// recorded, unless the error is ErrUnconfirmed. Calls that come at the same time share a transaction.
func (l *Ledger) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	if err := l.opened(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.Accept(events...); err != nil {
		return err
	}
	c := &call{ctx: ctx, seal: s, events: events, done: make(chan struct{})}
	if l.queue.add(c) {
		go l.run()
	}
	select {
	case <-c.done:
		return said(ctx, c.err)
	case <-ctx.Done():
	}
	if l.queue.withdraw(c) {
		return said(ctx, ctx.Err())
	}
	select {
	case <-c.done:
		return said(ctx, c.err)
	default:
		return said(ctx, errors.Join(ctx.Err(), ErrUnconfirmed))
	}
}

// said is an error as callers get it. Drivers report an interruption in words of their own.
func said(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		err = errors.Join(cause, err)
	}
	return fmt.Errorf("optoutsql: %w", err)
}

// run writes what waits until nothing does.
func (l *Ledger) run() {
	for {
		calls := l.queue.take()
		if len(calls) == 0 {
			return
		}
		l.commit(calls)
	}
}

// commit writes the calls in one transaction. Where the database refuses that, each is written in one of its own, so that
// none fails for another's sake.
func (l *Ledger) commit(calls []*call) {
	err := l.write(calls)
	if err != nil && len(calls) > 1 && !errors.Is(err, ErrUnconfirmed) {
		for i := range calls {
			l.commit(calls[i : i+1])
		}
		return
	}
	for _, c := range calls {
		if c.err == nil { // its own error is noted already
			c.err = err
		}
		close(c.done)
	}
}

// write writes the calls in one transaction. The error is of all of them; one that is a single call's alone, because its context has
// ended or its keys are not the ledger's, is noted there and keeps nothing of that call.
func (l *Ledger) write(calls []*call) error {
	for _, c := range calls {
		c.err = nil
	}
	ctx, stop := together(calls)
	defer stop()
	return onConn(ctx, l.db, func(conn *sql.Conn) error {
		if err := l.dialect.settle(ctx, conn); err != nil {
			return err
		}
		err := inTransaction(ctx, l.dialect, conn, func() error {
			w := writer{dialect: l.dialect, conn: conn, chains: make(map[string]*chain), told: make(map[told]bool)}
			if err := l.dialect.alone(ctx, conn); err != nil {
				return err
			}
			if err := conn.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM optout_event`).Scan(&w.last); err != nil {
				return err
			}
			for _, c := range calls {
				if c.err = c.ctx.Err(); c.err != nil {
					continue
				}
				if err := w.call(ctx, c); err != nil {
					return err
				}
			}
			return w.finish(ctx)
		})
		if err == nil {
			err = l.file.still() // it is in the file that the next process opens
		}
		return err
	})
}

// together is a context that ends when those of all calls have: none of them ends the work of the others.
func together(calls []*call) (context.Context, func()) {
	if len(calls) == 1 {
		return calls[0].ctx, func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var mu sync.Mutex
	left := len(calls)
	var stops []func() bool
	for _, c := range calls {
		stops = append(stops, context.AfterFunc(c.ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			if left--; left == 0 {
				cancel()
			}
		}))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// writer is one transaction.
type writer struct {
	dialect dialect
	conn    *sql.Conn
	chains  map[string]*chain // by controller
	waiting []row             // to be inserted, in their order
	told    map[told]bool     // of those
	first   int64             // seq of the first event that was inserted
	last    int64             // of the last event that there is
	n       int64
}

// row is an event in its place.
type row struct {
	chain, place int64
	event        optout.Event
	by           byte
	link         optout.Link
}

// told is the name under which a source tells an event.
type told struct {
	digest     optout.Digest
	kind       optout.Kind
	channel    law.Channel
	scope      optout.Scope
	source, id string
}

// chain is a controller's, as it will be.
type chain struct {
	id      int64 // 0: not in the database yet
	events  int64
	link    optout.Link
	keys    []optout.KeyCheck
	stored  []optout.KeyCheck // as they are in the database
	changed bool
}

// call writes one call.
func (w *writer) call(ctx context.Context, c *call) error {
	ch, err := w.chain(ctx, c.seal.Controller())
	if err != nil {
		return err
	}
	if c.err = c.seal.Admit(ch.keys); c.err != nil {
		return nil
	}
	if ch.events > 0 && ch.link.IsZero() {
		if err := w.block(ctx, ch, c.seal); errors.Is(err, ErrAltered) {
			c.err = err
			return nil
		} else if err != nil {
			return err
		}
	}
	if len(c.events) == 0 {
		return w.probe(ctx, ch, c.seal)
	}
	for _, e := range c.events {
		again, err := w.again(ctx, e)
		if err != nil {
			return err
		}
		if again {
			continue
		}
		if err := w.event(ctx, ch, c.seal, e); err != nil {
			return err
		}
	}
	return nil
}

// again reports whether the event was recorded before, or is about to be.
func (w *writer) again(ctx context.Context, e optout.Event) (bool, error) {
	if e.ID == "" {
		return false, nil
	}
	name := told{e.Digest, e.Kind, e.Channel, e.Scope, e.Source, e.ID}
	if w.told[name] {
		return true, nil
	}
	var n int64
	err := w.conn.QueryRowContext(ctx, w.dialect.told(), e.Digest[:], e.Source, e.ID, string(e.Kind), string(e.Channel), e.Scope.Controller, e.Scope.Topic).Scan(&n)
	w.told[name] = true
	return n > 0, err
}

// chain returns the controller's chain as the database and this transaction have it.
func (w *writer) chain(ctx context.Context, controller string) (*chain, error) {
	if ch := w.chains[controller]; ch != nil {
		return ch, nil
	}
	ch := new(chain)
	var link []byte
	err := w.conn.QueryRowContext(ctx, w.dialect.bind(`SELECT id, events, link FROM optout_chain WHERE controller = ?1`), controller).Scan(&ch.id, &ch.events, &link)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	copy(ch.link[:], link)
	if ch.id != 0 {
		if ch.keys, err = keys(ctx, w.conn, w.dialect.bind(selectKeys+` WHERE c.id = ?1`), ch.id); err != nil {
			return nil, err
		}
		ch.stored = append(ch.stored, ch.keys...)
	}
	w.chains[controller] = ch
	return ch, nil
}

// create gives a new chain its row.
func (w *writer) create(ctx context.Context, ch *chain, controller string) error {
	if ch.id != 0 {
		return nil
	}
	if err := w.conn.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) + 1 FROM optout_chain`).Scan(&ch.id); err != nil {
		return err
	}
	return one(w.conn.ExecContext(ctx, w.dialect.bind(`INSERT INTO optout_chain (id, controller, events, link) VALUES (?1, ?2, 0, ?3)`), ch.id, controller, ch.link[:]))
}

var errUnlinked = fmt.Errorf("%w: a chain has lost the link at its end; bring back the newest copy", ErrAltered)

// block seals what was recorded before ledgers had chains. Under which key that was nobody knows, so from now on a book must
// have all keys of the one that seals. That happens once, right after the migration: a chain that had links and has lost its end was altered,
// and sealing it would make what was done to it look whole.
func (w *writer) block(ctx context.Context, ch *chain, s optout.Sealer) error {
	if len(ch.keys) != 1 || ch.keys[0].Check != (optout.CheckValue{}) || ch.keys[0].Events != uint64(ch.events) {
		return errUnlinked
	}
	var n int64
	link, err := s.Block(func(yield func(optout.Event, error) bool) {
		for sealed, err := range chained(ctx, w.conn, w.dialect, s.Controller()) {
			if err == nil && !sealed.Link.IsZero() {
				err = errUnlinked
			}
			n++
			if !yield(sealed.Event, err) || err != nil {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	if n != ch.events {
		return errUnlinked
	}
	ch.link, ch.changed = link, true
	for _, own := range s.Checks() {
		ch.key(own)
	}
	return nil
}

// key returns the chain's count of a key.
func (ch *chain) key(own optout.KeyCheck) *optout.KeyCheck {
	for i := range ch.keys {
		if k := &ch.keys[i]; k.Key == own.Key && k.Check == own.Check {
			return k
		}
	}
	ch.keys = append(ch.keys, own)
	return &ch.keys[len(ch.keys)-1]
}

// event puts one event at the end of its chain. It is inserted with others.
func (w *writer) event(ctx context.Context, ch *chain, s optout.Sealer, e optout.Event) error {
	if err := w.create(ctx, ch, s.Controller()); err != nil {
		return err
	}
	e.At, e.Until = e.At.UTC().Round(0), e.Until.UTC().Round(0)
	r := row{ch.id, ch.events + 1, e, s.Key(), s.Link(ch.link, e)}
	ch.events, ch.link, ch.changed = r.place, r.link, true
	for _, own := range s.Checks() {
		if own.Key == e.Key {
			ch.key(own).Events++
		}
	}
	if w.waiting = append(w.waiting, r); len(w.waiting) == rowsAtOnce {
		return w.insert(ctx)
	}
	return nil
}

// An INSERT has as many rows as this, or a smaller power of two, so that a database that prepares statements prepares few.
const rowsAtOnce = 32

// insert inserts the events that wait.
func (w *writer) insert(ctx context.Context) error {
	for rest := w.waiting; len(rest) > 0; {
		n := 1 << (bits.Len(uint(len(rest))) - 1)
		if err := w.insertRows(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	w.waiting = w.waiting[:0]
	return nil
}

// Who has read all events up to a number asks for those after it, and would never see one that got a lower number.
var errSequence = fmt.Errorf("%w: an event would have got a lower number than one before it; the sequence of optout_event.seq was put back, or hands out numbers in advance (CACHE): set it beyond max(seq)", ErrNotCounted)

// insertRows inserts rows in one statement. The database is believed in nothing that can be asked again: a trigger that ignores or changes
// a row reports no error.
func (w *writer) insertRows(ctx context.Context, rows []row) error {
	args := make([]any, 0, 17*len(rows))
	for i := range rows {
		r := &rows[i]
		e := &r.event
		var exact []byte
		if !e.Exact.IsZero() {
			exact = e.Exact[:]
		}
		args = append(args, r.chain, r.place, e.Digest[:], int64(e.Key), exact, string(e.Kind), string(e.Channel), e.Scope.Controller, e.Scope.Topic,
			stamp(e.At), stamp(e.Until), e.Source, e.Evidence, e.By, e.ID, int64(r.by), r.link[:])
	}
	stored, err := w.conn.QueryContext(ctx, w.dialect.bind(insertion(len(rows))), args...)
	if err != nil {
		return err
	}
	defer stored.Close()
	n := 0
	for ; stored.Next(); n++ {
		var s scanner
		var got row
		if err := stored.Scan(append([]any{&s.generation, &got.chain, &got.place, &s.digest, &s.seal, &s.link}, s.into()...)...); err != nil {
			return err
		}
		if s.generation <= w.last {
			return errSequence
		}
		if n == len(rows) || len(s.digest) != len(optout.Digest{}) {
			return ErrNotCounted
		}
		got.by = byte(s.seal)
		copy(got.link[:], s.link)
		if got.event, err = s.event(optout.Digest(s.digest)); err != nil || got != rows[n] {
			return errors.Join(ErrNotCounted, err)
		}
		if w.n++; w.n == 1 {
			w.first = s.generation
		}
		w.last = s.generation
	}
	if err := stored.Err(); err != nil {
		return err
	}
	if n != len(rows) {
		return ErrNotCounted
	}
	return nil
}

// insertion is the statement that inserts so many rows and returns them as they are stored.
func insertion(n int) string {
	var b strings.Builder
	b.WriteString(`INSERT INTO optout_event (` + columns + `) VALUES`)
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, " (?%d", 17*i+1)
		for j := 1; j < 17; j++ {
			fmt.Fprintf(&b, ", ?%d", 17*i+j+1)
		}
		b.WriteString(")")
	}
	b.WriteString(` RETURNING seq, chain, place, digest, sealed_by, link, ` + selected)
	return b.String()
}

// probe does what recording one event does, and leaves nothing: it writes an event that is nobody's and undoes it, which finds
// what a trigger or a full table would drop; and it writes a counter, whose commit finds a full disk.
func (w *writer) probe(ctx context.Context, ch *chain, s optout.Sealer) error {
	nobody := optout.Event{Kind: optout.Objection, Channel: law.Email, Key: s.Key(), At: time.Now(), Source: "oneclick"}
	rand.Read(nobody.Digest[:]) // never fails: crypto/rand ends the program instead
	if err := w.insert(ctx); err != nil {
		return err
	}
	if _, err := w.conn.ExecContext(ctx, "SAVEPOINT probe"); err != nil {
		return err
	}
	was, first, last, n := *ch, w.first, w.last, w.n
	was.keys = append([]optout.KeyCheck(nil), ch.keys...)
	if err := w.event(ctx, ch, s, nobody); err != nil {
		return err
	}
	if err := w.insert(ctx); err != nil {
		return err
	}
	if err := w.counted(ctx); err != nil {
		return err
	}
	*ch, w.first, w.last, w.n = was, first, last, n
	for _, statement := range []string{"ROLLBACK TO SAVEPOINT probe", "RELEASE SAVEPOINT probe"} {
		if _, err := w.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return one(w.conn.ExecContext(ctx, countProbe))
}

// counted counts what this transaction wrote. No rows of others lie between, because one writes at a time.
func (w *writer) counted(ctx context.Context) error {
	if w.n == 0 {
		return nil
	}
	var written int64
	if err := w.conn.QueryRowContext(ctx, w.dialect.bind(`SELECT count(*) FROM optout_event WHERE seq BETWEEN ?1 AND ?2`), w.first, w.last).Scan(&written); err != nil {
		return err
	}
	if written != w.n {
		return ErrNotCounted
	}
	return nil
}

// finish counts the events and brings the chains and their keys up to date.
func (w *writer) finish(ctx context.Context) error {
	if err := w.insert(ctx); err != nil {
		return err
	}
	if err := w.counted(ctx); err != nil {
		return err
	}
	for _, ch := range w.chains {
		if !ch.changed {
			continue
		}
		if err := one(w.conn.ExecContext(ctx, w.dialect.bind(`UPDATE optout_chain SET events = ?1, link = ?2 WHERE id = ?3`), ch.events, ch.link[:], ch.id)); err != nil {
			return err
		}
		for i, k := range ch.keys {
			var err error
			switch {
			case i >= len(ch.stored):
				err = one(w.conn.ExecContext(ctx, w.dialect.bind(`INSERT INTO optout_key (chain, key_id, value, events) VALUES (?1, ?2, ?3, ?4)`), ch.id, int64(k.Key), k.Check[:], k.Events))
			case k != ch.stored[i]:
				err = one(w.conn.ExecContext(ctx, w.dialect.bind(`UPDATE optout_key SET events = ?1 WHERE chain = ?2 AND key_id = ?3`), k.Events, ch.id, int64(k.Key)))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// one fails where a statement did not write one row.
func one(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(ErrNotCounted, err)
	}
	return nil
}

// commit ends the transaction. It is not the context's to interrupt: an interrupted COMMIT is neither done nor undone.
func commit(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return fmt.Errorf("%w: %w", ErrUnconfirmed, err)
	}
	return nil
}

// rollback undoes the transaction. A connection on which that fails is thrown away, lest the pool hand it out in the
// middle of a transaction.
func rollback(ctx context.Context, conn *sql.Conn) {
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
		conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}
