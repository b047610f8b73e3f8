package dossier

import (
	"slices"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
)

// clauses are the eight of GDPR 28(3), in short.
var clauses = []struct {
	letter string
	words  tongue.Text
}{
	{"a", "acts only on documented instructions, transfers included"},
	{"b", "commits the people who process the data to confidentiality"},
	{"c", "takes the security measures of Article 32"},
	{"d", "engages another processor only as paragraphs 2 and 4 allow"},
	{"e", "helps to answer people who exercise their rights"},
	{"f", "helps with security, breaches and impact assessment (Articles 32 to 36)"},
	{"g", "deletes or returns the data at the end, copies included"},
	{"h", "gives what shows compliance and allows audits"},
}

// processors is the checklist of GDPR 28 for each provider.
func (w *writer) processors() Page {
	n, say := w.d.Notice, w.Say
	p := w.page(Processors, say("Providers: the clauses of Article 28"), false, "Notice.Processors", "Facts.Offers")
	p.para(say("Each provider that processes the data for the campaign has a written contract with eight mandatory clauses (GDPR, Article 28(3)). The candidate or party stays responsible for what the provider does."))
	if len(n.Processors) == 0 {
		p.para(say("No provider is declared."))
	}
	for _, x := range n.Processors {
		p.sheet(x.Name)
		imported := in(w.date(x.SuppressionImported))
		if x.SuppressionImported == "" {
			imported = in(styled(no, say("no")))
		}
		declared := in(w.date(x.SponsorDeclared))
		if x.SponsorDeclared == "" {
			declared = in(styled(no, say("no")))
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
			fact(say("Written contract"), or(x.Contract, w.missing())),
			fact(say("Country"), w.country(x.Country)),
			fact(say("Transfer outside the EEA"), transfer),
			fact(say("Replaces"), x.Replaces),
			fact(say("Suppression list taken over on"), imported),
			fact(say("Told that it is political on"), declared),
		)
		var rows [][]line
		have := 0
		for _, c := range clauses {
			mark := styled(no, say("missing"))
			if slices.Contains(x.Clauses, c.letter) && !blank(x.Contract) {
				mark = styled(yes, say("yes"))
				have++
			}
			rows = append(rows, []line{in(c.letter), in(say("The provider "), w.Say(c.words)), in(mark)})
		}
		p.table(w.Sayf("Clauses of Article 28(3): %d of 8", have),
			[]string{say("Clause"), say("What the contract says"), say("Present")}, rows...)
		p.para(say("The contract also sets out, at its head:"))
		p.facts(w.chapeau(x)...)
	}
	if len(w.d.Facts.Offers) > 0 {
		p.sheet(say("Price of the sends"))
		p.para(say("A legal person other than a party gives a candidate nothing and does not sell below the usual price (Electoral Code, Article L. 52-8). The cost of the sends is paid by the financial agent and stands in the campaign account (L. 52-12)."))
		var rows [][]line
		for i, o := range w.d.Facts.Offers {
			mark := styled(yes, say("yes"))
			if len(under(w.found, indexed("Facts.Offers", i))) > 0 {
				mark = styled(no, say("no"))
			}
			rows = append(rows, []line{in(orDash(o.Provider)), in(w.euros(o.Price)), in(w.euros(o.Tariff)), in(mark)})
		}
		p.table(say("Price paid and public price, for one message"),
			[]string{say("Provider"), say("Price paid"), say("Public price"), say("Usual price")}, rows...)
	}
	return p
}

// chapeau is what the contract says before its clauses; duration, obligations and rights are for a person to read in it.
func (w *writer) chapeau(x notice.Processor) [][]line {
	n, say := w.d.Notice, w.Say
	toRead := styled(open, say("to be checked in the contract"))
	return [][]line{
		fact(say("Subject-matter"), upper(x.Role)),
		fact(say("Duration"), toRead),
		fact(say("Nature and purpose"), orMissing(w, upper(strings.TrimRight(n.Purpose, ". ")))),
		fact(say("Type of data"), orMissing(w, upper(strings.Join(said(n.Data...), ", ")))),
		fact(say("Categories of people"), w.peopleLine()),
		fact(say("Obligations and rights of the controller"), toRead),
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
	return w.Sayf("€%s", strings.Replace(s, ".", w.Say(".¦before the cents"), 1))
}
