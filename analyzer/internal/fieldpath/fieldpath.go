// Package fieldpath writes where in a value a text lies: "Messages/[]/Body" leads from m to m.Messages[i].Body, whatever i is.
//
// A path is components with slashes between them, and the empty one leads to the value itself. A struct field is written by its name,
// an element of a slice, array, channel or map as "[]", and a map's entry of constant key as "[key]". Two types may have a field of one
// name, so the name of a field that the program mentions is followed by "#" and a number that Fields gives it: "Body#3". Paths
// from outside the program, as those of the table of sinks and of facts about other packages, have names alone.
package fieldpath

import (
	"go/constant"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// MaxDepth bounds the length of a path, so that a list of lists ends somewhere: what is deeper counts as all of it.
const MaxDepth = 6

// Cons returns the path that leads to a component and from there on.
func Cons(c, p string) string {
	if p == "" {
		return c
	}
	// A list or a tree goes on as long as its data: the next of the next is a next.
	if strings.Contains(c, "#") {
		for rest := p; rest != ""; {
			var first string
			if first, rest = Head(rest); first == c {
				p = rest
			}
		}
		if p == "" {
			return c
		}
	}
	p = c + "/" + p
	if strings.Count(p, "/") >= MaxDepth {
		i := 0
		for n := 0; n < MaxDepth; n++ {
			i += strings.IndexByte(p[i:], '/') + 1
		}
		return p[:i-1]
	}
	return p
}

// Join returns the path that leads along one path and then another.
func Join(a, b string) string {
	if a == "" {
		return b
	}
	for {
		i := strings.LastIndexByte(a, '/')
		b = Cons(a[i+1:], b)
		if i < 0 {
			return b
		}
		a = a[:i]
	}
}

// Head splits a path behind its first component.
func Head(p string) (string, string) {
	c, rest, _ := strings.Cut(p, "/")
	return c, rest
}

// Last returns the last component of a path.
func Last(p string) string { return p[strings.LastIndexByte(p, '/')+1:] }

// Name returns a component without the index of its field.
func Name(c string) string {
	n, _, _ := strings.Cut(c, "#")
	return n
}

// meets reports whether two components can be the same: "[]" is any element, "[to]" and "[from]" are different ones.
func meets(a, b string) bool {
	a, b = Name(a), Name(b)
	if a == b {
		return true
	}
	return strings.HasPrefix(a, "[") && strings.HasPrefix(b, "[") && (a == "[]" || b == "[]")
}

// Relate compares the place that was written with the place that is asked for. ok is false when they are different places. One may
// lie in the other: if m.Message is written and m.Message.Body is asked for, rest, "Body", remains to be asked of what was
// written; if m.Message.Body is written and all of m.Message is asked for, extra, "Body", is the part of it that was written.
func Relate(written, asked string) (rest, extra string, ok bool) {
	for written != "" && asked != "" {
		var a, b string
		a, written = Head(written)
		b, asked = Head(asked)
		if !meets(a, b) {
			return "", "", false
		}
	}
	return asked, written, true
}

// TailAfterField returns what follows the last field of a path.
func TailAfterField(path string) string {
	elems := strings.Split(path, "/")
	for i := len(elems) - 1; i >= 0; i-- {
		if strings.Contains(elems[i], "#") {
			return strings.Join(elems[i+1:], "/")
		}
	}
	return path
}

// Plain returns a path without the indices of its fields.
func Plain(path string) string {
	elems := strings.Split(path, "/")
	for i := range elems {
		elems[i] = Name(elems[i])
	}
	return strings.Join(elems, "/")
}

// Fields numbers the fields that a program's paths mention, in the order in which they are first asked for. The zero value is
// ready to use.
type Fields struct {
	vars []*types.Var
	id   map[*types.Var]int
}

// Component returns the component of a field. The fields of the instances of a generic type are one.
func (fs *Fields) Component(v *types.Var) string {
	v = v.Origin()
	id, ok := fs.id[v]
	if !ok {
		if fs.id == nil {
			fs.id = map[*types.Var]int{}
		}
		id = len(fs.vars)
		fs.vars = append(fs.vars, v)
		fs.id[v] = id
	}
	return v.Name() + "#" + strconv.Itoa(id)
}

// Var returns the field that a component names, nil if it is an element or a name without a number.
func (fs *Fields) Var(c string) *types.Var {
	if _, id, ok := strings.Cut(c, "#"); ok {
		if i, err := strconv.Atoi(id); err == nil {
			return fs.vars[i]
		}
	}
	return nil
}

// Last returns the last field of a path that lies in one of some packages, nil if none does.
func (fs *Fields) Last(path string, in func(*types.Package) bool) *types.Var {
	var f *types.Var
	for _, c := range strings.Split(path, "/") {
		if v := fs.Var(c); v != nil && in(v.Pkg()) {
			f = v
		}
	}
	return f
}

// TypeAt returns the type of what a path leads to from a value of type t: t itself, or that of the last field. Nil if the path ends in
// an element.
func (fs *Fields) TypeAt(t types.Type, path string) types.Type {
	if path == "" {
		return t
	}
	if f := fs.Var(Last(path)); f != nil {
		return f.Type()
	}
	return nil
}

// Key returns the component of a map's key: "[to]" of a constant, "[]" of any other.
func Key(k ssa.Value) string {
	if mi, ok := k.(*ssa.MakeInterface); ok {
		k = mi.X
	}
	if c, ok := k.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.String {
		return "[" + strings.NewReplacer("/", "_", "#", "_").Replace(constant.StringVal(c.Value)) + "]"
	}
	return "[]"
}
