package law_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/scrutateur/scrutateur"

// TestCatalog finds every format that reaches law.Find in the module, through functions that hand it on too, and refuses one
// without a French sentence, one that is not constant, and a sentence that nobody asks for.
func TestCatalog(t *testing.T) {
	data, err := os.ReadFile("../../internal/tongue/fr/findings.json")
	if err != nil {
		t.Fatal(err)
	}
	var french map[string]string
	if err := json.Unmarshal(data, &french); err != nil {
		t.Fatal(err)
	}
	formats, opaque := findFormats(t)

	var missing []string
	for _, format := range slices.Sorted(maps.Keys(formats)) {
		if french[format] == "" {
			missing = append(missing, fmt.Sprintf("%s: %q", formats[format], format))
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d formats have no French sentence in fr/findings.json:\n%s", len(missing), strings.Join(missing, "\n"))
	}
	if len(opaque) > 0 {
		t.Errorf("%d formats are not constant, so that nobody can translate them:\n%s", len(opaque), strings.Join(opaque, "\n"))
	}
	var unused []string
	for _, format := range slices.Sorted(maps.Keys(french)) {
		if formats[format] == "" {
			unused = append(unused, strconv.Quote(format))
		}
		if want, got := verbs(format), verbs(french[format]); !maps.Equal(want, got) {
			t.Errorf("the French of %q takes other arguments: %v, want %v", format, got, want)
		}
	}
	if len(unused) > 0 {
		t.Errorf("%d sentences of fr/findings.json belong to no finding:\n%s", len(unused), strings.Join(unused, "\n"))
	}
}

// verbs returns the verb of each argument of a format, explicit indexes included.
func verbs(format string) map[int]string {
	m := map[int]string{}
	next := 1
	for _, v := range verb.FindAllStringSubmatch(format, -1) {
		if v[2] == "%" {
			continue
		}
		if v[1] != "" {
			next, _ = strconv.Atoi(v[1])
		}
		m[next] = v[2]
		next++
	}
	return m
}

var verb = regexp.MustCompile(`%[-+# 0]*(?:\[(\d+)\])?(?:\d+)?(?:\.\d+)?([a-zA-Z%])`)

// source is one package of the module, parsed without types: the catalog is judged even while a package does not compile.
type source struct {
	dir    string
	files  map[string]*ast.File
	consts map[string]string // string constants, by name
}

// sink is a function that hands one of its arguments to law.Find as the format.
type sink struct{ dir, name string }

// findFormats returns every constant format with the place that names it first, and the places of those that are not constant.
func findFormats(t *testing.T) (formats map[string]string, opaque []string) {
	fset := token.NewFileSet()
	packages := parseModule(t, fset)
	sinks := map[sink]int{{"notice/law", "Find"}: 2}
	for {
		formats, opaque = map[string]string{}, nil
		before := len(sinks)
		for _, dir := range slices.Sorted(maps.Keys(packages)) {
			p := packages[dir]
			for _, name := range slices.Sorted(maps.Keys(p.files)) {
				w := walker{fset: fset, packages: packages, p: p, imports: importsOf(p.files[name]), sinks: sinks, formats: formats}
				w.walk(p.files[name])
				opaque = append(opaque, w.opaque...)
			}
		}
		if len(sinks) == before {
			return formats, opaque
		}
	}
}

func parseModule(t *testing.T, fset *token.FileSet) map[string]*source {
	root := filepath.Join("..", "..")
	packages := map[string]*source{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if name == "testdata" || (strings.HasPrefix(name, ".") && file != root) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(rel)
		if packages[dir] == nil {
			packages[dir] = &source{dir: dir, files: map[string]*ast.File{}, consts: map[string]string{}}
		}
		packages[dir].files[name] = f
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		for _, f := range p.files {
			ast.Inspect(f, func(n ast.Node) bool {
				if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
					for _, s := range d.Specs {
						v := s.(*ast.ValueSpec)
						for i := range v.Values {
							if text, ok := (&walker{p: p, packages: packages}).constant(v.Values[i]); ok {
								p.consts[v.Names[i].Name] = text
							}
						}
					}
				}
				return true
			})
		}
	}
	return packages
}

