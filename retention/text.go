package retention

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/retention/internal/page"
	"github.com/scrutateur/scrutateur/retention/internal/record"
)

// heading says what the plan is about, a line each.
func (p Plan) heading(t page.Lang) (title string, lines []string) {
	title = t.Say("Erasure plan on ") + t.Date(p.On)
	who := p.Name
	if who == "" {
		who = p.Controller
	} else {
		who += " (" + p.Controller + ")"
	}
	lines = append(lines, t.Say("Controller: ")+who)
	if len(p.Rounds) > 0 {
		s := t.Say("Election: ")
		if p.Election != "" {
			s += p.Election + ", "
		}
		if p.Rounds[0] == p.Rounds[len(p.Rounds)-1] {
			s += t.Say("on ") + t.Date(p.Rounds[0])
		} else {
			s += t.Say("rounds of ") + t.Dates(p.Rounds, page.And)
			switch p.Decided {
			case 0:
				s += t.Say("; deciding round unknown")
			case 1:
				s += t.Say("; decided in round 1")
			default:
				s += fmt.Sprintf(t.Say("; decided in round %d"), p.Decided)
			}
		}
		lines = append(lines, s)
	}
	lines = append(lines, t.Say("Policy: ")+p.Policy)
	return title, lines
}

// WriteText writes the plan for a person at a terminal, in French or English: a block for each action, 80 columns wide
// where the names allow it, then the holds, the findings and the hash that approves it.
func (p Plan) WriteText(w io.Writer, tag language.Tag) error {
	canonical, err := p.Canonical()
	if err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	t := page.LangOf(tag)
	var b strings.Builder
	title, lines := p.heading(t)
	b.WriteString(title + "\n")
	for _, l := range lines {
		b.WriteString(l + "\n")
	}
	if len(p.Actions) == 0 {
		b.WriteString("\n" + t.Say("Nothing to erase.") + "\n")
	}
	for _, a := range p.Actions {
		fmt.Fprintf(&b, "\n%-12s %s\n", strings.ToUpper(t.Say(stateWords[a.State])), a.Class.in(t)+", "+t.Records(a.Count))
		indent := func(s string) { wrap(&b, s, 13, 80) }
		indent(t.Say(doWords[a.Do]) + ", " + a.when(t))
		indent(a.by(t))
		indent(a.Why(tag))
		if s := a.held(t); s != "" {
			indent(s)
		}
		if a.Gone != "" {
			indent(t.Say("Last backup overwritten on ") + t.Date(a.Gone) + ".")
		}
	}
	if len(p.Holds) > 0 {
		b.WriteString("\n" + t.Say("Holds") + "\n")
		for _, h := range p.Holds {
			wrap(&b, h.sentence(t), 2, 80)
		}
	}
	if len(p.Findings) > 0 {
		b.WriteString("\n" + t.Say("Findings") + "\n")
		for _, f := range p.Findings {
			wrap(&b, f.In(t.Tag()), 2, 80)
		}
	}
	b.WriteString("\n" + t.Say("Hash of the plan: ") + record.Hash(canonical) + "\n")
	_, err = io.WriteString(w, b.String())
	return err
}

// In says in one sentence what the hold is, in French or English.
func (h Hold) In(lang language.Tag) string { return h.sentence(page.LangOf(lang)) }

func (h Hold) sentence(t page.Lang) string {
	s := h.ID + t.Say(": ") + h.Reason + " (" + h.Authority + "), " + t.Say("since ") + t.Date(h.Start)
	if h.End != "" {
		s += t.Say(", until ") + t.Date(h.End)
	}
	if h.Review != "" {
		s += t.Say(", to be looked at again on ") + t.Date(h.Review)
	}
	return s + "."
}

// wrap writes words in lines of at most width characters, indented. A word is never cut, nor a no-break space broken.
func wrap(b *strings.Builder, s string, indent, width int) {
	at := 0
	for word := range strings.SplitSeq(s, " ") {
		n := len([]rune(word))
		switch {
		case at == 0:
			b.WriteString(strings.Repeat(" ", indent))
			at = indent
		case at+1+n > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	b.WriteByte('\n')
}
