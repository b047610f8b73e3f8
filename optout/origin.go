package optout

import "github.com/scrutateur/scrutateur/notice/law"

// isMember reports whether the origin is one of those whose objection is limited to the channel and topic it named: people in
// regular contact with the body. Every other origin, unknown ones too, is a prospect's.
func isMember(o law.Origin) bool {
	switch o {
	case law.OriginMember, law.OriginDonor, law.OriginRegular:
		return true
	}
	return false
}

// forbidden reports whether the law forbids the origin by name. (GDPR 5(1)(b); CNIL, files that may not be used.)
func forbidden(o law.Origin) bool {
	switch o {
	case law.OriginMunicipal, law.OriginPublicFile, law.OriginStaff, law.OriginPatients, law.OriginPupils, law.OriginTenants,
		law.OriginPollingStaff, law.OriginSignOff, law.OriginScraped:
		return true
	}
	return false
}
