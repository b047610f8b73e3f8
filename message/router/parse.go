package router

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
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

// Findings reports what is wrong with a profile: at its JSON paths, everything at once.
func (p Profile) Findings() law.Findings {
	var fs law.Findings
	add := func(f law.Finding) { fs = append(fs, f) }
	should := func(f law.Finding) { f.Severity = law.Should; fs = append(fs, f) }

	if p.Name == "" || strings.ToLower(string(p.Name)) != string(p.Name) || !ident(string(p.Name)) {
		add(law.Find(law.SpecField, "name", "a profile's name is a lower-case word"))
	}
	if strings.TrimSpace(p.Title) == "" {
		add(law.Find(law.SpecField, "title", "the value is missing"))
	}
	oneOf := func(path, value string, values ...string) {
		if !slices.Contains(values, value) {
			add(law.Find(law.SpecField, path, "the value is none of %s", strings.Join(values, ", ")))
		}
	}
	kinds := []string{"", string(Alphanumeric), string(ShortCode), string(Numeric)}

	oneOf("stop.mode", string(p.Stop.Mode), string(StopAuthor), string(StopAppended), string(StopPlaceholder))
	oneOf("stop.only", string(p.Stop.Only), kinds...)
	p.Stop.findings(add)
	if p.MaxParts < 0 || p.MaxParts > 255 {
		add(law.Find(law.SpecField, "max_parts", "the value is outside %d to %d", 0, 255))
	}
	if p.MaxCharacters < 0 {
		add(law.Find(law.SpecField, "max_characters", "the value is negative"))
	}
	limit := MaxSender
	if p.Sender.Max < 0 || p.Sender.Max > MaxSender {
		add(law.Find(law.SpecField, "sender.max", "the value is outside %d to %d", 0, MaxSender))
	} else if p.Sender.Max > 0 {
		limit = p.Sender.Max
	}
	if p.Sender.Min < 0 || p.Sender.Min > limit {
		add(law.Find(law.SpecField, "sender.min", "the value is outside %d to %d", 0, limit))
	}
	oneOf("sender.default", string(p.Sender.Default), kinds...)
	p.Hours.findings(add)
	oneOf("political", string(p.Political), string(PoliticalAllowed), string(PoliticalForbidden), string(PoliticalAsk), string(PoliticalUnknown))
	p.Merge.findings(add)
	for i, f := range p.Forbids {
		path := "forbids[" + strconv.Itoa(i) + "]"
		oneOf(path+".when", string(f.When), kinds...)
		oneOf(path+".what", string(f.What), string(URL), string(ShortenedURL))
		oneOf(path+".severity", string(f.Severity), "", string(law.Must), string(law.Should))
		oneOf(path+".rule", string(f.Rule), forbidRules...)
	}

	sourced := make(map[string]bool)
	for i, s := range p.Sources {
		path := "sources[" + strconv.Itoa(i) + "]"
		oneOf(path+".field", s.Field, figures...)
		oneOf(path+".evidence", string(s.Evidence), string(law.Verbatim), string(law.Quoted), string(law.Reported), string(law.Inferred))
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
		oneOf(path, figure, figures...)
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
	return fs.Sort()
}

func (s Stop) findings(add func(law.Finding)) {
	expect := func(path, value string, wanted bool) {
		switch {
		case wanted && value == "":
			add(law.Find(law.SpecField, path, "the value is missing"))
		case !wanted && value != "":
			add(law.Find(law.SpecField, path, "the value has no meaning in mode %s", s.Mode))
		case strings.ContainsFunc(value, func(r rune) bool { return gsm7.Septets(r) == 0 }):
			add(law.Find(law.CleanText, path, "the value has a character that GSM-7 lacks"))
		}
	}
	expect("stop.suffix", s.Suffix, s.Mode == StopAppended)
	expect("stop.write", s.Write, s.Mode == StopPlaceholder)
	expect("stop.as", s.As, s.Mode == StopPlaceholder)
	if s.Mode == StopPlaceholder && s.Write != "" && len(Foreign(s.Write)) == 0 {
		add(law.Find(law.Placeholder, "stop.write", "the value holds no placeholder of a known syntax"))
	}
}

func (h Hours) findings(add func(law.Finding)) {
	clock := func(path string, c Clock) {
		if _, _, ok := c.parse(); !ok && c != "" {
			add(law.Find(law.SpecField, path, "the value is no time of day such as 08:00"))
		}
	}
	clock("hours.open", h.Open)
	clock("hours.close", h.Close)
	if (h.Open == "") != (h.Close == "") || h.Open != "" && h.Open >= h.Close {
		add(law.Find(law.SpecField, "hours.close", "the hours must open before they close"))
	}
	for i, k := range h.Closed {
		if k != Sunday && k != Holiday {
			add(law.Find(law.SpecField, "hours.closed["+strconv.Itoa(i)+"]", "the value is none of %s", "sunday, holiday"))
		}
	}
	switch h.Outside {
	case Deferred, Refused, OutsideUnknown:
		if h.none() {
			add(law.Find(law.SpecField, "hours.outside", "the value has no meaning without hours"))
		}
	case "":
		if !h.none() {
			add(law.Find(law.SpecField, "hours.outside", "the value is missing"))
		}
	default:
		add(law.Find(law.SpecField, "hours.outside", "the value is none of %s", "deferred, refused, unknown"))
	}
}

func (m Merge) findings(add func(law.Finding)) {
	if m.IsZero() {
		if m.Prefix != "" || m.Close != "" || len(m.Fields)+len(m.Reserved) > 0 {
			add(law.Find(law.SpecField, "merge.open", "the value is missing"))
		}
		return
	}
	if m.Close == "" {
		add(law.Find(law.SpecField, "merge.close", "the value is missing"))
	}
	for _, d := range []struct{ path, value string }{{"merge.open", m.Open}, {"merge.close", m.Close}} {
		if len(d.value) > 8 || strings.ContainsFunc(d.value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
			add(law.Find(law.SpecField, d.path, "a delimiter has at most %d bytes, none of them a space", 8))
		}
	}
	// Otherwise what Write writes could not be read again.
	if r, _ := utf8.DecodeRuneInString(m.Close); m.Close != "" && nameRune(r) {
		add(law.Find(law.SpecField, "merge.close", "a delimiter may not begin with what names are made of"))
	}
	if strings.ContainsFunc(m.Prefix, func(r rune) bool { return !nameRune(r) }) || len(m.Prefix) > maxName/3 {
		add(law.Find(law.SpecField, "merge.prefix", "the value is no name of a field"))
	}
	for _, list := range []struct {
		path  string
		names []string
	}{{"merge.fields", m.Fields}, {"merge.reserved", m.Reserved}} {
		for i, f := range list.names {
			if !ident(f) {
				add(law.Find(law.SpecField, list.path+"["+strconv.Itoa(i)+"]", "the value is no name of a field"))
			}
		}
	}
}
