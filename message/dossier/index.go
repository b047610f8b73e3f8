package dossier

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// zeroTime asks package law for the newest version of a rule.
var zeroTime time.Time

// index lists the pages, everything that is missing, and the rules that were softened with their reasons.
func (w *writer) index(pages []Page) Page {
	n, say := w.d.Notice, w.Say
	p := w.page(Index, say("Compliance dossier"), false, "")
	p.facts(
		fact(say("Controller¦in full"), n.Controller.Name),
		fact(say("Election"), w.election()),
		fact(say("Templates of messages"), w.Count(len(w.d.Templates))),
	)
	var rows [][]line
	for _, x := range pages {
		use := say("to be kept")
		if x.Public {
			use = say("to be published")
		}
		state := styled(yes, say("complete"))
		if x.Name == Impact {
			state = styled(open, say("for a person to judge"))
		}
		if len(x.Missing) > 0 {
			state = styled(no, say("missing ")+strconv.Itoa(len(x.Missing)))
		}
		rows = append(rows, []line{in(span{Text: x.Title, Link: x.Name}), in(w.Say(articles[x.Name])), in(use), in(state)})
	}
	p.table(say("The pages of the dossier"), []string{say("Page"), say("Text"), say("Use"), say("State")}, rows...)
	if n.Advert == nil {
		p.para(say("No advertisement in the sense of Regulation (EU) 2024/900 is declared: the dossier has no transparency notice."))
	}
	w.exceptions(&p)
	w.readings(&p)
	return p
}

// exceptions shows the rules that were softened, each with its reason.
func (w *writer) exceptions(p *Page) {
	if len(w.d.Except) == 0 {
		return
	}
	say := w.Say
	p.head(say("Exceptions"))
	p.para(say("These rules no longer block a message, for the reason that is written here."))
	var rows [][]line
	for _, e := range w.d.Except {
		id := in(styled(code, string(e.Rule)))
		title := ""
		if r, ok := w.ruleOf(e.Rule); ok {
			id, title = in(span{Text: string(e.Rule), Link: r.URL()}), r.Title
		}
		rows = append(rows, []line{id, in(title), in(or(strings.TrimSpace(e.Reason), w.missing()))})
	}
	p.table(say("Softened rules"), []string{say("Rule"), say("What it asks"), say("Reason")}, rows...)
}

// readings shows how open questions of law are read, where that is not the cautious way.
func (w *writer) readings(p *Page) {
	say, r := w.Say, w.d.Notice.Readings
	var items []line
	if r.InHouse != "" {
		items = append(items, in(say("The label binds publishers who are paid, not those who send themselves.")))
	}
	if r.SMS != "" {
		items = append(items, in(say("An SMS is not online.")))
	}
	if r.Area != "" {
		items = append(items, in(say("To address one's own commune or constituency is no targeting.")))
	}
	if len(items) > 0 {
		p.head(say("Open questions of law"))
		p.para(say("No court has settled them. The campaign reads them so:"))
		p.list(items...)
	}
}

var articles = map[string]tongue.Text{
	Privacy:      "GDPR, Articles 13 and 14",
	Transparency: "Regulation (EU) 2024/900, Article 12",
	Register:     "GDPR, Article 30",
	Processors:   "GDPR, Article 28",
	Impact:       "GDPR, Article 35",
	Regulator:    "GDPR, Article 31",
	Reminders:    "Electoral Code",
}

// Concerns returns the names of the pages on which a finding of the index stands, in their order.
func Concerns(pages []Page, f law.Finding) []string {
	var names []string
	for _, p := range pages {
		if p.Name != Index && slices.ContainsFunc(p.Missing, f.Equal) {
			names = append(names, p.Name)
		}
	}
	return names
}
