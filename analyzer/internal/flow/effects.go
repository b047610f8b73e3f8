package flow

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/product"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// This file is the only one that knows what a call does. It reads a call once and writes down its effects; whoever asks about
// results (results.go), about what an object holds (object.go) or about what leaves the program (package judge) reads
// those. A new kind of row is a line in kinds and a function beside the others; a new operation is a constant here and a
// case where it matters.

// Effect is one thing that a call does with texts, or with an object that holds one: it takes them from somewhere and puts them
// somewhere. buf.WriteString(s) is the effect {Op: Pass, From: s, To: buf}.
type Effect struct {
	Op     Op
	Role   words.Role // what the text is where it is put, by the name of its key
	From   []Port
	To     Port
	Via    *source.Transfer // what becomes of it on the way; nil where it stays what it is
	Name   string           // of the method, parameter or key that says which part of an object is meant; of texts that become one, how: a phrase
	Source *source.Source   // what begins here
	Row    *sinks.Row       // of what leaves: the line of the table that says so
}

// Op is what an effect does.
type Op uint8

// The operations. r is a result of the call, x its receiver, a an argument.
const (
	// Propagators.

	Carry     Op = iota // r is what a was, field by field: r := x.WithTimeout(t)
	Alias               // what is later written into r is written into a: r := bufio.NewWriter(a)
	Set                 // a fills what the method is named after, or the whole: x.SetBody(a), as the table says
	SetByName           // likewise of a method that the table does not know
	Make                // r is an object made of a body a: r := mail.NewText(a)
	Construct           // likewise, a guess by the name of a parameter: r := NewMessage(body)
	Address             // a is whom the object goes to: x.AddTo(a)
	Pass                // a goes on into r or x, by itself or changed as Via says: x.Write(a), json.Marshal(a)
	Key                 // a goes under a key, beside other texts: values.Set("text", a)
	Change              // the first text is changed, the others say how: strings.ReplaceAll(a, old, new)
	Mix                 // all become one text: fmt.Sprint(a, b)
	Join                // likewise, but one alone stays what it is: io.MultiReader(a)
	Append              // likewise, but what is appended to nothing is a copy: append([]byte(nil), a...)
	Format              // a format and what fills it: fmt.Sprintf(format, a)
	Through             // a goes into a function that nobody knows, and a text comes out: r := shorten(a)

	// Sources.

	Begin  // a text begins here: os.ReadFile, a template's Execute, a built message's Text
	Opaque // r comes from a function that nobody knows, if nothing else is found
	Fill   // data from outside may fill the object, if nothing else is found: json.Unmarshal(data, x)

	// Sinks.

	LeaveBody        // a is the text, or a part of it, that leaves
	LeaveStream      // a is a writer: what is written to it leaves, piece by piece
	LeaveParams      // a is a URL or its parameters, which hold the text if there is no body
	LeaveTo          // a is whom it goes to
	LeaveIf          // a says whether the call sends at all: a URL, a path, a command; the second is the client, which may have a base URL
	LeaveTemplate    // the text is a template at the provider; a says which, where the call may have none
	LeaveResubscribe // somebody is taken off the provider's list of oppositions
)

// Port is where an effect takes a text or puts it: a value of the program, a result of the call, or whatever it is given.
type Port struct {
	At PortKind
	// Written tells that what counts is what is written into the value, not what it is made of: the request that http.NewRequest
	// returns.
	Written bool
	Index   int32     // at Result
	V       ssa.Value // at Value
	Path    string    // into it
}

// PortKind says what a Port is.
type PortKind uint8

// The kinds of ports.
const (
	Value     PortKind = iota // an argument, the receiver, or a result that is looked at
	Result                    // result Index
	AnyResult                 // every result
	AnyObject                 // every object that the call is given
)

// result reports whether the port is a result of the call.
func (p Port) result(idx int) bool { return p.At == AnyResult || p.At == Result && int(p.Index) == idx }

// object reports whether the port is an object that the call is given.
func (p Port) object(v ssa.Value) bool { return p.At == AnyObject || p.At == Value && p.V == v }

