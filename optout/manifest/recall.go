package manifest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/optout"
)

// Report says who of a file has objected, or may have.
type Report struct {
	Name   string // the manifest's
	Header Header
	Rows   int   // in the file
	Hits   []Hit // who is not to be written to any more, in the order of the file
	// Blind are the numbers of keys under which the ledger holds events and which the book did not have when the file was made. Who objected
	// under one of them is not found: the file has to be screened again.
	Blind []byte
	// Err is why the manifest could not be read to its end. Nobody knows who else stands in its file, which has to be screened again.
	Err error
}

// Hit is a row of a file whose person has objected.
type Hit struct {
	Row   int          // number in the file, from 1
	Event optout.Event // the objection, or the review that nobody has dismissed
}

// Recall reads a manifest beside the book's ledger and says for which rows Screen would refuse the person now with law.ObjectNow. It asks
// about everybody, not about the objections of a span of time: one that was told late, or recorded on another machine and merged, has an
// earlier date than the file. With an [optout.Set] as the book's ledger the rows of a large file are compared in memory.
//
// An error of the ledger ends it; what is wrong with the manifest is in Report.Err.
func Recall(ctx context.Context, b *optout.Book, name string, r io.Reader) (Report, error) {
	report := Report{Name: name}
	if err := b.Findings().Err(); err != nil {
		return report, err
	}
	m, err := Read(r, b.Keys)
	if err != nil {
		report.Err = err
		return report, nil
	}
	report.Header = m.Header()
	if report.Header.Controller != b.Controller {
		report.Err = errors.New("manifest: it is of a file of another controller: recall it with that one's book")
		return report, nil
	}
	f := optout.For{Channel: report.Header.Channel, Topic: report.Header.Topic}
	if _, _, err := b.Objection(ctx, f, optout.Person{}); err != nil { // asks nothing but whether there is such a channel and topic
		report.Err = err
		return report, nil
	}
	for row, err := range m.Rows() {
		if err != nil {
			report.Err = err
			return report, nil
		}
		if err := ctx.Err(); err != nil {
			return report, err
		}
		report.Rows++
		e, objects, err := b.Objection(ctx, f, row.Person)
		if err != nil {
			return report, fmt.Errorf("manifest: row %d: %w", row.Number, err)
		}
		if objects {
			report.Hits = append(report.Hits, Hit{row.Number, e})
		}
	}
	report.Blind, err = blind(ctx, b, report.Header)
	if err != nil {
		return report, err
	}
	return report, nil
}

// blind returns the book's keys under which the ledger holds events and the manifest has nobody.
func blind(ctx context.Context, b *optout.Book, h Header) (ids []byte, err error) {
	s, err := b.Sealer()
	if err != nil {
		return nil, err
	}
	known, err := b.Ledger.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("manifest: the ledger: %w", err)
	}
	for _, own := range s.Checks() {
		used := slices.ContainsFunc(known, func(k optout.KeyCheck) bool { return k.Check == own.Check && k.Events > 0 })
		if used && !slices.Contains(h.Keys, int(own.Key)) {
			ids = append(ids, own.Key)
		}
	}
	return ids, nil
}

// RecallFolder recalls every manifest of a folder, in the order of their names. An error of the ledger or of the folder is yielded once and
// ends it.
func RecallFolder(ctx context.Context, b *optout.Book, fsys fs.FS) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) {
		entries, err := fs.ReadDir(fsys, ".")
		if err != nil {
			yield(Report{}, refused(err))
			return
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), Suffix) || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			report, err := recallFile(ctx, b, fsys, e.Name())
			if !yield(report, err) || err != nil {
				return
			}
		}
	}
}

// recallFile recalls one manifest. One that is no regular file, or cannot be read, is reported like one that was altered.
func recallFile(ctx context.Context, b *optout.Book, fsys fs.FS, name string) (Report, error) {
	f, err := fsys.Open(name)
	if err == nil {
		defer f.Close()
		var info fs.FileInfo
		if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
			err = errors.New("manifest: no regular file")
		}
	}
	if err != nil {
		return Report{Name: name, Err: refused(err)}, nil
	}
	return Recall(ctx, b, name, f)
}
