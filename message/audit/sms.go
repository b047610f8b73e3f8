package audit

import (
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge/phone"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// SMS is what is known about an SMS beside its text. Every field may be left empty: what rests on it is then not judged, or
// judged by what is usual. The zero SMS judges a text as a first contact that reached the phone as it stands.
type SMS struct {
	Sender    string           `json:"sender,omitempty"`    // the alphanumeric sender or the short code; "" is not known: the Router's default
	Router    router.Name      `json:"router,omitempty"`    // the text is judged as it is handed to this provider; "": as it reached the phone
	Occasion  message.Occasion `json:"occasion,omitempty"`  // the zero Occasion is FirstContact: everything must be said
	At        time.Time        `json:"at,omitzero"`         // the moment of delivery; the zero time leaves out silence and hours
	Territory law.Territory    `json:"territory,omitempty"` // where the recipient votes; "" is judged by the widest silence
	Rules     law.Profile      `json:"rules,omitempty"`     // the zero Profile is law.Default
	Except    []law.Exception  `json:"except,omitempty"`    // rules softened, each with its reason
}

// Findings judges a text, all findings at once, sorted. Those about the text have the path "text", and Start and End where
// something stands in it; what is missing stands nowhere. Those about the circumstances have the path "Sender", "Router",
// "At" or "Notice…". None quotes the text.
//
// The rules are those in force at At, or on the day of the first round. What is sought: the sender's name, the election, the
// origin of the data, the link to the full information, a way to stop that works and is not cut off, free-phone and premium
// numbers, links that hide where they lead, a sender that hides, placeholders that nobody filled in, characters that do not
// belong or that cost parts, a request for consent that calls to vote, the silence, and what the Notice itself cannot carry.
// A zero Notice is none: what cannot be judged without one (whose name, which election, whose links) is left out.
//
// It reads French and English, whatever the accents and the case, by the words that this module writes and by a list of
// others. What a text cannot tell it does not know: whether what the text states is true, whether a STOP is answered,
// whether a link leads where it says, where it lands after a redirection, to whom the message was sent and whether
// they had objected. A way of saying that the list lacks is reported as missing; a word that stands there for something else
// may be taken for what it usually says. A text without findings is therefore no proof, as a template's Proof is one.
func (a SMS) Findings(text string, n notice.Notice) law.Findings {
	profile, ok := router.Lookup(a.Router)
	fs := phone.Judge(phone.Facts(a), text, n, profile)
	if !ok {
		fs = append(fs, law.Find(law.SpecField, "Router", "unknown provider; package router lists those whose habits are known, and \"\" appends nothing")).Sort()
	}
	return fs
}

// Size counts the text as it arrives: with what the Router appends, or puts in the place of its STOP placeholder. The
// errors are those of message.Measure.
func (a SMS) Size(text string) (message.Size, error) {
	p, _ := router.Lookup(a.Router)
	return message.Measure(phone.Arrives(p.StopFor(a.Sender), text))
}
