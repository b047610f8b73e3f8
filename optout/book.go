package optout

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
)

// stale is how long a clearance holds at most. An objection has to be heeded at the first request (GDPR 21(3)); a day
// is what a campaign of millions needs between screening and the last hand-over.
const stale = 24 * time.Hour

// Book is one controller's ledger with the keys to it: what Screen, the recording of objections and the unsubscribe handler
// share. Its fields are set once, before use; it is then safe for concurrent use. A Book that is not complete
// answers every call with the law.SpecField findings of what is missing.
type Book struct {
	Ledger     Ledger
	Keys       Keys
	Controller string                    // notice.Controller.ID
	Ahead      int                       // rows that Screen may read ahead of what it yields, to ask about many at once; see Screen
	Progress   func(Progress)            // told how far a screening is, from time to time and at its end, in the goroutine of the iteration
	Topics     []string                  // topics of this controller's messages, so that a token can say which; see Parse
	Heads      Heads                     // where the ledger's chain is kept track of, outside of it; nil: nowhere, and an old copy of it that is restored is not noticed
	Stale      time.Duration             // how long a clearance holds; zero, and the most, is 24 hours
	Now        func() time.Time          // nil outside tests
	Refused    func(row int, why law.ID) // told of every row that Screen leaves out, in the goroutine of the iteration; row numbers start at 1
}

// For says what a screening is for.
type For struct {
	Channel law.Channel
	Topic   string // "": the messages that have no topic of their own
	Consent bool   // screening leaves out who has not agreed to this controller, channel and topic
}

// Findings judges the book, all findings at once.
func (b *Book) Findings() law.Findings {
	if b == nil {
		return law.Findings{law.Find(law.SpecField, "Book", "is nil")}
	}
	fs := b.Keys.Findings()
	if b.Ledger == nil {
		fs = append(fs, law.Find(law.SpecField, "Book.Ledger", "is nil: without a ledger nobody knows who objected"))
	}
	if strings.TrimSpace(b.Controller) == "" {
		fs = append(fs, law.Find(law.SpecField, "Book.Controller", "is empty: a clearance belongs to one controller, by notice.Controller.ID"))
	} else if err := checkName("Controller", b.Controller); err != nil {
		fs = append(fs, law.Find(law.SpecField, "Book.Controller", "is over-long or holds control or invisible characters"))
	}
	if b.Stale < 0 || b.Stale > stale {
		fs = append(fs, law.Find(law.SpecField, "Book.Stale", "is not between 0 and 24 hours"))
	}
	if b.Ahead < 0 || b.Ahead > maxAhead {
		fs = append(fs, law.Find(law.SpecField, "Book.Ahead", "is not between 0 and %d rows", maxAhead))
	}
	for i, t := range b.Topics {
		if err := checkName("Topic", t); err != nil {
			fs = append(fs, law.Find(law.SpecField, fmt.Sprintf("Book.Topics[%d]", i), "is over-long or holds control or invisible characters"))
		}
	}
	return fs.Sort()
}

// Format writes the controller alone: a book holds keys.
func (b *Book) Format(f fmt.State, verb rune) { io.WriteString(f, b.redacted()) }

// LogValue returns the controller alone.
func (b *Book) LogValue() slog.Value { return slog.StringValue(b.redacted()) }

func (b *Book) redacted() string {
	if b == nil {
		return "no book"
	}
	return "book of " + b.Controller
}

func (b *Book) now() time.Time {
	if b.Now != nil {
		return b.Now().Round(0)
	}
	return time.Now().Round(0) // without the monotonic clock: a clearance outlives the machine's sleep
}

func (b *Book) lasts() time.Duration {
	if b.Stale == 0 {
		return stale
	}
	return b.Stale
}

// Consent records that the person agreed to messages of this controller on one channel and topic. It lifts earlier
// objections for that channel and topic. Evidence says where the proof is kept (GDPR 7(1)) and may not be empty.
func (b *Book) Consent(ctx context.Context, to Address, f For, source, evidence string) error {
	if f.Channel == "" {
		return law.Find(law.SpecField, "For.Channel", "is empty: consent is specific (GDPR 4(11))")
	}
	if strings.TrimSpace(evidence) == "" {
		return law.Find(law.BasisEvidence, "Evidence", "is empty: who relies on consent must be able to demonstrate it (GDPR 7(1))")
	}
	return b.Record(ctx, to, Event{Kind: ConsentKind, Channel: f.Channel, Scope: Scope{Topic: f.Topic}, Source: source, Evidence: evidence})
}

// admit asks the ledger whether the book has the keys to all that concerns it. Without one of them objections would not be
// found, so that this is asked again whenever the ledger has grown: another program may have begun to record under a new key.
func (b *Book) admit(ctx context.Context) error {
	s, err := b.Sealer()
	if err != nil {
		return err
	}
	if err := b.behind(ctx); err != nil {
		return err
	}
	known, err := b.Ledger.Keys(ctx)
	if err != nil {
		return fmt.Errorf("optout: the ledger: %w", err)
	}
	if err := s.Admit(known); err != nil {
		return err
	}
	if l, ok := under(b.Ledger).(anyLedger); ok {
		strangers, err := l.strangers(ctx, s)
		if err != nil {
			return fmt.Errorf("optout: the ledger: %w", err)
		}
		if strangers {
			return law.Find(law.LedgerWhole, "Book.Keys", "have none of the keys of a ledger that is shared by Any: add its controller's keys to Keys.Older")
		}
	}
	return nil
}

const maxField = 512

// checkText refuses what has no place in a field of the ledger. The error names the field and does not quote it.
func checkText(name, s string) error {
	if len(s) > maxField {
		return fmt.Errorf("optout: %s has %d bytes, more than %d", name, len(s), maxField)
	}
	if plaintext.Index(s) >= 0 {
		return fmt.Errorf("optout: %s holds control characters or invalid UTF-8", name)
	}
	return nil
}

// checkName is checkText for controllers and topics, which are compared byte by byte. A character that nobody sees would make two of one:
// "munici\u200bpales" is a topic of its own, to which nobody has objected.
func checkName(name, s string) error {
	if err := checkText(name, s); err != nil {
		return err
	}
	if plaintext.IndexName(s) >= 0 {
		return fmt.Errorf("optout: %s holds invisible characters", name)
	}
	return nil
}
