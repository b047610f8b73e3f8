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
	n, f, say := w.d.Notice, w.d.Facts, w.say
	p := w.page(Regulator, say("Réponses aux six questions de la CNIL", "Answers to the six questions of the supervisory authority"), false,
		"Facts.Tools", "Facts.Contact", "Facts.Requests", "Notice.Origin", "Notice.Basis", "Notice.Processors", "Notice.Rights", "Notice.Controller", "Templates")
	p.Missing = slices.DeleteFunc(p.Missing, ofContract)
	p.para(say("En 2024, la CNIL a demandé aux partis avec quels outils ils écrivent aux électeurs, d’où viennent les données, par quels canaux et par quels prestataires, ce qu’ils disent aux personnes et comment celles-ci exercent leurs droits.",
		"In 2024, CNIL asked parties with which tools they write to voters, where the data come from, by which channels and providers, what people are told, and how they exercise their rights."))
	contact := in(to(firstOf(f.Contact, n.Controller.DPO)))
	if len(contact) == 0 || blank(text(contact)) {
		contact = in(w.missing())
	}
	p.facts(
		fact(say("Responsable du traitement", "Controller"), n.Controller.Name, map[bool]string{true: ", " + known(kindWords, n.Controller.Kind, w.tongue)}[n.Controller.Kind != ""]),
		fact(say("Élection", "Election"), w.election()),
		fact(say("Point de contact", "Point of contact"), contact),
		fact(say("Personnes dans le fichier", "People in the file"), map[bool]string{true: w.count(f.People)}[f.People > 0]),
	)

	p.head(say("1. Outils fournis aux candidats et aux fédérations locales", "1. Tools given to candidates and local federations"))
	switch {
	case f.Tools == nil:
		p.para(w.missing())
	case len(f.Tools) == 0:
		p.para(say("Aucun outil n’est fourni.", "No tool is given."))
	default:
		var rows [][]line
		for _, t := range f.Tools {
			given := firstOf(t.Given, say("équipe du responsable", "the controller’s own staff"))
			provider := firstOf(t.Provider, n.Controller.Name)
			rows = append(rows, []line{in(t.Name), in(upper(t.Use)), in(upper(given)), in(provider)})
		}
		p.table(say("Outils", "Tools"), []string{say("Outil", "Tool"), say("Usage", "Use"), say("Fourni à", "Given to"), say("Éditeur", "Provider")}, rows...)
	}

	p.head(say("2. Origine des données", "2. Origin of the data"))
	p.facts(
		fact(say("Origine", "Source"), w.origin()),
		fact(say("Obtenues le", "Obtained on"), w.set.Date(n.Origin.Obtained)),
		fact(say("Attestation ou engagement", "Attestation or pledge"), n.Origin.Attestation),
		fact(say("Base légale", "Legal basis"), w.basisLine()),
	)

	p.head(say("3. Canaux", "3. Channels"))
	w.channels(&p)

	p.head(say("4. Prestataires", "4. Providers"))
	if len(n.Processors) == 0 {
		p.para(say("Aucun prestataire n’est déclaré.", "No provider is declared."))
	} else {
		var rows [][]line
		for _, x := range n.Processors {
			rows = append(rows, []line{in(x.Name), in(upper(x.Role)), in(w.country(x.Country)), in(or(x.Contract, w.missing())), in(strconv.Itoa(len(x.Clauses)), say(" sur 8", " of 8"))})
		}
		p.table(say("Prestataires et contrats (détail : page des prestataires)", "Providers and contracts (details: the page of the providers)"),
			[]string{say("Prestataire", "Provider"), say("Rôle", "Role"), say("Pays", "Country"), say("Contrat", "Contract"), say("Clauses", "Clauses")}, rows...)
	}

	p.head(say("5. Information des personnes", "5. What people are told"))
	p.para(say("Chaque message porte ces mots, comptés dans sa longueur prouvée ; la page d’information complète est à l’adresse ", "Each message carries these words, counted in its proved length; the full information is at "), to(n.Rights.Notice), ".")
	for _, t := range w.d.Templates {
		switch {
		case t.SMS != nil:
			p.para(styled(strong, t.Name), " (SMS)", w.say(" :", ":"))
			p.quote(strings.Join(said(t.SMS.Words, t.SMS.Suffix), "\n"))
		case t.Email != nil:
			p.para(styled(strong, t.Name), say(" (courriel) :", " (e-mail):"))
			p.quote(strings.ReplaceAll(strings.Trim(t.Email.Words, "_\n"), "{unsubscribe}", "…")) // each recipient has a link of their own
		}
	}

	p.head(say("6. Exercice des droits", "6. Exercise of rights"))
	p.facts(
		fact(say("Adresses", "Addresses"), joined(styled(pause, ""), w.contacts()...)),
		fact(say("Délégué à la protection des données", "Data protection officer"), to(n.Controller.DPO)),
		fact(say("Opposition", "Objection"), say("STOP par SMS, lien de désinscription dans chaque courriel, effet dès la première demande", "STOP by SMS, unsubscribe link in each e-mail, effective from the first request")),
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
			fact(say("Demandes reçues", "Requests received"), w.count(len(f.Requests))),
			fact(say("En cours", "Open"), w.count(openRequests)),
			fact(say("En retard ou répondues en retard", "Overdue or answered late"), w.count(late)),
		)
	}
	return p
}

// channels lists the templates with the longest message that each can make.
func (w *writer) channels(p *Page) {
	say := w.say
	if len(w.d.Templates) == 0 {
		p.para(say("Aucun modèle de message n’est joint.", "No template of a message is attached."))
		return
	}
	var rows [][]line
	for _, t := range w.d.Templates {
		channel, longest := in("–"), in(styled(no, say("sans preuve", "not proved")))
		switch {
		case t.SMS != nil:
			channel, longest = in("SMS"), in(w.smsSize(t.SMS.Longest.Size))
		case t.Email != nil:
			channel = in(say("courriel", "e-mail"))
			longest = in(w.count(t.Email.Longest.Size.HTML), say(" octets", " bytes"))
		}
		rows = append(rows, []line{in(t.Name), channel, longest})
	}
	p.table(say("Modèles : le plus long message possible, prouvé pour tous les destinataires", "Templates: the longest message possible, proved for every recipient"),
		[]string{say("Modèle", "Template"), say("Canal", "Channel"), say("Le plus long", "Longest")}, rows...)
}

func (w *writer) smsSize(s message.Size) string {
	parts := w.say("segments", "parts")
	if s.Parts == 1 {
		parts = w.say("segment", "part")
	}
	return strconv.Itoa(s.Parts) + " " + parts + ", " + strconv.Itoa(s.Units) + w.say(" unités", " units")
}
