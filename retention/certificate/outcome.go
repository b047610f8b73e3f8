package certificate

import (
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
)

// Outcome is what was done about one action of a plan: counts, read before and read back afterwards. Two sums hold: what
// the plan counted, with Joined and without Earlier, is Before; Deleted and Kept are Before.
type Outcome struct {
	Class     retention.Class `json:"class"`
	Store     string          `json:"store"`
	Processor string          `json:"processor,omitempty"`
	Name      string          `json:"name,omitempty"`

	Before  int    `json:"before"`        // records counted just before
	Deleted int    `json:"deleted"`       // records erased, or aggregated
	Kept    int    `json:"kept"`          // records counted again afterwards
	Why     string `json:"why,omitempty"` // why they were kept; needed where Kept is not zero. It excuses nothing: the plan alone says what is kept

	Joined   int    `json:"joined,omitempty"`   // records that came in after the plan was made
	Earlier  int    `json:"earlier,omitempty"`  // records erased after the plan was made and before the run: on request, say
	Recorded string `json:"recorded,omitempty"` // where that is written down ("register of requests 2026, 14 to 16"); needed where one of them is not zero

	Method   string  `json:"method"`             // "DELETE, secure_delete, VACUUM"
	Verified string  `json:"verified,omitempty"` // how it was read back: "count, and search of the file for sample values". "": it was not
	Attested law.Day `json:"attested,omitempty"` // the day of the processor's attestation
	Evidence string  `json:"evidence,omitempty"` // its reference
}

// Line is one line of a certificate: an outcome, with what the plan says of the action that it answers.
type Line struct {
	Outcome
	Planned int             `json:"planned"` // records that the plan counted
	Do      retention.Do    `json:"do"`
	Bound   retention.Bound `json:"bound"`
	Rule    law.ID          `json:"rule"`
	Due     law.Day         `json:"due"`             // "": it has no day yet
	Holds   []string        `json:"holds,omitempty"` // the holds that forbid it, of Certificate.Holds
	Free    law.Day         `json:"free,omitempty"`  // the day from which no hold forbids it; "" while a hold has no end
	Gone    law.Day         `json:"gone,omitempty"`  // the last backup is overwritten, counted from the day of the erasure
}

// Gap says what keeps a certificate from being complete.
type Gap string

const (
	NotDone     Gap = "not-done"     // the action was due and nothing is said about it
	NotErased   Gap = "not-erased"   // records that were due were kept: no hold of the plan keeps them, and their term has ended
	NotCounted  Gap = "not-counted"  // the plan counted another number of records, and nobody says what became of the difference
	NotVerified Gap = "not-verified" // nobody read the store again
	NotAttested Gap = "not-attested" // the processor has not attested
)

// Open is one gap, at one place.
type Open struct {
	Gap       Gap             `json:"gap"`
	Class     retention.Class `json:"class"`
	Store     string          `json:"store"`
	Processor string          `json:"processor,omitempty"`
	Name      string          `json:"name,omitempty"`
}

// Status of a certificate.
type Status string

const (
	// Complete: every record that the plan counted and that was due is accounted for, the stores were read back, and a
	// processor that had to erase has attested. What is kept is what the plan keeps.
	Complete Status = "complete"
	Partial  Status = "partial"  // it certifies what its lines say; Open says what is missing
	Undone   Status = "not-done" // nothing was erased, and Open says what should have been
)

// status says how far the lines and the gaps go.
func status(lines []Line, gaps []Open) Status {
	if len(gaps) == 0 {
		return Complete
	}
	for _, l := range lines {
		if l.Deleted > 0 {
			return Partial
		}
	}
	return Undone
}
