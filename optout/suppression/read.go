package suppression

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/repair"
)

// What is wrong with a file or a row of it. None quotes an address.
var (
	errUnknown       = errors.New("suppression: no list that is known has these columns: see Formats, or name the list in Options.Format")
	errSeveral       = errors.New("suppression: several lists have these columns: name one in Options.Format")
	errEmpty         = errors.New("suppression: the file is empty: a list without entries has at least a header")
	errNoSuch        = errors.New("suppression: Options.Format names no list that is known: see Formats")
	errLong    error = law.Find(law.ListRow, "row", "is longer than 1 MiB: correct it")
	errQuote   error = law.Find(law.ListRow, "row", "has a quote that is not closed: close it, or drop it")
	errFew     error = law.Find(law.ListRow, "row", "has fewer columns than it needs: a delimiter is missing, or stands within a field without quotes")
	errNoOne   error = law.Find(law.ListRow, "row", "has no address: fill it in, or take the row out")

	// ErrResubscribe is what a row says that somebody may be written to again. No list lifts an objection: that is the controller's own
	// word, with its evidence (GDPR 7(1)), by Book.Consent.
	ErrResubscribe error = law.Find(law.ListRow, "row", "says that the person came back: an import never lifts an objection; record the consent with its evidence, by Book.Consent")
)

// RowError says that a row could not be read. The rows after it are.
type RowError struct {
	Line  int  // where it begins, from 1
	Entry bool // of JSON: Line counts entries
	Err   error
}

// Error says where the row begins and what is wrong with it.
func (e *RowError) Error() string {
	if e.Entry {
		return fmt.Sprintf("entry %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d: %v", e.Line, e.Err)
}

// Unwrap returns what is wrong: a law.Finding of law.AddressForm for an address, of law.ListRow for the row, ErrResubscribe among them.
func (e *RowError) Unwrap() error { return e.Err }

// Options say what the file itself does not.
type Options struct {
	Format   string            // one of Formats; "": its header says
	Country  string            // ISO 3166-1 alpha-2, for a list that went through a spreadsheet: numbers are then read by repair.Phone
	Topics   map[string]string // what lists and tags of the provider are among the controller's topics; a name that is not here means everything
	Manifest *Manifest         // of a portable list: its rows and its SHA-256 are compared when the end is reached
}

// Counts says what was in a list, so far as it was read.
type Counts struct {
	Rows    int // read, whatever they say
	Silent  int // that are no opposition: somebody who may be written to, a failure that may pass
	Undated int // entries without a date, or with one that cannot be read
	Widened int // entries about a list or a tag that Options.Topics does not know, or a channel that nobody knows: they count for everything
	Unknown int // entries for a reason that is not known, on a list of nothing but oppositions: they count as Manual
	Mended  int // numbers and mailboxes that a spreadsheet had damaged
}

// List is an opposition list, recognised and not yet read. It is read once.
type List struct {
	table  *table
	o      Options
	rows   func(yield func(row, error) bool)
	check  func() error // at the end: what the manifest says
	counts Counts
	taken  bool
}

// row is one row, by the names of its columns.
type row struct {
	line  int
	entry bool
	get   func(column string) (string, bool)
}

// Open recognises a list by its first row, or by the keys of its first entry in JSON. What a spreadsheet, a provider's page and its API
// write is read; a workbook, an archive and a page of HTML are refused by name. An error says what to do, and quotes nothing.
func Open(r io.Reader, o Options) (*List, error) {
	l := &List{o: o}
	if o.Format != "" {
		if l.table = tableOf(o.Format); l.table == nil {
			return nil, errNoSuch
		}
	}
	if o.Country != "" {
		if _, _, err := repair.Phone("", o.Country); err != nil && errors.Is(err, law.SpecField) {
			return nil, err
		}
	}
	if o.Manifest != nil {
		if err := o.Manifest.usable(); err != nil {
			return nil, err
		}
		w := newWitness(r)
		r, l.check = w, func() error { return w.compare(*o.Manifest, l.counts.Rows) }
	}
	b, err := decoded(r)
	if err != nil {
		return nil, err
	}
	first, err := firstSign(b)
	switch {
	case err == io.EOF:
		return nil, errEmpty
	case err != nil:
		return nil, err
	case first == '{' || first == '[':
		err = l.openJSON(b)
	default:
		err = l.openCSV(b)
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// firstSign returns the first byte that is no white space, and leaves it to be read.
func firstSign(b interface {
	ReadByte() (byte, error)
	UnreadByte() error
}) (byte, error) {
	for {
		c, err := b.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			if c == '\t' { // an empty first column
				return c, b.UnreadByte()
			}
			continue
		}
		return c, b.UnreadByte()
	}
}

// Format returns which list it is, "brevo contacts".
func (l *List) Format() string { return l.table.String() }

// Counts returns what was read until now.
func (l *List) Counts() Counts { return l.counts }

// Entries yields what stands on the list, row by row. A row that cannot be read is yielded as a *RowError, and those after it are read; any other
// error is yielded once and ends the list, and then what follows it in the file is not known. A row may be about two addresses, a mailbox and a number, and
// yields two entries.
func (l *List) Entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if l.taken {
			yield(Entry{}, errors.New("suppression: a list is read once: open it again"))
			return
		}
		l.taken = true
		for r, err := range l.rows {
			if err != nil {
				if !yield(Entry{}, err) {
					return
				}
				if _, goesOn := errors.AsType[*RowError](err); !goesOn {
					return
				}
				l.counts.Rows++
				continue
			}
			l.counts.Rows++
			if !l.judge(r, yield) {
				return
			}
		}
		if l.check != nil {
			if err := l.check(); err != nil {
				yield(Entry{}, err)
			}
		}
	}
}

