package mailbox

import (
	"encoding/json"
	"strings"
)

// notification is what Amazon SES tells by way of Amazon SNS, which puts it as JSON into a message of its own: the only report that some
// accounts get. Other providers call a webhook.
type notification struct {
	NotificationType string
	Message          string // the same as a text, where SNS is asked for JSON of its own
	EventType        string // of event publishing, which is otherwise the same
	Bounce           struct {
		BounceType        string
		BouncedRecipients []struct{ EmailAddress, Action, Status, DiagnosticCode string }
	}
	Complaint struct {
		ComplaintFeedbackType string
		ComplainedRecipients  []struct{ EmailAddress string }
	}
	Mail struct {
		Headers []struct{ Name, Value string } // of our message, where the account asks for them
	}
}

// notified reads such a notification once, and puts the fields of our message where those of a returned one are.
func (l *letter) notified() {
	from := mailboxes(l.header.get("from"))
	if len(from) != 1 || !strings.HasSuffix(strings.ToLower(from[0]), "@sns.amazonaws.com") {
		return
	}
	n := readNotification(l.texts("text/plain"))
	if n.Message != "" {
		n = readNotification(n.Message)
	}
	if n.NotificationType == "" {
		n.NotificationType = n.EventType
	}
	if n.NotificationType == "" {
		return
	}
	l.notice = n
	var h header
	for i, f := range n.Mail.Headers {
		if i == maxFields {
			break
		}
		h = append(h, field{strings.ToLower(f.Name), f.Value})
	}
	if h != nil {
		l.returned = append(l.returned, h)
	}
}

// readNotification reads the object in front of a text: behind it stands how to unsubscribe from the notifications. It comes on one
// line, which mail systems break after some 990 characters, in the midst of strings.
func readNotification(text string) *notification {
	n := new(notification)
	text = strings.NewReplacer("\r", "", "\n", "").Replace(text)
	if !strings.HasPrefix(strings.TrimSpace(text), "{") || json.NewDecoder(strings.NewReader(text)).Decode(n) != nil {
		return new(notification)
	}
	return n
}

// failures are the recipients of a bounce. One that SES calls passing says nothing of the mailbox, whatever the code.
func (n *notification) failures() []failure {
	var out []failure
	for _, r := range n.Bounce.BouncedRecipients[:min(len(n.Bounce.BouncedRecipients), maxRecipients)] {
		f := failure{recipient: r.EmailAddress, action: strings.ToLower(r.Action), status: codeIn(r.Status),
			diagnosis: fold(r.DiagnosticCode[:min(len(r.DiagnosticCode), maxDiagnosis)])}
		if n.Bounce.BounceType != "Permanent" {
			f.action = "delayed"
		}
		out = append(out, f)
	}
	return out
}

func (n *notification) feedback() feedback {
	f := feedback{kind: fold(n.Complaint.ComplaintFeedbackType)}
	if f.kind == "" { // some hosts do not say
		f.kind = "abuse"
	}
	for _, r := range n.Complaint.ComplainedRecipients[:min(len(n.Complaint.ComplainedRecipients), maxRecipients)] {
		f.recipients = append(f.recipients, r.EmailAddress)
	}
	return f
}
