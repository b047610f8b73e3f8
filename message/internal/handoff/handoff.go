// Package handoff writes the recipient file of a provider that merges fields itself, the same way for SMS and e-mails.
package handoff

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

// File says what a recipient file holds.
type File struct {
	Rows     int                // recipients in it
	Refused  []*message.Refusal // who is not in it, and why
	NotAfter time.Time          // the earliest of all recipients'
	People   *manifest.List     // who is in it
}

// Channel is how one channel writes a recipient's line.
type Channel struct {
	Address func(optout.Address) string                // what the first column holds
	Record  func(values []string, r *row.Row) *Problem // fills the other columns
}

// Problem is why a row's values cannot be merged. Its path is a field's.
type Problem = law.Finding

// Write writes a header and a line for every recipient who passes the gate, once each. Whoever does not pass, stands in the
// call already, or has a value that cannot be merged, is in File.Refused. The manifest begins with head.
//
// An error of the rows or of w ends it, and is returned so that errors.Is finds it; a clearance without data ends it with
// message.ErrUnbuilt. File then says how far it came.
func Write[T any](w io.Writer, columns []string, to iter.Seq2[optout.Cleared[T], error], g *gate.Gate, head manifest.Header, c Channel) (f File, err error) {
	f.People = manifest.Begin(g.Manifest(head))
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return f, err
	}
	record := make([]string, len(columns))
	once := g.Once()
	for to, err := range to {
		if err != nil {
			out.Flush()
			return f, errors.Join(err, out.Error())
		}
		r, ok := row.Of(&to)
		if !ok {
			return f, message.ErrUnbuilt
		}
		place, err := gate.Pass(g, &to)
		record[0] = c.Address(to.To())
		switch {
		case err != nil:
		case once.Seen(to.To(), to.Digest()):
			err = Twice(to.Number())
		case to.Channel() == law.Email && row.Formula(record[0]): // a number begins with +, and is read as one
			err = gate.Refuse(to.Number(), law.Find(law.AddressForm, "", "the mailbox begins as a formula does, which a spreadsheet would run: send what Build makes"))
		default:
			if p := c.Record(record[1:], &r); p != nil {
				err = gate.Refuse(to.Number(), *p)
			}
		}
		if r, ok := errors.AsType[*message.Refusal](err); ok {
			f.Refused = append(f.Refused, r)
			continue
		}
		once.Add(to.To(), to.Digest())
		if err := out.Write(record); err != nil {
			return f, err
		}
		f.Rows++
		manifest.Add(f.People, to)
		if end := g.NotAfter(place, to.Until()); f.NotAfter.IsZero() || end.Before(f.NotAfter) {
			f.NotAfter = end
		}
	}
	out.Flush()
	f.People.NotAfter(f.NotAfter)
	return f, out.Error()
}

// Twice refuses a recipient who stands in a call for many already.
func Twice(row int) *message.Refusal {
	return gate.Refuse(row, law.Find(law.DuplicateRow, "", "the recipient stands in this call already"))
}

// ValueFinding refuses a value that a spreadsheet would run as a formula, or in which the provider would read one of its own
// fields. opens are how those begin.
func ValueFinding(f *row.Field, v string, opens ...string) *Problem {
	if f.Kind == row.String && row.Formula(v) {
		p := law.Find(law.ValueBound, f.Path, "the value begins as a formula does, which a spreadsheet would run")
		return &p
	}
	for _, open := range opens {
		if strings.Contains(v, open) {
			p := law.Find(law.ValueBound, f.Path, "the value has the delimiter of the provider's fields")
			return &p
		}
	}
	return nil
}
