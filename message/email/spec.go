// Package email is the only way to a political e-mail: a message that carries who writes, where the address came from, why, whom
// to ask and how to stop in one click, whose size was proved for every possible recipient before the first send. Package
// message says how the way goes.
//
//	Compile[T](Spec) → *Template[T] → Batch(moment) → *Batch[T] → Build(recipient) → Message
//
// Values are not folded: every character may stand in them but control and direction characters, escaped as its place asks.
package email

import (
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/internal/judge/mail"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/message/internal/spec"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
	"github.com/scrutateur/scrutateur/optout"
)

// Spec is everything that decides an e-mail, as plain data. Subject, Preheader, Text and HTML are templates of the
// same subset as sms.Spec.Body; in HTML a field may stand in text, in alt, title and aria-label, and in the path or query
// of an https link.
type Spec struct {
	Subject           string                   `json:"subject"`                      // one line; 50 characters are shown everywhere, more than 78 need LongSubject
	LongSubject       string                   `json:"long_subject,omitempty"`       // why a subject may have more than 78 characters: a sentence
	Preheader         string                   `json:"preheader,omitempty"`          // what lists of messages show behind the subject: 40 to 90 characters
	HTML              string                   `json:"html,omitempty"`               // a document, or what goes into its <body>
	Frame             string                   `json:"frame,omitempty"`              // instead of HTML: what stands around Content, {{.Content}} where it goes
	Content           string                   `json:"content,omitempty"`            // what goes into Frame
	Text              string                   `json:"text,omitempty"`               // empty: derived from HTML
	Notice            notice.Notice            `json:"notice"`                       //
	Occasion          message.Occasion         `json:"occasion,omitempty"`           // the zero Occasion is FirstContact: everything is said
	Reason            string                   `json:"reason,omitempty"`             // of a Service message: a sentence that says why it is no canvassing
	Topic             string                   `json:"topic,omitempty"`              // what recipients may object to apart from the rest; recipients are screened for it
	Lang              string                   `json:"lang,omitempty"`               // BCP 47; "" is "fr"
	From              string                   `json:"from"`                         // the sender's mailbox; the name beside it is the Notice's
	ReplyTo           string                   `json:"reply_to,omitempty"`           // a mailbox; empty: replies go to From
	Unsubscribe       string                   `json:"unsubscribe"`                  // https address of the one-click handler, without the token
	UnsubscribeMailto string                   `json:"unsubscribe_mailto,omitempty"` // a mailbox that takes the token as subject
	ListID            string                   `json:"list_id,omitempty"`            // RFC 2919, "campagne.example.org"; empty: made of the Topic and the domain of From
	FeedbackID        string                   `json:"feedback_id,omitempty"`        // Gmail's "campaign:customer:type:SenderId"; never anything about a recipient
	Router            Merger                   `json:"router,omitempty"`             // the provider that Handoff writes for; "": the messages are sent as Build makes them
	Attach            []Attachment             `json:"attach,omitempty"`             // files that everybody gets, and images that the HTML shows
	Tracking          *Tracking                `json:"tracking,omitempty"`           // an image that reports, for those who agreed to it
	Fields            map[string]message.Limit `json:"fields,omitempty"`             // bounds when the row is Values
	Rules             law.Profile              `json:"rules,omitempty"`              // the zero Profile is law.Default
	Except            []law.Exception          `json:"except,omitempty"`             // rules softened, each with its reason
}

// clone copies what a caller could still change.
func (s Spec) clone() Spec {
	s.Notice = s.Notice.Clone()
	s.Fields = row.CloneLimits(s.Fields)
	s.Except = append([]law.Exception(nil), s.Except...)
	s.Attach = cloneAttachments(s.Attach)
	if s.Tracking != nil {
		k := *s.Tracking
		s.Tracking = &k
	}
	return s
}

// Budgets of an e-mail, beside those that package mail judges by.
const (
	minPreheader, maxPreheader = 40, 90
	maxAddress                 = 200       // bytes of the address for unsubscribing, before the token
	maxSource                  = 256 << 10 // bytes of a template that is read at all
)

// Template is a proved e-mail: no row within its bounds makes one longer than the budgets. It is immutable and safe for
// concurrent use. The zero template is inert: Batch returns message.ErrUnbuilt.
type Template[T any] struct {
	_ [0]func(*T) // T stands in the type, so that templates of different rows do not convert into each other
	t *template
}

