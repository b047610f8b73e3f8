package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

// A mutation is one small change to a file: text stands in the place of the bytes from start to end.
type mutation struct {
	pkg          string // import path
	file         string // absolute
	start, end   int
	text         string
	line, column int    // of the place
	place        string // file:line:column and the function, as people read it
	was          string
}

// String is the change as cells of a Markdown table.
func (m mutation) String() string {
	cell := func(code string) string {
		code = strings.Join(strings.Fields(code), " ")
		if len(code) > 90 {
			code = strings.ToValidUTF8(code[:60], "") + " … " + strings.ToValidUTF8(code[len(code)-25:], "")
		}
		return "`" + strings.NewReplacer("|", `\|`, "`", "'").Replace(code) + "`"
	}
	return fmt.Sprintf("%s | %s | %s", m.place, cell(m.was), cell(m.text))
}

// apply returns the changed file.
func (m mutation) apply() ([]byte, error) {
	source, err := os.ReadFile(m.file)
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{source[:m.start], []byte(m.text), source[m.end:]}, nil), nil
}

// draw shuffles.
func draw(all []mutation, seed uint64) []mutation {
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// mutationsOf lists what can be changed in one file. What stands there is parsed and has types, so that almost everything compiles.
func mutationsOf(fset *token.FileSet, info *types.Info, file *ast.File, name, shown, pkg string) []mutation {
	source, err := os.ReadFile(name)
	if err != nil || ast.IsGenerated(file) {
		return nil // a generator's guards are its own; what cannot be read was parsed a moment ago
	}
	f := &finder{fset: fset, info: info, source: source}
	function := ""
	ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
		if len(stack) == 1 {
			function = ""
			if d, ok := n.(*ast.FuncDecl); ok {
				function = " " + funcName(d)
			}
		}
		for _, e := range f.edits(n, stack) {
			at := fset.PositionFor(e.at, false)
			start, end := f.offset(e.from), f.offset(e.to)
			f.found = append(f.found, mutation{
				pkg: pkg, file: name, start: start, end: end, text: e.text, was: string(source[start:end]),
				line: at.Line, column: at.Column,
				place: fmt.Sprintf("%s:%d:%d%s", shown, at.Line, at.Column, function),
			})
		}
		return true
	})
	return f.found
}

// funcName is F, T.M or (*T).M.
func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	recv := types.ExprString(d.Recv.List[0].Type)
	if strings.HasPrefix(recv, "*") {
		recv = "(" + recv + ")"
	}
	return recv + "." + d.Name.Name
}

// An edit puts text in the place of the source between two positions.
type edit struct {
	from, to token.Pos
	text     string
	at       token.Pos // the place to show
}

type finder struct {
	fset   *token.FileSet
	info   *types.Info
	source []byte
	found  []mutation
}

func (f *finder) offset(p token.Pos) int { return f.fset.PositionFor(p, false).Offset }
func (f *finder) text(n ast.Node) string {
	return string(f.source[f.offset(n.Pos()):f.offset(n.End())])
}
func replace(n ast.Node, text string) edit  { return edit{n.Pos(), n.End(), text, n.Pos()} }
func (f *finder) never(cond ast.Expr) edit  { return replace(cond, "("+f.text(cond)+") && false") }
func (f *finder) always(cond ast.Expr) edit { return replace(cond, "("+f.text(cond)+") || true") }
func operator(at token.Pos, was, is token.Token) edit {
	return edit{at, at + token.Pos(len(was.String())), is.String(), at}
}

