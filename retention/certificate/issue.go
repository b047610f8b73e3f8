package certificate

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// Run says how a plan was run.
type Run struct {
	Approved string    // the hash of the plan that was approved
	By       string    // the function of who approved it ("directrice de campagne"), never a name
	Started  time.Time // first erasure
	Ended    time.Time // last reading back
	Previous string    // Hash of the certificate before this one; "" for the first
}

// Issue makes the certificate of a run of the plan. It is not signed yet.
//
// It refuses, with every finding at once, a run of another plan than the approved one, an outcome that answers no action of the plan or
// whose counts do not add up, an erasure before its day or under a hold, and records kept without a reason. What is merely
// missing (an action not done, not read back, not attested) makes the certificate Partial and is named in Open. The
// error is a *law.Error, and the certificate zero then.
func Issue(p retention.Plan, outcomes []Outcome, run Run) (Certificate, error) {
	is := issue{plan: p, today: record.DayOf(run.Ended), due: map[place]retention.Action{}, done: map[place]bool{}}
	for _, a := range p.Actions {
		is.due[placeOf(a)] = a
	}
	is.run(run)
	c := Certificate{
		Format: format, Controller: p.Controller, Name: p.Name, Election: p.Election, Policy: p.Policy, PolicyHash: p.PolicyHash,
		Plan: run.Approved, Approved: run.By, Started: run.Started.UTC().Truncate(time.Second), Ended: run.Ended.UTC().Truncate(time.Second),
		Status: Complete, Lines: []Line{}, Previous: run.Previous,
	}
	for _, h := range p.Holds {
		c.Holds = append(c.Holds, h.Clone())
	}
	for i, o := range outcomes {
		a, ok := is.answers(fmt.Sprintf("outcomes[%d]", i), o)
		if !ok {
			continue
		}
		is.outcome(fmt.Sprintf("outcomes[%d]", i), o, a)
		l := Line{Outcome: o, Do: a.Do, Rule: a.Rule, Due: a.Due, Gone: is.gone(o, a)}
		c.Lines = append(c.Lines, l)
		c.Gone = max(c.Gone, l.Gone)
		c.Open = append(c.Open, open(o)...)
	}
	for _, a := range p.Due(run.Ended) {
		if a.Do != retention.Review && !is.done[placeOf(a)] {
			c.Open = append(c.Open, Open{NotDone, a.Class, a.Store, a.Processor, a.Name})
		}
	}
	if err := is.findings.Sort().Err(); err != nil {
		return Certificate{}, err
	}
	slices.SortFunc(c.Lines, func(a, b Line) int { return a.place().compare(b.place()) })
	slices.SortStableFunc(c.Open, func(a, b Open) int { return a.place().compare(b.place()) })
	if len(c.Open) > 0 {
		c.Status = Partial
	}
	return c, nil
}

// issue is a certificate while its run and its outcomes are judged.
type issue struct {
	plan     retention.Plan
	today    law.Day // the day on which the run ended
	due      map[place]retention.Action
	done     map[place]bool
	findings law.Findings
}

// place is where an action of a plan takes place, which is how its outcome names it.
type place struct {
	class                  retention.Class
	store, processor, name string
}

func placeOf(a retention.Action) place { return place{a.Class, a.Store, a.Processor, a.Name} }

func (o Outcome) place() place { return place{o.Class, o.Store, o.Processor, o.Name} }

func (o Open) place() place { return place{o.Class, o.Store, o.Processor, o.Name} }

func (p place) compare(q place) int {
	return cmp.Or(
		cmp.Compare(p.class, q.class), cmp.Compare(p.store, q.store), cmp.Compare(p.processor, q.processor), cmp.Compare(p.name, q.name))
}

func (is *issue) bad(path, format string, args ...any) {
	is.findings = append(is.findings, law.Find(law.SpecField, path, format, args...))
}

// text judges a text that will stand in the certificate.
func (is *issue) text(path, s string, needed bool) {
	if s == "" && needed {
		is.bad(path, "is empty")
	} else if why := record.Unclean(s); why != "" {
		is.bad(path, "%s", why)
	} else if record.Address(s) {
		is.bad(path, "looks like a mailbox or a phone number: a certificate holds no personal data")
	}
}

// run judges how the plan was run: the approved one, by somebody, in its time, after a certificate that can exist.
func (is *issue) run(run Run) {
	if run.Approved != is.plan.Hash() {
		is.bad("run.approved", "is not the hash of this plan: the plan that was approved is another one")
	}
	is.text("run.by", run.By, true)
	if run.Started.IsZero() || run.Ended.Before(run.Started) {
		is.bad("run.ended", "is before the start, or one of them is missing")
	}
	if _, ok := record.Civil(is.today); !ok {
		is.bad("run.ended", "is not between 1900 and 2199")
	} else if is.today < is.plan.On {
		is.bad("run.ended", "is before the day of the plan")
	}
	if b, err := hex.DecodeString(run.Previous); run.Previous != "" && (err != nil || len(b) != 32) {
		is.bad("run.previous", "is not the hash of a certificate")
	}
}

// answers finds the action that an outcome answers.
func (is *issue) answers(path string, o Outcome) (retention.Action, bool) {
	a, ok := is.due[o.place()]
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

// outcome judges what was done about an action: its counts, whether the plan allowed it on that day, and its words.
func (is *issue) outcome(path string, o Outcome, a retention.Action) {
	if o.Before < 0 || o.Deleted < 0 || o.Kept < 0 || o.Before != o.Deleted+o.Kept {
		is.bad(path, "%d before is not %d deleted and %d kept", o.Before, o.Deleted, o.Kept)
	}
	switch {
	case a.Do == retention.Review && o.Deleted > 0:
		is.bad(path, "erases what the plan asks a person to decide about: make a plan with the decision in its policy")
	case o.Deleted > 0 && a.Due == "":
		is.bad(path, "erases what has no day yet")
	case o.Deleted > 0 && len(a.Holds) > 0 && (a.Free == "" || is.today < a.Free):
		is.bad(path, "erases what %s holds", strings.Join(a.Holds, ", "))
	case o.Deleted > 0 && a.Bound == retention.AtLeast && is.today < a.Due:
		is.bad(path, "erases what had to be kept until %s", a.Due)
	}
	is.text(path+".why", o.Why, o.Kept > 0)
	is.text(path+".method", o.Method, o.Deleted > 0)
	is.text(path+".verified", o.Verified, false)
	is.text(path+".evidence", o.Evidence, o.Attested != "")
	if _, ok := record.Civil(o.Attested); o.Attested != "" && (!ok || o.Attested > is.today) {
		is.bad(path+".attested", "is not a day in the form 2026-03-15, or lies after the end of the run")
	}
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
	ended, _ := record.Civil(is.today)
	return record.DayOf(ended.Add(gone.Sub(planned)))
}

// open says what an erasure still lacks.
func open(o Outcome) []Open {
	var gaps []Open
	if o.Deleted > 0 && o.Verified == "" {
		gaps = append(gaps, Open{NotVerified, o.Class, o.Store, o.Processor, o.Name})
	}
	if o.Deleted > 0 && o.Processor != "" && o.Attested == "" {
		gaps = append(gaps, Open{NotAttested, o.Class, o.Store, o.Processor, o.Name})
	}
	return gaps
}
