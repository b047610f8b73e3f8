package mail

import (
	"mime"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Field returns the first field of a name.
func (a *Read) Field(name string) (Header, bool) {
	for _, f := range a.fields {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return Header{}, false
}

// once are the fields of which a message has one at most (RFC 5322 section 3.6, RFC 2369, RFC 8058, RFC 2919).
var once = []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject", "Date", "MIME-Version",
	"Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"}

// plainFields hold no words, so that no reader decodes an encoded word in them (RFC 2047 section 5).
var plainFields = []string{"Message-ID", "In-Reply-To", "References", "Date", "MIME-Version", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Archive", "Feedback-ID"}

// header judges the header fields.
func (a *Read) header() {
	for _, name := range once {
		n := 0
		for _, f := range a.fields {
			if strings.EqualFold(f.Name, name) {
				n++
			}
		}
		if n > 1 {
			a.add(law.Find(law.CleanText, "Header "+name, "%d fields of this name, one is allowed (RFC 5322, 3.6)", n))
		}
	}
	for _, f := range a.fields {
		known := canonicalField(f.Name)
		switch {
		case !utf8.ValidString(f.Raw):
			a.add(law.Find(law.CleanText, "Header "+known, "bytes that are not UTF-8: encode them (RFC 2047)"))
		case strings.ContainsFunc(f.Raw, func(r rune) bool { return r >= utf8.RuneSelf }):
			a.add(law.Find(law.CleanText, "Header "+known, "characters beyond ASCII as they are: encode them (RFC 2047)"))
		}
		if strings.Contains(f.Raw, "=?") && slices.ContainsFunc(plainFields, func(n string) bool { return strings.EqualFold(n, f.Name) }) {
			a.add(law.Find(law.CleanText, "Header "+known, "an encoded word where none may stand: readers take the field as it is (RFC 2047, 5)"))
		}
		for word := range strings.FieldsSeq(f.Raw) {
			if strings.HasPrefix(word, "=?") && len(word) > 75 {
				a.should(law.Find(law.CleanText, "Header "+known, "an encoded word of %d bytes, at most 75 are decoded by all readers (RFC 2047, 2)", len(word)))
				break
			}
		}
	}
	a.date()
	a.sender()
	a.recipients()
	a.subject()
	a.oneClick()
	a.receipts()
	a.signature()
	if _, ok := a.Field("Message-ID"); !ok {
		a.should(law.Find(law.CleanText, "Header Message-ID", "the field is missing: replies and reports could not name the message (RFC 5322, 3.6.4)"))
	}
}

// canonicalField is a field's name as findings say it: only known ones, because a message chooses its own.
func canonicalField(name string) string {
	for _, known := range append(once, plainFields...) {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return "(another)"
}

// date sets the moment by whose rules the message is judged.
func (a *Read) date() {
	f, ok := a.Field("Date")
	if !ok {
		a.should(law.Find(law.CleanText, "Header Date", "the field is missing (RFC 5322, 3.6.1)"))
		return
	}
	at, err := mail.ParseDate(f.Body)
	if err != nil {
		a.add(law.Find(law.CleanText, "Header Date", "no date that readers understand (RFC 5322, 3.3)"))
		return
	}
	if a.At.IsZero() {
		a.at = at
	}
	if gate.New(a.n, law.Email, "", a.at).Shut() != nil {
		a.add(law.Find(law.Silence, "Header Date", "the message is of %s, when every territory that votes is silent", gate.Stamp(a.at)))
	}
}

// sender judges From: one mailbox, and a name by which the recipient knows who writes.
func (a *Read) sender() {
	f, ok := a.Field("From")
	if !ok {
		a.add(law.Find(law.SenderIdentity, "Header From", "the field is missing: nobody knows who writes"))
		return
	}
	list, ok := Addresses(f.Body)
	if !ok || len(list) != 1 {
		a.add(law.Find(law.CleanText, "Header From", "no single mailbox (RFC 5322, 3.6.2)"))
		return
	}
	if !mailtext.IsMailbox(list[0].Address) {
		a.add(law.Find(law.CleanText, "Header From", "a mailbox that many hosts refuse: write local@domain in ASCII"))
	}
	shown := judge.Words(list[0].Name)
	if a.known && !slices.ContainsFunc(a.n.Names(), func(n string) bool { return judge.Says(shown, judge.Plain(n)) }) {
		a.add(law.Find(law.NoConceal, "Header From", "the name beside the mailbox is none of those under which the Notice's controller, or its signatory, is known"))
	}
}

// recipientFields name whom a message went to: every program shows the first three, many the others (RFC 5322, 3.6.3 and 3.6.6).
var recipientFields = []string{"To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc", "Apparently-To", "X-Original-To", "Delivered-To", "X-Delivered-To", "X-Forwarded-To", "Envelope-To", "X-Envelope-To", "X-Rcpt-To"}

// originatorFields name who a message is from, beside From.
var originatorFields = []string{"Sender", "Resent-From", "Resent-Sender", "X-Sender", "X-Original-From"}

// replyFields name who gets an answer, an objection written in one too.
var replyFields = []string{"Reply-To", "Resent-Reply-To", "Mail-Reply-To", "Mail-Followup-To"}

// Replies returns every field that names who gets an answer.
func (a *Read) Replies() []Header { return a.named(replyFields) }

// Recipients returns every field that names a recipient.
func (a *Read) Recipients() []Header { return a.named(recipientFields) }

// Originators returns every field that names a sender beside From.
func (a *Read) Originators() []Header { return a.named(originatorFields) }

func (a *Read) named(names []string) (fields []Header) {
	for _, f := range a.fields {
		if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, f.Name) }); i >= 0 {
			f.Name = names[i]
			fields = append(fields, f)
		}
	}
	return fields
}

