// Package router says what each SMS provider adds to a message, forbids in it and accepts: the STOP
// mention it appends, the placeholders it substitutes, how many parts it carries, which senders it takes,
// at which hours it delivers, and whether it says anything about political messages.
//
// Most programs name a provider and let the message package do the rest:
//
//	sms.Spec{Router: router.OVH, …}
//
// The figures are embedded data, one JSON file a provider in the folder data. Every figure has a source
// with its date; what no document says is listed as unknown instead of being guessed; where a
// provider's own documents disagree, all of them are listed and the safe value is taken. Providers change their
// figures without notice: compare the dates in Profile.Sources before you rely on one, and load your own
// profile with Parse where your contract says otherwise.
//
// What a profile does not promise: that the provider accepts the sender (most ask for documents first), that it
// carries political messages when its figure says unknown, or that its filters have no rule they keep quiet about.
package router

import (
	"embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Name names a provider.
type Name string

// Providers whose profiles are embedded. All has every one; a profile needs no constant to be looked up.
const (
	OVH       Name = "ovh"
	Smsmode   Name = "smsmode"
	ISendPro  Name = "isendpro"
	Octopush  Name = "octopush"
	SMSFactor Name = "smsfactor"
	SFR       Name = "sfr"
	Brevo     Name = "brevo"
	Twilio    Name = "twilio"
	AWS       Name = "aws"
	SMPP      Name = "smpp" // a plain SMPP link: nothing is added and nothing is known
)

// Profile is what is known about one provider. The zero Profile appends nothing and forbids nothing of its own; the
// rules that bind every sender in France (the operators' charter, ARCEP) are applied by it all the same.
type Profile struct {
	Name          Name      `json:"name"`
	Title         string    `json:"title"` // as the provider writes itself
	Stop          Stop      `json:"stop"`
	MaxParts      int       `json:"max_parts,omitempty"`      // parts a message may have; 0: the standard's 255
	MaxCharacters int       `json:"max_characters,omitempty"` // code points a message may have, whatever its encoding; 0: no such limit
	Sender        Sender    `json:"sender"`
	Hours         Hours     `json:"hours"`
	Validity      bool      `json:"validity"` // takes a validity period, after which a message is no longer delivered; false also when unknown
	Political     Political `json:"political"`
	Merge         Merge     `json:"merge"`
	Forbids       []Forbid  `json:"forbids,omitempty"`
	Sources       []Source  `json:"sources,omitempty"`
	Unknown       []string  `json:"unknown,omitempty"` // figures for which no document was found: the zero value stands
}

// Political says whether a provider carries political messages.
type Political string

// What a provider's documents say about political messages.
const (
	PoliticalAllowed   Political = "allowed"
	PoliticalForbidden Political = "forbidden"
	PoliticalAsk       Political = "ask"     // after an agreement, a declaration or a review
	PoliticalUnknown   Political = "unknown" // no document found; the same as ""
)

// Source is where a figure was read. A figure may have several: those with Says disagree with the value taken.
type Source struct {
	Field    string       `json:"field"` // a figure by its JSON name: "stop", "max_parts", "sender.min", "forbids"
	Document string       `json:"document"`
	URL      string       `json:"url,omitempty"`
	Date     law.Day      `json:"date"`
	Undated  bool         `json:"undated,omitempty"` // the document bears no date: Date is the day on which a copy of it was read
	Evidence law.Evidence `json:"evidence"`
	Quote    string       `json:"quote,omitempty"` // the decisive words, in their language
	Says     string       `json:"says,omitempty"`  // what this document says instead of the value taken
	Note     string       `json:"note,omitempty"`
}

//go:embed data/*.json
var files embed.FS

// embedded decodes each profile once, when it is first asked for. The folder is the list: a provider is the file named after it. The
// data are part of the program: a fault in them would be a fault of the program, and a test reads them all as strictly as Parse does.
var embedded = func() map[Name]func() Profile {
	entries, err := files.ReadDir("data")
	if err != nil {
		panic("router: " + err.Error())
	}
	m := make(map[Name]func() Profile, len(entries))
	for _, e := range entries {
		m[Name(strings.TrimSuffix(e.Name(), ".json"))] = sync.OnceValue(func() Profile {
			data, err := files.ReadFile("data/" + e.Name())
			if err != nil {
				panic("router: " + err.Error())
			}
			var p Profile
			if err := json.Unmarshal(data, &p); err != nil {
				panic("router: " + e.Name() + ": " + err.Error())
			}
			return p
		})
	}
	return m
}()

// Lookup returns the embedded profile of a provider. The empty name is the zero Profile; an unknown name is false.
// The profile is the caller's own copy.
func Lookup(n Name) (Profile, bool) {
	if n == "" {
		return Profile{}, true
	}
	profile, ok := embedded[n]
	if !ok {
		return Profile{}, false
	}
	return profile().Clone(), true
}

// All returns the embedded profiles sorted by name.
func All() []Profile {
	all := make([]Profile, 0, len(embedded))
	for _, n := range slices.Sorted(maps.Keys(embedded)) {
		all = append(all, embedded[n]().Clone())
	}
	return all
}

// Clone returns a deep copy.
func (p Profile) Clone() Profile {
	p.Hours.Closed = slices.Clone(p.Hours.Closed)
	p.Merge.Fields = slices.Clone(p.Merge.Fields)
	p.Merge.Reserved = slices.Clone(p.Merge.Reserved)
	p.Forbids = slices.Clone(p.Forbids)
	p.Sources = slices.Clone(p.Sources)
	p.Unknown = slices.Clone(p.Unknown)
	return p
}

// title is how a finding calls the provider.
func (p Profile) title() string {
	if p.Title == "" {
		return "the provider"
	}
	return p.Title
}

// PoliticalFindings reports at path a provider that forbids political messages (Must) or wants to be asked first
// (Should). Nothing is found where nothing is known.
func (p Profile) PoliticalFindings(path string) law.Findings {
	switch p.Political {
	case PoliticalForbidden:
		return law.Findings{law.Find(law.SpecField, path, "%s forbids political messages", p.title())}
	case PoliticalAsk:
		return law.Findings{law.Find(law.SpecField, path, "%s carries political messages only after it was asked", p.title()).AsShould()}
	}
	return nil
}
