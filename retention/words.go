package retention

import (
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/retention/internal/page"
)

var classWords = map[Class]tongue.Text{
	ElectionOnly:    "Contacts gathered for this election alone",
	ElectoralRoll:   "Extracts of electoral rolls or sign-off lists",
	ConsularList:    "Extracts of consular electoral lists",
	Occasional:      "Occasional contacts",
	Regular:         "Regular contacts",
	Member:          "Members",
	Rented:          "Rented or bought file",
	Objection:       "Suppression list (digests)",
	ConsentProof:    "Proofs of consent",
	AdRecord:        "Records and transparency notices of political advertising",
	SendLog:         "Log of what was sent, without the text",
	RightsRequest:   "Requests under data protection rights",
	ReplyText:       "Text of the replies received",
	CampaignAccount: "Vouchers of the campaign account",
}

var eventWords = map[Event]tongue.Text{
	ElectionDecided: "the round that decided the election",
	LastMessage:     "the last message",
	EndOfContact:    "the end of the exchanges",
	EndOfMembership: "the end of the membership",
	Collection:      "the day the data came in",
	ObjectionMade:   "the last objection",
	LastUse:         "the withdrawal or last use of the consent",
	RequestAnswered: "the answer to the request",
	Publication:     "the last publication",
	ContractEnd:     "the end of the contract",
	AccountSettled:  "the final decision on the account",
}

var doWords = map[Do]tongue.Text{
	Erase:     "erase",
	Aggregate: "keep totals only",
	Review:    "decide to erase or to keep on",
}

var stateWords = map[State]tongue.Text{
	Overdue:  "overdue",
	Due:      "today",
	Upcoming: "upcoming",
	Waiting:  "waiting",
	Held:     "held",
}

var levelWords = map[Level]tongue.Text{
	Statute:  "the law",
	Doctrine: "CNIL",
	Contract: "the contract",
	Practice: "practice: no text fixes a length of time",
}

// In names the class in French or English, as pages do: "Occasional contacts". A class that the policy made up stands as it is.
func (c Class) In(lang language.Tag) string { return c.in(page.LangOf(lang)) }

func (c Class) in(t page.Lang) string {
	if w, ok := classWords[c]; ok {
		return t.Say(w)
	}
	return string(c)
}

func (e Event) in(t page.Lang) string {
	if w, ok := eventWords[e]; ok {
		return t.Say(w)
	}
	return string(e)
}

// when says by which day, in words, or what the action waits for.
func (a Action) when(t page.Lang) string {
	switch {
	case a.Due != "" && a.Bound == AtLeast:
		return t.Say("not before ") + t.Date(a.Due)
	case a.Due != "":
		return t.Say("by ") + t.Date(a.Due)
	case len(a.Either) > 0:
		return t.Say("day unknown: ") + t.Dates(a.Either, page.Or) + t.Say(", depending on ") + a.After.in(t)
	}
	return t.Say("day unknown until ") + a.After.in(t)
}

// Why says in one sentence what the action rests on, in French or English.
func (a Action) Why(tag language.Tag) string {
	t := page.LangOf(tag)
	var b strings.Builder
	span := t.Span(a.Months, a.Days)
	switch {
	case a.Bound == AtLeast && span == "":
		b.WriteString(t.Say("Kept at least until "))
	case a.Bound == AtLeast:
		b.WriteString(t.Sayf("Kept at least %s after ", span))
	case span == "":
		b.WriteString(t.Say("Not kept after "))
	default:
		b.WriteString(t.Sayf("Kept %s at most after ", span))
	}
	b.WriteString(a.After.in(t))
	if a.Since != "" {
		b.WriteString(" (" + t.Date(a.Since) + ")")
	}
	b.WriteString(t.Say(". Based on ") + t.Say(levelWords[a.Level]) + ", " + string(a.Rule) + ".")
	return b.String()
}

// held says which holds forbid the action and until when. "" where none does.
func (a Action) held(t page.Lang) string {
	if len(a.Holds) == 0 {
		return ""
	}
	s := t.Say("Held: ") + strings.Join(a.Holds, ", ")
	switch {
	case a.Free != "":
		s += t.Say(", until ") + t.Date(a.Free)
	case a.Review != "":
		s += t.Say(", to be looked at again on ") + t.Date(a.Review)
	}
	if a.Frozen {
		s += t.Say(". These records serve the case alone: nothing is sent to them")
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
		s = a.Processor + t.Say(": ") + s + t.Say("; the provider erases and attests it")
	}
	return s
}
