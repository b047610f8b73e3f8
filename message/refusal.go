package message

import (
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Refusal is why a batch, or one recipient of it, gets no message. It unwraps to a law.Finding, so that
// errors.Is(err, law.Silence) asks why. It never holds a recipient's value.
//
// It is one of the errors that packages sms and email return, which are these and no others, the same in both:
//
//   - ErrUnbuilt, from every method: the template, batch or clearance was made by nothing.
//   - *law.Error, from Compile, Batch, Adopt, MergeTemplate and Handoff: findings about what is written, all at once. Compile
//     judges the specification, Batch the same by the rules in force at its moment, Adopt the text that it is given;
//     MergeTemplate and Handoff say what the provider cannot merge.
//   - *Refusal, from Batch, Build, Append, Adopt, Bulk and Done: nobody may be written to at that moment, or not this recipient, or
//     not with these values. Handoff and Bulk go on without such a recipient and list the *Refusal; Bulk returns one when
//     nobody is left.
//   - sms.ErrFields, from Bulk: the template says something else to each.
//   - What the caller's own rows or writer returned, from Handoff, so that errors.Is finds it; and what the ledger did, from Done.
type Refusal struct {
	Row     int       // number of the row, from 1; 0 when the whole batch is refused
	Until   time.Time // when it opens again, UTC; zero when waiting does not help
	Finding law.Finding
}

// Error says row, rule and remedy in English.
func (r *Refusal) Error() string { return r.Finding.Error() }

// In says the same in another language.
func (r *Refusal) In(tag language.Tag) string { return r.Finding.In(tag) }

// Unwrap returns the finding.
func (r *Refusal) Unwrap() error { return r.Finding }
