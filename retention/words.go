package retention

import (
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/retention/internal/page"
)

// pair is one wording in French and in English.
type pair = page.Pair

var classWords = map[Class]pair{
	ElectionOnly:    {"Contacts réunis pour cette seule élection", "Contacts gathered for this election alone"},
	ElectoralRoll:   {"Extraits des listes électorales ou d’émargement", "Extracts of electoral rolls or sign-off lists"},
	ConsularList:    {"Extraits des listes électorales consulaires", "Extracts of consular electoral lists"},
	Occasional:      {"Contacts occasionnels", "Occasional contacts"},
	Regular:         {"Contacts réguliers", "Regular contacts"},
	Member:          {"Adhérents", "Members"},
	Rented:          {"Fichier loué ou acheté", "Rented or bought file"},
	Objection:       {"Liste d’opposition (empreintes)", "Suppression list (digests)"},
	ConsentProof:    {"Preuves de consentement", "Proofs of consent"},
	AdRecord:        {"Registre et avis de transparence de la publicité politique", "Records and transparency notices of political advertising"},
	SendLog:         {"Journal des envois, sans le texte", "Log of what was sent, without the text"},
	RightsRequest:   {"Demandes d’exercice de droits", "Requests under data protection rights"},
	ReplyText:       {"Texte des réponses reçues", "Text of the replies received"},
	CampaignAccount: {"Pièces du compte de campagne", "Vouchers of the campaign account"},
}

var eventWords = map[Event]pair{
	ElectionDecided: {"le tour qui a décidé de l’élection", "the round that decided the election"},
	LastMessage:     {"le dernier message", "the last message"},
	EndOfContact:    {"la fin des échanges", "the end of the exchanges"},
	EndOfMembership: {"la fin de l’adhésion", "the end of the membership"},
	Collection:      {"la collecte", "the day the data came in"},
	ObjectionMade:   {"la dernière opposition", "the last objection"},
	LastUse:         {"le retrait ou le dernier usage du consentement", "the withdrawal or last use of the consent"},
	RequestAnswered: {"la réponse à la demande", "the answer to the request"},
	Publication:     {"la dernière diffusion", "the last publication"},
	ContractEnd:     {"la fin du contrat", "the end of the contract"},
	AccountSettled:  {"la décision définitive sur le compte", "the final decision on the account"},
}

var doWords = map[Do]pair{
	Erase:     {"effacer", "erase"},
	Aggregate: {"ne garder que des totaux", "keep totals only"},
	Review:    {"décider d’effacer ou de garder encore", "decide to erase or to keep on"},
}

var stateWords = map[State]pair{
	Overdue:  {"en retard", "overdue"},
	Due:      {"aujourd’hui", "today"},
	Upcoming: {"à venir", "upcoming"},
	Waiting:  {"en attente", "waiting"},
	Held:     {"conservé", "held"},
}

var levelWords = map[Level]pair{
	Statute:  {"la loi", "the law"},
	Doctrine: {"la CNIL", "CNIL"},
	Contract: {"le contrat", "the contract"},
	Practice: {"l’usage\u00a0: aucun texte ne fixe de durée", "practice: no text fixes a length of time"},
}

// In names the class in French or English, as pages do: "Occasional contacts". A class that the policy made up stands as it is.
func (c Class) In(lang language.Tag) string { return c.in(page.LangOf(lang)) }

func (c Class) in(t page.Lang) string {
	if w, ok := classWords[c]; ok {
		return w[t]
	}
	return string(c)
}

func (e Event) in(t page.Lang) string {
	if w, ok := eventWords[e]; ok {
		return w[t]
	}
	return string(e)
}

// when says by which day, in words, or what the action waits for.
func (a Action) when(t page.Lang) string {
	switch {
	case a.Due != "" && a.Bound == AtLeast:
		return pair{"pas avant le ", "not before "}[t] + t.Date(a.Due)
	case a.Due != "":
		return pair{"au plus tard le ", "by "}[t] + t.Date(a.Due)
	case len(a.Either) > 0:
		return pair{"date inconnue\u00a0: ", "day unknown: "}[t] + t.Dates(a.Either, page.Or) + pair{", selon ", ", depending on "}[t] + a.After.in(t)
	}
	return pair{"date inconnue\u00a0: attend ", "day unknown until "}[t] + a.After.in(t)
}

// Why says in one sentence what the action rests on, in French or English.
func (a Action) Why(tag language.Tag) string {
	t := page.LangOf(tag)
	var b strings.Builder
	span := t.Span(a.Months, a.Days)
	switch {
	case a.Bound == AtLeast && span == "":
		b.WriteString(pair{"À garder au moins jusqu’à ce terme\u00a0: ", "Kept at least until "}[t])
	case a.Bound == AtLeast:
		b.WriteString(pair{"À garder au moins " + span + " après ", "Kept at least " + span + " after "}[t])
	case span == "":
		b.WriteString(pair{"Ne se garde pas après ", "Not kept after "}[t])
	default:
		b.WriteString(pair{"Se garde " + span + " au plus après ", "Kept " + span + " at most after "}[t])
	}
	b.WriteString(a.After.in(t))
	if a.Since != "" {
		b.WriteString(" (" + t.Date(a.Since) + ")")
	}
	b.WriteString(pair{". Fondement\u00a0: ", ". Based on "}[t] + levelWords[a.Level][t] + ", " + string(a.Rule) + ".")
	return b.String()
}

// held says which holds forbid the action and until when. "" where none does.
func (a Action) held(t page.Lang) string {
	if len(a.Holds) == 0 {
		return ""
	}
	s := pair{"Conservation imposée\u00a0: ", "Held: "}[t] + strings.Join(a.Holds, ", ")
	switch {
	case a.Free != "":
		s += pair{", jusqu’au ", ", until "}[t] + t.Date(a.Free)
	case a.Review != "":
		s += pair{", à réexaminer le ", ", to be looked at again on "}[t] + t.Date(a.Review)
	}
	if a.Frozen {
		s += pair{". Ces fiches ne servent plus qu’au dossier\u00a0: rien ne leur est envoyé", ". These records serve the case alone: nothing is sent to them"}[t]
	}
	return s + "."
}

// by says who does it where.
func (a Action) by(t page.Lang) string {
	s := a.Store
	if a.Name != "" {
		s += ", " + a.Name
	}
	if a.Processor != "" {
		s = a.Processor + pair{"\u00a0: ", ": "}[t] + s + pair{"\u00a0; le prestataire efface et l’atteste", "; the provider erases and attests it"}[t]
	}
	return s
}
