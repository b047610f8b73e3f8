package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/merge"
)

func ledgerMerge() *cli.Command {
	var l, other ledgerFlags
	var file, origin string
	return &cli.Command{
		Name: "merge", Short: "add to a ledger what another machine's has",
		Help: []tongue.Text{
			"merge adds every event of the ledger -from that the ledger -ledger lacks. Nothing is removed or weakened, and merging again adds\nnothing. Dismissals lift what was read on the other machine, and no answer that only this one has.",
			"Where the two ledgers were kept under different keys their people cannot be compared: -from-key names the other key, and -addresses a\nfile with all the addresses, a line each, of which each is looked up in both. The exit code is then 1 when people of the other\nledger stand in none of the lines: their objections were not brought over.",
		},
		Examples: []cli.Example{
			{Line: "scrutateur ledger merge -from portable.db -ledger oppositions.db -key oppositions.key", Says: "the same key on both machines"},
			{Line: "scrutateur ledger merge -from portable.db -from-key portable.key -addresses adresses.txt -ledger oppositions.db -key oppositions.key", Says: "two keys"},
		},
		JSON: "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&other.ledger, "from", "", "`file` of the other ledger")
			f.Func("from-key", func(s string) error { other.keys = append(other.keys, s); return nil }, "`file` of the other ledger's key; none: the same keys")
			f.String(&file, "addresses", "", "`file` of addresses, a line each, for ledgers of two keys")
			f.String(&origin, "origin", "", "name of the other machine, kept with each event; empty: the other file's name")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if other.ledger == "" || len(c.Args) > 0 {
				return cli.Errorf("name the other ledger with -from")
			}
			if origin == "" {
				origin = other.ledger
			}
			into, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer into.close()
			other.controller, other.anywhere = into.book.Controller, l.anywhere
			if len(other.keys) == 0 {
				other.keys = l.keys
			}
			from, err := other.open(ctx)
			if err != nil {
				return err
			}
			defer from.close()
			if file == "" {
				r, err := merge.Union(ctx, into.book, from.book, origin)
				return toldMerge(c, r, 0, err)
			}
			return mergeAddresses(ctx, c, into.book, from.book, origin, file)
		},
	}
}

func mergeAddresses(ctx context.Context, c *cli.Call, into, from *optout.Book, origin, file string) error {
	content, err := userfile.Read(ctx, file, maxAddresses)
	if err != nil {
		return err
	}
	all, refused, err := addressLines(ctx, bytes.NewReader(content), file)
	if err != nil {
		return err
	}
	tellRefused(c, refused)
	var seq iter.Seq2[optout.Address, error] = func(yield func(optout.Address, error) bool) {
		for _, g := range all {
			if !yield(g.to, nil) {
				return
			}
		}
	}
	r, err := merge.ByAddress(ctx, into, from, origin, seq)
	return toldMerge(c, r, len(refused), err)
}

// toldMerge says what a merge did, also where it ended early.
func toldMerge(c *cli.Call, r merge.Report, refused int, err error) error {
	if errors.Is(err, merge.ErrKeys) {
		return cli.Errorf("the other ledger was kept under another key, and its people cannot be compared: name that key with -from-key and a file with the addresses with -addresses")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		if err := c.WriteJSON(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(c.Out, c.Said.Sayf("read: %d; added: %d; known before: %d; to be read by a human once more: %d", r.Read, r.Added, r.Known, r.Again))
		if r.Missing > 0 {
			fmt.Fprintln(c.Out, c.Said.Sayf("%d people of the other ledger stand in none of the lines: what they said is not brought over, so keep that ledger", r.Missing))
		}
	}
	if r.Missing > 0 || refused > 0 {
		return cli.ErrFound
	}
	return nil
}
