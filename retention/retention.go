// Package retention says what a campaign must erase, when and why.
//
// A Campaign is what is held: a Policy, the Notice that people were given, an inventory, what is known of the
// election, and the holds that block deletion. Campaign.Plan turns it into a Plan: actions in order of their
// day, each with its class of data, its store, a count, and the rule behind it. The Plan is plain data; Plan.Hash
// names it, so that a program can run the plan that a person approved and no other. What was done ends in a
// certificate (package certificate). Free texts about people are screened by package notes.
//
// Nothing here reads a clock, a file or a database, and nothing here holds personal data: an inventory counts
// records, it does not list them. The pages cost html/template: 0.8 MB of binary beyond what package notice costs.
//
// Not promised: that the inventory is complete (a copy on somebody's laptop is not in it), nor that the terms which
// Default marks as law.Inferred are the right ones for a campaign. Each term carries its source and says how it was established.
package retention

import (
	"regexp"

	"github.com/scrutateur/scrutateur/notice"
)

// Class is a kind of data that is erased under one term. A policy may name classes of its own, in the form "donor-receipt".
type Class string

// The classes that Default has a term for. All but CampaignAccount are those that a notice.Term can tell people of.
const (
	ElectionOnly    Class = notice.ElectionOnly  // contacts gathered for one election, whatever its result
	ElectoralRoll   Class = notice.ElectoralRoll // extracts of electoral rolls and sign-off lists
	ConsularList    Class = notice.ConsularList  // extracts of the consular electoral lists
	Occasional      Class = notice.Occasional    // people written to once: petition, event, referral
	Regular         Class = notice.Regular       // people in regular contact: newsletter subscribers, those who agreed to hear more after the ballot
	Member          Class = notice.Member        // members of the body
	Rented          Class = notice.Rented        // a file that was rented or bought
	Objection       Class = notice.Objection     // the suppression list: digests, nothing else
	ConsentProof    Class = notice.ConsentProof  // who agreed to what, when and in which words
	AdRecord        Class = notice.AdRecord      // records and notices of Regulation (EU) 2024/900
	SendLog         Class = notice.SendLog       // what was sent when, without the text
	RightsRequest   Class = notice.RightsRequest // requests for access, erasure, rectification, and their answers
	ReplyText       Class = notice.ReplyText     // what people replied, word for word
	CampaignAccount Class = "campaign-account"   // vouchers of the campaign account that name people
)

// Event is what starts a term. A policy may name events of its own.
type Event string

const (
	ElectionDecided Event = notice.ElectionDecided // the day of the round that decided the election
	LastMessage     Event = notice.LastMessage     // the day of the last message to these people
	EndOfContact    Event = notice.EndOfContact    // the exchanges ended, or the person withdrew
	EndOfMembership Event = notice.EndOfMembership // the last membership ran out
	Collection      Event = notice.Collection      // the data came in
	ObjectionMade   Event = notice.ObjectionMade   // the last objection of this cohort was recorded
	LastUse         Event = notice.LastUse         // the consent was withdrawn, or used for the last time
	RequestAnswered Event = notice.RequestAnswered // the request was answered
	Publication     Event = notice.Publication     // the advertisement was published or sent for the last time
	ContractEnd     Event = notice.ContractEnd     // the contract with the provider ended
	AccountSettled  Event = "account-settled"      // the decision on the campaign account is final
)

// slug is the form of classes and events: what stands in files and in code.
var slug = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
