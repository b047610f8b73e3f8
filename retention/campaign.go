package retention

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Campaign is what a plan is made from. It is plain data, JSON in and out.
type Campaign struct {
	Policy    Policy          `json:"policy"` // without terms: Default
	Notice    notice.Notice   `json:"notice"` // what people were told: controller, election, processors, terms
	Inventory []Holding       `json:"inventory"`
	Facts     Facts           `json:"facts"`
	Holds     []Hold          `json:"holds,omitempty"`
	Rules     law.Profile     `json:"rules,omitempty"` // "" is law.Default
	Except    []law.Exception `json:"except,omitempty"`
}

// Holding is a cohort of records: one class in one store, for which the same events happened on the same days.
// Records with different days are different holdings; to hold a few people's records, give these a holding of their own.
type Holding struct {
	Class     Class             `json:"class"`
	Store     string            `json:"store"`               // "crm.contacts", "OVH address book"
	Processor string            `json:"processor,omitempty"` // who holds it for the controller, as in Notice.Processors; "" is the controller
	Name      string            `json:"name,omitempty"`      // tells cohorts of one class in one store apart
	Count     int               `json:"count"`               // records; zero says that it was looked for and nothing is there
	Events    map[Event]law.Day `json:"events,omitempty"`    // those that happened. ElectionDecided here is for a file of an earlier election
	Backups   int               `json:"backups,omitempty"`   // days until the last backup made before an erasure is overwritten; 0: no backup
}

// Facts is what is known of the election when the plan is made.
type Facts struct {
	// Rounds are the days of the rounds in order, the last day where territories vote on several. Empty: those of Notice.Election.
	Rounds []law.Day `json:"rounds,omitempty"`
	// Decided is the round that decided the election where the controller stood, as proclaimed: 1, 2, … Zero: not known. It differs
	// from constituency to constituency. An election of one round needs nobody to say so. An annulled election was decided all the
	// same: the new one is another election, another purpose, and another file.
	Decided int `json:"decided,omitempty"`
}

// Hold keeps records from being erased because somebody may need them as evidence: an electoral dispute, an inquiry, a
// complaint. It blocks deletion and nothing else: whoever must not be written to must still not be written to, and past their
// term held records serve the case alone.
type Hold struct {
	ID        string  `json:"id"` // reference of the case: "TA Montreuil 2602117". Never a person
	Scope     Scope   `json:"scope"`
	Reason    string  `json:"reason"`
	Authority string  `json:"authority"` // who asked for it, or who decided it
	Start     law.Day `json:"start"`
	End       law.Day `json:"end,omitempty"`    // first day on which it no longer holds
	Review    law.Day `json:"review,omitempty"` // when it must be looked at again; needed where End is empty. It holds on until somebody decides
}

// Scope says which holdings a hold is about: those that match every list that is not empty. The zero Scope is
// the whole campaign.
type Scope struct {
	Classes    []Class  `json:"classes,omitempty"`
	Stores     []string `json:"stores,omitempty"`
	Processors []string `json:"processors,omitempty"`
	Names      []string `json:"names,omitempty"`
}

func (s Scope) covers(h Holding) bool {
	return (len(s.Classes) == 0 || slices.Contains(s.Classes, h.Class)) &&
		(len(s.Stores) == 0 || slices.Contains(s.Stores, h.Store)) &&
		(len(s.Processors) == 0 || slices.Contains(s.Processors, h.Processor)) &&
		(len(s.Names) == 0 || slices.Contains(s.Names, h.Name))
}

// active reports whether the hold blocks deletion on the day. A review date that has passed changes nothing: what
// was to be kept is kept until somebody decides.
func (h Hold) active(d law.Day) bool { return h.Start <= d && (h.End == "" || d < h.End) }

