package mailbox

import "strings"

// feedback is a complaint in the Abuse Reporting Format. (RFC 5965, section 3)
type feedback struct {
	kind       string   // Feedback-Type, in small letters
	recipients []string // who complained, where the report says it; most hosts do not
}

// complained returns the feedback report that a letter is.
func (l *letter) complained() (feedback, bool) {
	if l.notice != nil {
		return l.notice.feedback(), l.notice.NotificationType == "Complaint"
	}
	for _, p := range l.parts {
		if p.within != 0 || p.media != "message/feedback-report" {
			continue
		}
		h := fieldsOf(toUTF8(p.body, p.charset))
		f := feedback{kind: fold(h.get("feedback-type"))}
		for _, fd := range h {
			switch fd.name {
			case "original-rcpt-to", "removal-recipient", "redacted-address":
				if a := reportAddress(fd.value); strings.Contains(a, "@") && len(f.recipients) < maxRecipients {
					f.recipients = append(f.recipients, a)
				}
			}
		}
		return f, true
	}
	// Outlook's Junk Mail Reporting Program sends the message as it is, and the recipient in a field of its own.
	for _, h := range append([]header{l.header}, l.returned...) {
		if v := h.get("x-hmxmroriginalrecipient"); v != "" {
			return feedback{kind: "abuse", recipients: mailboxes(v)}, true
		}
	}
	return feedback{}, false
}

// weight says what a complaint asks for.
func (f feedback) weight() weight {
	switch f.kind {
	case "abuse", "opt-out", "opt-out-list", "unsubscribe", "complaint":
		return objects
	case "not-spam", "auth-failure", "dmarc":
		return nothing
	}
	return unclear // fraud, virus, other, and what is registered tomorrow
}

type weight int

const (
	nothing weight = iota
	unclear
	objects
)
