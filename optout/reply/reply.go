// Package reply reads what people answer to a message, French first: whether they want no more of them, and which of their rights they
// ask for (GDPR 12 to 16).
//
// What it knows of language is data, in the folder phrases: a folder for each language, with cases beside each phrase. Its
// README says how to add one. The package imports nothing of the ledger: what an objection does is optout.Book.Object's.
package reply

import "strings"

// Verdict says what a reply means for further messages.
type Verdict string

const (
	OptOut Verdict = "optout" // certain: the person wants no more messages
	Review Verdict = "review" // likely or possible: suppress now, and let a human read it
	Other  Verdict = "other"  // says nothing of the kind
)

// Rights are the requests of GDPR 12 to 16 that a reply makes. They run a month from its arrival (GDPR 12(3)), and no
// verdict answers them. The right to object (GDPR 21) is the verdict itself.
type Rights struct {
	Access        bool // which data do you have? (GDPR 15)
	Source        bool // where did you get them? (GDPR 15(1)(g))
	Erasure       bool // delete them (GDPR 17)
	Rectification bool // they are wrong (GDPR 16)
}

// Any reports whether there is a request at all.
func (r Rights) Any() bool { return r != Rights{} }

// Reason says by what a reply was recognised: it belongs in Event.Evidence, where the reply's words do not.
type Reason string

const (
	ReasonKeyword   Reason = "keyword"   // nothing but STOP or another keyword, politeness and the short code
	ReasonTypo      Reason = "typo"      // nothing but a keyword with one slip
	ReasonSentence  Reason = "sentence"  // a sentence that asks for no more messages
	ReasonBeside    Reason = "beside"    // a keyword beside other content
	ReasonLimited   Reason = "limited"   // no more messages at some hours, on this channel, under a condition
	ReasonQuestion  Reason = "question"  // asks how to stop
	ReasonUnclear   Reason = "unclear"   // speaks of stopping, of messages or of lists in a way that no rule knows
	ReasonRefusal   Reason = "refusal"   // not interested
	ReasonComplaint Reason = "complaint" // harassment, spam, no permission, an authority
	ReasonHostile   Reason = "hostile"   // an insult or a sign
	ReasonPerson    Reason = "person"    // the wrong person, a minor, someone who died
	ReasonReaction  Reason = "reaction"  // a tap-back, which quotes our own text
	ReasonNegated   Reason = "negated"   // asks that messages do not stop
	ReasonTopic     Reason = "topic"     // stop as a word of politics or of traffic
	ReasonStart     Reason = "start"     // wants messages again: no consent by itself
	ReasonRights    Reason = "rights"    // a request, and no objection in words
	ReasonNone      Reason = "none"
)

// Result is what Parse makes of a text.
type Result struct {
	Verdict Verdict
	Rights  Rights
	Reason  Reason
}

// maxReply bounds what is read, in bytes: phones send at most ten parts or so, 1,530 characters. What is longer is reviewed.
const maxReply = 8_000

// Parse reads the answer to a message: French first, English, and the keywords of some neighbours and regions. A
// person may object in any words (GDPR 21), so it leans to one side: what it does not understand but might be an
// objection is Review, and only what cannot be anything else is OptOut. It records nothing, and it keeps nothing: a
// reply may reveal an opinion (GDPR 9), so its text should be forgotten once it is judged.
//
// Capitals, accents, full-width and look-alike letters, invisible characters and typing slips in a keyword do not
// matter. Reactions ("A aimé « … »") and quoted text do not count, because they repeat the sender's own STOP. "Stop à
// l'immigration" and "n'arrêtez pas" are no objections.
//
// Not promised: that every objection is found. Language has no end; Review needs its human.
func Parse(text string) Result {
	if len(text) > maxReply {
		return Result{Verdict: Review, Reason: ReasonUnclear}
	}
	l := known()
	text = plain(text)
	text, reaction := l.withoutReaction(text)
	text, quoted := withoutQuotes(text)
	m := read(l, fold(text))
	m.foreign = foreign(text)
	r := Result{Rights: m.rights(l)}
	switch {
	case m.empty() && reaction:
		r.Verdict, r.Reason = Other, ReasonReaction
	case m.empty() && quoted:
		r.Verdict, r.Reason = Review, ReasonUnclear // our own words back, without a word of theirs
	default:
		r.Verdict, r.Reason = m.judge(l, r.Rights)
	}
	return r
}

// reading is a text in sentences.
type reading struct {
	sentences []sentence
	topic     bool // something was left out of a sentence as politics or traffic
	negated   bool // or as the contrary of an objection
	foreign   bool // mostly in letters that none of the rules can read
}

type sentence struct {
	words    string // folded words, each between single spaces, with "," for commas
	rest     string // what is left of them once topics and negations are out
	question bool
}

func (m *reading) empty() bool {
	for _, s := range m.sentences {
		if strings.Trim(s.words, " ,") != "" {
			return false
		}
	}
	return true
}