// receiptFields ask the recipient's program to report that the message was opened (RFC 8098, 2.1; the others are what programs
// took before it, and take still).
var receiptFields = []string{"Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To"}

// receipts refuses a request for a receipt from those who did not agree to be watched: it tells who opened the message, as a
// remote image does. Of those who agreed, it counts among what reports, and bodies looks for the way to take the consent back.
func (a *Read) receipts() {
	for _, f := range a.named(receiptFields) {
		if a.Tracked {
			a.receipt = true
			continue
		}
		a.add(law.Find(law.TrackingPixel, "Header "+f.Name, "the field asks for a receipt, which tells who opened the message: leave it out"))
	}
}

// recipients refuses a message that shows somebody another's address.
func (a *Read) recipients() {
	seen := map[string]bool{}
	for _, f := range a.fields {
		i := slices.IndexFunc(recipientFields, func(n string) bool { return strings.EqualFold(n, f.Name) })
		if i < 0 {
			continue
		}
		name := recipientFields[i]
		list, ok := Addresses(f.Body)
		switch {
		case name == "Bcc" || name == "Resent-Bcc":
			a.add(law.Find(law.OneRecipient, "Header "+name, "the field goes out with the message: leave it out, and give the recipient to the envelope"))
		case !ok && !strings.HasSuffix(f.Body, ":;"): // an empty group: "undisclosed-recipients:;"
			a.add(law.Find(law.CleanText, "Header "+name, "no mailboxes that readers understand (RFC 5322, 3.4)"))
		}
		for _, m := range list { // the same one twice sees no other
			seen[strings.ToLower(m.Address)] = true
		}
	}
	if len(seen) > 1 {
		a.add(law.Find(law.OneRecipient, "Header To", "%d recipients who see each other's addresses: write one message to each", len(seen)))
	}
}

// ReplyPrefix is how subjects of answers begin.
var ReplyPrefix = regexp.MustCompile(`(?i)^\s*(re|rép|rep|fwd|fw|tr|aw|sv)\s*:`)

