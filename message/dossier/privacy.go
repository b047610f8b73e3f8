package dossier

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// privacy is what GDPR 13 and 14 give to the people concerned, and loi 78-17, article 48.
func (w *writer) privacy() Page {
	n, say := w.d.Notice, w.Say
	p := w.page(Privacy, say("Your personal data and your rights"), true,
		"Notice.Controller", "Notice.Joint", "Notice.Signatory", "Notice.Origin", "Notice.Basis", "Notice.Purpose", "Notice.Data", "Notice.Rights",
		"Notice.Keep", "Notice.Processors", "Notice.Advert.Targeting", "Facts.Arrangement", "Facts.Obligation", "Facts.Automated")
	p.Missing = slices.DeleteFunc(p.Missing, func(f law.Finding) bool { return f.Rule == law.ProcessingRecord || ofContract(f) })
	article := "14"
	if n.Origin.Direct() {
		article = "13"
	}
	p.para(say("We write to you by SMS or e-mail. This page says who uses your data, for what, for how long, and what you can ask for."))
	p.note(w.Sayf("General Data Protection Regulation (GDPR), Article %s.", article))

	p.head(say("To receive no more messages"))
	p.para(say("You can object to our messages at any time, free of charge and without giving a reason: answer STOP to an SMS, follow the unsubscribe link of an e-mail, or write to us. Your objection holds from the first request."))

	p.head(say("Who uses your data"))
	p.facts(w.controllers()...)

	w.purpose(&p)
	w.obtained(&p)

	p.head(say("Who receives them"))
	if len(n.Processors) == 0 {
		p.para(say("No provider is declared."))
	} else {
		p.para(say("We, and the providers who work for us and on our instructions alone."))
		p.table(say("Providers"), []string{say("Provider"), say("Role"), say("Country")}, w.recipients()...)
	}

	p.head(say("For how long"))
	p.list(w.terms()...)

	w.rights(&p)
	w.automated(&p)
	return p
}

// purpose says for what the data are used, and on what legal basis.
func (w *writer) purpose(p *Page) {
	n, say := w.d.Notice, w.Say
	p.head(say("For what, and on what legal basis"))
	p.facts(
		fact(say("Purpose¦told to people"), upper(strings.TrimRight(n.Purpose, ". "))),
		fact(say("Election"), w.election()),
		fact(say("Legal basis"), upper(w.set.Basis(n.Basis.Kind))),
		fact(say("You agreed to"), quoteOf(w.Words, n.Basis.Wording, n.Basis.Kind == law.Consent)),
	)
	if n.Basis.Kind == law.Consent {
		p.para(say("You can withdraw your consent at any time, as easily as you gave it. What was done before the withdrawal stays lawful."))
	}
}

// obtained says which data there are and where they came from.
func (w *writer) obtained(p *Page) {
	n, f, say := w.d.Notice, w.d.Facts, w.Say
	if len(n.Data) == 0 {
		p.head(say("Where your data came from"))
	} else {
		p.head(say("Which data, and where they came from"))
		var data []line
		for _, s := range said(n.Data...) {
			data = append(data, in(upper(s)))
		}
		p.list(data...)
	}
	p.facts(
		fact(say("Source"), w.source()),
		fact(say("Obtained on"), w.set.Date(n.Origin.Obtained)),
	)
	if o := n.Origin.Kind; o == law.OriginDirectory || o == law.OriginElected {
		p.para(say("This source is accessible to the public."))
	}
	if n.Origin.Direct() {
		p.para(or(f.Obligation, say("Nothing obliges you to give us these data. Without them we cannot write to you.")))
	}
}

// rights lists what people can ask for, and of whom.
func (w *writer) rights(p *Page) {
	n, say := w.d.Notice, w.Say
	p.head(say("Your rights"))
	rights := []line{
		in(say("To know which data we hold about you, and to receive a copy.")),
		in(say("To have them corrected, or erased.")),
		in(say("To have their use restricted.")),
		in(say("To receive them in a form that you can use elsewhere.")),
		in(say("To object to their use.")),
	}
	if n.Rights.Directives {
		rights = append(rights, in(say("To say what becomes of your data after your death (French law 78-17, Article 48).")))
	}
	p.list(rights...)
	p.facts(fact(say("Whom to ask"), joined(styled(pause, ""), w.contacts()...)))
	p.para(say("We answer within a month. If it takes longer, we tell you why within that time."))
	p.para(say("You can also lodge a complaint with CNIL, the French supervisory authority: "), to("https://www.cnil.fr"), ".")
}

