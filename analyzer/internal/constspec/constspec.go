// Package constspec compiles constant specifications before the program runs. Where a program gives a compiler of this module a
// specification that is written down in full, the linter rebuilds it from its syntax, gives it to the same compiler, and says
// what the compiler would say, at the line that says it.
//
// A specification is constant if every part of it is: literals, constants, variables that are given one value and never changed,
// and files that are embedded. One part that is not, such as os.Getenv("BODY"), and nothing is guessed: a note says which part.
//
// The steps are files: literal.go turns Go literals into values, variable.go follows variables to what they begin with, row.go reads
// the tags of the row's fields as the bounds of what the template prints, place.go finds the line of a finding.
package constspec

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/callee"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Package is one type-checked package with its syntax.
type Package struct {
	Types *types.Package
	Files []*ast.File
	Info  *types.Info
}

// Program is what is in view when specifications are compiled.
type Program struct {
	Fset     *token.FileSet
	Packages []Package            // in which variables and rows may be declared
	Lang     string               // of the findings: "fr", or English
	Skip     func(token.Pos) bool // whether the file at a position is not judged

	fields map[*ast.File]map[token.Pos]token.Pos // where fields end, by where their names are, of files that were asked for
}

// Judge compiles the constant specifications of a package, which is one of the program's. The notes say of each of the others what
// is not constant, and of those that compile what they prove; they are English.
func (p *Program) Judge(pkg Package) (found []finding.Finding, notes []finding.Related) {
	if !slices.ContainsFunc(pkg.Types.Imports(), product.Builder) {
		return nil, nil
	}
	for _, file := range pkg.Files {
		if p.Skip(file.FileStart) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			if s := specOf(product.Compiles(callee.Func(pkg.Info, call))); s != nil {
				if row := rowOf(pkg.Info, call); row != nil {
					c := &compilation{Program: p, pkg: pkg, call: call, row: row, spec: s}
					c.run()
					found, notes = append(found, c.found...), append(notes, c.notes...)
				}
			}
			return true
		})
	}
	return found, notes
}

// rowOf returns the row type that a call of a generic function is instantiated with.
func rowOf(info *types.Info, call *ast.CallExpr) types.Type {
	id := callee.Ident(call)
	if id == nil {
		return nil
	}
	args := info.Instances[id].TypeArgs
	if args == nil || args.Len() != 1 {
		return nil
	}
	if _, open := types.Unalias(args.At(0)).(*types.TypeParam); open {
		return nil // the row of a generic helper: known where the helper is called
	}
	return args.At(0)
}

// compilation is one call that compiles a specification.
type compilation struct {
	*Program
	pkg  Package
	call *ast.CallExpr
	row  types.Type
	spec spec

	exprs  map[string]ast.Expr   // what was written for each part of the specification, by path: "Notice.Controller.Name"
	fields map[string]*types.Var // of the row that the templates use, by path
	found  []finding.Finding
	notes  []finding.Related
}

func (c *compilation) run() {
	var open []string
	c.exprs, open = c.read(c.pkg, c.call.Args[0], reflect.ValueOf(c.spec).Elem().Field(0))
	if len(open) > 0 {
		c.note("not checked before the program runs, because this is not constant: " + strings.Join(open, ", "))
		return
	}
	if !product.Is(c.row, product.Values) && !c.bind() {
		return
	}
	proves, err := c.spec.compile()
	if err == nil {
		c.note("proved: " + proves)
	}
	var le *law.Error
	if errors.As(err, &le) {
		for _, f := range le.Findings.Musts() {
			c.report(f, c.mend(f))
		}
	}
}

// bind takes the bounds of what the templates print from the tags of the row's fields. It reports whether the specification can
// go to the compiler, which knows no struct: it gets limits for values instead.
func (c *compilation) bind() bool {
	fields := c.spec.fields()
	if len(*fields) > 0 {
		c.report(law.Find(law.SpecField, "Fields", "the row is a struct: its tags are the bounds; Fields is for message.Values"), finding.Fix{})
		return false
	}
	r := c.readRow()
	*fields, c.fields = r.limits, r.fields
	r.flatten(c.spec.templates())
	stop := false
	for _, f := range r.found {
		if f.Severity == law.Must {
			stop = true
			c.report(f.Finding, f.fix)
		}
	}
	if stop {
		// The compiler would say the same again of a field that it cannot see.
		for _, f := range r.found {
			(*fields)[flat(f.Path)] = message.Limit{Max: 1}
		}
	}
	return true
}

func (c *compilation) note(text string) {
	c.notes = append(c.notes, finding.Related{Place: finding.Point(c.call.Pos()), Message: text})
}

// inView reports whether the file of a position is one of the program's.
func (p *Program) inView(pos token.Pos) bool { return p.fileAt(pos) != nil }

func (p *Program) fileAt(pos token.Pos) *ast.File {
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			if f.FileStart <= pos && pos <= f.FileEnd {
				return f
			}
		}
	}
	return nil
}

// sorted returns the keys of a set in their order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
