package judge

import (
	"fmt"
	"go/types"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// fill makes sends of everything that fills a field whose content is sent. It reports whether anything does.
func (j *Judge) fill(s *sink, l source.Source) bool {
	cs := j.FieldWrites(l.Field, l.Path)
	any := false
	what := "" // became of it
	if l.Via != nil {
		what = l.Via.What
	}
	k := fmt.Sprint(l.Field.Pos(), l.Field.Id(), l.Path, s.channel, what)
	done := j.filled[k]
	j.filled[k] = true
	if !done && l.Path == "" {
		j.held = append(j.held, HeldField{l.Field, s.name, s.channel})
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
		j.later = append(j.later, &sink{name: s.name, channel: s.channel, instr: c.Instr, write: &c, far: true, stream: s.stream,
			trail: append([]finding.Related{{Place: finding.Point(s.instr.Pos()), Message: say.Phrase("field %s is sent here by %s", l.Field.Name(), s.name)}}, s.trail...)})
	}
	return any
}

// HeldField is a field whose content is sent.
type HeldField struct {
	Field   *types.Var
	Sink    string
	Channel sinks.Channel
}

// Held returns the fields in view whose content is sent, in the order in which they were met.
func (j *Judge) Held() []HeldField { return j.held }