// automated says by what people are chosen, and who pays where the messages are political advertising.
func (w *writer) automated(p *Page) {
	n, f, say := w.d.Notice, w.d.Facts, w.Say
	p.head(say("Automated decisions"))
	p.para(or(f.Automated, say("No decision about you is made by a machine alone.")))
	if t := targetingOf(n); t != nil && len(t.Criteria) > 0 {
		p.para(say("The recipients of a message may be chosen by: "), w.criteria(*t), ".")
	}
	if a := n.Advert; a != nil {
		p.head(say("Political advertising"))
		p.para(say("Our messages are political advertising. Who sponsors and who pays them: "),
			to(a.Notice), ".")
	}
}

// ofContract reports whether a finding is about the contract with a provider that is declared: the page of the providers says it,
// the others only name them.
func ofContract(f law.Finding) bool {
	return strings.HasPrefix(f.Path, "Notice.Processors[") &&
		(f.Rule == law.ProcessorContract || f.Rule == law.SuppressionKept || f.Rule == law.SponsorDeclaration)
}

// controllers says who decides, with whom, and who speaks.
func (w *writer) controllers() [][]line {
	n, say := w.d.Notice, w.Say
	c := n.Controller
	rows := [][]line{
		fact(say("Controller¦in full"), c.Name),
		fact(say("Address"), c.Postal),
		fact(say("E-mail"), to(c.Email)),
		fact(say("Data protection officer"), to(c.DPO)),
	}
	for _, j := range n.Joint {
		rows = append(rows, fact(say("Joint controller"), joined(", ", in(j.Name), in(j.Postal), in(to(j.Email)))))
	}
	if len(n.Joint) > 0 {
		rows = append(rows, fact(say("What the controllers agreed"), w.d.Facts.Arrangement))
	}
	if s := n.Signatory; s != nil {
		rows = append(rows, fact(say("Who signs the messages"), strings.Join(said(s.Name, s.Quality), ", ")))
	}
	return rows
}

// source says where the data came from, to those whose data they are.
func (w *writer) source() line {
	o := w.d.Notice.Origin
	clause, _ := w.set.Origin(o.Kind)
	if clause == "" {
		return w.origin()
	}
	if detail := strings.Join(said(o.Detail, o.Enrichment), ", "); detail != "" {
		clause = w.set.Detailed(clause, detail)
	}
	return in(upper(clause))
}

// recipients are the providers, a row each.
func (w *writer) recipients() [][]line {
	var rows [][]line
	for _, x := range w.d.Notice.Processors {
		where := in(w.country(x.Country))
		if x.Outside() {
			where = append(where, in(w.Say(", outside the European Economic Area: "), or(x.Transfer, w.missing()))...)
		}
		rows = append(rows, []line{in(x.Name), in(x.Role), where})
	}
	return rows
}

func (w *writer) missing() span { return styled(no, w.Say("missing")) }

// criteria names the criteria by which recipients are chosen.
func (w *writer) criteria(t notice.Targeting) line {
	var out []line
	for _, c := range t.Criteria {
		out = append(out, in(known(criterionWords, c, w.Words)))
	}
	return joined(", ", out...)
}

func targetingOf(n notice.Notice) *notice.Targeting {
	if n.Advert == nil {
		return nil
	}
	return n.Advert.Targeting
}

// quoteOf puts a wording between quotation marks.
func quoteOf(t tongue.Words, s string, wanted bool) string {
	if !wanted || blank(s) {
		return ""
	}
	return t.Say("“") + strings.TrimSpace(s) + t.Say("”")
}

// or is a declared text, or what stands where there is none.
func or(s string, otherwise any) any {
	if blank(s) {
		return otherwise
	}
	return s
}
