package analyzer

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Note is what the analyzer says about a specification without finding anything wrong: what it proves, or what is not
// constant, so that it cannot be compiled before the program runs.
type Note struct {
	Pos     token.Pos
	Message string
}

// specs compiles the constant specifications that a package gives to CompileSMS and CompileEmail, with the real compiler.
func (w *world) specs(u *ir.Unit, report func(Finding)) {
	imports := false
	for _, imp := range u.Pkg.Imports() {
		imports = imports || imp.Path() == module+"/message"
	}
	if !imports {
		return
	}
	for _, file := range w.wanted(u.Files) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			f := calledBy(u.Info, call)
			if f == nil || f.Pkg() == nil || f.Pkg().Path() != module+"/message" {
				return true
			}
			switch f.Name() {
			case "CompileSMS", "CompileEmail":
				if row := typeArg(u.Info, call); row != nil {
					w.spec(u, call, row, f.Name() == "CompileEmail", report)
				}
			}
			return true
		})
	}
}

// typeArg returns the row type that a call of a generic function is instantiated with.
func typeArg(info *types.Info, call *ast.CallExpr) types.Type {
	id := calledName(call)
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

// reader rebuilds a value of a specification from its syntax.
type reader struct {
	w     *world
	u     *ir.Unit
	exprs map[string]ast.Expr // by path: "Notice.Controller.Name"
	open  map[string]bool     // what is not constant, as source
	busy  map[types.Object]bool
}

func (w *world) spec(u *ir.Unit, call *ast.CallExpr, row types.Type, email bool, report func(Finding)) {
	r := &reader{w: w, u: u, exprs: map[string]ast.Expr{}, open: map[string]bool{}, busy: map[types.Object]bool{}}
	var sms message.SMSSpec
	var mail message.EmailSpec
	templates := map[string]*string{}
	var fields *map[string]message.Limit
	if email {
		r.fill(reflect.ValueOf(&mail).Elem(), call.Args[0], "")
		templates = map[string]*string{"Subject": &mail.Subject, "Preheader": &mail.Preheader, "HTML": &mail.HTML, "Text": &mail.Text}
		fields = &mail.Fields
	} else {
		r.fill(reflect.ValueOf(&sms).Elem(), call.Args[0], "")
		templates["Body"] = &sms.Body
		fields = &sms.Fields
	}
	if len(r.open) > 0 {
		w.notes = append(w.notes, Note{call.Pos(), "not checked before the program runs, because this is not constant: " +
			strings.Join(slices.Sorted(maps.Keys(r.open)), ", ")})
		return
	}
	rowFields := map[string]*types.Var{}
	if !isValues(row) {
		if len(*fields) > 0 {
			w.lawFinding(report, call, r, rowFields, law.Find(law.SpecField, "Fields", "the row is a struct: its tags are the bounds; Fields is for message.Values"), nil)
			return
		}
		limits, found := w.limits(row, templates, rowFields)
		*fields = limits
		stop := false
		for _, f := range found {
			if f.Severity == law.Must {
				stop = true
				w.lawFinding(report, call, r, rowFields, f.Finding, f.fix)
			}
		}
		if stop {
			// The real compiler would say the same again of a field that it cannot see.
			for _, f := range found {
				(*fields)[flat(f.Path)] = message.Limit{Max: 1}
			}
		}
	}
	var err error
	if email {
		var t *message.EmailTemplate[message.Values]
		if t, err = message.CompileEmail[message.Values](mail); err == nil {
			w.notes = append(w.notes, Note{call.Pos(), "proved: " + summary(t)})
		}
	} else {
		var t *message.SMSTemplate[message.Values]
		if t, err = message.CompileSMS[message.Values](sms); err == nil {
			w.notes = append(w.notes, Note{call.Pos(), "proved: " + summary(t)})
		}
	}
	var le *law.Error
	if errors.As(err, &le) {
		for _, f := range le.Findings.Musts() {
			var fix *Fix
			if f.Rule == law.PartBudget && f.Path == "Body" && !email {
				fix = w.folded(r.exprs["Body"], sms)
			}
			w.lawFinding(report, call, r, rowFields, f, fix)
		}
	}
}

// folded returns the change that writes a body in GSM-7, if that is what it takes to hold the budget.
func (w *world) folded(e ast.Expr, spec message.SMSSpec) *Fix {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return nil
	}
	was, err := strconv.Unquote(lit.Value)
	now := message.Fold(was)
	if err != nil || now == was || strings.Count(now, "?") != strings.Count(was, "?") {
		return nil
	}
	spec.Body = message.Fold(spec.Body)
	_, err = message.CompileSMS[message.Values](spec)
	if errors.Is(err, law.PartBudget) {
		return nil
	}
	text := strconv.Quote(now)
	if strings.HasPrefix(lit.Value, "`") && !strings.Contains(now, "`") {
		text = "`" + now + "`"
	}
	return &Fix{Message: w.say("Write the body in GSM-7"), Edits: []Edit{{lit.Pos(), lit.End(), text}}}
}

