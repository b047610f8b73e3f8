package reply

import (
	"testing"

	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

// recognises reports whether a paragraph is found in a reply.
func recognises(l *lexicon.Lexicon, paragraph int, s string) bool {
	var (
		t text.Reply
		r lexicon.Reading
	)
	if l.Paragraphs()[paragraph].Section == lexicon.Reaction {
		head, _, ok := text.Head(s)
		if !ok {
			return false
		}
		t.ReadPart(s, 0, head)
	} else {
		t.Read(Repair(s))
	}
	l.Read(&r, &t)
	is := false
	for i := range r.Sentences {
		l.Each(&r, &r.Sentences[i], func(p int) { is = is || p == paragraph })
	}
	return is
}

// The cases that stand beside the phrases, and that there are some: each paragraph has a reply in which it is found, and one in
// which what takes it back does so.
func TestPhrases(t *testing.T) {
	l := known().Lexicon
	n := 0
	for i, p := range l.Paragraphs() {
		for _, s := range p.Good {
			n++
			if !recognises(l, i, s) {
				t.Errorf("%s: the paragraph does not recognise %q", p.Place, s)
			}
		}
		for _, s := range p.Bad {
			n++
			if recognises(l, i, s) {
				t.Errorf("%s: the paragraph recognises %q", p.Place, s)
			}
		}
		if len(p.Good) == 0 {
			t.Errorf("%s: the paragraph has no case: write a reply in which it is recognised, after a + and a space", p.Place)
		}
		if len(p.Unless) > 0 && len(p.Bad) == 0 {
			t.Errorf("%s: nothing shows what the phrases behind a ! take back: write a reply after a - and a space", p.Place)
		}
	}
	if n < 300 {
		t.Errorf("only %d cases", n)
	}
}
