package damaged_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/scrutateur/scrutateur/internal/damaged"
)

// plain is what people write. Every damage below is done to each of these.
var plain = []string{
	"Désabonnez-moi", "Arrêtez de m'écrire", "STOP s'il vous plaît", "Je souhaite me désinscrire", "Supprimez mon numéro",
	"Ne m’envoyez plus rien", "Où avez-vous eu mes données ?", "Enlevez-moi de votre liste, ça suffit", "déjà désabonné… très fâché", "À bientôt, le cœur y était",
	"«\u00a0Bravo\u00a0», 50 € de dons",
}

func encode(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	b, err := encoding.ReplaceUnsupported(e.NewEncoder()).String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	b, err := e.NewDecoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Damage that can be undone is undone, to the letter.
func TestUndone(t *testing.T) {
	for name, damage := range map[string]func(string) string{
		"none":                        func(s string) string { return s },
		"windows-1252":                func(s string) string { return encode(t, charmap.Windows1252, s) },
		"UTF-8 read as windows-1252":  func(s string) string { return decode(t, charmap.Windows1252, s) },
		"UTF-8 read as Latin-1":       func(s string) string { return decode(t, charmap.ISO8859_1, s) },
		"twice read as Latin-1":       func(s string) string { return decode(t, charmap.ISO8859_1, decode(t, charmap.ISO8859_1, s)) },
		"UTF-8 read as MacRoman":      func(s string) string { return decode(t, charmap.Macintosh, s) },
		"UTF-8 read as code page 850": func(s string) string { return decode(t, charmap.CodePage850, s) },
		"UTF-8 read as code page 437": func(s string) string { return decode(t, charmap.CodePage437, s) },
		"UTF-8 read as windows-1251":  func(s string) string { return decode(t, charmap.Windows1251, s) },
		"HTML numbers":                func(s string) string { return entities(s, "&#%d;") },
		"HTML hexadecimal numbers":    func(s string) string { return entities(s, "&#x%X;") },
		"HTML twice":                  func(s string) string { return entities(s, "&amp;#%d;") },
		"a URL's path":                url.PathEscape,
		"a form":                      url.QueryEscape,
		"a form in windows-1252":      func(s string) string { return url.QueryEscape(encode(t, charmap.Windows1252, s)) },
		"%u":                          func(s string) string { return entities(s, "%%u%04X") },
		"quoted-printable":            quoted,
		"quoted-printable, Latin-1":   func(s string) string { return quoted(encode(t, charmap.Windows1252, s)) },
		"RFC 2047":                    func(s string) string { return mime.QEncoding.Encode("utf-8", s) },
		"RFC 2047, base64":            func(s string) string { return mime.BEncoding.Encode("utf-8", s) },
		"JSON's escapes":              func(s string) string { return entities(s, `\u%04x`) },
		"octal":                       octal,
		"UTF-16 in digits": func(s string) string {
			return hex.EncodeToString([]byte(encode(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), s)))
		},
		"UTF-16LE in digits": func(s string) string {
			return strings.ToUpper(hex.EncodeToString([]byte(encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), s))))
		},
		"UTF-16 in digits with a mark": func(s string) string {
			return "FEFF" + hex.EncodeToString([]byte(encode(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), s)))
		},
		"UTF-8 in digits":            func(s string) string { return hex.EncodeToString([]byte(s)) },
		"UTF-16's bytes":             func(s string) string { return encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), s) },
		"UTF-16's bytes, big endian": func(s string) string { return encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), s) },
		"UTF-7":                      utf7,
		"HTML of mojibake":           func(s string) string { return entities(decode(t, charmap.Windows1252, s), "&#%d;") },
	} {
		for _, s := range plain {
			if got := damaged.Read(damage(s)); got.Text != s {
				t.Errorf("%s: %q became %q, want %q", name, damage(s), got.Text, s)
			}
		}
	}
}

// Where letters are gone the guesses have the words.
func TestGuessed(t *testing.T) {
	for in, want := range map[string]string{
		"D?sabonnez-moi":                     "desabonnez-moi",
		"D\uFFFDsabonnez-moi":                "desabonnez-moi",
		"D\uFFFD\uFFFDsabonnez-moi":          "desabonnez-moi",
		"d??sabonnez moi":                    "desabonnez moi",
		"D¿sabonnez-moi":                     "desabonnez-moi",
		"D_sabonnez-moi":                     "desabonnez-moi",
		"DÚsabonnez-moi":                     "desabonnez-moi",
		"DΘsabonnez-moi":                     "desabonnez-moi",
		"Dйsabonnez-moi":                     "desabonnez-moi",
		"D‚sabonnez-moi":                     "desabonnez-moi",
		"D\x05sabonnez-moi":                  "desabonnez-moi",
		"Dsabonnez-moi":                      "desabonnez-moi",
		"D sabonnez-moi":                     "desabonnez-moi",
		"arr?tez de m?crire":                 "arretez de m",
		"Arr\uFFFDtez de m\uFFFD\uFFFDcrire": "arretez de m'ecrire",
		"?a suffit":                          "ca suffit",
		"s?il vous pla?t stop":               "s'il vous plait stop",
		"supprimez mon num?ro":               "supprimez mon numero",
		"O? avez-vous eu mes donn?es ?":      "ou avez-vous eu mes donnees ?",
		"j\uFFFDai dit stop":                 "j'ai dit stop",
		"enlev? moi de la liste":             "enleve moi de la liste",
		"U1RPUCBTTVM=":                       "stop sms",
		"RMOpc2Fib25uZXotbW9p":               "desabonnez-moi",
	} {
		got := damaged.Read(in)
		found := false
		for _, g := range append(got.Guesses, got.Text) {
			found = found || strings.HasPrefix(fold(g), want)
		}
		if !found || !utf8.ValidString(got.Text) {
			t.Errorf("%q: text %q, guesses %q, none of them %q", in, got.Text, got.Guesses, want)
		}
	}
}

