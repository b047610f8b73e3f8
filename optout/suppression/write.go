package suppression

import (
	"bufio"
	"crypto/rand"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
)

// Written says what became of the entries that Write was given.
type Written struct {
	Rows  int    // written
	Other int    // left out: on another channel than the form has
	Mute  int    // left out: for a reason that the form cannot say; another form of the provider can
	Note  string // what has to be done besides, "" for nothing
}

// WriteOptions are what a form asks for besides the list.
type WriteOptions struct {
	Sender string // "twilio consents": a messaging service's SID, or the number that sends
}

// Forms names what Write writes: "brevo emails", "mailgun bounces".
func Forms() []string {
	var names []string
	for _, f := range formats() {
		for _, w := range f.Writes {
			names = append(names, f.provider+" "+w.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Write writes a list as a provider takes it in, in constant memory. Every form adds to the provider's list and none takes anybody off it; Amazon SES, which knows no
// unsubscription, gets a complaint in its place. The form of a provider that takes no list in is an error that says what to do instead.
//
// An error of the entries ends the writing, but for a *RowError: a row that could not be read keeps nobody else's objection back. Count them before.
func Write(w io.Writer, name string, o WriteOptions, entries iter.Seq2[Entry, error]) (Written, error) {
	f, err := formOf(name)
	if err != nil {
		return Written{}, err
	}
	if slices.Contains(f.Cells, "$sender") && strings.TrimSpace(o.Sender) == "" {
		return Written{}, errors.New("suppression: the form asks for a sender: WriteOptions.Sender is empty")
	}
	buf := bufio.NewWriter(w)
	out := f.printer(buf)
	done := Written{Note: f.Note}
	if err := out.begin(); err != nil {
		return done, err
	}
	for e, err := range entries {
		if err != nil {
			if _, goesOn := errors.AsType[*RowError](err); goesOn {
				continue
			}
			return done, err
		}
		if e.To.Channel() != f.Channel {
			done.Other++
			continue
		}
		reason, says := f.Reasons[e.Reason]
		if !says {
			done.Mute++
			continue
		}
		cells := make([]string, len(f.Cells))
		for i, c := range f.Cells {
			cells[i] = cell(c, e, reason, o)
		}
		if err := out.row(cells); err != nil {
			return done, err
		}
		done.Rows++
	}
	if err := out.end(); err != nil {
		return done, err
	}
	return done, buf.Flush()
}

func formOf(name string) (*form, error) {
	for _, f := range formats() {
		for i := range f.Writes {
			if f.provider+" "+f.Writes[i].Name == name {
				return &f.Writes[i], nil
			}
		}
		if f.Cannot != "" && (name == f.provider || strings.HasPrefix(name, f.provider+" ")) {
			return nil, errors.New("suppression: " + f.Cannot)
		}
	}
	return nil, errors.New("suppression: no form of that name is known: see Forms")
}

// cell is what stands for one of the form's cells.
func cell(c string, e Entry, reason string, o WriteOptions) string {
	switch c {
	case "$address":
		return or(e.To.E164(), e.To.Mailbox())
	case "$digits":
		return strings.TrimPrefix(e.To.E164(), "+")
	case "$reason":
		return reason
	case "$sender":
		return o.Sender
	case "$random":
		var b [16]byte
		rand.Read(b[:]) // never fails: crypto/rand ends the program instead
		return hex.EncodeToString(b[:])
	case "$at:rfc3339":
		return stamp(e.At)
	case "$at:rfc2822":
		if e.At.IsZero() {
			return ""
		}
		return e.At.UTC().Format(time.RFC1123Z)
	}
	return c
}

// printer writes rows in the form's own way.
type printer interface {
	begin() error
	row(cells []string) error
	end() error
}

func (f *form) printer(w *bufio.Writer) printer {
	if f.JSON != "" {
		return &jsonPrinter{form: f, w: w}
	}
	out := csv.NewWriter(w)
	if f.Delimiter != "" {
		out.Comma = rune(f.Delimiter[0])
	}
	return &csvPrinter{f, out}
}

type csvPrinter struct {
	form *form
	out  *csv.Writer
}

func (p *csvPrinter) begin() error {
	if p.form.Header == nil {
		return nil
	}
	return p.out.Write(p.form.Header)
}

func (p *csvPrinter) row(cells []string) error { return p.out.Write(cells) }

func (p *csvPrinter) end() error { p.out.Flush(); return p.out.Error() }

// jsonPrinter writes {"key": [entry, …]}, or an entry a line.
type jsonPrinter struct {
	form *form
	w    *bufio.Writer
	n    int
}

func (p *jsonPrinter) lines() bool { return p.form.JSON == "lines" }

func (p *jsonPrinter) begin() error {
	if p.lines() {
		return nil
	}
	_, err := fmt.Fprintf(p.w, "{%q:[", p.form.JSON)
	return err
}

func (p *jsonPrinter) row(cells []string) error {
	var v any = cells[0]
	if p.form.Header != nil {
		m := map[string]string{}
		for i, h := range p.form.Header {
			if cells[i] != "" {
				m[h] = cells[i]
			}
		}
		v = m
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	switch {
	case p.lines():
		data = append(data, '\n')
	case p.n > 0:
		data = append([]byte(","), data...)
	}
	p.n++
	_, err = p.w.Write(data)
	return err
}

func (p *jsonPrinter) end() error {
	if p.lines() {
		return nil
	}
	_, err := p.w.WriteString("]}\n")
	return err
}