func (a *Read) subject() {
	f, ok := a.Field("Subject")
	if !ok || f.Body == "" {
		a.add(law.Find(law.NoConceal, "Header Subject", "no subject: say what the message is about"))
		return
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(f.Body)
	if err != nil {
		a.add(law.Find(law.CleanText, "Header Subject", "an encoded word that readers cannot decode (RFC 2047)"))
		return
	}
	a.clean("Header Subject", subject)
	a.foreign("Header Subject", subject)
	if n := utf8.RuneCountInString(subject); n > MaxSubject {
		a.should(law.Find(law.SpecField, "Header Subject", "the subject has %d characters; most programs show about %d", n, WarnSubject))
	}
	_, reply := a.Field("In-Reply-To")
	_, references := a.Field("References")
	if ReplyPrefix.MatchString(subject) && !reply && !references {
		a.add(law.Find(law.NoConceal, "Header Subject", "the subject looks like an answer, and the message answers nothing"))
	}
}

var (
	bracketed = regexp.MustCompile(`<([^<>]*)>`)
	folded    = regexp.MustCompile(`\s`)
)

// oneClick judges the two fields by which mail programs show a button (RFC 2369, RFC 8058).
func (a *Read) oneClick() {
	const path, post = "Header List-Unsubscribe", "Header List-Unsubscribe-Post"
	f, ok := a.Field("List-Unsubscribe")
	if !ok {
		a.add(law.Find(law.OptOutEmail, path, "the field is missing: no mail program shows a button to unsubscribe (RFC 8058)"))
	} else {
		found := bracketed.FindAllStringSubmatch(f.Raw, -1)
		if len(found) == 0 {
			a.add(law.Find(law.OptOutEmail, path, "no address between < and > (RFC 2369, 2)"))
		}
		https := 0
		for _, m := range found {
			uri := m[1]
			if folded.MatchString(uri) {
				a.add(law.Find(law.OptOutEmail, path, "an address is folded in two: readers keep the blank, and the link is broken"))
				uri = folded.ReplaceAllString(uri, "")
			}
			u, err := url.Parse(uri)
			switch {
			case err != nil:
				a.add(law.Find(law.OptOutEmail, path, "an address that is no URI"))
			case u.Scheme == "https" && u.Host != "":
				https++
				a.Unsubscribe = append(a.Unsubscribe, uri)
			case u.Scheme == "mailto":
				a.Unsubscribe = append(a.Unsubscribe, uri)
			case u.Scheme == "http":
				a.add(law.Find(law.OptOutEmail, path, "an http address: one click needs https (RFC 8058, 3.1)"))
			}
		}
		if https != 1 && len(found) > 0 {
			a.add(law.Find(law.OptOutEmail, path, "%d https addresses: one click needs one (RFC 8058, 3.1)", https))
		}
	}
	p, ok := a.Field("List-Unsubscribe-Post")
	switch {
	case !ok:
		a.add(law.Find(law.OptOutEmail, post, "the field is missing: no mail program unsubscribes in one click (RFC 8058, 3.1)"))
	case p.Body != "List-Unsubscribe=One-Click":
		a.add(law.Find(law.OptOutEmail, post, "the field has one form only: List-Unsubscribe=One-Click (RFC 8058, 3.1)"))
	}
}

// signature judges what a DKIM signature covers: without the fields of the button there is no button (RFC 8058 section
// 4), and what it leaves out anybody may add. It says nothing of an unsigned message: the sending side signs.
func (a *Read) signature() {
	best, signed := -1, false
	var lacks []string
	for _, f := range a.fields {
		if !strings.EqualFold(f.Name, "DKIM-Signature") {
			continue
		}
		signed = true
		var covered []string
		for tag := range strings.SplitSeq(f.Body, ";") {
			if k, v, ok := strings.Cut(tag, "="); ok && strings.TrimSpace(k) == "h" {
				for name := range strings.SplitSeq(v, ":") {
					covered = append(covered, strings.ToLower(strings.TrimSpace(name)))
				}
			}
		}
		var missing []string
		for _, name := range []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"} {
			if _, has := a.Field(name); has && !slices.Contains(covered, strings.ToLower(name)) {
				missing = append(missing, name)
			}
		}
		if best < 0 || len(missing) < best {
			best, lacks = len(missing), missing
		}
	}
	if !signed {
		return
	}
	var button, rest []string
	for _, name := range lacks {
		if strings.HasPrefix(name, "List-Unsubscribe") {
			button = append(button, name)
		} else {
			rest = append(rest, name)
		}
	}
	if len(button) > 0 {
		a.add(law.Find(law.OptOutEmail, "Header DKIM-Signature", "the signature does not cover %s: no mail program shows the button (RFC 8058, 4)", strings.Join(button, ", ")))
	}
	if len(rest) > 0 {
		a.should(law.Find(law.CleanText, "Header DKIM-Signature", "the signature does not cover %s: anybody on the way may change them (RFC 6376, 5.4)", strings.Join(rest, ", ")))
	}
}
