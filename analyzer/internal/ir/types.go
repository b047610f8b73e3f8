package ir

import "go/types"

// IsNamed reports whether a type is, or points to, the named type of a package.
func IsNamed(t types.Type, pkg, name string) bool {
	n := NamedType(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg && n.Obj().Name() == name
}

// NamedType returns the named type that a type is or points to, nil if it is none.
func NamedType(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// Textual reports whether a type is a text by itself: a string, bytes or runes.
func Textual(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Slice:
		b, ok := t.Elem().Underlying().(*types.Basic)
		return ok && (b.Kind() == types.Byte || b.Kind() == types.Rune)
	case *types.Interface:
		// A type parameter over strings or bytes.
		for i := range t.NumEmbeddeds() {
			if u, ok := t.EmbeddedType(i).(*types.Union); ok {
				for j := range u.Len() {
					if Textual(u.Term(j).Type()) {
						return true
					}
				}
			}
		}
	}
	return false
}

// Texty reports whether a value of the type can be a text: textual by itself, a pointer to such, a list of such, a reader, or any.
func Texty(t types.Type) bool {
	if Textual(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return Textual(u.Elem())
	case *types.Slice:
		return Textual(u.Elem()) || types.IsInterface(u.Elem())
	case *types.Interface:
		for i := range u.NumMethods() {
			switch u.Method(i).Name() {
			case "Read", "WriteTo", "String":
				return true
			}
		}
		return u.NumMethods() == 0
	}
	return false
}

// Reference reports whether two copies of a value of the type refer to one object, so that what is written through one is seen
// through the other.
func Reference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Chan, *types.Interface:
		return true
	}
	return false
}

// FieldVar returns field i of a struct type or what points to one, of a generic type as it is declared.
func FieldVar(t types.Type, i int) *types.Var {
	st, _ := StructOf(t)
	return st.Field(i).Origin()
}

// StructOf returns the struct that a type is, points to, or, of a type parameter, is constrained to.
func StructOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		// A type parameter whose core type is a struct.
		if tp, isParam := types.Unalias(t).(*types.TypeParam); isParam {
			if i, isIface := tp.Constraint().Underlying().(*types.Interface); isIface && i.NumEmbeddeds() == 1 {
				if s, isStruct := i.EmbeddedType(0).Underlying().(*types.Struct); isStruct {
					return s, true
				}
			}
		}
	}
	return st, ok
}
