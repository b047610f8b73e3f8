// Package say keeps what the linter says apart from the language in which it says it.
//
// A phrase is an English sentence with a hole for each argument, and the arguments may be phrases themselves: "the body of this
// %s was not built by this module: it is %s, …" is filled with "the parameter %s of %s". Which language is wanted is known when
// the sentence is said, and that may be in another process: go vet hands facts from package to package. So a phrase is one
// string, which can be compared, sorted and written down.
package say

import (
	"fmt"
	"strings"
)

// A phrase is its format and then each argument behind a separator. The separators of a phrase that becomes an argument move one
// level deeper; three levels are as deep as sentences nest.
const (
	sep  = "\x1f"
	sep2 = "\x1e"
	sep3 = "\x1d"
)

var deeper = strings.NewReplacer(sep, sep2, sep2, sep3)

var higher = strings.NewReplacer(sep2, sep, sep3, sep2)

// Phrase makes a phrase of an English format with %s for each argument. The format is the key under which the catalog holds the
// French one; a test refuses a format without it.
func Phrase(format string, args ...string) string {
	p := format
	for _, a := range args {
		p += sep + deeper.Replace(a)
	}
	return p
}

// In says a phrase in a language, "fr" or English.
func In(lang, phrase string) string {
	parts := strings.Split(phrase, sep)
	format := parts[0]
	if lang == "fr" {
		if fr, ok := french[format]; ok {
			format = fr
		}
	}
	if len(parts) == 1 {
		return format
	}
	var args []any
	for _, a := range parts[1:] {
		args = append(args, In(lang, higher.Replace(a)))
	}
	if strings.Count(format, "%s") != len(args) {
		return strings.Join(parts, " ") // a text with a % sign of its own
	}
	return fmt.Sprintf(format, args...)
}