// summary says what a compiled template proves, in one line.
func summary(t any) string {
	switch t := t.(type) {
	case *message.SMSTemplate[message.Values]:
		p := t.Proof()
		return fmt.Sprintf("at most %d parts, %s", p.Longest.Size.Parts, p.Longest.Size.Encoding)
	}
	return "the e-mail holds its budgets"
}

func isValues(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Values" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == module+"/message"
}

// flat is the key of a nested field: Values holds no nested fields, and a key of the same length keeps every position.
func flat(path string) string { return strings.ReplaceAll(path, ".", "_") }

var action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// fieldFinding is a finding about a field of the row, with the change that mends it.
type fieldFinding struct {
	law.Finding
	fix *Fix
}

// limits turns the tags of the row's fields that the templates use into limits, and the templates' nested fields into flat ones.
func (w *world) limits(row types.Type, templates map[string]*string, rowFields map[string]*types.Var) (map[string]message.Limit, []fieldFinding) {
	limits := map[string]message.Limit{}
	var found []fieldFinding
	printed := map[string]bool{}
	used := map[string]bool{}
	for _, body := range templates {
		t, _ := subset.Parse("", *body, len(*body)+1)
		if t == nil {
			continue
		}
		for _, f := range t.Fields {
			used[f] = true
		}
		for _, op := range t.Ops {
			if op.Kind == subset.Field {
				printed[t.Fields[op.Arg]] = true
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(used)) {
		refuse := func(fix *Fix, format string, args ...any) {
			found = append(found, fieldFinding{law.Find(law.FieldBound, path, format, args...), fix})
		}
		v, tag, problem := lookup(row, path)
		if v == nil {
			found = append(found, fieldFinding{problem, nil})
			continue
		}
		rowFields[path] = v
		basic, ok := v.Type().Underlying().(*types.Basic)
		if !ok {
			refuse(nil, "a %s cannot be proved; use a string, a bool in a condition, or an integer", v.Type())
			continue
		}
		kind, bits := kindOf(basic)
		switch {
		case kind == "":
			refuse(nil, "a %s cannot be proved; use a string, a bool in a condition, or an integer", basic)
			continue
		case printsItself(v.Type()):
			refuse(nil, "the type prints itself with String, Error or Format, whose length nobody knows; use a plain string")
			continue
		case kind == bounds.Bool && printed[path]:
			refuse(nil, "a bool stands in a condition, {{if .%s}}; it is not printed", path)
			continue
		}
		b, fs := bounds.Parse(path, kind, bits, reflect.StructTag(tag))
		for _, f := range fs {
			found = append(found, fieldFinding{f, nil})
		}
		if !printed[path] {
			continue
		}
		if b.Unbounded() {
			var fix *Fix
			if tag == "" && w.inView(v) {
				end := w.fieldEnd(v)
				fix = &Fix{Message: w.say("Add %s", `validate:"max=24"`), Edits: []Edit{{end, end, " `validate:\"max=24\"`"}}}
			}
			refuse(fix, "the field has no bound: add `validate:\"max=24\"` or the length that its longest value has")
			continue
		}
		shortest, longest := b.Width()
		l := message.Limit{Max: longest, Min: shortest, Required: b.Required, Alphabet: b.Alphabet, Likely: b.Likely}
		if kind == bounds.String && b.OneOf != nil {
			l = message.Limit{OneOf: b.OneOf, Alphabet: b.Alphabet}
		}
		limits[flat(path)] = l
	}
	for _, body := range templates {
		*body = action.ReplaceAllStringFunc(*body, func(a string) string {
			for _, path := range slices.Backward(slices.Sorted(maps.Keys(used))) {
				if strings.Contains(path, ".") {
					a = regexp.MustCompile(regexp.QuoteMeta("."+path)+`\b`).ReplaceAllLiteralString(a, "."+flat(path))
				}
			}
			return a
		})
	}
	return limits, found
}

// lookup finds a field of a row by its path, as reflect does, or says why there is none.
func lookup(row types.Type, path string) (v *types.Var, tag string, problem law.Finding) {
	at := row
	for name := range strings.SplitSeq(path, ".") {
		st, ok := at.Underlying().(*types.Struct)
		if !ok {
			return nil, "", law.Find(law.FieldBound, path, "%s lies inside a %s; only structs nested by value are followed", name, at)
		}
		obj, index, _ := types.LookupFieldOrMethod(at, true, nil, name)
		switch o := obj.(type) {
		case *types.Func:
			return nil, "", law.Find(law.FieldBound, path, "%s is a method; give the row a field with the finished value", name)
		case *types.Var:
			if !o.Exported() {
				return nil, "", law.Find(law.FieldBound, path, "%s is not exported", name)
			}
			for k, i := range index {
				if k > 0 {
					if st, ok = st.Field(index[k-1]).Type().Underlying().(*types.Struct); !ok {
						return nil, "", law.Find(law.FieldBound, path, "%s is promoted from an embedded pointer; embed by value", name)
					}
				}
				v, tag = st.Field(i), st.Tag(i)
			}
			at = v.Type()
		default:
			return nil, "", law.Find(law.FieldBound, path, "the row has no field %s", name)
		}
	}
	return v, tag, law.Finding{}
}

func kindOf(b *types.Basic) (bounds.Kind, int) {
	bits := 64
	switch b.Kind() {
	case types.Int8, types.Uint8:
		bits = 8
	case types.Int16, types.Uint16:
		bits = 16
	case types.Int32, types.Uint32:
		bits = 32
	}
	switch info := b.Info(); {
	case info&types.IsString != 0:
		return bounds.String, 0
	case info&types.IsBoolean != 0:
		return bounds.Bool, 0
	case info&types.IsUnsigned != 0 && b.Kind() != types.Uintptr:
		return bounds.Uint, bits
	case info&types.IsInteger != 0 && b.Kind() != types.Uintptr:
		return bounds.Int, bits
	}
	return "", 0
}

func printsItself(t types.Type) bool {
	for _, name := range []string{"String", "Error", "Format"} {
		if obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name); obj != nil {
			if _, ok := obj.(*types.Func); ok {
				return true
			}
		}
	}
	return false
}

func (w *world) inView(v *types.Var) bool {
	f := w.fset.File(v.Pos())
	return f != nil && w.files[f] != nil
}

// fieldEnd returns the end of the declaration of a field.
func (w *world) fieldEnd(v *types.Var) token.Pos {
	end := v.Pos()
	ast.Inspect(w.files[w.fset.File(v.Pos())], func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Pos() <= v.Pos() && v.Pos() < f.End() {
			end = f.Type.End()
		}
		return true
	})
	return end
}