// in returns the value at the port, nil if nobody looks at it.
func (p Port) in(call ssa.CallInstruction) ssa.Value {
	v, _ := call.(ssa.Value)
	switch p.At {
	case Value:
		return p.V
	case Result:
		return ir.ResultValue(v, int(p.Index))
	case AnyResult:
		return v
	}
	return nil
}

// Effects is what one call does.
type Effects struct {
	// Known is said by the language, by this module or by the table.
	Known []Effect
	// Results and Objects tell that Known says all about the call's results, and about what it writes into the objects that it is
	// given. Where it does not, the bodies in view say the rest, or facts, and where there are none, guesses.
	Results, Objects bool
	// final tells that nothing is written into the results later: those of builtins and messages, and texts made by steps.
	final, finalTexts bool

	guesses *[]Effect // nil until somebody wants them
}

// rowKind is what a kind of row means.
type rowKind struct {
	leaves  bool // a text can leave by it: a package that names such a function is looked at
	results bool // the row says all about the call's results
	objects bool // likewise about what it writes into what it is given
	effects func(*reader, *sinks.Row)
}

// kinds is what each kind of row of the table does. Kinds that are no calls, as Field, are not here.
var kinds = map[sinks.Kind]rowKind{
	sinks.Send:        {leaves: true, objects: true, effects: (*reader).leave},
	sinks.Request:     {leaves: true, objects: true, effects: (*reader).leave},
	sinks.Enqueue:     {leaves: true, objects: true, effects: (*reader).leave},
	sinks.Exec:        {leaves: true, results: true, objects: true, effects: (*reader).leave},
	sinks.Writer:      {leaves: true, results: true, objects: true, effects: (*reader).leave},
	sinks.Template:    {leaves: true, objects: true, effects: (*reader).template},
	sinks.Resubscribe: {leaves: true, effects: (*reader).resubscribe},
	sinks.Set:         {results: true, objects: true, effects: (*reader).set},
	sinks.Header:      {results: true, objects: true, effects: (*reader).header},
	sinks.Ctor:        {results: true, objects: true, effects: (*reader).ctor},
	sinks.Part:        {results: true, objects: true, effects: (*reader).part},
}

// Leaves reports whether a text can leave by a call of a function of this kind.
func Leaves(k sinks.Kind) bool { return kinds[k].leaves }

// Effects returns what a call does. It is read once.
func (e *Engine) Effects(call ssa.CallInstruction) *Effects {
	fx := e.effects[call]
	if fx == nil {
		r := e.reader(call)
		r.known()
		fx = &Effects{}
		*fx = r.fx // by itself: it is kept, the reader is not
		e.effects[call] = fx
	}
	return fx
}

// Leaving returns the effects by which texts leave if a call is one of the function of the rows: that which it names, one that a
// function value holds, or a method of the library's client behind an interface.
func (e *Engine) Leaving(call ssa.CallInstruction, rows []*sinks.Row) []Effect {
	r := e.reader(call)
	for _, row := range rows {
		if k := kinds[row.Kind]; k.leaves {
			k.effects(r, row)
		}
	}
	return r.fx.Known
}

// guesses returns what a call of which no body is in view does by the names and types of its function.
func (e *Engine) guesses(call ssa.CallInstruction, fx *Effects) []Effect {
	if fx.guesses == nil {
		r := e.reader(call)
		r.guess()
		fx.guesses = new(r.fx.Known)
	}
	return *fx.guesses
}

// reader reads one call.
type reader struct {
	*Engine
	call ssa.CallInstruction
	c    *ssa.CallCommon
	obj  *types.Func // that it names; nil for a function value
	args []ssa.Value // receiver first
	pos  token.Pos
	fx   Effects
}

// reader returns the one reader, set to a call: nothing that it asks makes it read another.
func (e *Engine) reader(call ssa.CallInstruction) *reader {
	c := call.Common()
	if e.reading == nil {
		e.reading = &reader{Engine: e}
	}
	*e.reading = reader{Engine: e, call: call, c: c, obj: ir.Callee(c), args: ir.Args(c), pos: call.Pos()}
	return e.reading
}

func (r *reader) add(x Effect) { r.fx.Known = append(r.fx.Known, x) }

