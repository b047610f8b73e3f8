package notice

import "github.com/scrutateur/scrutateur/notice/law"

// Targeting says by what the recipients of a message were chosen among those that the campaign could write to (Regulation (EU) 2024/900, 18 and 19;
// a Targeting Technique in the Commission's model).
type Targeting struct {
	Criteria  []Criterion `json:"criteria" validate:"max=20,dive,max=40"`
	Consent   string      `json:"consent,omitempty" validate:"omitempty,oneof=separate"` // "separate": explicit, given for political advertising alone
	Exempt    string      `json:"exempt,omitempty" validate:"omitempty,oneof=members"`   // "members": to all members, former members or subscribers, without further selection
	Statement string      `json:"statement,omitempty" validate:"max=500"`                // the groups addressed, which data from which source, and how to withdraw
	AI        bool        `json:"ai,omitempty"`                                          // an artificial intelligence system chose
	Support   string      `json:"support,omitempty" validate:"max=500"`                  // https URL where people withdraw or object
	// MinimumAge is the age of the youngest person addressed, in years; zero is not known.
	MinimumAge int `json:"minimum_age,omitempty" validate:"min=0,max=120"`
}

// Values of Consent and Exempt.
const (
	SeparateConsent = "separate"
	MembersExempt   = "members"
)

// Criterion is something by which recipients are chosen.
type Criterion string

const (
	ByCommune        Criterion = "commune"
	ByConstituency   Criterion = "constituency"
	ByPollingStation Criterion = "polling-station"
	ByAge            Criterion = "age"
	BySex            Criterion = "sex"
	ByOccupation     Criterion = "occupation"
	ByInterest       Criterion = "declared-interest" // topics that the person ticked
	ByLanguage       Criterion = "language"          // chosen by the person
	ByAttendance     Criterion = "attendance"        // came to a meeting, gave time
	ByDonation       Criterion = "donation"

	// Refused, by name, so that a campaign that says what it does is refused for the right reason.
	ByNameOrigin  Criterion = "name-origin" // how a name sounds
	ByBirthplace  Criterion = "birthplace"
	ByReligion    Criterion = "religion"
	ByEthnicity   Criterion = "ethnicity"
	ByHealth      Criterion = "health"
	ByOrientation Criterion = "orientation"
	ByUnion       Criterion = "union-membership"
	ByOpinion     Criterion = "inferred-opinion"
	ByTurnout     Criterion = "turnout" // whether the person voted
	ByOpened      Criterion = "opened"  // whether earlier messages were opened
	ByClicked     Criterion = "clicked"
)

// rest is what a criterion may rest on.
type rest string

const (
	onFile   rest = "file"   // what the origin holds: rolls have address, age, sex and polling station
	onAnswer rest = "answer" // what the person said
	onSorted rest = "sorted" // nothing: it claims to reveal origin or religion
	onSecret rest = "secret" // nothing: special categories (GDPR 9)
	onVote   rest = "vote"   // nothing: sign-off lists serve to check the vote
	onWatch  rest = "watch"  // nothing: it takes watching readers
)

// criteria is the closed set.
var criteria = map[Criterion]rest{
	ByCommune: onFile, ByConstituency: onFile, ByPollingStation: onFile, ByAge: onFile, BySex: onFile,
	ByOccupation: onAnswer, ByInterest: onAnswer, ByLanguage: onAnswer, ByAttendance: onAnswer, ByDonation: onAnswer,
	ByNameOrigin: onSorted, ByBirthplace: onSorted,
	ByReligion: onSecret, ByEthnicity: onSecret, ByHealth: onSecret, ByOrientation: onSecret, ByUnion: onSecret, ByOpinion: onSecret,
	ByTurnout: onVote, ByOpened: onWatch, ByClicked: onWatch,
}

// findings judges the criteria one by one: what no consent makes lawful.
func (t Targeting) findings(o Origin) law.Findings {
	const path = "Notice.Advert.Targeting"
	fs := linkFindings(law.SpecField, path+".Support", t.Support)
	for i, c := range t.Criteria {
		fs = append(fs, c.findings(indexed(path+".Criteria", i), o)...)
	}
	return fs
}

// online judges what articles 18 and 19 ask of any choice of recipients for a message that is online.
func (t Targeting) online(n Notice) law.Findings {
	const path = "Notice.Advert.Targeting"
	var fs law.Findings
	if t.Exempt == MembersExempt {
		if len(t.Criteria) > 0 {
			fs = append(fs, law.Find(law.MembersExempt, path+".Criteria", "a choice among members or subscribers is no longer exempt: write to all of them, or rest on separate consent"))
		}
		if k := n.Origin.Kind; k != law.OriginMember && k != law.OriginRegular {
			fs = append(fs, law.Find(law.MembersExempt, path+".Exempt", "the exemption is for members, former members and subscribers: this origin is another, rest on separate consent"))
		}
	}
	if t.chooses(n.Readings) {
		if !n.Origin.Direct() && n.Origin.Kind != "" {
			fs = append(fs, law.Find(law.TargetingDirect, path+".Criteria", "people may be chosen by data only that they gave themselves: write to all, or build the file from your own forms"))
		}
		if n.Basis.Kind != law.Consent || t.Consent != SeparateConsent {
			fs = append(fs, law.Find(law.TargetingConsent, path+".Consent", "people may be chosen only with their explicit consent, given for political advertising alone: collect it, or write to all"))
		}
		if blank(t.Statement) {
			fs = append(fs, law.Find(law.TargetingInfo, path+".Statement", "people are told why they were chosen: name the groups, the data with their source, and how to withdraw"))
		}
		if t.MinimumAge > 0 && t.MinimumAge < votingAge-1 {
			fs = append(fs, law.Find(law.Minors, path+".MinimumAge", "nobody may be chosen who is more than a year under voting age: start at %d", votingAge-1))
		}
	}
	return fs
}

const votingAge = 18

// chooses reports whether the criteria are targeting. Read literally, addressing one's own constituency or commune is none.
func (t Targeting) chooses(r Readings) bool {
	for _, c := range t.Criteria {
		if r.Area == Literal && (c == ByCommune || c == ByConstituency) {
			continue
		}
		return true
	}
	return false
}

// findings says what is wrong with one criterion, whatever people agreed to.
func (c Criterion) findings(path string, o Origin) law.Findings {
	rests, known := criteria[c]
	if !known {
		return law.Findings{law.Find(law.SpecField, path, "unknown criterion %q: take one of the constants By…", short(c))}
	}
	switch rests {
	case onAnswer:
		if !o.Direct() && o.Kind != "" {
			return law.Findings{law.Find(law.TargetingDirect, path, "only the person can say this, and this origin is somebody else: leave the criterion out")}
		}
	case onSorted:
		if c == ByBirthplace {
			return law.Findings{law.Find(law.NameSorting, path, "people may not be sorted by where they were born: leave the criterion out")}
		}
		return law.Findings{law.Find(law.NameSorting, path, "people may not be sorted by how their name sounds: leave the criterion out")}
	case onSecret:
		return law.Findings{law.Find(law.NoProfiling, path, "people may not be chosen by what GDPR 9 protects, known or guessed: leave the criterion out")}
	case onVote:
		return law.Findings{law.Find(law.PurposeLimit, path, "who voted is known from sign-off lists, which may not serve a campaign: leave the criterion out")}
	case onWatch:
		return law.Findings{law.Find(law.TrackingPixel, path, "who opened or clicked is known from watching readers one by one: leave the criterion out")}
	}
	return nil
}
