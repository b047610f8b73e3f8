package optout

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/scrutateur/scrutateur/internal/cell"
	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
)

const (
	maxMailbox = 254 // RFC 5321, section 4.5.3.1.3 (a path of 256 with its angle brackets) and erratum 1690
	maxLocal   = 64  // RFC 5321, section 4.5.3.1.1
)

// Why a mailbox is refused. None quotes it.
var (
	errMailboxEmpty   error = law.Find(law.AddressForm, "Mailbox", "is empty")
	errMailboxControl error = law.Find(law.AddressForm, "Mailbox", "holds a control character, a mark of direction or invalid UTF-8")
	errMailboxName    error = law.Find(law.AddressForm, "Mailbox", "holds more than the mailbox: give user@domain without a name, comment or brackets")
	errMailboxSyntax  error = law.Find(law.AddressForm, "Mailbox", "is not of the form user@domain (RFC 5322, section 3.4.1)")
	errMailboxQuoted  error = law.Find(law.AddressForm, "Mailbox", "has a quoted local part, which many hosts refuse")
	errMailboxUTF8    error = law.Find(law.AddressForm, "Mailbox", "has a local part that is not ASCII: hosts without SMTPUTF8 (RFC 6531) refuse it")
	errMailboxLocal   error = law.Find(law.AddressForm, "Mailbox", "has a local part of more than 64 bytes (RFC 5321, section 4.5.3.1.1)")
	errMailboxLength  error = law.Find(law.AddressForm, "Mailbox", "has more than 254 bytes (RFC 5321, section 4.5.3.1.3)")
	errMailboxDomain  error = law.Find(law.AddressForm, "Mailbox", "has a domain that is not a name with a dot in it (RFC 5321, section 4.1.2; IDNA2008)")

	// What spreadsheets and copying leave. Package repair undoes it.
	errMailboxApostrophe error = law.Find(law.AddressForm, "Mailbox", "has the apostrophe with which a spreadsheet marks a text: drop it")
	errMailboxFormula    error = law.Find(law.AddressForm, "Mailbox", "is a spreadsheet's formula: keep what stands between its quotes, or after its =")
	errMailboxLink       error = law.Find(law.AddressForm, "Mailbox", "is a link (mailto:): keep the mailbox alone")
	errMailboxLost       error = law.Find(law.AddressForm, "Mailbox", "is what a program writes where it has no value, or no room to show one: import the column anew as text")
)

// domains is the one profile under which domains are compared: UTS 46 mapping (lower case, NFC, full-width forms), no
// transitional processing (straße.example is not strasse.example), letters, digits and hyphens alone, lengths of the DNS.
// Changing it changes digests, so it never changes.
var domains = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.StrictDomainName(true),
	idna.CheckJoiners(true),
	idna.BidiRule(),
	idna.VerifyDNSLength(true),
)

// Mailbox reads one mailbox, "prenom.nom@example.org" (RFC 5322, section 3.4.1, addr-spec). White space and byte order marks around it are dropped.
// The domain is kept in lower-case ASCII (IDNA2008 with the mapping of UTS 46). The local part is kept as it is given.
//
// The error unwraps to law.AddressForm, says what is wrong, and never quotes the mailbox. Refused are a display name,
// comments and brackets (net/mail reads header fields; what is left is the mailbox), quoted local parts, a local part
// that is not ASCII, a domain without a dot, with a dot at its end or two in a row, address literals, control
// characters and marks of direction, more than 254 bytes, 64 before the "@", and what a spreadsheet left: an apostrophe or = in front, mailto:. That the
// mailbox exists is not promised.
func Mailbox(s string) (Address, error) {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF }) // a byte order mark is what the first cell of a file begins with
	if s == "" {
		return Address{}, errMailboxEmpty
	}
	if err := spreadsheet(s); err != nil {
		return Address{}, err
	}
	ascii := true
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			return Address{}, errMailboxControl
		case plaintext.Forbidden(r), plaintext.Invisible(r):
			return Address{}, errMailboxControl
		case r >= utf8.RuneSelf:
			ascii = false
		}
	}
	if strings.HasPrefix(s, `"`) && !strings.Contains(s, "<") {
		return Address{}, errMailboxQuoted
	}
	if strings.ContainsAny(s, `<>(),;:"`) || strings.ContainsFunc(s, unicode.IsSpace) {
		return Address{}, errMailboxName
	}
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || domain == "" || strings.Contains(domain, "@") {
		return Address{}, errMailboxSyntax
	}
	for i := range len(local) {
		if local[i] >= utf8.RuneSelf {
			return Address{}, errMailboxUTF8
		}
	}
	if len(local) > maxLocal {
		return Address{}, errMailboxLocal
	}
	if !ascii || !plainDomain(domain) {
		var err error
		if domain, err = domains.ToASCII(domain); err != nil {
			return Address{}, errMailboxDomain
		}
	}
	if !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") {
		return Address{}, errMailboxDomain
	}
	if allDigits(domain[strings.LastIndexByte(domain, '.')+1:]) { // an IPv4 address is no name
		return Address{}, errMailboxDomain
	}
	if len(local)+1+len(domain) > maxMailbox {
		return Address{}, errMailboxLength
	}
	box := local + "@" + domain
	if a, err := mail.ParseAddress(box); err != nil || a.Name != "" || a.Address != box {
		return Address{}, errMailboxSyntax
	}
	return Address{box: hidden.New(box)}, nil
}

// spreadsheet says what a spreadsheet did to a mailbox. It is asked first, because RFC 5322 lets a local part begin with ' or =: "'marie@example.org" would be
// another person than marie@example.org, to whom nobody can write and whose objection nobody finds.
func spreadsheet(s string) error {
	if c := s[0] | 0x20; 'a' <= c && c <= 'z' && strings.IndexByte(s, ':') < 0 && strings.IndexByte(s, '@') > 0 {
		return nil // as nearly all of them begin
	}
	switch _, damage := cell.Clean(s); {
	case damage&cell.Lost != 0:
		return errMailboxLost
	case damage&cell.Formula != 0:
		return errMailboxFormula
	case damage&cell.Apostrophe != 0:
		return errMailboxApostrophe
	case damage&cell.Link != 0:
		return errMailboxLink
	}
	return nil
}

// plainDomain reports whether the profile would return the domain as it is, so that it need not be asked.
func plainDomain(s string) bool {
	if len(s) > 253 {
		return false
	}
	label := 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			label++
		case c == '.' && label > 0:
			label = 0
		default: // capitals, hyphens (punycode among them) and the rest go through the profile
			return false
		}
		if label > 63 {
			return false
		}
	}
	return label > 0
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// canonicalMailbox rewrites a lower-case mailbox in place to the form that all spellings of one inbox share, and
// returns its new length.
func canonicalMailbox(m []byte) int {
	at := 0
	for at < len(m) && m[at] != '@' {
		at++
	}
	local, domain := m[:at], m[at:]
	for i := 1; i < len(local); i++ { // a "+" in front is no tag: something has to be left
		if local[i] == '+' {
			local = local[:i]
			break
		}
	}
	gmail := string(domain) == "@gmail.com" || string(domain) == "@googlemail.com"
	n := 0
	for _, c := range local {
		if gmail && c == '.' {
			continue
		}
		m[n] = c
		n++
	}
	if gmail {
		return n + copy(m[n:], "@gmail.com")
	}
	return n + copy(m[n:], domain)
}