// edits are the changes at one node of the syntax tree. The cases are what a guard is written with.
func (f *finder) edits(n ast.Node, stack []ast.Node) []edit {
	switch n := n.(type) {
	case *ast.IfStmt: // the guard is gone; it always strikes
		return []edit{f.never(n.Cond), f.always(n.Cond)}
	case *ast.ForStmt: // always would only hang
		if n.Cond != nil {
			return []edit{f.never(n.Cond)}
		}
	case *ast.CaseClause:
		return f.cases(n, stack)
	case *ast.BinaryExpr:
		return f.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT || n.Op == token.SUB && !inData(stack) {
			return []edit{{n.OpPos, n.X.Pos(), "", n.OpPos}}
		}
	case *ast.IncDecStmt:
		if loop, ok := stack[len(stack)-1].(*ast.ForStmt); ok && loop.Post == n {
			return nil // counting the other way would only hang
		}
		return []edit{operator(n.TokPos, n.Tok, map[token.Token]token.Token{token.INC: token.DEC, token.DEC: token.INC}[n.Tok])}
	case *ast.AssignStmt:
		if is, ok := assigning[n.Tok]; ok && f.numeric(n.Lhs[0]) {
			return []edit{operator(n.TokPos, n.Tok, is)}
		}
	case *ast.BranchStmt:
		return branch(n)
	case *ast.ReturnStmt:
		return f.returned(n, stack)
	case *ast.CallExpr:
		return f.call(n)
	case *ast.BasicLit:
		return f.number(n, stack)
	case *ast.Ident:
		return f.truth(n, stack)
	}
	return nil
}

// cases are those of a switch without a tag, which are conditions.
func (f *finder) cases(n *ast.CaseClause, stack []ast.Node) []edit {
	if len(stack) < 2 {
		return nil
	}
	sw, ok := stack[len(stack)-2].(*ast.SwitchStmt)
	if !ok || sw.Tag != nil {
		return nil
	}
	var edits []edit
	for _, cond := range n.List {
		edits = append(edits, f.never(cond), f.always(cond))
	}
	return edits
}

// comparing has for each comparison those that are tried instead: first the one that differs at the bound alone.
var comparing = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR},
	token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
}

var calculating = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL,
	token.SHL: token.SHR, token.SHR: token.SHL, token.AND: token.OR, token.OR: token.AND, token.XOR: token.AND, token.AND_NOT: token.AND,
}

var assigning = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN, token.MUL_ASSIGN: token.QUO_ASSIGN,
	token.QUO_ASSIGN: token.MUL_ASSIGN, token.OR_ASSIGN: token.AND_ASSIGN, token.AND_ASSIGN: token.OR_ASSIGN,
}

func (f *finder) binary(n *ast.BinaryExpr) []edit {
	switch n.Op {
	case token.LAND: // either half alone must be enough to say no
		return []edit{
			operator(n.OpPos, n.Op, token.LOR),
			replace(n.X, "("+f.text(n.X)+" || true)"), replace(n.Y, "("+f.text(n.Y)+" || true)"),
		}
	case token.LOR: // and here to say yes
		return []edit{
			operator(n.OpPos, n.Op, token.LAND),
			replace(n.X, "("+f.text(n.X)+" && false)"), replace(n.Y, "("+f.text(n.Y)+" && false)"),
		}
	}
	var edits []edit
	for _, is := range comparing[n.Op] {
		edits = append(edits, operator(n.OpPos, n.Op, is))
	}
	if is, ok := calculating[n.Op]; ok && f.numeric(n) {
		edits = append(edits, operator(n.OpPos, n.Op, is))
	}
	return edits
}

func (f *finder) numeric(e ast.Expr) bool {
	t := f.info.TypeOf(e)
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0
}

func (f *finder) boolean(e ast.Expr) bool {
	t := f.info.TypeOf(e)
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsBoolean != 0
}

// branch leaves a loop that should go on, goes on in one that should be left, or does neither.
func branch(n *ast.BranchStmt) []edit {
	gone := replace(n, "{}")
	switch n.Tok {
	case token.CONTINUE:
		return []edit{gone, operator(n.TokPos, n.Tok, token.BREAK)}
	case token.BREAK:
		return []edit{gone, operator(n.TokPos, n.Tok, token.CONTINUE)}
	}
	return nil
}

