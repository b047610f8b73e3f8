package row

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Field is one field of a row, found and bounded.
type Field struct {
	Path  string // as templates name it: "Address.Town"
	Index []int  // where it lies in a struct; nil in message.Values
	Key   string // in message.Values
	Bound bounds.Bound
	Kind  Kind
	First int // Index[0] when the field lies in the row itself, and not in an embedded struct; otherwise -1. Reading it is one step
}

// Kind is what sort of value a field holds.
type Kind uint8

// The kinds of fields.
const (
	String Kind = iota
	Bool
	Int
	Uint
)

var (
	valuesType   = reflect.TypeFor[message.Values]()
	stringerType = reflect.TypeFor[fmt.Stringer]()
	errorType    = reflect.TypeFor[error]()
	formatType   = reflect.TypeFor[fmt.Formatter]()
)

// Find finds the field that a template names by its path, and reads its bound: from the struct's tags, or from the limits when
// the rows are message.Values. Only a field that is printed needs a bound; one that stands in a condition alone needs none.
func Find(row reflect.Type, path string, printed bool, limits map[string]message.Limit) (Field, law.Findings) {
	f := Field{Path: path, First: -1}
	var fs law.Findings
	if row == valuesType {
		f.Key = path
		f.Bound, fs = limitOf(path, limits, printed)
	} else {
		f.Index, f.Bound, fs = tagged(row, path, printed)
	}
	switch f.Bound.Kind {
	case bounds.Bool:
		f.Kind = Bool
	case bounds.Int:
		f.Kind = Int
	case bounds.Uint:
		f.Kind = Uint
	}
	if len(f.Index) == 1 {
		f.First = f.Index[0]
	}
	return f, fs
}

// LimitFindings refuses limits where the row is a struct, whose tags are the bounds.
func LimitFindings(row reflect.Type, limits map[string]message.Limit) law.Findings {
	if row == valuesType || len(limits) == 0 {
		return nil
	}
	return law.Findings{law.Find(law.SpecField, "Fields", "the row is a struct: its tags are the bounds; Fields is for message.Values")}
}

// CloneLimits copies limits, so that the caller's are the caller's to change.
func CloneLimits(m map[string]message.Limit) map[string]message.Limit {
	if m == nil {
		return nil
	}
	c := make(map[string]message.Limit, len(m))
	for k, l := range m {
		l.OneOf = append([]string(nil), l.OneOf...)
		c[k] = l
	}
	return c
}

// limitOf reads the bound of a field of message.Values.
func limitOf(path string, limits map[string]message.Limit, printed bool) (bounds.Bound, law.Findings) {
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
	case message.Septet, message.GSM7, message.Any:
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
