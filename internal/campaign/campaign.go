// Package campaign reads a campaign's folder, for people who write no Go. Nothing is sent and nothing is written.
//
//	campaign.json                 the Notice, and what the templates share
//	sms/NAME.txt                  the body of an SMS
//	email/NAME/subject.txt        an e-mail: its subject,
//	email/NAME/preheader.txt      what lists of messages show behind it (may be missing),
//	email/NAME/body.html          its body,
//	email/NAME/body.txt           and the same as text (may be missing: derived from the HTML);
//	email/NAME/content.html       instead of body.html, what goes into
//	email/frame.html              the page that e-mails share, or frame.html beside the content
//
// In campaign.json
//
//	{
//	  "notice": {"controller": {"id": "…", "name": "…"}, "election": {"id": "FR-MUN-2026"}, …},
//	  "lang": "fr",
//	  "fields": {"FirstName": {"max": 24}},
//	  "sms": {"sender": "MAIRIE26", "router": "ovh", "max_parts": 2},
//	  "email": {"from": "contact@example.org", "unsubscribe": "https://example.org/u"},
//	  "templates": {"sms/rappel": {"occasion": "later", "max_parts": 1}},
//	  "rates": {"currency": "EUR", "part": 0.052, "territories": {"RE": 0.07}},
//	  "recipients": {"FR": 19000, "RE": 1000}
//	}
//
// rates and recipients may be missing; with both, each SMS has a bill. The keys of sms.Spec may stand in "sms" and under a template's name, those of email.Spec in "email", and
// those that both have at the top. The more particular place wins, key by key, inside the Notice too.
package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	printer "golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// File is the file that every campaign's folder has.
const File = "campaign.json"

// maxBytes is more than a person writes: a larger file is refused unread.
const maxBytes = 1 << 20

// Finding is a finding with its place in a file. Its Path is in the keys of campaign.json.
type Finding struct {
	law.Finding
	File   string `json:"file"`
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // from 1, in characters
}

// In returns the finding on one line, in a language: place, rule, detail, remedy. One that does not block is in
// parentheses.
func (f Finding) In(tag language.Tag) string {
	said := f.Finding.In(tag)
	if f.Severity != law.Must {
		said = "(" + said + ")"
	}
	return fmt.Sprintf("%s:%d:%d: %s", termsafe.Escape(f.File), f.Line, f.Column, said)
}

// Result is one template of the folder. Its proof is nil when a finding blocks.
type Result struct {
	Name  string       `json:"name"` // "sms/rappel"
	SMS   *sms.Proof   `json:"sms,omitempty"`
	Email *email.Proof `json:"email,omitempty"`
	Bill  *sms.Bill    `json:"bill,omitempty"` // of an SMS, when the folder has rates and recipients

	diagnosis sms.Diagnosis // of the likely text
}

// Proved reports whether the longest message is known.
func (r Result) Proved() bool { return r.SMS != nil || r.Email != nil }

// Report is what is to be said about a folder.
type Report struct {
	Templates []Result  `json:"templates"`
	Findings  []Finding `json:"findings"`

	rates      sms.Rates
	recipients map[law.Territory]int
}

// Price says in a language what an SMS costs: its bill, and what each dear character of it costs on the campaign. Without
// rates and recipients it says nothing.
func (r Report) Price(t Result, tag language.Tag) string {
	if t.Bill == nil {
		return ""
	}
	w := tongue.SMS.In(tongue.Of(tag))
	return w.Sayf("cost: %s likely, at most %s, for %s recipients\n", r.rates.Amount(t.Bill.Likely, tag), r.rates.Amount(t.Bill.Longest, tag),
		printer.NewPrinter(tag).Sprint(number.Decimal(t.Bill.Recipients))) +
		t.diagnosis.Explain(r.rates, r.recipients, tag)
}

// Clean reports whether nothing blocks.
func (r Report) Clean() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == law.Must })
}

