package dossier

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// privacy is what GDPR 13 and 14 give to the people concerned, and loi 78-17, article 48.
func (w *writer) privacy() Page {
	n, f, say := w.d.Notice, w.d.Facts, w.say
	p := w.page(Privacy, say("Vos données personnelles et vos droits", "Your personal data and your rights"), true,
		"Notice.Controller", "Notice.Joint", "Notice.Signatory", "Notice.Origin", "Notice.Basis", "Notice.Purpose", "Notice.Data", "Notice.Rights",
		"Notice.Keep", "Notice.Processors", "Notice.Advert.Targeting", "Facts.Arrangement", "Facts.Obligation", "Facts.Automated")
	p.Missing = slices.DeleteFunc(p.Missing, func(f law.Finding) bool { return f.Rule == law.ProcessingRecord || ofContract(f) })
	article := "14"
	if n.Origin.Direct() {
		article = "13"
	}
	p.para(say("Nous vous écrivons par SMS ou par courriel. Cette page dit qui utilise vos données, dans quel but, pendant combien de temps, et ce que vous pouvez demander.",
		"We write to you by SMS or e-mail. This page says who uses your data, for what, for how long, and what you can ask for."))
	p.note(say("Règlement général sur la protection des données (RGPD), article "+article+".", "General Data Protection Regulation (GDPR), Article "+article+"."))

	p.head(say("Ne plus recevoir nos messages", "To receive no more messages"))
	p.para(say("Vous pouvez vous opposer à nos messages à tout moment, gratuitement et sans donner de raison : répondez STOP à un SMS, cliquez sur le lien de désinscription d’un courriel, ou écrivez-nous. Votre opposition vaut dès la première demande.",
		"You can object to our messages at any time, free of charge and without giving a reason: answer STOP to an SMS, follow the unsubscribe link of an e-mail, or write to us. Your objection holds from the first request."))

	p.head(say("Qui utilise vos données", "Who uses your data"))
	p.facts(w.controllers()...)

	p.head(say("Dans quel but, et sur quelle base", "For what, and on what legal basis"))
	p.facts(
		fact(say("But", "Purpose"), upper(strings.TrimRight(n.Purpose, ". "))),
		fact(say("Élection", "Election"), w.election()),
		fact(say("Base légale", "Legal basis"), upper(w.set.Basis(n.Basis.Kind))),
		fact(say("Vous avez accepté", "You agreed to"), quoteOf(w.tongue, n.Basis.Wording, n.Basis.Kind == law.Consent)),
	)
	if n.Basis.Kind == law.Consent {
		p.para(say("Vous pouvez retirer votre consentement à tout moment, aussi simplement que vous l’avez donné. Ce qui a été fait avant le retrait reste licite.",
			"You can withdraw your consent at any time, as easily as you gave it. What was done before the withdrawal stays lawful."))
	}

	if len(n.Data) == 0 {
		p.head(say("D’où viennent vos données", "Where your data came from"))
	} else {
		p.head(say("Quelles données, et d’où elles viennent", "Which data, and where they came from"))
		var data []line
		for _, s := range said(n.Data...) {
			data = append(data, in(upper(s)))
		}
		p.list(data...)
	}
	p.facts(
		fact(say("Origine", "Source"), w.source()),
		fact(say("Reçues le", "Obtained on"), w.set.Date(n.Origin.Obtained)),
	)
	if o := n.Origin.Kind; o == law.OriginDirectory || o == law.OriginElected {
		p.para(say("Cette source est accessible au public.", "This source is accessible to the public."))
	}
	if n.Origin.Direct() {
		p.para(or(f.Obligation, say("Rien ne vous oblige à nous donner ces données. Sans elles, nous ne pouvons pas vous écrire.",
			"Nothing obliges you to give us these data. Without them we cannot write to you.")))
	}

	p.head(say("Qui les reçoit", "Who receives them"))
	if len(n.Processors) == 0 {
		p.para(say("Aucun prestataire n’est déclaré.", "No provider is declared."))
	} else {
		p.para(say("Nous, et les prestataires qui travaillent pour nous et sur nos seules instructions.", "We, and the providers who work for us and on our instructions alone."))
		p.table(say("Prestataires", "Providers"), []string{say("Prestataire", "Provider"), say("Rôle", "Role"), say("Pays", "Country")}, w.recipients()...)
	}

	p.head(say("Pendant combien de temps", "For how long"))
	p.list(w.terms()...)

	p.head(say("Vos droits", "Your rights"))
	rights := []line{
		in(say("Savoir quelles données nous avons sur vous, et en recevoir une copie.", "To know which data we hold about you, and to receive a copy.")),
		in(say("Les faire corriger, ou les faire effacer.", "To have them corrected, or erased.")),
		in(say("En faire limiter l’usage.", "To have their use restricted.")),
		in(say("Les recevoir dans un format que vous pouvez réutiliser.", "To receive them in a form that you can use elsewhere.")),
		in(say("Vous opposer à leur usage.", "To object to their use.")),
	}
	if n.Rights.Directives {
		rights = append(rights, in(say("Dire ce que deviendront vos données après votre mort (loi n° 78-17, article 48).", "To say what becomes of your data after your death (French law 78-17, Article 48).")))
	}
	p.list(rights...)
	p.facts(fact(say("À qui vous adresser", "Whom to ask"), joined(styled(pause, ""), w.contacts()...)))
	p.para(say("Nous répondons dans le mois. S’il faut plus de temps, nous vous disons pourquoi dans ce délai.",
		"We answer within a month. If it takes longer, we tell you why within that time."))
	p.para(say("Vous pouvez aussi adresser une réclamation à la CNIL : ", "You can also lodge a complaint with CNIL, the French supervisory authority: "), to("https://www.cnil.fr"), ".")

	p.head(say("Décisions automatisées", "Automated decisions"))
	p.para(or(f.Automated, say("Aucune décision n’est prise à votre sujet par une machine seule.", "No decision about you is made by a machine alone.")))
	if t := targetingOf(n); t != nil && len(t.Criteria) > 0 {
		p.para(say("Les destinataires d’un message peuvent être choisis d’après : ", "The recipients of a message may be chosen by: "), w.criteria(*t), ".")
	}
	if a := n.Advert; a != nil {
		p.head(say("Publicité à caractère politique", "Political advertising"))
		p.para(say("Nos messages sont de la publicité à caractère politique. Qui les parraine et qui les paie : ", "Our messages are political advertising. Who sponsors and who pays them: "),
			to(a.Notice), ".")
	}
	return p
}

