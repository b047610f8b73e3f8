package dossier

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
)

// impact is a document to start a data protection impact assessment from: the four parts of GDPR 35(7), filled in as far as the
// Notice goes. What a person must judge is left open.
func (w *writer) impact() Page {
	n, f, say := w.d.Notice, w.d.Facts, w.say
	p := w.page(Impact, say("Analyse d’impact : document de départ", "Impact assessment: a document to start from"), false,
		"Notice.Purpose", "Notice.Data", "Notice.Keep", "Notice.Basis", "Notice.Origin", "Notice.Processors", "Notice.Advert.Targeting", "Facts.Security", "Facts.People", "Facts.Tools")
	p.Missing = slices.DeleteFunc(p.Missing, ofContract)
	judge := styled(open, say("à juger", "to be judged"))

	p.head(say("Faut-il une analyse ?", "Is an assessment due?"))
	p.para(say("Une analyse précède le traitement quand il présente un risque élevé, et notamment quand des données qui révèlent des opinions politiques sont traitées à grande échelle (RGPD, articles 35.1 et 35.3.b). Être dans le fichier d’une campagne peut révéler une opinion.",
		"An assessment precedes processing that is likely to result in a high risk, and in particular large-scale processing of data that reveal political opinions (GDPR, Articles 35(1) and 35(3)(b)). Being in a campaign's file may reveal an opinion."))
	people := in(w.missing())
	if f.People > 0 {
		people = in(w.count(f.People))
	}
	p.facts(
		fact(say("Personnes dans le fichier", "People in the file"), people),
		fact(say("Grande échelle ?", "Large scale?"), judge),
		fact(say("Choix des destinataires d’après leurs données", "Recipients chosen by their data"), w.chosen()),
		fact(say("Analyse nécessaire ?", "Assessment due?"), judge),
	)

	p.head(say("1. Description du traitement (article 35.7.a)", "1. Description of the processing (Article 35(7)(a))"))
	p.facts(
		fact(say("Responsable", "Controller"), n.Controller.Name),
		fact(say("Finalité", "Purpose"), orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))),
		fact(say("Élection", "Election"), w.election()),
		fact(say("Base légale", "Legal basis"), w.basisLine()),
		fact(say("Personnes concernées", "People concerned"), w.peopleLine()),
		fact(say("Données", "Data"), orMissing(w, upper(strings.Join(said(n.Data...), ", ")))),
		fact(say("Origine", "Source"), w.origin()),
		fact(say("Destinataires", "Recipients"), w.recipientLines()),
		fact(say("Transferts hors de l’EEE", "Transfers outside the EEA"), w.transfers()),
		fact(say("Durées", "Time limits"), w.listed(w.terms()...)),
	)
	if len(w.d.Templates) > 0 {
		w.channels(&p)
	}

	p.head(say("2. Nécessité et proportionnalité (article 35.7.b)", "2. Necessity and proportionality (Article 35(7)(b))"))
	p.table(say("Chaque principe, ce que dit le dossier, et ce qui reste à juger", "Each principle, what the dossier says, and what is to be judged"),
		[]string{say("Principe", "Principle"), say("Ce que dit le dossier", "What the dossier says"), say("Jugement", "Judgement")},
		[]line{in(say("Finalité (5.1.b)", "Purpose (5(1)(b))")), in(orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))), in(judge)},
		[]line{in(say("Minimisation (5.1.c)", "Minimisation (5(1)(c))")), in(orMissing(w, upper(strings.Join(said(n.Data...), ", ")))), in(judge)},
		[]line{in(say("Exactitude (5.1.d)", "Accuracy (5(1)(d))")), in(say("Les adresses sont vérifiées à chaque envoi : celle qui n’en est pas une, ou qui figure deux fois, est écartée", "Addresses are checked at each send: one that is none, or that stands twice, is left out")), in(judge)},
		[]line{in(say("Conservation (5.1.e)", "Storage (5(1)(e))")), w.listed(orLine(w.terms(), in(w.missing()))...), in(judge)},
		[]line{in(say("Licéité (6, 9)", "Lawfulness (6, 9)")), in(or(upper(w.basis()), w.missing())), in(judge)},
		[]line{in(say("Information (12 à 14)", "Information (12 to 14)")), in(say("Dans chaque message et sur ", "In each message and at "), to(n.Rights.Notice)), in(judge)},
		[]line{in(say("Droits (15 à 22)", "Rights (15 to 22)")), joined(", ", w.contacts()...), in(judge)},
		[]line{in(say("Sous-traitance (28)", "Processors (28)")), in(say("Voir ", "See "), span{Text: say("les clauses par prestataire", "the clauses, by provider"), Link: Processors}), in(judge)},
	)

	p.head(say("3. Risques pour les personnes (article 35.7.c)", "3. Risks to people (Article 35(7)(c))"))
	var rows [][]line
	for _, r := range risks {
		rows = append(rows, []line{in(r.what.in(w.tongue)), in(r.held.in(w.tongue)), in(judge), in(judge)})
	}
	p.table(say("Les risques à examiner ; la gravité et la vraisemblance sont à juger", "The risks to examine; severity and likelihood are to be judged"),
		[]string{say("Risque", "Risk"), say("Ce qui le limite dans les envois", "What limits it in the sends"), say("Gravité", "Severity"), say("Vraisemblance", "Likelihood")}, rows...)

	p.head(say("4. Mesures (article 35.7.d)", "4. Measures (Article 35(7)(d))"))
	if s := said(f.Security...); len(s) > 0 {
		var items []line
		for _, x := range s {
			items = append(items, in(upper(x)))
		}
		p.list(items...)
	} else {
		p.para(w.missing())
	}
	fill := styled(open, say("à compléter", "to be completed"))
	p.facts(
		fact(say("Mesures à ajouter", "Measures to add"), fill),
		fact(say("Avis du délégué à la protection des données", "Advice of the data protection officer"), fill),
		fact(say("Risque résiduel et décision", "Residual risk and decision"), fill),
		fact(say("Date et signature", "Date and signature"), fill),
	)
	return p
}

