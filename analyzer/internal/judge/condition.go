package judge

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/internal/endpoint"
	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/internal/sinks"
)

// condition reports whether a send that depends on a URL, a path or a command is one, or which parameters decide.
func (j *Judge) condition(s *sink) (bool, []source.Source) {
	if s.cond.Op == "set" {
		ls := j.resolve(s.conds, s.instr.Pos())
		// A struct that is handed on, text and all: the callers fill the place or do not.
		theirs := func(l source.Source) bool { return l.Kind == source.Param && l.Path != "" }
		if len(ls) > 0 && !slices.ContainsFunc(ls, func(l source.Source) bool { return !theirs(l) }) {
			if body := j.resolve(s.refs, s.instr.Pos()); len(body) > 0 && !slices.ContainsFunc(body, func(l source.Source) bool { return !theirs(l) }) {
				if sites, _ := j.Program.Callers(ls[0].Fn); len(sites) > 0 {
					return false, ls
				}
			}
		}
		return len(ls) > 0, nil
	}
	parts := slices.Clone(s.parts)
	var params []source.Source
	for _, r := range s.conds {
		texts, open := endpoint.Constants(j.Program, r.v, s.instr.Parent(), s.cond.Op != "command")
		for _, t := range texts {
			if !slices.Contains(parts, t) {
				parts = append(parts, t)
			}
		}
		for _, v := range open {
			params = append(params, j.Source(source.Origin{Kind: source.Param, Fn: v.Parent(), Idx: slices.Index(v.Parent().Params, v)}, v.Pos()))
		}
	}
	s.parts = parts
	switch s.cond.Op {
	case "command":
		return slices.ContainsFunc(parts, sinks.Mailer), nil
	case "path":
		return sinks.MatchPath(parts, s.cond.Glob), params
	}
	hosts, undecided := j.Table.Provider(parts)
	if len(hosts) == 0 && undecided && len(params) == 0 {
		// The host is a provider's and nothing says which of its paths: better asked than missed.
		for i := range j.Table.Hosts {
			if h := &j.Table.Hosts[i]; slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, h.Host) }) {
				hosts = append(hosts, h)
				break
			}
		}
	}
	if len(hosts) > 0 {
		s.channel = hosts[0].Channel
		s.name = say.Phrase("a request to %s", hosts[0].Provider)
		return true, nil
	}
	if j.Facts != nil && slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, "://") && !strings.HasSuffix(p, "://") }) && !slices.ContainsFunc(parts, j.Table.Names) {
		return false, nil // a client of another service: nobody is told about each of its calls
	}
	return false, params
}