// template is what all instantiations share.
type template struct {
	spec   Spec
	lang   language.Tag
	fields []field
	conds  []int // indexes into fields, of all four templates

	// What the message says, decoded, and …
	subject, preheader, text, html script
	split                          []script // of html, each with the conditions of one template
	markup                         []script // those of split in which conditions stand around markup
	words                          string   // the statutory block, as text

	// … as it is written: fixed bytes and programs.
	fromTo, replyTo string  // up to the recipient; behind it
	fixedSubject    string  // the whole field, when it is the same for everyone
	wire            program // from MIME-Version to the end of the message
	room            int     // bytes that a message usually takes

	own   law.Findings // all but the Notice's, before the profile: judged again by each batch
	found law.Findings // after the profile, on the day that compiling judges by
	hash  [16]byte
	size  Size // the longest
	least Size // the shortest
}

// Compile proves a specification. It returns every finding at once, in a *law.Error, when one of them blocks; findings
// that only advise are in Findings. Rules are judged as sms.Compile judges them. A template of more than 256 KiB is refused
// unparsed.
//
// T is the row: a struct whose fields carry `validate` tags, or Values with limits in Spec.Fields. Values are not
// folded: every character may stand in them but control and direction characters, and a bound counts characters after NFC.
func Compile[T any](s Spec) (*Template[T], error) {
	t, fs := compile(s, reflect.TypeFor[T]())
	if err := fs.Err(); err != nil {
		return nil, err
	}
	return &Template[T]{t: t}, nil
}

func compile(s Spec, row reflect.Type) (*template, law.Findings) {
	s = s.clone()
	t := &template{spec: s}
	at := gate.JudgedOn(s.Notice.Election)

	var fs law.Findings
	add := func(more ...law.Finding) { fs = append(fs, more...) }
	add(s.Notice.Allows(law.Email, s.Occasion)...)
	lang, found := spec.Lang(s.Lang)
	t.lang = lang
	add(found...)
	add(judge.LabelFindings("Topic", s.Topic, 64)...)
	add(spec.ReasonFindings(s.Occasion, s.Reason)...)
	add(s.headerFindings()...)
	add(s.routerFindings()...)
	if s.Tracking != nil {
		add(s.Tracking.findings()...)
	}

	c := &compiler{t: t}
	subject := c.parse("Subject", s.Subject, false)
	preheader := c.parse("Preheader", s.Preheader, false)
	html := c.page()
	text := c.parse("Text", s.Text, true)
	if s.Subject == "" {
		add(law.Find(law.SpecField, "Subject", "the subject is empty: say what the message is about"))
	}
	c.compose(row, subject, preheader, html, text)
	c.place()
	add(c.found...)
	t.own = fs
	t.found = gate.Judge(at, fs, s.Notice, s.Rules, s.Except)
	t.hash = spec.Hash(s, row)
	if t.found.Err() == nil {
		t.write()
	}
	return t, t.found
}

// headerFindings judges what stands in header fields.
func (s *Spec) headerFindings() (fs law.Findings) {
	mailbox := func(path, v string, missing law.Finding) {
		if v == "" {
			if missing.Rule != "" {
				fs = append(fs, missing)
			}
			return
		}
		if found := judge.LabelFindings(path, v, 254); len(found) > 0 {
			fs = append(fs, found...)
			return
		}
		if !mailtext.IsMailbox(v) {
			fs = append(fs, law.Find(law.SpecField, path, "no mailbox: write local@domain in ASCII, without a name, the domain in its punycode form"))
		}
	}
	mailbox("From", s.From, law.Find(law.SpecField, "From", "the sender's mailbox is empty: give the address that the message comes from"))
	mailbox("ReplyTo", s.ReplyTo, law.Finding{})
	mailbox("UnsubscribeMailto", s.UnsubscribeMailto, law.Finding{})
	if found := judge.LabelFindings("LongSubject", s.LongSubject, 500); len(found) > 0 {
		fs = append(fs, found...)
	}
	fs = append(fs, unsubscribeFindings(s.Unsubscribe)...)
	if s.ListID != "" && (!mailtext.IsDomain(s.ListID) || len(s.ListID) > 128) {
		fs = append(fs, law.Find(law.SpecField, "ListID", "no list identifier: write it like a domain name, campagne.example.org (RFC 2919)"))
	}
	if s.FeedbackID != "" && !isFeedbackID(s.FeedbackID) {
		fs = append(fs, law.Find(law.SpecField, "FeedbackID", "no feedback identifier: up to three names and a sender's of 5 to 15 characters, apart by colons, letters, digits, - and _"))
	}
	return fs
}

