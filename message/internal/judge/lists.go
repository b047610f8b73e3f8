package judge

import (
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// The lists below are how French campaigns say these things in an SMS, beside the words of package notice/words. They are
// small letters without accents. A slash stands between words of which any one will do: "inscrit/inscrite".

// OriginPhrases say where the data come from.
var OriginPhrases = Lines(`
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

// VotePhrases call to vote.
var VotePhrases = Lines(`
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

// AskPhrases ask for agreement.
var AskPhrases = Lines(`
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

// LabelPhrases say that a message is a political advertisement, in the words of Regulation (EU) 2024/900, article 11(1)(a).
var LabelPhrases = Lines(`
	publicite/pub/annonce politique
	publicite/pub/annonce/annonces a caractere politique
	annonce publicitaire a caractere politique
	publicite electorale
	political ad/advert/advertisement/advertising`)

// electionWords name an election by its kind: the French noun, which is a plural but for the presidential one, or
// the adjective beside "election". For kinds that are not here any of them will do.
var electionWords = map[notice.ElectionKind]func() []Phrase{
	notice.Presidential: Lines(`
		presidentielle/presidentielles
		presidential election/elections`),
	notice.Legislative: Lines(`
		legislatives
		election/elections/partielle legislative
		legislative/parliamentary election/elections`),
	notice.European: Lines(`
		europeennes
		election/elections europeenne
		european election/elections`),
	notice.Municipal: Lines(`
		municipales
		election/elections municipale
		municipal/local election/elections`),
	notice.Departmental: Lines(`
		departementales
		election/elections departementale/cantonales
		departmental election/elections`),
	notice.Regional: Lines(`
		regionales
		election/elections regionale
		regional election/elections`),
	notice.Senatorial: Lines(`
		senatoriales
		election/elections senatoriale
		senate election/elections`),
	notice.Consular: Lines(`
		consulaires
		consular election/elections`),
	notice.Referendum: Lines(`
		referendum`),
}

// NamesKind reports whether the words name an election of the kind.
func NamesKind(ws []Word, kind notice.ElectionKind) bool {
	if own, ok := electionWords[kind]; ok {
		return FindAny(ws, own())
	}
	for _, any := range electionWords {
		if FindAny(ws, any()) {
			return true
		}
	}
	return false
}

// VoteFindings finds calls to vote, in a message that may have none.
func VoteFindings(path string, ws []Word) (fs law.Findings) {
	for _, p := range VotePhrases() {
		if w, ok := Find(ws, p); ok {
			fs = append(fs, law.Find(law.ConsentFirst, path, "a request for agreement that calls to vote: ask only").At(w.Start, w.End))
		}
	}
	return fs
}
