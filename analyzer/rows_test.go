package analyzer

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/notice/law"
)

// TestRows takes every line of the table of sinks and writes a package with the declared signature, and a program that sends
// a constant through it, and one that sends a built message: the first is reported, once, and the second is not. A line
// of a setter, a constructor or a field is tested with a call that sends from the same package.
func TestRows(t *testing.T) {
	tab := sinks.Default()
	senders := map[string][]*sinks.Row{}
	for i := range tab.Rows {
		r := &tab.Rows[i]
		switch r.Kind {
		case sinks.Send, sinks.Template, sinks.Writer, sinks.Request:
			senders[r.Path] = append(senders[r.Path], r)
		}
	}
	all := map[sinks.Channel]bool{}
	for _, c := range []sinks.Channel{sinks.SMS, sinks.MMS, sinks.Email, sinks.HTTP, sinks.Multi, sinks.Voice, sinks.Queue} {
		all[c] = true
	}
	std := importer.Default()
	tested, seen := 0, map[sinks.Kind]int{}
	for i := range tab.Rows {
		r := &tab.Rows[i]
		if r.Path == "net/smtp" || r.Path == "net/http" || r.Path == "os/exec" {
			continue // the real ones are in the cases
		}
		g := &generator{row: r, types: map[string]string{}}
		ok := g.write(tab)
		if !ok {
			continue
		}
		tested++
		seen[r.Kind]++
		name := r.Path + " " + r.Type + "." + r.Name
		fset := token.NewFileSet()
		pkgs := map[string]*types.Package{}
		imp := importerFunc(func(path string) (*types.Package, error) {
			if p := pkgs[path]; p != nil {
				return p, nil
			}
			return std.Import(path)
		})
		check := func(path, src string) Package {
			f, err := parser.ParseFile(fset, path+".go", src, parser.ParseComments)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, src)
			}
			info := newInfo()
			p, err := (&types.Config{Importer: imp}).Check(path, fset, []*ast.File{f}, info)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, src)
			}
			pkgs[path] = p
			return Package{p, []*ast.File{f}, info}
		}
		check(messageStub, "package sms\ntype Message struct{ p *int }\nfunc (Message) Text() string { return \"\" }\n")
		g.call(`""`) // declares what the program needs
		check(r.Path, g.stub())
		for _, good := range []bool{false, true} {
			src := g.app(good)
			u := check("app", src)
			res, err := Whole(Config{Channels: []string{"multi", "voice", "queue"}}, fset, []Package{u})
			if err != nil {
				t.Fatal(err)
			}
			want := 1
			if good {
				want = 0
			}
			rule := law.LintRaw
			if g.send.Kind == sinks.Template {
				want, rule = 1, law.LintProvider
			}
			n := 0
			for _, f := range res.Findings {
				if f.Rule == rule {
					n++
				}
			}
			if other := len(res.Findings) - n; n != want || other > 0 && g.send.When.Op == "" {
				t.Errorf("%s (good: %v): %d findings, want %d\n%v\n%s\n%s", name, good, n, want, res.Findings, g.stub(), src)
			}
		}
	}
	t.Logf("%d of %d lines: %v", tested, len(tab.Rows), seen)
	if tested < 230 {
		t.Errorf("only %d lines could be tested", tested)
	}
}

const messageStub = "github.com/scrutateur/scrutateur/message/sms"

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(p string) (*types.Package, error) { return f(p) }

// generator writes the package of a row and a program that uses it.
type generator struct {
	row, send *sinks.Row
	types     map[string]string // declared so far: name, underlying
	order     []string
	funcs     []string
	call      func(text string) string // of the program, with an expression of type string
}

func (g *generator) declare(name, underlying string) {
	if _, ok := g.types[name]; !ok {
		g.order = append(g.order, name)
		g.types[name] = underlying
	}
}

func (g *generator) stub() string {
	var b strings.Builder
	b.WriteString("package lib\n\nimport (\n\t\"context\"\n\t\"io\"\n\t\"time\"\n)\n\nvar (\n\t_ context.Context\n\t_ io.Reader\n\t_ time.Time\n)\n\n")
	for _, n := range g.order {
		fmt.Fprintf(&b, "type %s %s\n", n, g.types[n])
	}
	for _, f := range g.funcs {
		b.WriteString(f + "\n")
	}
	return b.String()
}

