// Package sms is the only way to a political SMS: a text that carries who writes, where the number came from and how to stop,
// whose length was proved for every possible recipient before the first send. Package message says how the way goes.
//
//	Compile[T](Spec) → *Template[T] → Batch(moment) → *Batch[T] → Build(recipient) → Message
//
// A value is bounded as it is sent: in NFC, and with what GSM-7 lacks replaced (ê becomes e, ’ becomes '; é è à ù stay).
package sms

import (
	"fmt"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/message/internal/spec"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Spec is everything that decides an SMS, as plain data.
type Spec struct {
	Body     string                   `json:"body"`                // text/template: fields, if and else, trim markers, comments; at most 64 KiB
	Notice   notice.Notice            `json:"notice"`              //
	Occasion message.Occasion         `json:"occasion,omitempty"`  // the zero Occasion is FirstContact: everything is said
	Reason   string                   `json:"reason,omitempty"`    // of a Service message: a sentence that says why it is no canvassing
	Topic    string                   `json:"topic,omitempty"`     // what recipients may object to apart from the rest; recipients are screened for it
	Lang     string                   `json:"lang,omitempty"`      // BCP 47; "" is "fr"
	Sender   string                   `json:"sender"`              // at most 11 letters and digits, or a short code 36xxx
	StopTo   string                   `json:"stop_to,omitempty"`   // the short code that a STOP goes to, when the sender is a name and the router appends nothing
	Router   router.Name              `json:"router,omitempty"`    // what the provider appends and forbids; "" appends nothing
	Profile  *router.Profile          `json:"profile,omitempty"`   // what your own contract says of the provider, instead of what is embedded under Router
	MaxParts int                      `json:"max_parts,omitempty"` // zero is 1
	Exact    bool                     `json:"exact,omitempty"`     // values are not folded
	Fields   map[string]message.Limit `json:"fields,omitempty"`    // bounds when the row is Values
	Rules    law.Profile              `json:"rules,omitempty"`     // the zero Profile is law.Default
	Except   []law.Exception          `json:"except,omitempty"`    // rules softened, each with its reason
}

// clone copies what a caller could still change.
func (s Spec) clone() Spec {
	s.Notice = s.Notice.Clone()
	if s.Profile != nil {
		p := s.Profile.Clone()
		s.Profile = &p
	}
	s.Fields = row.CloneLimits(s.Fields)
	s.Except = append([]law.Exception(nil), s.Except...)
	return s
}

// labelFindings judges the short texts of the specification: none of them may hold a line break or a control character.
func (s *Spec) labelFindings() (fs law.Findings) {
	add := func(more ...law.Finding) { fs = append(fs, more...) }
	add(judge.LabelFindings("Topic", s.Topic, 64)...)
	add(judge.LabelFindings("Sender", s.Sender, 64)...)
	add(judge.LabelFindings("StopTo", s.StopTo, 5)...)
	add(judge.LabelFindings("Reason", s.Reason, 500)...)
	for i, e := range s.Except {
		at := fmt.Sprintf("Except[%d]", i)
		add(judge.LabelFindings(at+".Rule", string(e.Rule), 64)...)
		add(judge.LabelFindings(at+".Reason", e.Reason, 500)...)
	}
	if s.Sender == "" {
		add(law.Find(law.SpecField, "Sender", "the sender is empty: give a name of at most 11 letters and digits, or a short code 36xxx"))
	}
	add(spec.ReasonFindings(s.Occasion, s.Reason)...)
	if s.MaxParts < 0 || s.MaxParts > gsm7.MaxParts {
		add(law.Find(law.SpecField, "MaxParts", "%d parts: a message has 1 to 255", s.MaxParts))
	}
	return fs
}

// provider returns what is known of the provider, and what in the specification it does not carry.
func (s *Spec) provider() (router.Profile, law.Findings) {
	var fs law.Findings
	add := func(more ...law.Finding) { fs = append(fs, more...) }
	profile, ok := router.Lookup(s.Router)
	switch {
	case s.Profile != nil && s.Router != "" && s.Router != s.Profile.Name:
		add(law.Find(law.SpecField, "Router", "two providers: leave Router empty where Profile is given, or give it the profile's name"))
	case s.Profile != nil:
		profile = *s.Profile
		for _, f := range profile.Findings() {
			f.Path = "Profile." + f.Path
			add(f)
		}
	case !ok:
		add(law.Find(law.SpecField, "Router", "unknown provider; package router lists those whose habits are known, and \"\" appends nothing"))
	}
	add(profile.SenderFindings("Sender", s.Sender)...)
	add(profile.PoliticalFindings("Router")...)
	if profile.MaxParts > 0 && s.MaxParts > profile.MaxParts {
		add(law.Find(law.SpecField, "MaxParts", "%d parts: the provider carries at most %d", s.MaxParts, profile.MaxParts))
	}
	return profile, fs
}
