package reply

import "strings"

// found is what was counted in the sentences of a reply, before anything is decided.
type found struct {
	keywords int // clauses that are nothing but STOP, and politeness
	slips    int // clauses that are nothing but a keyword with one slip: "SOTP"
	content  int // clauses that say something else
	nets     int // of those, the ones in which a rule sees a likely objection

	certain bool   // a sentence asks for no more messages
	asked   bool   // one asks how to stop
	hedged  bool   // one asks for no more messages at some hours: "arrêtez après 20 h"
	limited bool   // one names hours at all
	net     Reason // why a rule sees a likely objection, the first that is clear; empty for none
}

// judge decides, from the certain to the unlikely.
func (m *reading) judge(l *lexicon, rights Rights) (Verdict, Reason) {
	f := m.count(l)
	whole := m.rest()
	switch {
	case l.regret.MatchString(whole) && (f.certain || f.keywords > 0 || f.net != ""):
		return Review, ReasonUnclear
	case f.keywords > 0 && f.content == 0 && f.slips == 0 && !m.topic:
		return OptOut, ReasonKeyword
	case f.slips > 0 && f.keywords+f.slips <= 2 && f.content == 0 && !m.topic:
		return OptOut, ReasonTypo
	case l.start.MatchString(whole) && f.keywords == 0 && !f.certain && f.net == "":
		return Other, ReasonStart
	case f.certain:
		return OptOut, ReasonSentence
	case f.keywords > 0 && !f.limited && !f.asked && (rights.Any() || f.nets > 0):
		return OptOut, ReasonBeside
	case f.keywords > 0:
		return Review, ReasonBeside
	case f.asked:
		return Review, ReasonQuestion
	case f.hedged || f.limited && (f.net != "" || l.channel.MatchString(whole)):
		return Review, ReasonLimited
	case f.net != "":
		return Review, f.net
	case f.slips > 0:
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

// count goes through the sentences once.
func (m *reading) count(l *lexicon) (f found) {
	closed := false // a closing such as "cordialement" was read: what follows may be a name
	for _, s := range m.sentences {
		for clause := range strings.SplitSeq(s.rest, ",") {
			kind := l.clause(clause)
			if kind == clauseContent && closed && len(strings.Fields(clause)) <= 4 {
				kind = clauseEmpty // a name under the letter
			}
			closed = closed || l.closing.MatchString(clause)
			switch kind {
			case clauseKeyword:
				f.keywords++
			case clauseSlip:
				f.slips++
			case clauseContent:
				f.content++
				if l.net(" "+strings.TrimSpace(clause)+" ") != "" {
					f.nets++
				}
			}
		}
		if strings.Contains(s.words, " ") && s.rest != s.words && strings.Trim(s.rest, " ,") == "" {
			f.content++ // a slogan beside a keyword is content
		}
		f.weigh(l, s)
	}
	return f
}

// weigh looks at a sentence as a whole, its clauses together.
func (f *found) weigh(l *lexicon, s sentence) {
	text := strings.ReplaceAll(s.rest, " ,", "")
	hours := l.hours.MatchString(text)
	f.limited = f.limited || hours
	if matches(l.certain, text) {
		switch {
		case hours:
			f.hedged = true
		case s.question && !l.request.MatchString(text):
			f.asked = true
		default:
			f.certain = true
		}
	}
	if reason := l.net(text); reason != "" && (f.net == "" || f.net == ReasonUnclear) {
		f.net = reason
	}
}

// rest is what is left of all sentences once topics and negations are out, without commas.
func (m *reading) rest() string {
	var b strings.Builder
	for _, s := range m.sentences {
		b.WriteString(strings.ReplaceAll(s.rest, " ,", ""))
	}
	return b.String()
}

// rights collects the requests of all sentences.
func (m *reading) rights(l *lexicon) (r Rights) {
	for _, s := range m.sentences {
		text := strings.ReplaceAll(s.rest, " ,", "")
		r.Access = r.Access || l.access.MatchString(text)
		r.Source = r.Source || l.source.MatchString(text)
		r.Erasure = r.Erasure || l.erasure.MatchString(text)
		r.Rectification = r.Rectification || l.rectification.MatchString(text)
	}
	return r
}