func (g *generator) app(good bool) string {
	text := `"Votez dimanche"`
	if good {
		text = "m.Text()"
	}
	return "package app\n\nimport (\n\t\"context\"\n\t\"io\"\n\t\"strings\"\n\t\"time\"\n\n\tlib \"" + g.row.Path + "\"\n\t\"" + messageStub + "\"\n)\n\nvar (\n\t_ context.Context\n\t_ io.Reader\n\t_ time.Time\n\t_ = strings.NewReader\n)\n\nfunc send(m sms.Message) {\n" +
		g.call(text) + "\n}\n"
}

// typ turns the type of a signature into one of the stub, declaring what it names; body says that it holds the text at a path.
func (g *generator) typ(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		switch e.Name {
		case "string", "byte", "bool", "int", "int32", "int64", "any", "error":
			return e.Name
		}
		g.declare(e.Name, "struct{}")
		return e.Name
	case *ast.SelectorExpr:
		x := e.X.(*ast.Ident).Name + "." + e.Sel.Name
		if x == "url.Values" {
			return "map[string][]string"
		}
		switch x {
		case "context.Context", "io.Reader", "io.ReadCloser", "io.WriterTo", "time.Duration":
			return x
		}
		g.declare(e.Sel.Name, "struct{}")
		return e.Sel.Name
	case *ast.StarExpr:
		return "*" + g.typ(e.X)
	case *ast.ArrayType:
		return "[]" + g.typ(e.Elt)
	case *ast.MapType:
		return "map[" + g.typ(e.Key) + "]" + g.typ(e.Value)
	case *ast.Ellipsis:
		return "..." + g.typ(e.Elt)
	case *ast.FuncType:
		return "func()"
	case *ast.InterfaceType:
		return "interface{}"
	}
	return "any"
}

// parameters reads a signature of the table; it knows "func" for any function type.
func parameters(sig string) ([]*ast.Field, bool) {
	i := strings.IndexByte(sig, '(')
	if i < 0 {
		return nil, false
	}
	src := strings.NewReplacer("func,", "func(),", "func)", "func())").Replace(sig[i:])
	e, err := parser.ParseExpr("func" + src)
	if err != nil {
		return nil, false
	}
	ft, ok := e.(*ast.FuncType)
	if !ok {
		return nil, false
	}
	var out []*ast.Field
	for _, f := range ft.Params.List {
		if len(f.Names) == 0 {
			out = append(out, f)
		}
		for range f.Names {
			out = append(out, &ast.Field{Type: f.Type})
		}
	}
	return out, true
}

// value returns an expression of the type, in the program's words, that holds text at a path.
func (g *generator) value(typ, path, text string) string {
	typ = strings.TrimPrefix(typ, "...")
	in := func(t string) string { // the name of a type seen from the program
		stars := len(t) - len(strings.TrimLeft(t, "*[]"))
		if c := t[stars:]; c != "" && g.types[c] != "" {
			return t[:stars] + "lib." + c
		}
		return t
	}
	if path != "" {
		c, rest, _ := strings.Cut(path, "/")
		if c == "[]" {
			elem := strings.TrimPrefix(typ, "[]")
			return in(typ) + "{" + g.value(elem, rest, text) + "}"
		}
		if strings.HasPrefix(c, "[") {
			return in(typ) + "{" + fmt.Sprintf("%q: {%s}", strings.Trim(c, "[]"), text) + "}"
		}
		base := strings.TrimPrefix(typ, "*")
		ft := g.fieldType(base, c, rest)
		lit := "lib." + base + "{" + c + ": " + g.value(ft, rest, text) + "}"
		if strings.HasPrefix(typ, "*") {
			return "&" + lit
		}
		return lit
	}
	switch typ {
	case "string", "interface{}", "any":
		return text
	case "*string":
		return "func() *string { s := " + text + "; return &s }()"
	case "[]byte":
		return "[]byte(" + text + ")"
	case "[]string":
		return "[]string{" + text + "}"
	case "map[string]string":
		return "map[string]string{\"code\": " + text + "}"
	case "io.Reader":
		return "strings.NewReader(" + text + ")"
	case "io.ReadCloser":
		return "io.NopCloser(strings.NewReader(" + text + "))"
	case "io.WriterTo":
		return "strings.NewReader(" + text + ")"
	}
	base := strings.TrimLeft(typ, "*[]")
	if g.types[base] == "" {
		return ""
	}
	if strings.HasPrefix(typ, "[]") {
		return in(typ) + "{" + g.value(typ[2:], "", text) + "}"
	}
	if g.types[base] == "struct{}" {
		g.types[base] = "struct{ Text string }"
	}
	if g.types[base] != "struct{ Text string }" {
		return ""
	}
	lit := "lib." + base + "{Text: " + text + "}"
	if strings.HasPrefix(typ, "*") {
		return "&" + lit
	}
	return lit
}

