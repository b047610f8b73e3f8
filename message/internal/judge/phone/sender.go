package phone

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
)

// withoutArticle drops the article with which the name of an election begins.
func withoutArticle(name []string) []string {
	if len(name) > 1 && slices.Contains([]string{"les", "la", "le", "l", "the", "un", "une"}, name[0]) {
		return name[1:]
	}
	return name
}

// anyCandidate signs with nobody's name.
var anyCandidate = judge.Phrases("un/une/votre/vos/notre/nos/le/la/a/your/our candidat/candidate/candidats/candidates")[0]

// properName reports whether two words that begin with a capital stand side by side, as a first name and a name do:
// "Gilles Pennelle", "M. Aubry".
func properName(text string, ws []judge.Word) bool {
	capital := func(w judge.Word) bool {
		r, _ := utf8.DecodeRuneInString(text[w.Start:])
		return unicode.IsUpper(r)
	}
	for i := 1; i < len(ws); i++ {
		between := strings.TrimLeft(text[ws[i-1].End:ws[i].Start], ".")
		if capital(ws[i-1]) && capital(ws[i]) && (between == " " || between == "-") && len(ws[i].Text) > 1 {
			return true
		}
	}
	return false
}

// senderNames reports whether an alphanumeric sender is made of a name: EZemmour, LFI, DEMAIN26.
func senderNames(sender string, names []string) bool {
	if router.KindOf(sender) != router.Alphanumeric {
		return false
	}
	s := strings.TrimRight(strings.Join(judge.Plain(sender), ""), "0123456789")
	if s == "" {
		return false
	}
	for _, name := range names {
		ws := judge.Plain(name)
		all, initials := strings.Join(ws, ""), ""
		for _, w := range ws {
			initials += w[:1]
			if len(w) >= 4 && !slices.Contains(commonNames, w) && strings.Contains(s, w) {
				return true
			}
		}
		if s == all || s == initials || len(s) >= 4 && strings.Contains(all, s) && !slices.Contains(commonNames, s) {
			return true
		}
	}
	return false
}

// commonNames are words of names that name nobody by themselves.
var commonNames = strings.Fields(`liste listes parti partis mouvement association union candidat candidate candidats avec pour ensemble
	notre votre tous toutes list party movement candidate`)

// officials are senders under which people expect a public service. A sender is one when it is nothing else.
var officials = strings.Fields(`gouv gouvernement etat republique mairie maire prefecture prefet impots ameli caf police gendarmerie urssaf
	securite elections electeur vote bureaudevote procuration`)

func official(sender string) bool {
	return slices.Contains(officials, strings.Join(judge.Plain(sender), ""))
}