// ReadCampaign reads a Campaign from JSON. Unknown fields, a second value and a wrong type are errors, which name the
// place and never the value. What the campaign says is judged by Findings and Plan.
func ReadCampaign(r io.Reader) (Campaign, error) {
	var c Campaign
	return c, readJSON(r, &c)
}

func readJSON(r io.Reader, v any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			return errors.New("retention: there is more after the JSON value")
		}
		return nil
	}
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("retention: byte %d: %s cannot hold this JSON value, it is a %s", t.Offset, t.Field, t.Type)
	}
	return fmt.Errorf("retention: %w", err)
}

func (c Campaign) policy() Policy {
	if len(c.Policy.Terms) == 0 && c.Policy.Name == "" {
		return Default()
	}
	return c.Policy
}

// rounds returns the last day on which each round is voted anywhere, and where that was said.
func (c Campaign) rounds() (days []law.Day, path string) {
	if len(c.Facts.Rounds) > 0 {
		return c.Facts.Rounds, "facts.rounds"
	}
	for _, r := range c.Notice.Election.Resolve().Rounds {
		last := r.Day
		for _, d := range r.Local {
			last = max(last, d)
		}
		days = append(days, last)
	}
	return days, "notice.election.rounds"
}

// latest returns the last day on which anybody votes; "" where there is no election. For one whose days nobody has set, it is
// the last day that is possible.
func (c Campaign) latest() law.Day {
	if rounds, _ := c.rounds(); len(rounds) > 0 {
		return rounds[len(rounds)-1]
	}
	return c.Notice.Election.Resolve().Latest
}

// decided returns the day that decided the election, "" while it is not known. Where all rounds are on one day (a single
// round; the Senate), that day did, or will.
func (c Campaign) decided() law.Day {
	rounds, _ := c.rounds()
	switch n := len(rounds); {
	case n == 0:
		return ""
	case c.Facts.Decided > 0:
		return rounds[c.Facts.Decided-1]
	case rounds[0] == rounds[n-1]:
		return rounds[0]
	}
	return ""
}

// Findings judges the campaign at the moment (the civil day of now in its own location): its form, the policy against
// the rules, the policy against the Notice. All findings at once, sorted. What is wrong with what is held (records past their day, say) is in
// Plan.Findings.
func (c Campaign) Findings(now time.Time) law.Findings {
	form, legal := c.check(dayOf(now))
	return append(form, c.Rules.Apply(now, legal, c.Except)...).Sort()
}

