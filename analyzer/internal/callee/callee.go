// Package callee says what a call calls, as the call is written.
package callee

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// Func returns the function or method that a call names, nil where it calls a value, converts, or names a builtin.
func Func(info *types.Info, call *ast.CallExpr) *types.Func {
	f, _ := typeutil.Callee(info, call).(*types.Func)
	return f
}

// Ident returns the name that stands for what is called, without package, receiver and type arguments: Compile in
// sms.Compile[voter](spec). It is nil where there is none, as in f()().
func Ident(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch x := fun.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}
