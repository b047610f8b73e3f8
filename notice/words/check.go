package words

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
)

// facts are the placeholders that a form may have. Those that are true are there in every Notice without findings, so that
// a form which needs no others can always be filled.
var facts = map[string]bool{
	"sender": true, "sender_short": true, "postal": true, "email": true,
	"signatory": false, "signatory_short": false, "quality": false, "joint": false, "dpo": false,
	"election": false, "election_bare": false, "election_short": false,
	"origin": true, "origin_short": true, "obtained": false,
	"purpose": true, "basis": true, "rights": true, "notice": true, "retention": true,
	"sponsor": false, "control": false, "advert": false, "targeting": false,
	"stop": true, "unsubscribe": true,
}

// flags may stand in With alone.
var flags = []string{"consent", "directives"}

// asks says for each rule which placeholders a form must have: one of each group.
var asks = map[law.ID][][]string{
	law.SenderIdentity:    {{"sender", "sender_short"}},
	law.ElectionNamed:     {{"election", "election_bare", "election_short"}},
	law.ControllerContact: {{"postal", "notice"}, {"email", "notice"}},
	law.DataOrigin:        {{"origin", "origin_short"}},
	law.PurposeNamed:      {{"purpose", "notice"}},
	law.RightsContact:     {{"rights", "notice"}},
	law.NoticeLink:        {{"notice"}},
	law.FullNotice:        {{"notice"}},
	law.OptOutSMS:         {{"stop"}},
	law.OptOutEmail:       {{"unsubscribe"}},
	law.StopValid:         {{"stop", "unsubscribe"}},
	law.ObjectSeparate:    {{"stop", "unsubscribe"}},
	law.AdvertLabel:       {{"sponsor"}, {"advert"}},
	law.AdvertNotice:      {{"advert"}},
	law.RetentionElection: {{"retention"}},
	law.ConsentFirst:      nil, // the words ask
	law.BasisEvidence:     nil, // the words say that consent can be withdrawn
}

// needed says which rules the sentences of a channel and occasion must satisfy.
func needed(ch law.Channel, o law.Occasion) []law.ID {
	rules := []law.ID{law.SenderIdentity}
	if ch == law.SMS {
		rules = append(rules, law.OptOutSMS)
	} else {
		rules = append(rules, law.OptOutEmail, law.ControllerContact, law.NoticeLink)
	}
	if ch == law.Email && (o == law.FirstContact || o == law.Later) {
		rules = append(rules, law.AdvertLabel)
	}
	switch o {
	case law.FirstContact:
		rules = append(rules, law.ElectionNamed, law.DataOrigin, law.PurposeNamed, law.RightsContact, law.NoticeLink, law.FullNotice, law.ObjectSeparate)
	case law.ConsentRequest:
		rules = append(rules, law.DataOrigin, law.PurposeNamed, law.RightsContact, law.NoticeLink, law.FullNotice, law.ObjectSeparate, law.ConsentFirst)
	case law.ConsentReceipt:
		rules = append(rules, law.RightsContact, law.NoticeLink)
	}
	return rules
}

var (
	channels  = []law.Channel{law.SMS, law.Email}
	occasions = []law.Occasion{law.FirstContact, law.Later, law.ConsentRequest, law.ConsentReceipt, law.Service}
	origins   = []law.Origin{law.OriginForm, law.OriginMember, law.OriginDonor, law.OriginEvent, law.OriginPetition, law.OriginRegular,
		law.OriginReferral, law.OriginRented, law.OriginRoll, law.OriginConsular, law.OriginDirectory, law.OriginDoorstep,
		law.OriginPhone, law.OriginTransfer, law.OriginElected}
	bases = []law.Basis{law.Consent, law.LegitimateInterest, law.PoliticalBody}
)

