package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// What a package tells those that import it. Facts hold slices and no maps, so that their encoding is the same each time.

// sendFact is a flow.Summary that can be written down.
type sendFact struct {
	Sink    string
	Channel string
	Params  []flow.ParamFact
	Cond    sinks.Condition
	Parts   []string
	Conds   []flow.ParamFact
	To      []flow.ParamFact
}

// sendsFact is on a function that sends what a parameter holds.
type sendsFact struct{ Sends []sendFact }

func (*sendsFact) AFact() {}
func (f *sendsFact) String() string {
	var ss []string
	for _, s := range f.Sends {
		var ps []string
		for _, p := range s.Params {
			ps = append(ps, strings.TrimSuffix(fmt.Sprintf("%d.%s", p.Index, p.Path), "."))
		}
		ss = append(ss, fmt.Sprintf("%s(%s)", s.Channel, strings.Join(ps, ",")))
	}
	return "sends " + strings.Join(ss, " ")
}

// holdsFact is on a struct field whose content is sent.
type holdsFact struct{ Sends []sendFact }

func (*holdsFact) AFact()           {}
func (f *holdsFact) String() string { return "holds a body" }

// resultFact is what is known about one result at one path.
type resultFact struct {
	Index      int
	Path       string
	Beginnings []flow.SourceFact
}

// resultsFact is on a function whose results are made of built messages or of its parameters.
type resultsFact struct{ Results []resultFact }

func (*resultsFact) AFact() {}
func (f *resultsFact) String() string {
	var ss []string
	for _, r := range f.Results {
		for _, b := range r.Beginnings {
			switch {
			case b.Built:
				ss = append(ss, fmt.Sprintf("%d built", r.Index))
			case b.Param >= 0:
				ss = append(ss, fmt.Sprintf("%d from %d", r.Index, b.Param))
			default:
				ss = append(ss, fmt.Sprintf("%d other", r.Index))
			}
		}
	}
	slices.Sort(ss)
	return "results " + strings.Join(slices.Compact(ss), ", ")
}
