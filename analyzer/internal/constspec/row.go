package constspec

import (
	"go/types"
	"reflect"
	"regexp"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// rowReader turns the fields of a row that templates use into limits: message.Limit{Max: 24} of `validate:"max=24"`.
//
// The compiler is called for message.Values, whose fields lie flat. A nested field, {{.Town.Name}}, gets a flat name of the same length,
// {{.Town_Name}}, so that every position in the template stays.
type rowReader struct {
	*compilation
	used, printed map[string]bool // by path: a field in a condition is used and not printed

	limits map[string]message.Limit // by flat path
	fields map[string]*types.Var    // by path
	found  []fieldFinding
}

// fieldFinding is a finding about a field of the row, with the change that mends it.
type fieldFinding struct {
	law.Finding
	fix finding.Fix
}

func (c *compilation) readRow() *rowReader {
	r := &rowReader{compilation: c, used: map[string]bool{}, printed: map[string]bool{}, limits: map[string]message.Limit{}, fields: map[string]*types.Var{}}
	for _, body := range c.spec.templates() {
		t, _ := subset.Parse("", *body, len(*body)+1)
		if t == nil {
			continue // the compiler says why
		}
		for _, f := range t.Fields {
			r.used[f] = true
		}
		for _, op := range t.Ops {
			if op.Kind == subset.Field {
				r.printed[t.Fields[op.Arg]] = true
			}
		}
	}
	for _, path := range sorted(r.used) {
		r.field(path)
	}
	return r
}

// field reads one field of the row.
func (r *rowReader) field(path string) {
	v, tag, problem := lookup(r.row, path)
	if v == nil {
		r.found = append(r.found, fieldFinding{Finding: problem})
		return
	}
	r.fields[path] = v
	kind, bits, ok := r.kind(path, v)
	if !ok {
		return
	}
	b, problems := bounds.Parse(path, kind, bits, reflect.StructTag(tag))
	for _, f := range problems {
		r.found = append(r.found, fieldFinding{Finding: f})
	}
	if !r.printed[path] {
		return
	}
	if b.Unbounded() {
		var fix finding.Fix
		if tag == "" && r.inView(v.Pos()) {
			fix = r.addBound(v)
		}
		r.refuse(path, fix, "the field has no bound: add `validate:\"max=24\"` or the length that its longest value has")
		return
	}
	shortest, longest := b.Width()
	l := message.Limit{Max: longest, Min: shortest, Required: b.Required, Alphabet: b.Alphabet, Likely: b.Likely}
	if kind == bounds.String && b.OneOf != nil {
		l = message.Limit{OneOf: b.OneOf, Alphabet: b.Alphabet}
	}
	r.limits[flat(path)] = l
}

// kind returns what a field can hold, or reports why its length cannot be proved.
func (r *rowReader) kind(path string, v *types.Var) (kind bounds.Kind, bits int, ok bool) {
	basic, isBasic := v.Type().Underlying().(*types.Basic)
	if isBasic {
		kind, bits = kindOf(basic)
	}
	switch {
	case !isBasic:
		r.refuse(path, finding.Fix{}, "a %s cannot be proved; use a string, a bool in a condition, or an integer", v.Type())
	case kind == "":
		r.refuse(path, finding.Fix{}, "a %s cannot be proved; use a string, a bool in a condition, or an integer", basic)
	case printsItself(v.Type()):
		r.refuse(path, finding.Fix{}, "the type prints itself with String, Error or Format, whose length nobody knows; use a plain string")
	case kind == bounds.Bool && r.printed[path]:
		r.refuse(path, finding.Fix{}, "a bool stands in a condition, {{if .%s}}; it is not printed", path)
	default:
		return kind, bits, true
	}
	return "", 0, false
}

func (r *rowReader) refuse(path string, fix finding.Fix, format string, args ...any) {
	r.found = append(r.found, fieldFinding{law.Find(law.FieldBound, path, format, args...), fix})
}

var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// flatten writes the flat names of nested fields into the templates.
func (r *rowReader) flatten(templates map[string]*string) {
	used := sorted(r.used)
	for _, body := range templates {
		*body = action.ReplaceAllStringFunc(*body, func(a string) string {
			for i := len(used) - 1; i >= 0; i-- { // the longer of two that begin alike comes first
				if path := used[i]; strings.Contains(path, ".") {
					a = regexp.MustCompile(regexp.QuoteMeta("."+path)+`\b`).ReplaceAllLiteralString(a, "."+flat(path))
				}
			}
			return a
		})
	}
}

// flat returns the flat name of a field.
func flat(path string) string { return strings.ReplaceAll(path, ".", "_") }

// lookup finds a field of a row by its path, as reflect does, with its tag; or it says why there is none.
func lookup(row types.Type, path string) (v *types.Var, tag string, problem law.Finding) {
	at := row
	for name := range strings.SplitSeq(path, ".") {
		st, ok := at.Underlying().(*types.Struct)
		if !ok {
			return nil, "", law.Find(law.FieldBound, path, "%s lies inside a %s; only structs nested by value are followed", name, at)
		}
		obj, index, _ := types.LookupFieldOrMethod(at, true, home(at), name)
		switch o := obj.(type) {
		case *types.Func:
			return nil, "", law.Find(law.FieldBound, path, "%s is a method; give the row a field with the finished value", name)
		case *types.Var:
			if !o.Exported() {
				return nil, "", law.Find(law.FieldBound, path, "%s is not exported", name)
			}
			if v, tag = promoted(st, index); v == nil {
				return nil, "", law.Find(law.FieldBound, path, "%s is promoted from an embedded pointer; embed by value", name)
			}
			at = v.Type()
		default:
			return nil, "", law.Find(law.FieldBound, path, "the row has no field %s", name)
		}
	}
	return v, tag, law.Finding{}
}

// home returns the package of a named type, whose fields are found there even if they are not exported.
func home(t types.Type) *types.Package {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Pkg()
	}
	return nil
}

// promoted follows a field through embedded structs; nil where one of them is embedded as a pointer.
func promoted(st *types.Struct, index []int) (v *types.Var, tag string) {
	for k, i := range index {
		if k > 0 {
			var ok bool
			if st, ok = v.Type().Underlying().(*types.Struct); !ok {
				return nil, ""
			}
		}
		v, tag = st.Field(i), st.Tag(i)
	}
	return v, tag
}

// kindOf returns the kind of a basic type and, of integers, how many bits it has; "" is a kind whose length cannot be proved.
func kindOf(b *types.Basic) (bounds.Kind, int) {
	bits := 64
	switch b.Kind() {
	case types.Int8, types.Uint8:
		bits = 8
	case types.Int16, types.Uint16:
		bits = 16
	case types.Int32, types.Uint32:
		bits = 32
	}
	switch info := b.Info(); {
	case info&types.IsString != 0:
		return bounds.String, 0
	case info&types.IsBoolean != 0:
		return bounds.Bool, 0
	case info&types.IsUnsigned != 0 && b.Kind() != types.Uintptr:
		return bounds.Uint, bits
	case info&types.IsInteger != 0 && b.Kind() != types.Uintptr:
		return bounds.Int, bits
	}
	return "", 0
}

func printsItself(t types.Type) bool {
	for _, name := range []string{"String", "Error", "Format"} {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name)
		if _, ok := obj.(*types.Func); ok {
			return true
		}
	}
	return false
}
