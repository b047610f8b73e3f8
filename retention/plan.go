package retention

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Plan is what to erase, where, by when and why. It is made by Campaign.Plan and read by ReadPlan; its Hash names it.
type Plan struct {
	Format     string       `json:"format"`     // "scrutateur-retention-plan/1"
	Controller string       `json:"controller"` // notice.Controller.ID
	Name       string       `json:"name,omitempty"`
	Election   string       `json:"election,omitempty"`
	On         law.Day      `json:"on"`     // the day for which it was made
	Policy     string       `json:"policy"` // its name
	PolicyHash string       `json:"policy_hash"`
	Rounds     []law.Day    `json:"rounds,omitempty"`
	Decided    int          `json:"decided,omitempty"` // the round that decided the election; 0: not known on that day
	Actions    []Action     `json:"actions"`
	Holds      []Hold       `json:"holds,omitempty"`    // those that block an action
	Findings   law.Findings `json:"findings,omitempty"` // what is wrong with what is held
}

// planFormat is the format that this package writes and reads.
const planFormat = "scrutateur-retention-plan/1"

// Plan draws up the plan for the civil day of now, in now's own location. It is a pure function: the same campaign in
// any order and the same day give the same plan, byte for byte.
//
// An action whose event is unknown has no day: it says what it waits for, and where that is the round that decides the
// election, which days are possible. Past the last round, an election that nobody has said to be decided is a finding of the plan.
//
// The error is a *law.Error, and the plan zero, when the campaign is malformed, when the policy is laxer than the rules, or when it keeps
// anything longer than the Notice told. A plan that comes with Findings is complete all the same: they are about the
// records, most often that their day has passed.
func (c Campaign) Plan(now time.Time) (Plan, error) {
	today := record.DayOf(now)
	if _, ok := record.Civil(today); !ok {
		return Plan{}, errors.New("retention: now is not between 1900 and 2199")
	}
	form, legal := c.check(today)
	if err := form.Sort().Err(); err != nil {
		return Plan{}, err
	}
	legal = c.Rules.Apply(now, legal, c.Except)
	if err := append(form, legal...).Sort().Err(); err != nil {
		return Plan{}, err
	}

	known := circumstances{holds: c.Holds, policy: c.policy(), decided: c.decided(), today: today}
	known.rounds, _ = c.rounds()
	policyJSON, err := record.Canonical(known.policy)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		Format:     planFormat,
		Controller: c.Notice.Controller.ID, Name: c.Notice.Controller.Name, Election: c.Notice.Election.ID,
		On: today, Policy: known.policy.Name, PolicyHash: record.Hash(policyJSON),
		Rounds: slices.Clone(known.rounds), Decided: c.Facts.Decided,
		Actions: []Action{},
	}
	for _, h := range c.Inventory {
		if h.Count > 0 {
			p.Actions = append(p.Actions, known.action(h))
		}
	}
	p.sortActions(known.policy)
	p.Holds = c.blocking(p.Actions)
	p.Findings = append(legal, c.Rules.Apply(now, c.overdue(p), c.Except)...).Sort()
	if len(p.Findings) == 0 {
		p.Findings = nil
	}
	return p, nil
}

// sortActions orders actions by their day, then as the policy lists the classes, then by place.
func (p Plan) sortActions(policy Policy) {
	rank := map[Class]int{}
	for i, t := range policy.Terms {
		rank[t.Class] = i
	}
	slices.SortFunc(p.Actions, func(a, b Action) int {
		return cmp.Or(
			strings.Compare(a.sortDay(), b.sortDay()), cmp.Compare(rank[a.Class], rank[b.Class]),
			strings.Compare(a.Store, b.Store), strings.Compare(a.Processor, b.Processor), strings.Compare(a.Name, b.Name))
	})
}

// blocking returns the holds that block one of the actions, in the order of their IDs.
func (c Campaign) blocking(actions []Action) []Hold {
	ids := map[string]bool{}
	for _, a := range actions {
		for _, id := range a.Holds {
			ids[id] = true
		}
	}
	var holds []Hold
	for _, h := range c.Holds {
		if ids[h.ID] {
			holds = append(holds, h.Clone())
		}
	}
	slices.SortFunc(holds, func(a, b Hold) int { return strings.Compare(a.ID, b.ID) })
	return holds
}

// overdue finds what should have happened before the day of the plan: records past their day, an election that nobody has said to be
// decided, holds that nobody has looked at again.
func (c Campaign) overdue(p Plan) law.Findings {
	var fs law.Findings
	unsettled := false
	for _, a := range p.Actions {
		unsettled = unsettled || a.Since == "" && a.After == ElectionDecided
		if a.State != Overdue {
			continue
		}
		f := law.Find(a.Rule, a.place(), "%d records are past their day, %s", a.Count, a.Due)
		// Keeping too long breaks a rule. Keeping longer than a rule asks at least, or deciding late, is a reminder.
		if a.Do == Review || a.Bound == AtLeast {
			f = f.AsShould()
		}
		fs = append(fs, f)
	}
	if last := c.latest(); unsettled && last < p.On {
		fs = append(fs, law.Find(law.SpecField, "facts.decided",
			"the last round was on %s and nobody has said which round decided the election: until then nothing of it has a day", last))
	}
	for _, h := range p.Holds {
		if h.Review != "" && h.Review < p.On {
			fs = append(fs, law.Find(law.RetentionElection, "holds."+h.ID, "was to be looked at again by %s: end it, or give it another day", h.Review).AsShould())
		}
	}
	return fs
}

// Due returns the actions of the plan that may be done on the civil day of now and should be: their day has come, and no
// hold that the plan knows forbids them. There is no scheduler here: the host asks once a day.
//
// A plan ages. A hold placed, or an event that happened, after Plan.On is not in it: make it again before running it.
func (p Plan) Due(now time.Time) []Action {
	today := record.DayOf(now)
	var due []Action
	for _, a := range p.Actions {
		if a.Due != "" && a.Due <= today && (len(a.Holds) == 0 || a.Free != "" && a.Free <= today) {
			due = append(due, a)
		}
	}
	return due
}

// Canonical returns the plan as canonical JSON (RFC 8785), which is what Hash hashes.
func (p Plan) Canonical() ([]byte, error) { return record.Canonical(p) }

// Hash names the plan: SHA-256 of its canonical JSON, in hexadecimal. Who approves a plan approves this hash; a program
// runs the plan that has it and no other. It changes with the day of the plan and with everything in it. It panics where
// Canonical fails: a text that is not UTF-8, or a count beyond 2⁵³, which neither Campaign.Plan nor ReadPlan let through.
func (p Plan) Hash() string {
	b, err := p.Canonical()
	if err != nil {
		panic(fmt.Sprintf("retention: %v", err))
	}
	return record.Hash(b)
}

// ReadPlan reads a plan from JSON, byte for byte as Canonical wrote it: the file that somebody approved is the file that is
// run, and its SHA-256 is its Hash. The error says what is not such a plan.
func ReadPlan(r io.Reader) (Plan, error) {
	var p Plan
	if err := record.ReadCanonical("retention", r, &p); err != nil {
		return Plan{}, err
	}
	if p.Format != planFormat {
		return Plan{}, errors.New("retention: not a plan of the format " + planFormat)
	}
	return p, nil
}
