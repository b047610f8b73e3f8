package sms

import (
	"encoding/hex"
	"io"
	"iter"
	"time"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/handoff"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

// Handoff says what was handed to a provider that merges fields itself.
type Handoff struct {
	Template string             // in the provider's syntax; the same as MergeTemplate
	Columns  []string           // of the recipient file: "phone", then the fields
	Rows     int                // recipients in the file
	Refused  []*message.Refusal // who is not in it, and why
	NotAfter time.Time          // the earliest of all recipients': the provider must have delivered by then
	Proof    Proof              // what the provider will send is within it
	Manifest *manifest.List     // who is in the file: Keep it, or nobody can be taken out who objects later
}

// Handoff writes the recipient file of the Spec's Router, when that merges fields itself: CSV in UTF-8 with a header, the
// number in E.164 first, then each field as it is sent, folded and within its bound. The template for it is Handoff.Template.
//
// Whoever Build would refuse is left out of the file and stands in Refused. So is who stands twice, and a row with a value
// that the provider would read as a field, or that a spreadsheet would run as a formula (it begins with = + - or @). An error
// of the rows or of w ends it; what was written until then is no whole file, and Handoff says how far it came. message.Refusal
// lists the errors.
//
// A file outlives the check of its recipients: hand it over at once, and not after NotAfter. Who objects later is found in
// Handoff.Manifest, if it was kept, or is on the provider's own list, which has to be read back into the ledger.
func (b *Batch[T]) Handoff(w io.Writer, to iter.Seq2[optout.Cleared[T], error]) (Handoff, error) {
	if b == nil || b.b == nil || to == nil || w == nil {
		return Handoff{}, message.ErrUnbuilt
	}
	t := b.b.t
	text, fs := t.mergeTemplate()
	if err := fs.Err(); err != nil {
		return Handoff{}, err
	}
	h := Handoff{Template: text, Columns: []string{"phone"}, Proof: t.proof.clone()}
	for i := range t.body.fields {
		h.Columns = append(h.Columns, t.body.fields[i].Path)
	}
	head := manifest.Header{Template: hex.EncodeToString(t.hash[:]), Provider: string(t.profile.Name)}
	f, err := handoff.Write(w, h.Columns, to, b.b.gate, head, handoff.Channel{Address: optout.Address.E164, Record: t.record()})
	h.Rows, h.Refused, h.NotAfter, h.Manifest = f.Rows, f.Refused, f.NotAfter, f.People
	return h, err
}

// record returns what fills a row's values as they are sent.
func (t *template) record() func([]string, *row.Row) *law.Finding {
	var scratch []byte
	return func(values []string, r *row.Row) *law.Finding {
		for i := range t.body.fields {
			f := &t.body.fields[i]
			var c gsm7.Count
			var p row.Problem
			var char rune
			scratch, p, char = f.append(scratch[:0], r, &c)
			if p != 0 {
				found := f.explain(r, p, char)
				return &found
			}
			values[i] = string(scratch)
			if found := handoff.ValueFinding(&f.Field, values[i], t.profile.Merge.Open); found != nil {
				return found
			}
		}
		return nil
	}
}
