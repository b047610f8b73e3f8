package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

func (e *Engine) sourceFact(n *node, b SourceFact, as []ssa.Value, at token.Pos) {
	var s *Transfer
	if b.Step != nil {
		s = e.Transfer(TransferKind(b.Step.Kind), b.Step.What, token.NoPos)
	}
	switch {
	case b.Built:
		n.set.Add(e.Source(Origin{Kind: Built, What: b.What, Adopted: b.Adopted}, at).Under(s, Role(b.Part)))
	case b.Param >= 0:
		if b.Param < len(as) {
			for _, o := range e.get(n, Query{Mode: OfValue, V: as[b.Param], Path: b.Path}) {
				if o.At == token.NoPos {
					o.At = at
				}
				n.set.Add(o.Under(s, Role(b.Part)))
			}
		}
	default:
		n.set.Add(e.Source(Origin{Kind: Unknown, What: b.What}, at).as(Role(b.Role)).Under(s, Role(b.Part)))
	}
}

// Facts is what is known about packages out of view.
type Facts interface {
	// Results returns the beginnings of a function's result, in terms of its parameters; ok is false if nothing is known.
	Results(f *types.Func, idx int, path string) (beginnings []SourceFact, ok bool)
}

// Beginning is a leaf that can be written down and read in another process.
type SourceFact struct {
	Built   bool
	Adopted bool
	Param   int // -1: none
	Path    string
	What    string // of what is neither built nor a parameter
	Role    uint8
	Part    uint8
	Step    *TransferFact
}

// StepFact is a step that can be written down.
type TransferFact struct {
	Kind uint8
	What string
}

// Summary says that a function sends what one of its parameters holds.
type Summary struct {
	Func    *types.Func
	Sink    string
	Channel sinks.Channel
	Params  []ParamFact
	Cond    *sinks.Condition
	Parts   []string
	Conds   []ParamFact
	To      []ParamFact // whom it goes to, where parameters alone say it
}

// ParamFact is a way into a parameter, counted with the receiver.
type ParamFact struct {
	Index int
	Path  string
	Part  uint8
	Step  *TransferFact
}

// SendFacts is what is known about functions out of view that send.
type SendFacts interface {
	Sends(f *types.Func) []Summary
	// Holds returns the sends that take what a field of another package's type holds.
	Holds(f *types.Var) []Summary
	// Judged reports whether a package out of view is one of those that are judged in runs of their own.
	Judged(p *types.Package) bool
}