func port(v ssa.Value) Port       { return Port{V: v} }
func from(v ssa.Value) []Port     { return []Port{{V: v}} }
func resultAt(i int) Port         { return Port{At: Result, Index: int32(i)} }
func (r *reader) recv() ssa.Value { return r.place(sinks.Place{Arg: sinks.Recv}) }

// method reports whether the first of the arguments is a receiver.
func (r *reader) method() bool { return r.c.IsInvoke() || r.c.Signature().Recv() != nil }

// known reads what the language, this module and the table say.
func (r *reader) known() {
	if b, ok := r.c.Value.(*ssa.Builtin); ok {
		r.builtin(b.Name())
		return
	}
	if r.obj == nil {
		return
	}
	if product.Builder(r.obj.Pkg()) {
		r.message()
		return
	}
	if r.obj.Name() == "To" && product.Is(ir.RecvType(r.obj), product.Clearance) {
		// Whoever a message is built for is its recipient.
		l := r.Source(source.Origin{Kind: source.Neutral, What: ir.ObjName(r.obj), Root: r.Engine.message(r.args[0])}, r.pos)
		r.add(Effect{Op: Begin, To: Port{At: AnyResult}, Source: &l})
		r.fx.Results, r.fx.final = true, true
	}
	r.rows(r.Table.Func(r.obj))
	viewed := r.viewed(r.obj)
	if steps := r.Table.Step(r.obj); len(steps) > 0 && !viewed {
		for _, s := range steps {
			r.step(s)
		}
		if !r.fx.Results {
			r.fx.finalTexts = true
		}
		r.fx.Results, r.fx.Objects = true, true
	}
	r.fx.Objects = r.fx.Objects || r.Table.Doubled(r.obj)
	if viewed {
		r.fx.Objects = false // its body is in view: it says what it writes
	}
}

// viewed reports whether the function's body is in view, so that nothing about it needs to be assumed.
func (e *Engine) viewed(obj *types.Func) bool {
	return e.Program.Has(obj.Pkg()) && !types.IsInterface(ir.RecvType(obj))
}

func (r *reader) builtin(name string) {
	r.fx = Effects{Results: true, Objects: true, final: true}
	args, result := r.c.Args, Port{At: AnyResult}
	switch {
	case name == "copy":
		r.add(Effect{Op: Pass, From: from(args[1]), To: port(args[0])})
	case name != "append":
	case ir.Textual(args[0].Type()):
		x := Effect{Op: Append, To: result, Name: say.Phrase("appended to other text")}
		for _, a := range args {
			x.From = append(x.From, port(a))
		}
		r.add(x)
	default:
		for _, a := range args {
			r.add(Effect{Op: Carry, From: from(a), To: result})
		}
		r.add(Effect{Op: Alias, From: from(args[0]), To: result}) // it may share the array
	}
}

// message reads a call of the packages that make messages. email.Message.WriteTo(w) and sms.Batch.Handoff(w, …) write a built message into
// whatever they are given.
func (r *reader) message() {
	r.fx = Effects{Results: true, Objects: true, final: true}
	recv := ir.RecvType(r.obj)
	made, batch := product.Built(recv) != nil, product.Is(recv, product.Batch)
	text := built(product.Of(recv), r.obj)
	begin := func(to Port, o source.Origin) {
		l := r.Source(o, r.pos)
		r.add(Effect{Op: Begin, To: to, Source: &l})
	}
	noMessage := source.Origin{Kind: source.Unknown, What: say.Phrase("the result of %s, which is no message", ir.Qualified(r.obj))}
	switch {
	case made:
		o := text
		if len(r.args) > 0 {
			o.Root, o.Adopted = r.Engine.message(r.args[0]), r.adopted(r.args[0])
		}
		if product.About(r.obj.Name()) {
			o.Kind = source.Neutral
		}
		begin(Port{At: AnyResult}, o)
	case batch && r.obj.Name() == "Append":
		call, _ := r.call.(ssa.Value)
		o := text
		o.Root = call
		begin(resultAt(0), o)
		for i := 1; i < r.c.Signature().Results().Len(); i++ {
			begin(resultAt(i), noMessage)
		}
	default:
		begin(Port{At: AnyResult}, noMessage)
	}
	if made || batch {
		o := text
		o.Root, o.Adopted = r.Engine.message(r.args[0]), r.adopted(r.args[0])
		if call, ok := r.call.(*ssa.Call); ok && batch {
			o.Root = call // each call of Append is a message of its own
		}
		begin(Port{At: AnyObject}, o)
	}
}