// fieldType declares a field of a struct of the stub and returns its type.
func (g *generator) fieldType(base, field, rest string) string {
	ft := "string"
	if rest != "" {
		next, tail, _ := strings.Cut(rest, "/")
		switch {
		case next == "[]" && tail == "":
			ft = "[]string"
		case next == "[]":
			ft = "[]" + base + field
			g.declare(base+field, "struct{}")
		default:
			ft = "*" + base + field
			g.declare(base+field, "struct{}")
		}
	}
	g.types[base] = "struct{ " + field + " " + ft + " }"
	return ft
}

// zero returns an expression for an argument that is not the text.
func (g *generator) zero(typ string, i int) (expr, decl string) {
	if strings.HasPrefix(typ, "...") {
		return "", ""
	}
	base := strings.TrimLeft(typ, "*[]")
	in := typ
	if g.types[base] != "" {
		in = typ[:len(typ)-len(base)] + "lib." + base
	}
	v := fmt.Sprintf("z%d", i)
	return v, "\tvar " + v + " " + in + "\n"
}

// method declares a function or method with results and returns how the program calls it.
func (g *generator) method(r *sinks.Row, results string) (params []string, callee, setup string, ok bool) {
	fields, ok := parameters(r.Signature)
	if !ok {
		return nil, "", "", false
	}
	for _, f := range fields {
		params = append(params, g.typ(f.Type))
	}
	var decl []string
	for i, p := range params {
		decl = append(decl, fmt.Sprintf("p%d %s", i, p))
	}
	recv := ""
	callee = "lib." + r.Name
	if r.Type != "" {
		if !ast.IsExported(r.Type) {
			return nil, "", "", false // reached through an interface, which has a line of its own
		}
		g.declare(r.Type, "struct{}")
		recv = "(r *" + r.Type + ") "
		callee = "recv." + r.Name
		setup = "\trecv := new(lib." + r.Type + ")\n"
	}
	body := " { panic(0) }"
	if results == "" {
		body = " {}"
	}
	f := "func " + recv + r.Name + "(" + strings.Join(decl, ", ") + ") " + results + body
	if !slices.Contains(g.funcs, f) {
		g.funcs = append(g.funcs, f)
	}
	return params, callee, setup, true
}

// sendWith writes a call of a sending function whose carrier argument is an expression.
func (g *generator) sendWith(params []string, callee string, at int, arg string) string {
	var as, decls []string
	for i, p := range params {
		if i == at {
			as = append(as, arg)
			continue
		}
		z, d := g.zero(p, i)
		if z != "" {
			as = append(as, z)
			decls = append(decls, d)
		}
	}
	return strings.Join(decls, "") + "\t" + callee + "(" + strings.Join(as, ", ") + ")"
}

func (g *generator) write(tab *sinks.Table) bool {
	switch g.row.Kind {
	case sinks.Send, sinks.Enqueue, sinks.Template:
		return g.sends(tab)
	case sinks.Set:
		return g.sets(tab)
	case sinks.Ctor:
		return g.makes(tab)
	case sinks.Field:
		return g.fills(tab)
	}
	return false
}

