package message

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
)

// word is a run of letters and digits of a text, in small letters without accents.
type word struct {
	text       string
	start, end int  // bytes of the text
	link       bool // stands in a link
}

// wordsOf returns the words of a text. Invisible characters do not part a word: "S\u200bTOP" is one.
func wordsOf(s string) []word {
	var ws []word
	var b []byte
	var start, end int
	flush := func() {
		if len(b) > 0 {
			ws = append(ws, word{text: string(b), start: start, end: end})
			b = b[:0]
		}
	}
	for i, r := range s {
		plain, visible := plainRune(r)
		switch {
		case plain != "":
			if len(b) == 0 {
				start = i
			}
			b = append(b, plain...)
			_, n := utf8.DecodeRuneInString(s[i:])
			end = i + n
		case visible:
			flush()
		}
	}
	flush()
	return ws
}

// plainRune returns the small letters or digits that a character stands for, none where it parts words; visible is false
// for what nobody sees, a combining mark or a soft hyphen say.
func plainRune(r rune) (plain string, visible bool) {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return string(r), true
	case 'A' <= r && r <= 'Z':
		return string(r + 'a' - 'A'), true
	case r < 0x80:
		return "", true
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return "", false
	}
	as, ok := gsm7.FoldRune(r)
	if !ok {
		as = string(r)
	}
	var b []byte
	for _, r := range norm.NFKD.String(as) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b = append(b, byte(r))
		case 'A' <= r && r <= 'Z':
			b = append(b, byte(r+'a'-'A'))
		case r == 'ß':
			b = append(b, "ss"...)
		case r == 'æ' || r == 'Æ':
			b = append(b, "ae"...)
		case r == 'ø' || r == 'Ø':
			b = append(b, 'o')
		}
	}
	return string(b), true
}

// plainOf returns the words of a name or sentence.
func plainOf(s string) []string {
	var out []string
	for _, w := range wordsOf(s) {
		out = append(out, w.text)
	}
	return out
}

// saysWords reports whether the words stand in the text, next to each other.
func saysWords(ws []word, want []string) bool {
	if len(want) == 0 {
		return false
	}
	for i := 0; i+len(want) <= len(ws); i++ {
		k := 0
		for k < len(want) && ws[i+k].text == want[k] {
			k++
		}
		if k == len(want) {
			return true
		}
	}
	return false
}

// withoutArticle drops the article with which the name of an election begins.
func withoutArticle(name []string) []string {
	if len(name) > 1 && slices.Contains([]string{"les", "la", "le", "l", "the", "un", "une"}, name[0]) {
		return name[1:]
	}
	return name
}

// A phrase is words next to each other, each with what may stand in its place: "vous etes/vous inscrit/inscrite".
type phrase [][]string

