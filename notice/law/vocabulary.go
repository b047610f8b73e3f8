package law

// Channel is the way a message goes. Messages are built for SMS and e-mail; a ledger knows the others too, because who tells a
// canvasser at the door to stay away has objected.
type Channel string

const (
	SMS   Channel = "sms"
	Email Channel = "email"
	Voice Channel = "voice" // calls, by a person or a machine
	Post  Channel = "post"  // letters addressed to a person
	Door  Channel = "door"  // canvassing from door to door
)

// Occasion says what a message is to its recipient, and so how much it must say.
type Occasion string

const (
	FirstContact   Occasion = ""                // everything is said
	Later          Occasion = "later"           // the recipient has had a first contact that said everything
	ConsentRequest Occasion = "consent-request" // only asks for agreement; calls for no vote
	ConsentReceipt Occasion = "consent-receipt" // confirms an agreement just given
	Service        Occasion = "service"         // proxy votes, logistics: with a written reason
)

// Territory is where a recipient votes: an ISO 3166 code, or one of the values for the French abroad.
type Territory string

const (
	UnknownTerritory  Territory = ""   // judged by the widest window of the election
	Metropole         Territory = "FR" // European France
	Guadeloupe        Territory = "GP"
	Martinique        Territory = "MQ"
	Guyane            Territory = "GF"
	Reunion           Territory = "RE"
	Mayotte           Territory = "YT"
	SaintPierre       Territory = "PM" // Saint-Pierre-et-Miquelon
	SaintBarthelemy   Territory = "BL"
	SaintMartin       Territory = "MF"
	Polynesie         Territory = "PF" // all archipelagos: the widest of their three offsets
	WallisFutuna      Territory = "WF"
	NouvelleCaledonie Territory = "NC"
	AbroadAmericas    Territory = "abroad-americas" // embassies and consulates on the American continent
	Abroad            Territory = "abroad"          // the other embassies and consulates
)

// Origin says where the data about a recipient came from.
type Origin string

const (
	OriginForm      Origin = "form"   // given to the campaign by the person
	OriginMember    Origin = "member" // member or former member of the body
	OriginDonor     Origin = "donor"
	OriginEvent     Origin = "event"
	OriginPetition  Origin = "petition"
	OriginRegular   Origin = "regular"  // regular contact: newsletter subscriber, correspondent
	OriginReferral  Origin = "referral" // given by a friend (parrainage)
	OriginRented    Origin = "rented"   // rented or bought file
	OriginRoll      Origin = "electoral-roll"
	OriginConsular  Origin = "consular-list"
	OriginDirectory Origin = "public-directory"
	OriginDoorstep  Origin = "doorstep"
	OriginPhone     Origin = "phone-canvass"
	OriginTransfer  Origin = "transfer"         // from another political body
	OriginElected   Origin = "elected-register" // registers of elected officials
	// Forbidden, by name, so that a file that says where it comes from is refused for the right reason.
	OriginMunicipal    Origin = "municipal-file"
	OriginPublicFile   Origin = "public-administration"
	OriginStaff        Origin = "staff"
	OriginPatients     Origin = "patients"
	OriginPupils       Origin = "pupils"
	OriginTenants      Origin = "tenants"
	OriginPollingStaff Origin = "polling-staff"
	OriginSignOff      Origin = "sign-off-list" // listes d'émargement
	OriginScraped      Origin = "scraped"
)

// Known reports whether the origin is one of the words above. What stands in a row's column may be anything, a name too: what is
// not known is not printed.
func (o Origin) Known() bool {
	switch o {
	case OriginForm, OriginMember, OriginDonor, OriginEvent, OriginPetition, OriginRegular, OriginReferral, OriginRented, OriginRoll,
		OriginConsular, OriginDirectory, OriginDoorstep, OriginPhone, OriginTransfer, OriginElected,
		OriginMunicipal, OriginPublicFile, OriginStaff, OriginPatients, OriginPupils, OriginTenants, OriginPollingStaff, OriginSignOff,
		OriginScraped:
		return true
	}
	return false
}

// Basis is the legal basis of the processing.
type Basis string

const (
	Consent            Basis = "consent"             // GDPR 6(1)(a), and 9(2)(a) where the file reveals opinions
	LegitimateInterest Basis = "legitimate-interest" // GDPR 6(1)(f)
	PoliticalBody      Basis = "political-body"      // GDPR 9(2)(d)
)
