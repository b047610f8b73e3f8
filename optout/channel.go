package optout

import "github.com/scrutateur/scrutateur/notice/law"

// reachedBy reports whether a message on this channel goes to the row's address. A letter and a visit go elsewhere: there the
// addresses of a row only say who the person is.
func reachedBy(c law.Channel) bool { return c != law.Post && c != law.Door }

// fits reports whether a row with this address can be screened for the channel.
func fits(to Address, c law.Channel) bool {
	switch c {
	case law.SMS, law.Voice:
		return to.Channel() == law.SMS
	case law.Email:
		return to.Channel() == law.Email
	case law.Post, law.Door:
		return !to.IsZero()
	}
	return false
}

// consentRule is the rule that a row without consent breaks, where consent is what a screening asks for.
func consentRule(c law.Channel) law.ID {
	switch c {
	case law.SMS:
		return law.OptIn // the operators' charter
	case law.Voice:
		return law.VoiceConsent
	}
	return law.BasisEvidence
}
