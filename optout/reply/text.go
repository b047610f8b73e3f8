package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// plain removes what is not seen: invalid UTF-8, invisible and formatting characters, variation selectors; and gives
// compatibility forms (full-width, circled) their plain letters.
func plain(s string) string {
	s = strings.ToValidUTF8(s, " ")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return r
		case r == 0x0085 || r == 0x2028 || r == 0x2029:
			return '\n'
		case plaintext.Invisible(r), r == 0x20E3, 0x1F3FB <= r && r <= 0x1F3FF: // the frame of a key cap, the colours of a skin
			return -1
		case unicode.IsControl(r):
			return ' '
		case 0x1F150 <= r && r <= 0x1F169: // negative circled A to Z, which have no compatibility form
			return 'A' + r - 0x1F150
		case 0x1F170 <= r && r <= 0x1F189: // negative squared
			return 'A' + r - 0x1F170
		}
		return r
	}, s)
	return norm.NFKC.String(s)
}

// foreign reports whether more than a third of the letters are of another script.
func foreign(s string) bool {
	letters, strange := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.Is(unicode.Latin, r) {
				strange++
			}
		}
	}
	return 3*strange > letters
}

// lookAlike gives letters of other scripts the Latin letter for which they are taken, and small capitals and apostrophes the plain
// ones. Its keys are folded.
var lookAlike = map[rune]string{
	'а': "a", 'в': "b", 'е': "e", 'ѕ': "s", 'і': "i", 'ј': "j", 'к': "k", 'м': "m", 'н': "h", 'о': "o", 'п': "p", 'р': "p", 'с': "c", 'т': "t", 'у': "y", 'х': "x", 'ԁ': "d", 'ԛ': "q", 'ԝ': "w",
	'α': "a", 'β': "b", 'ε': "e", 'η': "n", 'ι': "i", 'κ': "k", 'μ': "u", 'ν': "v", 'ο': "o", 'ρ': "p", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "u", 'χ': "x",
	'ꜱ': "s", 'ᴛ': "t", 'ᴏ': "o", 'ᴘ': "p", 'ᴀ': "a", 'ʀ': "r", 'ᴇ': "e",
	'’': "'", '‘': "'", 'ʼ': "'", '´': "'", '`': "'", '′': "'",
}

// fold returns the text in lower case without accents and look-alikes.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range plaintext.Fold(s) {
		if l, ok := lookAlike[r]; ok {
			b.WriteString(l)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// read cuts a folded text into sentences and words.
func read(l *lexicon, s string) *reading {
	m := new(reading)
	s = l.spelledOut(s)
	var words strings.Builder
	end := func(question bool) {
		if words.Len() > 0 {
			m.sentences = append(m.sentences, sentence{words: " " + words.String(), question: question})
			words.Reset()
		}
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case isWord(r) || (r == '$' || r == '@') && besideLetter(s, i):
			j := i
			for j < len(s) {
				r, size := utf8.DecodeRuneInString(s[j:])
				if !isWord(r) && r != '$' && r != '@' {
					break
				}
				j += size
			}
			words.WriteString(l.word(s[i:j]))
			words.WriteByte(' ')
			i = j
			continue
		case strings.ContainsRune(l.signs, r):
			words.WriteRune(r)
			words.WriteByte(' ')
		case r == ',':
			words.WriteString(", ")
		case r == '?':
			end(true)
		case strings.ContainsRune(".!;:\n\r()[]{}\"«»“”„…|", r):
			end(false)
		}
		i += size
	}
	end(false)
	for i := range m.sentences {
		m.sentences[i].rest = l.mask(m.sentences[i].words, m)
	}
	return m
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func besideLetter(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i+1:])
	return unicode.IsLetter(r)
}