// judge yields what a row says.
func (l *List) judge(r row, yield func(Entry, error) bool) bool {
	wrong := func(err error) bool { return yield(Entry{}, &RowError{Line: r.line, Entry: r.entry, Err: err}) }
	someone, silent := false, true
	for i := range l.table.Says {
		s := &l.table.Says[i]
		if !s.about(r) {
			continue
		}
		text := s.first(r, s.Address)
		if text == "" {
			continue
		}
		someone = true
		reason, err := s.reason(r)
		if err == errRest {
			if err = nil; reason != "" {
				l.counts.Unknown++
			}
		}
		switch {
		case err != nil:
			silent = false
			if !wrong(err) {
				return false
			}
			continue
		case reason == "" || reason == soft:
			continue
		case reason == resubscribe:
			silent = false
			if !wrong(ErrResubscribe) {
				return false
			}
			continue
		}
		silent = false
		e, err := l.entry(s, r, text, reason)
		if err != nil {
			if !wrong(err) {
				return false
			}
			continue
		}
		if !yield(e, nil) {
			return false
		}
	}
	switch {
	case !someone && !l.optional():
		return wrong(errNoOne)
	case silent:
		l.counts.Silent++
	}
	return true
}

// optional reports whether a row may be about nobody: a contact with neither of two addresses.
func (l *List) optional() bool { return l.table.format.Each != "" }

func (l *List) entry(s *says, r row, text string, reason Reason) (Entry, error) {
	e := Entry{Channel: s.Channel, Reason: reason, Source: l.table.String(), Line: r.line}
	var err error
	if e.To, err = l.address(s, text); err != nil {
		return Entry{}, err
	}
	if reason.Kind() == optout.Objection {
		e.Also = l.also(s, r)
	}
	ok := false
	if e.At, ok = instant(s.first(r, s.At)); !ok {
		l.counts.Undated++
	}
	if s.ID != "" {
		e.ID = reference(s.value(r, s.ID))
	}
	if l.table.extend != nil && l.table.extend(r, &e) {
		l.counts.Widened++
	}
	if s.Topic != "" {
		name := s.value(r, s.Topic)
		if e.Topic = l.o.Topics[name]; e.Topic == "" && name != "" && !contains(s.All, name) {
			l.counts.Widened++
		}
	}
	return e, nil
}

// also returns the other addresses of a row's person, as far as they can be read: where they are wrong is told where they matter.
func (l *List) also(of *says, r row) (all []optout.Address) {
	for i := range l.table.Says {
		s := &l.table.Says[i]
		if s.Channel == of.Channel {
			continue
		}
		mended := l.counts.Mended
		if a, err := l.address(s, s.first(r, s.Address)); err == nil {
			all = append(all, a)
		}
		l.counts.Mended = mended
	}
	return all
}

// address reads what stands in the column of an address: a number on an SMS list, a mailbox on one of e-mail, either on one of both.
func (l *List) address(s *says, text string) (optout.Address, error) {
	mailbox := strings.Contains(text, "@")
	if s.Channel == "email" || s.Channel == "" && mailbox {
		a, damage, err := repair.Mailbox(text)
		if err == nil && damage != 0 {
			l.counts.Mended++
		}
		return a, err
	}
	if s.International && text != "" && text[0] >= '1' && text[0] <= '9' && strings.Trim(text, "0123456789") == "" {
		text = "+" + text
	}
	if l.o.Country == "" {
		return optout.Phone(text)
	}
	a, damage, err := repair.Phone(text, l.o.Country)
	if err == nil && damage != 0 {
		l.counts.Mended++
	}
	return a, err
}

// reference is a text of the list that goes into the ledger: only what cannot be an address does.
func reference(s string) string {
	if len(s) > 128 || strings.ContainsAny(s, "@+") || digits(s) >= 9 && digits(s) == len(s) {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func (s *says) value(r row, name string) string {
	v, _ := r.get(name)
	return strings.TrimSpace(v)
}

// first returns what the first of several columns holds that holds something.
func (s *says) first(r row, names []string) string {
	for _, n := range names {
		if v := s.value(r, n); v != "" {
			return v
		}
	}
	return ""
}

// about reports whether the row is about this address at all.
func (s *says) about(r row) bool {
	for name, want := range s.Only {
		if !strings.EqualFold(s.value(r, name), want) {
			return false
		}
	}
	if s.Optional && s.When != "" {
		_, ok := r.get(s.When)
		return ok
	}
	return true
}

// errRest goes with a reason that stands for all that are not known.
var errRest = errors.New("not known")

// reason says why the address stands on the list, "" where it does not.
func (s *says) reason(r row) (Reason, error) {
	if s.When == "" {
		return s.Reason, nil
	}
	v := strings.ToLower(s.value(r, s.When))
	if reason, ok := s.Values[v]; ok {
		return reason, nil
	}
	longest, found := -1, Reason("")
	for p, reason := range s.Prefixes {
		if strings.HasPrefix(v, p) && len(p) > longest {
			longest, found = len(p), reason
		}
	}
	switch {
	case longest >= 0:
		return found, nil
	case s.Rest != nil:
		return *s.Rest, errRest
	}
	return "", law.Find(law.ListRow, "row", "holds a value in the column %q that is not known: whether the person objected, somebody who knows the list has to say", s.When)
}
