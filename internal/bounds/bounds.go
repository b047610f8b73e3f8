// Package bounds reads the `validate` and `sms` tags of a recipient's fields: how long a value may be and which
// characters it may hold. It is the module's one reader of them; package message proves lengths with it and the
// linter rebuilds specifications with it.
package bounds

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Alphabet is what a value may hold after folding.
type Alphabet string

const (
	Septet Alphabet = ""     // the GSM-7 characters of one septet
	GSM7   Alphabet = "gsm7" // all of GSM-7: €, [, ], {, } and others cost two
	Any    Alphabet = "any"  // everything; the longest message is then UCS-2
)

// Kind is how a value prints.
type Kind string

const (
	String Kind = "string"
	Int    Kind = "int"
	Uint   Kind = "uint"
	Bool   Kind = "bool" // stands in a condition only
)

// Bound is what a field promises. For a String, Min and Max are units of the value as it is sent; for an Int or a
// Uint they bound the number.
type Bound struct {
	Kind     Kind
	Required bool     // not the zero value
	Omit     bool     // the zero value passes whatever Min and OneOf say
	Min      int64    // no bound: 0, or math.MinInt64 for an Int
	Max      int64    // no bound: math.MaxInt64
	OneOf    []string // when not nil, one of these
	Alphabet Alphabet
	Likely   int // units of an ordinary value; zero is halfway between the shortest and the longest
}

// LikelyWidth returns the printed length of an ordinary value.
func (b Bound) LikelyWidth() int {
	shortest, longest := b.Width()
	if b.Likely > 0 {
		return min(max(b.Likely, shortest), longest)
	}
	return (shortest + longest + 1) / 2
}

// Unbounded reports whether the printed length has no limit.
func (b Bound) Unbounded() bool {
	return b.Kind == String && b.OneOf == nil && b.Max == math.MaxInt64
}

// Width returns the shortest and the longest printed length in units. Unbounded fields have no longest.
func (b Bound) Width() (shortest, longest int) {
	switch b.Kind {
	case Int, Uint:
		lo, hi := b.Min, b.Max
		if b.OneOf != nil {
			return b.choiceWidth()
		}
		longest = max(digits(lo), digits(hi))
		shortest = min(digits(lo), digits(hi))
		if lo <= 0 && hi >= 0 || b.Omit {
			shortest = 1
		}
		return shortest, longest
	case Bool:
		return 4, 5
	}
	if b.OneOf != nil {
		shortest, longest = b.choiceWidth()
	} else {
		shortest, longest = int(b.Min), int(min(b.Max, math.MaxInt32))
	}
	if b.Required {
		shortest = max(shortest, 1)
	} else if b.Omit {
		shortest = 0
	}
	return shortest, longest
}

func digits(n int64) int { return len(strconv.FormatInt(n, 10)) }

// choiceWidth measures the choices of oneof that min and max let pass.
func (b Bound) choiceWidth() (shortest, longest int) {
	shortest = math.MaxInt32
	for _, v := range b.OneOf {
		plain, folded := units(v), units(gsm7.Fold(v)) // whichever of them is sent
		if b.Kind == String && int64(min(plain, folded)) > b.Max {
			continue
		}
		shortest, longest = min(shortest, plain, folded), max(longest, plain, folded)
	}
	return min(shortest, longest), longest
}

// KindOf returns the kind of a reflect kind; false for what cannot be proved.
func KindOf(k reflect.Kind) (Kind, bool) {
	switch k {
	case reflect.String:
		return String, true
	case reflect.Bool:
		return Bool, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Int, true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Uint, true
	}
	return "", false
}

// Range returns the numbers that an integer of so many bits holds, cut to int64.
func Range(kind Kind, bits int) (lo, hi int64) {
	switch {
	case kind == Uint && bits >= 64:
		return 0, math.MaxInt64
	case kind == Uint:
		return 0, 1<<bits - 1
	}
	return -1 << (bits - 1), 1<<(bits-1) - 1
}

