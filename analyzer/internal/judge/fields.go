package judge

import (
	"fmt"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/flow"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/sinks"
)

// fill makes sends of everything that fills a field whose content is sent. It reports whether anything does.
func (j *Judge) fill(s *send, l flow.Source) bool {
	cs := j.FieldWrites(l.Field, l.Path)
	any := false
	k := fmt.Sprint(l.Field.Pos(), l.Field.Id(), l.Path, s.channel, s.step0(l))
	done := j.handled[k]
	j.handled[k] = true
	if !done && l.Path == "" {
		j.held = append(j.held, HeldField{l.Field, s.sink, s.channel})
	}
	for _, c := range cs {
		if j.Skip(c.Instr.Pos()) || c.Callee != nil && c.Call == s.instr {
			continue
		}
		any = true
		if done {
			continue
		}
		c := c
		if c.Via == nil {
			c.Via = l.Via
		}
		j.later = append(j.later, &send{sink: s.sink, channel: s.channel, instr: c.Instr, contrib: &c, far: true, stream: s.stream,
			trail: append([]finding.Related{{Place: finding.Point(s.instr.Pos()), Message: say.Phrase("field %s is sent here by %s", l.Field.Name(), s.sink)}}, s.trail...)})
	}
	return any
}

func (s *send) step0(l flow.Source) string {
	if l.Via == nil {
		return ""
	}
	return l.Via.What
}

// HeldField is a field whose content is sent.
type HeldField struct {
	Field   *types.Var
	Sink    string
	Channel sinks.Channel
}

// Held returns the fields in view whose content is sent, in the order in which they were met.
func (j *Judge) Held() []HeldField { return j.held }
