package flow

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/fieldpath"
	"github.com/scrutateur/scrutateur/analyzer/internal/ir"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// Write is one write into an object: m.Body = s, b.WriteString(s), or a call of a function in view that writes.
type Write struct {
	Instr ssa.Instruction
	Via   *source.Transfer
	role  words.Role
	part  string // of what was asked for, in which it is written: pieces of different parts are different texts
	piece bool   // one of several pieces that make one text, as with a writer

	// What is written is one of these.
	v      ssa.Value // a value, at path
	path   string
	source *source.Source // something whose source is known without asking
	format *Effect        // a format and what fills it
	Callee *ssa.Function  // what this function writes into its parameter idx, when Call calls it
	Call   ssa.CallInstruction
	idx    int
}

// place is what is asked about an object.
type place struct {
	v    ssa.Value
	path string
}

// written is what is known about the writes into one object.
type written struct {
	writes   []Write
	fallback *source.Source // who may have filled it when nothing in view does
}

// writes returns what is written into the object that a value refers to, at a path.
func (e *Engine) writes(v ssa.Value, path string) written {
	k := place{v, path}
	w, ok := e.written[k]
	if !ok {
		w = e.walk([]alias{{v, ""}}, path)
		e.written[k] = w
	}
	return w
}

// after adds to the answer for a call's result what is written into the object that it returns. Who may have filled it is
// said only if the call itself says nothing.
func (e *Engine) after(n *node, v ssa.Value, path string) {
	for _, l := range e.get(n, Query{Mode: OfWrites, V: v, Path: path}) {
		n.set.Add(l)
	}
	if w := e.writes(v, path); n.fallback == nil {
		n.fallback = w.fallback
	}
}

// contents answers for what is written into the object that root refers to.
func (e *Engine) contents(n *node, root ssa.Value, path string) {
	w := e.writes(root, path)
	if _, isParam := root.(*ssa.Parameter); !isParam && n.q.Mode == ofContents {
		n.fallback = w.fallback
	}
	// A writer that gets its text in pieces makes one text of them.
	type piece struct {
		in   ssa.Instruction
		part string
	}
	pieces := map[piece][]source.Source{}
	texts := map[string][]piece{} // by part
	var parts []string
	for _, c := range w.writes {
		if !c.piece {
			e.write(n, c)
			continue
		}
		tmp := &node{}
		e.writeInto(n, tmp, c)
		p := piece{c.Instr, c.part}
		if texts[c.part] == nil {
			parts = append(parts, c.part)
		}
		if _, seen := pieces[p]; !seen {
			texts[c.part] = append(texts[c.part], p)
		}
		pieces[p] = append(pieces[p], tmp.set.List...)
	}
	for _, part := range parts {
		order := texts[part]
		var sets [][]source.Source
		for _, p := range order {
			sets = append(sets, pieces[p])
		}
		text := &node{}
		if len(order) == 1 {
			text.set.List = sets[0]
		} else {
			e.mixed(text, say.Phrase("written together with other text"), order[0].in.Pos(), sets...)
		}
		for _, l := range text.set.List {
			n.set.Add(l.Under(e.beside(part), words.NoRole))
		}
	}
}

func (e *Engine) write(n *node, c Write) { e.writeInto(n, n, c) }

// writeInto adds the sources of what a write brings to into; n is evaluated again when there are more.
func (e *Engine) writeInto(n, into *node, c Write) {
	pos := c.Instr.Pos()
	switch {
	case c.source != nil:
		into.set.Add(c.put(*c.source))
	case c.format != nil:
		tmp := &node{}
		e.combine(n, tmp, c.format, pos)
		for _, l := range tmp.set.List {
			into.set.Add(c.put(l))
		}
	case c.Callee != nil:
		e.writeByCallee(n, into, c)
	default:
		for _, l := range e.get(n, Query{Mode: OfValue, V: c.v, Path: c.path}) {
			if l.At == token.NoPos {
				l.At = pos
			}
			into.set.Add(c.put(l))
		}
	}
}

// writeByCallee adds what a function in view writes into one of its parameters, as the call sees it: its other parameters are what
// the call gives it.
func (e *Engine) writeByCallee(n, into *node, c Write) {
	var as []ssa.Value // unknown where the method is called as a value
	if c.Call != nil {
		as = ir.Args(c.Call.Common())
	}
	for _, l := range e.get(n, Query{Mode: ofContents, V: c.Callee.Params[c.idx], Path: c.path}) {
		if l.Kind != source.Param || l.Fn != c.Callee {
			into.set.Add(c.put(e.rooted(l, c.Callee, as)))
			continue
		}
		if l.Idx >= len(as) || l.Idx == c.idx {
			continue
		}
		for _, o := range e.get(n, Query{Mode: OfValue, V: as[l.Idx], Path: l.Path}) {
			if o.At == token.NoPos {
				o.At = c.Instr.Pos()
			}
			into.set.Add(c.put(o.Under(l.Via, l.Part)))
		}
	}
}

// FieldWrites returns everything in view that is written into a field of any object.
func (e *Engine) FieldWrites(f *types.Var, path string) []Write {
	k := fieldPlace{f, path}
	ws, ok := e.fields[k]
	if !ok {
		var roots []alias
		for _, a := range e.Program.Addrs(f) {
			roots = append(roots, alias{a, ""})
		}
		ws = e.walk(roots, path).writes
		e.fields[k] = ws
	}
	return ws
}

// fieldPlace is what is asked about a field.
type fieldPlace struct {
	f    *types.Var
	path string
}

// extra notes that the write is to a part of what was asked for: it is one among others, with the role of its name.
func (e *Engine) extra(c *Write, extra string, pos token.Pos) {
	if c.part = extra; extra == "" {
		return
	}
	if c.role == words.NoRole {
		c.role = source.PathRole(extra)
	}
	if c.Via == nil && !c.piece {
		c.Via = e.beside(extra)
	}
}

// beside returns the transfer of what stands in a part of an object, beside others; nil where the part is an element like all.
func (e *Engine) beside(part string) *source.Transfer {
	if strings.Trim(part, "[]/") == "" {
		return nil
	}
	return e.Transfer(source.Wrapped, say.Phrase("put beside other fields"), token.NoPos)
}

// filled notes that a call out of view may have filled the object.
func (e *Engine) filled(old *source.Source, by *types.Func, asked string, at token.Pos) *source.Source {
	if old != nil {
		return old
	}
	what := say.Phrase("what a function value filled in")
	if by != nil {
		what = say.Phrase("what %s filled in", ir.ObjName(by))
	}
	if f := e.LastField(asked); f != nil {
		return new(e.Source(source.Origin{Kind: source.Field, Field: f, Path: fieldpath.TailAfterField(asked), What: what}, at))
	}
	return new(e.Source(source.Origin{Kind: source.Unknown, What: what}, at))
}

// put returns a source as the write puts it where it goes.
func (c Write) put(l source.Source) source.Source {
	l = l.Under(c.Via, c.role)
	if l.Slot == "" && l.Part == words.BodyRole {
		for part := c.part; part != "" && l.Slot == ""; {
			i := strings.LastIndexByte(part, '/')
			if name := fieldpath.Name(part[i+1:]); words.NamesFinished(name) {
				l.Slot = strings.ToLower(name)
			}
			part = part[:max(i, 0)]
		}
	}
	return l
}