// unsubscribeFindings judges the address of the one-click handler (RFC 8058 section 3.1: https, and the same for GET).
func unsubscribeFindings(s string) law.Findings {
	const path = "Unsubscribe"
	if s == "" {
		return law.Findings{law.Find(law.OptOutEmail, path, "no address for unsubscribing: give the https address of the one-click handler")}
	}
	if fs := judge.LabelFindings(path, s, maxAddress); len(fs) > 0 {
		return fs
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || !mailtext.IsDomain(u.Hostname()) || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" ||
		strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^`+"`{|}", r) }) {
		return law.Findings{law.Find(law.OptOutEmail, path, "no address to which a token can be added: write https://, a host and a path in ASCII, without query and fragment")}
	}
	return nil
}

func isFeedbackID(s string) bool {
	parts := strings.Split(s, ":")
	if n := len(parts[len(parts)-1]); len(parts) > 4 || n < 5 || n > 15 || len(s) > 127 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == ':')
	})
}

// bodyFindings is textFindings for a text of several lines, in which tabs may stand.
func bodyFindings(path, s string) law.Findings {
	return judge.TextFindings(path, bodySpace.Replace(s))
}

// bodySpace takes out what a body may hold and a line may not: tabs, and the two marks of direction that turn nothing around, which
// producers write behind a preview text to push the rest of the message out of sight. As long, so that places stay.
var bodySpace = strings.NewReplacer("\t", " ", "\u200e", "   ", "\u200f", "   ")

// compiler finds what is wrong with the four templates of an e-mail.
type compiler struct {
	t     *template
	found law.Findings

	// Where Content stands in the page, and how long its mark in Frame was. No end: the page is HTML.
	from, to, mark int
}

var contentMark = regexp.MustCompile(`\{\{\s*\.Content\s*\}\}`)

// page reads the HTML, or Frame and Content joined: what is proved is the whole page.
func (c *compiler) page() *subset.Template {
	s := &c.t.spec
	add := func(f law.Finding) { c.found = append(c.found, f) }
	if s.Frame == "" {
		switch {
		case s.Content != "":
			add(law.Find(law.SpecField, "Content", "there is no Frame around it: give one, or write it as HTML"))
		case s.HTML == "":
			add(law.Find(law.SpecField, "HTML", "the body is empty: write what the message is for"))
		}
		return c.parse("HTML", s.HTML, true)
	}
	if s.HTML != "" {
		add(law.Find(law.SpecField, "HTML", "Frame and HTML are both given: leave one empty"))
	}
	if strings.TrimSpace(s.Content) == "" {
		add(law.Find(law.SpecField, "Content", "the content of the frame is empty: write what the message is for"))
	}
	tidy := func(path, text string) string {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		c.found = append(c.found, bodyFindings(path, text)...)
		return norm.NFC.String(text)
	}
	frame, content := tidy("Frame", s.Frame), tidy("Content", s.Content)
	marks := contentMark.FindAllStringIndex(frame, -1)
	if len(marks) != 1 {
		add(law.Find(law.SpecField, "Frame", "{{.Content}} stands %d times in the frame; it says once where the content goes", len(marks)))
		return &subset.Template{}
	}
	c.from, c.to, c.mark = marks[0][0], marks[0][0]+len(content), marks[0][1]-marks[0][0]
	page := frame[:marks[0][0]] + content + frame[marks[0][1]:]
	if !utf8.ValidString(page) {
		return &subset.Template{}
	}
	tpl, found := subset.Parse("HTML", page, maxSource)
	c.found = append(c.found, found...)
	if found.Err() != nil {
		return &subset.Template{}
	}
	return tpl
}

