package message

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// SMSSpec is everything that decides an SMS, as plain data.
type SMSSpec struct {
	Body     string           `json:"body"`                // text/template: fields, if and else, trim markers, comments; at most 64 KiB
	Notice   notice.Notice    `json:"notice"`              //
	Occasion Occasion         `json:"occasion,omitempty"`  // the zero Occasion is FirstContact: everything is said
	Reason   string           `json:"reason,omitempty"`    // of a Service message: a sentence that says why it is no canvassing
	Topic    string           `json:"topic,omitempty"`     // what recipients may object to apart from the rest; recipients are screened for it
	Lang     string           `json:"lang,omitempty"`      // BCP 47; "" is "fr"
	Sender   string           `json:"sender"`              // at most 11 letters and digits, or a short code 36xxx
	StopTo   string           `json:"stop_to,omitempty"`   // the short code that a STOP goes to, when the sender is a name and the router appends nothing
	Router   router.Name      `json:"router,omitempty"`    // what the provider appends and forbids; "" appends nothing
	Profile  *router.Profile  `json:"profile,omitempty"`   // what your own contract says of the provider, instead of what is embedded under Router
	MaxParts int              `json:"max_parts,omitempty"` // zero is 1
	Exact    bool             `json:"exact,omitempty"`     // values are not folded
	Fields   map[string]Limit `json:"fields,omitempty"`    // bounds when the row is Values
	Rules    law.Profile      `json:"rules,omitempty"`     // the zero Profile is law.Default
	Except   []law.Exception  `json:"except,omitempty"`    // rules softened, each with its reason
}

// clone copies what a caller could still change.
func (s SMSSpec) clone() SMSSpec {
	s.Notice = s.Notice.Clone()
	if s.Profile != nil {
		p := s.Profile.Clone()
		s.Profile = &p
	}
	s.Fields = cloneLimits(s.Fields)
	s.Except = append([]law.Exception(nil), s.Except...)
	return s
}

func cloneLimits(m map[string]Limit) map[string]Limit {
	if m == nil {
		return nil
	}
	c := make(map[string]Limit, len(m))
	for k, l := range m {
		l.OneOf = append([]string(nil), l.OneOf...)
		c[k] = l
	}
	return c
}

// SMSTemplate is a proved SMS: no row within its bounds makes a message longer than the budget. It is immutable and safe
// for concurrent use. The zero template is inert: Batch returns ErrUnbuilt.
type SMSTemplate[T any] struct {
	_ [0]func(*T) // T stands in the type, so that templates of different rows do not convert into each other
	t *smsTemplate
}

// smsTemplate is what all instantiations share.
type smsTemplate struct {
	spec    SMSSpec
	lang    language.Tag
	body    body
	tail    tail
	profile router.Profile
	suffix  string     // what the provider appends: counted, not in the text
	added   gsm7.Count // of tail and suffix
	counted string     // tail and suffix as they are counted
	proof   Proof
	own     law.Findings // all but the Notice's, before the profile: judged again by each batch
	found   law.Findings // after the profile, on the day that compiling judges by
	hash    [16]byte
}

// CompileSMS proves a specification. It returns every finding at once, in a *law.Error, when one of them blocks; findings that
// only advise are in Findings. Rules are judged as of the first round of the election, or by the newest rules where there
// is none: no clock is read. A body over 64 KiB is refused unparsed.
//
// T is the row: a struct whose fields carry `validate` and `sms` tags, or Values with limits in SMSSpec.Fields.
func CompileSMS[T any](s SMSSpec) (*SMSTemplate[T], error) {
	t, fs := compileSMS(s, reflect.TypeFor[T]())
	if err := fs.Err(); err != nil {
		return nil, err
	}
	return &SMSTemplate[T]{t: t}, nil
}