// returned takes an early return away, its values still computed so that nothing is unused, and turns a truth that is returned round.
func (f *finder) returned(n *ast.ReturnStmt, stack []ast.Node) []edit {
	var edits []edit
	for _, e := range n.Results {
		switch ast.Unparen(e).(type) {
		case *ast.CallExpr, *ast.SelectorExpr, *ast.IndexExpr:
			if f.boolean(e) && f.info.Types[e].Value == nil {
				edits = append(edits, replace(e, "!"+f.text(e)))
			}
		}
	}
	if !early(n, stack) {
		return edits
	}
	var blanks, values []string
	for _, e := range n.Results {
		tv := f.info.Types[e]
		if tv.IsNil() || tv.Value != nil {
			continue
		}
		if tuple, ok := tv.Type.(*types.Tuple); ok {
			for range tuple.Len() {
				blanks = append(blanks, "_")
			}
		} else {
			blanks = append(blanks, "_")
		}
		values = append(values, f.text(e))
	}
	gone := "{}"
	if len(blanks) > 0 {
		gone = strings.Join(blanks, ", ") + " = " + strings.Join(values, ", ")
	}
	return append(edits, replace(n, gone))
}

// early says whether code of the function stands after a return.
func early(n *ast.ReturnStmt, stack []ast.Node) bool {
	inner := ast.Node(n)
	for i := len(stack) - 1; i >= 0; i-- {
		switch s := stack[i].(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return false
		case *ast.BlockStmt:
			if s.List[len(s.List)-1] != inner {
				return true
			}
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		inner = stack[i]
	}
	return false
}

// call changes what moments are compared with, and the smaller of two for the larger.
func (f *finder) call(n *ast.CallExpr) []edit {
	switch fun := ast.Unparen(n.Fun).(type) {
	case *ast.Ident:
		if b, ok := f.info.Uses[fun].(*types.Builtin); ok {
			switch b.Name() {
			case "min":
				return []edit{replace(fun, "max")}
			case "max":
				return []edit{replace(fun, "min")}
			}
		}
	case *ast.SelectorExpr:
		method, ok := f.info.Uses[fun.Sel].(*types.Func)
		if !ok {
			return nil
		}
		// n ends in .Sel(argument): the other comparison in its place, and the one that differs at equal moments alone.
		swapped := func(name string) string {
			return string(f.source[f.offset(n.Pos()):f.offset(fun.Sel.Pos())]) + name + string(f.source[f.offset(fun.Sel.End()):f.offset(n.End())])
		}
		switch method.FullName() {
		case "(time.Time).Before":
			return []edit{replace(fun.Sel, "After"), replace(n, "(!"+swapped("After")+")")}
		case "(time.Time).After":
			return []edit{replace(fun.Sel, "Before"), replace(n, "(!"+swapped("Before")+")")}
		case "(time.Time).Equal", "(time.Time).IsZero":
			return []edit{replace(n, "(!"+f.text(n)+")")}
		}
	}
	return nil
}

// inData says whether a node stands in a composite literal: tables are data, and have tests of another kind.
func inData(stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch stack[i].(type) {
		case *ast.CompositeLit, *ast.ArrayType:
			return true
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}

// number is one more and one less: bounds that are written as figures.
func (f *finder) number(n *ast.BasicLit, stack []ast.Node) []edit {
	if n.Kind != token.INT || inData(stack) {
		return nil
	}
	v, err := strconv.ParseInt(n.Value, 0, 62)
	if err != nil {
		return nil
	}
	edits := []edit{replace(n, strconv.FormatInt(v+1, 10))}
	if v > 0 {
		edits = append(edits, replace(n, strconv.FormatInt(v-1, 10)))
	}
	return edits
}

// truth is true for false and false for true.
func (f *finder) truth(n *ast.Ident, stack []ast.Node) []edit {
	if _, ok := f.info.Uses[n].(*types.Const); !ok || f.info.Uses[n].Pkg() != nil || inData(stack) {
		return nil
	}
	switch n.Name {
	case "true":
		return []edit{replace(n, "false")}
	case "false":
		return []edit{replace(n, "true")}
	}
	return nil
}
