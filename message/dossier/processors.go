package dossier

import (
	"slices"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/notice"
)

// clauses are the eight of GDPR 28(3), in short.
var clauses = []struct {
	letter string
	words  pair
}{
	{"a", pair{"n’agit que sur instruction documentée, transferts compris", "acts only on documented instructions, transfers included"}},
	{"b", pair{"engage à la confidentialité les personnes qui traitent les données", "commits the people who process the data to confidentiality"}},
	{"c", pair{"prend les mesures de sécurité de l’article 32", "takes the security measures of Article 32"}},
	{"d", pair{"ne sous-traite qu’aux conditions des paragraphes 2 et 4", "engages another processor only as paragraphs 2 and 4 allow"}},
	{"e", pair{"aide à répondre aux personnes qui exercent leurs droits", "helps to answer people who exercise their rights"}},
	{"f", pair{"aide pour la sécurité, les violations et l’analyse d’impact (articles 32 à 36)", "helps with security, breaches and impact assessment (Articles 32 to 36)"}},
	{"g", pair{"efface ou rend les données à la fin, copies comprises", "deletes or returns the data at the end, copies included"}},
	{"h", pair{"donne de quoi prouver la conformité et se prête aux audits", "gives what shows compliance and allows audits"}},
}

// processors is the checklist of GDPR 28 for each provider.
func (w *writer) processors() Page {
	n, say := w.d.Notice, w.say
	p := w.page(Processors, say("Prestataires : les clauses de l’article 28", "Providers: the clauses of Article 28"), false, "Notice.Processors", "Facts.Offers")
	p.para(say("Chaque prestataire qui traite les données pour la campagne a un contrat écrit avec huit clauses obligatoires (RGPD, article 28.3). Le candidat ou le parti reste responsable de ce que fait le prestataire.",
		"Each provider that processes the data for the campaign has a written contract with eight mandatory clauses (GDPR, Article 28(3)). The candidate or party stays responsible for what the provider does."))
	if len(n.Processors) == 0 {
		p.para(say("Aucun prestataire n’est déclaré.", "No provider is declared."))
	}
	for _, x := range n.Processors {
		p.sheet(x.Name)
		imported := in(w.date(x.SuppressionImported))
		if x.SuppressionImported == "" {
			imported = in(styled(no, say("non", "no")))
		}
		declared := in(w.date(x.SponsorDeclared))
		if x.SponsorDeclared == "" {
			declared = in(styled(no, say("non", "no")))
		}
		if blank(x.Replaces) {
			imported = nil
		}
		if n.Advert == nil {
			declared = nil
		}
		transfer := line(nil)
		if x.Outside() {
			transfer = in(or(x.Transfer, w.missing()))
		}
		p.facts(
			fact(say("Contrat écrit", "Written contract"), or(x.Contract, w.missing())),
			fact(say("Pays", "Country"), w.country(x.Country)),
			fact(say("Transfert hors de l’EEE", "Transfer outside the EEA"), transfer),
			fact(say("Remplace", "Replaces"), x.Replaces),
			fact(say("Liste d’opposition reprise le", "Suppression list taken over on"), imported),
			fact(say("Informé du caractère politique le", "Told that it is political on"), declared),
		)
		var rows [][]line
		have := 0
		for _, c := range clauses {
			mark := styled(no, say("manque", "missing"))
			if slices.Contains(x.Clauses, c.letter) && !blank(x.Contract) {
				mark = styled(yes, say("oui", "yes"))
				have++
			}
			rows = append(rows, []line{in(c.letter), in(say("Le prestataire ", "The provider "), c.words.in(w.tongue)), in(mark)})
		}
		p.table(say("Clauses de l’article 28.3 : "+strconv.Itoa(have)+" sur 8", "Clauses of Article 28(3): "+strconv.Itoa(have)+" of 8"),
			[]string{say("Clause", "Clause"), say("Ce que dit le contrat", "What the contract says"), say("Présente", "Present")}, rows...)
		p.para(say("Le contrat dit aussi, en tête :", "The contract also sets out, at its head:"))
		p.facts(w.chapeau(x)...)
	}
	if len(w.d.Facts.Offers) > 0 {
		p.sheet(say("Prix des envois", "Price of the sends"))
		p.para(say("Une personne morale autre qu’un parti ne donne rien à un candidat et ne vend pas au-dessous du prix habituel (code électoral, article L. 52-8). Le coût des envois est payé par le mandataire et figure au compte de campagne (L. 52-12).",
			"A legal person other than a party gives a candidate nothing and does not sell below the usual price (Electoral Code, Article L. 52-8). The cost of the sends is paid by the financial agent and stands in the campaign account (L. 52-12)."))
		var rows [][]line
		for i, o := range w.d.Facts.Offers {
			mark := styled(yes, say("oui", "yes"))
			if len(under(w.found, indexed("Facts.Offers", i))) > 0 {
				mark = styled(no, say("non", "no"))
			}
			rows = append(rows, []line{in(orDash(o.Provider)), in(w.euros(o.Price)), in(w.euros(o.Tariff)), in(mark)})
		}
		p.table(say("Prix payé et prix public, par message", "Price paid and public price, for one message"),
			[]string{say("Prestataire", "Provider"), say("Prix payé", "Price paid"), say("Prix public", "Public price"), say("Prix habituel", "Usual price")}, rows...)
	}
	return p
}

// chapeau is what the contract says before its clauses; duration, obligations and rights are for a person to read in it.
func (w *writer) chapeau(x notice.Processor) [][]line {
	n, say := w.d.Notice, w.say
	toRead := styled(open, say("à vérifier dans le contrat", "to be checked in the contract"))
	return [][]line{
		fact(say("Objet", "Subject-matter"), upper(x.Role)),
		fact(say("Durée", "Duration"), toRead),
		fact(say("Nature et finalité", "Nature and purpose"), orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))),
		fact(say("Type de données", "Type of data"), orMissing(w, upper(strings.Join(said(n.Data...), ", ")))),
		fact(say("Personnes concernées", "Categories of people"), w.peopleLine()),
		fact(say("Obligations et droits du responsable", "Obligations and rights of the controller"), toRead),
	}
}

func (w *writer) peopleLine() line {
	if l := joined(", ", w.people()...); len(l) > 0 {
		return upperLine(l)
	}
	return in(w.missing())
}

// euros writes a price; a message costs some cents, so that thousandths count.
func (w *writer) euros(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if i := strings.IndexByte(s, '.'); i < 0 {
		s += ".00"
	} else if len(s)-i == 2 {
		s += "0"
	}
	if w.tongue == fr {
		return strings.Replace(s, ".", ",", 1) + "\u00a0€"
	}
	return "€" + s
}
