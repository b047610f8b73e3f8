package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/suppression"
)

func ledgerImport() *cli.Command {
	var l ledgerFlags
	var o suppression.Options
	var manifest string
	return &cli.Command{
		Name: "import", Short: "read a provider's list of those who want no messages into the ledger", Args: "FILE",
		Help: []tongue.Text{
			"import adds to the ledger whoever stands on the list, and does nothing else: no list lifts an objection, and a row that says that\nsomebody came back is refused by its line. The list is recognised by its header; -from names it where it has none.",
			"The exit code is 1 when a row could not be read: the others are recorded.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger import liste.csv -ledger oppositions.db -key oppositions.key", Says: "a list as the provider's page wrote it"}},
		JSON:     "print one JSON object", Lang: "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&o.Format, "from", "", "whose list it is: %s; empty: its header says", strings.Join(suppression.Formats(), ", "))
			f.String(&o.Country, "country", "", "country of numbers that a spreadsheet damaged, as FR")
			f.String(&manifest, "manifest", "", "`file` of a portable list's manifest, which says whether the list is whole")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if len(c.Args) != 1 {
				return cli.Errorf("name one list")
			}
			if manifest != "" {
				b, err := userfile.Read(ctx, manifest, 64<<10)
				if err != nil {
					return err
				}
				m, err := suppression.ReadManifest(bytes.NewReader(b))
				if err != nil {
					return err
				}
				o.Manifest = &m
			}
			return importList(ctx, c, &l, o)
		},
	}
}

func importList(ctx context.Context, c *cli.Call, l *ledgerFlags, o suppression.Options) error {
	b, err := l.open(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	content, err := userfile.Read(ctx, c.Args[0], maxAddresses)
	if err != nil {
		return err
	}
	list, err := suppression.Open(bytes.NewReader(content), o)
	if err != nil {
		return err
	}
	r, err := suppression.Import(ctx, b.book, list)
	for _, row := range r.Refused {
		fmt.Fprintf(c.Err, "%s: %s\n", termsafe.Escape(c.Args[0]), termsafe.Escape(row.Error()))
	}
	if c.JSON {
		if e := c.WriteJSON(struct {
			Format        string `json:"format"`
			Rows          int    `json:"rows"`
			Objections    int    `json:"objections"`
			Undeliverable int    `json:"undeliverable"`
			Refused       int    `json:"refused_rows"`
			Resubscribe   int    `json:"resubscribe"`
		}{r.Format, r.Rows, r.Objections, r.Undeliverable, r.RefusedRows, r.Resubscribe}); e != nil {
			return e
		}
	} else {
		fmt.Fprintln(c.Out, c.Said.Sayf("%s: %d rows; objections: %d; cannot be reached: %d; rows that are not recorded: %d", r.Format, r.Rows, r.Objections, r.Undeliverable, r.RefusedRows))
	}
	switch {
	case err != nil:
		return err
	case r.RefusedRows > 0:
		return cli.ErrFound
	}
	return nil
}

func ledgerExport() *cli.Command {
	var l ledgerFlags
	var channel, topic, out, file string
	return &cli.Command{
		Name: "export", Short: "write the list of those who want no messages, for a new provider",
		Help: []tongue.Text{
			"export writes which of the addresses that it is given may not be written to: a portable list, with a manifest beside it. The ledger\nholds no addresses, so they come from a file that is in hand anyway, a line each: -addresses, or the standard input.",
			"The list holds personal data: hand it over sealed, and erase it afterwards.",
		},
		Examples: []cli.Example{{Line: "scrutateur ledger export -channel sms -addresses fichier.txt -out liste.csv -ledger oppositions.db -key oppositions.key", Says: "before a change of provider"}},
		Lang:     "language of what is printed",
		Flags: func(f *cli.Flags) {
			l.declare(f)
			f.String(&channel, "channel", "", "sms or email; must be given")
			f.String(&topic, "topic", "", "topic of the messages")
			f.String(&file, "addresses", "", "`file` of addresses, a line each; empty: the standard input")
			f.String(&out, "out", "", "`file` of the list, which must not be there yet; its manifest stands beside it, with .json behind its name")
		},
		Run: func(ctx context.Context, c *cli.Call) error {
			if out == "" || channel != string(law.SMS) && channel != string(law.Email) {
				return cli.Errorf("say with -channel sms or email, and with -out where the list goes")
			}
			in := c.In
			if file != "" {
				content, err := userfile.Read(ctx, file, maxAddresses)
				if err != nil {
					return err
				}
				in = bytes.NewReader(content)
			}
			all, refused, err := addressLines(ctx, in, file)
			if err != nil {
				return err
			}
			failed := tellRefused(c, refused)
			b, err := l.open(ctx)
			if err != nil {
				return err
			}
			defer b.close()
			if err := exportList(ctx, c, b.book, optout.For{Channel: law.Channel(channel), Topic: topic}, all, out); err != nil {
				return err
			}
			if failed {
				return cli.ErrFound
			}
			return nil
		},
	}
}

func exportList(ctx context.Context, c *cli.Call, b *optout.Book, f optout.For, all []given, out string) error {
	if _, err := os.Lstat(out); err == nil {
		return cli.Errorf("%s is there already: nothing is written over", out)
	}
	var known iter.Seq2[optout.Address, error] = func(yield func(optout.Address, error) bool) {
		for _, g := range all {
			if !yield(g.to, nil) {
				return
			}
		}
	}
	var list bytes.Buffer
	m, err := suppression.WritePortable(&list, b.Controller, time.Now().UTC(), suppression.Objectors(ctx, b, f, known))
	if err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := errors.Join(userfile.Write(out, list.Bytes(), userfile.Private), userfile.Write(out+".json", append(manifest, '\n'), userfile.Private)); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.Said.Sayf("%s: %d of %d addresses may not be written to", out, m.Rows, len(all)))
	return nil
}
