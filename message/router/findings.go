package router

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Findings reports what is wrong with a profile: at its JSON paths, everything at once.
func (p Profile) Findings() law.Findings {
	var fs law.Findings
	add := func(f law.Finding) { fs = append(fs, f) }
	choice := func(path, value string, values ...string) { fs = append(fs, oneOf(path, value, values...)...) }

	if p.Name == "" || strings.ToLower(string(p.Name)) != string(p.Name) || !ident(string(p.Name)) {
		add(law.Find(law.SpecField, "name", "a profile's name is a lower-case word"))
	}
	if strings.TrimSpace(p.Title) == "" {
		add(law.Find(law.SpecField, "title", "the value is missing"))
	}
	choice("stop.mode", string(p.Stop.Mode), string(StopAuthor), string(StopAppended), string(StopPlaceholder))
	choice("stop.only", string(p.Stop.Only), senderKinds...)
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
	choice("sender.default", string(p.Sender.Default), senderKinds...)
	p.Hours.findings(add)
	choice("political", string(p.Political), string(PoliticalAllowed), string(PoliticalForbidden), string(PoliticalAsk), string(PoliticalUnknown))
	p.Merge.findings(add)
	for i, f := range p.Forbids {
		fs = append(fs, f.findings("forbids["+strconv.Itoa(i)+"]")...)
	}
	fs = append(fs, p.sourceFindings()...)
	return fs.Sort()
}

// senderKinds are the values that a kind of sender may have, none included.
var senderKinds = []string{"", string(Alphanumeric), string(ShortCode), string(Numeric)}

// oneOf finds a value outside its enumeration.
func oneOf(path, value string, values ...string) law.Findings {
	if slices.Contains(values, value) {
		return nil
	}
	return law.Findings{law.Find(law.SpecField, path, "the value is none of %s", strings.Join(values, ", "))}
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

func (f Forbid) findings(path string) law.Findings {
	return slices.Concat(
		oneOf(path+".when", string(f.When), senderKinds...),
		oneOf(path+".what", string(f.What), string(URL), string(ShortenedURL)),
		oneOf(path+".severity", string(f.Severity), "", string(law.Must), string(law.Should)),
		oneOf(path+".rule", string(f.Rule), forbidRules...),
	)
}
