package constspec

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"

	"github.com/scrutateur/scrutateur/analyzer/internal/callee"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
)

// reader sets a Go value from the expression that a program writes for it.
type reader struct {
	*Program
	at    Package             // in which the expression stands
	exprs map[string]ast.Expr // what was written, by path; "" is the whole
	open  map[string]bool     // what is not constant, as it is written
	busy  map[*types.Var]bool // variables on the way, for those that begin with themselves
}

// read sets v from an expression of a package. It returns what was written for each part, by path, and what is not constant,
// as it is written and sorted; then v is not the value that the program will have.
func (p *Program) read(pkg Package, e ast.Expr, v reflect.Value) (exprs map[string]ast.Expr, open []string) {
	r := &reader{Program: p, at: pkg, exprs: map[string]ast.Expr{}, open: map[string]bool{}, busy: map[*types.Var]bool{}}
	r.set(v, e, "")
	return r.exprs, sorted(r.open)
}

// miss notes that an expression is not constant.
func (r *reader) miss(e ast.Expr) {
	said := types.ExprString(e)
	if kv, ok := e.(*ast.KeyValueExpr); ok {
		said = types.ExprString(kv.Key) + ": " + types.ExprString(kv.Value)
	}
	r.open[said] = true
}

// set sets v, which stands at a path of the specification, from an expression.
func (r *reader) set(v reflect.Value, e ast.Expr, path string) {
	e = ast.Unparen(e)
	if _, seen := r.exprs[path]; !seen || path != "" {
		r.exprs[path] = e
	}
	if tv := r.at.Info.Types[e]; tv.Value != nil {
		if !setConstant(v, tv.Value) {
			r.miss(e)
		}
		return
	} else if tv.IsNil() {
		return
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.AND && v.Kind() == reflect.Pointer {
			v.Set(reflect.New(v.Type().Elem()))
			r.set(v.Elem(), e.X, path)
			return
		}
	case *ast.CompositeLit:
		r.composite(v, e, path)
		return
	case *ast.Ident:
		if r.variable(v, e, path) {
			return
		}
	case *ast.SelectorExpr:
		if obj, ok := r.at.Info.Uses[e.Sel].(*types.Var); ok && !obj.IsField() && r.variable(v, e.Sel, path) {
			return
		}
	case *ast.CallExpr:
		if r.replaced(v, e, path) {
			return
		}
	}
	r.miss(e)
}

// replaced sets v from Notice.With(controller): a copy with one part replaced.
func (r *reader) replaced(v reflect.Value, call *ast.CallExpr, path string) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) != 1 || !product.Replaces(callee.Func(r.at.Info, call)) {
		return false
	}
	r.set(v, sel.X, path)
	controller := v.FieldByName("Controller")
	controller.SetZero()
	r.set(controller, call.Args[0], path+".Controller")
	return true
}

// setConstant sets v from a constant and reports whether it can hold it.
func setConstant(v reflect.Value, c constant.Value) bool {
	switch v.Kind() {
	case reflect.String:
		if c.Kind() == constant.String {
			v.SetString(constant.StringVal(c))
			return true
		}
	case reflect.Bool:
		if c.Kind() == constant.Bool {
			v.SetBool(constant.BoolVal(c))
			return true
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if n, ok := constant.Int64Val(constant.ToInt(c)); ok && !v.OverflowInt(n) {
			v.SetInt(n)
			return true
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if n, ok := constant.Uint64Val(constant.ToInt(c)); ok && !v.OverflowUint(n) {
			v.SetUint(n)
			return true
		}
	case reflect.Float32, reflect.Float64:
		n, _ := constant.Float64Val(constant.ToFloat(c))
		v.SetFloat(n)
		return true
	}
	return false
}

// composite sets v from a composite literal.
func (r *reader) composite(v reflect.Value, lit *ast.CompositeLit, path string) {
	switch v.Kind() {
	case reflect.Pointer: // an element of []*T written without its &T
		v.Set(reflect.New(v.Type().Elem()))
		r.composite(v.Elem(), lit, path)
	case reflect.Struct:
		r.structure(v, lit, path)
	case reflect.Slice, reflect.Array:
		r.list(v, lit, path)
	case reflect.Map:
		r.table(v, lit, path)
	default:
		r.miss(lit)
	}
}

// structure sets the fields of a struct, with or without their names.
func (r *reader) structure(v reflect.Value, lit *ast.CompositeLit, path string) {
	if path != "" {
		path += "."
	}
	for i, elt := range lit.Elts {
		name, val := "", elt
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				name, val = id.Name, kv.Value
			}
		} else if i < v.NumField() {
			name = v.Type().Field(i).Name
		}
		f := v.FieldByName(name)
		if !f.IsValid() || !f.CanSet() {
			r.miss(elt)
			continue
		}
		r.set(f, val, path+name)
	}
}

// list sets the elements of a slice or an array; a literal may give their indices.
func (r *reader) list(v reflect.Value, lit *ast.CompositeLit, path string) {
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), 0, len(lit.Elts)))
	}
	next := 0
	for _, elt := range lit.Elts {
		val := elt
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			i, ok := r.index(kv.Key)
			if !ok {
				r.miss(kv)
				return
			}
			next, val = i, kv.Value
		}
		for v.Kind() == reflect.Slice && v.Len() <= next {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		}
		if next >= v.Len() {
			r.miss(elt)
			return
		}
		r.set(v.Index(next), val, fmt.Sprintf("%s[%d]", path, next))
		next++
	}
}

// index returns the constant that an element's index is: no list of a specification is longer than 10,000.
func (r *reader) index(key ast.Expr) (int, bool) {
	c := r.at.Info.Types[key].Value
	if c == nil {
		return 0, false
	}
	i, exact := constant.Int64Val(constant.ToInt(c))
	return int(i), exact && 0 <= i && i <= 10_000
}

// table sets the entries of a map.
func (r *reader) table(v reflect.Value, lit *ast.CompositeLit, path string) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			r.miss(elt)
			return
		}
		key := reflect.New(v.Type().Key()).Elem()
		val := reflect.New(v.Type().Elem()).Elem()
		r.set(key, kv.Key, path+"[]")
		delete(r.exprs, path+"[]") // the place of a key is nobody's
		r.set(val, kv.Value, fmt.Sprintf("%s[%v]", path, key.Interface()))
		v.SetMapIndex(key, val)
	}
}