// phrases reads phrases in that notation.
func phrases(lines ...string) []phrase {
	out := make([]phrase, 0, len(lines))
	for _, line := range lines {
		var p phrase
		for _, w := range strings.Fields(line) {
			p = append(p, strings.Split(w, "/"))
		}
		if len(p) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// phraseLines is phrases, one a line, read when first asked for.
func phraseLines(s string) func() []phrase {
	return sync.OnceValue(func() []phrase { return phrases(strings.Split(s, "\n")...) })
}

// findPhrase returns where a phrase stands first, from its first byte to its last.
func findPhrase(ws []word, p phrase) (at word, ok bool) {
	for i := range ws {
		if n := p.at(ws, i); n > 0 {
			return word{start: ws[i].start, end: ws[i+n-1].end}, true
		}
	}
	return word{}, false
}

// at returns how many words the phrase takes at word i, 0 when it does not stand there.
func (p phrase) at(ws []word, i int) int {
	if i+len(p) > len(ws) {
		return 0
	}
	for k, any := range p {
		if !slices.Contains(any, ws[i+k].text) {
			return 0
		}
	}
	return len(p)
}

func findAny(ws []word, ps []phrase) bool {
	return slices.ContainsFunc(ps, func(p phrase) bool { _, ok := findPhrase(ws, p); return ok })
}

// anyCandidate signs with nobody's name.
var anyCandidate = phrases("un/une/votre/vos/notre/nos/le/la/a/your/our candidat/candidate/candidats/candidates")[0]

// properName reports whether two words that begin with a capital stand side by side, as a first name and a name do:
// "Gilles Pennelle", "M. Aubry".
func properName(text string, ws []word) bool {
	capital := func(w word) bool {
		r, _ := utf8.DecodeRuneInString(text[w.start:])
		return unicode.IsUpper(r)
	}
	for i := 1; i < len(ws); i++ {
		between := strings.TrimLeft(text[ws[i-1].end:ws[i].start], ".")
		if capital(ws[i-1]) && capital(ws[i]) && (between == " " || between == "-") && len(ws[i].text) > 1 {
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
	s := strings.TrimRight(strings.Join(plainOf(sender), ""), "0123456789")
	if s == "" {
		return false
	}
	for _, name := range names {
		ws := plainOf(name)
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
	return slices.Contains(officials, strings.Join(plainOf(sender), ""))
}

// sourced reports whether a word such as "source" announces something: "Source: formulaire".
func sourced(text string, ws []word) bool {
	for i, w := range ws {
		if i+1 < len(ws) && slices.Contains([]string{"source", "sources", "origine", "origin", "provenance"}, w.text) &&
			strings.Contains(text[w.end:ws[i+1].start], ":") {
			return true
		}
	}
	return false
}

// The lists below are how French campaigns say these things in an SMS, beside the words of package notice/words. They are
// small letters without accents; a slash parts words of which one stands there.

// originPhrases say where the data come from.
var originPhrases = phraseLines(`
	vous recevez/recevrez ce/cet/nos sms/message/texto/messages car/parce/suite/puisque/comme/en/apres/a/au/grace
	message envoye aux/a abonnes/adherents/inscrits/membres/sympathisants/donateurs/signataires
	vous etes/etiez inscrit/inscrite/inscrits/inscrites/enregistre/enregistree/abonne/abonnee/adherent/adherente/membre/donateur/donatrice/signataire/sympathisant/sympathisante
	vous vous etes/etiez inscrit/inscrite/inscrits/abonne/abonnee
	vous avez/aviez rempli/signe/participe/donne/laisse/communique/transmis/adhere/soutenu/confie/renseigne
	vous nous avez/aviez donne/laisse/communique/transmis/confie/fait
	vous adherez
	vous figurez sur/dans/parmi
	votre numero/telephone/contact/mobile/portable provient/vient/figure/est/nous/a
	vos coordonnees/donnees proviennent/viennent/figurent/sont/nous/ont/issues/obtenues
	coordonnees/donnees/numero/numeros/contact/contacts issu/issus/issue/issues/obtenu/obtenus/obtenues/recueilli/recueillis/recueillies/transmis/transmises/fourni/fournis/fournies
	origine de vos/votre/tes/ton/ces/ce donnees/coordonnees/numero
	suite a votre inscription/adhesion/signature/participation/demande/abonnement/don/venue/passage
	un/une ami/amie/proche/voisin/voisine nous a
	fichier/fichiers/base de prospect/prospects/contacts/sympathisants
	fichier/fichiers/base loue/louee/loues/achete/achetee/client/clients
	liste/listes electorale/electorales/consulaire/consulaires
	annuaire public
	you receive/received/get/got this sms/text/message because/as/since/after
	you are/were receiving this sms/text/message because/as/since/after
	you signed/subscribed/registered/joined/donated
	you gave us
	you are/re a member/subscriber/supporter/donor
	your number/details/contact/data comes/come/came/was/were/is/are
	we got/have/obtained/received your number/details
	rented/bought file/list
	electoral/consular roll/rolls/list/lists`)

// votePhrases call to vote.
var votePhrases = phraseLines(`
	votez
	votons
	voter pour
	vote/votes pour
	votre/vos voix
	votre/vos vote/votes pour
	donnez nous votre/vos
	aux urnes
	glissez
	elisez
	faites barrage
	pas une voix
	soutenez nous
	vote for
	your vote
	elect`)

// askPhrases ask for agreement.
var askPhrases = phraseLines(`
	acceptez vous
	souhaitez vous
	voulez vous
	desirez vous
	consentez vous
	etes vous d accord
	etes vous favorable
	pouvons nous vous ecrire/envoyer/contacter
	puis je vous ecrire/envoyer/contacter
	votre accord
	votre consentement
	repondez oui
	do you agree/accept/want/wish
	would you like
	may we
	can we write/send/contact
	your agreement/consent
	reply yes`)

// labelPhrases say that a message is a political advertisement, in the words of Regulation (EU) 2024/900, article 11(1)(a).
var labelPhrases = phraseLines(`
	publicite/pub/annonce politique
	publicite/pub/annonce/annonces a caractere politique
	annonce publicitaire a caractere politique
	publicite electorale
	political ad/advert/advertisement/advertising`)

// monthWords are the months in French and in English.
var monthWords = [12]string{"janvier/january/jan", "fevrier/february/feb", "mars/march", "avril/april", "mai/may", "juin/june", "juillet/july",
	"aout/august/aug", "septembre/september/sept", "octobre/october/oct", "novembre/november/nov", "decembre/december/dec"}

// electionWords name an election by its kind: the French noun, which is a plural but for the presidential one, or
// the adjective beside "election". For kinds that are not here any of them will do.
var electionWords = map[notice.ElectionKind]func() []phrase{
	notice.Presidential: phraseLines(`
		presidentielle/presidentielles
		presidential election/elections`),
	notice.Legislative: phraseLines(`
		legislatives
		election/elections/partielle legislative
		legislative/parliamentary election/elections`),
	notice.European: phraseLines(`
		europeennes
		election/elections europeenne
		european election/elections`),
	notice.Municipal: phraseLines(`
		municipales
		election/elections municipale
		municipal/local election/elections`),
	notice.Departmental: phraseLines(`
		departementales
		election/elections departementale/cantonales
		departmental election/elections`),
	notice.Regional: phraseLines(`
		regionales
		election/elections regionale
		regional election/elections`),
	notice.Senatorial: phraseLines(`
		senatoriales
		election/elections senatoriale
		senate election/elections`),
	notice.Consular: phraseLines(`
		consulaires
		consular election/elections`),
	notice.Referendum: phraseLines(`
		referendum`),
}

// namesKind reports whether the words name an election of the kind.
func namesKind(ws []word, kind notice.ElectionKind) bool {
	if own, ok := electionWords[kind]; ok {
		return findAny(ws, own())
	}
	for _, any := range electionWords {
		if findAny(ws, any()) {
			return true
		}
	}
	return false
}