// check returns apart the findings that make a plan impossible and those of law, which profile and exceptions judge.
func (c Campaign) check(today law.Day) (form, legal law.Findings) {
	bad := func(path, format string, args ...any) {
		form = append(form, law.Find(law.SpecField, path, format, args...))
	}
	day := func(path string, d law.Day) bool {
		if _, ok := civil(d); !ok {
			bad(path, "is not a day between 1900 and 2199 in the form 2026-03-15")
			return false
		}
		return true
	}
	text := func(path, s string, needed bool) {
		if s == "" {
			if needed {
				bad(path, "is empty")
			}
		} else if why := unclean(s); why != "" {
			bad(path, "%s", why)
		} else if address.MatchString(s) {
			bad(path, "looks like a mailbox or a phone number: a plan holds no personal data")
		}
	}

	p := c.policy()
	form, legal = p.check()

	text("notice.controller.id", c.Notice.Controller.ID, true)
	text("notice.controller.name", c.Notice.Controller.Name, false)
	text("notice.election.id", c.Notice.Election.ID, false)

	rounds, from := c.rounds()
	for i, d := range rounds {
		path := fmt.Sprintf("%s[%d]", from, i)
		if day(path, d) && i > 0 && d < rounds[i-1] {
			bad(path, "is before the round before it")
		}
	}
	if latest := c.latest(); len(rounds) == 0 && latest != "" {
		day("notice.election.latest", latest)
	}
	switch {
	case c.Facts.Decided < 0 || c.Facts.Decided > len(rounds):
		bad("facts.decided", "is not one of the %d rounds", len(rounds))
	case c.Facts.Decided > 0 && rounds[c.Facts.Decided-1] > today:
		bad("facts.decided", "names a round that has not been voted on %s", today)
	}

	held := map[Class]bool{}
	byProcessor := map[string]bool{}
	seen := map[[4]string]bool{}
	for i, h := range c.Inventory {
		path := fmt.Sprintf("inventory[%d]", i)
		held[h.Class] = true
		byProcessor[h.Processor] = true
		term, ok := p.Term(h.Class)
		if !slug.MatchString(string(h.Class)) {
			bad(path+".class", "is not a name in the form election-only")
		} else if !ok {
			bad(path+".class", "the policy has no term for this class")
		} else if term.After == ElectionDecided && c.latest() == "" && h.Events[ElectionDecided] == "" {
			bad(path+".class", "is erased after an election, and nothing says when that is: give facts.rounds")
		}
		text(path+".store", h.Store, true)
		text(path+".processor", h.Processor, false)
		text(path+".name", h.Name, false)
		if h.Count < 0 {
			bad(path+".count", "is negative")
		}
		if h.Backups < 0 || h.Backups > 3650 {
			bad(path+".backups", "is not between 0 and 3650 days")
		}
		for _, e := range sortedKeys(h.Events) {
			if !slug.MatchString(string(e)) {
				bad(path+".events", "names an event that is not in the form last-message")
			} else if at := path + ".events." + string(e); day(at, h.Events[e]) && h.Events[e] > today {
				bad(at, "is after %s: an event is recorded when it has happened", today)
			}
		}
		key := [4]string{string(h.Class), h.Store, h.Processor, h.Name}
		if seen[key] {
			bad(path, "is the second holding of this class, store, processor and name: tell them apart by name")
		}
		seen[key] = true
	}
	for i, pr := range c.Notice.Processors {
		if path := fmt.Sprintf("notice.processors[%d]", i); !byProcessor[pr.Name] {
			f := law.Find(law.RetentionElection, path, "the inventory does not say what this processor holds: its copies are erased too; say zero where it holds nothing")
			f.Severity = law.Should
			legal = append(legal, f)
		}
	}

	ids := map[string]bool{}
	for i, h := range c.Holds {
		path := fmt.Sprintf("holds[%d]", i)
		text(path+".id", h.ID, true)
		if h.ID != "" && ids[h.ID] {
			bad(path+".id", "stands twice")
		}
		ids[h.ID] = true
		text(path+".reason", h.Reason, true)
		text(path+".authority", h.Authority, true)
		start := day(path+".start", h.Start)
		if h.End == "" && h.Review == "" {
			bad(path, "has neither an end nor a day of review: a hold without either is kept for ever")
		}
		if h.End != "" && day(path+".end", h.End) && start && h.End <= h.Start {
			bad(path+".end", "is not after the start")
		}
		if h.Review != "" {
			day(path+".review", h.Review)
		}
		for field, names := range map[string][2][]string{
			"classes":    {strs(h.Scope.Classes), collect(c.Inventory, func(h Holding) string { return string(h.Class) })},
			"stores":     {h.Scope.Stores, collect(c.Inventory, func(h Holding) string { return h.Store })},
			"processors": {h.Scope.Processors, collect(c.Inventory, func(h Holding) string { return h.Processor })},
			"names":      {h.Scope.Names, collect(c.Inventory, func(h Holding) string { return h.Name })},
		} {
			for j, n := range names[0] {
				if !slices.Contains(names[1], n) {
					bad(fmt.Sprintf("%s.scope.%s[%d]", path, field, j), "names nothing in the inventory, so that what it means would be erased")
				}
			}
		}
	}

	// What people were told binds whatever the profile: no exception lifts a promise.
	form = append(form, p.against(c.Notice.Keep, held)...)
	return form, legal
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

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return strings.Compare(string(a), string(b)) })
	return keys
}
