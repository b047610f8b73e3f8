package dossier

import (
	"strings"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice"
)

// transparency is the notice of Regulation (EU) 2024/900, article 12, with what article 19 adds where recipients are chosen.
// Items after (g) are those of the regulator's table: their letters are not given.
func (w *writer) transparency() Page {
	n, say, a := w.d.Notice, w.Say, *w.d.Notice.Advert
	p := w.page(Transparency, say("Transparency notice: political advertisement"), true, "Notice.Advert", "Notice.Election")
	p.para(styled(strong, say("These messages are political advertisements.")),
		say(" This notice says who sponsors them, who pays for them, and to which election they relate."))
	p.note(say("Regulation (EU) 2024/900 on the transparency and targeting of political advertising, Articles 11, 12 and 19."))

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
	add(say("Sponsor"), "12(1)(a)", w.listed(in(a.Sponsor), in(to(email)), in(postal)))
	if seat != postal {
		add(say("Place of establishment"), "12(1)(a)", seat)
	}
	add(say("Ultimately controlled by"), "11(1)(b)", a.Control)
	payer := w.listed(in(a.Payer), in(to(a.PayerEmail)), in(a.PayerPostal))
	if blank(a.Payer) {
		payer = in(say("the sponsor"))
	}
	add(say("Payer"), "12(1)(b)", payer)
	if a.From != "" && a.Until != "" {
		add(say("Period of publication"), "12(1)(c)", say("from "), w.date(a.From), say(" to "), w.date(a.Until))
	} else {
		add(say("Period of publication"), "12(1)(c)", w.missing())
	}
	add(say("Amounts and benefits"), "12(1)(d)", or(a.Amount, w.missing()))
	add(say("Origin of the funds"), "12(1)(e)", or(a.Funding, w.missing()))
	add(say("Method of calculation"), "12(1)(f)", or(a.Method, w.missing()))
	election := w.election()
	if election == "" {
		election = say("no election")
	}
	add(say("Election or referendum"), "11(1)(c), 12(1)(g)", election)
	var repositories []line
	for _, r := range a.Repositories {
		repositories = append(repositories, in(to(r)))
	}
	add(say("Repositories of political advertisements"), "", w.listed(repositories...))
	add(say("Report this advertisement"), "", to(a.Complaints))
	add(say("Publication suspended or ended"), "", a.Suspended)
	add(say("People reached"), "", a.Reach)
	p.table(say("The items of the notice"), []string{say("Item"), say("Regulation"), say("Content")}, rows...)

	p.head(say("How recipients are chosen"))
	w.targeting(&p, a.Targeting)

	p.head(say("Your rights"))
	p.para(say("All about your data, and how to receive no more messages: "), to(n.Rights.Notice), ".")
	if s, ok := declarations[a.Declaration]; ok {
		p.para(say("The sponsor has declared in writing to be "), w.Say(s), say(" (Article 5(2))."))
	}
	if until, ok := a.RecordsUntil(); ok {
		p.note(say("Advertisements and notices are kept for seven years, until "), w.date(until), ".")
	}
	return p
}

// targeting says by what recipients were chosen.
func (w *writer) targeting(p *Page, t *notice.Targeting) {
	say := w.Say
	if t == nil || len(t.Criteria) == 0 {
		p.para(say("The messages go to everyone in the file, without a choice based on their data."))
		if t != nil && t.Exempt == notice.MembersExempt {
			p.para(say("They are the sender's members, former members or subscribers (Article 18)."))
		}
		return
	}
	p.facts(
		fact(say("Criteria"), upperLine(w.criteria(*t))),
		fact(say("Groups and data"), t.Statement),
		fact(say("Consent"), map[bool]string{true: say("explicit, given for political advertising alone")}[t.Consent == notice.SeparateConsent]),
		fact(say("Minimum age"), map[bool]string{true: w.Count(t.MinimumAge) + say(" years")}[t.MinimumAge > 0]),
		fact(say("Artificial intelligence"), map[bool]string{
			true:  say("yes, to choose the recipients"),
			false: say("no"),
		}[t.AI]),
		fact(say("Withdraw consent, object"), to(t.Support)),
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
var declarations = map[string]tongue.Text{
	notice.CaseCitizen:     "a citizen of the Union",
	notice.CaseVoter:       "a resident of the Union who votes in this election",
	notice.CaseEstablished: "a legal person established in the Union that nobody outside owns or controls",
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