func fold(s string) string {
	return strings.ToLower(strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ç", "c", "î", "i", "ù", "u", "à", "a", "’", "'").Replace(s))
}

// What is not damaged stays, whatever it looks like.
func TestUntouched(t *testing.T) {
	for _, s := range append([]string{
		"", "STOP", "Bravo !", "50%de réduction", "100 % d'accord", "a=b", "R&D", "AT&T;", "Tu viens? oui", "ça va ?? ok", "l'été à Âge, Ânes", "Straße, Ærø", "日本語", "Привет",
		"0639980001", "06399800", "3.14 + 2", "adhérent·e·s", "Ça coûte 30€…", "❤️❤️", "n° 12", "PÂTÉ CROÛTE", "bienvenue", "Merci !👍🏽", "NÃO", "C:\\dossier", "1+1=2", "«Non»", "x=AB oui?",
	}, plain...) {
		if got := damaged.Read(s); got.Text != s || got.Illegible {
			t.Errorf("%q became %q, illegible: %v", s, got.Text, got.Illegible)
		}
	}
}

func TestIllegible(t *testing.T) {
	for _, s := range []string{"\uFFFD\uFFFD\uFFFD \uFFFD\uFFFD", "\x01\x02\x0e\x03", "\uFFFD", "a\uFFFDb\uFFFDc\uFFFD"} {
		if !damaged.Read(s).Illegible {
			t.Errorf("%q passes for legible", s)
		}
	}
}

// The longest text of every hostile kind is read in an instant; with work that grows by the square this test would not end.
func TestLinear(t *testing.T) {
	for _, s := range []string{"?", "? ", "a?", "\uFFFD", "%de", "%25", "=AB", "&amp;", "+AOk", "+", "\\u", "Ã", "Ã©", "\xe9", "\x00", "dsabonn", "=?", "00", "4Aé", "¿?", "r t", "'?"} {
		damaged.Read(strings.Repeat(s, 20_000/len(s)))
	}
}

func TestSuspectAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		damaged.Read("Bonjour, pouvez-vous m'envoyer le programme à la maison ? Merci, Zoé")
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// What comes out is valid UTF-8, reading it again changes nothing more, and an undamaged ASCII text stays itself.
func FuzzRead(f *testing.F) {
	for _, s := range plain {
		f.Add(s)
		f.Add(url.QueryEscape(s))
		f.Add(entities(s, "&#%d;"))
		f.Add(strings.ToValidUTF8(strings.ReplaceAll(s, "é", "\xe9"), "?"))
	}
	for _, s := range []string{"%", "=", "&", "\\", "\\u", "=?", "=?x?q?=", "+AOk-", "%uD83D%uDE00", "\\ud83d", "FEFF", "&amp;amp;amp;", "\xff\xfe", "\x00\x00", strings.Repeat("Ã", 300), strings.Repeat("%25", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := damaged.Read(s)
		if !utf8.ValidString(r.Text) {
			t.Fatalf("%q became invalid UTF-8", s)
		}
		if len(r.Guesses) > 3 {
			t.Fatalf("%q has %d guesses", s, len(r.Guesses))
		}
		if slices.Contains(r.Guesses, r.Text) {
			t.Fatalf("%q: the text is among the guesses", s)
		}
		if len(r.Text) > 4*len(s)+4 {
			t.Fatalf("%d bytes became %d", len(s), len(r.Text))
		}
		if !damaged.Suspect(s) && r.Text != s {
			t.Fatalf("%q is not suspect and became %q", s, r.Text)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for name, s := range map[string]string{"clean": "Bonjour, pouvez-vous m'envoyer le programme à la maison ? Merci, Zoé", "mojibake": "DÃ©sabonnez-moi de cette liste", "holes": "D?sabonnez-moi de cette liste"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				damaged.Read(s)
			}
		})
	}
}

func entities(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, format, r)
		}
	}
	return b.String()
}

func quoted(s string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func octal(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String()
}

func utf7(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteString("+" + base64.RawStdEncoding.EncodeToString([]byte{byte(r >> 8), byte(r)}) + "-")
		}
	}
	return b.String()
}
