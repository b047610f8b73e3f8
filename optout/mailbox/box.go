package mailbox

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/reply"
)

// Kind says what a message is.
type Kind string

const (
	Unsubscribe Kind = "unsubscribe" // by token, or written to a mailbox for it
	Reply       Kind = "reply"       // words of a person
	Bounce      Kind = "bounce"      // a report on delivery
	Complaint   Kind = "complaint"   // somebody pressed "this is spam"
	Automatic   Kind = "automatic"   // written by a program: out of office, a receipt, a newsletter
)

// Why says why a human has to read a message; "" is that nobody has to.
type Why string

const (
	WhyReply        Why = "reply"        // a person wrote, and it is no certain objection
	WhyRights       Why = "rights"       // a person asks for a right besides (GDPR 12 to 16)
	WhyUnattributed Why = "unattributed" // it concerns somebody, and does not say whom
	WhyForged       Why = "forged"       // the receiving server found the sender forged
	WhyToken        Why = "token"        // it has a token that this book did not mint: cut, or of a lost key
	WhyUnread       Why = "unread"       // it could not be read, or not to its end
)

// How long an address stays Undeliverable. A mailbox that does not exist seldom comes back, and may then be another person's: half a year is
// longer than a campaign, so that the address is not written to again under the file that had it. A domain that does not
// resolve is often back within days, because somebody forgot to pay or a name server was away.
const (
	goneFor    = 183 * 24 * time.Hour
	nowhereFor = 7 * 24 * time.Hour
)

// Box is one controller's mailbox. Its fields are set once, before use; it is then safe for concurrent use.
type Box struct {
	Book  *optout.Book
	Inbox *inbox.Inbox // where a human reads; of the same book

	// Unsubscribe is the mailboxes of List-Unsubscribe: mailto that serve nothing else: whoever writes to one objects.
	Unsubscribe []string
	// Own is the controller's other mailboxes, the sender of the messages first of all. Nothing is recorded for them.
	Own []string
	// AuthServ is the name with which the receiving server signs its Authentication-Results (RFC 8601, section 2.5). An answer whose From it found
	// forged (dmarc=fail) is then a Review and shown. "": nobody has checked, and From is believed.
	AuthServ string
	// Sent finds to whom the message of a Message-ID (with its brackets) was sent, the zero Address where it does not know. It is
	// asked where no token says it; nil knows of none.
	Sent func(ctx context.Context, messageID string) (optout.Address, error)
	// Source is Event.Source, "" is "mailbox". The same message must always come under the same Source.
	Source string
	// Done is the folder of a Maildir into which messages go that were taken, a name that begins with a dot (Maildir++); "" is ".Done".
	Done string
	// Dry records nothing, puts nothing into the inbox and files nothing: verdicts and counts are those of a run that would.
	Dry bool
}

// Verdict is what was decided of a message. Printed it shows nothing of who wrote it and what.
type Verdict struct {
	Kind   Kind
	Reason string       // by what it was recognised: "token", "5.1.1", "auto-submitted", a reply.Reason; never words of the message
	Reply  reply.Result // of a Reply
	Shown  Why          // why a human has to read it

	acts []act
	item inbox.Item
}

// act is one event about one person, named by an address or by a token.
type act struct {
	to    optout.Address
	token string
	event optout.Event
}

// Records returns the kinds of the events that the message stands for, one for each person.
func (v Verdict) Records() []optout.Kind {
	var out []optout.Kind
	for _, a := range v.acts {
		out = append(out, a.event.Kind)
	}
	return out
}

// Format writes kind and reason under every verb.
func (v Verdict) Format(f fmt.State, verb rune) { io.WriteString(f, string(v.Kind)+": "+v.Reason) }

// LogValue returns kind and reason.
func (v Verdict) LogValue() slog.Value { return slog.StringValue(string(v.Kind) + ": " + v.Reason) }

// Findings says what is missing of the box, all at once.
func (b *Box) Findings() law.Findings {
	if b == nil {
		return law.Findings{law.Find(law.SpecField, "Box", "is nil")}
	}
	fs := b.Book.Findings()
	if b.Inbox == nil && !b.Dry {
		fs = append(fs, law.Find(law.SpecField, "Box.Inbox", "is nil: what only a human can judge would be lost"))
	}
	for i, m := range append(append([]string(nil), b.Unsubscribe...), b.Own...) {
		if _, err := optout.Mailbox(m); err != nil {
			path := fmt.Sprintf("Box.Unsubscribe[%d]", i)
			if i >= len(b.Unsubscribe) {
				path = fmt.Sprintf("Box.Own[%d]", i-len(b.Unsubscribe))
			}
			fs = append(fs, law.Find(law.SpecField, path, "is no mailbox"))
		}
	}
	if b.Done != "" && (b.Done[0] != '.' || strings.ContainsAny(b.Done, "/\\\x00") || strings.Trim(b.Done, ".") == "") {
		fs = append(fs, law.Find(law.SpecField, "Box.Done", "is not the name of a Maildir folder, a dot and a name"))
	}
	return fs.Sort()
}

// Take reads one message, records what it says and puts before a human what a human has to judge. It returns after all of
// it is durable: after an error the message must be taken again, and may be, because what was recorded is recorded once.
func (b *Box) Take(ctx context.Context, r io.Reader) (Verdict, error) {
	v, err := b.Judge(ctx, r)
	if err != nil || b.Dry {
		return v, err
	}
	certain := func(k optout.Kind) bool { return k != optout.Review }
	doubtful := func(k optout.Kind) bool { return k == optout.Review }
	if err := b.recordAll(ctx, v.acts, certain); err != nil { // first: an objection must not wait for the inbox
		return v, err
	}
	if v.Shown != "" {
		if err := b.Inbox.Keep(ctx, v.item); err != nil {
			return v, fmt.Errorf("mailbox: the inbox: %w", err)
		}
	}
	// A provisional objection comes after its item: one that waits for nobody is lifted, unread, when another item of the person is dismissed.
	return v, b.recordAll(ctx, v.acts, doubtful)
}

// recordAll records the acts of the kinds.
func (b *Box) recordAll(ctx context.Context, acts []act, of func(optout.Kind) bool) error {
	for _, a := range acts {
		if !of(a.event.Kind) {
			continue
		}
		if err := b.record(ctx, a); err != nil {
			return fmt.Errorf("mailbox: %w", err)
		}
	}
	return nil
}

func (b *Box) record(ctx context.Context, a act) error {
	if a.token == "" {
		return b.Book.Record(ctx, a.to, a.event)
	}
	if a.event.Kind == optout.Objection && a.event.ID == "" {
		_, err := b.Book.Unsubscribe(ctx, a.token, a.event.Source)
		return err
	}
	e, err := b.Book.Parse(a.token)
	if err != nil {
		return err
	}
	of := a.event // dated by the book
	of.Digest, of.Key = e.Digest, e.Key
	return b.Book.Append(ctx, of)
}

func (b *Box) source() string {
	if b.Source == "" {
		return "mailbox"
	}
	return b.Source
}
