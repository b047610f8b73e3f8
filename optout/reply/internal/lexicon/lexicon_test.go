package lexicon

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

// copyOf returns the folder of phrases in memory.
func copyOf(t *testing.T) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	disk := os.DirFS("../..")
	paths, err := fs.Glob(disk, "phrases/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		data, err := fs.ReadFile(disk, p)
		if err != nil {
			t.Fatal(err)
		}
		all[p] = &fstest.MapFile{Data: data}
	}
	return all
}

// small is a folder that has a phrase in each section and knows no language.
func small() fstest.MapFS {
	var b strings.Builder
	for _, name := range sectionNames {
		b.WriteString("[" + name + "]\nqqq" + name + "\n+ qqq" + name + "\n\n")
	}
	b.WriteString("[over]\nsvp\n[keyword]\nstop\n[clitic]\nj dm m\n<messages> = sms | messages?\n<messages2> = <messages> | vos <messages>\n")
	return fstest.MapFS{"phrases/fr/around.txt": &fstest.MapFile{Data: []byte(b.String())}}
}

// with loads a small folder and one more file, whose paragraphs are the last.
func with(t *testing.T, file string) *Lexicon {
	t.Helper()
	all := small()
	all["phrases/zz/more.txt"] = &fstest.MapFile{Data: []byte(file)}
	l, err := Load(all)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// whole loads the folder.
func whole(t *testing.T) *Lexicon {
	t.Helper()
	l, err := Load(copyOf(t))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func found(l *Lexicon, paragraph int, s string) bool {
	var (
		w text.Reply
		r Reading
	)
	w.Read(s)
	l.Read(&r, &w)
	is := false
	for i := range r.Sentences {
		l.Each(&r, &r.Sentences[i], func(p int) { is = is || p == paragraph })
	}
	return is
}

// The signs of phrases, one by one.
func TestPhrase(t *testing.T) {
	for _, c := range []struct {
		phrase    string
		good, bad []string
	}{
		{"stop", []string{"stop", "oui stop", "STOOOP"}, []string{"stops", "nonstop"}},
		{"stop it", []string{"stop it"}, []string{"stop", "it stop", "stop. it"}},
		{"(vos|ces) sms", []string{"vos sms", "ces sms"}, []string{"sms"}},
		{"(aa bb|cc) dd", []string{"aa bb dd", "cc dd"}, []string{"aa dd"}},
		{"[ne|n] pas", []string{"pas", "ne pas"}, nil},
		{"^ [oh]... stop $", []string{"stop", "oh oh stop", "ah, stop"}, []string{"oui stop", "stop oui"}},
		{"^ (aa|bb)... $", []string{"aa", "bb aa bb"}, []string{"cc"}},
		{"^ [aa]{2} bb", []string{"bb", "aa aa bb"}, []string{"aa aa aa bb"}},
		{"aa {2} bb", []string{"aa bb", "aa xx yy bb", "aa, bb"}, []string{"aa xx yy zz bb", "aa xx, bb"}},
		{"aa {2} , bb", []string{"aa xx, bb", "aa, bb"}, []string{"aa xx bb"}},
		{"aa {*} bb", []string{"aa bb", "aa 1 2 3 4 5 6 7 8 9 bb"}, []string{"bb aa"}},
		{"^ _ bb", []string{"xx bb"}, []string{"bb", "xx yy bb"}},
		{"aa !bb cc", []string{"aa xx cc"}, []string{"aa bb cc", "aa cc"}},
		{"aa !<duo>", []string{"aa xx"}, []string{"aa uno", "aa due", "aa"}},
		{"<duo> cc", []string{"uno cc", "due cc", "tre et cc"}, []string{"tre cc"}},
		{"désab*", []string{"désabonner", "desab"}, []string{"abonner"}},
		{"veux*2", []string{"veux", "veuxab"}, []string{"veuxabc"}},
		{"arêt(e*|ons)", []string{"arrête", "aretez", "arrêtons"}, []string{"arret"}},
		{"re(c|s)u", []string{"reçu", "ressu"}, []string{"reu"}},
		{"(zoom|zap)* plus", []string{"zoomez plus", "zap plus"}, nil},
		{"(#h|#h#)", []string{"8h", "18h30"}, []string{"h", "18"}},
		{"si vous !p*", []string{"si vous voulez"}, []string{"si vous pouvez"}},
		{"s'il vous", []string{"s'il vous", "S IL VOUS"}, nil},
		{"🛑", []string{"ah 🛑"}, []string{"stop"}},
		{"article 21", []string{"article 21"}, []string{"article 22"}},
		{"aa bb", []string{"aa svp bb", "aa, svp, bb"}, []string{"aa xx bb"}}, // phrases look over politeness
		{"zezaimi* bb", []string{"zezèmité bb"}, []string{"zezoument bb"}},    // by its sound
	} {
		l := with(t, "<duo> = uno | due | tre et\n[sentence]\n"+c.phrase+"\n+ x\n")
		last := len(l.Paragraphs()) - 1
		for _, s := range c.good {
			if !found(l, last, s) {
				t.Errorf("%s is not found in %q", c.phrase, s)
			}
		}
		for _, s := range c.bad {
			if found(l, last, s) {
				t.Errorf("%s is found in %q", c.phrase, s)
			}
		}
	}
}

// A phrase behind a "!" takes its paragraph back, in the same sentence alone.
func TestUnless(t *testing.T) {
	l := with(t, "[sentence]\naa bb\n! cc\n+ aa bb\n- cc aa bb\n")
	last := len(l.Paragraphs()) - 1
	for s, want := range map[string]bool{"aa bb": true, "cc aa bb": false, "aa bb, cc": false, "cc. aa bb": true} {
		if found(l, last, s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}

// A mistake in a file is found when it is read, with its place.
func TestLoadRefuses(t *testing.T) {
	good := small()
	if _, err := Load(good); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"stop":                                  "no section begins before this line",
		"[nonsense]\nstop":                      "there is no section [nonsense]",
		"[sentence]\n(stop":                     "a bracket is open",
		"[sentence]\nstop)":                     "there is a ) too many",
		"[sentence]\nstop <nobody>":             "there is no list <nobody>",
		"[sentence]\nstop <nobody":              "a < is open",
		"[sentence]\nstop {x}":                  "{x} is no number of words",
		"[sentence]\n(a|) b":                    "there is nothing on one side of a |",
		"[sentence]\nst[op]":                    "[ stands where a letter should",
		"[sentence]\nst(op":                     "a bracket inside st(op is open",
		"[sentence]\na !":                       "! stands before a word or a list",
		"[sentence]\n[a]":                       "there is no section [a]",
		"[sentence]\n[a|b]":                     "the phrase has no words",
		"[sentence]\n_ a":                       "a phrase begins with a word, or with ^",
		"[sentence]\na ?":                       "? stands where a letter should",
		"[sentence]\na b*c":                     "something stands after a *",
		"[sentence]\n+ stop":                    "a paragraph without a phrase",
		"[sentence]\n<a> = <b>\n<b> = <a>\n<a>": "the list <a> holds itself",
	} {
		bad := maps.Clone(good)
		bad["phrases/xx/new.txt"] = &fstest.MapFile{Data: []byte(file)}
		if _, err := Load(bad); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "xx/new.txt:") {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
	bad := maps.Clone(good)
	delete(bad, "phrases/fr/around.txt")
	if _, err := Load(bad); err == nil || !strings.Contains(err.Error(), "no language has a section [") {
		t.Errorf("%v", err)
	}
}

// A language of one's own needs a folder and nothing else.
func TestNewLanguage(t *testing.T) {
	l := with(t, "[sentence]\nquita {2} de m'escriure\n+ Quita de m'escriure\n")
	if !found(l, len(l.Paragraphs())-1, "Quita sulpic de m’escriure !") {
		t.Error("the phrase of the new folder is not known")
	}
}

// Nothing that must not be a keyword has become one, and no list contradicts another.
func TestWords(t *testing.T) {
	f := folder{lists: map[string][]line{}, words: map[string][]string{}}
	for p, file := range copyOf(t) {
		if err := f.read(strings.TrimPrefix(p, "phrases/"), file.Data); err != nil {
			t.Fatal(err)
		}
	}
	squeezed := map[string]map[string]bool{}
	for name, words := range f.words {
		squeezed[name] = map[string]bool{}
		for _, w := range words {
			squeezed[name][Squeeze(w)] = true
		}
	}
	for _, pair := range [][2]string{{"keyword", "filler"}, {"keyword", "about"}, {"keyword", "no-slip"}, {"keyword", "weak-keyword"}, {"weak-keyword", "filler"}, {"slip", "no-slip"}} {
		for w := range squeezed[pair[0]] {
			if squeezed[pair[1]][w] {
				t.Errorf("%q stands in [%s] and in [%s]", w, pair[0], pair[1])
			}
		}
	}
	l := whole(t)
	for w := range squeezed["slip"] {
		if !l.IsKeyword([]byte(w)) {
			t.Errorf("%q has slips and is no keyword", w)
		}
	}
}

// What sounds alike comes out alike, and what does not does not.
func TestSound(t *testing.T) {
	for _, alike := range [][]string{
		{"dezinscrire", "désinscrire", "desinscrires"}, {"envoyer", "anvoyé", "envoyez", "envoyait"}, {"arrêter", "arreté", "aretez"},
		{"quitter", "kité", "quitez"}, {"éléphant", "elefan"}, {"beaucoup", "bocou"}, {"demain", "demin"}, {"ensemble", "ansamble"},
	} {
		want := string(AppendSound(nil, []byte(Squeeze(string(text.Fold(nil, alike[0]))))))
		for _, w := range alike[1:] {
			if got := string(AppendSound(nil, []byte(Squeeze(string(text.Fold(nil, w)))))); got != want {
				t.Errorf("%s sounds %s, %s sounds %s", alike[0], want, w, got)
			}
		}
	}
	for _, pair := range [][2]string{{"voter", "vouter"}, {"bon", "ban"}, {"désabonner", "désaborder"}} {
		a, b := AppendSound(nil, []byte(pair[0])), AppendSound(nil, []byte(pair[1]))
		if string(a) == string(b) {
			t.Errorf("%s and %s both sound %s", pair[0], pair[1], a)
		}
	}
}

// The time grows with the length: twice the words reach at most twice the places of the automaton, however they are chosen. Places are counted, not seconds.
func TestLinear(t *testing.T) {
	l := whole(t)
	steps := func(s string) int {
		var (
			w text.Reply
			r Reading
		)
		w.Read(s)
		l.Read(&r, &w)
		return r.run.steps
	}
	for _, s := range []string{"stop aux mes stop ", "arrêtez de ", "ne ", "jveuxplus ", "dmenvoyez ", "s t o p ", "de de de, ", "plus jamais de vos sms de ", "a. ", "« ", "? "} {
		short, long := steps(strings.Repeat(s, 50)), steps(strings.Repeat(s, 400))
		if long > 9*short {
			t.Errorf("%q: %d steps for 50 times, %d for 400", s, short, long)
		}
	}
}

func TestPlacesOfParagraphs(t *testing.T) {
	for _, p := range whole(t).Paragraphs() {
		file, line, ok := strings.Cut(p.Place, ":")
		if !ok || path.Ext(file) != ".txt" || line == "" || !slices.Contains([]string{"fr", "en", "gcf", "gcr", "rcf", "other"}, path.Dir(file)) {
			t.Errorf("a paragraph stands in %q", p.Place)
		}
	}
}