// lawFinding reports a finding of the compiler where the specification says what breaks the rule.
func (w *world) lawFinding(report func(Finding), call *ast.CallExpr, r *reader, rowFields map[string]*types.Var, f law.Finding, fix *Fix) {
	tag := language.English
	if w.Lang == "fr" {
		tag = language.French
	}
	said := strings.TrimSpace(strings.TrimPrefix(f.In(tag), string(f.Rule)))
	g := Finding{Rule: string(f.Rule), Pos: call.Pos(), End: call.Lparen, Message: said, Fix: fix}
	for path, v := range rowFields {
		if f.Path == path || f.Path == flat(path) || f.Path == "Fields["+flat(path)+"]" {
			g.Message = strings.Replace(g.Message, f.Path, path, 1)
			if w.inView(v) {
				g.Pos, g.End = v.Pos(), v.Pos()+token.Pos(len(v.Name()))
				report(g)
				return
			}
		}
	}
	// The innermost part of the specification that was written down.
	for path := f.Path; ; path = path[:strings.LastIndexAny(path, ".[")] {
		if e := r.exprs[path]; e != nil {
			g.Pos, g.End = e.Pos(), e.End()
			if path == f.Path && f.End > f.Start {
				if lit, ok := e.(*ast.BasicLit); ok {
					if s, e, ok := within(lit, f.Start, f.End); ok {
						g.Pos, g.End = s, e
					}
				}
			}
			break
		}
		if !strings.ContainsAny(path, ".[") {
			if e := r.exprs[""]; e != nil {
				g.Pos, g.End = e.Pos(), e.Pos()
			}
			break
		}
	}
	report(g)
}

