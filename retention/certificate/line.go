package certificate

import (
	"slices"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// judge holds lines to what every certificate promises. Issue judges with it what it is given, and Verify and Read what
// somebody else wrote: a signer can sign anything.
type judge struct {
	planned     law.Day // the day of the plan
	first, last law.Day // the civil days on which the run began and ended
	findings    law.Findings
}

func (j *judge) bad(path, format string, args ...any) {
	j.findings = append(j.findings, law.Find(law.SpecField, path, format, args...))
}

// text judges a text that stands in the certificate.
func (j *judge) text(path, s string, needed bool) {
	if s == "" && needed {
		j.bad(path, "is empty")
	} else if why := record.Unclean(s); why != "" {
		j.bad(path, "%s", why)
	} else if record.Address(s) {
		j.bad(path, "looks like a mailbox or a phone number: a certificate holds no personal data")
	}
}

// day judges a day, which may be missing where it is not needed.
func (j *judge) day(path string, d law.Day, needed bool) bool {
	if d == "" && !needed {
		return true
	}
	_, ok := record.Civil(d)
	if !ok {
		j.bad(path, "is not a day between 1900 and 2199 in the form 2026-03-15")
	}
	return ok
}

// line judges what was done about an action: its counts, whether the plan allowed it on that day, and its words.
func (j *judge) line(path string, l Line) {
	j.counts(path, l)
	due, free := j.day(path+".due", l.Due, false), j.day(path+".free", l.Free, false)
	if due && free {
		j.allowed(path, l)
	}
	j.text(path+".store", l.Store, true)
	j.text(path+".processor", l.Processor, false)
	j.text(path+".name", l.Name, false)
	j.text(path+".why", l.Why, l.Kept > 0)
	j.text(path+".recorded", l.Recorded, l.Joined > 0 || l.Earlier > 0)
	j.text(path+".method", l.Method, l.Deleted > 0)
	j.text(path+".verified", l.Verified, false)
	j.text(path+".evidence", l.Evidence, l.Attested != "")
	if _, ok := record.Civil(l.Attested); l.Attested != "" && (!ok || l.Attested > j.last) {
		j.bad(path+".attested", "is not a day in the form 2026-03-15, or lies after the end of the run")
	} else if l.Attested != "" && l.Attested < j.planned {
		j.bad(path+".attested", "is before the day of the plan, which counted the records: ask for an attestation of this erasure")
	}
}

// most is the largest number that canonical JSON can hold.
const most = 1 << 53

// counts judges the sums of a line.
func (j *judge) counts(path string, l Line) {
	for _, n := range []int{l.Planned, l.Joined, l.Earlier, l.Before, l.Deleted, l.Kept} {
		if n < 0 || int64(n) > most {
			j.bad(path, "has a count that is negative, or beyond 2^53")
			return // sums of such numbers mean nothing
		}
	}
	if l.Planned == 0 {
		j.bad(path+".planned", "is zero: the plan lists no action where it counted nothing")
	}
	if l.Before != l.Deleted+l.Kept {
		j.bad(path, "%d before is not %d deleted and %d kept", l.Before, l.Deleted, l.Kept)
	}
	// Where nothing is said the difference is a gap. Where something is said, it has to be the difference.
	if l.Joined+l.Earlier > 0 && !l.counted() {
		j.bad(path, "%d before is not %d of the plan, with %d joined and without %d erased earlier", l.Before, l.Planned, l.Joined, l.Earlier)
	}
}

// counted reports whether Before is what the plan counted, or the difference is said.
func (l Line) counted() bool { return l.Planned+l.Joined-l.Earlier == l.Before }

// allowed judges whether the plan let the records be erased when they were. When that was is not known to the day: it is
// taken for the first day of the run, or that of the attestation if it is earlier. Records erased before the run are
// none that a hold or a term keeps.
func (j *judge) allowed(path string, l Line) {
	at := j.first
	if _, ok := record.Civil(l.Attested); ok && l.Attested < at {
		at = l.Attested
	}
	held, kept := l.held(at), l.Bound == retention.AtLeast && at < l.Due
	switch {
	case l.Deleted == 0:
	case l.Do == retention.Review:
		j.bad(path, "erases what the plan asks a person to decide about: make a plan with the decision in its policy")
	case l.Due == "":
		j.bad(path, "erases what has no day yet")
	}
	switch {
	case l.Deleted == 0 && l.Earlier == 0:
	case held && l.Free != "":
		j.bad(path, "erases what a hold keeps until %s: run it on that day or later", l.Free)
	case held:
		j.bad(path, "erases what a hold without an end keeps: end the hold, and make the plan again")
	case kept:
		j.bad(path, "erases what had to be kept until %s", l.Due)
	}
}

// held reports whether a hold forbade the action on the day.
func (l Line) held(on law.Day) bool { return len(l.Holds) > 0 && (l.Free == "" || on < l.Free) }

// due reports whether the records had to go by the end of the run: their day had come, no hold kept them, and no person has to decide.
func (j *judge) due(l Line) bool {
	return l.Do != retention.Review && l.Due != "" && l.Due <= j.last && !l.held(j.last)
}

// gaps says what a line still lacks.
func (j *judge) gaps(l Line) []Open {
	due := j.due(l)
	work := due || l.Deleted > 0
	var gaps []Open
	for _, g := range []struct {
		open bool
		gap  Gap
	}{
		{due && l.Kept > 0, NotErased},
		{!l.counted(), NotCounted},
		{work && l.Verified == "", NotVerified},
		{work && l.Processor != "" && l.Attested == "", NotAttested},
	} {
		if g.open {
			gaps = append(gaps, l.place().lacks(g.gap))
		}
	}
	return gaps
}

// form judges what Issue takes from the plan, and a signer may have written otherwise.
func (j *judge) form(path string, l Line, holds map[string]retention.Hold) {
	j.text(path+".class", string(l.Class), true)
	j.text(path+".rule", string(l.Rule), true)
	if !slices.Contains([]retention.Do{retention.Erase, retention.Aggregate, retention.Review}, l.Do) {
		j.bad(path+".do", "is not one of erase, aggregate, review")
	}
	if !slices.Contains([]retention.Bound{retention.AtMost, retention.AtLeast}, l.Bound) {
		j.bad(path+".bound", "is not one of at-most, at-least")
	}
	// A hold that begins before another ends carries on from it, so that the records are free when the last one ends.
	free, endless := law.Day(""), false
	for i, id := range l.Holds {
		h, ok := holds[id]
		if !ok || i > 0 && l.Holds[i-1] >= id {
			j.bad(path+".holds", "names a hold that the certificate does not have, or names them out of order")
		}
		free, endless = max(free, h.End), endless || h.End == ""
	}
	if endless {
		free = ""
	}
	if l.Free != free {
		j.bad(path+".free", "is not the day on which the last of its holds ends")
	}
	if j.day(path+".gone", l.Gone, false) && l.Gone != "" && (l.Deleted == 0 || l.Gone < j.last) {
		j.bad(path+".gone", "is before the end of the run, or nothing was erased")
	}
}
