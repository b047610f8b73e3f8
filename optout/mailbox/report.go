package mailbox

import (
	"regexp"
	"strings"
)

// failure is what a report says of one recipient.
type failure struct {
	recipient string // as it is written there; "": nobody is named
	status    string // "5.1.1", the enhanced status code (RFC 3463); "": none
	diagnosis string // folded: what the other mail system said
	action    string // "failed", "delayed" …; "": none
}

// A bounce's grade. Only what says that the mailbox does not exist keeps anybody from being written to: a full mailbox, a refused
// text and a sender without reputation say nothing of it.
type grade int

const (
	soft    grade = iota // says nothing lasting
	gone                 // there is no such mailbox, or it is closed
	nowhere              // there is no such domain, or it takes no mail
)

var (
	enhanced  = regexp.MustCompile(`\b([245])\.(\d{1,3})\.(\d{1,3})\b`)
	replyCode = regexp.MustCompile(`(?:^|[^\d.])([45]\d\d)(?:[- ]|$)`)
)

// codesIn returns the enhanced status codes in words, at most eight. "host mx[5.1.1.20]" holds none.
func codesIn(s string) []string {
	var out []string
	for _, at := range enhanced.FindAllStringIndex(s, 32) {
		from, to := at[0], at[1]
		if from > 0 && s[from-1] == '.' || to+1 < len(s) && s[to] == '.' && '0' <= s[to+1] && s[to+1] <= '9' || len(out) == 8 {
			continue
		}
		out = append(out, s[from:to])
	}
	return out
}

// codeIn returns the first of them, "" where there is none.
func codeIn(s string) string {
	if codes := codesIn(s); len(codes) > 0 {
		return codes[0]
	}
	return ""
}

// Codes by which RFC 3463 and its registry (RFC 7505 for 5.1.10) speak of the recipient's own mailbox or domain. Not among
// them: 5.1.7 to 5.1.9, which speak of the sender; 5.1.5, which says that the mailbox is valid; 5.2.2, a full mailbox, and 5.2.3, a
// long message; everything of 5.3, 5.5, 5.6 and 5.7, which say why this message was refused.
var (
	goneCodes    = map[string]bool{"5.1.1": true, "5.1.3": true, "5.1.6": true, "5.2.1": true}
	nowhereCodes = map[string]bool{"5.1.2": true, "5.1.10": true}
	senderCodes  = map[string]bool{"5.1.7": true, "5.1.8": true, "5.1.9": true}
	// Codes that say nothing by themselves: then the words count.
	vagueCodes = map[string]bool{"": true, "5.0.0": true, "5.1.0": true, "5.2.0": true, "5.3.0": true, "5.4.0": true, "5.4.1": true, "5.4.4": true, "5.5.0": true, "5.5.4": true, "5.0.1": true, "5.1.4": true}
)

// grade says how lasting a failure is. In doubt it is soft: nothing is recorded then, and a mailbox that does not exist bounces again.
func (f failure) grade() grade {
	switch f.action {
	case "", "failed", "failure", "undeliverable":
	default:
		return soft
	}
	if strings.HasPrefix(f.status, "4.") || strings.HasPrefix(f.status, "2.") || holds(f.diagnosis, saysDelay) {
		return soft
	}
	codes := append([]string{f.status}, codesIn(f.diagnosis)...)
	hard := soft
	for _, c := range codes {
		switch {
		case senderCodes[c], c == "5.2.2", strings.HasPrefix(c, "5.7."), strings.HasPrefix(c, "4."):
			return soft
		case goneCodes[c] && hard == soft:
			hard = gone
		case nowhereCodes[c] && hard == soft:
			hard = nowhere
		}
	}
	saidGone, saidNowhere := holds(f.diagnosis, saysGone), holds(f.diagnosis, saysNowhere)
	// "No such user" is said of a mailbox even where the words after it name a policy: but a code alone is not believed against them.
	if holds(f.diagnosis, saysPassing) {
		return soft
	}
	if hard != soft {
		switch { // 5.1.10 is a domain without mail to RFC 7505, and an unknown mailbox to Exchange
		case saidNowhere && !saidGone:
			return nowhere
		case saidGone && !saidNowhere:
			return gone
		}
		return hard
	}
	if m := replyCode.FindStringSubmatch(f.diagnosis); m != nil && m[1][0] == '4' {
		return soft
	}
	if !vagueCodes[f.status] {
		return soft
	}
	switch {
	case saidNowhere:
		return nowhere
	case saidGone:
		return gone
	}
	return soft
}