// Parse reads the tags of one field of the given kind and size in bits (of integers). Findings name path.
//
// Of `sms`, gsm7 and any are alphabets, and likely=7 the length of an ordinary value. Of `validate`, required, omitempty, min, max, len, gt, gte, lt, lte and oneof bound the value. Another tag is
// reported: nothing here enforces it.
func Parse(path string, kind Kind, bits int, tag reflect.StructTag) (Bound, law.Findings) {
	b := Bound{Kind: kind, Min: 0, Max: math.MaxInt64}
	if kind == Int || kind == Uint {
		b.Min, b.Max = Range(kind, bits)
	}
	var fs law.Findings
	for item := range strings.SplitSeq(tag.Get("sms"), ",") {
		name, param, _ := strings.Cut(strings.TrimSpace(item), "=")
		n, err := strconv.Atoi(param)
		switch {
		case Alphabet(name) == Septet, Alphabet(name) == GSM7, Alphabet(name) == Any:
			b.Alphabet = Alphabet(name)
		case name == "likely" && err == nil && n > 0:
			b.Likely = n
		default:
			fs = append(fs, law.Find(law.FieldBound, path, "the sms tag is neither \"gsm7\" nor \"any\" nor \"likely=\" with a length; leave it out for the characters that cost one septet"))
		}
	}
	for item := range strings.SplitSeq(tag.Get("validate"), ",") {
		fs = append(fs, b.read(path, strings.TrimSpace(item))...)
	}
	if b.Min > b.Max {
		fs = append(fs, law.Find(law.FieldBound, path, "the validate tag asks for at least %d and at most %d: no value passes", b.Min, b.Max))
	}
	return b, fs
}

func (b *Bound) read(path, item string) law.Findings {
	name, param, _ := strings.Cut(item, "=")
	switch name {
	case "", "-":
		return nil
	case "required":
		b.Required = true
		return nil
	case "omitempty", "omitzero":
		b.Omit = true
		return nil
	case "min", "max", "len", "gt", "gte", "lt", "lte":
		if b.Kind == Bool {
			return nil
		}
		n, err := strconv.ParseInt(param, 0, 64) // as validator reads it: 010 is 8
		if err != nil || b.Kind == String && n < 0 || name == "gt" && n == math.MaxInt64 || name == "lt" && n == math.MinInt64 {
			return law.Findings{law.Find(law.FieldBound, path, "the bound of the validate tag %q is no whole number", name)}
		}
		switch name {
		case "gt":
			n++
			fallthrough
		case "min", "gte":
			b.Min = max(b.Min, n)
		case "lt":
			n--
			fallthrough
		case "max", "lte":
			b.Max = min(b.Max, n)
		case "len":
			b.Min, b.Max = max(b.Min, n), min(b.Max, n)
		}
		return nil
	case "oneof":
		choices := oneOf(strings.NewReplacer("0x2C", ",", "0x7C", "|").Replace(param)) // a comma or a bar would end the tag
		if b.OneOf != nil {
			choices = slices.DeleteFunc(choices, func(v string) bool { return !slices.Contains(b.OneOf, v) })
		}
		b.OneOf = choices
		return nil
	}
	f := law.Find(law.FieldBound, path, "the validate tag %q is not enforced when a message is built: check it before, or say it with min, max, len and oneof", name)
	f.Severity = law.Should
	return law.Findings{f}
}

// oneOf splits as validator does: at blanks, with single quotes around values that hold one.
func oneOf(param string) []string {
	values := []string{}
	for param = strings.TrimSpace(param); param != ""; param = strings.TrimSpace(param) {
		var v string
		if rest, quoted := strings.CutPrefix(param, "'"); quoted {
			v, param, _ = strings.Cut(rest, "'")
		} else {
			v, param, _ = strings.Cut(param, " ")
		}
		values = append(values, v)
	}
	return values
}
