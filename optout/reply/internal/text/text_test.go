package text

import (
	"fmt"
	"strings"
	"testing"
)

// say writes the words of a reply, "," for a comma, "." and "?" for the end of a sentence.
func say(r *Reply) string {
	var b strings.Builder
	signs := [...]string{"", ", ", ". ", "? "}
	for i, w := range r.Words {
		if i > 0 {
			b.WriteString([]string{" ", signs[Comma], signs[End], signs[Question]}[w.Before])
		}
		b.Write(r.Folded(w))
	}
	if r.After == Question {
		b.WriteString("?")
	}
	return b.String()
}

// What is not seen is taken away, and a letter in another dress is the letter: whoever writes STOP in squares means it.
func TestRead(t *testing.T) {
	var r Reply
	for s, want := range map[string]string{
		"Arrêtez, s'il vous plaît. STOP !":         "arretez, s il vous plait. stop",
		"a\tb\nC\rD":                               "a b. c. d",
		"vos messages\nme lassent":                 "vos messages me lassent", // a line that a mail program broke
		"vos messages\n\nme lassent":               "vos messages. me lassent",
		"a\u0085b\u2028c\u2029d":                   "a. b. c. d", // the line ends of other systems
		"a\x00b\x07c":                              "a b c",
		"st\u200bop\u2060\ufeff\u202e":             "stop",
		"1\ufe0f\u20e3":                            "1",
		"ok 👍\U0001F3FB👍\U0001F3FF":                "ok 👍 👍",
		"\U0001F150\U0001F168\U0001F169":           "ayz",
		"\U0001F170\U0001F188\U0001F189":           "ayz",
		"\U0001F182\U0001F183\U0001F17E\U0001F17F": "stop",
		"\U0001F162\U0001F163\U0001F15E\U0001F15F": "stop",
		"🇸🇹🇴🇵":                                     "stop",
		"ＳＴＯＰ Ⓢⓣⓞⓟ":                                "stop stop",
		"ѕтор":                                     "stop", // Cyrillic
		"a\xffb":                                   "a b",
		"$top st@p 5 € @":                          "$top st@p 5",
		"+ de sms":                                 "plus de sms",
		"+33 6 39":                                 "33 6 39",
		"moi & toi":                                "moi et toi",
		"oui - non":                                "oui, non",
		"peut-être":                                "peut etre",
		"art. 21":                                  "art 21",
		"Comment ? Ah":                             "comment? ah",
		"Comment ?":                                "comment?",
		"stop 🛑":                                   "stop 🛑",
		"":                                         "",
	} {
		if r.Read(s); say(&r) != want {
			t.Errorf("%+q became %+q, want %+q", s, say(&r), want)
		}
	}
}

// Words know where they stand in the text.
func TestPlaces(t *testing.T) {
	var r Reply
	const s = "Ah, ne m’écrivez PLUS 🛑 !"
	r.Read(s)
	var got []string
	for _, w := range r.Words {
		got = append(got, fmt.Sprintf("%s %t %t", s[w.From:w.To], w.Sign, w.Capitals))
	}
	if want := "Ah false false|ne false false|m false false|écrivez false false|PLUS false true|🛑 true false"; strings.Join(got, "|") != want {
		t.Errorf("%s, want %s", strings.Join(got, "|"), want)
	}
}

// What is somebody else's is left out; a word or two in quotation marks are one's own.
func TestQuotes(t *testing.T) {
	var r Reply
	for s, want := range map[string]string{
		"« STOP » merci": "stop, merci",
		"Vous écrivez « Votez bien le 15 mars, STOP au 36111 » ?":     "vous ecrivez?",
		"> STOP au 36111\nBien reçu":                                  "bien recu",
		"Bien reçu\n> STOP au 36111":                                  "bien recu",
		"Merci\n\nLe 3 mars, X a écrit :\nSTOP au 36111":              "merci",
		"Merci\n-----Message d'origine-----\nSTOP au 36111":           "merci",
		"« a b c d e “f g h i j” k »":                                 "",
		"« sans fin STOP":                                             "sans fin stop",
		"\"un deux trois quatre cinq\" six \"sept huit neuf dix on\"": "six",
	} {
		if r.Read(s); say(&r) != want {
			t.Errorf("%q became %q, want %q", s, say(&r), want)
		}
	}
}

// A text is foreign when more than a third of its letters are of another script: a name or an insult in Greek does not make it so.
func TestForeign(t *testing.T) {
	var r Reply
	for s, want := range map[string]bool{
		"": false, "123 !": false, "abc": false, "abγ": false, "abcβγ": true, "abcdβγ": false, "γ": true, "не пишите мне": true, "STOP 停止": false, "é": false,
	} {
		if r.Read(s); r.Foreign != want {
			t.Errorf("%q: %t, want %t", s, !want, want)
		}
	}
}

func TestHead(t *testing.T) {
	for s, want := range map[string]string{
		"A aimé « Votez » ok":          "A aimé | ok",
		"A aimé « Votez. STOP au":      "A aimé |", // cut
		"Liked “a “b” c” d":            "Liked | d",
		`Loved "a" and "b" d`:          "Loved | d",
		"« Votez »":                    "none",
		"rien":                         "none",
		strings.Repeat("a", 100) + "«": "none",
	} {
		got := "none"
		if head, rest, ok := Head(s); ok {
			got = s[:head] + "|" + s[rest:]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// Read may be called again and again without memory of its own.
func TestAllocations(t *testing.T) {
	var r Reply
	s := strings.Repeat("Arrêtez « de m'écrire », svp ! ", 20)
	r.Read(s)
	if n := testing.AllocsPerRun(50, func() { r.Read(s) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