// statusReports reads the recipients' fields of a message/delivery-status part (RFC 3464, section 2): groups apart by empty lines, the
// first of which speaks of the message. Programs that write a group without its empty line, or fields of the message among those of a
// recipient, are read too.
func statusReports(body string) []failure {
	var out []failure
	var f failure
	var final, original string
	flush := func() {
		if final == "" && original == "" {
			f = failure{}
			return
		}
		f.recipient = original
		if f.recipient == "" || !strings.Contains(f.recipient, "@") {
			f.recipient = final
		}
		out = append(out, f)
		f, final, original = failure{}, "", ""
	}
	for _, group := range fieldGroups(body) {
		for _, fd := range group {
			switch fd.name {
			case "final-recipient":
				if final != "" {
					flush()
				}
				final = reportAddress(fd.value)
			case "original-recipient":
				original = reportAddress(fd.value)
			case "action":
				f.action = strings.ToLower(strings.TrimSpace(strings.SplitN(fd.value, "(", 2)[0]))
			case "status":
				f.status = codeIn(fd.value)
			case "diagnostic-code":
				_, said, ok := strings.Cut(fd.value, ";")
				if !ok {
					said = fd.value
				}
				f.diagnosis = fold(said[:min(len(said), maxDiagnosis)])
			}
		}
		flush()
		if len(out) >= maxRecipients {
			break
		}
	}
	return out
}

// maxDiagnosis bounds what is read of another mail system's words, in bytes.
const maxDiagnosis = 4 << 10

// maxRecipients bounds how many recipients of one report are read. A message built here has one.
const maxRecipients = 50

// fieldGroups reads fields in groups that empty lines keep apart.
func fieldGroups(body string) []header {
	var out []header
	for block := range strings.SplitSeq(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		if h := fieldsOf(block); len(h) > 0 {
			out = append(out, h)
		}
	}
	return out
}

// fieldsOf reads lines as fields, unfolded. What is no field is passed over.
func fieldsOf(block string) header {
	var h header
	var value strings.Builder
	flush := func() {
		if len(h) > 0 && value.Len() > 0 {
			h[len(h)-1].value = strings.TrimSpace(value.String())
			value.Reset()
		}
	}
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			continue
		}
		if (line[0] == ' ' || line[0] == '\t') && len(h) > 0 {
			value.WriteString(" " + strings.TrimSpace(line))
			continue
		}
		name, v, ok := strings.Cut(line, ":")
		name = strings.TrimRight(name, " \t")
		if !ok || !isFieldName([]byte(name)) || len(h) == maxFields {
			continue
		}
		flush()
		h = append(h, field{name: strings.ToLower(name)})
		value.WriteString(v)
	}
	flush()
	return h
}

// reportAddress reads "rfc822; someone@example.org" (RFC 3464, section 2.1.2), with the quoting of xtext undone (RFC 3461, section 4), and
// what programs make of it: brackets, no type.
func reportAddress(value string) string {
	kind, address, ok := strings.Cut(value, ";")
	if !ok {
		address = value
	} else if k := strings.ToLower(strings.TrimSpace(kind)); k != "rfc822" && k != "utf-8" && k != "smtp" && k != "x-unix" && k != "822" && k != "rfc/822" && k != "rfc-822" && k != "local" {
		return ""
	}
	address = strings.TrimSpace(address)
	if i := strings.IndexByte(address, '<'); i >= 0 {
		address, _, _ = strings.Cut(address[i+1:], ">")
	}
	address, _, _ = strings.Cut(address, " ")
	return strings.Trim(address, `<>"'`)
}

// undoXtext undoes xtext: "+" and two capital hexadecimal digits. A plus that begins no such escape is the mailbox's own tag.
func undoXtext(s string) string {
	if !strings.Contains(s, "+") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '+' && i+2 < len(s) && strings.IndexByte("0123456789ABCDEF", s[i+1]) >= 0 && strings.IndexByte("0123456789ABCDEF", s[i+2]) >= 0 {
			if c := byte(unhex(s[i+1])<<4 | unhex(s[i+2])); c > ' ' && c < 0x7f {
				out = append(out, c)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

// understood reports whether the failure says anything that can be judged.
func (f failure) understood() bool {
	return f.status != "" || f.action != "" && f.action != "failed" || replyCode.MatchString(f.diagnosis) || holds(f.diagnosis, saysPassing) || holds(f.diagnosis, saysDelay)
}

// code says by what the failure is lasting: its status, or what its words say.
func (f failure) code() string {
	switch {
	case goneCodes[f.status], nowhereCodes[f.status]:
		return f.status
	case f.grade() == nowhere:
		return "no such domain"
	}
	return "no such mailbox"
}
