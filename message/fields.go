package message

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
)

// field is one field of a row, found and bounded.
type field struct {
	path  string
	index []int  // in a struct
	key   string // in Values
	bound bounds.Bound
	exact bool // not folded

	// what append asks for every message, laid out once
	kind     kind
	first    int  // index[0] when the field lies in the row itself, otherwise -1
	min, max int  // units of a string that is not left empty by omitempty
	free     bool // no oneof
}

type kind uint8

const (
	kindString kind = iota
	kindBool
	kindInt
	kindUint
)

// lay fills what append reads from the bound.
func (f *field) lay() {
	switch f.bound.Kind {
	case bounds.Bool:
		f.kind = kindBool
	case bounds.Int:
		f.kind = kindInt
	case bounds.Uint:
		f.kind = kindUint
	}
	f.first = -1
	if len(f.index) == 1 {
		f.first = f.index[0]
	}
	f.min, f.max = int(f.bound.Min), int(min(f.bound.Max, math.MaxInt32))
	if f.bound.Required {
		f.min = max(f.min, 1)
	}
	f.free = f.bound.OneOf == nil
}

var (
	valuesType   = reflect.TypeFor[Values]()
	stringerType = reflect.TypeFor[fmt.Stringer]()
	errorType    = reflect.TypeFor[error]()
	formatType   = reflect.TypeFor[fmt.Formatter]()
)

// fieldsOf finds the fields that a template uses in its row type. printed says which of them it prints: only those need a
// bound.
func fieldsOf(row reflect.Type, paths []string, printed func(i int) bool, limits map[string]Limit, exact bool) ([]field, law.Findings) {
	fields := make([]field, len(paths))
	var fs law.Findings
	for i, path := range paths {
		f := field{path: path, exact: exact}
		var found law.Findings
		if row == valuesType {
			f.key = path
			f.bound, found = limitOf(path, limits, printed(i))
		} else {
			f.index, f.bound, found = tagged(row, path, printed(i))
		}
		if f.bound.Alphabet == Any {
			f.exact = true
		}
		f.lay()
		if printed(i) && f.bound.OneOf != nil {
			found = append(found, f.checkChoices()...)
		}
		fields[i] = f
		fs = append(fs, found...)
	}
	if row != valuesType && len(limits) > 0 {
		fs = append(fs, law.Find(law.SpecField, "Fields", "the row is a struct: its tags are the bounds; Fields is for message.Values"))
	}
	return fields, fs
}

// checkChoices refuses a choice of oneof that could never be sent.
func (f field) checkChoices() (fs law.Findings) {
	for i, v := range f.bound.OneOf {
		var c gsm7.Count
		if _, problem, _ := f.appendString(nil, v, &c); problem != 0 {
			fs = append(fs, law.Find(law.FieldBound, f.path, "choice %d of oneof has a character that the field may not hold", i+1))
		}
	}
	return fs
}

func limitOf(path string, limits map[string]Limit, printed bool) (bounds.Bound, law.Findings) {
	b := bounds.Bound{Kind: bounds.String, Max: math.MaxInt64}
	if strings.Contains(path, ".") {
		return b, law.Findings{law.Find(law.FieldBound, path, "Values holds no nested fields; use a key without a dot")}
	}
	l, ok := limits[path]
	switch {
	case !ok && printed:
		return b, law.Findings{law.Find(law.FieldBound, path, "the field has no limit: declare Fields with the longest value it may hold")}
	case !ok:
		return b, nil
	}
	at := "Fields[" + path + "]"
	var fs law.Findings
	if l.Max <= 0 && len(l.OneOf) == 0 && printed {
		fs = append(fs, law.Find(law.FieldBound, at, "the limit has no Max: say how long the longest value may be"))
	}
	if l.Min < 0 || l.Max > 0 && l.Min > l.Max {
		fs = append(fs, law.Find(law.FieldBound, at, "Min is %d and Max is %d: no value passes", l.Min, l.Max))
	}
	switch l.Alphabet {
	case Septet, GSM7, Any:
	default:
		fs = append(fs, law.Find(law.FieldBound, at, "the alphabet is neither \"gsm7\" nor \"any\"; leave it empty for the characters that cost one septet"))
	}
	b.Min, b.Required, b.Alphabet, b.OneOf, b.Likely = int64(l.Min), l.Required, l.Alphabet, l.OneOf, max(l.Likely, 0)
	if l.Max > 0 {
		b.Max = int64(l.Max)
	}
	if len(b.OneOf) == 0 {
		b.OneOf = nil
	}
	return b, fs
}

