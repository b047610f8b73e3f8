package dossier

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// zeroTime asks package law for the newest version of a rule.
var zeroTime time.Time

// index lists the pages, everything that is missing, and the rules that were softened with their reasons.
func (w *writer) index(pages []Page) Page {
	n, say := w.d.Notice, w.say
	p := w.page(Index, say("Dossier de conformité", "Compliance dossier"), false, "")
	p.facts(
		fact(say("Responsable du traitement", "Controller"), n.Controller.Name),
		fact(say("Élection", "Election"), w.election()),
		fact(say("Modèles de messages", "Templates of messages"), w.count(len(w.d.Templates))),
	)
	var rows [][]line
	for _, x := range pages {
		use := say("à tenir à disposition", "to be kept")
		if x.Public {
			use = say("à publier", "to be published")
		}
		state := styled(yes, say("complète", "complete"))
		if x.Name == Impact {
			state = styled(open, say("à juger par une personne", "for a person to judge"))
		}
		if len(x.Missing) > 0 {
			state = styled(no, say("manque ", "missing ")+strconv.Itoa(len(x.Missing)))
		}
		rows = append(rows, []line{in(span{Text: x.Title, Link: x.Name}), in(articles[x.Name].in(w.tongue)), in(use), in(state)})
	}
	p.table(say("Les pages du dossier", "The pages of the dossier"), []string{say("Page", "Page"), say("Texte", "Text"), say("Usage", "Use"), say("État", "State")}, rows...)
	if n.Advert == nil {
		p.para(say("Aucune annonce n’est déclarée au sens du règlement (UE) 2024/900 : le dossier n’a pas d’avis de transparence.",
			"No advertisement in the sense of Regulation (EU) 2024/900 is declared: the dossier has no transparency notice."))
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
	say := w.say
	p.head(say("Dérogations", "Exceptions"))
	p.para(say("Ces règles ne bloquent plus les messages, pour la raison écrite ici.", "These rules no longer block a message, for the reason that is written here."))
	var rows [][]line
	for _, e := range w.d.Except {
		id := in(styled(code, string(e.Rule)))
		title := ""
		if r, ok := w.ruleOf(e.Rule); ok {
			id, title = in(span{Text: string(e.Rule), Link: r.URL()}), r.Title
		}
		rows = append(rows, []line{id, in(title), in(or(strings.TrimSpace(e.Reason), w.missing()))})
	}
	p.table(say("Règles assouplies", "Softened rules"), []string{say("Règle", "Rule"), say("Ce qu’elle demande", "What it asks"), say("Raison", "Reason")}, rows...)
}

// readings shows how open questions of law are read, where that is not the cautious way.
func (w *writer) readings(p *Page) {
	say, r := w.say, w.d.Notice.Readings
	var items []line
	if r.InHouse != "" {
		items = append(items, in(say("Le marquage ne lie que les éditeurs payés, et non celui qui envoie lui-même.", "The label binds publishers who are paid, not those who send themselves.")))
	}
	if r.SMS != "" {
		items = append(items, in(say("Un SMS n’est pas un message en ligne.", "An SMS is not online.")))
	}
	if r.Area != "" {
		items = append(items, in(say("S’adresser à sa commune ou à sa circonscription n’est pas du ciblage.", "To address one's own commune or constituency is no targeting.")))
	}
	if len(items) > 0 {
		p.head(say("Questions de droit ouvertes", "Open questions of law"))
		p.para(say("Aucun juge ne les a tranchées. La campagne les lit ainsi :", "No court has settled them. The campaign reads them so:"))
		p.list(items...)
	}
}

var articles = map[string]pair{
	Privacy:      {"RGPD, articles 13 et 14", "GDPR, Articles 13 and 14"},
	Transparency: {"Règlement (UE) 2024/900, article 12", "Regulation (EU) 2024/900, Article 12"},
	Register:     {"RGPD, article 30", "GDPR, Article 30"},
	Processors:   {"RGPD, article 28", "GDPR, Article 28"},
	Impact:       {"RGPD, article 35", "GDPR, Article 35"},
	Regulator:    {"RGPD, article 31", "GDPR, Article 31"},
	Reminders:    {"Code électoral", "Electoral Code"},
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
