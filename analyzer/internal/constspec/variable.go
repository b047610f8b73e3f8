package constspec

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/scrutateur/scrutateur/internal/userfile"
)

// variable sets v from the variable that an identifier names, if it is given one value where it is declared and nothing else. It
// reports whether it is.
func (r *reader) variable(v reflect.Value, id *ast.Ident, path string) bool {
	obj, ok := r.at.Info.Uses[id].(*types.Var)
	if !ok || r.busy[obj] {
		return false
	}
	for _, pkg := range r.Packages {
		if pkg.Types != obj.Pkg() {
			continue
		}
		d := declared(pkg, obj)
		if d == nil || r.changed(obj) {
			return false
		}
		if d.init == nil {
			pattern, embeds := embedPattern(d.doc)
			if !embeds {
				return d.zero
			}
			text, ok := r.embedded(d.file, pattern)
			if ok && v.Kind() == reflect.String {
				v.SetString(text)
			}
			return ok && v.Kind() == reflect.String
		}
		r.busy[obj] = true
		was := r.at
		r.at = pkg
		r.set(v, d.init, path)
		r.at = was
		delete(r.busy, obj)
		return true
	}
	return false
}

// declaration is where a variable is declared.
type declaration struct {
	init ast.Expr          // nil where it has none
	zero bool              // it begins as the zero value, unless a file is embedded into it
	file *ast.File         // in which it stands
	doc  *ast.CommentGroup // the comment above it, which may embed a file
}

// declared returns the declaration of a variable, nil where it is a parameter, a field or one of several results.
func declared(pkg Package, obj *types.Var) (found *declaration) {
	for _, f := range pkg.Files {
		if f.FileStart > obj.Pos() || obj.Pos() >= f.FileEnd {
			continue
		}
		var block *ast.CommentGroup // where the parser leaves the comment of a var that stands alone
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				block = nil
				if len(n.Specs) == 1 {
					block = n.Doc
				}
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if pkg.Info.Defs[id] != obj {
						continue
					}
					d := &declaration{file: f, doc: n.Doc, zero: len(n.Values) == 0}
					if d.doc == nil {
						d.doc = block
					}
					if len(n.Values) == len(n.Names) {
						d.init = n.Values[i]
					}
					if d.init != nil || d.zero {
						found = d
					}
				}
			case *ast.AssignStmt:
				if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
					for i, l := range n.Lhs {
						if id, isID := l.(*ast.Ident); isID && pkg.Info.Defs[id] == obj {
							found = &declaration{init: n.Rhs[i], file: f}
						}
					}
				}
			}
			return true
		})
	}
	return found
}

// changed reports whether anything in view assigns to a variable or to a part of it, or takes its address.
func (p *Program) changed(obj *types.Var) bool {
	found := false
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for _, l := range n.Lhs {
						found = found || partOf(pkg.Info, l, obj)
					}
				case *ast.IncDecStmt:
					found = found || partOf(pkg.Info, n.X, obj)
				case *ast.UnaryExpr:
					found = found || n.Op == token.AND && partOf(pkg.Info, n.X, obj)
				case *ast.RangeStmt:
					found = found || n.Key != nil && partOf(pkg.Info, n.Key, obj) || n.Value != nil && partOf(pkg.Info, n.Value, obj)
				}
				return !found
			})
		}
	}
	return found
}

// partOf reports whether an expression is a variable, or a field or an element of it.
func partOf(info *types.Info, e ast.Expr, obj *types.Var) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return info.Uses[e] == obj
	case *ast.SelectorExpr:
		return info.Uses[e.Sel] == obj || partOf(info, e.X, obj)
	case *ast.IndexExpr:
		return partOf(info, e.X, obj)
	case *ast.StarExpr:
		return partOf(info, e.X, obj)
	}
	return false
}

// embedPattern returns what the //go:embed of a declaration names.
func embedPattern(doc *ast.CommentGroup) (string, bool) {
	if doc == nil {
		return "", false
	}
	for _, c := range doc.List {
		if p, ok := strings.CutPrefix(c.Text, "//go:embed "); ok {
			return strings.Trim(strings.TrimSpace(p), `"`+"`"), true
		}
	}
	return "", false
}

// maxEmbedded is more than any template that Compile takes.
const maxEmbedded = 1 << 20

// embedded returns the file that //go:embed puts into a variable of a file; false where the pattern names more than one. The go command
// embeds regular files below the package's folder and nothing else, but a driver that goes on after its error hands the pattern over as
// it stands: "../../.ssh/id", a link or a device.
func (p *Program) embedded(file *ast.File, pattern string) (string, bool) {
	pattern = strings.TrimPrefix(pattern, "all:")
	if strings.ContainsAny(pattern, "*?[ ") || !fs.ValidPath(pattern) {
		return "", false
	}
	dir, err := userfile.Open(filepath.Dir(p.Fset.File(file.FileStart).Name()))
	if err != nil {
		return "", false
	}
	defer dir.Close()
	data, err := userfile.ReadFS(context.Background(), dir, pattern, maxEmbedded)
	return string(data), err == nil
}
