package retention

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// State says where an action stands on the day of the plan.
type State string

const (
	Overdue  State = "overdue"  // its day has passed
	Due      State = "due"      // today
	Upcoming State = "upcoming" // its day is known and lies ahead
	Waiting  State = "waiting"  // the event that starts its term has not happened, or is not known
	Held     State = "held"     // its day is known, and a hold forbids it
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

// Action is one thing to do, about one holding.
type Action struct {
	Do        Do      `json:"do"`
	Class     Class   `json:"class"`
	Store     string  `json:"store"`
	Processor string  `json:"processor,omitempty"` // it does it, and attests that it did
	Name      string  `json:"name,omitempty"`
	Count     int     `json:"count"`
	State     State   `json:"state"`
	After     Event   `json:"after"`
	Months    int     `json:"months,omitempty"`
	Days      int     `json:"days,omitempty"`
	Since     law.Day `json:"since,omitempty"` // the day of the event; "" while it is unknown
	// Due is the last day of the term: AtMost, done by then; AtLeast, not done before. "" while Since is unknown.
	Due    law.Day   `json:"due,omitempty"`
	Bound  Bound     `json:"bound"`
	Either []law.Day `json:"either,omitempty"` // the days that Due may become, while the deciding round is unknown
	Holds  []string  `json:"holds,omitempty"`  // the holds that forbid it
	Free   law.Day   `json:"free,omitempty"`   // the day from which no hold forbids it; "" while a hold has no end
	Review law.Day   `json:"review,omitempty"` // the next day on which a hold without an end is looked at again
	// Frozen: past its term and held. The records serve the case alone; nothing is sent on their strength.
	Frozen bool `json:"frozen,omitempty"`
	// Gone is the day on which the last backup that has the records is overwritten, if the action is done on time, or
	// today where it is late. A backup restored before that day must have the erasure done again.
	Gone     law.Day      `json:"gone,omitempty"`
	Rule     law.ID       `json:"rule"`
	Level    Level        `json:"level"`
	Evidence law.Evidence `json:"evidence"`
	Source   law.Cite     `json:"source"`
}

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
	today := dayOf(now)
	if _, ok := civil(today); !ok {
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

	policy, decided := c.policy(), c.decided()
	rounds, _ := c.rounds()
	policyJSON, err := canonical(policy)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		Format:     planFormat,
		Controller: c.Notice.Controller.ID, Name: c.Notice.Controller.Name, Election: c.Notice.Election.ID,
		On: today, Policy: policy.Name, PolicyHash: hash(policyJSON),
		Rounds: slices.Clone(rounds), Decided: c.Facts.Decided,
		Actions: []Action{},
	}

	var held law.Findings
	late := func(f law.Finding, a Action) {
		// Keeping too long breaks a rule. Keeping longer than a rule asks at least, or deciding late, is a reminder.
		if a.Do == Review || a.Bound == AtLeast {
			f.Severity = law.Should
		}
		held = append(held, f)
	}
	blocking := map[string]bool{}
	unsettled := false
	for _, h := range c.Inventory {
		term, _ := policy.Term(h.Class)
		if h.Count == 0 {
			continue
		}
		a := Action{
			Do: term.Do, Class: h.Class, Store: h.Store, Processor: h.Processor, Name: h.Name, Count: h.Count,
			After: term.After, Months: term.Months, Days: term.Days, Bound: term.Bound,
			Rule: term.Rule, Level: term.Level, Evidence: term.Evidence, Source: term.Source,
		}
		a.Since = h.Events[term.After]
		if a.Since == "" && term.After == ElectionDecided {
			if a.Since = decided; decided == "" {
				for _, r := range rounds {
					end, _ := term.End(r)
					a.Either = append(a.Either, end)
				}
				unsettled = true
			}
		}
		if a.Since != "" {
			a.Due, _ = term.End(a.Since)
		}
		a.block(h, c.Holds, today)
		for _, id := range a.Holds {
			blocking[id] = true
		}
		switch {
		case a.Due == "":
			a.State = Waiting
		case len(a.Holds) > 0:
			a.State = Held
			a.Frozen = a.Due < today && a.Bound == AtMost
		case a.Due < today:
			a.State = Overdue
		case a.Due == today:
			a.State = Due
		default:
			a.State = Upcoming
		}
		if a.Due != "" && a.Do != Review && h.Backups > 0 && (len(a.Holds) == 0 || a.Free != "") {
			done, _ := civil(max(a.Due, today, a.Free))
			a.Gone = dayOf(done.AddDate(0, 0, h.Backups))
		}
		if a.State == Overdue {
			late(law.Find(a.Rule, a.place(), "%d records are past their day, %s", a.Count, a.Due), a)
		}
		p.Actions = append(p.Actions, a)
	}
	if last := c.latest(); unsettled && last < today {
		held = append(held, law.Find(law.SpecField, "facts.decided",
			"the last round was on %s and nobody has said which round decided the election: until then nothing of it has a day", last))
	}
	for _, h := range c.Holds {
		if !blocking[h.ID] {
			continue
		}
		p.Holds = append(p.Holds, h.clone())
		if h.Review != "" && h.Review < today {
			f := law.Find(law.RetentionElection, "holds."+h.ID, "was to be looked at again by %s: end it, or give it another day", h.Review)
			f.Severity = law.Should
			held = append(held, f)
		}
	}
	slices.SortFunc(p.Holds, func(a, b Hold) int { return strings.Compare(a.ID, b.ID) })
	rank := map[Class]int{}
	for i, t := range policy.Terms {
		rank[t.Class] = i
	}
	slices.SortFunc(p.Actions, func(a, b Action) int {
		return cmp.Or(
			strings.Compare(a.sortDay(), b.sortDay()), cmp.Compare(rank[a.Class], rank[b.Class]),
			strings.Compare(a.Store, b.Store), strings.Compare(a.Processor, b.Processor), strings.Compare(a.Name, b.Name))
	})
	p.Findings = append(legal, c.Rules.Apply(now, held, c.Except)...).Sort()
	if len(p.Findings) == 0 {
		p.Findings = nil
	}
	return p, nil
}