// ofContract reports whether a finding is about the contract with a provider that is declared: the page of the providers says it,
// the others only name them.
func ofContract(f law.Finding) bool {
	return strings.HasPrefix(f.Path, "Notice.Processors[") &&
		(f.Rule == law.ProcessorContract || f.Rule == law.SuppressionKept || f.Rule == law.SponsorDeclaration)
}

// controllers says who decides, with whom, and who speaks.
func (w *writer) controllers() [][]line {
	n, say := w.d.Notice, w.say
	c := n.Controller
	rows := [][]line{
		fact(say("Responsable du traitement", "Controller"), c.Name),
		fact(say("Adresse", "Address"), c.Postal),
		fact(say("Courriel", "E-mail"), to(c.Email)),
		fact(say("Délégué à la protection des données", "Data protection officer"), to(c.DPO)),
	}
	for _, j := range n.Joint {
		rows = append(rows, fact(say("Responsable conjoint", "Joint controller"), joined(", ", in(j.Name), in(j.Postal), in(to(j.Email)))))
	}
	if len(n.Joint) > 0 {
		rows = append(rows, fact(say("Ce que les responsables ont convenu", "What the controllers agreed"), w.d.Facts.Arrangement))
	}
	if s := n.Signatory; s != nil {
		rows = append(rows, fact(say("Signataire des messages", "Who signs the messages"), strings.Join(said(s.Name, s.Quality), ", ")))
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
			where = append(where, in(w.say(", hors de l’Espace économique européen : ", ", outside the European Economic Area: "), or(x.Transfer, w.missing()))...)
		}
		rows = append(rows, []line{in(x.Name), in(x.Role), where})
	}
	return rows
}

func (w *writer) missing() span { return styled(no, w.say("manque", "missing")) }

// criteria names the criteria by which recipients are chosen.
func (w *writer) criteria(t notice.Targeting) line {
	var out []line
	for _, c := range t.Criteria {
		out = append(out, in(known(criterionWords, c, w.tongue)))
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
func quoteOf(t tongue, s string, wanted bool) string {
	if !wanted || blank(s) {
		return ""
	}
	return t.say("« ", "“") + strings.TrimSpace(s) + t.say(" »", "”")
}

// or is a declared text, or what stands where there is none.
func or(s string, otherwise any) any {
	if blank(s) {
		return otherwise
	}
	return s
}
