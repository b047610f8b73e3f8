package notice

import "github.com/scrutateur/scrutateur/notice/law"

// Origin says where the recipients' data came from (GDPR 14(2)(f)).
type Origin struct {
	Kind     law.Origin `json:"kind" validate:"said,max=40"`
	Detail   string     `json:"detail,omitempty" validate:"max=120"`                         // which petition, which broker, which register
	Obtained Day        `json:"obtained,omitempty" validate:"omitempty,datetime=2006-01-02"` // when the controller obtained the data
	// Attestation is the reference of the broker's written attestation that people were told, when their data were
	// collected, that a political message could follow; or of the pledge that goes with a roll (code électoral L37, L330-4).
	Attestation string `json:"attestation,omitempty" validate:"max=200"`
	// Enrichment says where numbers or mailboxes came from that the origin itself does not hold: the electoral roll has neither.
	Enrichment string `json:"enrichment,omitempty" validate:"max=120"`
}

// Basis is the legal basis with its evidence.
type Basis struct {
	Kind        law.Basis `json:"kind" validate:"said,max=40"`
	Reference   string    `json:"reference,omitempty" validate:"max=200"`                   // of the balancing test, or of the consent record
	Expectation string    `json:"expectation,omitempty" validate:"max=1000"`                // why recipients could expect this message
	Wording     string    `json:"wording,omitempty" validate:"max=1000"`                    // the words consented to
	Since       Day       `json:"since,omitempty" validate:"omitempty,datetime=2006-01-02"` // consents collected since
}

// class is what an origin is in law, from which follows what it can carry.
type class string

const (
	direct    class = "direct"    // given by the person, who knows the body or the candidate
	passing   class = "passing"   // given by the person on one occasion: not yet a regular contact
	indirect  class = "indirect"  // from somebody else
	agreement class = "agreement" // from somebody else, and a first message may only ask for agreement
	forbidden class = "forbidden" // collected for something else
)

// origins is the closed set. bodies says whether GDPR 9(2)(d) can carry the origin: it names members, former members
// and people who have regular contact with the body.
var origins = map[law.Origin]struct {
	class  class
	bodies bool
}{
	law.OriginForm:      {direct, true}, // a positive step towards the body's politics is regular contact: NS-34, art. 1
	law.OriginMember:    {direct, true},
	law.OriginDonor:     {direct, true},
	law.OriginRegular:   {direct, true},
	law.OriginEvent:     {passing, false},
	law.OriginPetition:  {passing, false},
	law.OriginDoorstep:  {passing, false},
	law.OriginPhone:     {passing, false},
	law.OriginReferral:  {agreement, false},
	law.OriginRented:    {agreement, false},
	law.OriginRoll:      {indirect, false},
	law.OriginConsular:  {indirect, false},
	law.OriginDirectory: {indirect, false},
	law.OriginTransfer:  {indirect, false},
	law.OriginElected:   {indirect, false},

	law.OriginMunicipal:    {forbidden, false},
	law.OriginPublicFile:   {forbidden, false},
	law.OriginStaff:        {forbidden, false},
	law.OriginPatients:     {forbidden, false},
	law.OriginPupils:       {forbidden, false},
	law.OriginTenants:      {forbidden, false},
	law.OriginPollingStaff: {forbidden, false},
	law.OriginSignOff:      {forbidden, false},
	law.OriginScraped:      {forbidden, false},
}

// Direct reports whether the person gave the data to the campaign (GDPR 13), and not somebody else (GDPR 14).
func (o Origin) Direct() bool {
	c := origins[o.Kind].class
	return c == direct || c == passing
}

// findings judges what an origin and a basis say without regard to the channel.
func (o Origin) findings(at Day) law.Findings {
	const path = "Notice.Origin.Kind"
	var fs law.Findings
	if o.Kind == "" {
		return nil // the shape has said so
	}
	row, known := origins[o.Kind]
	if !known {
		return law.Findings{law.Find(law.DataOrigin, path, "unknown origin %q: take one of the constants law.Origin…, and say the rest in Detail", short(o.Kind))}
	}
	if row.class == forbidden {
		return law.Findings{refuseOrigin(o.Kind, path)}
	}
	switch o.Kind {
	case law.OriginRented:
		if blank(o.Detail) {
			fs = append(fs, law.Find(law.DataOrigin, "Notice.Origin.Detail", "a rented file without its broker: name who rents it out"))
		}
		if blank(o.Attestation) {
			fs = append(fs, law.Find(law.RentedFile, "Notice.Origin.Attestation", "a rented file without attestation: give the reference of the broker's written word that people were told of political messages when their data were collected"))
		}
	case law.OriginRoll:
		if blank(o.Enrichment) {
			fs = append(fs, law.Find(law.ElectoralRoll, "Notice.Origin.Enrichment", "the electoral roll holds neither phone numbers nor mailboxes: say where they came from"))
		}
		if blank(o.Attestation) {
			fs = append(fs, law.Find(law.ElectoralRoll, "Notice.Origin.Attestation", "a copy of the electoral roll comes with a pledge not to use it commercially: give its reference"))
		}
	case law.OriginConsular:
		if blank(o.Attestation) {
			fs = append(fs, law.Find(law.ConsularList, "Notice.Origin.Attestation", "a consular list comes with a pledge, of no commercial use and no use in the politics of the country of residence: give its reference"))
		}
	case law.OriginTransfer:
		if blank(o.Detail) {
			fs = append(fs, law.Find(law.DataOrigin, "Notice.Origin.Detail", "data from another political body: name the body"))
		}
	case law.OriginDirectory, law.OriginElected:
		if blank(o.Detail) {
			fs = append(fs, law.Find(law.DataOrigin, "Notice.Origin.Detail", "data that people did not give themselves: name the directory or register"))
		}
	}
	if !o.Direct() {
		due := monthsBefore(o.Obtained, -1)
		switch {
		case o.Obtained == "":
			fs = append(fs, law.Find(law.InformedLate, "Notice.Origin.Obtained", "data that people did not give themselves, without a date: say when they were obtained"))
		case at != "" && due != "" && due < at:
			fs = append(fs, law.Find(law.InformedLate, "Notice.Origin.Obtained", "obtained on %s, and people are informed within a month: say in Detail how they were, and except the rule", string(o.Obtained)))
		}
	}
	if at != "" && o.Obtained > at && isDay(o.Obtained) {
		fs = append(fs, law.Find(law.SpecField, "Notice.Origin.Obtained", "obtained on %s, after the message: correct the date", string(o.Obtained)))
	}
	return fs
}

