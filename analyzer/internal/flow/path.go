package flow

import (
	"go/constant"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

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

func keyName(k ssa.Value) string {
	if mi, ok := k.(*ssa.MakeInterface); ok {
		k = mi.X
	}
	if c, ok := k.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.String {
		return "[" + strings.NewReplacer("/", "_", "#", "_").Replace(constant.StringVal(c.Value)) + "]"
	}
	return "[]"
}

// Paths are written "Message/[]/Body": a struct field by name, an element of a slice, array, channel or map as "[]", a map
// entry of constant key as "[key]". A field's name may be followed by "#" and the index of its types.Var in Engine.vars.

// maxDepth bounds the length of a path, so that a list of lists ends somewhere: what is deeper counts as all of it.
const maxDepth = 6

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

func Head(p string) (string, string) {
	c, rest, _ := strings.Cut(p, "/")
	return c, rest
}

func Name(c string) string {
	n, _, _ := strings.Cut(c, "#")
	return n
}

// meets reports whether the component of a place and that of a query can be the same.
func meets(a, b string) bool {
	a, b = Name(a), Name(b)
	if a == b {
		return true
	}
	return strings.HasPrefix(a, "[") && strings.HasPrefix(b, "[") && (a == "[]" || b == "[]")
}

// relate compares the place that was written with the place that is asked for. ok is false when they are different places.
// rest is what remains of the question inside the written value; extra is the way from the question's place down to
// what was written.
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
