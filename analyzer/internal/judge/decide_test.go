package judge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/analyzer/internal/source"
	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// The texts of the table. With a change: readable is JSON, a form or a part of a mail, lost is another text.
var (
	prose    = text{Kind: source.Literal, Grade: words.BodyRole}   // "Votez dimanche"
	format   = text{Kind: source.Literal, Grade: words.HeaderRole} // `{"to":%q}`
	message  = text{Kind: source.Built}                            // m.Text()
	sender   = text{Kind: source.Neutral}                          // m.Sender()
	result   = text{Kind: source.Unknown}                          // os.Getenv("X")
	rendered = text{Kind: source.Unknown, Grade: words.BodyRole}   // a template's output
	param    = text{Kind: source.Param}                            // x
	body     = text{Kind: source.Param, Grade: words.BodyRole}     // text
	to       = text{Kind: source.Param, Grade: words.HeaderRole}   // to
	field    = text{Kind: source.Field}                            // m.X
	bodyOf   = text{Kind: source.Field, Grade: words.BodyRole}     // m.Body
)

func (t text) is(c change) text             { t.Change, t.Step = c, 1; return t }
func (t text) at(step int) text             { t.Step = step; return t }
func (t text) under(part words.Role) text   { t.Part = part; return t }
func (t text) slot(name string) text        { t.Slot, t.Part = name, words.BodyRole; return t }
func (t text) instead() text                { t.Alt = true; return t }
func sent(ts ...text) argument              { return argument{Texts: ts} }
func (a argument) to(a2 addressee) argument { a.To = append(a.To, a2); return a }

func (v verdict) String() string {
	var ss []string
	say := func(what string, is []int) {
		if len(is) > 0 {
			ss = append(ss, what+strings.Trim(fmt.Sprint(is), "[]"))
		}
	}
	if v.Template {
		ss = append(ss, "PROVIDER-TEMPLATE")
	}
	say("RAW ", v.Raw)
	say("ALTERED ", v.Altered)
	say("ask ", v.Open)
	if v.Recipient >= 0 {
		say("RECIPIENT ", []int{v.Recipient})
	}
	return strings.Join(ss, ", ")
}

