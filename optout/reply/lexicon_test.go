package reply

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// recognises reports whether an expression is found in a reply, where a paragraph of its section looks for it.
func (l *lexicon) recognises(p paragraph, re *regexp.Regexp, reply string) bool {
	if p.section == "reaction" {
		return reactionExpression(strings.Split(re.String(), "(?: |$)|")).MatchString(plain(reply))
	}
	r := rule{re: re, ok: p.ok}
	for _, s := range read(l, fold(plain(reply))).sentences {
		switch p.section {
		case "negated", "topic":
			alone := lexicon{masks: []rule{r}}
			if alone.mask(s.words, new(reading)) != s.words {
				return true
			}
		case "polite", "closing":
			for clause := range strings.SplitSeq(s.rest, ",") {
				if r.match(" " + strings.TrimSpace(clause) + " ") {
					return true
				}
			}
		default:
			if r.match(strings.ReplaceAll(s.rest, " ,", "")) {
				return true
			}
		}
	}
	return false
}

// The cases that stand beside the phrases, and that there are some: each phrase is found in one of them, a phrase of a single word at
// least in itself, and each condition refuses one.
func TestPhrases(t *testing.T) {
	f, l := folder{}, known()
	f.phrases = phrasesOf(t)
	n := 0
	for _, p := range l.paragraphs {
		for _, text := range p.good {
			n++
			if !l.recognises(p, p.re, text) {
				t.Errorf("%s: the paragraph does not recognise %q", p.place, text)
			}
		}
		for _, text := range p.bad {
			n++
			if l.recognises(p, p.re, text) {
				t.Errorf("%s: the paragraph recognises %q", p.place, text)
			}
		}
		if len(p.good) == 0 {
			t.Errorf("%s: the paragraph has no case: write a reply in which it is recognised, after a + and a space", p.place)
		}
		if p.condition != "" && len(p.bad) == 0 {
			t.Errorf("%s: nothing shows what the condition %q refuses: write a reply after a - and a space", p.place, p.condition)
		}
		for _, text := range p.phrases {
			e, err := f.phrases.expression(text)
			if err != nil {
				t.Fatal(err)
			}
			re := regexp.MustCompile(e)
			cases := p.good
			if itself := strings.Trim(strings.Map(func(r rune) rune {
				if strings.ContainsRune("?+*", r) {
					return -1
				}
				return r
			}, text), " "); !strings.ContainsAny(itself, "()[]{}<>#_!^$|") {
				if p.section == "reaction" {
					itself += " « Votez »"
				}
				cases = append(slices.Clone(cases), itself)
			}
			if !slices.ContainsFunc(cases, func(c string) bool { return l.recognises(p, re, c) }) {
				t.Errorf("%s: no case beside it shows %q", p.place, text)
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d cases", n)
	}
	for name, c := range conditions {
		if c == nil || !slices.ContainsFunc(l.paragraphs, func(p paragraph) bool { return p.condition == name }) {
			t.Errorf("no paragraph asks for the condition %q", name)
		}
	}
}

// phrasesOf reads the lists of the folder once more, as load does.
func phrasesOf(t *testing.T) phrases {
	t.Helper()
	f := folder{phrases: phrases{map[string][]list{}, map[string]string{}}, words: map[string][]string{}}
	for _, pattern := range []string{"fr", "en", "other"} {
		entries, err := files.ReadDir("phrases/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			path := "phrases/" + pattern + "/" + e.Name()
			data, err := files.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.read(path, data); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := f.lexicon(); err != nil {
		t.Fatal(err)
	}
	return f.phrases
}

// A keyword is an objection in itself, and nothing that must not be one has become one.
func TestWords(t *testing.T) {
	l := known()
	for k := range l.keyword {
		if got := Parse(k); got.Verdict != OptOut {
			t.Errorf("%q: %v", k, got)
		}
	}
	for k := range l.noSlip {
		if got := Parse(k); got.Verdict == OptOut && !strings.ContainsAny(k, "0123456789") { // "areter1" is read without its digit
			t.Errorf("%q: %v", k, got)
		}
	}
	for _, lists := range [][]map[string]bool{{l.keyword, l.filler}, {l.keyword, l.about}, {l.keyword, l.noSlip}} {
		for w := range lists[0] {
			if lists[1][w] {
				t.Errorf("%q stands in two lists that contradict each other", w)
			}
		}
	}
	for _, sign := range l.signs {
		if got := Parse(string(sign)); got.Verdict != Review || got.Reason != ReasonHostile {
			t.Errorf("%c: %v", sign, got)
		}
	}
}

// The signs of phrases, one by one.
func TestPhrase(t *testing.T) {
	ps := phrases{map[string][]list{"msg": {{"here", "sms | mess?ages?"}, {"there", "texto*"}}, "them": {{"here", "vos <msg>"}}}, map[string]string{}}
	for _, c := range []struct {
		phrase    string
		good, bad []string
	}{
		{"stop", []string{" stop ", " oui stop ", " stop"}, []string{" stops ", " nonstop "}},
		{"stop it", []string{" stop it "}, []string{" stop ", " it stop "}},
		{"(vos|ces) sms", []string{" vos sms ", " ces sms "}, []string{" sms "}},
		{"(a b|c) d", []string{" a b d ", " c d "}, []string{" a d "}},
		{"[ne|n] pas", []string{" pas ", " ne pas "}, nil},
		{"^ [svp]... stop $", []string{" stop ", " svp svp stop "}, []string{" oui stop ", " stop oui "}},
		{"^ (a|b)... $", []string{" a ", " a b a "}, []string{" "}},
		{"^ [a]{2} b", []string{" b ", " a a b "}, []string{" a a a b "}},
		{"a {2} b", []string{" a b ", " a x y b "}, []string{" a x y z b "}},
		{"a {*} b", []string{" a b ", " a 1 2 3 4 5 6 7 8 9 b "}, []string{" b a "}},
		{"^ _ b", []string{" x b "}, []string{" b ", " x y b ", " , b "}},
		{"<msg>", []string{" sms ", " mesages ", " textos "}, []string{" smsx "}},
		{"stop <them>", []string{" stop vos sms "}, []string{" stop sms "}},
		{"stop <rest>", []string{" stop ", " stop a b , c "}, nil},
		{"désab*", []string{" desabonner ", " desab "}, []string{" abonner "}},
		{"veu*2", []string{" veut ", " veu "}, []string{" veulent "}},
		{"ar+et(e*|ons)", []string{" arrete ", " aretez ", " arretons "}, []string{" arret "}},
		{"re(c|s)+u", []string{" recu ", " rescu "}, []string{" reu "}},
		{"(envoy|ecriv)* plus", []string{" envoyez plus ", " ecriv plus "}, nil},
		{"#+h(##)?", []string{" 8h ", " 18h30 "}, []string{" 18h3 ", " h "}},
		{"si vous !p*", []string{" si vous voulez "}, []string{" si vous pouvez "}},
		{"s'il vous", []string{" s il vous "}, nil},
		{"🛑", []string{" 🛑 "}, []string{" stop "}},
	} {
		e, err := ps.expression(unmark(c.phrase))
		if err != nil {
			t.Errorf("%s: %v", c.phrase, err)
			continue
		}
		re := regexp.MustCompile(e)
		for _, s := range c.good {
			if !re.MatchString(s) {
				t.Errorf("%s (%s) does not match %q", c.phrase, e, s)
			}
		}
		for _, s := range c.bad {
			if re.MatchString(s) {
				t.Errorf("%s (%s) matches %q", c.phrase, e, s)
			}
		}
	}
}

// A mistake in a file is found when it is read, with its place.
func TestLoadRefuses(t *testing.T) {
	good := fstest.MapFS{}
	for _, p := range known().paragraphs {
		path, _, _ := strings.Cut(p.place, ":")
		data, err := files.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		good[path] = &fstest.MapFile{Data: data}
	}
	lists, err := files.ReadFile("phrases/fr/lists.txt")
	if err != nil {
		t.Fatal(err)
	}
	good["phrases/fr/lists.txt"] = &fstest.MapFile{Data: lists}
	if _, err := load(good); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"stop":                                  "no section begins before this line",
		"[nonsense]\nstop":                      "there is no section [nonsense]",
		"[sentence]\n(stop":                     "a bracket is open",
		"[sentence]\nstop)":                     "there is a ) too many",
		"[sentence]\nstop <nobody>":             "there is no list <nobody>",
		"[sentence]\nstop <nobody":              "a < is open",
		"[sentence]\n{x} stop":                  "{x} is no number of words",
		"[sentence]\n(a|) b":                    "there is nothing on one side of a |",
		"[sentence]\nst[op]":                    "[ stands where a letter should",
		"[sentence]\nst(o p)":                   "a bracket inside a word is open, or holds more than one word",
		"[sentence]\na !pas":                    "! stands before a letter and a *",
		"[sentence]\n^":                         "the phrase has no words",
		"[sentence]\na (?b)":                    "? stands where a letter should",
		"[sentence]\n@ so it seems":             `there is no condition "so it seems"`,
		"[sentence]\n+ stop":                    "a paragraph without a phrase",
		"[sentence]\n<a> = <b>\n<b> = <a>\n<a>": "the list <a> holds itself",
	} {
		bad := maps.Clone(good)
		bad["phrases/xx/new.txt"] = &fstest.MapFile{Data: []byte(text)}
		if _, err := load(bad); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "phrases/xx/new.txt:") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	delete(good, "phrases/fr/around.txt")
	if _, err := load(good); err == nil || !strings.Contains(err.Error(), "no language has a section [") {
		t.Errorf("%v", err)
	}
}

// A language of one's own needs a folder and nothing else.
func TestNewLanguage(t *testing.T) {
	more := fstest.MapFS{"phrases/oc/certain.txt": {Data: []byte("[sentence]\n\nquita {2} de m'escriure\n+ Quita de m'escriure\n")}}
	for _, dir := range []string{"fr", "en", "other"} {
		entries, err := files.ReadDir("phrases/" + dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			path := "phrases/" + dir + "/" + e.Name()
			data, err := files.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			more[path] = &fstest.MapFile{Data: data}
		}
	}
	l, err := load(more)
	if err != nil {
		t.Fatal(err)
	}
	const text = "Quita sulpic de m’escriure !"
	if !matches(l.certain, read(l, fold(plain(text))).sentences[0].rest) || matches(known().certain, read(known(), fold(plain(text))).sentences[0].rest) {
		t.Error("the phrase of the new folder is not known, or was known before")
	}
}