// rows reads the lines of the table for the function.
func (r *reader) rows(rows []*sinks.Row) {
	for _, row := range rows {
		k := kinds[row.Kind]
		if k.effects != nil {
			k.effects(r, row)
		}
		r.fx.Results = r.fx.Results || k.results
		r.fx.Objects = r.fx.Objects || k.objects
	}
}

// set: a method that puts a body into its receiver, and returns it or a copy of it.
func (r *reader) set(row *sinks.Row) {
	recv := r.recv()
	if recv == nil {
		return
	}
	r.add(Effect{Op: Carry, From: from(recv), To: Port{At: AnyResult}})
	for _, p := range row.Body {
		if b := r.place(p); b != nil && p.Arg != sinks.Recv {
			from, role := []Port{{V: b, Path: placePath(p)}}, r.setRole(p)
			r.add(Effect{Op: Set, From: from, To: Port{At: AnyResult}, Role: role, Name: r.obj.Name()})
			r.add(Effect{Op: Set, From: from, To: port(recv), Role: role, Name: r.obj.Name()})
		}
	}
	r.add(Effect{Op: Alias, From: from(recv), To: Port{At: AnyResult}})
}

// header: a method that sets something else than the body, and returns its receiver or a copy of it.
func (r *reader) header(row *sinks.Row) {
	recv := r.recv()
	if recv == nil {
		return
	}
	r.add(Effect{Op: Carry, From: from(recv), To: Port{At: AnyResult}})
	if r.addresses() {
		for _, p := range row.To {
			if to := r.place(p); to != nil {
				r.add(Effect{Op: Address, From: []Port{{V: to, Path: placePath(p)}}, To: Port{V: recv, Path: Addressed}})
			}
		}
	}
	if val, ok := r.call.(ssa.Value); ok && types.Identical(val.Type(), recv.Type()) {
		r.add(Effect{Op: Alias, From: from(recv), To: Port{At: AnyResult}})
	}
}

// ctor: a function that makes a message, of a body and recipients if it is given them.
func (r *reader) ctor(row *sinks.Row) {
	for _, p := range row.To {
		if to := r.place(p); to != nil {
			r.add(Effect{Op: Address, From: []Port{{V: to, Path: placePath(p)}}, To: Port{At: AnyResult, Path: Addressed}})
		}
	}
	for _, p := range row.Body {
		if b := r.place(p); b != nil && p.Arg != sinks.Recv {
			r.add(Effect{Op: Make, From: []Port{{V: b, Path: placePath(p)}}, To: Port{At: AnyResult}, Role: r.setRole(p)})
		}
	}
}

// part: a method whose result is a part of its receiver, to be written to; each is a text of its own.
func (r *reader) part(*sinks.Row) {
	if recv := r.recv(); recv != nil {
		r.add(Effect{Op: Alias, From: from(recv), To: Port{At: Result, Path: r.obj.Name()}})
	}
}

// leave: a call by which its arguments leave the program, if its condition holds.
func (r *reader) leave(row *sinks.Row) {
	when := r.place(row.When.At)
	url := row.When.Op == "url" && when != nil
	var later []Effect
	for _, p := range row.Body {
		v := r.place(p)
		if v == nil || url && len(row.Body) == 1 && p == row.When.At {
			continue // the URL alone is what there is
		}
		x := Effect{Op: LeaveBody, From: []Port{{V: v, Path: placePath(p)}}, Row: row}
		x.From[0].Written = row.Kind == sinks.Request && p.Arg == sinks.Result0
		switch {
		case row.Kind == sinks.Writer:
			x.Op = LeaveStream
		case row.Kind == sinks.Request && strings.HasSuffix(p.Path, "RawQuery"):
			x.Op = LeaveParams
		case url && row.Name == "Get" && row.Path != "net/http":
			x.Op = LeaveParams // of a request that reads, only a parameter named after a text is one
			later = append(later, x)
			continue
		}
		r.add(x)
	}
	r.recipients(row)
	if row.When.Op == "" || when == nil {
		return
	}
	x := Effect{Op: LeaveIf, From: []Port{{V: when, Path: row.When.At.Path}}, Row: row}
	if recv := r.recv(); url && recv != nil && row.Path != "net/http" {
		x.From = append(x.From, port(recv))
	}
	r.add(x)
	if url {
		r.add(Effect{Op: LeaveParams, From: from(when), Row: row})
	}
	r.fx.Known = append(r.fx.Known, later...)
}