// TestDecide is what each set of facts means. "ask 0" is that those who fill text 0 are asked.
func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name string
		argument
		want string
	}{
		{"nothing is known", sent(), ""},

		// Texts that reach the sink as they are.
		{"a constant", sent(prose), "RAW 0"},
		{"a constant without words", sent(format), "RAW 0"},
		{"what the environment holds", sent(result), "RAW 0"},
		{"a built message", sent(message), ""},
		{"the sender of a built message alone", sent(sender), ""},
		{"a parameter, whatever its name", sent(to), "ask 0"},
		{"a field", sent(field), "ask 0"},
		{"built or words, by a condition", sent(message, prose), "RAW 1"},
		{"built, or what the caller gives", sent(message, param), "ask 1"},
		{"two constants and a parameter", sent(prose, param, result), "RAW 0 2, ask 1"},

		// A built text that became another.
		{"a built message in capitals", sent(message.is(lost)), "ALTERED 0"},
		{"a built message in JSON", sent(message.is(readable)), ""},
		{"one change of three built messages is told once", sent(message.is(lost), message.is(lost), message.is(lost).at(2)), "ALTERED 0 2"},
		{"words around a built message", sent(prose.is(lost), message.is(lost)), "ALTERED 1"},
		{"a header around a built message", sent(format.is(readable), to.is(readable), message.is(readable)), ""},
		{"a constant in the place of a built message, in JSON", sent(message.is(readable), prose.is(readable).instead()), "RAW 1"},
		{"a parameter in its place", sent(message.is(readable), body.is(readable).instead()), "ask 1"},
		{"what says that it is a header is in no text's place", sent(message.is(readable), to.is(readable).instead()), ""},

		// Texts put together without a built one.
		{"words and a name: written here", sent(prose.is(lost), param.is(lost).under(words.HeaderRole)), "RAW 0"},
		{"words and a parameter named text: the function is a wrapper", sent(prose.is(lost), body.is(lost)), "ask 1"},
		{"a format and a parameter named text", sent(format.is(readable), to.is(readable), body.is(readable)), "ask 2"},
		{"a field named Body", sent(format.is(readable), bodyOf.is(readable)), "ask 1"},
		{"words and a parameter without telling name", sent(prose.is(lost), param.is(lost)), "RAW 0"},
		{"a format and a parameter without telling name", sent(format.is(readable), param.is(readable)), "ask 1"},
		{"a parameter rather than a result", sent(result.is(readable), param.is(readable)), "ask 1"},
		{"a result rather than a field", sent(field.is(readable), result.is(readable)), "RAW 1"},
		{"a field rather than a format", sent(format.is(readable), field.is(readable)), "ask 1"},
		{"beside a text of its own, a result says nothing", sent(prose, result.is(readable)), "RAW 0"},
		{"beside a text of its own, a field is asked", sent(prose, field.is(readable)), "RAW 0, ask 1"},
		{"a template's output with a header", sent(format.is(readable), rendered.is(readable)), "RAW 1"},
		{"headers alone", sent(format.is(readable).under(words.HeaderRole), to.is(readable).under(words.HeaderRole)), ""},
		{"a format alone", sent(format.is(readable)), "RAW 0"},
		{"a format alone, around a built text", sent(message, format.is(readable)), ""},

		// Parts of a request.
		{"the part named text alone counts", sent(prose.is(readable).under(words.HeaderRole), message.is(readable).under(words.BodyRole)), ""},
		{"a constant as text, a parameter as recipient", sent(prose.is(readable).under(words.BodyRole), to.is(readable).under(words.HeaderRole)), "RAW 0"},
		{"a parameter as text, whatever its name", sent(param.is(readable).under(words.BodyRole), prose.is(readable).under(words.HeaderRole)), "ask 0"},
		{"without a part named text, what is in no header", sent(prose.is(readable).under(words.HeaderRole), result.is(readable)), "RAW 1"},
		{"a built text is looked at wherever it is", sent(message.is(lost).under(words.HeaderRole), prose.is(readable).under(words.BodyRole)), "ALTERED 0"},

		// Two texts of one mail.
		{"plain built, HTML not", sent(message.is(readable).slot("text"), prose.is(readable).slot("html")), "RAW 1"},
		{"both built", sent(message.is(readable).slot("text"), message.is(readable).slot("html")), ""},
		{"both from callers, HTML first", sent(body.is(readable).slot("text"), body.is(readable).slot("html")), "ask 1 0"},
		{"one slot is judged with what is beside it", sent(message.is(readable).slot("text"), prose.is(readable).under(words.BodyRole)), ""},
		{"what stands around two slots is their envelope", sent(message.is(readable).slot("text"), message.is(readable).slot("html"), format.is(readable).under(words.BodyRole)), ""},

		// Recipients count where the text is right.
		{"to its own recipient", sent(message).to(addressee{Kind: source.Neutral, Own: true}), ""},
		{"to another message's recipient", sent(message).to(addressee{Kind: source.Neutral, Else: true}), "RECIPIENT 0"},
		{"to one of which it cannot be said", sent(message).to(addressee{Kind: source.Neutral}), ""},
		{"to what the environment holds", sent(message).to(addressee{Kind: source.Unknown}), "RECIPIENT 0"},
		{"to a parameter", sent(message).to(addressee{Kind: source.Param}), "RECIPIENT 0"},
		{"to a field", sent(message).to(addressee{Kind: source.Field}), "RECIPIENT 0"},
		{"to a constant address", sent(message).to(addressee{Kind: source.Literal, Text: true}), "RECIPIENT 0"},
		{"to a constant that is no address", sent(message).to(addressee{Kind: source.Literal}), ""},
		{"to itself, which is a message", sent(message).to(addressee{Kind: source.Built}), ""},
		{"to its own recipient and somebody else", sent(message).to(addressee{Kind: source.Neutral, Own: true}).to(addressee{Kind: source.Unknown}), "RECIPIENT 1"},
		{"a raw text to anybody is raw", sent(prose).to(addressee{Kind: source.Unknown}), "RAW 0"},
		{"who gets a caller's text is the caller's", sent(param).to(addressee{Kind: source.Unknown}), "ask 0"},

		// Templates at the provider.
		{"a template", argument{Template: aTemplate}, "PROVIDER-TEMPLATE"},
		{"a template beside a text", argument{Template: aTemplate, Texts: []text{prose}}, "PROVIDER-TEMPLATE"},
		{"a request that may have one", argument{Template: maybeOne}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := decide(c.argument).String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestDecideIgnoresOrder shows that the order in which sources were found decides nothing but the order of what is told.
func TestDecideIgnoresOrder(t *testing.T) {
	all := []text{prose.is(lost), message.is(lost), to.is(readable), body.is(readable), field.is(readable), format.is(readable), result}
	n := func(v verdict) string {
		return fmt.Sprint(len(v.Raw), len(v.Altered), len(v.Open), v.Recipient, v.Template)
	}
	for mask := range 1 << len(all) {
		var ts, back []text
		for i, x := range all {
			if mask>>i&1 == 1 {
				ts = append(ts, x)
				back = append([]text{x}, back...)
			}
		}
		if a, b := n(decide(sent(ts...))), n(decide(sent(back...))); a != b {
			t.Errorf("%+v: %s, in the other order %s", ts, a, b)
		}
	}
}
