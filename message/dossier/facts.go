package dossier

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Facts are what the pages need beside the Notice: no message says it, and a regulator asks for it. None of it is about one
// person: a Request has a reference, not a name.
type Facts struct {
	Tools    []Tool   `json:"tools,omitzero"`     // nil: not said; empty: there are none
	Security []string `json:"security,omitempty"` // measures of GDPR 32(1): who can open and export the file, encryption, …
	People   int      `json:"people,omitempty"`   // how many people the file holds; zero: not said
	Contact  string   `json:"contact,omitempty"`  // who answers the regulator, with an address; empty: the data protection officer
	// Arrangement is the essence of what joint controllers agreed: who informs people, who answers them (GDPR 26(2)).
	Arrangement string `json:"arrangement,omitempty"`
	// Obligation says whether people must give their data, and what follows if they do not (GDPR 13(2)(e)). Empty: they need
	// not, and then they receive no messages; the page says so.
	Obligation string `json:"obligation,omitempty"`
	// Automated says which decisions are made by a machine alone, how, and with what effect (GDPR 13(2)(f)). Empty: none is, and
	// the page says so.
	Automated string    `json:"automated,omitempty"`
	Requests  []Request `json:"requests,omitempty"` // received from people who exercise their rights
	Offers    []Offer   `json:"offers,omitempty"`   // at what price the providers send
}

// Tool is software that holds or uses the data.
type Tool struct {
	Name     string `json:"name"`
	Provider string `json:"provider,omitempty"` // whose software it is; empty: the controller's own
	Given    string `json:"given,omitempty"`    // to whom: "candidates", "local federations"; empty: the controller's own staff
	Use      string `json:"use"`                // what it is for
}

// Request is one request to exercise a right (GDPR 12(3)).
type Request struct {
	Reference string     `json:"reference,omitempty"` // under which it is filed; no name, number or mailbox
	Right     string     `json:"right"`               // one of the constants below
	Received  notice.Day `json:"received"`
	Extended  notice.Day `json:"extended,omitempty"` // when the person was told that it takes up to two more months, and why
	Answered  notice.Day `json:"answered,omitempty"`
}

// Rights that a Request exercises (GDPR 15 to 21, and 7(3)).
const (
	Access        = "access"
	Rectification = "rectification"
	Erasure       = "erasure"
	Restriction   = "restriction"
	Portability   = "portability"
	Objection     = "objection"
	Withdrawal    = "withdrawal" // of consent
)

var rights = []string{Access, Rectification, Erasure, Restriction, Portability, Objection, Withdrawal}

// Due returns the last day for an answer: one calendar month after the request was received, three where the person was told
// within the first that it takes longer. Month ends are clamped; an end on a Sunday or public holiday is not moved.
// Empty where Received is no day.
func (r Request) Due() notice.Day {
	due := r.Received.Later(1)
	if r.Extended != "" && r.Extended <= due {
		return r.Received.Later(3)
	}
	return due
}

// Findings says whether the request was answered in time; one that is open is judged on the civil day of at in UTC.
// The path is that of the request: "Facts.Requests[0]".
func (r Request) Findings(path string, at time.Time) law.Findings {
	var fs law.Findings
	if !slices.Contains(rights, r.Right) {
		fs = append(fs, law.Find(law.SpecField, path+".Right", "unknown right: take one of the constants of package dossier"))
	}
	for _, d := range []struct {
		name   string
		day    notice.Day
		needed bool
	}{{"Received", r.Received, true}, {"Extended", r.Extended, false}, {"Answered", r.Answered, false}} {
		if _, err := d.day.Time(time.UTC); err != nil && (d.needed || d.day != "") {
			fs = append(fs, law.Find(law.SpecField, path+"."+d.name, "no day: write it as 2026-03-15"))
		}
	}
	if len(fs) > 0 {
		return fs
	}
	switch due := r.Due(); {
	case r.Answered != "" && r.Answered < r.Received:
		fs = append(fs, law.Find(law.SpecField, path+".Answered", "before Received: correct the day"))
	case r.Answered > due:
		fs = append(fs, law.Find(law.AnswerInTime, path, "answered on %s, due on %s: say so if the regulator asks, and why", string(r.Answered), string(due)))
	case r.Answered == "" && !at.IsZero() && at.UTC().Format(time.DateOnly) > string(due):
		fs = append(fs, law.Find(law.AnswerInTime, path, "received on %s, due on %s, and not answered: answer it now", string(r.Received), string(due)))
	}
	return fs
}

// Offer is the price at which a provider sends for the campaign (code électoral L52-8).
type Offer struct {
	Provider string  `json:"provider,omitempty"`
	Price    float64 `json:"price"`             // of a message, in euros
	Tariff   float64 `json:"tariff"`            // that everybody pays, likewise
	Country  string  `json:"country,omitempty"` // whose law the provider is under, ISO 3166: "FR"
}

// Findings says whether the price is a gift that the code électoral forbids. A discount that every customer of that size gets
// belongs in Tariff.
func (o Offer) Findings(path string) law.Findings {
	for _, v := range []float64{o.Price, o.Tariff} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			return law.Findings{law.Find(law.SpecField, path, "a price is a number of euros, zero or more")}
		}
	}
	switch {
	case o.Price >= o.Tariff && o.Price > 0:
		return nil
	case o.Country != "" && o.Country != "FR":
		return law.Findings{law.Find(law.GiftInKind, path, "less than everybody pays, from a legal person of foreign law: no aid of any kind is allowed, pay the tariff")}
	case o.Price == 0:
		return law.Findings{law.Find(law.GiftInKind, path, "sent for nothing: a legal person may not give to a campaign, pay the tariff")}
	}
	return law.Findings{law.Find(law.GiftInKind, path, "less than everybody pays: pay the tariff, or show that every customer of this size gets the price")}
}

// findings judges the facts one by one.
func (f Facts) findings(at time.Time) law.Findings {
	var fs law.Findings
	plaintext.Walk(reflect.ValueOf(f), "Facts", func(path, s string) {
		if i := plaintext.Index(s); i >= 0 {
			fs = append(fs, law.Find(law.CleanText, path, "byte %d does not belong in a line of text: remove it", i).At(i, i+1))
		}
		if n := utf8.RuneCountInString(s); n > maxText {
			fs = append(fs, law.Find(law.SpecField, path, "%d characters, at most %d", n, maxText))
		}
	})
	for i, t := range f.Tools {
		if blank(t.Name) || blank(t.Use) {
			fs = append(fs, law.Find(law.SpecField, indexed("Facts.Tools", i), "a tool without a name or a use: say both"))
		}
	}
	for i, s := range f.Security {
		if blank(s) {
			fs = append(fs, law.Find(law.SpecField, indexed("Facts.Security", i), "empty: fill it in"))
		}
	}
	if f.People < 0 {
		fs = append(fs, law.Find(law.SpecField, "Facts.People", "a number of people is zero or more"))
	}
	for i, r := range f.Requests {
		fs = append(fs, r.Findings(indexed("Facts.Requests", i), at)...)
	}
	for i, o := range f.Offers {
		fs = append(fs, o.Findings(indexed("Facts.Offers", i))...)
	}
	return fs
}

// maxText is how long a text of the facts may be, in characters.
const maxText = 1000

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