// recipients reads whom a call that sends sends to: arguments that are addresses, or the message that was given them.
func (r *reader) recipients(row *sinks.Row) {
	to := func(v ssa.Value, path string) {
		r.add(Effect{Op: LeaveTo, From: []Port{{V: v, Path: path}}, Row: row})
	}
	for _, p := range row.To {
		v := r.place(p)
		if v == nil {
			continue
		}
		path := placePath(p)
		if slices.Contains(row.Body, p) {
			// The message as a whole: whom it was Addressed to.
			for _, where := range []string{Addressed, "To", "Cc", "Bcc"} {
				to(v, fieldpath.Join(path, where))
			}
			continue
		}
		to(v, path)
		if before, ok := strings.CutSuffix(path, "To"); ok && (before == "" || strings.HasSuffix(before, "/")) {
			for _, where := range []string{"Cc", "CC", "Bcc", "BCC"} {
				to(v, before+where)
			}
		}
	}
}

// template: the text lives at the provider.
func (r *reader) template(row *sinks.Row) {
	x := Effect{Op: LeaveTemplate, Row: row}
	if v := r.place(row.When.At); row.When.Op == "set" && v != nil {
		x.From = []Port{{V: v, Path: row.When.At.Path}}
	}
	r.add(x)
}

// resubscribe: somebody is taken off the provider's list of oppositions.
func (r *reader) resubscribe(row *sinks.Row) { r.add(Effect{Op: LeaveResubscribe, Row: row}) }

// step reads what steps.tsv says that a function does with a text on its way.
func (r *reader) step(s *sinks.Step) {
	x := Effect{Name: say.Phrase("passed through %s", ir.ObjName(r.obj))}
	variadic := r.c.Signature().Variadic()
	if s.From.Kind == "args" {
		for i, a := range r.c.Args {
			p := port(a)
			if variadic && i == len(r.c.Args)-1 {
				p.Path = "[]"
			}
			x.From = append(x.From, p)
		}
	} else if v := r.spot(s.From); v != nil {
		x.From = []Port{{V: v, Path: r.spotPath(s.From)}}
	}
	key := r.place(sinks.Place{Arg: 0})
	switch s.Op {
	case sinks.Copy:
		x.Op = Pass
	case sinks.Wrap:
		x.Op, x.Via = Pass, r.Transfer(source.Wrapped, x.Name, r.pos)
		if key != nil && s.To.Kind != "result" && s.From.Kind == "arg" && s.From.Index == 1 {
			// url.Values.Set(key, text), multipart.Writer.WriteField(key, text)
			x.Op, x.Name = Key, fieldpath.Key(key)
			x.Role = words.RoleOf(x.Name)
		}
	case sinks.Alter:
		switch {
		case s.To.Kind != "result":
			x.Op, x.Via = Pass, r.Transfer(source.Altered, x.Name, r.pos)
		case len(x.From) > 1 && s.Name != "*", variadic:
			x.Op = Mix
		default:
			x.Op, x.Via = Change, r.Transfer(source.Altered, x.Name, r.pos)
		}
	case sinks.Join:
		x.Op, x.Name = Join, say.Phrase("joined with other text")
	case sinks.Alias:
		x.Op = Alias
		if s.From.Kind == "args" {
			x.From = nil
			for _, a := range r.args {
				x.From = append(x.From, port(a))
			}
		}
	case sinks.Format:
		// A format, and behind it what fills it.
		x.Op, x.Name = Format, say.Phrase("formatted by %s", ir.ObjName(r.obj))
		x.From = x.From[:min(1, len(x.From))]
		if rest := r.place(sinks.Place{Arg: s.From.Index + 1}); rest != nil && len(x.From) == 1 {
			x.From = append(x.From, Port{V: rest, Path: "[]"})
		}
	case sinks.Render:
		made := say.Phrase("the output of %s", ir.ObjName(r.obj))
		if s.To.Kind == "result" {
			made = say.Phrase("the result of %s", ir.ObjName(r.obj))
		}
		l := r.Source(source.Origin{Kind: source.Unknown, What: made}, r.pos).As(words.BodyRole)
		x.Op, x.Source, x.From = Begin, &l, nil
	case sinks.Fill:
		x.Op = Fill
	}
	r.put(s, x)
}