// importsOf returns the folders of the module's own packages, by the name under which the file imports them.
func importsOf(f *ast.File) map[string]string {
	m := map[string]string{}
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if dir, own := strings.CutPrefix(p, module+"/"); err == nil && own {
			name := path.Base(dir)
			if s.Name != nil {
				name = s.Name.Name
			}
			m[name] = dir
		}
	}
	return m
}

// walker looks for calls of sinks in one file.
type walker struct {
	fset     *token.FileSet
	packages map[string]*source
	p        *source
	imports  map[string]string
	sinks    map[sink]int
	formats  map[string]string
	opaque   []string
	inside   []function // functions around the current node, innermost last
}

// function is a function around a call: its name, "" where it has none, and the places of its parameters.
type function struct {
	name   string
	params map[string]int
}

func (w *walker) walk(f *ast.File) {
	var visit func(n ast.Node)
	within := func(name string, typ *ast.FuncType, body *ast.BlockStmt) {
		fn := function{name: name, params: map[string]int{}}
		i := 0
		for _, field := range typ.Params.List {
			for _, n := range field.Names {
				fn.params[n.Name] = i
				i++
			}
		}
		w.inside = append(w.inside, fn)
		if body != nil {
			visit(body)
		}
		w.inside = w.inside[:len(w.inside)-1]
	}
	visit = func(root ast.Node) {
		ast.Inspect(root, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				within(n.Name.Name, n.Type, n.Body)
				return false
			case *ast.AssignStmt:
				// find := func(format string, args ...any) { … } hands on what it is called with.
				if lit, ok := n.Rhs[0].(*ast.FuncLit); ok && len(n.Rhs) == 1 {
					if id, ok := n.Lhs[0].(*ast.Ident); ok {
						within(id.Name, lit.Type, lit.Body)
						return false
					}
				}
			case *ast.FuncLit:
				within("", n.Type, n.Body)
				return false
			case *ast.CallExpr:
				w.call(n)
			}
			return true
		})
	}
	visit(f)
}

func (w *walker) call(c *ast.CallExpr) {
	var s sink
	switch fun := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		s = sink{w.p.dir, fun.Name}
	case *ast.SelectorExpr:
		s = sink{w.p.dir, fun.Sel.Name}
		if x, ok := fun.X.(*ast.Ident); ok {
			if dir, imported := w.imports[x.Name]; imported {
				s.dir = dir
			}
		}
	default:
		return
	}
	at, ok := w.sinks[s]
	if !ok || len(c.Args) <= at {
		return
	}
	arg := ast.Unparen(c.Args[at])
	where := w.fset.Position(arg.Pos())
	place := path.Join(w.p.dir, filepath.Base(where.Filename)) + ":" + strconv.Itoa(where.Line)
	if text, ok := w.constant(arg); ok && !w.parameter(arg) {
		if strings.TrimSpace(verb.ReplaceAllString(text, "")) != "" {
			if w.formats[text] == "" {
				w.formats[text] = place
			}
			return
		}
		// The format says nothing itself: its arguments are the sentence.
		if len(c.Args) == at+2 && w.returned(c.Args[at+1]) {
			return
		}
		w.opaque = append(w.opaque, place)
		return
	}
	if id, ok := arg.(*ast.Ident); ok {
		for _, fn := range slices.Backward(w.inside) {
			if i, param := fn.params[id.Name]; param && fn.name != "" {
				w.sinks[sink{w.p.dir, fn.name}] = i
				return
			}
		}
	}
	if w.handed(arg) {
		return
	}
	w.opaque = append(w.opaque, place)
}

