package sms

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Handoff says what was handed to a provider that merges fields itself.
type Handoff struct {
	Template string             // in the provider's syntax; the same as MergeTemplate
	Columns  []string           // of the recipient file: "phone", then the fields
	Rows     int                // recipients in the file
	Refused  []*message.Refusal // who is not in it, and why
	NotAfter time.Time          // the earliest of all recipients': the provider must have delivered by then
	Proof    Proof              // what the provider will send is within it
}

// Handoff writes the recipient file of a provider that merges fields itself: CSV in UTF-8 with a header, the number in
// E.164 first, then each field as it is sent, folded and within its bound. The template for it is Handoff.Template.
//
// Whoever Build would refuse is left out of the file and stands in Refused. So is a row with a value that the provider
// would read as a field, or that a spreadsheet would run as a formula (it begins with = + - or @). An error of the rows or
// of w ends it; what was written until then is no whole file, and Handoff says how far it came.
//
// A file outlives the check of its recipients: hand it over at once, and not after NotAfter. Who objects later is
// on the provider's own list, which has to be read back into the ledger.
func (b *Batch[T]) Handoff(w io.Writer, to iter.Seq2[optout.Cleared[T], error]) (Handoff, error) {
	if b == nil || b.b == nil || to == nil || w == nil {
		return Handoff{}, message.ErrUnbuilt
	}
	t := b.b.t
	template, fs := t.mergeTemplate()
	if err := fs.Err(); err != nil {
		return Handoff{}, err
	}
	h := Handoff{Template: template, Columns: []string{"phone"}, Proof: t.proof.clone()}
	for i := range t.body.fields {
		h.Columns = append(h.Columns, t.body.fields[i].Path)
	}
	out := csv.NewWriter(w)
	if err := out.Write(h.Columns); err != nil {
		return h, err
	}
	record := make([]string, len(h.Columns))
	var scratch []byte
	var once gate.Once
	for c, err := range to {
		if err != nil {
			out.Flush()
			return h, errors.Join(err, out.Error())
		}
		r, ok := row.Of(&c)
		if !ok {
			return h, message.ErrUnbuilt
		}
		place, err := gate.Pass(b.b.gate, &c)
		if err == nil && once.Seen(c.To(), c.Digest()) {
			err = gate.Refuse(c.Number(), law.Find(law.DuplicateRow, "", "the recipient stands in this call already"))
		}
		if err == nil {
			scratch, err = t.record(record[1:], scratch[:0], r, c.Number())
		}
		if r, ok := errors.AsType[*message.Refusal](err); ok {
			h.Refused = append(h.Refused, r)
			continue
		}
		once.Add(c.To(), c.Digest())
		record[0] = c.To().E164()
		if err := out.Write(record); err != nil {
			return h, err
		}
		h.Rows++
		if end := b.b.gate.NotAfter(place, c.Until()); h.NotAfter.IsZero() || end.Before(h.NotAfter) {
			h.NotAfter = end
		}
	}
	out.Flush()
	return h, out.Error()
}

// record fills a row's values as they are sent.
func (t *template) record(values []string, scratch []byte, r row.Row, number int) ([]byte, error) {
	for i := range t.body.fields {
		f := &t.body.fields[i]
		var c gsm7.Count
		var p row.Problem
		var char rune
		scratch, p, char = f.append(scratch[:0], &r, &c)
		if p != 0 {
			return scratch, gate.Refuse(number, f.explain(&r, p, char))
		}
		v := string(scratch)
		switch {
		case f.Kind == row.String && row.Formula(v):
			return scratch, gate.Refuse(number, law.Find(law.ValueBound, f.Path, "the value begins as a formula does, which a spreadsheet would run"))
		case strings.Contains(v, t.profile.Merge.Open):
			return scratch, gate.Refuse(number, law.Find(law.ValueBound, f.Path, "the value has the delimiter of the provider's fields"))
		}
		values[i] = v
	}
	return scratch, nil
}