// refuseOrigin names what is forbidden, so that a file that says where it comes from is refused for the right reason.
func refuseOrigin(o law.Origin, path string) law.Finding {
	switch o {
	case law.OriginMunicipal:
		return law.Find(law.PurposeLimit, path, "a file of the town's services: collected to serve residents, it may not carry a political message; use data that people gave to the campaign")
	case law.OriginPublicFile:
		return law.Find(law.PurposeLimit, path, "a file of a public administration: the public sector's files may not carry a political message; use data that people gave to the campaign")
	case law.OriginStaff:
		return law.Find(law.PurposeLimit, path, "a file of employees: collected for their work, it may not carry a political message; use data that people gave to the campaign")
	case law.OriginPatients:
		return law.Find(law.PurposeLimit, path, "a file of patients: collected for their care, it may not carry a political message (a candidate was fined for it in December 2025); use data that people gave to the campaign")
	case law.OriginPupils:
		return law.Find(law.PurposeLimit, path, "a file of pupils or their parents: collected for school, it may not carry a political message; use data that people gave to the campaign")
	case law.OriginTenants:
		return law.Find(law.PurposeLimit, path, "a file of tenants: collected for their housing, it may not carry a political message; use data that people gave to the campaign")
	case law.OriginPollingStaff:
		return law.Find(law.PurposeLimit, path, "a file of polling-station officers: collected to run the vote, it may not carry a political message; use data that people gave to the campaign")
	case law.OriginSignOff:
		return law.Find(law.PurposeLimit, path, "sign-off lists show who voted: they serve to check the vote, and may not carry a political message; use data that people gave to the campaign")
	default:
		return law.Find(law.PurposeLimit, path, "data gathered from web pages or networks: people who publish an address do not expect a political message; use data that people gave to the campaign")
	}
}

// findings judges the evidence of the basis, and whether it can carry the origin for this controller.
func (b Basis) findings(o law.Origin, kind ControllerKind, at Day) law.Findings {
	const path = "Notice.Basis.Kind"
	var fs law.Findings
	switch b.Kind {
	case "":
		return nil // the shape has said so
	case law.Consent:
		if b.Since == "" {
			fs = append(fs, law.Find(law.BasisEvidence, "Notice.Basis.Since", "consent without a date: say since when it was collected"))
		}
		if blank(b.Wording) {
			fs = append(fs, law.Find(law.BasisEvidence, "Notice.Basis.Wording", "consent without its words: write the sentence that people agreed to"))
		}
		if blank(b.Reference) {
			fs = append(fs, law.Find(law.BasisEvidence, "Notice.Basis.Reference", "consent without its record: give the reference under which each agreement can be shown"))
		}
		if at != "" && isDay(b.Since) && b.Since > at {
			fs = append(fs, law.Find(law.BasisEvidence, "Notice.Basis.Since", "consent collected since %s, after the message: correct the date", string(b.Since)))
		}
	case law.LegitimateInterest:
		if blank(b.Reference) {
			fs = append(fs, law.Find(law.BasisEvidence, "Notice.Basis.Reference", "legitimate interest without its balancing test: give the reference of the written assessment"))
		}
		if blank(b.Expectation) {
			fs = append(fs, law.Find(law.BasisEvidence, "Notice.Basis.Expectation", "legitimate interest without an expectation: say why these people could expect this message"))
		}
		if origins[o].class == passing || origins[o].class == indirect {
			fs = append(fs, law.Find(law.SpecialCategory, path, "a political file reveals opinions, and these people are no regular contacts: ask for their explicit consent").AsShould())
		}
	case law.PoliticalBody:
		if kind == Candidate {
			fs = append(fs, law.Find(law.SpecialCategory, path, "GDPR 9(2)(d) names foundations, associations and other not-for-profit bodies, and a candidate is none: rest on consent, or let the body be the controller"))
		}
		if row, known := origins[o]; known && !row.bodies && row.class != forbidden {
			fs = append(fs, law.Find(law.SpecialCategory, path, "GDPR 9(2)(d) reaches members, former members and regular contacts, and this origin is none of them: ask for explicit consent"))
		}
	default:
		fs = append(fs, law.Find(law.BasisEvidence, path, "unknown basis %q: take law.Consent, law.LegitimateInterest or law.PoliticalBody", short(b.Kind)))
	}
	if o == law.OriginTransfer && b.Kind != law.Consent && b.Kind != "" {
		fs = append(fs, law.Find(law.SpecialCategory, path, "a political body discloses its contacts to no one outside without their consent: rest on that consent"))
	}
	return fs
}
