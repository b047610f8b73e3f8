package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/scrutateur/scrutateur/optout/mailbox"
)

// empty takes every message of a folder and moves those that were taken into another one, which is made where it is missing.
func empty(ctx context.Context, c *imapclient.Client, box *mailbox.Box, from, to string) (mailbox.Counts, error) {
	var counts mailbox.Counts
	if !c.Caps().Has(imap.CapMove) && !c.Caps().Has(imap.CapIMAP4rev2) {
		// COPY, STORE \Deleted and EXPUNGE would delete what somebody else has marked meanwhile.
		return counts, errors.New("the server cannot MOVE: mark what was taken with a keyword instead, and leave it out of the search")
	}
	if err := folder(c, to); err != nil {
		return counts, err
	}
	if _, err := c.Select(from, nil).Wait(); err != nil {
		return counts, err
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
	if err != nil {
		return counts, err
	}
	var failed error
	for _, uid := range found.AllUIDs() {
		v, err := take(ctx, c, box, uid)
		if err == nil {
			_, err = c.Move(imap.UIDSetNum(uid), to).Wait()
		}
		if err != nil {
			if ctx.Err() != nil || c.State() == imap.ConnStateLogout {
				return counts, err
			}
			counts.Failed++
			failed = errors.Join(failed, err)
			continue
		}
		counts.Add(v)
	}
	if failed != nil {
		return counts, fmt.Errorf("%d messages stay in the folder: %w", counts.Failed, failed)
	}
	return counts, nil
}

// take reads one message as it comes from the server.
func take(ctx context.Context, c *imapclient.Client, box *mailbox.Box, uid imap.UID) (mailbox.Verdict, error) {
	fetch := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	var v mailbox.Verdict
	err := errors.New("the server has the message no more")
	for m := fetch.Next(); m != nil; m = fetch.Next() {
		for item := m.Next(); item != nil; item = m.Next() {
			if body, ok := item.(imapclient.FetchItemDataBodySection); ok && body.Literal != nil {
				v, err = box.Take(ctx, &whole{body.Literal, body.Literal.Size()})
			}
		}
	}
	return v, errors.Join(err, fetch.Close())
}

// whole reads a message of a known size, so that a connection which breaks in the middle of it is an error and no short message.
type whole struct {
	r    io.Reader
	left int64
}

func (w *whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if w.left -= int64(n); err == io.EOF && w.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// folder makes a folder that is missing.
func folder(c *imapclient.Client, name string) error {
	list, err := c.List("", name, nil).Collect()
	if err != nil || len(list) > 0 {
		return err
	}
	return c.Create(name, nil).Wait()
}