// sends writes a call that sends by itself.
func (g *generator) sends(tab *sinks.Table) bool {
	r := g.row
	g.send = r
	results := "error"
	params, callee, setup, ok := g.method(r, results)
	if !ok {
		return false
	}
	p := sinks.Place{Arg: sinks.NoPlace}
	if len(r.Body) > 0 {
		p = r.Body[0]
	}
	if p.Arg == sinks.Recv {
		return g.sendsItself(tab, params, callee, setup)
	}
	if p.Arg == sinks.NoPlace {
		g.call = func(string) string { return setup + g.sendWith(params, callee, -1, "") }
		return true
	}
	if p.Arg >= len(params) {
		return false
	}
	typ := strings.TrimPrefix(params[p.Arg], "...")
	base := strings.TrimLeft(typ, "*[]")
	if p.Path == "" && (hasSetter(tab, r.Path, base) || hasCtor(tab, r.Path)) {
		return false // its setters' lines test it
	}
	if fs := fieldRows(tab, r.Path, base); (p.Path == "" || p.Path == "[]") && len(fs) > 0 {
		p.Path = fs[0]
		if strings.HasPrefix(typ, "[]") {
			p.Path = "[]/" + p.Path
		}
	}
	also, alsoAt := "", -1
	if r.When.Op == "set" && len(r.Body) > 0 && r.When.At.Path != p.Path {
		also, alsoAt = r.When.At.Path, r.When.At.Arg
	}
	if g.value(typ, p.Path, `""`) == "" {
		return false
	}
	g.call = func(text string) string {
		v := g.value(typ, p.Path, text)
		if also != "" && alsoAt == p.Arg {
			base := strings.TrimLeft(typ, "*")
			g.types[base] = strings.TrimSuffix(g.types[base], "}") + "; " + also + " string }"
			v = strings.TrimSuffix(v, "}") + ", " + also + ": \"+33199001234\"}"
		}
		return setup + g.sendWith(params, callee, p.Arg, v)
	}
	return true
}

// sendsItself writes a call of a method whose receiver holds the text.
func (g *generator) sendsItself(tab *sinks.Table, params []string, callee, setup string) bool {
	r := g.row
	if hasSetter(tab, r.Path, r.Type) {
		return false // its setters' lines test it
	}
	g.types[r.Type] = "struct{ Text string }"
	for _, f := range fieldRows(tab, r.Path, r.Type) {
		g.types[r.Type] = "struct{ " + f + " []byte }"
	}
	field, typ := strings.Fields(g.types[r.Type])[1], strings.Fields(g.types[r.Type])[2]
	g.call = func(text string) string {
		return setup + "\trecv." + field + " = " + g.value(typ, "", text) + "\n" + g.sendWith(params, callee, -1, "")
	}
	return true
}

// sets writes a call of a setter, and one that sends what it set.
func (g *generator) sets(tab *sinks.Table) bool {
	r := g.row
	s, at, typ := carrier(tab, r.Path, r.Type)
	if s == nil {
		return false
	}
	g.send = s
	params, callee, _, ok := g.method(r, "")
	if !ok || r.Body[0].Arg < 0 || r.Body[0].Arg >= len(params) || strings.HasPrefix(params[r.Body[0].Arg], "func") {
		return false
	}
	sparams, scallee, ssetup, ok := g.method(s, "error")
	if !ok {
		return false
	}
	if g.value(params[r.Body[0].Arg], r.Body[0].Path, `""`) == "" {
		return false
	}
	g.call = func(text string) string {
		set := g.sendWith(params, strings.Replace(callee, "recv.", "c.", 1), r.Body[0].Arg, g.value(params[r.Body[0].Arg], r.Body[0].Path, text))
		set = strings.ReplaceAll(set, "z", "y")
		if at == sinks.Recv {
			return "\tc := new(lib." + r.Type + ")\n" + set + "\n" + g.sendWith(sparams, strings.Replace(scallee, "recv.", "c.", 1), -1, "")
		}
		arg := "c"
		if !strings.HasPrefix(typ, "*") {
			arg = "*c"
		}
		return ssetup + "\tc := new(lib." + r.Type + ")\n" + set + "\n" + g.sendWith(sparams, scallee, at, arg)
	}
	return true
}

