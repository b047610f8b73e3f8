package certificate

import (
	"fmt"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Run says how a plan was run.
type Run struct {
	Approved string    // the hash of the plan that was approved
	By       string    // the function of who approved it ("directrice de campagne"), never a name
	Started  time.Time // first erasure, in the location whose days count
	Ended    time.Time // last reading back, likewise
	Previous string    // Hash of the certificate before this one; "" for the first
}

// Issue makes the certificate of a run of the plan. It is not signed yet.
//
// It refuses, with every finding at once, a run of another plan than the approved one, an outcome that answers no action of the plan or
// whose counts do not add up, an erasure before its day or under a hold (also where the run merely began before), and
// records kept without a reason. What is merely missing makes the certificate Partial, or Undone where nothing was
// erased, and is named in Open: an action not done, records kept that the plan does not keep, a count that is not the
// plan's, a store not read back, a processor that has not attested. The error is a *law.Error, and the certificate zero then.
func Issue(p retention.Plan, outcomes []Outcome, run Run) (Certificate, error) {
	return certify(p, outcomes, "outcomes", run, record.DayOf(run.Started), record.DayOf(run.Ended))
}

// certify is Issue for a run between two civil days. The outcomes are called by the name in findings.
func certify(p retention.Plan, outcomes []Outcome, name string, run Run, first, last law.Day) (Certificate, error) {
	is := issue{
		judge: judge{planned: p.On, first: first, last: last}, plan: p,
		actions: make(map[place]retention.Action, len(p.Actions)), done: make(map[place]bool, len(outcomes)),
	}
	for i, a := range p.Actions {
		if _, ok := is.actions[placeOf(a)]; ok {
			is.bad(fmt.Sprintf("plan.actions[%d]", i), "is the second action about the same records: make the plan again")
		}
		is.actions[placeOf(a)] = a
	}
	is.run(run)
	c := Certificate{
		Format: format, Controller: p.Controller, Name: p.Name, Election: p.Election, Policy: p.Policy, PolicyHash: p.PolicyHash,
		Plan: run.Approved, PlanDay: p.On, Approved: run.By,
		Started: run.Started.UTC().Truncate(time.Second), Ended: run.Ended.UTC().Truncate(time.Second), FirstDay: first, LastDay: last,
		Lines: make([]Line, 0, len(outcomes)), Previous: run.Previous,
	}
	for _, h := range p.Holds {
		c.Holds = append(c.Holds, h.Clone())
	}
	for i, o := range outcomes {
		path := fmt.Sprintf("%s[%d]", name, i)
		a, ok := is.answers(path, o)
		if !ok {
			continue
		}
		l := Line{
			Outcome: o, Planned: a.Count, Do: a.Do, Bound: a.Bound, Rule: a.Rule, Due: a.Due,
			Holds: slices.Clone(a.Holds), Free: a.Free, Gone: is.gone(o, a),
		}
		is.line(path, l)
		c.Lines = append(c.Lines, l)
		c.Gone = max(c.Gone, l.Gone)
		c.Open = append(c.Open, is.gaps(l)...)
	}
	day, _ := record.Civil(last)
	for _, a := range p.Due(day) {
		if at := placeOf(a); a.Do != retention.Review && !is.done[at] {
			c.Open = append(c.Open, at.lacks(NotDone))
		}
	}
	if err := is.findings.Sort().Err(); err != nil {
		return Certificate{}, err
	}
	slices.SortFunc(c.Lines, func(a, b Line) int { return a.place().compare(b.place()) })
	slices.SortStableFunc(c.Open, func(a, b Open) int { return a.place().compare(b.place()) })
	c.Status = status(c.Lines, c.Open)
	// A plan that was not made by Campaign.Plan can hold what no certificate may.
	if err := c.whole(); err != nil {
		return Certificate{}, err
	}
	return c, nil
}

// issue is a certificate while its run and its outcomes are judged.
type issue struct {
	judge
	plan    retention.Plan
	actions map[place]retention.Action
	done    map[place]bool
}

// run judges how the plan was run: the approved one, by somebody, in its time, after a certificate that can exist.
func (is *issue) run(run Run) {
	if plan, err := is.plan.Canonical(); err != nil {
		is.bad("plan", "has a text that is not UTF-8, or a count beyond 2^53: make the plan again")
	} else if run.Approved != record.Hash(plan) {
		is.bad("run.approved", "is not the hash of this plan: the plan that was approved is another one")
	}
	is.text("run.by", run.By, true)
	if run.Started.IsZero() || run.Ended.Before(run.Started) {
		is.bad("run.ended", "is before the start, or one of them is missing")
	} else if is.first < is.plan.On {
		is.bad("run.started", "is before the day of the plan")
	}
	if _, ok := record.Civil(is.last); !ok {
		is.bad("run.ended", "is not between 1900 and 2199")
	} else if is.last < is.plan.On {
		is.bad("run.ended", "is before the day of the plan")
	}
	if run.Previous != "" && !isHex(run.Previous, 32) {
		is.bad("run.previous", "is not the hash of a certificate")
	}
}

// answers finds the action that an outcome answers.
func (is *issue) answers(path string, o Outcome) (retention.Action, bool) {
	a, ok := is.actions[o.place()]
	if !ok {
		is.bad(path, "answers no action of the plan")
		return a, false
	}
	if is.done[o.place()] {
		is.bad(path, "is the second outcome of one action")
	}
	is.done[o.place()] = true
	return a, true
}

// gone returns the day on which the last backup is overwritten; "" where none has the records, or nothing was erased. The plan counted
// the backups from the day that it foresaw for the erasure. The last backup was made just before the erasure itself, so the
// same number of days runs from there.
func (is *issue) gone(o Outcome, a retention.Action) law.Day {
	if a.Gone == "" || o.Deleted == 0 {
		return ""
	}
	planned, _ := record.Civil(max(a.Due, is.plan.On, a.Free))
	gone, _ := record.Civil(a.Gone)
	ended, _ := record.Civil(is.last)
	return record.DayOf(ended.Add(gone.Sub(planned)))
}
