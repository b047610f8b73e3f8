package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every package says in one sentence what it is, has tests, and shows its use in an Example; every exported
// identifier has a comment.
func TestDocumented(t *testing.T) {
	all := list(t)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		p := all[path]
		if !p.ours() || p.DepOnly {
			continue
		}
		name := p.short()
		fset := token.NewFileSet()
		doc, exported := "", 0
		var parsed []*ast.File
		for _, f := range p.GoFiles {
			file := parse(t, fset, filepath.Join(p.Dir, f))
			if file.Doc != nil && len(file.Doc.Text()) > len(doc) {
				doc = file.Doc.Text()
			}
			for _, d := range file.Decls {
				exported += len(exportedNames(d))
			}
			parsed = append(parsed, file)
		}
		if p.Name != "main" {
			undocumented(parsed, func(n *ast.Ident) {
				t.Errorf("%s: %s.%s is exported and has no comment", relative(t, fset.Position(n.Pos()).String()), name, n.Name)
			})
		}
		if len(doc) < 40 {
			t.Errorf("%s: the package comment says nothing", name)
		} else if p.Name != "main" && !strings.HasPrefix(doc, "Package "+p.Name+" ") {
			t.Errorf("%s: the package comment begins with %q, not with Package %s", name, doc[:20], p.Name)
		}
		tests := slices.Concat(p.TestGoFiles, p.XTestGoFiles)
		if len(tests) == 0 {
			t.Errorf("%s has no test file", name)
		}
		if exported == 0 || p.Name == "main" {
			continue
		}
		examples := 0
		for _, f := range tests {
			for _, d := range parse(t, fset, filepath.Join(p.Dir, f)).Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Example") {
					examples++
				}
			}
		}
		if examples == 0 {
			t.Errorf("%s has no Example: show its use, with checked Output", name)
		}
	}
}

// An Example without Output is compiled and never run.
func TestExamplesRun(t *testing.T) {
	for _, p := range list(t) {
		if !p.ours() {
			continue
		}
		fset := token.NewFileSet()
		for _, f := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			file := parse(t, fset, filepath.Join(p.Dir, f))
			for _, d := range file.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "Example") || fn.Type.Params.NumFields() > 0 {
					continue
				}
				checked := slices.ContainsFunc(file.Comments, func(c *ast.CommentGroup) bool {
					text := strings.ToLower(c.Text())
					return c.Pos() > fn.Body.Lbrace && c.End() < fn.Body.Rbrace &&
						(strings.HasPrefix(text, "output:") || strings.HasPrefix(text, "unordered output:"))
				})
				if !checked {
					t.Errorf("%s: %s has no Output, so nothing runs it", relative(t, fset.Position(fn.Pos()).String()), fn.Name.Name)
				}
			}
		}
	}
}

func parse(t *testing.T, fset *token.FileSet, path string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// exportedNames returns the exported identifiers that a declaration declares at package level; methods of
// unexported types are not reachable by name and do not count.
func exportedNames(d ast.Decl) (names []*ast.Ident) {
	add := func(n *ast.Ident) {
		if n.IsExported() {
			names = append(names, n)
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || receiver(d.Recv.List[0].Type).IsExported() {
			add(d.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				add(s.Name)
			case *ast.ValueSpec:
				for _, n := range s.Names {
					add(n)
				}
			}
		}
	}
	return names
}

func receiver(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x
		default:
			return ast.NewIdent("_")
		}
	}
}

// undocumented calls yield with every exported identifier of a package that has no comment. In a block of
// constants or variables a comment of the block, or one behind the value, will do; so does the comment of
// the type that the constants enumerate.
func undocumented(pkg []*ast.File, yield func(*ast.Ident)) {
	types := map[string]bool{} // whether it has a comment
	for _, file := range pkg {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				for _, s := range g.Specs {
					s := s.(*ast.TypeSpec)
					types[s.Name.Name] = s.Doc != nil || s.Comment != nil || g.Doc != nil
				}
			}
		}
	}
	for _, file := range pkg {
		for _, d := range file.Decls {
			for _, n := range exportedNames(d) {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Doc == nil {
						yield(n)
					}
				case *ast.GenDecl:
					if d.Tok == token.TYPE && !types[n.Name] || d.Tok != token.TYPE && d.Doc == nil && !valueDocumented(d, n, types) {
						yield(n)
					}
				}
			}
		}
	}
}

// valueDocumented looks at the line of one constant or variable of a block.
func valueDocumented(d *ast.GenDecl, n *ast.Ident, types map[string]bool) bool {
	for _, s := range d.Specs {
		s := s.(*ast.ValueSpec)
		if slices.Contains(s.Names, n) {
			id, ok := s.Type.(*ast.Ident)
			return s.Doc != nil || s.Comment != nil || ok && d.Tok == token.CONST && types[id.Name]
		}
	}
	return false
}

// The reader of declarations must see what it is there to see.
func TestUndocumented(t *testing.T) {
	const src = `package p

type A int // A is.

const (
	X A = 1
	Y = 2
	Z = 3 // Z is.
)

type B struct{}

// M does.
func (B) M() {}
func (*B) N() {}
func (c) O() {}

type c int

var V, w = 1, 2

// G is generic.
type G[T any] struct{}

func (g *G[T]) P() {}
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	undocumented([]*ast.File{file}, func(n *ast.Ident) { got = append(got, n.Name) })
	if want := []string{"Y", "B", "N", "V", "P"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}
