// Package row reads the rows that templates are generic over: it finds the fields that a template names, reads the bounds
// that their tags or limits declare, and gets their values.
//
// What a value costs is not its business: an SMS counts septets and an e-mail counts bytes of HTML, each in its own package.
package row

import (
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/scrutateur/scrutateur/internal/capability"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/optout"
)

// Row is where the values of one recipient are read from: a struct, or message.Values when Value is the zero reflect.Value.
type Row struct {
	Value  reflect.Value
	Values message.Values
}

// Of returns the row that was cleared, as it was then. It is false for the zero clearance, which has none. It allocates nothing.
func Of[T any](to *optout.Cleared[T]) (Row, bool) {
	data := to.Borrow(capability.ToBorrow())
	if data == nil {
		return Row{}, false
	}
	if v, ok := any(data).(*message.Values); ok {
		return Row{Values: *v}, true
	}
	return Row{Value: reflect.ValueOf(data).Elem()}, true
}

func (r *Row) field(f *Field) reflect.Value {
	if f.First >= 0 {
		return r.Value.Field(f.First)
	}
	return r.Value.FieldByIndex(f.Index)
}

// Text returns the value of a field whose Kind is String, as the row has it.
func (r *Row) Text(f *Field) string {
	if f.Index == nil {
		return r.Values[f.Key]
	}
	return r.field(f).String()
}

// Holds says whether the field is true as text/template has it: not the zero value.
func (r *Row) Holds(f *Field) bool {
	switch f.Kind {
	case Bool:
		return r.field(f).Bool()
	case Int:
		return r.field(f).Int() != 0
	case Uint:
		return r.field(f).Uint() != 0
	}
	return r.Text(f) != ""
}

// AppendNumber appends the value of a field whose Kind is Int or Uint, in decimal digits, and judges it by the field's bound.
func (r *Row) AppendNumber(dst []byte, f *Field) ([]byte, Problem) {
	start := len(dst)
	var n int64
	if f.Kind == Uint {
		u := r.field(f).Uint()
		dst = strconv.AppendUint(dst, u, 10)
		if u > math.MaxInt64 {
			return dst, OutOfRange
		}
		n = int64(u)
	} else {
		n = r.field(f).Int()
		dst = strconv.AppendInt(dst, n, 10)
	}
	b := &f.Bound
	switch {
	case n == 0 && b.Required:
		return dst, Missing
	case n == 0 && b.Omit:
		return dst, 0
	case n < b.Min || n > b.Max:
		return dst, OutOfRange
	case b.OneOf != nil && !slices.Contains(b.OneOf, string(dst[start:])):
		return dst, NotChosen
	}
	return dst, 0
}