// within returns where bytes of a string literal's value stand in the source.
func within(lit *ast.BasicLit, start, end int) (s, e token.Pos, ok bool) {
	text := lit.Value
	if strings.HasPrefix(text, "`") {
		if strings.Contains(text, "\r") || end > len(text)-2 {
			return 0, 0, false
		}
		return lit.Pos() + token.Pos(1+start), lit.Pos() + token.Pos(1+end), true
	}
	at := 0 // in the value
	rest := text[1 : len(text)-1]
	for rest != "" && at <= end {
		here := lit.Pos() + token.Pos(len(text)-1-len(rest))
		if at == start {
			s = here
		}
		if at == end {
			break
		}
		c, multibyte, tail, err := strconv.UnquoteChar(rest, '"')
		if err != nil {
			return 0, 0, false
		}
		n := 1
		if multibyte || c >= utf8.RuneSelf && !strings.HasPrefix(rest, `\x`) {
			n = utf8.RuneLen(c)
		}
		at += n
		rest = tail
	}
	return s, lit.Pos() + token.Pos(len(text)-1-len(rest)), s.IsValid() && at == end
}

// fill sets v from an expression. What is not constant goes into r.open.
func (r *reader) fill(v reflect.Value, e ast.Expr, path string) {
	e = ast.Unparen(e)
	if _, seen := r.exprs[path]; !seen || path != "" {
		r.exprs[path] = e
	}
	if tv := r.u.Info.Types[e]; tv.Value != nil {
		if !set(v, tv.Value) {
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
			r.fill(v.Elem(), e.X, path)
			return
		}
	case *ast.CompositeLit:
		r.literal(v, e, path)
		return
	case *ast.Ident:
		if r.variable(v, e, path) {
			return
		}
	case *ast.SelectorExpr:
		if obj, ok := r.u.Info.Uses[e.Sel].(*types.Var); ok && !obj.IsField() && r.variable(v, e.Sel, path) {
			return
		}
	case *ast.CallExpr:
		// Notice.With(controller) is a copy with one part replaced.
		if f := calledBy(r.u.Info, e); f != nil && f.Pkg() != nil && f.Pkg().Path() == module+"/notice" && f.Name() == "With" && len(e.Args) == 1 {
			if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
				r.fill(v, sel.X, path)
				c := v.FieldByName("Controller")
				c.SetZero()
				r.fill(c, e.Args[0], path+".Controller")
				return
			}
		}
	}
	r.miss(e)
}

func (r *reader) miss(e ast.Expr) { r.open[types.ExprString(e)] = true }

func set(v reflect.Value, c constant.Value) bool {
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

func (r *reader) literal(v reflect.Value, lit *ast.CompositeLit, path string) {
	sub := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	switch v.Kind() {
	case reflect.Pointer: // an element of []*T written without its &T
		v.Set(reflect.New(v.Type().Elem()))
		r.literal(v.Elem(), lit, path)
	case reflect.Struct:
		for i, elt := range lit.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				id, ok := kv.Key.(*ast.Ident)
				if !ok {
					r.miss(kv)
					continue
				}
				f := v.FieldByName(id.Name)
				if !f.IsValid() || !f.CanSet() {
					r.miss(kv)
					continue
				}
				r.fill(f, kv.Value, sub(id.Name))
			} else if i < v.NumField() && v.Field(i).CanSet() {
				r.fill(v.Field(i), elt, sub(v.Type().Field(i).Name))
			} else {
				r.miss(elt)
			}
		}
	case reflect.Slice, reflect.Array:
		next, n := 0, 0
		for _, elt := range lit.Elts {
			val := elt
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				k := r.u.Info.Types[kv.Key].Value
				i, exact := int64(0), false
				if k != nil {
					i, exact = constant.Int64Val(constant.ToInt(k))
				}
				if !exact || i < 0 || i > 10_000 {
					r.miss(kv)
					return
				}
				next, val = int(i), kv.Value
			}
			for v.Kind() == reflect.Slice && v.Len() <= next {
				v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			}
			if next >= v.Len() {
				r.miss(elt)
				return
			}
			r.fill(v.Index(next), val, fmt.Sprintf("%s[%d]", path, next))
			next++
			n++
		}
		if v.Kind() == reflect.Slice && n == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, elt := range lit.Elts {
			kv, ok := elt.(*ast.KeyValueExpr)
			if !ok {
				r.miss(elt)
				return
			}
			key := reflect.New(v.Type().Key()).Elem()
			val := reflect.New(v.Type().Elem()).Elem()
			r.fill(key, kv.Key, path+"[]")
			delete(r.exprs, path+"[]")
			r.fill(val, kv.Value, fmt.Sprintf("%s[%v]", path, key.Interface()))
			v.SetMapIndex(key, val)
		}
	default:
		r.miss(lit)
	}
}