// document is campaign.json: the keys that every kind of specification shares, and the particular ones, which
// are read over them.
type document struct {
	Notice    notice.Notice              `json:"notice"`
	Occasion  message.Occasion           `json:"occasion"`
	Reason    string                     `json:"reason"`
	Topic     string                     `json:"topic"`
	Lang      string                     `json:"lang"`
	Fields    map[string]message.Limit   `json:"fields"`
	Rules     law.Profile                `json:"rules"`
	Except    []law.Exception            `json:"except"`
	SMS       json.RawMessage            `json:"sms"`
	Email     json.RawMessage            `json:"email"`
	Templates map[string]json.RawMessage `json:"templates"`

	Rates      *sms.Rates            `json:"rates"`
	Recipients map[law.Territory]int `json:"recipients"`
}

// layer is one place where a key of a specification may stand.
type layer struct {
	places strictjson.Places
	base   int // where the layer starts in campaign.json
}

// reader collects findings while it goes through the folder.
type reader struct {
	fsys   fs.FS
	ctx    context.Context
	source string // of campaign.json
	doc    document
	top    layer
	report Report
	lines  map[string]*userfile.Lines // of the files that findings are about
	known  map[string]bool            // what was found, each thing once
	more   int                        // findings that are not told
	blocks bool                       // one of them blocks
}

// What a folder may hold. Each is far more than a person writes.
const (
	maxTemplates = 1000
	maxFindings  = 1000 // that are told; the last says how many are not
)

// Check reads a folder and proves every template in it, all findings at once. The error says why the folder could not
// be read: no campaign.json, or a file that is no regular file of at most 1 MiB. It stops when the context ends.
//
// With more than 1,000 findings the rest is counted, and no further template is judged.
func Check(ctx context.Context, fsys fs.FS) (Report, error) {
	r := &reader{fsys: fsys, ctx: ctx, lines: map[string]*userfile.Lines{}, known: map[string]bool{}}
	source, err := r.read(File)
	if err != nil {
		return Report{}, err
	}
	r.source = source
	var problems []strictjson.Problem
	r.top.places, problems = strictjson.Unmarshal([]byte(source), &r.doc)
	r.problems(problems, 0, "")
	if strictjson.Unread(problems) {
		return r.report, nil // nothing was read: what it lacks would be told of every template
	}

	r.money()
	texts, err := r.list("sms", ".txt",
		law.Find(law.SpecField, "", "this is not read: the body of an SMS is a file sms/NAME.txt"))
	if err != nil {
		return Report{}, err
	}
	mails, err := r.list("email", "",
		law.Find(law.SpecField, "", "this is not read: an e-mail is a folder email/NAME with subject.txt and body.html"))
	if err != nil {
		return Report{}, err
	}
	names := slices.Concat(texts, mails)
	if len(names) > maxTemplates {
		return Report{}, fmt.Errorf("the folder has %d templates; at most %d are read", len(names), maxTemplates)
	}
	unjudged := 0
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		if r.more > 0 {
			unjudged++
			r.report.Templates = append(r.report.Templates, Result{Name: name})
			continue
		}
		prove := r.sms
		if strings.HasPrefix(name, "email/") {
			prove = r.email
		}
		if err := prove(name); err != nil {
			return Report{}, err
		}
	}
	r.unnamed(names)
	if len(names) == 0 {
		r.add(0, law.Find(law.SpecField, "", "the folder has no template: write the body of an SMS into sms/NAME.txt, or an e-mail into email/NAME"))
	}
	r.finish(unjudged)
	return r.report, nil
}

// finish sorts the findings by their places and says what is not told.
func (r *reader) finish(unjudged int) {
	slices.SortFunc(r.report.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Error(), b.Error()))
	})
	if r.more == 0 {
		return
	}
	rest := law.Find(law.SpecField, "", "%d more findings are not shown, and %d templates are not judged: mend those before it first", r.more, unjudged)
	if !r.blocks && unjudged == 0 {
		rest = rest.AsShould()
	}
	r.report.Findings = append(r.report.Findings, Finding{Finding: rest, File: File, Line: 1, Column: 1})
}