// makes writes a call of a constructor, and one that sends what it made.
func (g *generator) makes(tab *sinks.Table) bool {
	r := g.row
	if len(r.Body) == 0 {
		return false // it makes a message without a text
	}
	s, at, typ := carrier(tab, r.Path, "")
	if s == nil {
		return false
	}
	g.send = s
	base := strings.TrimLeft(typ, "*")
	g.declare(base, "struct{}")
	params, callee, _, ok := g.method(r, "*"+base)
	if !ok || r.Type != "" || r.Body[0].Arg >= len(params) {
		return false
	}
	sparams, scallee, ssetup, ok := g.method(s, "error")
	if !ok || g.value(params[r.Body[0].Arg], r.Body[0].Path, `""`) == "" {
		return false
	}
	g.call = func(text string) string {
		made := g.sendWith(params, "c := "+callee, r.Body[0].Arg, g.value(params[r.Body[0].Arg], r.Body[0].Path, text))
		made = strings.ReplaceAll(made, "z", "y")
		arg := "c"
		if !strings.HasPrefix(typ, "*") {
			arg = "*c"
		}
		return ssetup + made + "\n" + g.sendWith(sparams, scallee, at, arg)
	}
	return true
}

// fills writes a literal of the field's type, and a call that sends it.
func (g *generator) fills(tab *sinks.Table) bool {
	r := g.row
	s, at, typ := carrier(tab, r.Path, r.Type)
	if s == nil {
		return false
	}
	g.send = s
	sparams, scallee, ssetup, ok := g.method(s, "error")
	if !ok {
		return false
	}
	g.types[r.Type] = "struct{ " + r.Name + " string }"
	g.call = func(text string) string {
		if at == sinks.Recv {
			return "\tc := &lib." + r.Type + "{" + r.Name + ": " + text + "}\n" + g.sendWith(sparams, strings.Replace(scallee, "recv.", "c.", 1), -1, "")
		}
		arg := "c"
		if !strings.HasPrefix(typ, "*") {
			arg = "*c"
		}
		return ssetup + "\tc := &lib." + r.Type + "{" + r.Name + ": " + text + "}\n" + g.sendWith(sparams, scallee, at, arg)
	}
	return true
}

func fieldRows(tab *sinks.Table, path, typ string) (names []string) {
	for i := range tab.Rows {
		if r := &tab.Rows[i]; r.Kind == sinks.Field && r.Path == path && r.Type == typ {
			names = append(names, r.Name)
		}
	}
	return names
}

func hasSetter(tab *sinks.Table, path, typ string) bool {
	return slices.ContainsFunc(tab.Rows, func(r sinks.Row) bool {
		return (r.Kind == sinks.Set || r.Kind == sinks.Part) && r.Path == path && r.Type == typ
	})
}

func hasCtor(tab *sinks.Table, path string) bool {
	return slices.ContainsFunc(tab.Rows, func(r sinks.Row) bool { return r.Kind == sinks.Ctor && r.Path == path && r.Type == "" })
}

// carrier returns a row of the package that sends a value of the type, the argument that takes it, and that argument's
// type; of any type when typ is "".
func carrier(tab *sinks.Table, path, typ string) (*sinks.Row, int, string) {
	for i := range tab.Rows {
		r := &tab.Rows[i]
		if r.Kind != sinks.Send || r.Path != path || len(r.Body) == 0 || r.When.Op != "" || r.Type != "" && !ast.IsExported(r.Type) {
			continue
		}
		p := r.Body[0]
		if p.Arg == sinks.Recv && r.Type == typ {
			return r, sinks.Recv, "*" + typ
		}
		fields, ok := parameters(r.Signature)
		if !ok || p.Arg < 0 || p.Arg >= len(fields) || p.Path != "" && !strings.Contains("/"+p.Path, "/") {
			continue
		}
		e := fields[p.Arg].Type
		if el, ok := e.(*ast.Ellipsis); ok {
			e = el.Elt
		}
		star := ""
		if s, ok := e.(*ast.StarExpr); ok {
			star, e = "*", s.X
		}
		n := ""
		switch e := e.(type) {
		case *ast.Ident:
			n = e.Name
		case *ast.SelectorExpr:
			n = e.Sel.Name
		}
		if n == "" || n == "string" || typ != "" && n != typ {
			continue
		}
		if p.Path != "" {
			return r, p.Arg, star + n
		}
		return r, p.Arg, star + n
	}
	return nil, 0, ""
}
