package optout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Heads keeps, outside of a ledger, where its chains stood: in a file ([HeadFile]), or a table of another database. It is worth as much as
// the place is apart from the ledger: whoever restores both from the same backup notices nothing. Implementations are safe for
// concurrent use.
type Heads interface {
	// Head returns what is kept of a controller, and a Head of count 0 where nothing is.
	Head(ctx context.Context, controller string) (Head, error)
	// Keep keeps a head and returns after it is durable. One with fewer events than the kept one changes nothing.
	Keep(ctx context.Context, h Head) error
}

// behind reports that the ledger is not the one of which Heads kept the head, with more events perhaps. The error is a finding then.
func (b *Book) behind(ctx context.Context) error {
	if b.Heads == nil {
		return nil
	}
	kept, err := b.Heads.Head(ctx, b.Controller)
	if err != nil {
		return fmt.Errorf("optout: the head of the ledger: %w", err)
	}
	if kept.Count == 0 {
		return b.headless(ctx)
	}
	have, err := b.Ledger.Head(ctx, b.Controller, kept.Count)
	switch {
	case err != nil:
		return fmt.Errorf("optout: the ledger: %w", err)
	case have.Count < kept.Count:
		return law.Find(law.LedgerWhole, "Book.Ledger", "is behind its head: it has %d events of this controller and had %d; an old copy was restored or its end cut off, bring back the newest copy", have.Count, kept.Count)
	case have.Link != kept.Link:
		return law.Find(law.LedgerWhole, "Book.Ledger", "is not the one of which the head was kept: event %d has another link; bring back the newest copy, or the head file that belongs to this one", kept.Count)
	}
	return nil
}

// headless reports that nothing is kept of a ledger that has events, where something must be.
func (b *Book) headless(ctx context.Context) error {
	if f, ok := b.Heads.(*headFile); !ok || !f.made {
		return nil
	}
	have, err := b.Ledger.Head(ctx, b.Controller, 0)
	switch {
	case err != nil:
		return fmt.Errorf("optout: the ledger: %w", err)
	case have.Count > 0:
		return law.Find(law.LedgerWhole, "Book.Heads", "keep nothing of this controller, of which the ledger has %d events: correct the path, bring the head file back, or verify the ledger and keep the head that Verify returns", have.Count)
	}
	return nil
}

// commit records events, and keeps where the chain stands then. A ledger that is behind its head takes nothing: what it would record stands
// on a copy that lacks objections.
func (b *Book) commit(ctx context.Context, s Sealer, events ...Event) error {
	if err := b.behind(ctx); err != nil {
		return err
	}
	if err := b.Ledger.Record(ctx, s, events...); err != nil {
		return err
	}
	if b.Heads == nil || len(events) == 0 {
		return nil
	}
	head, err := b.Ledger.Head(ctx, b.Controller, 0)
	if err == nil {
		err = b.Heads.Keep(ctx, head)
	}
	if err != nil {
		return fmt.Errorf("optout: the events are recorded, and where the chain stands could not be kept: %w", err)
	}
	return nil
}

// HeadFile keeps heads in a file, of one ledger and all its controllers: JSON, written anew as a whole and on the disk when Keep returns.
// Calls of Keep that meet share a write. Several programs may keep heads in one file: the file may then be some events behind, which
// refuses nothing that it should not. A file that cannot be read is an error; one that is not there has no heads, and is made: that is
// for the day on which the ledger is created, and [OpenHeadFile] for ever after.
func HeadFile(name string) Heads { return &headFile{name: name} }

// OpenHeadFile is HeadFile for a file that was made before. It makes none: without the file, or under a mistaken name, the error unwraps to
// fs.ErrNotExist, now and whenever it is read. A ledger with events of a controller of whom the file keeps nothing is refused by the book.
// (So may be, for a moment, the second of two first events of a controller that are told at once.)
func OpenHeadFile(name string) (Heads, error) {
	f := &headFile{name: name, made: true}
	if _, err := f.read(context.Background()); err != nil {
		return nil, fmt.Errorf("optout: a head file: %w", err)
	}
	return f, nil
}

type headFile struct {
	name    string
	made    bool       // the file is there, or something is wrong
	writing sync.Mutex // held while the file is written
	mu      sync.Mutex
	asked   map[string]Head // what Keep was asked for, the latest of each controller
	written map[string]Head // what this program wrote
}

const headFileLimit = 1 << 20 // bytes: some 7,000 controllers

func (f *headFile) read(ctx context.Context) (map[string]Head, error) {
	heads := make(map[string]Head)
	content, err := userfile.Read(ctx, f.name, headFileLimit)
	if errors.Is(err, fs.ErrNotExist) && !f.made {
		return heads, nil
	}
	if err != nil {
		return nil, err
	}
	var all []Head
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil || d.More() {
		return nil, &userfile.Error{Name: f.name, Why: "is no file of heads, or a damaged one: bring back a copy, or move it aside and note why"}
	}
	for _, h := range all {
		heads[h.Controller] = h
	}
	return heads, nil
}

func (f *headFile) Head(ctx context.Context, controller string) (Head, error) {
	heads, err := f.read(ctx)
	if err != nil {
		return Head{}, err
	}
	h := heads[controller]
	h.Controller = controller
	return h, nil
}

func (f *headFile) Keep(ctx context.Context, h Head) error {
	f.mu.Lock()
	if f.asked == nil {
		f.asked, f.written = make(map[string]Head), make(map[string]Head)
	}
	if h.Count > f.asked[h.Controller].Count {
		f.asked[h.Controller] = h
	}
	f.mu.Unlock()

	f.writing.Lock()
	defer f.writing.Unlock()
	f.mu.Lock()
	done := f.written[h.Controller].Count >= h.Count
	asked := maps.Clone(f.asked)
	f.mu.Unlock()
	if done { // by a call that wrote for all that waited
		return nil
	}
	heads, err := f.read(ctx)
	if err != nil {
		return err
	}
	for c, a := range asked {
		if a.Count > heads[c].Count {
			heads[c] = a
		}
	}
	var all []Head
	for _, c := range slices.Sorted(maps.Keys(heads)) {
		all = append(all, heads[c])
	}
	content, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = userfile.Write(f.name, append(content, '\n'), userfile.Private)
	}
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.Copy(f.written, asked)
	return nil
}
