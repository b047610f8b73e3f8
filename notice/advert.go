package notice

import "github.com/scrutateur/scrutateur/notice/law"

// Advert is what Regulation (EU) 2024/900 asks of a political advertisement: the label of article 11, and what the
// transparency notice of article 12 must show. Sponsor, Funding and Targeting are the names of the Commission's model.
//
// Whether the duty to label reaches somebody who sends without a publisher, and whether an SMS is online, are open
// questions of law: see Readings.
type Advert struct {
	Sponsor string `json:"sponsor" validate:"said,max=120"` // 11(1)(b), 12(1)(a): at whose request the message is sent
	// Email and Postal are the sponsor's, where they are not the controller's (12(1)(a)).
	Email   string `json:"email,omitempty" validate:"omitempty,max=254,email"`
	Postal  string `json:"postal,omitempty" validate:"max=200"`
	Seat    string `json:"seat,omitempty" validate:"max=200"`    // 12(1)(a): place of establishment of a sponsor that is no natural person
	Control string `json:"control,omitempty" validate:"max=120"` // 11(1)(b): who ultimately controls the sponsor
	// Declaration is the case of article 5(2) that the sponsor has declared in writing: a citizen of the Union (CaseCitizen),
	// a resident who votes in this election (CaseVoter), or a legal person of the Union that nobody outside owns or controls
	// (CaseEstablished). In the last three months before an election no provider may serve a sponsor without it.
	Declaration string `json:"declaration,omitempty" validate:"omitempty,oneof=a b c"`

	Payer       string `json:"payer,omitempty" validate:"max=120"` // 12(1)(b): who pays, when it is not the sponsor
	PayerEmail  string `json:"payer_email,omitempty" validate:"omitempty,max=254,email"`
	PayerPostal string `json:"payer_postal,omitempty" validate:"max=200"`

	From   Day    `json:"from,omitempty" validate:"omitempty,datetime=2006-01-02"`  // 12(1)(c): the period of publication
	Until  Day    `json:"until,omitempty" validate:"omitempty,datetime=2006-01-02"` // its last day
	Amount string `json:"amount,omitempty" validate:"max=300"`                      // 12(1)(d): sums, with currency, for this message and for the campaign; benefits in kind
	// Funding is 12(1)(e): where the money comes from, public or private, inside or outside the Union.
	Funding string `json:"funding,omitempty" validate:"max=300"`
	Method  string `json:"method,omitempty" validate:"max=300"` // 12(1)(f): how the sums were calculated

	Repositories []string   `json:"repositories,omitempty" validate:"max=10,dive,max=500"` // links to online repositories of political advertisements
	Complaints   string     `json:"complaints,omitempty" validate:"max=500"`               // where an advertisement can be reported: an https URL or an e-mail address
	Suspended    string     `json:"suspended,omitempty" validate:"max=300"`                // whether an earlier publication was suspended or ended for an infringement
	Reach        string     `json:"reach,omitempty" validate:"max=300"`                    // how many people it reached, once known
	Targeting    *Targeting `json:"targeting,omitempty"`
	Notice       string     `json:"notice" validate:"said,max=500"` // 11(1)(e): https URL of the transparency notice
}

// Cases of article 5(2) of Regulation (EU) 2024/900.
const (
	CaseCitizen     = "a"
	CaseVoter       = "b"
	CaseEstablished = "c"
)

func (a Advert) clone() Advert {
	a.Repositories = clone(a.Repositories)
	if a.Targeting != nil {
		t := *a.Targeting
		t.Criteria = clone(t.Criteria)
		a.Targeting = &t
	}
	return a
}

// findings judges what the message itself must say, and what must be declared before it is sent.
func (a Advert) findings(n Notice, at Day) law.Findings {
	fs := linkFindings(law.AdvertNotice, "Notice.Advert.Notice", a.Notice)
	for i, r := range a.Repositories {
		fs = append(fs, linkFindings(law.SpecField, indexed("Notice.Advert.Repositories", i), r)...)
	}
	if blank(a.Sponsor) {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert.Sponsor", "the transparency notice begins with the sponsor: name it"))
	}
	if a.From != "" && a.Until != "" && a.From > a.Until {
		fs = append(fs, law.Find(law.SpecField, "Notice.Advert.Until", "before From: exchange them"))
	}
	if first, ok := n.Election.FirstRound(); ok && a.Declaration == "" && at != "" && at >= monthsBefore(first, 3) && at <= n.Election.lastRound() {
		fs = append(fs, law.Find(law.ForeignSponsor, "Notice.Advert.Declaration", "three months or less before the election: give the case of article 5(2) that the sponsor has declared, a, b or c"))
	}
	if t := a.Targeting; t != nil {
		fs = append(fs, t.findings(n.Origin)...)
		if n.Readings.SMS != Literal { // otherwise it depends on the channel: Allows
			fs = append(fs, t.online(n)...)
		}
	}
	return fs
}

// RecordsUntil returns the day on which the records of the advertisement may be erased, seven years after Until (articles 9 and 12);
// false while Until is not known.
func (a Advert) RecordsUntil() (Day, bool) {
	d := monthsBefore(a.Until, -7*12)
	return d, d != ""
}

// Lacks says which items of article 12(1) the page behind Notice cannot show from what is declared here: for who writes that page
// from the Notice. It blocks no message, which only links to the page. Items (h) and later are known from the regulator's table
// alone; their absence is not reported.
func (a Advert) Lacks() law.Findings {
	var fs law.Findings
	if a.From == "" || a.Until == "" {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert.From", "no period: say from when until when the message is sent"))
	}
	if blank(a.Amount) {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert.Amount", "no sums: say what the message and the campaign cost, with benefits in kind"))
	}
	if blank(a.Funding) {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert.Funding", "no source of the money: say whether it is public or private, from inside or outside the Union"))
	}
	if blank(a.Method) {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert.Method", "no method: say how the sums were calculated"))
	}
	if !blank(a.Payer) && blank(a.PayerEmail) {
		fs = append(fs, law.Find(law.AdvertNotice, "Notice.Advert.PayerEmail", "a payer without an e-mail address: give it"))
	}
	for i := range fs {
		fs[i] = fs[i].AsShould()
	}
	return fs.Sort()
}