// variable sets v from the variable that an identifier names, if it is given one constant value and nothing else.
func (r *reader) variable(v reflect.Value, id *ast.Ident, path string) bool {
	obj, ok := r.u.Info.Uses[id].(*types.Var)
	if !ok || r.busy[obj] {
		return false
	}
	for _, u := range r.w.units {
		if u.Pkg != obj.Pkg() {
			continue
		}
		init, file, spec, ok := declared(u, obj)
		if !ok || changed(r.w.units, obj) {
			return false
		}
		if init == nil {
			if text, ok := embedded(r.w.fset, file, spec); ok && v.Kind() == reflect.String {
				v.SetString(text)
				return true
			}
			return !hasEmbed(spec) && zeroOK(spec)
		}
		r.busy[obj] = true
		was := r.u
		r.u = u
		r.fill(v, init, path)
		r.u = was
		delete(r.busy, obj)
		return true
	}
	return false
}

func zeroOK(spec *ast.ValueSpec) bool { return spec != nil && len(spec.Values) == 0 }

// declared returns the expression that a variable begins with.
func declared(u *ir.Unit, obj *types.Var) (init ast.Expr, file *ast.File, spec *ast.ValueSpec, ok bool) {
	for _, f := range u.Files {
		if f.FileStart > obj.Pos() || obj.Pos() >= f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				for _, s := range n.Specs {
					if s, isVar := s.(*ast.ValueSpec); isVar && s.Doc == nil && len(n.Specs) == 1 {
						s.Doc = n.Doc // where the parser leaves the directive of a single var
					}
				}
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if u.Info.Defs[id] == obj {
						file, spec = f, n
						if len(n.Values) == len(n.Names) {
							init, ok = n.Values[i], true
						} else if len(n.Values) == 0 {
							ok = true
						}
					}
				}
			case *ast.AssignStmt:
				if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
					for i, l := range n.Lhs {
						if id, isID := l.(*ast.Ident); isID && u.Info.Defs[id] == obj {
							init, file, ok = n.Rhs[i], f, true
						}
					}
				}
			}
			return true
		})
	}
	return init, file, spec, ok
}

// changed reports whether anything in view assigns to a variable or to a part of it, or takes its address.
func changed(units []*ir.Unit, obj *types.Var) bool {
	found := false
	for _, u := range units {
		var base func(e ast.Expr) bool
		base = func(e ast.Expr) bool {
			switch e := ast.Unparen(e).(type) {
			case *ast.Ident:
				return u.Info.Uses[e] == obj
			case *ast.SelectorExpr:
				return u.Info.Uses[e.Sel] == obj || base(e.X)
			case *ast.IndexExpr:
				return base(e.X)
			case *ast.StarExpr:
				return base(e.X)
			}
			return false
		}
		for _, f := range u.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for _, l := range n.Lhs {
						found = found || base(l)
					}
				case *ast.IncDecStmt:
					found = found || base(n.X)
				case *ast.UnaryExpr:
					found = found || n.Op == token.AND && base(n.X)
				case *ast.RangeStmt:
					found = found || n.Key != nil && base(n.Key) || n.Value != nil && base(n.Value)
				}
				return !found
			})
		}
	}
	return found
}

func hasEmbed(spec *ast.ValueSpec) bool { _, ok := embedPattern(spec); return ok }

func embedPattern(spec *ast.ValueSpec) (string, bool) {
	if spec == nil || spec.Doc == nil {
		return "", false
	}
	for _, c := range spec.Doc.List {
		if p, ok := strings.CutPrefix(c.Text, "//go:embed "); ok {
			return strings.Trim(strings.TrimSpace(p), `"`+"`"), true
		}
	}
	return "", false
}

// embedded returns the file that //go:embed puts into a string variable.
func embedded(fset *token.FileSet, file *ast.File, spec *ast.ValueSpec) (string, bool) {
	p, ok := embedPattern(spec)
	if !ok || strings.ContainsAny(p, "*?[ ") {
		return "", false
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(fset.File(file.FileStart).Name()), filepath.FromSlash(p)))
	return string(data), err == nil
}
