package ir

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/say"
)

// CalleeName returns how a finding names what a call calls, as a phrase: "smtp.SendMail", "the function in field Send".
func CalleeName(c *ssa.CallCommon) string {
	if obj := Callee(c); obj != nil {
		return ObjName(obj)
	}
	switch v := c.Value.(type) {
	case *ssa.Parameter:
		return say.Phrase("the function %s", v.Name())
	case *ssa.UnOp:
		switch a := v.X.(type) {
		case *ssa.FieldAddr:
			return say.Phrase("the function in field %s", FieldVar(a.X.Type(), a.Field).Name())
		case *ssa.Global:
			return say.Phrase("the function %s", a.Name())
		}
	}
	return say.Phrase("a function value")
}

// FuncName returns how a finding names a function of the program, as a phrase: "app.Notify", "a function literal in main.main".
func FuncName(f *ssa.Function) string {
	if f.Parent() != nil {
		return say.Phrase("a function literal in %s", FuncName(f.Parent()))
	}
	if obj, ok := f.Object().(*types.Func); ok {
		return ObjName(obj)
	}
	return f.Name()
}

// ObjName returns the name of a function with its package, "smtp.SendMail", and of a method with its type, "Client.Data".
func ObjName(f *types.Func) string {
	if r := RecvType(f); r != types.Typ[types.Invalid] {
		if p, ok := types.Unalias(r).(*types.Pointer); ok {
			r = p.Elem()
		}
		if n, ok := types.Unalias(r).(*types.Named); ok {
			return n.Obj().Name() + "." + f.Name()
		}
		return f.Name()
	}
	if f.Pkg() != nil {
		return f.Pkg().Name() + "." + f.Name()
	}
	return f.Name()
}

// Qualified returns the name of a function or method with its package: "smtp.Client.Data".
func Qualified(f *types.Func) string {
	if RecvType(f) != types.Typ[types.Invalid] && f.Pkg() != nil {
		return f.Pkg().Name() + "." + ObjName(f)
	}
	return ObjName(f)
}
