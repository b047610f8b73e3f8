package flow

import (
	"go/constant"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A path leads from a value to a text in it: "Messages/[]/Body" is m.Messages[i].Body, whatever i is. A struct field is written by
// its name, an element of a slice, array, channel or map as "[]", a map's entry of constant key as "[key]". The name of a field
// that the program mentions is followed by "#" and its index in Engine.vars, because two types may have a field of one name;
// paths of the table and of facts have names alone.

// maxDepth bounds the length of a path, so that a list of lists ends somewhere: what is deeper counts as all of it.
const maxDepth = 6

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
	if strings.Count(p, "/") >= maxDepth {
		i := 0
		for n := 0; n < maxDepth; n++ {
			i += strings.IndexByte(p[i:], '/') + 1
		}
		return p[:i-1]
	}
	return p
}

// join returns the path that leads along one path and then another.
func join(a, b string) string {
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

// relate compares the place that was written with the place that is asked for. ok is false when they are different places. One may
// lie in the other: if m.Message is written and m.Message.Body is asked for, rest, "Body", remains to be asked of what was
// written; if m.Message.Body is written and all of m.Message is asked for, extra, "Body", is the part of it that was written.
func relate(written, asked string) (rest, extra string, ok bool) {
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

// LastField returns the last struct field of a path that is declared in view.
func (e *Engine) LastField(path string) *types.Var {
	var f *types.Var
	for _, c := range strings.Split(path, "/") {
		if v := e.VarOf(c); v != nil && e.Program.Has(v.Pkg()) {
			f = v
		}
	}
	return f
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

// fieldName returns the component of a field.
func (e *Engine) fieldName(v *types.Var) string {
	v = v.Origin()
	id, ok := e.varID[v]
	if !ok {
		id = len(e.vars)
		e.vars = append(e.vars, v)
		e.varID[v] = id
	}
	return v.Name() + "#" + strconv.Itoa(id)
}

// VarOf returns the field that a component names, nil if it is none that the program mentions.
func (e *Engine) VarOf(c string) *types.Var {
	if _, id, ok := strings.Cut(c, "#"); ok {
		if i, err := strconv.Atoi(id); err == nil {
			return e.vars[i]
		}
	}
	return nil
}

// typeAt returns the type of what a path leads to from a value of type t: t itself, or that of the last field.
func (e *Engine) typeAt(t types.Type, path string) types.Type {
	if path == "" {
		return t
	}
	if f := e.VarOf(path[strings.LastIndexByte(path, '/')+1:]); f != nil {
		return f.Type()
	}
	return nil
}

// keyName returns the component of a map's key: "[to]" of a constant, "[]" of any other.
func keyName(k ssa.Value) string {
	if mi, ok := k.(*ssa.MakeInterface); ok {
		k = mi.X
	}
	if c, ok := k.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.String {
		return "[" + strings.NewReplacer("/", "_", "#", "_").Replace(constant.StringVal(c.Value)) + "]"
	}
	return "[]"
}
