package reply

import (
	"slices"
	"strings"
)

// condition looks at what stands before the words that a rule found, at these words, and at what stands after them in the sentence. It reports whether
// the rule holds. A rule whose condition refuses looks for its next match.
type condition func(before, match, after string) bool

// conditions are what a paragraph of phrases may ask for in a line that begins with @. They hold what phrases cannot say; the words that they
// know stand in the lists, like all others.
var conditions = map[string]func(l *lexicon, before, match, after string) bool{
	"of nothing else": (*lexicon).ofNothingElse,
	"imperative":      (*lexicon).imperative,
	"of oneself":      (*lexicon).ofOneself,
	"not more":        (*lexicon).notMore,
	"not electoral":   (*lexicon).notElectoral,
	"from your list":  (*lexicon).fromYourList,
	"not lacking":     (*lexicon).notLacking,
	"no small talk":   (*lexicon).noSmallTalk,
	"to me":           (*lexicon).toMe,
	"unless to me":    func(l *lexicon, _, match, _ string) bool { return !l.isPersonal(match) },
	"unless about messages": func(l *lexicon, before, match, after string) bool {
		return !l.personal.MatchString(strings.ReplaceAll(before+match+after, " ,", ""))
	},
	"unless spoken to us": func(l *lexicon, before, match, after string) bool {
		return !l.isPersonal(match) && !l.speaker.MatchString(before+match+after)
	},
	"unless of me": func(_ *lexicon, before, match, after string) bool {
		return !strings.Contains(before+match+after, " moi ")
	},
}

// isPersonal reports whether words tell messages to me from politics.
func (l *lexicon) isPersonal(words string) bool {
	return l.personal.MatchString(" " + strings.TrimSpace(words) + " ")
}

// ofNothingElse refuses "messages de haine" and "campagnes de dénigrement": messages that are not to me.
func (l *lexicon) ofNothingElse(before, match, after string) bool {
	first, rest, _ := strings.Cut(strings.TrimSpace(after), " ")
	next, _, _ := strings.Cut(rest, " ")
	switch {
	case l.lists["of"][first]:
		return l.lists["of-you"][next]
	case l.lists["onto"][first]:
		return l.lists["mine"][next] || strings.Trim(next, "0123456789") == ""
	}
	return true
}

// imperative refuses a sentence with a subject: "vous ne m'envoyez plus de messages" is a regret.
func (l *lexicon) imperative(before, match, after string) bool {
	words := strings.Fields(before)
	if n := len(words); n > 0 && (words[n-1] == "ne" || words[n-1] == "n") {
		words = words[:n-1]
	}
	n := len(words)
	if n == 0 {
		return true
	}
	// Without the ending of an imperative or an infinitive, "m'envoie plus" may be of a third person who stands before it.
	if verb := strings.Fields(match)[1]; !strings.HasSuffix(verb, "ez") && !strings.HasSuffix(verb, "er") && !l.lists["joins"][words[n-1]] {
		return false
	}
	if l.lists["subjects"][words[n-1]] {
		return n > 1 && l.lists["that"][words[n-2]] // "je préfère que vous ne m'écriviez plus"
	}
	return true
}

// ofOneself takes the complaint of whoever speaks of himself.
func (l *lexicon) ofOneself(before, match, after string) bool {
	return slices.ContainsFunc(strings.Fields(before+after), func(w string) bool { return l.lists["self"][w] })
}

// notMore refuses "je veux plus de messages" without ne, which may ask for more; with vos it does not.
func (l *lexicon) notMore(before, match, after string) bool {
	if !strings.Contains(match, " plus ") || strings.HasSuffix(before, " ne") || strings.HasSuffix(before, " n") {
		return true
	}
	return slices.ContainsFunc(strings.Fields(match), func(w string) bool { return l.lists["yours"][w] })
}

// notElectoral refuses the lists of voters: leaving them is another wish.
func (l *lexicon) notElectoral(before, match, after string) bool {
	return !strings.HasPrefix(strings.TrimSpace(after), "electoral") && !strings.Contains(after, " electoral")
}

// fromYourList takes "retirez-moi" and "retirez-moi de …", not "retirez-moi cette taxe".
func (l *lexicon) fromYourList(before, match, after string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	return first == "" || l.lists["after-removal"][first] && l.notElectoral(before, match, after)
}

// notLacking refuses "je n'ai pas de mail", which says what the person lacks, not what he is sent.
func (l *lexicon) notLacking(before, match, after string) bool {
	words := strings.Fields(before)
	return len(words) == 0 || !l.lists["lack"][strings.Fields(match)[1]] || !l.lists["have"][words[len(words)-1]]
}

// noSmallTalk refuses "pas mal" and "pas de souci".
func (l *lexicon) noSmallTalk(before, match, after string) bool {
	words := strings.Fields(match)
	return !l.lists["small-talk"][words[len(words)-1]]
}

// toMe takes "je m'oppose" alone, or to something that is sent to me.
func (l *lexicon) toMe(before, match, after string) bool {
	return len(strings.Fields(after)) < 2 || l.personal.MatchString(after)
}
