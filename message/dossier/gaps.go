package dossier

import (
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// gap is everything that a page lacks under one rule.
type gap struct {
	Rule   string
	URL    string // where the rule is explained
	Title  string
	Source string // the article, as a lawyer names it
	Blocks bool   // no message leaves before this is filled
	Items  []lack
}

// lack is one thing that is missing, and where it belongs.
type lack struct{ Detail, Path string }

// gaps groups what is missing by rule, those that block first.
func (p Page) gaps() []gap {
	var out []gap
	for _, f := range p.Missing {
		i := slices.IndexFunc(out, func(g gap) bool { return g.Rule == string(f.Rule) })
		if i < 0 {
			g := gap{Rule: string(f.Rule)}
			if r, ok := law.Lookup(f.Rule, time.Time{}); ok {
				r = r.In(p.words.Tag())
				g.URL, g.Title = r.URL(), r.Title
				g.Source = strings.Join(said(r.Cites[0].Text, r.Cites[0].Article), ", ")
			}
			i = len(out)
			out = append(out, g)
		}
		out[i].Blocks = out[i].Blocks || f.Severity == law.Must
		out[i].Items = append(out[i].Items, lack{upper(f.DetailIn(p.words.Tag())), f.Path})
	}
	slices.SortStableFunc(out, func(a, b gap) int {
		switch {
		case a.Blocks == b.Blocks:
			return 0
		case a.Blocks:
			return -1
		}
		return 1
	})
	return out
}

func (p Page) missingTitle() string { return p.words.Say("Missing:") }
