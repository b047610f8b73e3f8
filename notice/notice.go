// Package notice is what a political message must say: who writes, from which data, why, whom to ask.
//
// A Notice is plain data, JSON in and out. It does no I/O and reads no clock, so that a whole Notice can be
// a file, or a literal that the linter reads.
package notice

import (
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Day is a civil date, "2026-03-15".
type Day = law.Day

// Notice is everything a campaign declares about its messages. (GDPR 13 and 14; Regulation (EU) 2024/900, 11 and 12.)
type Notice struct {
	Controller Controller   `json:"controller"`
	Joint      []Controller `json:"joint,omitempty"`     // GDPR 26
	Signatory  *Signatory   `json:"signatory,omitempty"` // who speaks, when it is not the controller
	Election   Election     `json:"election"`
	Origin     Origin       `json:"origin"`
	Basis      Basis        `json:"basis"`
	Purpose    string       `json:"purpose"`
	Rights     Rights       `json:"rights"`
	Processors []Processor  `json:"processors,omitempty"`
	Keep       []Term       `json:"keep,omitempty"`
	Advert     *Advert      `json:"advert,omitempty"`
}

// Controller decides why and how the data are used (GDPR 4(7)).
type Controller struct {
	ID        string         `json:"id"`         // SIREN, RNA number or domain; the same as optout.Book.Controller
	Name      string         `json:"name"`       // full name of the candidate, list or party
	ShortName string         `json:"short_name"` // for SMS; empty: Name
	Kind      ControllerKind `json:"kind"`
	Postal    string         `json:"postal"`
	Email     string         `json:"email"`
	DPO       string         `json:"dpo,omitempty"` // contact of the data protection officer, if there is one
}

// ControllerKind matters for GDPR 9(2)(d), which names bodies and not natural persons.
type ControllerKind string

const (
	Candidate   ControllerKind = "candidate"
	List        ControllerKind = "list"
	Party       ControllerKind = "party"
	Association ControllerKind = "association"
)

// Signatory is the person who speaks in the message when it is not the controller.
type Signatory struct {
	Name      string `json:"name"`
	ShortName string `json:"short_name,omitempty"`
	Quality   string `json:"quality,omitempty"` // "candidate of the list …"
}

// Origin says where the recipients' data came from (GDPR 14(2)(f)).
type Origin struct {
	Kind     law.Origin `json:"kind"`
	Detail   string     `json:"detail,omitempty"`   // which petition, which broker, which register
	Obtained Day        `json:"obtained,omitempty"` // when the controller obtained the data
}

// Basis is the legal basis with its evidence.
type Basis struct {
	Kind        law.Basis `json:"kind"`
	Reference   string    `json:"reference,omitempty"`   // of the balancing test, or of the consent record
	Expectation string    `json:"expectation,omitempty"` // why recipients could expect this message
	Wording     string    `json:"wording,omitempty"`     // the words consented to
	Since       Day       `json:"since,omitempty"`       // consents collected since
}

// Rights says with whom and how rights are exercised (GDPR 12(2), 13(2)(b)).
type Rights struct {
	Email  string `json:"email,omitempty"`
	Postal string `json:"postal,omitempty"`
	Page   string `json:"page,omitempty"` // https
	Notice string `json:"notice"`         // https URL of the full information
}

// Processor is a provider that handles the data for the controller (GDPR 28).
type Processor struct {
	Name     string   `json:"name"`
	Role     string   `json:"role"` // "SMS routing"
	Country  string   `json:"country"`
	Contract string   `json:"contract"`          // reference of the written contract
	Clauses  []string `json:"clauses,omitempty"` // GDPR 28(3): "a" to "h"
}

// Term says how long a class of data is kept, and from which event.
type Term struct {
	Class  string `json:"class"`
	After  string `json:"after"`            // event: "election-decided", "last-message", "end-of-contact", …
	Months int    `json:"months,omitempty"` // zero and Days zero: erased at the event
	Days   int    `json:"days,omitempty"`
}

// Advert is what Regulation (EU) 2024/900 asks of a political advertisement.
type Advert struct {
	Sponsor   string `json:"sponsor"`
	Control   string `json:"control,omitempty"` // who ultimately controls the sponsor
	Payer     string `json:"payer,omitempty"`
	Funding   string `json:"funding,omitempty"`
	Targeting string `json:"targeting,omitempty"`
	Notice    string `json:"notice"` // https URL of the transparency notice
}

// Election is the election that a message speaks of.
type Election struct {
	ID          string  `json:"id"`             // "FR-MUN-2026": the rest is known; "none": NoElection
	Name        string  `json:"name,omitempty"` // as it stands in a message
	ShortName   string  `json:"short_name,omitempty"`
	Rounds      []Round `json:"rounds,omitempty"` // for an election that is not in the embedded data
	Decree      string  `json:"decree,omitempty"`
	Provisional bool    `json:"provisional,omitempty"`
}

// NoElection is for a message that speaks of no election, a newsletter say.
var NoElection = Election{ID: "none"}

// Round is one round of voting.
type Round struct {
	Day   Day                   `json:"day"`
	Close string                `json:"close,omitempty"` // local, "18:00"; empty: 20:00, the latest there is
	Local map[law.Territory]Day `json:"local,omitempty"` // territories that vote on another day
}

// Window is a time in which nothing may be sent, in UTC, [Start, End).
type Window struct{ Start, End time.Time }

// STUBS below: to be replaced by the notice helper.

// Findings judges the Notice by the rules in force at the moment, all findings at once, sorted.
func (n Notice) Findings(at time.Time) law.Findings { return nil }

// Clone returns a deep copy.
func (n Notice) Clone() Notice { return n }

// With derives a Notice for another controller.
func (n Notice) With(c Controller) Notice { n = n.Clone(); n.Controller = c; return n }

// Sentence is one statutory sentence, filled from a Notice. "{stop}" and "{unsubscribe}" stay for message to fill.
type Sentence struct {
	Rules []law.ID
	Forms []string // the fullest first; each form alone satisfies Rules
}

// Words returns the statutory sentences in the order in which they stand in a message. Empty where none is needed.
func (n Notice) Words(ch law.Channel, o law.Occasion, lang language.Tag) []Sentence { return nil }

// FirstRound returns the day of the first round; false for NoElection and an unknown ID.
func (e Election) FirstRound() (Day, bool) { return "", false }

// Silence returns the windows of art. L.49 for the territory, sorted.
func (e Election) Silence(t law.Territory) []Window { return nil }
