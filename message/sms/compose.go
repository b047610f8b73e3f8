package sms

import (
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// stop is how the message tells where a STOP goes.
type stop struct {
	to     string // what {stop} in the statutory words becomes: "36111", or a provider's placeholder "%STOP%"
	as     string // what the provider puts in the placeholder's place on the phone, for counting; empty where to is no placeholder
	whole  bool   // the provider puts the whole mention there, "STOP au 36111", and not only a number
	suffix string // what the provider appends by itself, counted in any case
	added  bool   // the mention is in what the provider appends: the statutory words have none
}

// stopOf decides where a STOP goes: to the number that the provider appends, to its placeholder, to the short code that
// the message comes from, or to the one the specification names. With none of them nobody would receive it.
func stopOf(s Spec, p router.Profile) (stop, law.Findings) {
	st := p.StopFor(s.Sender)
	switch st.Mode {
	case router.StopAppended:
		return stop{suffix: st.Suffix, added: true}, nil
	case router.StopPlaceholder:
		return stop{to: st.Write, as: st.As, whole: true, suffix: st.Suffix}, nil
	}
	switch {
	case s.StopTo != "":
		var fs law.Findings
		if router.KindOf(s.StopTo) != router.ShortCode {
			fs = append(fs, law.Find(law.OptOutSMS, "StopTo", "a STOP goes to a short code of five digits, 36xxx"))
		}
		return stop{to: s.StopTo, suffix: st.Suffix}, fs
	case router.KindOf(s.Sender) == router.ShortCode:
		return stop{to: s.Sender, suffix: st.Suffix}, nil
	}
	return stop{}, law.Findings{law.Find(law.OptOutSMS, "StopTo", "nobody would receive a STOP: the sender is a name, to which no phone can answer, and the provider appends nothing; name the short code, or the router that appends one")}
}

// tail is the statutory words behind the author's text.
type tail struct {
	text    string // as it is handed to the provider
	counted string // as it arrives
	marks   []ruleMark
}

// ruleMark says which rules a stretch of the tail satisfies.
type ruleMark struct {
	Start, End int
	Rules      []law.ID
}

// compose chooses the statutory words: the fullest forms with which the longest message still fits, never less than the
// shortest sufficient ones.
func (t *template) compose(st stop) law.Findings {
	all := t.body.extents(-1)
	sentences := t.sentences(st)
	// The forms of each sentence stand from the fullest to the shortest, and an optional sentence may be left out. The last
	// sentence is shortened first, because the first ones say who writes; what is optional goes when nothing else helps.
	levels := make([]int, len(sentences))
	choice := t.join(sentences, levels, st)
	for t.longest(all, choice).Parts > t.spec.MaxParts && shorten(levels, sentences) {
		choice = t.join(sentences, levels, st)
	}
	t.tail = choice
	t.counted = choice.counted + t.suffix
	t.added, _ = gsm7.Scan(t.counted)
	for i := range t.body.static {
		t.body.static[i].Grow(&t.added)
	}
	t.proof = t.prove(all)
	if t.proof.Longest.Size.Parts > t.spec.MaxParts {
		return law.Findings{t.overBudget()}
	}
	return nil
}

// longest is the size of the longest message with a choice of words.
func (t *template) longest(all []extent, choice tail) message.Size {
	counted := choice.counted + t.suffix
	c, _ := gsm7.Scan(counted)
	_, size := worst(all, c, counted)
	return size
}

// shorten moves to the next choice of forms; false when there is none. levels holds for each sentence which of its forms is taken, 0
// being the fullest; one more than the last form means that an optional sentence is left out.
func shorten(levels []int, sentences []notice.Sentence) bool {
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i] < len(sentences[i].Forms)-1 {
			levels[i]++
			return true
		}
	}
	for i := len(levels) - 1; i >= 0; i-- {
		if sentences[i].Optional && levels[i] < len(sentences[i].Forms) {
			levels[i] = len(sentences[i].Forms)
			return true
		}
	}
	return false
}

// sentences returns the words that the body does not say itself, with the STOP mention filled in.
func (t *template) sentences(st stop) []notice.Sentence {
	var out []notice.Sentence
	for _, s := range t.spec.Notice.Words(law.SMS, t.spec.Occasion, t.lang) {
		if len(s.Forms) == 0 || t.said(s.Rules) {
			continue
		}
		s.Forms = slices.Clone(s.Forms)
		if slices.Contains(s.Rules, law.OptOutSMS) {
			switch {
			case st.added:
				continue // the provider writes it
			case st.whole:
				s.Forms = []string{"{stop}"}
			}
		}
		if !t.spec.Exact {
			for i, f := range s.Forms {
				s.Forms[i] = gsm7.Fold(f)
			}
		}
		out = append(out, s)
	}
	return out
}

// said reports whether the author's own text says in every case what the rules ask for. Only the name of the sender and
// the election can be said in the author's words; the rest is statutory.
func (t *template) said(rules []law.ID) bool {
	for _, r := range rules {
		var names []string
		switch r {
		case law.SenderIdentity:
			names = t.spec.Notice.Names()
		case law.ElectionNamed:
			e := t.spec.Notice.Election.Resolve()
			names = []string{e.Name, e.ShortName}
		default:
			return false
		}
		if !t.body.names(names) {
			return false
		}
	}
	return len(rules) > 0
}

// names reports whether one of the names stands in the literal text of every case.
func (b *body) names(names []string) bool {
	for mask := range uint(1) << len(b.conds) {
		var text strings.Builder
		b.walk(mask, func(s *step) { text.WriteString(s.text) }, func(int) { text.WriteByte('\x00') })
		said := judge.Words(text.String())
		if !slices.ContainsFunc(names, func(n string) bool { return judge.Says(said, judge.Plain(n)) }) {
			return false
		}
	}
	return true
}

// join writes the sentences one behind the other, each in the form that its level picks: on a line of their own below the author's text.
func (t *template) join(sentences []notice.Sentence, levels []int, st stop) tail {
	var out tail
	var text, counted strings.Builder
	for i, s := range sentences {
		if levels[i] == len(s.Forms) {
			continue
		}
		sep := " "
		if text.Len() == 0 {
			sep = "\n"
		}
		form := s.Forms[levels[i]]
		as := st.to
		if st.as != "" {
			as = st.as
		}
		text.WriteString(sep)
		counted.WriteString(sep)
		start := text.Len()
		text.WriteString(strings.ReplaceAll(form, "{stop}", st.to))
		counted.WriteString(strings.ReplaceAll(form, "{stop}", as))
		out.marks = append(out.marks, ruleMark{start, text.Len(), s.Rules})
	}
	out.text, out.counted = text.String(), counted.String()
	return out
}
