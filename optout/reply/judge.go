package reply

import "strings"

// judge decides, from the certain to the unlikely.
func (m *reading) judge(l *lexicon, rights Rights) (Verdict, Reason) {
	var keywords, content, slips, nets int // clauses
	var limited, hedged, asked bool
	certain, closed := false, false
	var net Reason
	for _, s := range m.sentences {
		for clause := range strings.SplitSeq(s.rest, ",") {
			kind := l.clause(clause)
			if kind == clauseContent && closed && len(strings.Fields(clause)) <= 4 {
				kind = clauseEmpty // a name under the letter
			}
			closed = closed || l.closing.MatchString(clause)
			switch kind {
			case clauseKeyword:
				keywords++
			case clauseSlip:
				slips++
			case clauseContent:
				content++
				if l.net(" "+strings.TrimSpace(clause)+" ") != "" {
					nets++
				}
			}
		}
		if strings.Contains(s.words, " ") && s.rest != s.words && strings.Trim(s.rest, " ,") == "" {
			content++ // a slogan beside a keyword is content
		}
		text := strings.ReplaceAll(s.rest, " ,", "")
		if matches(l.certain, text) {
			switch {
			case l.hours.MatchString(text):
				hedged = true
			case s.question && !l.request.MatchString(text):
				asked = true
			default:
				certain = true
			}
		}
		if reason := l.net(text); reason != "" {
			if net == "" || net == ReasonUnclear {
				net = reason
			}
		}
		if l.hours.MatchString(text) {
			limited = true
		}
	}
	whole := m.rest()
	start := l.start.MatchString(whole)
	switch {
	case l.regret.MatchString(whole) && (certain || keywords > 0 || net != ""):
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
	case hedged || limited && (net != "" || l.channel.MatchString(whole)):
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

func (m *reading) rest() string {
	var b strings.Builder
	for _, s := range m.sentences {
		b.WriteString(strings.ReplaceAll(s.rest, " ,", ""))
	}
	return b.String()
}

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
