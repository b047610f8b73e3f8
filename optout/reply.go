package optout

import (
	"strings"
	"sync"
)

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

// Reply is what ParseReply makes of a text.
type Reply struct {
	Verdict Verdict
	Rights  Rights
	Reason  Reason
}

// maxReply bounds what is read, in bytes: phones send at most ten parts or so, 1,530 characters. What is longer is reviewed.
const maxReply = 8_000

// ParseReply reads the answer to a message: French first, English, and the keywords of some neighbours and regions. A
// person may object in any words (GDPR 21), so it leans to one side: what it does not understand but might be an
// objection is Review, and only what cannot be anything else is OptOut. It records nothing, and it keeps nothing: a
// reply may reveal an opinion (GDPR 9), so its text should be forgotten once it is judged.
//
// Capitals, accents, full-width and look-alike letters, invisible characters and typing slips in a keyword do not
// matter. Reactions ("A aimé « … »") and quoted text do not count, because they repeat the sender's own STOP. "Stop à
// l'immigration" and "n'arrêtez pas" are no objections.
//
// Not promised: that every objection is found. Language has no end; Review needs its human.
func ParseReply(text string) Reply {
	if len(text) > maxReply {
		return Reply{Verdict: Review, Reason: ReasonUnclear}
	}
	p := replyPatterns()
	text = plain(text)
	text, reaction := p.withoutReaction(text)
	text, quoted := p.withoutQuotes(text)
	m := read(p, fold(text))
	m.foreign = foreign(text)
	r := Reply{Rights: m.rights(p)}
	switch {
	case m.empty() && reaction:
		r.Verdict, r.Reason = Other, ReasonReaction
	case m.empty() && quoted:
		r.Verdict, r.Reason = Review, ReasonUnclear // our own words back, without a word of theirs
	default:
		r.Verdict, r.Reason = m.judge(p, r.Rights)
	}
	return r
}

// reply is a text in sentences.
type reply struct {
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

func (m *reply) empty() bool {
	for _, s := range m.sentences {
		if strings.Trim(s.words, " ,") != "" {
			return false
		}
	}
	return true
}

// judge decides, from the certain to the unlikely.
func (m *reply) judge(p *patterns, rights Rights) (Verdict, Reason) {
	var keywords, content, slips, nets int // clauses
	var limited, hedged, asked bool
	certain, closed := false, false
	var net Reason
	for _, s := range m.sentences {
		for clause := range strings.SplitSeq(s.rest, ",") {
			kind := p.clause(clause)
			if kind == clauseContent && closed && len(strings.Fields(clause)) <= 4 {
				kind = clauseEmpty // a name under the letter
			}
			closed = closed || p.closing.MatchString(clause)
			switch kind {
			case clauseKeyword:
				keywords++
			case clauseSlip:
				slips++
			case clauseContent:
				content++
				if p.net(" "+strings.TrimSpace(clause)+" ") != "" {
					nets++
				}
			}
		}
		if strings.Contains(s.words, " ") && s.rest != s.words && strings.Trim(s.rest, " ,") == "" {
			content++ // a slogan beside a keyword is content
		}
		text := strings.ReplaceAll(s.rest, " ,", "")
		if p.matches(p.certain, text) {
			switch {
			case p.limited.MatchString(text):
				hedged = true
			case s.question && !p.request.MatchString(text):
				asked = true
			default:
				certain = true
			}
		}
		if reason := p.net(text); reason != "" {
			if net == "" || net == ReasonUnclear {
				net = reason
			}
		}
		if p.limited.MatchString(text) {
			limited = true
		}
	}
	whole := m.rest()
	start := p.start.MatchString(whole)
	switch {
	case p.regret.MatchString(whole) && (certain || keywords > 0 || net != ""):
		return Review, ReasonUnclear
	case keywords > 0 && content == 0 && slips == 0 && !m.topic:
		return OptOut, ReasonKeyword
	case slips > 0 && keywords+slips <= 2 && content == 0 && !m.topic:
		return OptOut, ReasonTypo
	case start && keywords == 0 && !certain && net == "":
		return Other, ReasonStart
	case certain:
		return OptOut, ReasonSentence
	case keywords > 0 && !limited && !asked && (rights.Any() || nets > 0):
		return OptOut, ReasonBeside
	case keywords > 0:
		return Review, ReasonBeside
	case asked:
		return Review, ReasonQuestion
	case hedged || limited && (net != "" || p.channel.MatchString(whole)):
		return Review, ReasonLimited
	case net != "":
		return Review, net
	case slips > 0:
		return Review, ReasonUnclear
	case rights.Erasure: // who wants to be forgotten wants no more messages
		return Review, ReasonRights
	case m.foreign:
		return Review, ReasonUnclear
	case rights.Any():
		return Other, ReasonRights
	case m.negated:
		return Other, ReasonNegated
	case m.topic:
		return Other, ReasonTopic
	}
	return Other, ReasonNone
}

func (m *reply) rest() string {
	var b strings.Builder
	for _, s := range m.sentences {
		b.WriteString(strings.ReplaceAll(s.rest, " ,", ""))
	}
	return b.String()
}

func (m *reply) rights(p *patterns) (r Rights) {
	for _, s := range m.sentences {
		text := strings.ReplaceAll(s.rest, " ,", "")
		r.Access = r.Access || p.access.MatchString(text)
		r.Source = r.Source || p.source.MatchString(text)
		r.Erasure = r.Erasure || p.erasure.MatchString(text)
		r.Rectification = r.Rectification || p.rectification.MatchString(text)
	}
	return r
}

var replyPatterns = sync.OnceValue(newPatterns) // compiled at the first reply: most programs only send
