package flow

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// TestKinds refuses a kind of row of which nobody wrote down what it does, and one that no row has.
func TestKinds(t *testing.T) {
	used := map[sinks.Kind]bool{}
	for _, r := range sinks.Default().Rows {
		used[r.Kind] = true
		if r.Kind != sinks.Field && kinds[r.Kind].effects == nil {
			t.Errorf("%s: effects.go does not say what a row of kind %s does", &r, r.Kind)
		}
	}
	for k := range kinds {
		if !used[k] {
			t.Errorf("no row is of kind %s", k)
		}
	}
}

var opNames = map[Op]string{
	Carry: "carry", Alias: "alias", Set: "set", SetByName: "set by name", Make: "make", Construct: "construct", Address: "address",
	Pass: "pass", Key: "key", Change: "change", Mix: "mix", Join: "join", Append: "append", Format: "format", Through: "through",
	Begin: "begin", Opaque: "opaque", Fill: "fill", LeaveBody: "body", LeaveStream: "stream", LeaveParams: "params", LeaveTo: "to",
	LeaveIf: "if", LeaveTemplate: "template", LeaveResubscribe: "resubscribe",
}

// show writes an effect as "op from → to", with the arguments of the call by their names in the program.
func show(x Effect, names map[ssa.Value]string) string {
	port := func(p Port) string {
		s := ""
		switch p.At {
		case Value:
			s = names[p.V]
		case Result:
			s = fmt.Sprint("result", p.Index)
		case AnyResult:
			s = "results"
		case AnyObject:
			s = "objects"
		}
		if p.Path != "" {
			s += "/" + p.Path
		}
		return s
	}
	var from []string
	for _, p := range x.From {
		from = append(from, port(p))
	}
	s := opNames[x.Op]
	if x.Via != nil {
		s += "(" + map[source.TransferKind]string{source.Wrapped: "wrapped", source.Altered: "altered", source.Through: "through"}[x.Via.Kind()] + ")"
	}
	if len(from) > 0 {
		s += " " + strings.Join(from, "+")
	}
	if x.Row == nil {
		s += " → " + port(x.To)
	}
	return s
}

// TestEffects is what single calls do. Each statement of f calls one function; the comment above it lists the known effects, and
// after "guess:" those of a function of which nothing is known.
func TestEffects(t *testing.T) {
	const source = `package a

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/smtp"
	"net/url"
	"os/exec"
	"strings"
	"text/template"
	"time"
)

func f(s, old, x string, b, c []byte, buf *bytes.Buffer, v url.Values, tmpl *template.Template, w io.Writer, to []string, auth smtp.Auth, any_ any, client *smtp.Client, d time.Time) {
	// pass c → b
	copy(b, c)
	// append b+c → results
	_ = append(b, c...)
	// pass s → buf
	buf.WriteString(s)
	// pass(wrapped) any_ → result0
	_, _ = json.Marshal(any_)
	// key(wrapped) s → v
	v.Set("text", s)
	// pass(wrapped) v → result0
	_ = v.Encode()
	// change(altered) s+old+x → result0
	_ = strings.ReplaceAll(s, old, x)
	// format s+list/[] → result0
	_ = fmt.Sprintf(s, x)
	// mix list/[] → result0
	_ = fmt.Sprint(x)
	// begin → w
	_ = tmpl.Execute(w, any_)
	// fill b → any_
	_ = json.Unmarshal(b, any_)
	// alias w → result0
	_ = json.NewEncoder(w)
	// body c, to to
	_ = smtp.SendMail(s, auth, x, to, c)
	// stream result0
	_, _ = client.Data()
	// guess: opaque → result0, through(through) s → result0
	_ = time.Time.Format(d, s)
	// body result0/Stdin, body result0/StdinPipe, if s
	_ = exec.Command(s, x)
}
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
	pkg, err := (&types.Config{Importer: importer.Default()}).Check("a", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]string{} // by the line of the call
	for _, g := range file.Comments {
		want[fset.Position(g.End()).Line+1] = strings.TrimSpace(g.Text())
	}
	p := ir.NewProgram(fset, []*ir.Unit{{Pkg: pkg, Files: []*ast.File{file}, Info: info}})
	e := NewEngine(p, sinks.Default(), nil)
	seen := 0
	for _, f := range p.Functions(pkg) {
		if f.Name() != "f" {
			continue
		}
		names := map[ssa.Value]string{}
		for _, v := range f.Params {
			names[v] = v.Name()
		}
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Slice:
					names[in] = "list"
				case *ssa.Call:
					names[in] = "result0"
				case *ssa.Extract:
					names[in] = fmt.Sprint("result", in.Index)
				}
			}
		}
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				seen++
				fx := e.Effects(call)
				var got []string
				for _, x := range fx.Known {
					got = append(got, show(x, names))
				}
				s := strings.Join(got, ", ")
				if s == "" {
					for _, x := range e.guesses(call, fx) {
						got = append(got, show(x, names))
					}
					s = "guess: " + strings.Join(got, ", ")
				}
				if w := want[fset.Position(call.Pos()).Line]; s != w {
					t.Errorf("%v\n%s\nwant\n%s", fset.Position(call.Pos()), s, w)
				}
				if again := e.Effects(call); again != fx {
					t.Errorf("%v: read twice", fset.Position(call.Pos()))
				}
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%d calls, %d comments", seen, len(want))
	}
}
