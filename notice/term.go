package notice

// Term says how long a class of data is kept, and from which event. Months and Days zero: erased at the event.
type Term struct {
	Class  string `json:"class" validate:"said,oneof=election-only electoral-roll consular-list occasional regular member rented objection consent-proof rights-request reply-text send-log ad-record"`
	After  string `json:"after" validate:"said,oneof=election-decided last-message end-of-contact end-of-membership collection objection last-use request-answered publication contract-end"`
	Months int    `json:"months,omitempty" validate:"min=0,max=240"` // calendar months
	Days   int    `json:"days,omitempty" validate:"min=0,max=3660"`
}

// Classes of data. The lists and lengths are those of package retention.
const (
	ElectionOnly  = "election-only"  // a file built for this election alone
	ElectoralRoll = "electoral-roll" // drawn from the electoral roll
	ConsularList  = "consular-list"
	Occasional    = "occasional" // one message, or contacts now and then
	Regular       = "regular"    // regular contact with the body or the candidate
	Member        = "member"
	Rented        = "rented"
	Objection     = "objection" // suppression list: digests only
	ConsentProof  = "consent-proof"
	RightsRequest = "rights-request"
	ReplyText     = "reply-text" // what came back by SMS or e-mail
	SendLog       = "send-log"
	AdRecord      = "ad-record" // Regulation (EU) 2024/900
)

// Events from which a Term runs.
const (
	ElectionDecided = "election-decided" // the round that decided it
	LastMessage     = "last-message"
	EndOfContact    = "end-of-contact"
	EndOfMembership = "end-of-membership"
	Collection      = "collection"
	ObjectionMade   = "objection"
	LastUse         = "last-use"
	RequestAnswered = "request-answered"
	Publication     = "publication"
	ContractEnd     = "contract-end"
)
