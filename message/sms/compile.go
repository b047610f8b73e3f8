package sms

import (
	"reflect"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/internal/spec"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Template is a proved SMS: no row within its bounds makes a message longer than the budget. It is immutable and safe for
// concurrent use. The zero template is inert: Batch returns message.ErrUnbuilt.
type Template[T any] struct {
	_ [0]func(*T) // T stands in the type, so that templates of different rows do not convert into each other
	t *template
}

// template is what all instantiations share.
type template struct {
	spec    Spec
	lang    language.Tag
	body    body
	tail    tail
	profile router.Profile
	suffix  string     // what the provider appends: counted, not in the text
	added   gsm7.Count // of tail and suffix
	counted string     // tail and suffix as they are counted
	proof   Proof
	own     law.Findings // all but the Notice's, before Spec.Rules and Spec.Except: each batch applies those again at its own moment
	found   law.Findings // what compiling leaves of them, and of the Notice's, on the day by which it judges
	hash    [16]byte
}

// Compile proves a specification. It returns every finding at once, in a *law.Error, when one of them blocks; findings that
// only advise are in Findings. Rules are judged as of the first round of the election, or by the newest rules where there
// is none: no clock is read. A body over 64 KiB is refused unparsed.
//
// T is the row: a struct whose fields carry `validate` and `sms` tags, or message.Values with limits in Spec.Fields.
func Compile[T any](s Spec) (*Template[T], error) {
	t, fs := compile(s, reflect.TypeFor[T]())
	if err := fs.Err(); err != nil {
		return nil, err
	}
	return &Template[T]{t: t}, nil
}

// judged is the longest text of an author, in bytes, that is read word by word. A message of 255 parts holds less, so that only a
// template that could never be sent goes unread.
const judged = 40 << 10

func compile(s Spec, rowType reflect.Type) (*template, law.Findings) {
	s = s.clone()
	if s.MaxParts == 0 {
		s.MaxParts = 1
	}
	t := &template{spec: s}
	var fs law.Findings
	add := func(more ...law.Finding) { fs = append(fs, more...) }
	add(s.Notice.Allows(law.SMS, s.Occasion)...)
	lang, found := spec.Lang(s.Lang)
	t.lang = lang
	add(found...)
	add(s.labelFindings()...)
	t.profile, found = s.provider()
	add(found...)
	stop, found := stopOf(s, t.profile)
	add(found...)
	add(t.compileBody(stop, rowType)...)

	t.own = fs
	t.found = gate.Judge(gate.JudgedOn(s.Notice.Election), fs, s.Notice, s.Rules, s.Except)
	t.hash = spec.Hash(s, rowType)
	return t, t.found
}

// compileBody reads the author's text, puts the statutory words behind it and proves the whole.
func (t *template) compileBody(stop stop, rowType reflect.Type) (fs law.Findings) {
	s := &t.spec
	add := func(more ...law.Finding) { fs = append(fs, more...) }
	if s.Body == "" {
		add(law.Find(law.SpecField, "Body", "the body is empty: write what the message is for"))
	}
	source := s.Body
	if len(source) <= subset.MaxBytes { // longer ones are refused unread
		add(judge.TextFindings("Body", source)...)
		source = norm.NFC.String(source)
	}
	tpl, found := subset.Parse("Body", source, subset.MaxBytes)
	add(found...)
	if tpl == nil {
		return fs
	}
	limitless := t.profile // its limit of characters is for the longest message, not for a template's source
	limitless.MaxCharacters = 0
	add(limitless.TextFindings("Body", source, s.Sender)...)
	add(placeholders("Body", tpl, t.profile)...)
	if len(source) <= judged {
		add(t.content(tpl)...)
	}
	provable := found.Err() == nil
	t.body, found = bodyOf(tpl, rowType, s.Fields, s.Exact)
	add(found...)
	if !provable || found.Err() != nil {
		return fs
	}
	t.suffix = stop.suffix
	add(t.compose(stop)...)
	for _, f := range limitless.TextFindings("Notice", t.tail.text, s.Sender) { // the statutory words hold links too
		add(f.At(0, 0))
	}
	if n, most := t.proof.Longest.Size.Units, t.profile.MaxCharacters; most > 0 && n > most {
		add(law.Find(law.PartBudget, "Body", "the longest message may have %d characters; the provider takes at most %d", n, most))
	}
	add(t.diagnose(tpl)...)
	return fs
}