// block writes down the holds that forbid the action on its day (today, where that has passed or is not known), and
// when they stop to. A hold that begins before another ends carries on from it.
func (a *Action) block(h Holding, holds []Hold, today law.Day) {
	at, open := max(a.Due, today), false
	for again := true; again; {
		again = false
		for _, hold := range holds {
			if !hold.Scope.covers(h) || !hold.active(at) || slices.Contains(a.Holds, hold.ID) {
				continue
			}
			a.Holds = append(a.Holds, hold.ID)
			if hold.End == "" {
				open = true
			} else {
				at, again = max(at, hold.End), true
			}
			if hold.Review != "" && (a.Review == "" || hold.Review < a.Review) {
				a.Review = hold.Review
			}
		}
	}
	slices.Sort(a.Holds)
	if len(a.Holds) > 0 && !open {
		a.Free = at
	}
}

// sortDay orders actions: first those with a day, then those with possible days, then those that wait.
func (a Action) sortDay() string {
	switch {
	case a.Due != "":
		return "0" + string(a.Due)
	case len(a.Either) > 0:
		return "1" + string(a.Either[0])
	}
	return "2"
}

// place names the holding in findings.
func (a Action) place() string {
	s := a.Store
	if a.Processor != "" {
		s = a.Processor + ": " + s
	}
	if a.Name != "" {
		s += ", " + a.Name
	}
	return s + " (" + string(a.Class) + ")"
}

func (h Hold) clone() Hold {
	h.Scope.Classes = slices.Clone(h.Scope.Classes)
	h.Scope.Stores = slices.Clone(h.Scope.Stores)
	h.Scope.Processors = slices.Clone(h.Scope.Processors)
	h.Scope.Names = slices.Clone(h.Scope.Names)
	return h
}

// Due returns the actions of the plan that may be done on the civil day of now and should be: their day has come, and no
// hold that the plan knows forbids them. There is no scheduler here: the host asks once a day.
//
// A plan ages. A hold placed, or an event that happened, after Plan.On is not in it: make it again before running it.
func (p Plan) Due(now time.Time) []Action {
	today := dayOf(now)
	var due []Action
	for _, a := range p.Actions {
		if a.Due != "" && a.Due <= today && (len(a.Holds) == 0 || a.Free != "" && a.Free <= today) {
			due = append(due, a)
		}
	}
	return due
}

// Canonical returns the plan as canonical JSON (RFC 8785), which is what Hash hashes.
func (p Plan) Canonical() ([]byte, error) { return canonical(p) }

// Hash names the plan: SHA-256 of its canonical JSON, in hexadecimal. Who approves a plan approves this hash; a program
// runs the plan that has it and no other. It changes with the day of the plan and with everything in it.
func (p Plan) Hash() string {
	b, err := canonical(p)
	if err != nil {
		// Strings, whole numbers and booleans cannot fail to encode.
		panic(fmt.Sprintf("retention: %v", err))
	}
	return hash(b)
}

// ReadPlan reads a plan from JSON, as Canonical or encoding/json wrote it. The error says what is not a plan of this format.
func ReadPlan(r io.Reader) (Plan, error) {
	var p Plan
	if err := readJSON(r, &p); err != nil {
		return Plan{}, err
	}
	if p.Format != planFormat {
		return Plan{}, errors.New("retention: not a plan of the format " + planFormat)
	}
	return p, nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