// place says of findings about a page of Frame and Content in which of them they stand.
func (c *compiler) place() {
	if c.t.spec.Frame == "" {
		return
	}
	for i, f := range c.found {
		switch {
		case f.Path != "HTML" || f.End == 0:
		case f.Start >= c.from && f.End <= c.to:
			f.Path = "Content"
			c.found[i] = f.At(f.Start-c.from, f.End-c.from)
		case f.Start >= c.to:
			f.Path = "Frame"
			c.found[i] = f.At(f.Start-c.to+c.from+c.mark, f.End-c.to+c.from+c.mark)
		case f.End <= c.from:
			f.Path = "Frame"
			c.found[i] = f
		}
	}
}

// parse reads one template. One that cannot be read is as good as empty.
func (c *compiler) parse(path, source string, lines bool) *subset.Template {
	if lines {
		source = strings.ReplaceAll(source, "\r\n", "\n")
		c.found = append(c.found, bodyFindings(path, source)...)
	} else {
		c.found = append(c.found, judge.LabelFindings(path, source, 2000)...)
	}
	if utf8.ValidString(source) {
		tpl, found := subset.Parse(path, norm.NFC.String(source), maxSource)
		c.found = append(c.found, found...)
		if found.Err() == nil {
			return tpl
		}
	}
	return &subset.Template{}
}

// compose makes the scripts of the four templates, with the statutory words in both bodies, and proves their budgets.
func (c *compiler) compose(row reflect.Type, subject, preheader, html, text *subset.Template) {
	t := c.t
	doc, problems := htmlslot.Compile(html)
	var derived []htmlslot.Step
	textPath := "Text"
	if doc != nil && t.spec.Text == "" {
		derived, problems = htmlslot.Derive(html, doc)
		text, textPath = html, "HTML"
	}
	for _, p := range problems {
		c.found = append(c.found, law.Find(law.TemplateBody, "HTML", p.Format, p.Args...).At(p.Start, p.End))
	}
	if t.spec.Text != "" {
		derived = plainSteps(text)
	}
	for _, s := range derived {
		if s.Kind == htmlslot.Static {
			c.found = append(c.found, mail.NumberFindings(textPath, s.Text, t.spec.Notice, t.spec.Occasion, gate.JudgedOn(t.spec.Notice.Election))...)
		}
	}
	c.placeholders("Subject", subject.Source, plainSteps(subject))
	c.placeholders("Preheader", preheader.Source, plainSteps(preheader))
	c.placeholders(textPath, text.Source, derived)
	fields, conds, found := fieldsOf(row, []*subset.Template{subject, preheader, html, text, t.spec.Tracking.template()}, t.spec.Fields)
	c.found = append(c.found, found...)
	if c.found.Err() != nil {
		return
	}

	t.fields, t.conds = fields, conds
	if found := t.consentFinding(); found != nil || t.spec.Tracking != nil && t.spec.Tracking.findings() != nil {
		c.found = append(c.found, found...)
		return
	}
	t.subject = t.script(subject, plainSteps(subject))
	t.preheader = t.script(preheader, plainSteps(preheader))
	t.text = t.script(text, derived)

	set := words.For(t.lang)
	sentences := t.spec.Notice.WordsIn(set, law.Email, t.spec.Occasion)
	block := textBlock(sentences, t.spec.Unsubscribe)
	t.words = block.String()
	trackedText, trackedHTML := t.tracking(set.Lang())
	t.text = t.text.endLine().join(block).join(trackedText)
	block = htmlBlock(sentences, t.spec.Unsubscribe, set.Lang().String())
	last := len(block) - 1
	t.html = t.page(html, doc, block[:last].join(trackedHTML).join(block[last:]))
	c.found = append(c.found, t.prove()...)
	c.found = append(c.found, t.shown(html.Source)...)
	c.found = append(c.found, t.attachmentFindings()...)
	c.found = append(c.found, t.tracked()...)
	if text, _ := t.subject.opening(); mail.ReplyPrefix.MatchString(text) {
		c.found = append(c.found, law.Find(law.NoConceal, "Subject", "the subject looks like an answer, and the message answers nothing"))
	}
}

