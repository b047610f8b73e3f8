package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

// recalled is what is said of one file, as -json prints it.
type recalled struct {
	Manifest string          `json:"manifest"`
	Header   manifest.Header `json:"header"`
	Rows     int             `json:"rows"`
	Hits     []recalledRow   `json:"hits"`
	Blind    []int           `json:"blind_keys,omitempty"`
	Error    string          `json:"error,omitempty"`
}

type recalledRow struct {
	Row    int         `json:"row"`
	Kind   optout.Kind `json:"kind"`
	At     time.Time   `json:"at"`
	Source string      `json:"source,omitempty"`
}

func ledgerRecall() *cli.Command {
	var l ledgerFlags
	var folder string
	return &cli.Command{
		Name: "recall", Short: "name the files that were handed over in which somebody still stands who has objected",
		Help: []tongue.Text{
			"recall reads the manifests that the files for providers left, and says for each file which rows are of people who have objected, and\nwhat to do about it. Rows count from 1 below the file's header.",
			"The exit code is 1 when a row has to go, when a manifest is not as it was written, or when a file has to be screened again because\nthe key was changed since.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger recall -manifests manifests -ledger oppositions.db -key oppositions.key", Says: "before a hand-over, and each day after it"}},
		JSON:     "print one JSON array", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&folder, "manifests", "manifests", "folder of the manifests")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			o, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer o.close()
			dir, err := userfile.Open(folder)
			if err != nil {
				return err
			}
			defer dir.Close()
			return recall(ctx, c, o.book, dir)
		},
	}
}

func recall(ctx context.Context, c *cli.Call, b *optout.Book, dir *userfile.Folder) error {
	with := *b
	with.Ledger = optout.NewSet(b.Ledger) // many people are asked about
	list := []recalled{}
	rows, failed := 0, 0
	for r, err := range manifest.RecallFolder(ctx, &with, dir) {
		if err != nil {
			return err
		}
		one := recalled{Manifest: r.Name, Header: r.Header, Rows: r.Rows, Hits: []recalledRow{}}
		for _, h := range r.Hits {
			one.Hits = append(one.Hits, recalledRow{h.Row, h.Event.Kind, h.Event.At, h.Event.Source})
		}
		for _, id := range r.Blind {
			one.Blind = append(one.Blind, int(id))
		}
		if r.Err != nil {
			one.Error = r.Err.Error()
		}
		rows += len(r.Hits)
		if r.Err != nil || len(r.Blind) > 0 {
			failed++
		}
		list = append(list, one)
		if !c.JSON {
			one.print(c, time.Now())
		}
	}
	if c.JSON {
		if err := c.WriteJSON(list); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(c.Out, c.Said.Sayf("%d files; rows of people who have objected: %d; files to screen again: %d", len(list), rows, failed))
	}
	if rows > 0 || failed > 0 {
		return cli.ErrFound
	}
	return nil
}

// print says what to do about one file.
func (r recalled) print(c *cli.Call, now time.Time) {
	say := func(text tongue.Text, args ...any) {
		fmt.Fprintln(c.Out, r.Manifest+": "+c.Said.Sayf(text, args...))
	}
	if r.Error != "" {
		say("screen the file again before anybody is written to: %s", r.Error)
	}
	provider := r.Header.Provider
	if provider == "" {
		provider = c.Said.Say("whoever has it")
	}
	if len(r.Hits) > 0 {
		var rows []string
		for _, h := range r.Hits {
			rows = append(rows, strconv.Itoa(h.Row))
		}
		list := strings.Join(rows, ", ")
		if now.Before(r.Header.NotAfter) {
			say("%s: take these rows out before it is handed over; if it was, call %s and have them taken out: %s", r.Header.File, provider, list)
		} else {
			say("%s: its messages may no longer be delivered; have %s erase these rows, and hand the file over to nobody again: %s", r.Header.File, provider, list)
		}
	}
	if len(r.Blind) > 0 {
		say("%s: made before the key was changed, so that not everybody who has objected since is found; screen it again", r.Header.File)
	}
}
