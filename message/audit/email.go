package audit

import (
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge/mail"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Email is what is known about an e-mail beside the message itself. Every field may be left empty. The zero Email judges a
// message as a first contact, at its own Date.
type Email struct {
	Occasion message.Occasion `json:"occasion,omitempty"` // the zero Occasion is FirstContact: everything must be said
	At       time.Time        `json:"at,omitzero"`        // the moment of delivery; the zero time is the message's Date
	Tracked  bool             `json:"tracked,omitempty"`  // the recipient agreed to images and receipts that report, and the consent can be shown; then the way to take it back is wanted
	Rules    law.Profile      `json:"rules,omitempty"`    // the zero Profile is law.Default
	Except   []law.Exception  `json:"except,omitempty"`   // rules softened, each with its reason
}

// Findings judges a message, all findings at once, sorted: the form of its header fields, one visible recipient, a sender and a
// subject that hide nothing, unsubscribing in one click and what a DKIM signature covers; in each body the words that the
// law asks for, links that show another domain than they lead to, images and receipts that report, placeholders; sizes, and
// what people who do not see the page miss. Their paths are "Header Subject", "Text", "HTML", "HTML image 2" and the like. None quotes
// the message.
//
// The rules are those in force at At, at the message's Date, or the newest. What the message says is compared with what the
// Notice declares, in French and English, by the words that this module writes and by a list of others: a way of saying that
// the list lacks is reported as missing, and a message without findings is not thereby lawful. A signature is read and not
// verified, a link is not followed, and what a picture says is not read. A zero Notice is none: what cannot be judged
// without one (whose name, which election, whose links) is left out.
func (e Email) Findings(raw []byte, n notice.Notice) law.Findings {
	fs, _ := mail.Judge(mail.Facts(e), raw, n)
	return fs
}