// shown judges the page in every case of its conditions, as the audit judges a message, and holds that the statutory block is
// seen in each.
func (t *template) shown(source string) (fs law.Findings) {
	type kind struct {
		rule       law.ID
		start, end int
		detail     string
	}
	told := map[kind]bool{}
	tell := func(f law.Finding) {
		if k := (kind{f.Rule, f.Start, f.End, f.Detail}); !told[k] {
			told[k] = true
			fs = append(fs, f)
		}
	}
	places := map[string]int{} // of texts in the source
	token := strings.Repeat("A", tokenBytes)
	judge := func(text string) {
		page, unsafe := htmlslot.InspectGuarded(text, isBlock, blockFonts...)
		for _, u := range unsafe {
			tell(law.Find(law.TemplateBody, "HTML", u.Format, u.Args...).At(u.In(source)))
		}
		for _, f := range mail.PageFindings(&page, true, func(href string) bool { return href == tokenBase(t.spec.Unsubscribe)+token }) {
			if k := t.spec.Tracking; k != nil && f.Rule == law.TrackingPixel && strings.HasPrefix(f.About, k.Image) {
				continue // declared, and only for those who agreed
			}
			f.Path = "HTML"
			for _, about := range []string{f.About, f.Tag} {
				at, known := places[about]
				if !known {
					at = strings.Index(source, about)
					places[about] = at
				}
				if at >= 0 && about != "" {
					f.Finding = f.At(at, at+len(about))
					break
				}
			}
			tell(f.Finding)
		}
	}
	if !t.cases(true, token, judge) {
		fs = append(fs, law.Find(law.TemplateBody, "HTML", "the cases of the conditions have more than %d bytes in all, and no more are proved; split the template, or let fewer conditions stand around markup", subset.MaxProved))
	}
	return fs
}

// manyValues is how many values of a field leave its reader unknown.
const manyValues = 10_000

// tracked reports links that differ by recipient so much that following one tells who did.
func (t *template) tracked() (fs law.Findings) {
	seen := map[int]bool{}
	for _, p := range t.html {
		if p.kind != pieceField || seen[p.arg] || p.context != htmlslot.Query && p.context != htmlslot.Path {
			continue
		}
		seen[p.arg] = true
		if k := t.spec.Tracking; k != nil && t.fields[p.arg].Path == k.Field {
			continue // declared
		}
		b := t.fields[p.arg].Bound
		if b.OneOf != nil || b.Kind == bounds.Bool || b.Kind != bounds.String && b.Max-b.Min >= 0 && b.Max-b.Min < manyValues || b.Kind == bounds.String && b.Max <= 3 {
			continue
		}
		fs = append(fs, law.Find(law.TrackingPixel, t.fields[p.arg].Path, "the address of a link holds the field: following it may tell who did; say so in the full information, or bound the field so that many share a value").AsShould())
	}
	return fs
}

// placeholders finds what another provider's merge syntax left in the text.
func (c *compiler) placeholders(path, source string, steps []htmlslot.Step) {
	for _, s := range steps {
		if s.Kind != htmlslot.Static {
			continue
		}
		for _, found := range router.Foreign(s.Text) {
			f := law.Find(law.Placeholder, path, "%s would be sent as it stands: write {{.%s}} and give the row that field", found.Syntax, spec.FieldName(found.Field))
			left := s.Text[found.Start:found.End]
			if at := strings.Index(source, left); at >= 0 {
				f = f.At(at, at+len(left))
			}
			c.found = append(c.found, f)
		}
	}
}

// listID returns the identifier of the list (RFC 2919).
func (s *Spec) listID() string {
	if s.ListID != "" {
		return s.ListID
	}
	label := strings.Join(judge.Plain(s.Topic), "-")
	if label == "" {
		label = "messages"
	}
	return label[:min(len(label), 63)] + "." + s.domain()
}

// domain is that of From.
func (s *Spec) domain() string { return s.From[strings.LastIndexByte(s.From, '@')+1:] }

// senderName is the name beside From: the signatory's with the controller's, or the controller's.
func (s *Spec) senderName() string {
	c := s.Notice.Controller
	name := c.Name
	if sig := s.Notice.Signatory; sig != nil && sig.Name != "" && sig.Name != name {
		short := c.ShortName
		if short == "" {
			short = c.Name
		}
		name = sig.Name + " (" + short + ")"
	}
	return strings.Join(strings.Fields(name), " ")
}

// tokenBytes is how long an unsubscribe token is.
const tokenBytes = optout.TokenLen
