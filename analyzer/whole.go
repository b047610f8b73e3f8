package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
)

// Package is one type-checked package with its syntax.
type Package struct {
	Types *types.Package
	Files []*ast.File
	Info  *types.Info
}

// Result is what a run over a whole module found.
type Result struct {
	Findings []finding.Finding // sorted by file, line and column; those that a directive exempts have Suppressed set
	Notes    []finding.Related // about constant specifications: what they prove, or why they were not compiled
	steps    int               // sources, instructions and sends looked at
	Adopted  int               // calls of Adopt: texts that were rendered elsewhere and judged here
	Unjudged []string          // import paths of the packages that are not judged: libraries of the table of sinks, and this module itself
	SSA      []string          // import paths of the packages whose SSA was needed
}

// Whole judges the packages of a module together. All of them must share fset and, where one imports another, its
// types.Package. Package lint loads them.
func Whole(c Config, fset *token.FileSet, pkgs []Package) (Result, error) {
	s, err := c.compile()
	if err != nil {
		return Result{}, err
	}
	var units []*ir.Unit
	var unjudged []string
	for _, p := range pkgs {
		if !judged(p.Types) {
			unjudged = append(unjudged, p.Types.Path())
		}
		units = append(units, &ir.Unit{Pkg: p.Types, Files: p.Files, Info: p.Info})
	}
	w := newWorld(s, fset, units)
	w.judge(nil)
	return Result{Findings: w.findings, Notes: w.notes, steps: w.flow.Steps, Adopted: w.flow.Adopted, Unjudged: unjudged, SSA: w.program.BuiltPaths()}, nil
}
