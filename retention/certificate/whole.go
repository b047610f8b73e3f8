package certificate

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// maxFindings is how many findings are told about a certificate that somebody else wrote: one of 16 MiB has room for
// half a million.
const maxFindings = 100

// whole judges a certificate by itself: what its lines say, and that its status, its gaps and its days follow from
// them. What is not in it (a line that was left out) only the plan can tell: see VerifyPlan.
func (c Certificate) whole() error {
	j := &judge{planned: c.PlanDay, first: c.FirstDay, last: c.LastDay}
	j.head(c)
	j.time(c)
	holds := j.holds(c.Holds)
	var gaps []Open
	var gone law.Day
	lines := map[place]bool{}
	for i, l := range c.Lines {
		path := fmt.Sprintf("lines[%d]", i)
		if i > 0 && c.Lines[i-1].place().compare(l.place()) >= 0 {
			j.bad(path, "is a second line about the same records, or out of order")
		}
		j.line(path, l)
		j.form(path, l, holds)
		lines[l.place()] = true
		gaps = append(gaps, j.gaps(l)...)
		gone = max(gone, l.Gone)
	}
	j.open(c.Open, gaps, lines)
	if c.Gone != gone {
		j.bad("gone", "is not the last day of its lines")
	}
	if c.Status != status(c.Lines, c.Open) {
		j.bad("status", "is not what the lines and the open points say")
	}
	if n := len(j.findings) - maxFindings; n > 0 {
		j.findings = j.findings[:maxFindings]
		j.bad("lines", "%d more findings are not shown: mend those before them first", n)
	}
	return j.findings.Sort().Err()
}

// head judges what stands above the lines and below them.
func (j *judge) head(c Certificate) {
	j.text("controller", c.Controller, true)
	j.text("name", c.Name, false)
	j.text("election", c.Election, false)
	j.text("approved", c.Approved, true)
	if c.Policy == "" {
		j.bad("policy", "is empty")
	} else if why := record.Unclean(c.Policy); why != "" {
		j.bad("policy", "%s", why)
	}
	for _, h := range []struct {
		path, value string
		size        int
		needed      bool
	}{
		{"policy_hash", c.PolicyHash, 32, true}, {"plan", c.Plan, 32, true}, {"previous", c.Previous, 32, false},
		{"key", c.Key, 32, false}, {"signature", c.Signature, 64, false},
	} {
		if (h.value != "" || h.needed) && !isHex(h.value, h.size) {
			j.bad(h.path, "is not %d digits and letters a to f", 2*h.size)
		}
	}
}

// isHex reports whether s is so many bytes in hexadecimal. In large letters the same bytes would be another text.
func isHex(s string, size int) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == size && hex.EncodeToString(b) == s
}

// time judges when the run was. Its moments are in UTC and its days those where it was, which the moments alone do not tell:
// clocks are between twelve hours behind UTC and fourteen ahead.
func (j *judge) time(c Certificate) {
	j.day("plan_day", c.PlanDay, true)
	j.day("first_day", c.FirstDay, true)
	j.day("last_day", c.LastDay, true)
	if c.PlanDay > c.FirstDay || c.FirstDay > c.LastDay {
		j.bad("first_day", "is before the day of the plan, or after the last one")
	}
	for _, m := range []struct {
		path   string
		moment time.Time
		day    law.Day
	}{{"started", c.Started, c.FirstDay}, {"ended", c.Ended, c.LastDay}} {
		if _, offset := m.moment.Zone(); offset != 0 || m.moment.Nanosecond() != 0 {
			j.bad(m.path, "is not in UTC and whole seconds")
		} else if m.day < record.DayOf(m.moment.Add(-12*time.Hour)) || m.day > record.DayOf(m.moment.Add(14*time.Hour)) {
			j.bad(m.path, "is on another day than the certificate says, wherever that is")
		}
	}
	if c.Ended.Before(c.Started) {
		j.bad("ended", "is before the start")
	}
}

// holds judges the holds of the plan and returns them by their ids.
func (j *judge) holds(all []retention.Hold) map[string]retention.Hold {
	byID := map[string]retention.Hold{}
	for i, h := range all {
		path := fmt.Sprintf("holds[%d]", i)
		j.text(path+".id", h.ID, true)
		j.text(path+".reason", h.Reason, true)
		j.text(path+".authority", h.Authority, true)
		j.day(path+".start", h.Start, true)
		j.day(path+".end", h.End, h.Review == "")
		j.day(path+".review", h.Review, h.End == "")
		if i > 0 && all[i-1].ID >= h.ID {
			j.bad(path+".id", "stands twice, or is out of order")
		}
		byID[h.ID] = h
	}
	return byID
}

// open judges that the gaps are those of the lines, and besides them only actions that no line is about.
func (j *judge) open(open, gaps []Open, lines map[place]bool) {
	var ofLines []Open
	for i, o := range open {
		path := fmt.Sprintf("open[%d]", i)
		if i > 0 && (open[i-1].place().compare(o.place()) > 0 || open[i-1] == o) {
			j.bad(path, "stands twice, or is out of order")
		}
		if o.Gap != NotDone {
			ofLines = append(ofLines, o)
			continue
		}
		if lines[o.place()] {
			j.bad(path, "says that nothing was done where a line says what was")
		}
		j.text(path+".class", string(o.Class), true)
		j.text(path+".store", o.Store, true)
		j.text(path+".processor", o.Processor, false)
		j.text(path+".name", o.Name, false)
	}
	if !slices.Equal(ofLines, gaps) {
		j.bad("open", "is not what the lines lack")
	}
}