// put adds an effect for each place where a step puts the text. The name * stands for functions that return a text.
func (r *reader) put(s *sinks.Step, x Effect) {
	if s.To.Kind != "result" {
		if v := r.spot(s.To); v != nil && s.Name != "*" {
			x.To = port(v)
			r.add(x)
		}
		return
	}
	if r.fx.Results && x.Op != Alias {
		return // the table's rows say what it returns
	}
	results := r.c.Signature().Results()
	for i := range results.Len() {
		if s.Name == "*" && ir.Texty(results.At(i).Type()) || s.Name != "*" && i == s.To.Index {
			x.To = resultAt(i)
			r.add(x)
		}
	}
}

// guess reads a call of a function of which nothing is known by the names that programmers give.
func (r *reader) guess() {
	results := r.c.Signature().Results()
	for i := range results.Len() {
		r.guessResult(i, results.At(i).Type())
	}
	r.guessWrites()
}

// guessResult: text in, text out is a change of the text; an object whose method returns its type goes on being the object;
// everything else comes from outside.
func (r *reader) guessResult(i int, typ types.Type) {
	to := resultAt(i)
	if len(r.args) > 0 && r.method() && types.Identical(r.args[0].Type(), typ) && !ir.Texty(typ) {
		r.add(Effect{Op: Carry, From: from(r.args[0]), To: to})
		if r.obj != nil && len(r.args) == 2 {
			r.add(Effect{Op: SetByName, From: from(r.args[1]), To: to})
		}
		return
	}
	name := ir.CalleeName(r.c)
	l := r.Source(source.Origin{Kind: source.Unknown, What: say.Phrase("the result of %s", name), Empty: r.ofLibrary() && !ir.Textual(typ)}, r.pos)
	switch {
	case r.obj != nil && envelopes[r.obj.FullName()]:
		l = l.As(words.HeaderRole)
	case r.obj != nil && words.NamesRendering(r.obj.Name()):
		l = l.As(words.BodyRole)
	}
	r.add(Effect{Op: Opaque, To: to, Source: &l})
	if l.Empty && !r.method() && constructs(r.obj.Name()) {
		r.guessParts(to)
	}
	if ir.Texty(typ) {
		x := Effect{Op: Through, To: to, Via: r.Transfer(r.throughKind(), say.Phrase("passed through %s", name), r.pos)}
		for i, a := range r.args {
			p := port(a)
			if r.c.Signature().Variadic() && i == len(r.args)-1 {
				p.Path = "[]"
			}
			if ir.Texty(a.Type()) {
				x.From = append(x.From, p)
			}
		}
		r.add(x)
	}
}

// throughKind says what a function that nobody knows makes of a text. A helper of the same module, of which this run knows
// nothing, is judged by the run that sees the whole: it is not told here.
func (r *reader) throughKind() source.TransferKind {
	if sf, ok := r.Facts.(SendFacts); ok && r.obj != nil && r.obj.Pkg() != nil && sf.Judged(r.obj.Pkg()) {
		return source.Wrapped
	}
	return source.Through
}

// ofLibrary reports whether the function belongs to a library that sends.
func (r *reader) ofLibrary() bool {
	return r.obj != nil && r.obj.Pkg() != nil && r.library(r.obj.Pkg().Path())
}

// guessParts: what a constructor gets it puts into the field of that name, as far as the name says that it is a body.
func (r *reader) guessParts(to Port) {
	params := r.c.Signature().Params()
	for i := range min(params.Len(), len(r.c.Args)) {
		part := params.At(i).Name()
		if words.RoleOf(part) == words.BodyRole || strings.Contains(r.obj.Name(), "As") { // and no client, no address
			r.add(Effect{Op: Construct, From: from(r.c.Args[i]), To: to, Name: part, Role: words.RoleOf(part), Via: r.beside(part)})
		}
	}
}

