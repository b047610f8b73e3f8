package law

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Profile names the packs of rules that apply, separated by commas: "fr,eu". The zero Profile is Default.
// It is a string so that a specification stays a constant. The packs "tech" and "lint" always apply.
type Profile string

const (
	Default     Profile = "fr,eu,oper" // France, Regulation (EU) 2024/900, the operators' charter
	France      Profile = "fr"
	Advertising Profile = "eu" // Regulation (EU) 2024/900 alone
)

// packs are the names that a Profile may hold.
var packs = []string{"fr", "eu", "oper", packTech, packLint}

// Exception softens one rule from Must to Should, for a reason that is printed wherever the findings are.
type Exception struct {
	Rule   ID     `json:"rule"`
	Reason string `json:"reason"` // a sentence of at least three words; anything shorter is itself a finding
}

// Has reports whether the rule belongs to the profile and is in force on the civil day of at in mainland France.
// The zero time asks about the newest version.
func (p Profile) Has(id ID, at time.Time) bool {
	v, ok := inForce(id, dayOf(at))
	return ok && p.holds(v.Pack)
}

func (p Profile) holds(pack string) bool {
	if pack == packTech || pack == packLint {
		return true
	}
	if p == "" {
		p = Default
	}
	for name := range strings.SplitSeq(string(p), ",") {
		if strings.TrimSpace(name) == pack {
			return true
		}
	}
	return false
}

// Apply judges findings under the profile by the rules in force on the civil day of at in mainland France, and returns a
// new, sorted slice; fs is left as it is.
//
// A finding is dropped when its rule is not in the profile's packs or not in force on that day; one of the packs "tech"
// and "lint" stays always, and so does one whose ID has no rule file, because a mistake in this module must not let a
// message through. A finding under a rule with an exception is softened to Should and its detail says why.
//
// A pack that does not exist is a finding, and so is an exception for a rule that does not exist, for one of pack "tech",
// or with a reason of fewer than three words. Such an exception softens nothing.
func (p Profile) Apply(at time.Time, fs Findings, except []Exception) Findings {
	day := dayOf(at)
	out := make(Findings, 0, len(fs))
	out = append(out, p.unknown()...)

	var reasons map[ID]string
	for i, e := range except {
		if f, ok := e.finding(i); ok {
			out = append(out, f)
			continue
		}
		if reasons == nil {
			reasons = make(map[ID]string, len(except))
		}
		reasons[e.Rule] = strings.Join(strings.Fields(e.Reason), " ")
	}

	for _, f := range fs {
		v, ok := inForce(f.Rule, day)
		if !ok {
			old, known := newest(f.Rule)
			if known && old.Pack != packTech && old.Pack != packLint {
				continue
			}
			v = old
		}
		if v != nil {
			if !p.holds(v.Pack) {
				continue
			}
			// A finding is made with the severity of the newest version, because whoever makes it has no clock.
			// Where nobody changed that since, the version of the day decides.
			if f.Severity == severityOf(f.Rule) {
				f.Severity = v.Severity
			}
			f = f.under(v.Since)
		}
		if reason, ok := reasons[f.Rule]; ok && f.Severity == Must {
			f = f.excepted(reason)
		}
		out = append(out, f)
	}
	return slices.Clip(out).Sort()
}

// unknown returns a finding for each pack that does not exist.
func (p Profile) unknown() Findings {
	if p == "" {
		return nil
	}
	var fs Findings
	for name := range strings.SplitSeq(string(p), ",") {
		if name = strings.TrimSpace(name); !slices.Contains(packs, name) {
			fs = append(fs, Find(SpecField, "Rules", "there is no pack of rules named %q; the packs are %s", clip(name), strings.Join(packs, ", ")))
		}
	}
	return fs
}

// finding says what is wrong with the exception, if anything is. i is its place among the others.
func (e Exception) finding(i int) (Finding, bool) {
	path := "Except[" + strconv.Itoa(i) + "]"
	v, ok := newest(e.Rule)
	switch {
	case !ok:
		return Find(ExceptionText, path+".Rule", "there is no rule %q", clip(string(e.Rule))), true
	case v.Pack == packTech:
		return Find(ExceptionText, path+".Rule", "%s rests on a technical standard, to which there are no exceptions", string(e.Rule)), true
	case len(strings.Fields(e.Reason)) < 3:
		return Find(ExceptionText, path+".Reason", "the reason for an exception to %s is a sentence of at least three words", string(e.Rule)), true
	}
	return Finding{}, false
}

// clip shortens what a finding quotes of a specification.
func clip(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