func compileSMS(s SMSSpec, row reflect.Type) (*smsTemplate, law.Findings) {
	s = s.clone()
	if s.MaxParts == 0 {
		s.MaxParts = 1
	}
	t := &smsTemplate{spec: s}
	at := judgedOn(s.Notice.Election)

	var fs law.Findings
	add := func(more ...law.Finding) { fs = append(fs, more...) }
	add(s.Notice.Allows(law.SMS, s.Occasion)...)
	lang, found := langOf(s.Lang)
	t.lang = lang
	add(found...)
	add(labelFindings("Topic", s.Topic, 64)...)
	add(labelFindings("Sender", s.Sender, 64)...)
	add(labelFindings("StopTo", s.StopTo, 5)...)
	add(labelFindings("Reason", s.Reason, 500)...)
	for i, e := range s.Except {
		at := fmt.Sprintf("Except[%d]", i)
		add(labelFindings(at+".Rule", string(e.Rule), 64)...)
		add(labelFindings(at+".Reason", e.Reason, 500)...)
	}
	if s.Sender == "" {
		add(law.Find(law.SpecField, "Sender", "the sender is empty: give a name of at most 11 letters and digits, or a short code 36xxx"))
	}
	if s.Occasion == Service && len(strings.Fields(s.Reason)) < 3 {
		add(law.Find(law.SpecField, "Reason", "a service message needs a written reason: a sentence that says why it is no canvassing"))
	}
	if s.MaxParts < 0 || s.MaxParts > gsm7.MaxParts {
		add(law.Find(law.SpecField, "MaxParts", "%d parts: a message has 1 to 255", s.MaxParts))
	}
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
	t.profile = profile
	add(profile.SenderFindings("Sender", s.Sender)...)
	add(profile.PoliticalFindings("Router")...)
	if profile.MaxParts > 0 && s.MaxParts > profile.MaxParts {
		add(law.Find(law.SpecField, "MaxParts", "%d parts: the provider carries at most %d", s.MaxParts, profile.MaxParts))
	}

	stop, found := stopOf(s, profile)
	add(found...)
	if s.Body == "" {
		add(law.Find(law.SpecField, "Body", "the body is empty: write what the message is for"))
	}
	source := s.Body
	if len(source) <= subset.MaxBytes { // longer ones are refused unread
		add(textFindings("Body", source)...)
		source = norm.NFC.String(source)
	}
	tpl, found := subset.Parse("Body", source, subset.MaxBytes)
	add(found...)
	limitless := profile // its limit of characters is for the longest message, not for a template's source
	limitless.MaxCharacters = 0
	if tpl != nil {
		add(limitless.TextFindings("Body", source, s.Sender)...)
		add(placeholders("Body", tpl, profile)...)
		if len(source) <= judged {
			add(t.content(tpl)...)
		}
	}
	if tpl != nil {
		provable := found.Err() == nil
		t.body, found = bodyOf(tpl, row, s.Fields, s.Exact)
		add(found...)
		if provable && found.Err() == nil {
			t.suffix = stop.suffix
			add(t.compose(stop)...)
			for _, f := range limitless.TextFindings("Notice", t.tail.text, s.Sender) { // the statutory words hold links too
				add(f.At(0, 0))
			}
			if n, most := t.proof.Longest.Size.Units, profile.MaxCharacters; most > 0 && n > most {
				add(law.Find(law.PartBudget, "Body", "the longest message may have %d characters; the provider takes at most %d", n, most))
			}
			add(t.diagnose(tpl)...)
		}
	}
	t.own = fs
	t.found = judgeAt(at, fs, s.Notice, s.Rules, s.Except)
	t.hash = hashOf(s, row)
	return t, t.found
}

// judged is how long an author's text may be to be read word by word: longer than any that a message of 255 parts holds.
const judged = 40 << 10

// judgedOn is the moment whose rules compiling applies: the first round, or a day after every rule's first where the
// election is unknown.
func judgedOn(e notice.Election) time.Time {
	if day, ok := e.FirstRound(); ok {
		if at, err := day.Time(time.UTC); err == nil {
			return at.Add(12 * time.Hour)
		}
	}
	return time.Date(9999, 1, 1, 12, 0, 0, 0, time.UTC)
}

// hashOf names a template: the same specification and row give the same keys.
func hashOf(s any, row reflect.Type) (h [16]byte) {
	b, err := json.Marshal(s)
	if err != nil { // a specification is plain data: it always marshals
		panic(err)
	}
	sum := sha256.Sum256(fmt.Appendf(b, "%s.%s", row.PkgPath(), row.String()))
	copy(h[:], sum[:])
	return h
}

func bodyOf(tpl *subset.Template, row reflect.Type, limits map[string]Limit, exact bool) (body, law.Findings) {
	printed := make([]bool, len(tpl.Fields))
	for _, op := range tpl.Ops {
		if op.Kind == subset.Field {
			printed[op.Arg] = true
		}
	}
	fields, fs := fieldsOf(row, tpl.Fields, func(i int) bool { return printed[i] }, limits, exact)
	b := body{fields: fields, conds: tpl.Conds}
	for _, op := range tpl.Ops {
		s := step{kind: op.Kind, arg: op.Arg, to: op.To, text: op.Text}
		s.count, _ = gsm7.Scan(op.Text)
		b.steps = append(b.steps, s)
	}
	if n := len(b.conds); n <= subset.MaxConditions && len(b.steps)<<n > provable {
		fs = append(fs, law.Find(law.TemplateBody, "Body", "%d pieces of text and fields in %d cases of the conditions, at most %d can be proved; split the template", len(b.steps), 1<<n, provable>>n))
	}
	if fs.Err() == nil && len(b.conds) <= subset.MaxConditions {
		b.lay()
	}
	return b, fs
}

// provable is how many pieces a proof goes through, counted in each case of the conditions: 1,024 with eight conditions, all
// that a body can hold without. No message of 255 parts has use for more.
const provable = 1 << 18
