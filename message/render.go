package message

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/internal/subset"
)

// step is one step of a compiled body: subset.Op with its text counted.
type step struct {
	kind  subset.Kind
	arg   int
	to    int
	text  string
	count gsm7.Count
}

// body is a compiled body: what Append runs.
type body struct {
	steps  []step
	fields []field
	conds  []int        // indexes into fields
	static []gsm7.Count // of the literal text, for each case of the conditions, and of what follows the body
}

// lay counts the literal text of each case.
func (b *body) lay() {
	b.static = make([]gsm7.Count, 1<<len(b.conds))
	for mask := range b.static {
		b.walk(uint(mask), func(s *step) { b.static[mask].Grow(&s.count) }, func(int) {})
	}
}

// row is where values are read from: a struct, or Values.
type row struct {
	value  reflect.Value
	values Values
}

func rowOf[T any](data *T) row {
	if v, ok := any(data).(*Values); ok {
		return row{values: *v}
	}
	return row{value: reflect.ValueOf(data).Elem()}
}

func (r *row) field(f *field) reflect.Value {
	if f.first >= 0 {
		return r.value.Field(f.first)
	}
	return r.value.FieldByIndex(f.index)
}

func (r *row) text(f *field) string {
	if f.index == nil {
		return r.values[f.key]
	}
	return r.field(f).String()
}

// holds says whether the field is true as text/template has it: not the zero value, once folded.
func (r *row) holds(f *field) bool {
	switch f.kind {
	case kindBool:
		return r.field(f).Bool()
	case kindInt:
		return r.field(f).Int() != 0
	case kindUint:
		return r.field(f).Uint() != 0
	}
	s := r.text(f)
	if s == "" || s[0] < utf8.RuneSelf || f.exact {
		return s != ""
	}
	b, _ := gsm7.AppendFold(nil, s) // a value of invisible characters is empty once folded
	return len(b) > 0
}

// append renders the body for one row and counts it with what follows. A refusal names the field by its index.
func (b *body) append(dst []byte, r *row, c *gsm7.Count) (_ []byte, at int, p valueProblem, char rune) {
	var mask uint
	for i, f := range b.conds {
		if r.holds(&b.fields[f]) {
			mask |= 1 << i
		} else if b.fields[f].bound.Required {
			return dst, f, missing, 0
		}
	}
	*c = b.static[mask]
	for pc := 0; pc < len(b.steps); pc++ {
		s := &b.steps[pc]
		switch s.kind {
		case subset.Text:
			dst = append(dst, s.text...)
		case subset.Unless:
			if mask&(1<<s.arg) == 0 {
				pc = s.to - 1
			}
		case subset.Jump:
			pc = s.to - 1
		case subset.Field:
			f := &b.fields[s.arg]
			if f.kind == kindString && f.free && f.first >= 0 { // most values: nothing to fold
				v := r.value.Field(f.first).String()
				if size, n := gsm7.Prefix(v); size == len(v) && n >= f.min && n <= f.max {
					c.Septets += n
					c.Units += n
					dst = append(dst, v...)
					continue
				}
			}
			if dst, p, char = f.append(dst, r, c); p != 0 {
				return dst, s.arg, p, char
			}
		}
	}
	return dst, 0, 0, 0
}

// append appends the row's value of the field, judged, and adds to the count.
func (f *field) append(dst []byte, r *row, c *gsm7.Count) ([]byte, valueProblem, rune) {
	start := len(dst)
	switch f.kind {
	case kindInt:
		n := r.field(f).Int()
		dst = strconv.AppendInt(dst, n, 10)
		return dst, f.number(dst[start:], n, c), 0
	case kindUint:
		n := r.field(f).Uint()
		dst = strconv.AppendUint(dst, n, 10)
		if n > math.MaxInt64 {
			return dst, outOfRange, 0
		}
		return dst, f.number(dst[start:], int64(n), c), 0
	}
	s := r.text(f)
	var own gsm7.Count
	dst, p, char := f.appendString(dst, s, &own)
	if p == 0 {
		p = f.check(bounds.Units(own), utf8.RuneCountInString(s))
	}
	if p == 0 && !f.free && !(s == "" && f.bound.Omit) && !slices.Contains(f.bound.OneOf, s) {
		p = notChosen
	}
	c.Grow(&own)
	return dst, p, char
}

func (f *field) number(digits []byte, n int64, c *gsm7.Count) valueProblem {
	c.Septets += len(digits)
	c.Units += len(digits)
	switch {
	case n == 0 && f.bound.Required:
		return missing
	case n == 0 && f.bound.Omit:
		return 0
	case n < f.bound.Min || n > f.bound.Max:
		return outOfRange
	case !f.free && !slices.Contains(f.bound.OneOf, string(digits)):
		return notChosen
	}
	return 0
}

// appendString appends a value as it is sent: NFC, folded unless exact, and only what the field's alphabet holds. c counts
// what was appended. A refusal names the character.
func (f *field) appendString(dst []byte, s string, c *gsm7.Count) ([]byte, valueProblem, rune) {
	start := len(dst)
	i, n := gsm7.Prefix(s)
	dst = append(dst, s[:i]...)
	c.Septets += n
	c.Units += n
	for i < len(s) {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				return dst, badUTF8, 0
			}
		}
		if r >= 0x300 && !norm.NFC.IsNormalString(s) { // below U+0300 every text is in NFC
			*c = gsm7.Count{}
			return f.appendString(dst[:start], norm.NFC.String(s), c)
		}
		if plaintext.Forbidden(r) {
			return dst, control, r
		}
		as := s[i : i+size]
		if !f.exact && gsm7.Septets(r) == 0 {
			var ok bool
			if as, ok = gsm7.FoldRune(r); !ok {
				return dst, notHeld, r
			}
		}
		i += size
		dst = append(dst, as...)
		for _, r := range as {
			if !f.count(c, r) {
				return dst, notHeld, r
			}
		}
	}
	return dst, 0, 0
}

// count adds one character; false when the field's alphabet does not hold it.
func (f *field) count(c *gsm7.Count, r rune) bool {
	c.Units += gsm7.Units16(r)
	switch n := gsm7.Septets(r); n {
	case 1:
		c.Septets++
	case 2:
		c.Septets += 2
		c.Pairs++
		return f.bound.Alphabet != Septet
	default:
		c.Foreign++
		c.Astral += gsm7.Units16(r) - 1
		return f.bound.Alphabet == Any
	}
	return true
}
