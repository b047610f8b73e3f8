package notice

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/notice/law"
)

// shape returns what the validate tags of a Notice refuse, as our findings.
func (n Notice) shape() law.Findings {
	var fs law.Findings
	for _, b := range below("Notice", brokenTags(reflect.ValueOf(n))) {
		fs = append(fs, shapeFinding(b.path, b.tag, b.param, b.value))
	}
	return fs
}

// shapeFinding says in our words what one broken tag means.
func shapeFinding(path, tag, param string, v reflect.Value) law.Finding {
	switch tag {
	case "said":
		return missing(path)
	case "max":
		switch v.Kind() {
		case reflect.String:
			return law.Find(law.SpecField, path, "%d characters, at most %s: shorten it", utf8.RuneCountInString(v.String()), param)
		case reflect.Slice:
			return law.Find(law.SpecField, path, "%d entries, at most %s: leave some out", v.Len(), param)
		}
		return law.Find(law.SpecField, path, "at most %s: correct the number", param)
	case "min":
		return law.Find(law.SpecField, path, "at least %s: correct the number", param)
	case "oneof":
		if strings.HasSuffix(path, ".Class") {
			return law.Find(law.ContactClass, path, "unknown class %q: take one of %s", short(v.String()), param)
		}
		return law.Find(law.SpecField, path, "unknown value %q: take one of %s", short(v.String()), param)
	case "email":
		return law.Find(law.SpecField, path, "no e-mail address: write it as name@example.org")
	case "datetime":
		if param == "15:04" {
			return law.Find(law.SpecField, path, "no time of day: write it as 18:00")
		}
		return law.Find(law.SpecField, path, "no day: write it as 2026-03-15")
	case "iso3166_1_alpha2":
		return law.Find(law.SpecField, path, "no country: write its ISO 3166 code, FR say")
	}
	return law.Find(law.SpecField, path, "breaks the bound %q: correct it", tag)
}

// missing says what a field is for, under the rule that asks for it.
func missing(path string) law.Finding {
	switch unindexed(path) {
	case "Notice.Controller.ID":
		return law.Find(law.SenderIdentity, path, "no identifier: give the controller's SIREN, RNA number or domain, the same as in the book of objections")
	case "Notice.Controller.Name", "Notice.Joint.Name":
		return law.Find(law.SenderIdentity, path, "no name: give the full name of the candidate, list or party that decides")
	case "Notice.Joint.ID":
		return law.Find(law.SenderIdentity, path, "no identifier: give the joint controller's SIREN, RNA number or domain")
	case "Notice.Controller.Kind", "Notice.Joint.Kind":
		return law.Find(law.SenderIdentity, path, "no kind: say whether it is a candidate, a list, a party or an association")
	case "Notice.Controller.Postal", "Notice.Joint.Postal":
		return law.Find(law.ControllerContact, path, "no postal address: give one to which people can write")
	case "Notice.Controller.Email", "Notice.Joint.Email":
		return law.Find(law.ControllerContact, path, "no e-mail address: give one that somebody reads")
	case "Notice.Signatory.Name":
		return law.Find(law.SenderIdentity, path, "a signatory without a name: give it, or leave Signatory out")
	case "Notice.Election.ID":
		return law.Find(law.SpecField, path, "no election: give its identifier, FR-MUN-2026 say, or use NoElection")
	case "Notice.Origin.Kind":
		return law.Find(law.DataOrigin, path, "no origin: say where the recipients' data came from")
	case "Notice.Basis.Kind":
		return law.Find(law.BasisEvidence, path, "no legal basis: say whether people agreed, or what else the processing rests on")
	case "Notice.Purpose":
		return law.Find(law.PurposeNamed, path, "no purpose: say what the data are used for")
	case "Notice.Rights.Notice":
		return law.Find(law.NoticeLink, path, "no link to the full information: give its https URL")
	case "Notice.Keep":
		return law.Find(law.FullNotice, path, "no term: say how long each class of data is kept, and from which event")
	case "Notice.Keep.Class":
		return law.Find(law.ContactClass, path, "a term without a class: say which data it is about")
	case "Notice.Keep.After":
		return law.Find(law.SpecField, path, "a term without an event: say from when it runs")
	case "Notice.Processors.Name":
		return law.Find(law.ProcessorContract, path, "a processor without a name: give the provider's")
	case "Notice.Processors.Role":
		return law.Find(law.ProcessorContract, path, "a processor without a role: say what it does with the data")
	case "Notice.Processors.Country":
		return law.Find(law.ProcessorContract, path, "a processor without a country: write its ISO 3166 code, FR say")
	case "Notice.Processors.Contract":
		return law.Find(law.ProcessorContract, path, "a processor without a contract: give the reference of the written one")
	case "Notice.Advert.Sponsor":
		return law.Find(law.AdvertLabel, path, "no sponsor: name the one at whose request the message is sent")
	case "Notice.Advert.Notice":
		return law.Find(law.AdvertNotice, path, "no transparency notice: give its https URL")
	}
	return law.Find(law.SpecField, path, "empty: fill it in")
}

// unindexed takes the indices out of a path.
func unindexed(path string) string {
	out := make([]byte, 0, len(path))
	in := false
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '[':
			in = true
		case ']':
			in = false
		default:
			if !in {
				out = append(out, path[i])
			}
		}
	}
	return string(out)
}