// tagged finds path in the struct and reads its tags.
func tagged(row reflect.Type, path string, printed bool) ([]int, bounds.Bound, law.Findings) {
	refuse := func(f law.Finding) ([]int, bounds.Bound, law.Findings) { return nil, bounds.Bound{}, law.Findings{f} }
	if row.Kind() != reflect.Struct {
		return refuse(law.Find(law.FieldBound, path, "the row is a %s; rows are structs by value, or message.Values", row.Kind()))
	}
	var index []int
	at := row
	var last reflect.StructField
	for name := range strings.SplitSeq(path, ".") {
		if at.Kind() != reflect.Struct {
			return refuse(law.Find(law.FieldBound, path, "%s lies inside a %s; only structs nested by value are followed", name, at.Kind()))
		}
		if hasMethod(at, name) {
			return refuse(law.Find(law.FieldBound, path, "%s is a method; give the row a field with the finished value", name))
		}
		f, ok := at.FieldByName(name)
		switch {
		case !ok:
			return refuse(law.Find(law.FieldBound, path, "the row has no field %s", name))
		case !f.IsExported():
			return refuse(law.Find(law.FieldBound, path, "%s is not exported", name))
		}
		for j, step := at, 0; step < len(f.Index)-1; step++ { // promoted from an embedded struct
			if j = j.Field(f.Index[step]).Type; j.Kind() != reflect.Struct {
				return refuse(law.Find(law.FieldBound, path, "%s is promoted from an embedded pointer; embed by value", name))
			}
		}
		index = append(index, f.Index...)
		last, at = f, f.Type
	}
	kind, ok := bounds.KindOf(at.Kind())
	switch {
	case !ok:
		return refuse(law.Find(law.FieldBound, path, "a %s cannot be proved; use a string, a bool in a condition, or an integer", at.Kind()))
	case printsItself(at):
		return refuse(law.Find(law.FieldBound, path, "the type prints itself with String, Error or Format, whose length nobody knows; use a plain string"))
	case kind == bounds.Bool && printed:
		return refuse(law.Find(law.FieldBound, path, "a bool stands in a condition, {{if .%s}}; it is not printed", path))
	}
	bits := 0
	if kind == bounds.Int || kind == bounds.Uint {
		bits = at.Bits()
	}
	b, fs := bounds.Parse(path, kind, bits, last.Tag)
	if printed && b.Unbounded() {
		fs = append(fs, law.Find(law.FieldBound, path, "the field has no bound: add `validate:\"max=24\"` or the length that its longest value has"))
	}
	return index, b, fs
}

func hasMethod(t reflect.Type, name string) bool {
	_, ok := reflect.PointerTo(t).MethodByName(name)
	return ok
}

func printsItself(t reflect.Type) bool {
	for _, t := range []reflect.Type{t, reflect.PointerTo(t)} {
		if t.Implements(stringerType) || t.Implements(errorType) || t.Implements(formatType) {
			return true
		}
	}
	return false
}

// width returns the shortest and the longest that the field prints, in units.
func (f *field) width() (shortest, longest int) { return f.bound.Width() }

// valueProblem is why a value is refused.
type valueProblem uint8

const (
	tooLong valueProblem = iota + 1
	tooShort
	missing
	notChosen
	notHeld
	control
	badUTF8
	outOfRange
)

// explain says the problem at the path of a row, without the value: lengths and code points only.
func (f *field) explain(r row, p valueProblem, char rune) law.Finding {
	path := f.path
	switch p {
	case tooLong, tooShort:
		s := r.text(f)
		var c gsm7.Count
		f.appendString(nil, s, &c)
		n, runes := bounds.Units(c), utf8.RuneCountInString(s)
		if p == tooLong {
			return law.Find(law.ValueBound, path, "the value has %d units, at most %d were proved", max(n, runes), f.max)
		}
		return law.Find(law.ValueBound, path, "the value has %d units, at least %d are asked for", min(n, runes), f.min)
	case missing:
		return law.Find(law.ValueBound, path, "the value is required and empty")
	case notChosen:
		return law.Find(law.ValueBound, path, "the value is none of the %d that oneof allows", len(f.bound.OneOf))
	case notHeld:
		return law.Find(law.Alphabet, path, "%U may not stand in this field: fold it, or widen the field's alphabet with the tag `sms`", char)
	case control:
		return law.Find(law.CleanText, path, "%U is a control or direction character, which no value may hold", char)
	case badUTF8:
		return law.Find(law.CleanText, path, "the value is not valid UTF-8: read the file with its own encoding and convert it")
	default:
		return law.Find(law.ValueBound, path, "the number lies outside the bounds that were proved")
	}
}

// check judges a value of n units that had so many characters before folding: never laxer than validator, which counts
// characters.
func (f *field) check(n, runes int) valueProblem {
	switch {
	case runes == 0 && f.bound.Omit && !f.bound.Required:
		return 0
	case n == 0 && f.bound.Required:
		return missing
	case max(n, runes) > f.max:
		return tooLong
	case min(n, runes) < f.min:
		return tooShort
	}
	return 0
}