// guessWrites: what a method or function writes into what it is given.
func (r *reader) guessWrites() {
	name := r.c.Value.Name()
	if r.obj != nil {
		name = r.obj.Name()
	}
	method := len(r.args) > 0 && r.method()
	if method {
		r.guessReceiver(name)
	}
	for i, a := range r.args {
		switch {
		case method && a == r.args[0]:
		case name == "WriteTo" && i == 1:
			r.add(Effect{Op: Pass, From: from(r.args[0]), To: port(a)})
		case !ir.Textual(a.Type()) && ir.Reference(a.Type()):
			r.add(Effect{Op: Fill, To: port(a)})
		}
	}
}

// guessReceiver: a method named after writing writes, one named after setting sets, and one that returns the type of its
// receiver returns its receiver.
func (r *reader) guessReceiver(name string) {
	recv := r.args[0]
	val, _ := r.call.(ssa.Value)
	switch {
	case (name == "Write" || name == "WriteString" || name == "Print" || name == "Println") && len(r.args) > 1 && ir.Texty(r.args[1].Type()):
		r.add(Effect{Op: Pass, From: from(r.args[1]), To: port(recv)})
		return
	case len(r.args) == 2 && r.obj != nil && strings.HasPrefix(name, "Set"):
		r.add(Effect{Op: SetByName, From: from(r.args[1]), To: port(recv)})
	}
	if val != nil && types.Identical(val.Type(), recv.Type()) {
		r.add(Effect{Op: Alias, From: from(recv), To: Port{At: AnyResult}})
	}
}

// place returns the value at a table's place in the call, nil where there is none. Variadic places are the slice of the arguments.
func (r *reader) place(p sinks.Place) ssa.Value {
	off := 0
	if r.method() || ir.Bound(r.c) {
		off = 1
	}
	switch p.Arg {
	case sinks.Recv:
		if off == 1 && len(r.args) > 0 {
			return r.args[0]
		}
		return nil
	case sinks.Result0:
		v, _ := r.call.(ssa.Value)
		return ir.ResultValue(v, 0)
	}
	if i := p.Arg + off; i < len(r.args) {
		return r.args[i]
	}
	return nil
}

// spot returns the value at a spot of a step.
func (r *reader) spot(s sinks.Spot) ssa.Value {
	switch s.Kind {
	case "recv":
		return r.recv()
	case "arg":
		return r.place(sinks.Place{Arg: s.Index})
	case "result":
		v, _ := r.call.(ssa.Value)
		return ir.ResultValue(v, s.Index)
	}
	return nil
}

// spotPath returns the path that reaches the text of a spot: the arguments of a variadic parameter are a slice.
func (r *reader) spotPath(s sinks.Spot) string {
	sig := r.c.Signature()
	if s.Kind == "arg" && sig.Variadic() && s.Index == sig.Params().Len()-1 {
		return "[]"
	}
	return ""
}

// placePath returns the path of a table's place in its argument.
func placePath(p sinks.Place) string {
	if p.Variadic {
		return fieldpath.Join("[]", p.Path)
	}
	return p.Path
}

// Addressed is the path of the addresses that the methods of a message gave it.
const Addressed = "@to"

// addresses reports whether a call that sets a header sets whom a message goes to: the method is named after it, or its key is.
func (r *reader) addresses() bool {
	if !strings.HasSuffix(r.obj.Name(), "Header") {
		return true
	}
	key := r.place(sinks.Place{Arg: 0})
	if key == nil {
		return false
	}
	switch strings.ToLower(strings.Trim(fieldpath.Key(key), "[]")) {
	case "to", "cc", "bcc":
		return true
	}
	return false
}

var keyed = regexp.MustCompile(`Param|Query|Field|Form`)

// setRole says what a setter sets: a body, or what its key says: SetQueryParam("to", …).
func (r *reader) setRole(p sinks.Place) words.Role {
	if k := r.place(sinks.Place{Arg: 0}); p.Arg == 1 && k != nil && keyed.MatchString(r.obj.Name()) {
		return words.RoleOf(fieldpath.Key(k))
	}
	return words.BodyRole
}
