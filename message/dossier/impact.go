package dossier

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// impact is a document to start a data protection impact assessment from: the four parts of GDPR 35(7), filled in as far as the
// Notice goes. What a person must judge is left open.
func (w *writer) impact() Page {
	say := w.Say
	p := w.page(Impact, say("Impact assessment: a document to start from"), false,
		"Notice.Purpose", "Notice.Data", "Notice.Keep", "Notice.Basis", "Notice.Origin", "Notice.Processors", "Notice.Advert.Targeting", "Facts.Security", "Facts.People", "Facts.Tools")
	p.Missing = slices.DeleteFunc(p.Missing, ofContract)
	w.due(&p)
	w.described(&p)
	w.principles(&p)
	w.risks(&p)
	w.measures(&p)
	return p
}

// judged stands where a person must judge.
func (w *writer) judged() span { return styled(open, w.Say("to be judged")) }

// due says what there is to judge whether an assessment is due.
func (w *writer) due(p *Page) {
	f, say, judge := w.d.Facts, w.Say, w.judged()
	p.head(say("Is an assessment due?"))
	p.para(say("An assessment precedes processing that is likely to result in a high risk, and in particular large-scale processing of data that reveal political opinions (GDPR, Articles 35(1) and 35(3)(b)). Being in a campaign's file may reveal an opinion."))
	people := in(w.missing())
	if f.People > 0 {
		people = in(w.Count(f.People))
	}
	p.facts(
		fact(say("People in the file"), people),
		fact(say("Large scale?"), judge),
		fact(say("Recipients chosen by their data"), w.chosen()),
		fact(say("Assessment due?"), judge),
	)
}

// described is the first part: the processing.
func (w *writer) described(p *Page) {
	n, say := w.d.Notice, w.Say
	p.head(say("1. Description of the processing (Article 35(7)(a))"))
	p.facts(
		fact(say("Controller"), n.Controller.Name),
		fact(say("Purpose"), orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))),
		fact(say("Election"), w.election()),
		fact(say("Legal basis"), w.basisLine()),
		fact(say("People concerned"), w.peopleLine()),
		fact(say("Data"), orMissing(w, upper(strings.Join(said(n.Data...), ", ")))),
		fact(say("Source"), w.origin()),
		fact(say("Recipients"), w.recipientLines()),
		fact(say("Transfers outside the EEA"), w.transfers()),
		fact(say("Time limits"), w.listed(w.terms()...)),
	)
	if len(w.d.Templates) > 0 {
		w.channels(p)
	}
}

// principles is the second part: what is done for each principle of GDPR.
func (w *writer) principles(p *Page) {
	n, say, judge := w.d.Notice, w.Say, w.judged()
	p.head(say("2. Necessity and proportionality (Article 35(7)(b))"))
	p.table(say("Each principle, what the dossier says, and what is to be judged"),
		[]string{say("Principle"), say("What the dossier says"), say("Judgement")},
		[]line{in(say("Purpose (5(1)(b))")), in(orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))), in(judge)},
		[]line{in(say("Minimisation (5(1)(c))")), in(orMissing(w, upper(strings.Join(said(n.Data...), ", ")))), in(judge)},
		[]line{in(say("Accuracy (5(1)(d))")), in(say("Addresses are checked at each send: one that is none, or that stands twice, is left out")), in(judge)},
		[]line{in(say("Storage (5(1)(e))")), w.listed(orLine(w.terms(), in(w.missing()))...), in(judge)},
		[]line{in(say("Lawfulness (6, 9)")), in(or(upper(w.basis()), w.missing())), in(judge)},
		[]line{in(say("Information (12 to 14)")), in(say("In each message and at "), to(n.Rights.Notice)), in(judge)},
		[]line{in(say("Rights (15 to 22)")), joined(", ", w.contacts()...), in(judge)},
		[]line{in(say("Processors (28)")), in(say("See "), span{Text: say("the clauses, by provider"), Link: Processors}), in(judge)},
	)
}

// risks is the third part: what may happen to people, and what is held against it.
func (w *writer) risks(p *Page) {
	say, judge := w.Say, w.judged()
	p.head(say("3. Risks to people (Article 35(7)(c))"))
	var rows [][]line
	for _, r := range knownRisks {
		rows = append(rows, []line{in(w.Say(r.what)), in(w.Say(r.held)), in(judge), in(judge)})
	}
	p.table(say("The risks to examine; severity and likelihood are to be judged"),
		[]string{say("Risk"), say("What limits it in the sends"), say("Severity"), say("Likelihood")}, rows...)
}

// measures is the fourth part: what protects the data, and what is left to add.
func (w *writer) measures(p *Page) {
	f, say := w.d.Facts, w.Say
	p.head(say("4. Measures (Article 35(7)(d))"))
	if s := said(f.Security...); len(s) > 0 {
		var items []line
		for _, x := range s {
			items = append(items, in(upper(x)))
		}
		p.list(items...)
	} else {
		p.para(w.missing())
	}
	fill := styled(open, say("to be completed"))
	p.facts(
		fact(say("Measures to add"), fill),
		fact(say("Advice of the data protection officer"), fill),
		fact(say("Residual risk and decision"), fill),
		fact(say("Date and signature"), fill),
	)
}

// knownRisks are those that the regulator's decisions and the complaints show, with what the module holds against each.
var knownRisks = []struct{ what, held tongue.Text }{
	{"A person’s opinion is revealed to other recipients",
		"Each message has one recipient; nobody else’s address stands in it"},
	{"The file comes from another activity (patients, staff, people who voted)",
		"The origin is declared; forbidden origins are refused by name"},
	{"Someone who objected is still written to",
		"Each recipient is held against the suppression list just before the send"},
	{"People know neither who writes, nor where the address came from, nor how to object",
		"These words are part of each message; their room is proved for every recipient"},
	{"The suppression list itself reveals opinions",
		"It holds keyed digests alone, neither name nor address"},
	{"The file is exported, lost or stolen",
		"What the section on measures says; nothing in the sends answers it"},
	{"The data stay after the election, at a provider for instance",
		"The time limits are told; a plan of erasure and its certificate say what was done"},
	{"Recipients are chosen by what reveals religion, origin or health",
		"Criteria are declared; these are refused by name"},
}

// chosen says whether recipients are chosen by their data.
func (w *writer) chosen() line {
	if t := targetingOf(w.d.Notice); t != nil && len(t.Criteria) > 0 {
		return upperLine(w.criteria(*t))
	}
	return in(w.Say("no criterion is declared"))
}

func orLine(lines []line, otherwise line) []line {
	if len(lines) == 0 {
		return []line{otherwise}
	}
	return lines
}

// ruleOf is the newest version of a rule in the page's language.
func (w *writer) ruleOf(id law.ID) (law.Rule, bool) {
	r, ok := law.Lookup(id, w.d.moment())
	if !ok {
		r, ok = law.Lookup(id, zeroTime)
	}
	return r.In(w.Tag()), ok
}