var french = map[string]string{
	"the variable %s of another package":    "la variable %s d'un autre paquet",
	"the parameter %s of %s":                "le paramètre %s de %s",
	"a constant text":                       "un texte constant",
	"a template that the library renders":   "un gabarit que la bibliothèque met en forme",
	"what an HTTP request brings":           "ce qu'apporte une requête HTTP",
	"a number":                              "un nombre",
	"a number made a text":                  "un nombre converti en texte",
	"joined with other text":                "concaténé à un autre texte",
	"appended to other text":                "ajouté à un autre texte",
	"cut":                                   "coupé",
	"a function literal in %s":              "une fonction littérale dans %s",
	"the result of %s, which is no message": "le résultat de %s, qui n'est pas un message",
	"passed through %s":                     "passé par %s",
	"the result of %s":                      "le résultat de %s",
	"the function %s":                       "la fonction %s",
	"the function in field %s":              "la fonction du champ %s",
	"a function value":                      "une valeur de type fonction",
	"written together with other text":      "écrit avec un autre texte",
	"formatted by %s":                       "mis en forme par %s",
	"put beside other fields":               "placé à côté d'autres champs",
	"the output of %s":                      "la sortie de %s",
	"what a function value filled in":       "ce qu'une valeur de type fonction a rempli",
	"what %s filled in":                     "ce que %s a rempli",
	"sent here by %s":                       "envoyé ici par %s",
	"%s here":                               "%s ici",
	"through %s, which hands it to %s":      "par %s, qui le remet à %s",
	"field %s is sent here by %s":           "le champ %s est envoyé ici par %s",
	"field %s, which nothing in view fills with a built message": "le champ %s, que rien de visible ne remplit d'un message construit",
	"text that is %s":                     "un texte %s",
	"%s comes from here":                  "%s vient d'ici",
	"%s is %s here":                       "%s est %s ici",
	"someone else than its recipient: %s": "quelqu'un d'autre que son destinataire : %s",
	"the recipient of another message":    "le destinataire d'un autre message",
	"a request to %s":                     "une requête à %s",
	"the field %s":                        "le champ %s",
	"what its WriteTo writes":             "ce que son WriteTo écrit",
	"its Text":                            "son Text",
	"e-mail":                              "courriel",
	"message":                             "message",
	"the text of a built message (%s) was %s, and %s hands it out: what arrives is not what was proved; put the change into the template":                  "le texte d'un message construit (%s) a été %s, et %s le rend : ce qui arrive n'est pas ce qui a été prouvé ; mettez le changement dans le gabarit",
	"the text of a built message (%s) was %s before %s sends it: what arrives is not what was proved; put the change into the template":                    "le texte d'un message construit (%s) a été %s avant que %s l'envoie : ce qui arrive n'est pas ce qui a été prouvé ; mettez le changement dans le gabarit",
	"the text of this %s is a template at the provider (%s): it cannot be proved here; send the text of a message that %s.Build made":                      "le texte de ce %s est un gabarit du prestataire (%s) : il ne peut être prouvé ici ; envoyez le texte d'un message que %s.Build a construit",
	"the body of this %s was not built by this module: it is %s, and goes to %s; build it with %s.Build and send %s":                                       "le corps de ce %s n'a pas été construit par ce module : c'est %s, et il part vers %s ; construisez-le avec %s.Build et envoyez %s",
	"%s sends a built %s to %s; a message was cleared for one person: send it to its own To":                                                               "%s envoie un %s construit à %s ; un message a été autorisé pour une personne : envoyez-le à son propre To",
	"%s takes somebody off the provider's list of oppositions: what was objected to would be sent again; coming back is a consent, recorded in the ledger": "%s retire quelqu'un de la liste d'opposition du prestataire : on lui écrirait de nouveau malgré son opposition ; revenir est un consentement, consigné dans le registre",

	// package analyzer
	"the error of %s is ignored: it says whether %s":  "l'erreur de %s est ignorée : elle dit si %s",
	"the template is proved":                          "le gabarit est prouvé",
	"the law allows a message at that moment":         "la loi permet un message à ce moment",
	"the objection was kept":                          "l'opposition a été conservée",
	"the whole message was written":                   "le message entier a été écrit",
	"an objection came in the meantime":               "une opposition est arrivée entre-temps",
	"this person may be written to, now":              "on peut écrire à cette personne, maintenant",
	"the ledger answered; no answer means no message": "le registre a répondu ; sans réponse, pas de message",
	"package unsafe stands beside this module's types: what they promise does not hold against it; move it to a file that does not import them": "le paquet unsafe côtoie les types de ce module : leurs promesses ne tiennent pas contre lui ; mettez-le dans un fichier qui ne les importe pas",
	"the clock of a Book is set outside of tests: what was cleared yesterday would still count":                                                 "l'horloge d'un Book est fixée hors des tests : ce qui fut autorisé hier compterait encore",
	"a Memory ledger outside of tests forgets every objection when the process ends: use package optoutsql":                                     "un registre Memory hors des tests oublie toutes les oppositions à la fin du processus : utilisez le paquet optoutsql",
	"//scrutateur:ignore needs a rule and a reason; \"%s\" is no rule":                                                                          "//scrutateur:ignore demande une règle et une raison ; « %s » n'est pas une règle",
	"//scrutateur:%s is no directive; there are ignore and transactional":                                                                       "//scrutateur:%s n'est pas une directive ; il y a ignore et transactional",
	"an exemption needs its reason in words: %s <why>":                                                                                          "une exemption demande sa raison en mots : %s <pourquoi>",
	"//scrutateur:transactional stands on no function":                                                                                          "//scrutateur:transactional n'est posé sur aucune fonction",
	"%s exempts nothing: remove it":                                                                                                             "%s n'exempte rien : retirez-la",
	"Send the text as it was built":                                                                                                             "Envoyer le texte tel qu'il a été construit",
	"Send the text of %s":                                                                                                                       "Envoyer le texte de %s",
	"Build the message with %s":                                                                                                                 "Construire le message avec %s",
	"Remove the exemption":                                                                                                                      "Retirer l'exemption",
	"Write the body in GSM-7":                                                                                                                   "Écrire le corps en GSM-7",
	"Add %s":                                                                                                                                    "Ajouter %s",
}
