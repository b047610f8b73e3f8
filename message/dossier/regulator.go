package dossier

import (
	"slices"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// regulator answers the six questions that CNIL put to the parties in 2024: tools, origin, channels, providers, information, and
// rights with the point of contact. The wording of the questions is ours.
func (w *writer) regulator() Page {
	say := w.Say
	p := w.page(Regulator, say("Answers to the six questions of the supervisory authority"), false,
		"Facts.Tools", "Facts.Contact", "Facts.Requests", "Notice.Origin", "Notice.Basis", "Notice.Processors", "Notice.Rights", "Notice.Controller", "Templates")
	p.Missing = slices.DeleteFunc(p.Missing, ofContract)
	p.para(say("In 2024, CNIL asked parties with which tools they write to voters, where the data come from, by which channels and providers, what people are told, and how they exercise their rights."))
	w.inCharge(&p)
	w.tools(&p)
	p.head(say("2. Origin of the data"))
	p.facts(
		fact(say("Source"), w.origin()),
		fact(say("Obtained on¦answer to a complaint"), w.set.Date(w.d.Notice.Origin.Obtained)),
		fact(say("Attestation or pledge"), w.d.Notice.Origin.Attestation),
		fact(say("Legal basis"), w.basisLine()),
	)
	p.head(say("3. Channels"))
	w.channels(&p)
	w.contracts(&p)
	w.toldInMessages(&p)
	w.exercised(&p)
	return p
}

// inCharge says for whom the answers are given.
func (w *writer) inCharge(p *Page) {
	n, f, say := w.d.Notice, w.d.Facts, w.Say
	contact := in(to(firstOf(f.Contact, n.Controller.DPO)))
	if len(contact) == 0 || blank(text(contact)) {
		contact = in(w.missing())
	}
	kind, people := "", ""
	if n.Controller.Kind != "" {
		kind = ", " + known(kindWords, n.Controller.Kind, w.Words)
	}
	if f.People > 0 {
		people = w.Count(f.People)
	}
	p.facts(
		fact(say("Controller¦in full"), n.Controller.Name, kind),
		fact(say("Election"), w.election()),
		fact(say("Point of contact"), contact),
		fact(say("People in the file"), people),
	)
}

// tools answers the first question: the tools that the controller gives to those who write for it.
func (w *writer) tools(p *Page) {
	n, f, say := w.d.Notice, w.d.Facts, w.Say
	p.head(say("1. Tools given to candidates and local federations"))
	switch {
	case f.Tools == nil:
		p.para(w.missing())
	case len(f.Tools) == 0:
		p.para(say("No tool is given."))
	default:
		var rows [][]line
		for _, t := range f.Tools {
			given := firstOf(t.Given, say("the controller’s own staff"))
			provider := firstOf(t.Provider, n.Controller.Name)
			rows = append(rows, []line{in(t.Name), in(upper(t.Use)), in(upper(given)), in(provider)})
		}
		p.table(say("Tools"), []string{say("Tool"), say("Use"), say("Given to"), say("Provider¦of a tool")}, rows...)
	}
}

// contracts answers the fourth question: the providers, and the contract with each.
func (w *writer) contracts(p *Page) {
	n, say := w.d.Notice, w.Say
	p.head(say("4. Providers"))
	if len(n.Processors) == 0 {
		p.para(say("No provider is declared."))
	} else {
		var rows [][]line
		for _, x := range n.Processors {
			rows = append(rows, []line{in(x.Name), in(upper(x.Role)), in(w.country(x.Country)), in(or(x.Contract, w.missing())), in(strconv.Itoa(len(x.Clauses)), say(" of 8"))})
		}
		p.table(say("Providers and contracts (details: the page of the providers)"),
			[]string{say("Provider"), say("Role"), say("Country"), say("Contract"), say("Clauses")}, rows...)
	}
}

// toldInMessages answers the fifth question with the words that each template carries.
func (w *writer) toldInMessages(p *Page) {
	n, say := w.d.Notice, w.Say
	p.head(say("5. What people are told"))
	p.para(say("Each message carries these words, counted in its proved length; the full information is at "), to(n.Rights.Notice), ".")
	for _, t := range w.d.Templates {
		switch {
		case t.SMS != nil:
			p.para(styled(strong, t.Name), " (SMS)", w.Say(":"))
			p.quote(strings.Join(said(t.SMS.Words, t.SMS.Suffix), "\n"))
		case t.Email != nil:
			p.para(styled(strong, t.Name), say(" (e-mail):"))
			p.quote(strings.ReplaceAll(strings.Trim(t.Email.Words, "_\n"), "{unsubscribe}", "…")) // each recipient has a link of their own
		}
	}
}

// exercised answers the last question: where rights are exercised, and what became of the requests.
func (w *writer) exercised(p *Page) {
	n, f, say := w.d.Notice, w.d.Facts, w.Say
	p.head(say("6. Exercise of rights"))
	p.facts(
		fact(say("Addresses"), joined(styled(pause, ""), w.contacts()...)),
		fact(say("Data protection officer"), to(n.Controller.DPO)),
		fact(say("Objection"), say("STOP by SMS, unsubscribe link in each e-mail, effective from the first request")),
	)
	if len(f.Requests) > 0 {
		late, openRequests := 0, 0
		for i, r := range f.Requests {
			if r.Answered == "" {
				openRequests++
			}
			if fs := under(w.found, indexed("Facts.Requests", i)); len(fs) > 0 && fs[0].Rule == law.AnswerInTime {
				late++
			}
		}
		p.facts(
			fact(say("Requests received"), w.Count(len(f.Requests))),
			fact(say("Open"), w.Count(openRequests)),
			fact(say("Overdue or answered late"), w.Count(late)),
		)
	}
}

// channels lists the templates with the longest message that each can make.
func (w *writer) channels(p *Page) {
	say := w.Say
	if len(w.d.Templates) == 0 {
		p.para(say("No template of a message is attached."))
		return
	}
	var rows [][]line
	for _, t := range w.d.Templates {
		channel, longest := in("–"), in(styled(no, say("not proved")))
		switch {
		case t.SMS != nil:
			channel, longest = in("SMS"), in(w.smsSize(t.SMS.Longest.Size))
		case t.Email != nil:
			channel = in(say("e-mail"))
			longest = in(w.Count(t.Email.Longest.Size.HTML), say(" bytes"))
		}
		rows = append(rows, []line{in(t.Name), channel, longest})
	}
	p.table(say("Templates: the longest message possible, proved for every recipient"),
		[]string{say("Template"), say("Channel"), say("Longest")}, rows...)
}

func (w *writer) smsSize(s message.Size) string {
	parts := w.Say("parts")
	if s.Parts == 1 {
		parts = w.Say("part")
	}
	return strconv.Itoa(s.Parts) + " " + parts + ", " + strconv.Itoa(s.Units) + w.Say(" units")
}
