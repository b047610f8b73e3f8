package retention

import (
	"io"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
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

// Clone returns a copy that shares nothing with h.
func (h Hold) Clone() Hold {
	h.Scope.Classes = slices.Clone(h.Scope.Classes)
	h.Scope.Stores = slices.Clone(h.Scope.Stores)
	h.Scope.Processors = slices.Clone(h.Scope.Processors)
	h.Scope.Names = slices.Clone(h.Scope.Names)
	return h
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

// ReadCampaign reads a Campaign from JSON, at most 16 MiB. Unknown keys, a key that stands twice or in another case,
// bytes that are no UTF-8, a second value and a wrong type are errors, which name the place and never the value. What the
// campaign says is judged by Findings and Plan.
func ReadCampaign(r io.Reader) (Campaign, error) {
	var c Campaign
	return c, record.Read("retention", r, &c)
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
	form, legal := c.check(record.DayOf(now))
	return append(form, c.Rules.Apply(now, legal, c.Except)...).Sort()
}
