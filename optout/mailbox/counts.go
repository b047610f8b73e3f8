package mailbox

import (
	"fmt"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// Counts says how many messages were of which kind, and what was done.
type Counts struct {
	Messages int                   `json:"messages"`
	Kinds    map[Kind]int          `json:"kinds"`
	Replies  map[reply.Verdict]int `json:"replies"`  // of the answers in words
	Bounces  map[string]int        `json:"bounces"`  // by code: "5.1.1", "no such domain", "soft", "unread"
	Recorded map[optout.Kind]int   `json:"recorded"` // events, told again ones among them; of a dry run those that would be
	Shown    map[Why]int           `json:"shown"`    // put before a human, by reason
	Failed   int                   `json:"failed"`   // not taken: the ledger, the inbox or the disk failed
}

// Add counts one message.
func (c *Counts) Add(v Verdict) {
	if c.Kinds == nil {
		c.Kinds, c.Replies, c.Bounces = map[Kind]int{}, map[reply.Verdict]int{}, map[string]int{}
		c.Recorded, c.Shown = map[optout.Kind]int{}, map[Why]int{}
	}
	c.Messages++
	c.Kinds[v.Kind]++
	switch v.Kind {
	case Reply:
		c.Replies[v.Reply.Verdict]++
	case Bounce:
		c.Bounces[v.Reason]++
	}
	for _, k := range v.Records() {
		c.Recorded[k]++
	}
	if v.Shown != "" {
		c.Shown[v.Shown]++
	}
}

// fail counts a message that was not taken and keeps the first reason.
func (c *Counts) fail(first, err error) error {
	c.Failed++
	if first == nil {
		return err
	}
	return first
}

func (c *Counts) failure(first error) error {
	if first == nil {
		return nil
	}
	return fmt.Errorf("mailbox: %d of %d messages were not taken and must be read again; the first: %w", c.Failed, c.Failed+c.Messages, first)
}
