package main

import (
	"context"
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A module is the packages whose code is changed and whose tests are run.
type module struct {
	root     string
	fset     *token.FileSet
	packages []*packages.Package
	// users has for each package those whose tests can notice a change to it: the package itself first, then what imports it, then
	// what imports that.
	users map[string][]string
}

func load(ctx context.Context, dir string, patterns []string) (*module, error) {
	m := &module{fset: token.NewFileSet()}
	all, err := packages.Load(&packages.Config{
		Context: ctx, Dir: dir, Fset: m.fset, Tests: true,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax | packages.NeedModule | packages.NeedForTest,
	}, patterns...)
	if err != nil {
		return nil, err
	}
	imports := map[string]map[string]bool{} // by package: what it or its tests import
	for _, p := range all {
		for _, e := range p.Errors {
			return nil, e
		}
		if p.Module == nil || strings.HasSuffix(p.PkgPath, ".test") {
			continue
		}
		m.root = p.Module.Dir
		path := p.PkgPath
		switch {
		case p.ForTest == "":
			m.packages = append(m.packages, p)
		default:
			path = p.ForTest
		}
		if imports[path] == nil {
			imports[path] = map[string]bool{}
		}
		for _, i := range p.Imports {
			imports[path][i.PkgPath] = true
		}
	}
	if len(m.packages) == 0 {
		return nil, fmt.Errorf("no packages of a module in %s", strings.Join(patterns, " "))
	}
	slices.SortFunc(m.packages, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	m.users = map[string][]string{}
	for _, p := range m.packages {
		m.users[p.PkgPath] = users(p.PkgPath, imports)
	}
	return m, nil
}

// users walks the imports backwards from path.
func users(path string, imports map[string]map[string]bool) []string {
	found := []string{path}
	seen := map[string]bool{path: true}
	for i := 0; i < len(found); i++ {
		for _, p := range slices.Sorted(maps.Keys(imports)) {
			if imports[p][found[i]] && !seen[p] {
				seen[p] = true
				found = append(found, p)
			}
		}
	}
	return found
}

// mutations lists every change that is possible outside the helpers of tests, in the order of packages, files and places.
func (m *module) mutations(helpers *regexp.Regexp) []mutation {
	var all []mutation
	for _, p := range m.packages {
		if helpers.MatchString(p.PkgPath) {
			continue
		}
		for _, file := range p.Syntax {
			name := m.fset.PositionFor(file.FileStart, false).Filename
			if !slices.Contains(p.GoFiles, name) {
				continue
			}
			shown, err := filepath.Rel(m.root, name)
			if err != nil {
				shown = name
			}
			all = append(all, mutationsOf(m.fset, p.TypesInfo, file, name, filepath.ToSlash(shown), p.PkgPath)...)
		}
	}
	return all
}