// parameter reports whether an expression is a parameter of a function around it, which hides a constant of the package.
func (w *walker) parameter(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && slices.ContainsFunc(w.inside, func(fn function) bool { _, is := fn.params[id.Name]; return is })
}

// returned reports whether the argument is a variable that a function of the module fills, why := record.Unclean(s) say, and takes every
// constant that the function returns as a format.
func (w *walker) returned(arg ast.Expr) bool {
	id, ok := arg.(*ast.Ident)
	if !ok {
		return false
	}
	var from []sink
	for _, f := range w.p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
				to, named := a.Lhs[0].(*ast.Ident)
				call, called := a.Rhs[0].(*ast.CallExpr)
				if named && called && to.Name == id.Name {
					switch fun := call.Fun.(type) {
					case *ast.Ident:
						from = append(from, sink{w.p.dir, fun.Name})
					case *ast.SelectorExpr:
						if x, ok := fun.X.(*ast.Ident); ok && w.imports[x.Name] != "" {
							from = append(from, sink{w.imports[x.Name], fun.Sel.Name})
						}
					}
				}
			}
			return true
		})
	}
	found := false
	for _, f := range from {
		p := w.packages[f.dir]
		if p == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(p.files)) {
			for _, d := range p.files[name].Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Recv != nil || fn.Body == nil || fn.Name.Name != f.name {
					continue
				}
				found = w.returns(p, name, fn) || found
			}
		}
	}
	return found
}

// returns takes every constant that a function returns as a format, and reports whether there was one.
func (w *walker) returns(p *source, file string, fn *ast.FuncDecl) (found bool) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		r, ok := n.(*ast.ReturnStmt)
		if !ok {
			return true
		}
		for _, e := range r.Results {
			if text, ok := (&walker{p: p, packages: w.packages}).constant(e); ok && text != "" {
				found = true
				if w.formats[text] == "" {
					w.formats[text] = path.Join(p.dir, file) + ":" + strconv.Itoa(w.fset.Position(e.Pos()).Line)
				}
			}
		}
		return true
	})
	return found
}

// handed reports whether the format is the field Format of a struct that a package below this one fills, so that it need not
// import law. Every sentence of that package, four words or more, is then taken as a format.
func (w *walker) handed(arg ast.Expr) bool {
	sel, ok := arg.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Format" {
		return false
	}
	found := false
	for _, dir := range w.imports {
		p := w.packages[dir]
		if p == nil || !p.declaresFormat() {
			continue
		}
		found = true
		for _, name := range slices.Sorted(maps.Keys(p.files)) {
			ast.Inspect(p.files[name], func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, constant := (&walker{p: p, packages: w.packages}).constant(e)
				if _, id := e.(*ast.Ident); !constant || id {
					return true
				}
				if len(strings.Fields(text)) >= 4 && w.formats[text] == "" {
					at := w.fset.Position(e.Pos())
					w.formats[text] = path.Join(dir, name) + ":" + strconv.Itoa(at.Line)
				}
				return false // the parts of a sum are no sentences of their own
			})
		}
	}
	return found
}

// declaresFormat reports whether the package has a struct with a field Format string.
func (p *source) declaresFormat() bool {
	for _, f := range p.files {
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					typ, ok := field.Type.(*ast.Ident)
					found = found || ok && typ.Name == "string" && slices.ContainsFunc(field.Names, func(id *ast.Ident) bool { return id.Name == "Format" })
				}
			}
			return true
		})
		if found {
			return true
		}
	}
	return false
}

func (w *walker) constant(e ast.Expr) (string, bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		x, okX := w.constant(e.X)
		y, okY := w.constant(e.Y)
		return x + y, okX && okY && e.Op == token.ADD
	case *ast.Ident:
		text, ok := w.p.consts[e.Name]
		return text, ok
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			if p := w.packages[w.imports[x.Name]]; p != nil {
				text, ok := p.consts[e.Sel.Name]
				return text, ok
			}
		}
	}
	return "", false
}
