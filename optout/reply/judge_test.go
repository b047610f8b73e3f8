package reply

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"
)

// The kinds that were missed, and those that were suppressed and should not be, each with siblings. What is asked for is the least: an objection
// is suppressed or reviewed, what is none is not suppressed as certain, and what is half of one is never certain.
func TestKinds(t *testing.T) {
	for kind, texts := range map[string][]string{
		"caught: plus as a sign":       {"+ de sms svp", "j veu + de sms", "+ rien", "+de pub !"},
		"caught: a pronoun":            {"d'où tenez-vous mon mail, retirez-le", "mon numéro est à une autre, supprimez-le", "D'où vient ma fiche ? Effacez-la."},
		"caught: weariness":            {"vous me gavez", "ça suffit les sms", "assez de pubs", "un message de plus et je bloque", "ras le bol de vos textos", "j'en ai marre de vous"},
		"caught: soft imperatives":     {"évitez de m'envoyer vos tracts", "épargnez-moi vos messages", "dispensez-moi de vos envois", "abstenez-vous de m'écrire"},
		"caught: no interest":          {"vos messages ne m'intéressent pas", "pas de politique svp", "pas pour moi", "la politique ne m'intéresse pas"},
		"caught: by ear":               {"metté moi pa dan vo liste", "dezinscri moi", "enleve mwa de la liste", "arété dmenvoyé dé sms", "jveu plu de mésaj", "suprimé mon numero"},
		"caught: no longer in a file":  {"je ne veux plus figurer dans votre base", "je souhaite ne plus apparaître dans vos fichiers"},
		"caught: first person":         {"je vous bloque", "je bloque ce numéro", "je me désinscris"},
		"caught: professional lines":   {"c'est le numéro d'une école", "ligne d'astreinte, pas de messages", "ce numéro est celui d'un cabinet médical"},
		"caught: Creoles":              {"Pa voyé mésaj ban mwen ankò", "arété ékri mwen", "Mi vé pi gagn out bann mésaz", "Tir mon niméro dann zot lis", "Lésé mo trankil"},
		"caught: signs":                {"😡", "🔕", "🙅", "💩", "🛑🛑", "🖕🖕🖕", "👎"},
		"caught: origin, and removal":  {"vous avez acheté mon numéro ? retirez-le", "qui vous a donné mon 06 ? effacez-moi"},
		"caught: a letter gone":        {"Arrt", "Dsabonner", "Dsinscription", "stp0p"},
		"unread: nothing":              {"", " ", "👍", "…"},
		"caught: English":              {"stop texting me", "take me off your list", "leave me alone", "not interested, no more texts"},
		"uncertain: look-alikes":       {"Prêt !", "art", "fret", "prêter", "Apprêtez-vous", "caret", "Step", "Scoop !"},
		"uncertain: who speaks":        {"J'ai perdu mon portable, pouvez-vous me renvoyer le programme ?", "J'ai oublié mon numéro d'adhérent"},
		"uncertain: the contrary":      {"Aucun message depuis ma réponse !", "Je croyais que vous ne m'écriviez plus", "N'arrêtez pas de m'écrire", "Vous ne me dérangez pas"},
		"uncertain: or not":            {"vous pouvez m'envoyer ou pas le programme"},
		"uncertain: English":           {"Can you take me to the polling station?", "Please don't take me off the list", "The bus stop is gone"},
		"uncertain: half an objection": {"Ne m'appelez pas Madame mais Mademoiselle", "plus de mail svp, sms ok", "Je me désinscris du repas", "enlevez moi de la liste des colleurs d'affiches", "pas de sms le dimanche", "arrêtez les sms, les mails me suffisent"},
		"uncertain: within a phrase":   {"Suite et fin", "Opposition !", "Le « STOP » prend de la place", "Fin de la réunion à 20 h"},
		"unread: things":               {"Présent au pique-nique !", "Et les ordures rue Pasteur ?", "Je vote pour la 1ère fois", "voleurs de vélos", "dégager la neige", "à dimanche !"},
	} {
		for _, s := range texts {
			r := Parse(s)
			switch want, _, _ := strings.Cut(kind, ":"); {
			case want == "caught" && r.Verdict == Other:
				t.Errorf("%s: lost: %+v %q", kind, r, s)
			case want == "uncertain" && r.Verdict == OptOut:
				t.Errorf("%s: suppressed as certain: %+v %q", kind, r, s)
			case want == "unread" && r.Verdict != Other:
				t.Errorf("%s: a human has to read it: %+v %q", kind, r, s)
			}
		}
	}
}