// money judges the rates and the recipients that they are multiplied with.
func (r *reader) money() {
	if r.doc.Rates != nil {
		r.report.rates = *r.doc.Rates
		for _, f := range r.doc.Rates.Findings() {
			r.add(r.top.places.At(f.Path), f)
		}
	}
	r.report.recipients = r.doc.Recipients
	for t, n := range r.doc.Recipients {
		if n < 0 {
			at := "Recipients[" + string(t) + "]"
			r.add(r.top.places.At(at), law.Find(law.SpecField, at, "%d recipients: count them from 0", n))
		}
	}
}

// list returns the templates of one kind in order, and finds files that would be overlooked. Templates of SMS are files with
// a suffix, e-mails are folders.
func (r *reader) list(folder, suffix string, overlooked law.Finding) (names []string, err error) {
	entries, err := userfile.ReadDirFS(r.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		switch {
		case strings.HasPrefix(e.Name(), ".") || folder+"/"+e.Name() == sharedFrame:
		case termsafe.Escape(e.Name()) != e.Name():
			r.find(path.Join(folder, e.Name()), "", 0, law.Find(law.SpecField, "", "this is not read: the name has a character that is not shown"))
		case !ok || e.IsDir() != (suffix == ""):
			r.find(path.Join(folder, e.Name()), "", 0, overlooked)
		default:
			names = append(names, folder+"/"+name)
		}
	}
	return names, nil
}

