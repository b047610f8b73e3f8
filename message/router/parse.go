package router

import (
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/notice/law"
)

// maxProfile is how many bytes a profile may have.
const maxProfile = 64 << 10

// Parse reads a profile of your own from JSON, in the form of the embedded files, at most 64 KiB. It is strict: an unknown key,
// a key that stands twice, a value of another type or outside its enumeration, null, and anything after the object are findings, at
// their JSON paths, all at once. A profile with a Must finding is not to be used; a figure without a source is Should.
func Parse(data []byte) (Profile, law.Findings) {
	if len(data) > maxProfile {
		return Profile{}, law.Findings{law.Find(law.SpecField, "", "the profile has %d bytes; at most %d are read", len(data), maxProfile)}
	}
	if !utf8.Valid(data) {
		return Profile{}, law.Findings{law.Find(law.CleanText, "", "the profile is not valid UTF-8")}
	}
	var p Profile
	if _, problems := strictjson.Unmarshal(data, &p); len(problems) > 0 {
		var fs law.Findings
		for _, problem := range problems {
			fs = append(fs, unreadable(problem))
		}
		return Profile{}, fs.Sort()
	}
	return p, p.Findings()
}

// unreadable says what keeps JSON from being a profile.
func unreadable(p strictjson.Problem) law.Finding {
	if p.Kind == strictjson.Empty {
		return law.Find(law.SpecField, p.Path, "the document is empty: a profile is a JSON object")
	}
	return p.Finding()
}
