package judge

import (
	"maps"
	"slices"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
)

// decide sorts beginnings into what is wrong here, what was changed, and what others decide: parameters and fields.
//
// A beginning that reaches the send as it is stands for itself. Beginnings that were put together are judged together: with
// a built message among them the others are the envelope; without one, a parameter whose name says that it is the body makes
// the function a wrapper whose callers decide; else words written here make this the place where the text is made.
func decide(leaves []flow.Source) (raw, changed, carry []flow.Source) {
	var mixed []flow.Source
	whole := false // a built text stands by itself
	for _, l := range leaves {
		switch {
		case l.Kind == flow.Neutral:
		case l.Via != nil:
			mixed = append(mixed, l)
		case l.Kind == flow.Built:
			whole = true
		case l.Kind == flow.Param, l.Kind == flow.Field:
			carry = append(carry, l)
		default:
			raw = append(raw, l)
		}
	}
	// Of the parts of a request or a message, the body alone counts; without a name that says body, whatever is no header.
	for _, r := range []flow.Role{flow.BodyRole, flow.NoRole} {
		if of := ofPart(mixed, r); of != nil {
			mixed = of
			break
		}
	}
	// Two parts that are each a text, as plain and HTML, are judged each by itself.
	slots := map[string][]flow.Source{}
	for _, l := range mixed {
		if l.Slot != "" {
			slots[l.Slot] = append(slots[l.Slot], l)
		}
	}
	if len(slots) > 1 {
		for _, slot := range slices.Sorted(maps.Keys(slots)) {
			own := slices.Clone(slots[slot])
			for i := range own {
				own[i].Slot = ""
			}
			r, ch, ca := decide(own)
			raw, changed, carry = append(raw, r...), append(changed, ch...), append(carry, ca...)
		}
		mixed = slices.DeleteFunc(slices.Clone(mixed), func(l flow.Source) bool { return l.Slot != "" })
		if len(mixed) == 0 {
			return raw, changed, carry
		}
	}
	hasBuilt := len(slots) > 1
	seen := map[*flow.Transfer]bool{}
	for _, l := range mixed {
		if l.Kind != flow.Built {
			continue
		}
		hasBuilt = true
		if l.Via.Kind() != flow.Wrapped && !seen[l.Via] {
			seen[l.Via] = true
			changed = append(changed, l)
		}
	}
	if hasBuilt {
		for _, l := range mixed {
			switch {
			case !l.Alt || flow.Grade(l) == flow.HeaderRole:
			case l.Kind == flow.Param, l.Kind == flow.Field:
				carry = append(carry, l)
			default:
				raw = append(raw, l)
			}
		}
	}
	if hasBuilt || len(mixed) == 0 {
		return raw, changed, carry
	}
	pick := func(ok func(flow.Source) bool) (ls []flow.Source) {
		for _, l := range mixed {
			if ok(l) {
				ls = append(ls, l)
			}
		}
		return ls
	}
	open := func(l flow.Source) bool { return l.Kind == flow.Param || l.Kind == flow.Field }
	// What fills a part that is named after a body, alone, is the body whatever its own name is.
	alone := func(l flow.Source) bool {
		return l.Part == flow.BodyRole && l.Via.Kind() == flow.Wrapped && flow.Grade(l) == flow.NoRole
	}
	if ls := pick(func(l flow.Source) bool { return open(l) && (flow.Grade(l) == flow.BodyRole || alone(l)) }); ls != nil {
		return raw, changed, append(carry, ls...)
	}
	if ls := pick(func(l flow.Source) bool { return !open(l) && flow.Grade(l) == flow.BodyRole }); ls != nil {
		return append(raw, ls...), changed, carry
	}
	// Nothing says what is the body: rather a parameter than what comes from elsewhere, and that rather than a field.
	if ls := pick(func(l flow.Source) bool { return l.Kind == flow.Param && flow.Grade(l) == flow.NoRole }); ls != nil {
		return raw, changed, append(carry, ls...)
	}
	if len(carry)+len(raw) == 0 {
		if ls := pick(func(l flow.Source) bool { return l.Kind == flow.Unknown && flow.Grade(l) == flow.NoRole }); ls != nil {
			return append(raw, ls...), changed, carry
		}
	}
	if ls := pick(func(l flow.Source) bool { return l.Kind == flow.Field && flow.Grade(l) == flow.NoRole }); ls != nil {
		return raw, changed, append(carry, ls...)
	}
	if len(carry)+len(raw) > 0 {
		return raw, changed, carry
	}
	if ls := pick(func(l flow.Source) bool { return !open(l) && flow.Grade(l) != flow.HeaderRole }); ls != nil {
		return append(raw, ls...), changed, carry
	}
	if whole || !slices.ContainsFunc(mixed, func(l flow.Source) bool { return l.Part != flow.HeaderRole }) {
		return raw, changed, carry // an envelope, with its text or without one
	}
	return append(raw, mixed...), changed, carry
}

// ofPart returns the built leaves and those of a part, nil if the part has none but built ones elsewhere.
func ofPart(ls []flow.Source, r flow.Role) (of []flow.Source) {
	any := false
	for _, l := range ls {
		if l.Part == r {
			any = true
		}
		if l.Part == r || l.Kind == flow.Built {
			of = append(of, l)
		}
	}
	if !any {
		return nil
	}
	return of
}