// risks are those that the regulator's decisions and the complaints show, with what the module holds against each.
var risks = []struct{ what, held pair }{
	{pair{"L’opinion d’une personne est révélée à d’autres destinataires", "A person’s opinion is revealed to other recipients"},
		pair{"Chaque message a un seul destinataire ; aucune adresse d’un autre n’y figure", "Each message has one recipient; nobody else’s address stands in it"}},
	{pair{"Le fichier vient d’une autre activité (patients, agents, électeurs qui ont voté)", "The file comes from another activity (patients, staff, people who voted)"},
		pair{"L’origine est déclarée ; les origines interdites sont refusées par leur nom", "The origin is declared; forbidden origins are refused by name"}},
	{pair{"Une personne qui s’est opposée est encore sollicitée", "Someone who objected is still written to"},
		pair{"Chaque destinataire est confronté à la liste d’opposition juste avant l’envoi", "Each recipient is held against the suppression list just before the send"}},
	{pair{"La personne ne sait ni qui écrit, ni d’où vient son adresse, ni comment s’opposer", "People know neither who writes, nor where the address came from, nor how to object"},
		pair{"Ces mots font partie de chaque message ; leur place est prouvée pour tous les destinataires", "These words are part of each message; their room is proved for every recipient"}},
	{pair{"La liste d’opposition révèle elle-même des opinions", "The suppression list itself reveals opinions"},
		pair{"Elle ne garde que des empreintes avec clé, ni nom ni adresse", "It holds keyed digests alone, neither name nor address"}},
	{pair{"Le fichier est exporté, perdu ou volé", "The file is exported, lost or stolen"},
		pair{"Ce que dit la rubrique Mesures ; rien dans les envois n’y répond", "What the section on measures says; nothing in the sends answers it"}},
	{pair{"Les données restent après le scrutin, chez un prestataire par exemple", "The data stay after the election, at a provider for instance"},
		pair{"Les durées sont annoncées ; un plan d’effacement et son attestation disent ce qui est fait", "The time limits are told; a plan of erasure and its certificate say what was done"}},
	{pair{"Les destinataires sont choisis d’après ce qui révèle leur religion, leur origine ou leur santé", "Recipients are chosen by what reveals religion, origin or health"},
		pair{"Les critères de choix sont déclarés ; ceux-là sont refusés par leur nom", "Criteria are declared; these are refused by name"}},
}

// chosen says whether recipients are chosen by their data.
func (w *writer) chosen() line {
	if t := targetingOf(w.d.Notice); t != nil && len(t.Criteria) > 0 {
		return upperLine(w.criteria(*t))
	}
	return in(w.say("aucun critère n’est déclaré", "no criterion is declared"))
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
	return r.In(w.tag()), ok
}