// unnamed answers the keys of "templates" under which there is no template.
func (r *reader) unnamed(names []string) {
	there := make(map[string]bool, len(names))
	for _, name := range names {
		there[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(r.doc.Templates)) {
		if there[name] {
			continue
		}
		at, key := r.top.places.At("Templates["+name+"]"), "templates."+name
		if r.more > 0 {
			r.add(at, law.Find(law.SpecField, key, "no template has this name: write it, or remove the key"))
			continue
		}
		if near, ok := strictjson.Nearest(name, names); ok {
			r.add(at, law.Find(law.SpecField, key, "no template has this name: did you mean %q?", near))
		} else {
			r.add(at, law.Find(law.SpecField, key, "no template has this name: write it, or remove the key"))
		}
		if raw := r.doc.Templates[name]; strings.HasPrefix(name, "email/") {
			over(r, new(email.Spec), "Templates["+name+"]", key, raw)
		} else {
			over(r, new(sms.Spec), "Templates["+name+"]", key, raw)
		}
	}
}

// source is one file of a template, as it is compiled.
type source struct {
	field string // of the specification
	file  string
	text  string
}

// sharedFrame is the page around the e-mails whose folder has a content.html and no frame.html.
const sharedFrame = "email/frame.html"

// part reads one file of a template. A file ends with a line feed and a message does not; an editor's CRLF is a line feed.
func (r *reader) part(field, file string) (source, error) {
	text, err := r.read(file)
	return source{field, file, strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}, err
}

// sms proves one template of an SMS.
func (r *reader) sms(name string) error {
	body, err := r.part("Body", name+".txt")
	if err != nil {
		return err
	}
	spec := sms.Spec{
		Notice: r.doc.Notice.Clone(), Occasion: r.doc.Occasion, Reason: r.doc.Reason, Topic: r.doc.Topic, Lang: r.doc.Lang,
		Fields: maps.Clone(r.doc.Fields), Rules: r.doc.Rules, Except: slices.Clone(r.doc.Except),
	}
	layers := layersOf(r, &spec, "SMS", "sms", r.doc.SMS, name)
	spec.Body = body.text
	t, err := sms.Compile[message.Values](spec)
	result := Result{Name: name}
	if err == nil {
		p := t.Proof()
		result.SMS = &p
		if r.doc.Rates != nil && len(r.doc.Recipients) > 0 {
			bill := p.Bill(*r.doc.Rates, r.doc.Recipients)
			result.Bill = &bill
			if d, err := sms.Diagnose(p.Likely.Text + p.Suffix); err == nil {
				result.diagnosis = d
			}
		}
	}
	r.report.Templates = append(r.report.Templates, result)
	return r.found(reflect.TypeOf(spec), []source{body}, layers, t.Findings(), err)
}

// email proves one template of an e-mail.
func (r *reader) email(name string) error {
	spec := email.Spec{
		Notice: r.doc.Notice.Clone(), Occasion: r.doc.Occasion, Reason: r.doc.Reason, Topic: r.doc.Topic, Lang: r.doc.Lang,
		Fields: maps.Clone(r.doc.Fields), Rules: r.doc.Rules, Except: slices.Clone(r.doc.Except),
	}
	layers := layersOf(r, &spec, "Email", "email", r.doc.Email, name)
	entries, err := userfile.ReadDirFS(r.fsys, name)
	if err != nil {
		return err
	}
	type file struct {
		field string
		text  *string
	}
	files := map[string]file{
		"subject.txt": {"Subject", &spec.Subject}, "preheader.txt": {"Preheader", &spec.Preheader},
		"body.html": {"HTML", &spec.HTML}, "body.txt": {"Text", &spec.Text},
		"frame.html": {"Frame", &spec.Frame}, "content.html": {"Content", &spec.Content},
	}
	var sources []source
	has := func(field string) bool {
		return slices.ContainsFunc(sources, func(s source) bool { return s.field == field })
	}
	for _, e := range entries {
		f, ok := files[e.Name()]
		if !ok || e.IsDir() {
			if !strings.HasPrefix(e.Name(), ".") {
				r.find(path.Join(name, e.Name()), "", 0,
					law.Find(law.SpecField, "", "this is not read: an e-mail is subject.txt, preheader.txt, body.txt, and body.html or content.html"))
			}
			continue
		}
		s, err := r.part(f.field, path.Join(name, e.Name()))
		if err != nil {
			return err
		}
		*f.text = s.text
		sources = append(sources, s)
	}
	if has("Content") && !has("Frame") {
		s, err := r.part("Frame", sharedFrame)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		spec.Frame = s.text
		sources = append(sources, s)
	}
	// What is missing is found in the file that should be there.
	if !has("Subject") {
		sources = append(sources, source{field: "Subject", file: path.Join(name, "subject.txt")})
	}
	if !has("HTML") {
		sources = append(sources, source{field: "HTML", file: path.Join(name, "body.html")})
	}
	t, err := email.Compile[message.Values](spec)
	result := Result{Name: name}
	if err == nil {
		p := t.Proof()
		result.Email = &p
	}
	r.report.Templates = append(r.report.Templates, result)
	return r.found(reflect.TypeOf(spec), sources, layers, t.Findings(), err)
}

// layersOf reads the more particular places over what stands at the top, and returns all of them, the most particular last.
func layersOf[S any](r *reader, spec *S, goPath, key string, raw json.RawMessage, name string) []layer {
	layers := []layer{r.top}
	if raw != nil {
		layers = append(layers, over(r, spec, goPath, key, raw))
	}
	if raw := r.doc.Templates[name]; raw != nil {
		layers = append(layers, over(r, spec, "Templates["+name+"]", "templates."+name, raw))
	}
	return layers
}

// over reads one place over a specification.
func over[S any](r *reader, spec *S, goPath, key string, raw json.RawMessage) layer {
	l := layer{base: r.top.places.At(goPath)}
	var problems []strictjson.Problem
	l.places, problems = strictjson.Unmarshal(raw, spec)
	r.problems(problems, l.base, key)
	for _, field := range []string{"Body", "Subject", "Preheader", "HTML", "Text", "Frame", "Content"} {
		if l.places.Has(field) {
			at := key + "." + strictjson.Keys(reflect.TypeFor[S](), field)
			r.add(l.base+l.places.At(field), law.Find(law.SpecField, at, "the texts of a template stand in files of their own: remove this key"))
		}
	}
	return l
}

// found takes what compiling said: an error that holds findings, or findings that only advise.
func (r *reader) found(spec reflect.Type, sources []source, layers []layer, advice law.Findings, err error) error {
	var blocked *law.Error
	switch {
	case err == nil:
		r.locate(spec, sources, layers, advice)
	case errors.As(err, &blocked):
		r.locate(spec, sources, layers, blocked.Findings)
	default:
		return fmt.Errorf("%s: %w", sources[0].file, err)
	}
	return nil
}

// problems turns what strictjson found into findings.
func (r *reader) problems(ps []strictjson.Problem, base int, key string) {
	for _, p := range ps {
		f := p.Finding()
		f.Path = key
		if p.Path != "" {
			f.Path = strings.TrimPrefix(key+"."+p.Path, ".")
		}
		r.add(base+p.Offset, f)
	}
}

// add records a finding at a byte of campaign.json.
func (r *reader) add(at int, f law.Finding) {
	r.find(File, r.source, at, f)
}

// find records a finding at a byte of a file, once: what is wrong with the Notice is found again for every template.
func (r *reader) find(file, text string, at int, f law.Finding) {
	blocks := f.Severity == law.Must
	if len(r.report.Findings) >= maxFindings {
		r.more++
		r.blocks = r.blocks || blocks
		return
	}
	lines := r.lines[file]
	if lines == nil {
		lines = userfile.NewLines(text)
		r.lines[file] = lines
	}
	f.Start, f.End = 0, 0 // the place says it
	found := Finding{Finding: f, File: file}
	found.Line, found.Column = lines.At(at)
	if key := fmt.Sprintf("%s:%d:%d: %s", file, found.Line, found.Column, f.Error()); !r.known[key] {
		r.known[key] = true
		r.report.Findings = append(r.report.Findings, found)
	}
}

// locate finds the place of each finding: in a text, or in the most particular place of campaign.json that holds the key.
func (r *reader) locate(spec reflect.Type, sources []source, layers []layer, fs law.Findings) {
	for _, f := range fs {
		if s, at, ok := inText(spec, sources, f); ok {
			r.find(s.file, s.text, at, f)
			continue
		}
		at, longest := 0, -1
		for _, l := range slices.Backward(layers) {
			if near, path := l.places.Nearest(f.Path); len(path) > longest {
				at, longest = l.base+near, len(path)
			}
		}
		f.Path = strictjson.Keys(spec, f.Path)
		r.add(at, f)
	}
}

// inText finds the text and the byte of a finding that is about one, or about a field that one prints.
func inText(spec reflect.Type, sources []source, f law.Finding) (source, int, bool) {
	for _, s := range sources {
		if f.Path == s.field {
			return s, f.Start, true
		}
	}
	if _, ok := spec.FieldByName(head(f.Path)); ok || f.Path == "" {
		return source{}, 0, false
	}
	for _, s := range sources {
		if at, ok := printed(s.text, f.Path); ok {
			return s, at, true
		}
	}
	return source{}, 0, false
}

// head is the first step of a path: "Notice" of "Notice.Controller.Name".
func head(p string) string {
	if i := strings.IndexAny(p, ".["); i >= 0 {
		return p[:i]
	}
	return p
}

// printed finds where a text prints a field.
func printed(text, field string) (int, bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], "."+field)
		if i < 0 {
			return 0, false
		}
		at += i + 1
		if r, _ := utf8.DecodeRuneInString(text[at+len(field):]); !isName(r) {
			return at - 1, true
		}
	}
}

func isName(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// read returns a file of the folder as text. A byte order mark, which some editors write, is not text.
func (r *reader) read(name string) (string, error) {
	b, err := userfile.ReadFS(r.ctx, r.fsys, name, maxBytes)
	return strings.TrimPrefix(string(b), "\ufeff"), err
}
