package message

import (
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Refusal is why a batch, or one recipient of it, gets no message. It unwraps to a law.Finding, so that
// errors.Is(err, law.Silence) asks why. It never holds a recipient's value.
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
