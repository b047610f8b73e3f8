// Package message holds what SMS and e-mails have in common: the occasions of a message, the bounds of a field, the size of an
// SMS, and why a recipient gets none. The messages themselves are made by packages sms and email, which are alike where they
// do the same:
//
//	Spec      plain data: a body, a notice.Notice, a budget
//	Template  compiled once; every finding at once, the longest possible message proved
//	Batch     a moment of delivery: the rules in force, the hours in which a territory must be left in peace
//	Message   one message for one cleared recipient; nothing else makes one
//
// Package audit judges by the same rules what something else made.
//
// Recipients come from optout.Screen. A template is generic over the caller's row:
//
//	type Voter struct {
//		FirstName string `validate:"required,max=24"`
//	}
//
// {{.FirstName}} prints its field; the tag is the bound that the proof counts with. A value that breaks its bound is refused
// for that recipient, never cut.
//
// What is not promised: that the ledger behind a clearance tells the truth, that a message is a later one because its
// specification says Later, and that a program which imports unsafe leaves all this alone.
package message

import (
	"errors"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/notice/law"
)

// ErrUnbuilt is returned by methods of values that neither sms, email nor optout made: zero templates, batches, messages and
// clearances.
var ErrUnbuilt = errors.New("message: not built: use Compile, Batch and Build in that order, and recipients from optout.Screen")

// Occasion says what a message is to its recipient, and so how much it must say. The zero Occasion is FirstContact.
type Occasion = law.Occasion

// The occasions of a message.
const (
	FirstContact   = law.FirstContact
	Later          = law.Later
	ConsentRequest = law.ConsentRequest
	ConsentReceipt = law.ConsentReceipt
	Service        = law.Service
)

// Alphabet is what a value may hold after folding.
type Alphabet = bounds.Alphabet

// The alphabets of a field, as the tag `sms` names them.
const (
	Septet = bounds.Septet // the characters that cost one septet in GSM-7; the default
	GSM7   = bounds.GSM7   // all of GSM-7: €, [ and others cost two septets
	Any    = bounds.Any    // everything, sent as it is; the longest message is then UCS-2
)

// Limit bounds a field of a template whose rows are Values.
type Limit struct {
	Max      int      `json:"max"`                // units of the value as it is sent
	Min      int      `json:"min,omitempty"`      // likewise
	Required bool     `json:"required,omitempty"` // not empty
	OneOf    []string `json:"one_of,omitempty"`   // when not empty, one of these
	Alphabet Alphabet `json:"alphabet,omitempty"`
	Likely   int      `json:"likely,omitempty"` // units of an ordinary value, for the likely size; zero is halfway between Min and Max
}

// Values is a row for templates that arrive at run time: a value a field. A key that the template prints and the row
// lacks is an empty value.
type Values map[string]string

// Must returns t, or panics with the findings. It is for package variables; the linter makes the same check without
// running the program.
func Must[T any](t T, err error) T {
	if err != nil {
		panic(err)
	}
	return t
}
