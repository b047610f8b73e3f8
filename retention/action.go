package retention

import (
	"slices"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention/internal/record"
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

// circumstances are what the actions of one plan have in common.
type circumstances struct {
	policy  Policy
	rounds  []law.Day
	decided law.Day // the day that decided the election; "" while it is not known
	holds   []Hold
	today   law.Day
}

// action says what is to be done about one holding, and by when.
func (c circumstances) action(h Holding) Action {
	term, _ := c.policy.Term(h.Class)
	a := Action{
		Do: term.Do, Class: h.Class, Store: h.Store, Processor: h.Processor, Name: h.Name, Count: h.Count,
		After: term.After, Months: term.Months, Days: term.Days, Bound: term.Bound,
		Rule: term.Rule, Level: term.Level, Evidence: term.Evidence, Source: term.Source,
	}
	a.Since = h.Events[term.After]
	if a.Since == "" && term.After == ElectionDecided {
		a.Since = c.decided
	}
	if a.Since != "" {
		a.Due, _ = term.End(a.Since)
	} else if term.After == ElectionDecided {
		for _, r := range c.rounds {
			end, _ := term.End(r)
			a.Either = append(a.Either, end)
		}
	}
	a.block(h, c.holds, c.today)
	a.State = a.state(c.today)
	a.Frozen = a.State == Held && a.Due < c.today && a.Bound == AtMost
	if a.Due != "" && a.Do != Review && h.Backups > 0 && (len(a.Holds) == 0 || a.Free != "") {
		done, _ := record.Civil(max(a.Due, c.today, a.Free))
		a.Gone = record.DayOf(done.AddDate(0, 0, h.Backups))
	}
	return a
}

// state says where the action stands, once its day and its holds are known.
func (a Action) state(today law.Day) State {
	switch {
	case a.Due == "":
		return Waiting
	case len(a.Holds) > 0:
		return Held
	case a.Due < today:
		return Overdue
	case a.Due == today:
		return Due
	}
	return Upcoming
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
