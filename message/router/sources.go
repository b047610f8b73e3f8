package router

import (
	"slices"
	"strconv"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// figures are the JSON names of what every profile has to source or to declare unknown.
var figures = []string{"stop", "max_parts", "max_characters", "sender.min", "sender.max", "sender.short_code", "sender.default", "hours", "hours.outside", "validity", "political", "merge", "forbids"}

// set reports whether the figure has a value of its own.
func (p Profile) set(figure string) bool {
	switch figure {
	case "stop":
		return p.Stop.Mode == StopAppended || p.Stop.Mode == StopPlaceholder
	case "max_parts":
		return p.MaxParts != 0
	case "max_characters":
		return p.MaxCharacters != 0
	case "sender.min":
		return p.Sender.Min != 0
	case "sender.max":
		return p.Sender.Max != 0
	case "sender.short_code":
		return p.Sender.ShortCode
	case "sender.default":
		return p.Sender.Default != ""
	case "hours.outside":
		return p.Hours.Outside == Deferred || p.Hours.Outside == Refused
	case "hours":
		return !p.Hours.none()
	case "validity":
		return p.Validity
	case "political":
		return p.Political != "" && p.Political != PoliticalUnknown
	case "merge":
		return !p.Merge.IsZero()
	case "forbids":
		return len(p.Forbids) > 0
	}
	return false
}

// Conflicts returns the sources that disagree with the value taken.
func (p Profile) Conflicts() []Source {
	return slices.DeleteFunc(slices.Clone(p.Sources), func(s Source) bool { return s.Says == "" })
}

// sourceFindings judges where the figures were read: each has a source that agrees with it, or stands among the unknown.
func (p Profile) sourceFindings() (fs law.Findings) {
	add := func(f law.Finding) { fs = append(fs, f) }
	should := func(f law.Finding) { fs = append(fs, f.AsShould()) }
	choice := func(path, value string, values ...string) { fs = append(fs, oneOf(path, value, values...)...) }

	sourced := make(map[string]bool)
	for i, s := range p.Sources {
		path := "sources[" + strconv.Itoa(i) + "]"
		choice(path+".field", s.Field, figures...)
		choice(path+".evidence", string(s.Evidence), string(law.Verbatim), string(law.Quoted), string(law.Reported), string(law.Inferred))
		if s.Document == "" {
			add(law.Find(law.SpecField, path+".document", "the value is missing"))
		}
		if _, err := s.Date.Time(time.UTC); err != nil {
			add(law.Find(law.SpecField, path+".date", "the value is no day such as 2026-03-15"))
		}
		if s.Quote == "" && (s.Evidence == law.Verbatim || s.Evidence == law.Quoted) {
			add(law.Find(law.SpecField, path+".quote", "the value is missing"))
		}
		if s.Says == "" {
			sourced[s.Field] = true
		}
	}
	for i, figure := range p.Unknown {
		path := "unknown[" + strconv.Itoa(i) + "]"
		choice(path, figure, figures...)
		if p.set(figure) {
			add(law.Find(law.SpecField, path, "the figure is declared unknown and has a value"))
		}
	}
	for _, figure := range figures {
		switch {
		case figure == "hours.outside" && p.Hours.none():
		case p.set(figure) && !sourced[figure]:
			should(law.Find(law.SpecField, figure, "the figure has no source"))
		case !p.set(figure) && !sourced[figure] && !slices.Contains(p.Unknown, figure):
			should(law.Find(law.SpecField, figure, "the figure has neither a value, nor a source that says there is none, nor a place among the unknown"))
		}
	}
	return fs
}