// An objection survives what gateways do to its letters.
func TestDamaged(t *testing.T) {
	latin := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
		}
		return b.String()
	}
	accents := func(s string, f func(rune) string) string {
		var b strings.Builder
		for _, r := range s {
			if r < 0x80 {
				b.WriteRune(r)
			} else {
				b.WriteString(f(r))
			}
		}
		return b.String()
	}
	for name, damage := range map[string]func(string) string{
		"latin 1":  latin,
		"?":        func(s string) string { return accents(s, func(rune) string { return "?" }) },
		"U+FFFD":   func(s string) string { return accents(s, func(rune) string { return "\uFFFD" }) },
		"mojibake": func(s string) string { return strings.Join(strings.Split(string([]rune(bytesAsRunes(s))), ""), "") },
		"entities": func(s string) string { return accents(s, func(r rune) string { return fmt.Sprintf("&#%d;", r) }) },
		"URL":      url.PathEscape,
		"json": func(s string) string {
			b, _ := json.Marshal(s)
			return accents(strings.Trim(string(b), `"`), func(r rune) string { return fmt.Sprintf(`\u%04x`, r) })
		},
		"UTF-16 hex": func(s string) string {
			var b strings.Builder
			for _, u := range utf16.Encode([]rune(s)) {
				fmt.Fprintf(&b, "%04X", u)
			}
			return b.String()
		},
	} {
		for _, s := range []string{"Désabonnez-moi", "Arrêt", "Je ne veux plus être dérangé par vos messages", "désinscription s'il vous plaît", "Arrêtez de m'écrire"} {
			if r := Parse(damage(s)); r.Verdict == Other {
				t.Errorf("%s: lost: %+v %q", name, r, damage(s))
			}
		}
	}
}

// bytesAsRunes reads the bytes of UTF-8 as Latin-1.
func bytesAsRunes(s string) (out []rune) {
	for _, c := range []byte(s) {
		out = append(out, rune(c))
	}
	return out
}

// The words that counted are found in the text, also behind a repair, and nothing of the text stands in the result.
func TestWhy(t *testing.T) {
	for s, want := range map[string]string{
		"Bonjour, merci de ne plus m'envoyer de SMS": "ne plus m'envoyer de",
		"DÃ©sinscrivez-moi de votre liste":           "Désinscrivez-moi de votre liste",
	} {
		r := Parse(s)
		if got := r.Words[0].In(s); got != want || r.Rule == "" {
			t.Errorf("%q: %q under %q, want %q", s, got, r.Rule, want)
		}
	}
	r := Parse("vous me gavez avec la campagne")
	if r.Weight == 0 || r.Words[0].In("vous me gavez avec la campagne") == "" {
		t.Errorf("a review without words: %+v", r)
	}
	if got := (Span{5, 900}).In("court"); got != "" {
		t.Errorf("a span of another text: %q", got)
	}
}

// An OptOut says which channels it names.
func TestScope(t *testing.T) {
	for s, want := range map[string]Scope{
		"Je ne veux plus recevoir de SMS":           {SMS: true},
		"Arrêtez vos mails et vos appels":           {Email: true, Voice: true},
		"Retirez-moi de tous vos fichiers":          {Everything: true},
		"Ne m'écrivez plus, ni par sms ni par mail": {SMS: true, Email: true, Everything: true},
		"Désinscrivez-moi":                          {},
	} {
		if r := Parse(s); r.Verdict != OptOut || r.Scope != want {
			t.Errorf("%q: %+v", s, r)
		}
	}
}

// Reading a sound reply allocates at most twice, a long and hostile one too.
func TestAllocations(t *testing.T) {
	if raced {
		t.Skip("the race detector makes sync.Pool forget: allocations are counted without it")
	}
	for _, s := range []string{"STOP", "Merci de ne plus m'envoyer de messages, cordialement", "À dimanche 👍", strings.Repeat("stop aux mes stop ", 440)} {
		Parse(s)
		if n := testing.AllocsPerRun(20, func() { Parse(s) }); n > 2 {
			t.Errorf("%v allocations for %d bytes", n, len(s))
		}
	}
}
