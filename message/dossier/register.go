package dossier

import (
	"slices"
	"strings"
)

// register is the record of processing activities (GDPR 30(1)), with what CNIL's own form adds: the legal basis and the source.
func (w *writer) register() Page {
	n, f, say := w.d.Notice, w.d.Facts, w.Say
	p := w.page(Register, say("Record of processing activities: political messages"), false,
		"Notice.Controller", "Notice.Joint", "Notice.Origin", "Notice.Basis", "Notice.Purpose", "Notice.Data", "Notice.Keep", "Notice.Processors", "Facts.Security", "Facts.Requests")
	p.Missing = slices.DeleteFunc(p.Missing, ofContract)
	p.para(say("One entry for each processing activity, in writing, kept up to date, made available to the supervisory authority on request (GDPR, Article 30). The exemption of small bodies does not hold here: a file of political messages reveals opinions (Article 30(5))."))

	who := w.controllers()
	data := []line{in(w.missing())}
	if s := said(n.Data...); len(s) > 0 {
		data = []line{in(upper(strings.Join(s, ", ")))}
	}
	security := []line{in(w.missing())}
	if s := said(f.Security...); len(s) > 0 {
		security = nil
		for _, x := range s {
			security = append(security, in(upper(x)))
		}
	}
	terms := w.terms()
	if len(terms) == 0 {
		terms = []line{in(w.missing())}
	}
	rows := [][]line{{in(say("Controllers")), in("30(1)(a)"), w.listed(pairsOf(who)...)}}
	add := func(term, article string, what line) {
		if len(what) > 0 {
			rows = append(rows, []line{in(term), in(article), what})
		}
	}
	add(say("Purposes"), "30(1)(b)", in(orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))))
	add(say("Election"), "30(1)(b)", in(w.election()))
	add(say("Categories of people"), "30(1)(c)", w.peopleLine())
	add(say("Categories of data"), "30(1)(c), 9(1)", joined(styled(pause, ""), w.listed(data...),
		in(say("Special category: being in this file may reveal a political opinion"))))
	add(say("Recipients"), "30(1)(d)", w.recipientLines())
	add(say("Transfers outside the EEA"), "30(1)(e)", w.transfers())
	add(say("Time limits, as people are told"), "30(1)(f)", w.listed(terms...))
	add(say("Security"), "30(1)(g)", w.listed(security...))
	add(say("Legal basis"), "6, 9", w.basisLine())
	add(say("Source of the data"), "14(2)(f)", w.origin())
	p.table(say("Entry of the record, by article of the GDPR"),
		[]string{say("Item"), say("GDPR"), say("Content")}, rows...)

	if len(f.Requests) > 0 {
		p.head(say("Requests to exercise rights"))
		p.table(say("Requests received: answered within a month (GDPR, Article 12(3))"),
			[]string{say("Reference"), say("Right"), say("Received"), say("Due"), say("Answered")}, w.requests()...)
	}
	return p
}

// pairsOf makes lines of facts: "term: what".
func pairsOf(rows [][]line) []line {
	var out []line
	for _, r := range rows {
		if len(r[1]) > 0 {
			out = append(out, append(append(line{}, r[1]...), in(" (", lower(text(r[0])), ")")...))
		}
	}
	return out
}

// listed puts lines under each other in one cell.
func (w *writer) listed(lines ...line) line { return joined(styled(pause, ""), lines...) }

func (w *writer) recipientLines() line {
	n := w.d.Notice
	lines := []line{in(w.Say("The controller and the people it authorises"))}
	for _, x := range n.Processors {
		lines = append(lines, in(strings.Join(said(x.Name, x.Role, w.country(x.Country)), ", ")))
	}
	return w.listed(lines...)
}

func (w *writer) transfers() line {
	var lines []line
	for _, x := range w.d.Notice.Processors {
		if x.Outside() {
			lines = append(lines, in(x.Name, ", ", w.country(x.Country), w.Say(": "), or(x.Transfer, w.missing())))
		}
	}
	if len(lines) == 0 {
		return in(w.Say("No provider that is declared is outside the EEA"))
	}
	return w.listed(lines...)
}

// basisLine says the legal basis with its evidence.
func (w *writer) basisLine() line {
	b, say := w.d.Notice.Basis, w.Say
	if b.Kind == "" {
		return in(w.missing())
	}
	lines := []line{in(upper(w.basis()))}
	if !blank(b.Reference) {
		lines = append(lines, in(say("Evidence: "), b.Reference))
	}
	if s := quoteOf(w.Words, b.Wording, true); s != "" {
		lines = append(lines, in(say("Words agreed to: "), s))
	}
	if s := w.set.Date(b.Since); s != "" {
		lines = append(lines, in(say("Collected since "), s))
	}
	if !blank(b.Expectation) {
		lines = append(lines, in(say("Reasonable expectation: "), b.Expectation))
	}
	return w.listed(lines...)
}

func (w *writer) requests() [][]line {
	var rows [][]line
	for _, r := range w.d.Facts.Requests {
		answered := in(styled(no, w.Say("no")))
		if r.Answered != "" {
			answered = in(w.date(r.Answered))
		}
		rows = append(rows, []line{in(orDash(r.Reference)), in(known(rightWords, r.Right, w.Words)), in(w.date(r.Received)), in(w.date(r.Due())), answered})
	}
	return rows
}

func orMissing(w *writer, s string) any { return or(s, w.missing()) }

func orDash(s string) string {
	if blank(s) {
		return "–"
	}
	return s
}

// text is a line without its styles.
func text(l line) string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return b.String()
}
