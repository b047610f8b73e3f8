// Package reply reads what people answer to a message, French first: whether they want no more of them, and which of their rights they
// ask for (GDPR 12 to 16).
//
// It judges in two stages. What is certain is said by phrases that a French speaker reads and extends, in the folder phrases, with cases beside
// each: they alone may say OptOut. What is left is weighed by a small linear model that was trained on the corpus in testdata: it
// says Review or Other, and it may put to Review what a phrase took for certain. docs/replies.md tells how well, and how to extend both.
//
// The package imports nothing of the ledger: what an objection does is optout.Book.Object's.
package reply

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

// Scope is what an OptOut names. The zero Scope names nothing: the objection is to the channel on which the reply came.
type Scope struct {
	SMS, Email, Voice, Post, Door bool // the channels that it names: "plus de mails, plus d'appels"
	Everything                    bool // it reaches further than channels: "de tous vos fichiers", "sous quelque forme que ce soit"
}

// Reason says by what a reply was recognised: it belongs in Event.Evidence, where the reply's words do not.
type Reason string

const (
	ReasonKeyword   Reason = "keyword"   // nothing but STOP or another keyword, politeness and the short code
	ReasonTypo      Reason = "typo"      // nothing but a keyword with one slip
	ReasonSentence  Reason = "sentence"  // a sentence that asks for no more messages
	ReasonBeside    Reason = "beside"    // a keyword beside other content
	ReasonLimited   Reason = "limited"   // no more messages at some hours, on this channel, under a condition
	ReasonQuestion  Reason = "question"  // asks how to stop
	ReasonUnclear   Reason = "unclear"   // like an objection, in a way that no phrase names
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

// Result is what Parse makes of a text. It holds none of its words: it may be logged.
type Result struct {
	Verdict Verdict
	Rights  Rights
	Scope   Scope  // of an OptOut
	Reason  Reason // one word, for the ledger

	// Rule is where the phrase stands that was found, "fr/certain.txt:7", below the folder phrases; "" when none was.
	Rule string
	// Weight is what the model says: the natural logarithm of the odds that this is an objection, in thousandths. Above zero it is
	// more likely than not. It is 0 where a keyword alone decides, and the model is not asked.
	Weight int
	// Words are what counted most: those that a phrase was found in, or the ones that weigh most for a Review, and against an objection for an Other. What is
	// not needed is zero. See Repair for the text in which they stand.
	Words [3]Span
}

// Span is a stretch of a text: bytes From up to To.
type Span struct{ From, To int }

// In returns the words of a text. They are the person's own: they are for the eyes of whoever reads the reply, not for a log or a ledger.
func (s Span) In(text string) string {
	text = Repair(text)
	if s.From < 0 || s.To > len(text) || s.From >= s.To {
		return ""
	}
	return text[s.From:s.To]
}
