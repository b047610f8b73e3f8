package retention

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// check returns apart the findings that make a plan impossible and those of law, which profile and exceptions judge.
func (c Campaign) check(today law.Day) (form, legal law.Findings) {
	ck := checks{Campaign: c, p: c.policy(), today: today, held: map[Class]bool{}}
	ck.form, ck.legal = ck.p.check()
	ck.text("notice.controller.id", c.Notice.Controller.ID, true)
	ck.text("notice.controller.name", c.Notice.Controller.Name, false)
	ck.text("notice.election.id", c.Notice.Election.ID, false)
	ck.election()
	ck.inventory()
	ck.everyHold()
	for i, e := range c.Except { // its reason stands in the findings of the plan
		if !utf8.ValidString(e.Reason) || !utf8.ValidString(string(e.Rule)) {
			ck.bad(fmt.Sprintf("except[%d]", i), "is not valid UTF-8")
		}
	}
	// What people were told binds whatever the profile: no exception lifts a promise.
	return append(ck.form, ck.p.against(c.Notice.Keep, ck.held)...), ck.legal
}

// checks is a campaign while it is judged.
type checks struct {
	Campaign
	p           Policy
	today       law.Day
	held        map[Class]bool // classes in the inventory
	form, legal law.Findings
}

func (c *checks) bad(path, format string, args ...any) {
	c.form = append(c.form, law.Find(law.SpecField, path, format, args...))
}

func (c *checks) day(path string, d law.Day) bool {
	if _, ok := record.Civil(d); !ok {
		c.bad(path, "is not a day between 1900 and 2199 in the form 2026-03-15")
		return false
	}
	return true
}

func (c *checks) text(path, s string, needed bool) {
	if s == "" {
		if needed {
			c.bad(path, "is empty")
		}
	} else if why := record.Unclean(s); why != "" {
		c.bad(path, "%s", why)
	} else if record.Address(s) {
		c.bad(path, "looks like a mailbox or a phone number: a plan holds no personal data")
	}
}

// election judges what is known of the rounds: days in order, and no round decided that has not been voted.
func (c *checks) election() {
	rounds, from := c.rounds()
	for i, d := range rounds {
		path := fmt.Sprintf("%s[%d]", from, i)
		if c.day(path, d) && i > 0 && d < rounds[i-1] {
			c.bad(path, "is before the round before it")
		}
	}
	if latest := c.latest(); len(rounds) == 0 && latest != "" {
		c.day("notice.election.latest", latest)
	}
	switch {
	case c.Facts.Decided < 0 || c.Facts.Decided > len(rounds):
		c.bad("facts.decided", "is not one of the %d rounds", len(rounds))
	case c.Facts.Decided > 0 && rounds[c.Facts.Decided-1] > c.today:
		c.bad("facts.decided", "names a round that has not been voted on %s", c.today)
	}
}

// inventory judges each holding, that no two are the same, and that every processor of the Notice is in it.
func (c *checks) inventory() {
	byProcessor := map[string]bool{}
	seen := map[[4]string]bool{}
	for i, h := range c.Inventory {
		path := fmt.Sprintf("inventory[%d]", i)
		c.held[h.Class] = true
		byProcessor[h.Processor] = true
		c.holding(path, h)
		key := [4]string{string(h.Class), h.Store, h.Processor, h.Name}
		if seen[key] {
			c.bad(path, "is the second holding of this class, store, processor and name: tell them apart by name")
		}
		seen[key] = true
	}
	for i, pr := range c.Notice.Processors {
		if path := fmt.Sprintf("notice.processors[%d]", i); !byProcessor[pr.Name] {
			f := law.Find(law.RetentionElection, path, "the inventory does not say what this processor holds: its copies are erased too; say zero where it holds nothing")
			f = f.AsShould()
			c.legal = append(c.legal, f)
		}
	}
}

func (c *checks) holding(path string, h Holding) {
	term, ok := c.p.Term(h.Class)
	if !slug.MatchString(string(h.Class)) {
		c.bad(path+".class", "is not a name in the form election-only")
	} else if !ok {
		c.bad(path+".class", "the policy has no term for this class")
	} else if term.After == ElectionDecided && c.latest() == "" && h.Events[ElectionDecided] == "" {
		c.bad(path+".class", "is erased after an election, and nothing says when that is: give facts.rounds")
	}
	c.text(path+".store", h.Store, true)
	c.text(path+".processor", h.Processor, false)
	c.text(path+".name", h.Name, false)
	if h.Count < 0 {
		c.bad(path+".count", "is negative")
	} else if int64(h.Count) > 1<<53 {
		c.bad(path+".count", "is beyond 2^53")
	}
	if h.Backups < 0 || h.Backups > 3650 {
		c.bad(path+".backups", "is not between 0 and 3650 days")
	}
	for _, e := range slices.Sorted(maps.Keys(h.Events)) {
		if !slug.MatchString(string(e)) {
			c.bad(path+".events", "names an event that is not in the form last-message")
		} else if at := path + ".events." + string(e); c.day(at, h.Events[e]) && h.Events[e] > c.today {
			c.bad(at, "is after %s: an event is recorded when it has happened", c.today)
		}
	}
}

// everyHold judges the holds: each has an end or a day of review, and a scope that names what is there. A name that is misspelled
// would let records be erased that a court waits for.
func (c *checks) everyHold() {
	ids := map[string]bool{}
	for i, h := range c.Holds {
		path := fmt.Sprintf("holds[%d]", i)
		c.text(path+".id", h.ID, true)
		if h.ID != "" && ids[h.ID] {
			c.bad(path+".id", "stands twice")
		}
		ids[h.ID] = true
		c.text(path+".reason", h.Reason, true)
		c.text(path+".authority", h.Authority, true)
		start := c.day(path+".start", h.Start)
		if h.End == "" && h.Review == "" {
			c.bad(path, "has neither an end nor a day of review: a hold without either is kept for ever")
		}
		if h.End != "" && c.day(path+".end", h.End) && start && h.End <= h.Start {
			c.bad(path+".end", "is not after the start")
		}
		if h.Review != "" {
			c.day(path+".review", h.Review)
		}
		c.scope(path+".scope", h.Scope)
	}
}

func (c *checks) scope(path string, s Scope) {
	for field, names := range map[string][2][]string{
		"classes":    {strs(s.Classes), collect(c.Inventory, func(h Holding) string { return string(h.Class) })},
		"stores":     {s.Stores, collect(c.Inventory, func(h Holding) string { return h.Store })},
		"processors": {s.Processors, collect(c.Inventory, func(h Holding) string { return h.Processor })},
		"names":      {s.Names, collect(c.Inventory, func(h Holding) string { return h.Name })},
	} {
		for j, n := range names[0] {
			if !slices.Contains(names[1], n) {
				c.bad(fmt.Sprintf("%s.%s[%d]", path, field, j), "names nothing in the inventory, so that what it means would be erased")
			}
		}
	}
}

func strs[S ~string](in []S) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

func collect[T any](in []T, f func(T) string) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}
