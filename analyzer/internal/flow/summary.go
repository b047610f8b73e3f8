package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// What a run over one package writes down for the runs over those that import it: summaries of functions, which a driver carries
// as facts. The driver that sees the whole module has none.

// Facts is what was written down about packages out of view.
type Facts interface {
	// Results returns the sources of a function's result, in terms of its parameters; ok is false if nothing is known.
	Results(f *types.Func, idx int, path string) (sources []SourceFact, ok bool)
}

// SourceFact is a Source that can be written down and read in another process.
type SourceFact struct {
	Built   bool
	Adopted bool
	Param   int    // the index of the parameter that it is, -1 for none
	Path    string // into the parameter
	What    string // of what is no parameter: a phrase
	Role    uint8  // a Role, as Part
	Part    uint8
	Step    *TransferFact
}

// TransferFact is a Transfer that can be written down.
type TransferFact struct {
	Kind uint8 // a TransferKind
	What string
}

// Summary says that a function sends what its parameters hold: callers of it send.
type Summary struct {
	Func    *types.Func
	Sink    string // the function of a library, or the provider, that it hands the text to
	Channel sinks.Channel
	Params  []ParamFact      // what is sent
	Cond    *sinks.Condition // what decides whether anything is, nil if nothing does
	Parts   []string         // constants that the URL is made of
	Conds   []ParamFact      // parameters that decide with them
	To      []ParamFact      // whom it goes to, where parameters alone say it
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
	// Sends returns what callers of a function send.
	Sends(f *types.Func) []Summary
	// Holds returns the sends that take what a field of another package's type holds.
	Holds(f *types.Var) []Summary
	// Judged reports whether a package out of view is one of those that are judged in runs of their own.
	Judged(p *types.Package) bool
}

// sourceFact adds a source of a result that was written down, as a call with these arguments sees it.
func (e *Engine) sourceFact(n *node, b SourceFact, as []ssa.Value, at token.Pos) {
	var s *source.Transfer
	if b.Step != nil {
		s = e.Transfer(source.TransferKind(b.Step.Kind), b.Step.What, token.NoPos)
	}
	switch {
	case b.Built:
		n.set.Add(e.Source(source.Origin{Kind: source.Built, What: b.What, Adopted: b.Adopted}, at).Under(s, words.Role(b.Part)))
	case b.Param >= 0:
		if b.Param < len(as) {
			for _, o := range e.get(n, Query{Mode: OfValue, V: as[b.Param], Path: b.Path}) {
				if o.At == token.NoPos {
					o.At = at
				}
				n.set.Add(o.Under(s, words.Role(b.Part)))
			}
		}
	default:
		n.set.Add(e.Source(source.Origin{Kind: source.Unknown, What: b.What}, at).As(words.Role(b.Role)).Under(s, words.Role(b.Part)))
	}
}
