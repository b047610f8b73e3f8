package message

import (
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/notice/law"
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
	conds  []int // indexes into fields
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

func (r row) field(f *field) reflect.Value {
	if len(f.index) == 1 {
		return r.value.Field(f.index[0])
	}
	return r.value.FieldByIndex(f.index)
}

func (r row) text(f *field) string {
	if f.index == nil {
		return r.values[f.key]
	}
	return r.field(f).String()
}

// holds says whether the field is true as text/template has it: not the zero value, once folded.
func (r row) holds(f *field) bool {
	switch f.bound.Kind {
	case "bool":
		return r.field(f).Bool()
	case "int":
		return r.field(f).Int() != 0
	case "uint":
		return r.field(f).Uint() != 0
	}
	s := r.text(f)
	if s == "" || s[0] < utf8.RuneSelf || f.exact {
		return s != ""
	}
	b, _ := gsm7.AppendFold(nil, s) // a value of invisible characters is empty once folded
	return len(b) > 0
}

// append renders the body for one row. A refusal names the field by its index.
func (b *body) append(dst []byte, r row) (_ []byte, c gsm7.Count, at int, err valueError) {
	var mask uint
	for i, f := range b.conds {
		if r.holds(&b.fields[f]) {
			mask |= 1 << i
		}
	}
	for pc := 0; pc < len(b.steps); pc++ {
		s := &b.steps[pc]
		switch s.kind {
		case subset.Text:
			dst = append(dst, s.text...)
			c = c.Add(s.count)
		case subset.Unless:
			if mask&(1<<s.arg) == 0 {
				pc = s.to - 1
			}
		case subset.Jump:
			pc = s.to - 1
		case subset.Field:
			var n gsm7.Count
			dst, n, err = b.fields[s.arg].append(dst, r)
			if err.id != "" {
				return dst, c, s.arg, err
			}
			c = c.Add(n)
		}
	}
	return dst, c, 0, err
}

// append appends the row's value of the field, judged.
func (f *field) append(dst []byte, r row) ([]byte, gsm7.Count, valueError) {
	start := len(dst)
	switch f.bound.Kind {
	case "int":
		n := r.field(f).Int()
		dst = strconv.AppendInt(dst, n, 10)
		return f.number(dst, start, n, n == 0)
	case "uint":
		n := r.field(f).Uint()
		dst = strconv.AppendUint(dst, n, 10)
		if n > 1<<63-1 {
			return dst, gsm7.Count{}, valueError{id: law.ValueBound, kind: outOfRange}
		}
		return f.number(dst, start, int64(n), n == 0)
	}
	s := r.text(f)
	if f.bound.OneOf == nil && gsm7.Plain(s) { // most values: nothing to fold, a septet a byte
		c := gsm7.Count{Septets: len(s), Units: len(s)}
		return append(dst, s...), c, f.check(c, len(s))
	}
	dst, c, err := f.appendString(dst, s)
	if err.id == "" {
		err = f.check(c, utf8.RuneCountInString(s))
	}
	if err.id == "" && f.bound.OneOf != nil && !(s == "" && f.bound.Omit) && !slices.Contains(f.bound.OneOf, s) {
		err = valueError{id: law.ValueBound, kind: notChosen, want: len(f.bound.OneOf)}
	}
	return dst, c, err
}

func (f *field) number(dst []byte, start int, n int64, zero bool) ([]byte, gsm7.Count, valueError) {
	c := gsm7.Count{Septets: len(dst) - start, Units: len(dst) - start}
	switch {
	case zero && f.bound.Required:
		return dst, c, valueError{id: law.ValueBound, kind: missing}
	case zero && f.bound.Omit:
		return dst, c, valueError{}
	case n < f.bound.Min || n > f.bound.Max:
		return dst, c, valueError{id: law.ValueBound, kind: outOfRange}
	case f.bound.OneOf != nil && !slices.Contains(f.bound.OneOf, string(dst[start:])):
		return dst, c, valueError{id: law.ValueBound, kind: notChosen, want: len(f.bound.OneOf)}
	}
	return dst, c, valueError{}
}

// appendString appends a value as it is sent: NFC, folded unless exact, and only what the field's alphabet holds.
func (f *field) appendString(dst []byte, s string) (_ []byte, c gsm7.Count, err valueError) {
	start := len(dst)
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				return dst, c, valueError{id: law.CleanText, kind: badUTF8}
			}
		}
		if r >= 0x300 && !norm.NFC.IsNormalString(s) { // below U+0300 every text is in NFC
			return f.appendString(dst[:start], norm.NFC.String(s))
		}
		if forbidden(r) {
			return dst, c, valueError{id: law.CleanText, kind: control, r: r}
		}
		as := s[i : i+size]
		if !f.exact && gsm7.Septets(r) == 0 {
			var ok bool
			if as, ok = gsm7.FoldRune(r); !ok {
				return dst, c, valueError{id: law.Alphabet, kind: notHeld, r: r}
			}
		}
		i += size
		dst = append(dst, as...)
		for _, r := range as {
			if !f.count(&c, r) {
				return dst, c, valueError{id: law.Alphabet, kind: notHeld, r: r}
			}
		}
	}
	return dst, c, valueError{}
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
