package source

import (
	"go/token"
	"go/types"
	"strconv"
	"testing"

	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// More than Most constants that are alike become one, whichever come first; a built message stays itself.
func TestSetMerges(t *testing.T) {
	var p Pool
	var s Set
	message := p.Source(Origin{Kind: Built}, 1)
	s.Add(message)
	for i := range 3 * Most {
		s.Add(p.Source(Origin{Kind: Literal, Text: "Votez " + strconv.Itoa(i)}, token.Pos(2+i)))
	}
	if len(s.List) != 2 || s.List[0] != message || !s.List[1].Many || !s.List[1].Words {
		t.Errorf("%d sources, the last %+v", len(s.List), s.List[len(s.List)-1])
	}
	if s.Add(p.Source(Origin{Kind: Literal, Text: "Votez encore"}, 1)) {
		t.Error("what is alike is new although one stands for all")
	}
	if !s.Add(p.Source(Origin{Kind: Literal, Text: "%s: %d"}, 1)) {
		t.Error("a format is alike to words")
	}
}

func TestSetAdd(t *testing.T) {
	var p Pool
	var s Set
	l := p.Source(Origin{Kind: Literal, Text: "Votez"}, 1)
	cut := func(at token.Pos) *Transfer { return p.Transfer(Altered, "cut", at) }
	if !s.Add(l) || s.Add(l) {
		t.Error("a source is new once")
	}
	if !s.Add(l.Under(cut(1), words.NoRole)) || s.Add(l.Under(cut(2), words.NoRole)) {
		t.Error("changes of one kind make one member")
	}
	if again := cut(1); s.Grown != 2 || again != cut(1) || l.Origin != p.Source(Origin{Kind: Literal, Text: "Votez"}, 2).Origin {
		t.Error("what is equal is not one")
	}
}

func TestUnder(t *testing.T) {
	var p Pool
	near, far := p.Transfer(Altered, "cut", 1), p.Transfer(Wrapped, "put into JSON", 2)
	l := p.Source(Origin{Kind: Unknown}, 1).Under(near, words.NoRole).Under(far, words.BodyRole).Under(nil, words.HeaderRole)
	if l.Via != near || l.Part != words.BodyRole {
		t.Errorf("not what is nearest to the beginning: %+v", l)
	}
}

func TestGrade(t *testing.T) {
	var p Pool
	field := types.NewField(0, nil, "Subject", types.Typ[types.String], false)
	for _, c := range []struct {
		is   string
		l    Source
		want words.Role
	}{
		{"words", p.Source(Origin{Kind: Literal, Text: "Votez"}, 0), words.BodyRole},
		{"a format", p.Source(Origin{Kind: Literal, Text: "?to="}, 0), words.HeaderRole},
		{"a field", p.Source(Origin{Kind: Field, Field: field}, 0), words.HeaderRole},
		{"a part of a parameter", p.Source(Origin{Kind: Param, Path: "Header/Body"}, 0), words.BodyRole},
		{"what was said", p.Source(Origin{Kind: Field, Field: field}, 0).As(words.BodyRole), words.BodyRole},
		{"a result", p.Source(Origin{Kind: Unknown}, 0), words.NoRole},
	} {
		if got := Grade(c.l); got != c.want {
			t.Errorf("%s is %v, want %v", c.is, got, c.want)
		}
	}
}

// Only what can stand in the place of a built text is its alternative.
func TestAlternatives(t *testing.T) {
	var p Pool
	built, text := p.Source(Origin{Kind: Built}, 0), p.Source(Origin{Kind: Literal, Text: "Votez"}, 0)
	if ls := Alternatives([]Source{built, text}); ls[0].Alt || !ls[1].Alt {
		t.Errorf("%+v", ls)
	}
	if ls := Alternatives([]Source{text, text}); ls[0].Alt {
		t.Error("there is nothing built in the place of which it could stand")
	}
	if text.Alt {
		t.Error("the argument changed")
	}
}
