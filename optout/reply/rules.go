package reply

import "strings"

// mask returns the sentence without what is harmless in it.
func (l *lexicon) mask(words string, m *reading) string {
	rest := words
	for _, k := range l.masks {
		for start := 0; ; {
			at := k.re.FindStringIndex(rest[start:])
			if at == nil {
				break
			}
			from, to := start+at[0], start+at[1]
			if k.ok != nil && !k.ok(rest[:from], rest[from:to], rest[to:]) {
				start = from + 1
				continue
			}
			m.negated, m.topic = m.negated || k.reason == ReasonNegated, m.topic || k.reason == ReasonTopic
			rest = rest[:from] + " " + strings.TrimPrefix(rest[to:], " ")
			start = from
		}
	}
	return rest
}

// matches reports whether one of the rules does.
func matches(rules []rule, text string) bool {
	for _, r := range rules {
		if r.match(text) {
			return true
		}
	}
	return false
}

// match reports whether the rule is in the text: its phrases, where its condition agrees.
func (r rule) match(text string) bool {
	for start := 0; start < len(text); {
		at := r.re.FindStringIndex(text[start:])
		if at == nil {
			return false
		}
		if r.ok == nil || r.ok(text[:start+at[0]], text[start+at[0]:start+at[1]], " "+text[start+at[1]:]) {
			return true
		}
		start += at[0] + 1
	}
	return false
}

// net returns why a sentence has to be read by a human, "" when it has not.
func (l *lexicon) net(text string) Reason {
	for _, r := range l.reviewed {
		if r.match(text) {
			return r.reason
		}
	}
	return ""
}