// check returns everything that keeps a set from being used.
func (f *file) check() law.Findings {
	var fs law.Findings
	if _, err := language.Parse(f.Lang); err != nil || f.Lang == "" {
		fs = append(fs, law.Find(law.SpecField, "Words.lang", "no BCP 47 language: write fr, en, br"))
	}
	for _, o := range origins {
		if p := f.Origins[o]; p[0] == "" || p[1] == "" {
			fs = append(fs, law.Find(law.DataOrigin, "Words.origins", "no words for the origin %q: give a clause and a noun", string(o)))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(f.Elections)) {
		if p := f.Elections[id]; p[0] == "" || p[1] == "" {
			fs = append(fs, law.Find(law.SpecField, "Words.elections", "no words for the election %q: give a name with its article, and one for SMS", id))
		}
	}
	for _, b := range bases {
		if f.Bases[b] == "" {
			fs = append(fs, law.Find(law.SpecField, "Words.bases", "no words for the basis %q", string(b)))
		}
	}
	for i, s := range f.Sentences {
		fs = append(fs, s.check("Words.sentences["+strconv.Itoa(i)+"]")...)
	}
	for _, ch := range channels {
		for _, o := range occasions {
			for _, rule := range needed(ch, o) {
				if !f.says(rule, ch, o) {
					fs = append(fs, law.Find(rule, "Words.sentences", "no sentence says it on the channel %q and the occasion %q in every case: add one", string(ch), string(o)))
				}
			}
		}
	}
	return fs
}

// says reports whether the rule has a sentence that can be filled whenever the rule needs saying.
func (f *file) says(rule law.ID, ch law.Channel, o law.Occasion) bool {
	return slices.ContainsFunc(f.Sentences, func(s Sentence) bool {
		if s.Channel != ch || s.Spare || !slices.Contains(s.Occasions, o) || !slices.Contains(s.Rules, rule) || len(s.With) > 0 {
			return false
		}
		return slices.ContainsFunc(s.Forms, func(form Form) bool {
			return !slices.ContainsFunc(placeholders(form.Text), func(p string) bool { return !facts[p] && !tells(rule, p) })
		})
	})
}

// tells reports whether the placeholder is one that the rule itself is about: without an election, none has to be named.
func tells(rule law.ID, p string) bool {
	return (rule == law.ElectionNamed || rule == law.AdvertLabel) && slices.ContainsFunc(asks[rule], func(group []string) bool { return slices.Contains(group, p) })
}

func (s Sentence) check(path string) law.Findings {
	var fs law.Findings
	if s.Name == "" {
		fs = append(fs, law.Find(law.SpecField, path+".name", "a sentence without a name: give it one"))
	}
	if !slices.Contains(channels, s.Channel) {
		fs = append(fs, law.Find(law.SpecField, path+".channel", "unknown channel %q: write sms or email", string(s.Channel)))
	}
	for _, o := range s.Occasions {
		if !slices.Contains(occasions, o) {
			fs = append(fs, law.Find(law.SpecField, path+".occasions", "unknown occasion %q", string(o)))
		}
	}
	for _, w := range s.With {
		if _, ok := facts[w]; !ok && !slices.Contains(flags, w) {
			fs = append(fs, law.Find(law.SpecField, path+".with", "unknown fact %q", w))
		}
	}
	for _, r := range s.Rules {
		if _, ok := asks[r]; !ok {
			fs = append(fs, law.Find(law.SpecField, path+".rules", "no sentence satisfies %q", string(r)))
		}
	}
	if len(s.Forms) == 0 || len(s.Occasions) == 0 {
		fs = append(fs, law.Find(law.SpecField, path, "a sentence without forms or occasions is never said: add them"))
	}
	for i, form := range s.Forms {
		fs = append(fs, s.checkForm(form, path+".forms["+strconv.Itoa(i)+"]")...)
	}
	return fs
}

func (s Sentence) checkForm(form Form, path string) law.Findings {
	var fs law.Findings
	have := placeholders(form.Text)
	for _, p := range have {
		if _, ok := facts[p]; !ok {
			fs = append(fs, law.Find(law.Placeholder, path, "unknown placeholder {%s}", p))
		}
	}
	text := constant(form.Text)
	if strings.ContainsAny(text, "{}\r\n\x00\t") || strings.TrimSpace(form.Text) == "" {
		fs = append(fs, law.Find(law.CleanText, path, "a form is one line of text, with placeholders in braces"))
	}
	for _, rule := range s.Rules {
		for _, group := range asks[rule] {
			if !slices.ContainsFunc(group, func(p string) bool { return slices.Contains(have, p) }) {
				fs = append(fs, law.Find(rule, path, "the form lacks its placeholder: one of %s", "{"+strings.Join(group, "}, {")+"}"))
			}
		}
	}
	if s.Channel == law.SMS {
		n := 0
		for _, r := range text {
			if gsm7.Septets(r) == 0 {
				// Breton can do without, Arabic cannot.
				fs = append(fs, law.Find(law.Alphabet, path, "the character U+%04X is not in the SMS alphabet and makes every message more than twice as long: replace it", r).AsShould())
			}
			n += gsm7.Septets(r)
		}
		if form.Septets != 0 && form.Septets != n {
			fs = append(fs, law.Find(law.SpecField, path, "says %d septets and has %d", form.Septets, n))
		}
	}
	return fs
}
