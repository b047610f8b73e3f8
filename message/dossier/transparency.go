package dossier

import (
	"strings"

	"github.com/scrutateur/scrutateur/notice"
)

// transparency is the notice of Regulation (EU) 2024/900, article 12, with what article 19 adds where recipients are chosen.
// Items after (g) are those of the regulator's table: their letters are not given.
func (w *writer) transparency() Page {
	n, say, a := w.d.Notice, w.say, *w.d.Notice.Advert
	p := w.page(Transparency, say("Avis de transparence : publicité à caractère politique", "Transparency notice: political advertisement"), true, "Notice.Advert", "Notice.Election")
	p.para(styled(strong, say("Ces messages sont des annonces publicitaires à caractère politique.", "These messages are political advertisements.")),
		say(" Cet avis dit qui les parraine, qui les paie et à quelle élection ils se rapportent.", " This notice says who sponsors them, who pays for them, and to which election they relate."))
	p.note(say("Règlement (UE) 2024/900 relatif à la transparence et au ciblage de la publicité à caractère politique, articles 11, 12 et 19.",
		"Regulation (EU) 2024/900 on the transparency and targeting of political advertising, Articles 11, 12 and 19."))

	var rows [][]line
	add := func(term, article string, parts ...any) {
		if l := in(parts...); len(l) > 0 {
			rows = append(rows, []line{in(term), in(article), l})
		}
	}
	email, postal, seat := a.Email, a.Postal, a.Seat
	if w.sponsors() { // the sponsor's address is the controller's, unless another was declared
		email, postal = firstOf(email, n.Controller.Email), firstOf(postal, n.Controller.Postal)
		if n.Controller.Kind != notice.Candidate {
			seat = firstOf(seat, n.Controller.Postal)
		}
	}
	add(say("Parraineur", "Sponsor"), "12(1)(a)", w.listed(in(a.Sponsor), in(to(email)), in(postal)))
	if seat != postal {
		add(say("Lieu d’établissement", "Place of establishment"), "12(1)(a)", seat)
	}
	add(say("Contrôlé en dernier ressort par", "Ultimately controlled by"), "11(1)(b)", a.Control)
	payer := w.listed(in(a.Payer), in(to(a.PayerEmail)), in(a.PayerPostal))
	if blank(a.Payer) {
		payer = in(say("le parraineur", "the sponsor"))
	}
	add(say("Payeur", "Payer"), "12(1)(b)", payer)
	if a.From != "" && a.Until != "" {
		add(say("Période de diffusion", "Period of publication"), "12(1)(c)", say("du ", "from "), w.date(a.From), say(" au ", " to "), w.date(a.Until))
	} else {
		add(say("Période de diffusion", "Period of publication"), "12(1)(c)", w.missing())
	}
	add(say("Sommes et avantages", "Amounts and benefits"), "12(1)(d)", or(a.Amount, w.missing()))
	add(say("Origine des fonds", "Origin of the funds"), "12(1)(e)", or(a.Funding, w.missing()))
	add(say("Méthode de calcul", "Method of calculation"), "12(1)(f)", or(a.Method, w.missing()))
	election := w.election()
	if election == "" {
		election = say("aucune élection", "no election")
	}
	add(say("Élection ou référendum", "Election or referendum"), "11(1)(c), 12(1)(g)", election)
	var repositories []line
	for _, r := range a.Repositories {
		repositories = append(repositories, in(to(r)))
	}
	add(say("Registres de publicités politiques", "Repositories of political advertisements"), "", w.listed(repositories...))
	add(say("Signaler cette annonce", "Report this advertisement"), "", to(a.Complaints))
	add(say("Diffusion suspendue ou arrêtée", "Publication suspended or ended"), "", a.Suspended)
	add(say("Nombre de personnes touchées", "People reached"), "", a.Reach)
	p.table(say("Les rubriques de l’avis", "The items of the notice"), []string{say("Rubrique", "Item"), say("Règlement", "Regulation"), say("Contenu", "Content")}, rows...)

	p.head(say("Choix des destinataires", "How recipients are chosen"))
	w.targeting(&p, a.Targeting)

	p.head(say("Vos droits", "Your rights"))
	p.para(say("Tout sur vos données, et comment ne plus recevoir nos messages : ", "All about your data, and how to receive no more messages: "), to(n.Rights.Notice), ".")
	if s, ok := declarations[a.Declaration]; ok {
		p.para(say("Le parraineur a déclaré par écrit être ", "The sponsor has declared in writing to be "), s.in(w.tongue), say(" (article 5.2).", " (Article 5(2))."))
	}
	if until, ok := a.RecordsUntil(); ok {
		p.note(say("Annonces et avis sont conservés sept ans, jusqu’au ", "Advertisements and notices are kept for seven years, until "), w.date(until), ".")
	}
	return p
}

// targeting says by what recipients were chosen.
func (w *writer) targeting(p *Page, t *notice.Targeting) {
	say := w.say
	if t == nil || len(t.Criteria) == 0 {
		p.para(say("Les messages vont à toutes les personnes du fichier, sans choix fondé sur leurs données.", "The messages go to everyone in the file, without a choice based on their data."))
		if t != nil && t.Exempt == notice.MembersExempt {
			p.para(say("Ce sont les adhérents, anciens adhérents ou abonnés de l’expéditeur (article 18).", "They are the sender's members, former members or subscribers (Article 18)."))
		}
		return
	}
	p.facts(
		fact(say("Critères", "Criteria"), upperLine(w.criteria(*t))),
		fact(say("Groupes et données", "Groups and data"), t.Statement),
		fact(say("Consentement", "Consent"), map[bool]string{true: say("explicite, donné pour la seule publicité politique", "explicit, given for political advertising alone")}[t.Consent == notice.SeparateConsent]),
		fact(say("Âge minimal", "Minimum age"), map[bool]string{true: w.count(t.MinimumAge) + say(" ans", " years")}[t.MinimumAge > 0]),
		fact(say("Intelligence artificielle", "Artificial intelligence"), map[bool]string{
			true:  say("oui, pour choisir les destinataires", "yes, to choose the recipients"),
			false: say("non", "no"),
		}[t.AI]),
		fact(say("Retirer son consentement, s’opposer", "Withdraw consent, object"), to(t.Support)),
	)
}

// sponsors reports whether the controller is the sponsor, as far as the names say.
func (w *writer) sponsors() bool {
	sponsor, c := strings.TrimSpace(w.d.Notice.Advert.Sponsor), w.d.Notice.Controller
	for _, name := range []string{strings.TrimSpace(c.Name), strings.TrimSpace(c.ShortName)} {
		if name != "" && strings.HasPrefix(sponsor, name) {
			return true
		}
	}
	return false
}

// declarations are the cases of article 5(2).
var declarations = map[string]pair{
	notice.CaseCitizen:     {"un citoyen de l’Union", "a citizen of the Union"},
	notice.CaseVoter:       {"un résident de l’Union qui vote à cette élection", "a resident of the Union who votes in this election"},
	notice.CaseEstablished: {"une personne morale établie dans l’Union, que personne d’extérieur ne possède ni ne contrôle", "a legal person established in the Union that nobody outside owns or controls"},
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if !blank(s) {
			return s
		}
	}
	return ""
}

func upperLine(l line) line {
	if len(l) > 0 {
		l = append(line{}, l...)
		l[0].Text = upper(l[0].Text)
	}
	return l
}
