// Package campaign reads a campaign's folder, for people who write no Go: campaign.json holds the Notice and
// what the templates share, sms/NAME.txt is the body of one SMS. Nothing is sent and nothing is written.
//
//	{
//	  "notice": {"controller": {"id": "…", "name": "…"}, "election": {"id": "FR-MUN-2026"}, …},
//	  "lang": "fr",
//	  "fields": {"FirstName": {"max": 24}},
//	  "sms": {"sender": "MAIRIE26", "router": "ovh", "max_parts": 2},
//	  "templates": {"sms/rappel": {"occasion": "later", "max_parts": 1}}
//	}
//
// Every key of message.SMSSpec but body may stand at the top, in "sms" and under a template's name; the more
// particular place wins, key by key, inside the Notice too.
package campaign

import (
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

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/message"
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

// In returns the finding on one line, in a language: place, rule, detail, remedy.
func (f Finding) In(tag language.Tag) string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Finding.In(tag))
}

// Result is one template of the folder.
type Result struct {
	Name  string         `json:"name"` // "sms/rappel"
	File  string         `json:"file"`
	Proof *message.Proof `json:"proof,omitempty"` // nil when a finding blocks
}

// Report is what is to be said about a folder.
type Report struct {
	Templates []Result  `json:"templates"`
	Findings  []Finding `json:"findings"`
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
	Templates map[string]json.RawMessage `json:"templates"`
}

// layer is one place where a key of a specification may stand.
type layer struct {
	places strictjson.Places
	base   int // where the layer starts in campaign.json
}

// reader collects findings while it goes through the folder.
type reader struct {
	fsys   fs.FS
	source string // of campaign.json
	doc    document
	top    layer
	report Report
}

// Check reads a folder and proves every template in it, all findings at once. The error says why the folder could not
// be read: no campaign.json, or a file that cannot be opened.
func Check(fsys fs.FS) (Report, error) {
	r := &reader{fsys: fsys}
	source, err := read(fsys, File)
	if err != nil {
		return Report{}, err
	}
	r.source = source
	var problems []strictjson.Problem
	r.top.places, problems = strictjson.Unmarshal([]byte(source), &r.doc)
	r.problems(problems, 0, "")
	if len(problems) > 0 && (problems[0].Kind == strictjson.Syntax || problems[0].Kind == strictjson.Empty) {
		return r.report, nil // nothing was read: what it lacks would be told of every template
	}

	names, err := r.names()
	if err != nil {
		return Report{}, err
	}
	for _, name := range names {
		if err := r.sms(name); err != nil {
			return Report{}, err
		}
	}
	for name, raw := range r.doc.Templates {
		if !slices.Contains(names, name) {
			at := r.top.places.At("Templates[" + name + "]")
			r.over(new(message.SMSSpec), "Templates["+name+"]", "templates."+name, raw)
			if near, ok := strictjson.Nearest(name, names); ok {
				r.add(at, law.Find(law.SpecField, "templates."+name, "no template has this name: did you mean %q?", near))
			} else {
				r.add(at, law.Find(law.SpecField, "templates."+name, "no template has this name: write the file %s.txt, or remove the key", name))
			}
		}
	}
	if len(names) == 0 {
		r.add(0, law.Find(law.SpecField, "", "the folder has no template: write the body of an SMS into sms/NAME.txt"))
	}
	slices.SortFunc(r.report.Findings, func(a, b Finding) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		return strings.Compare(a.Error(), b.Error())
	})
	// What is wrong with the Notice is found again for every template.
	r.report.Findings = slices.CompactFunc(r.report.Findings, func(a, b Finding) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Error() == b.Error()
	})
	return r.report, nil
}

// names returns the templates of the folder in order, and finds files that would be overlooked.
func (r *reader) names() (names []string, err error) {
	entries, err := fs.ReadDir(r.fsys, "sms")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".txt")
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case !ok || e.IsDir():
			r.report.Findings = append(r.report.Findings, place(path.Join("sms", e.Name()), "", 0,
				law.Find(law.SpecField, "", "this is not read: the body of an SMS is a file sms/NAME.txt")))
		default:
			names = append(names, "sms/"+name)
		}
	}
	return names, nil
}

// sms proves one template.
func (r *reader) sms(name string) error {
	file := name + ".txt"
	body, err := read(r.fsys, file)
	if err != nil {
		return err
	}
	// A file ends with a line feed and a message does not; an editor's CRLF is a line feed.
	body = strings.TrimSuffix(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	spec := message.SMSSpec{
		Notice: r.doc.Notice.Clone(), Occasion: r.doc.Occasion, Reason: r.doc.Reason, Topic: r.doc.Topic, Lang: r.doc.Lang,
		Fields: maps.Clone(r.doc.Fields), Rules: r.doc.Rules, Except: slices.Clone(r.doc.Except),
	}
	layers := []layer{r.top}
	if r.doc.SMS != nil {
		layers = append(layers, r.over(&spec, "SMS", "sms", r.doc.SMS))
	}
	if raw := r.doc.Templates[name]; raw != nil {
		layers = append(layers, r.over(&spec, "Templates["+name+"]", "templates."+name, raw))
	}
	spec.Body = body

	result := Result{Name: name, File: file}
	t, err := message.CompileSMS[message.Values](spec)
	var found *law.Error
	switch {
	case err == nil:
		p := t.Proof()
		result.Proof = &p
		r.locate(file, body, layers, t.Findings())
	case errors.As(err, &found):
		r.locate(file, body, layers, found.Findings)
	default:
		return fmt.Errorf("%s: %w", file, err)
	}
	r.report.Templates = append(r.report.Templates, result)
	return nil
}

// over reads a more particular place over the specification.
func (r *reader) over(spec *message.SMSSpec, goPath, key string, raw json.RawMessage) layer {
	l := layer{base: r.top.places.At(goPath)}
	var problems []strictjson.Problem
	l.places, problems = strictjson.Unmarshal(raw, spec)
	r.problems(problems, l.base, key)
	if l.places.Has("Body") {
		r.add(l.base+l.places.At("Body"), law.Find(law.SpecField, key+".body", "the body stands in a file of its own, sms/NAME.txt: remove this key"))
	}
	return l
}

// problems turns what strictjson found into findings.
func (r *reader) problems(ps []strictjson.Problem, base int, key string) {
	for _, p := range ps {
		at := key
		if p.Path != "" {
			at = strings.TrimPrefix(key+"."+p.Path, ".")
		}
		var f law.Finding
		switch p.Kind {
		case strictjson.Empty:
			f = law.Find(law.SpecField, at, "the file is empty: it holds a JSON object")
		case strictjson.Syntax:
			f = law.Find(law.SpecField, at, "no JSON: %s", p.Found)
		case strictjson.Unknown:
			if p.Want != "" {
				f = law.Find(law.SpecField, at, "unknown key: did you mean %q?", p.Want)
			} else {
				f = law.Find(law.SpecField, at, "unknown key: known here are %s", p.Keys)
			}
		case strictjson.Twice:
			f = law.Find(law.SpecField, at, "the key stands twice: only the last one would count")
		case strictjson.WrongType:
			f = law.Find(law.SpecField, at, "JSON type %s, expected %s", p.Found, p.Want)
		case strictjson.Range:
			f = law.Find(law.SpecField, at, "the number is not a whole one, or out of range")
		case strictjson.Null:
			f = law.Find(law.SpecField, at, "null: leave the key out instead")
		}
		r.add(base+p.Offset, f)
	}
}

// add records a finding at a byte of campaign.json.
func (r *reader) add(at int, f law.Finding) {
	r.report.Findings = append(r.report.Findings, place(File, r.source, at, f))
}

// locate finds the place of each finding: in the body, or in the most particular layer that holds the key.
func (r *reader) locate(file, body string, layers []layer, fs law.Findings) {
	for _, f := range fs {
		if f.Path == "Body" {
			r.report.Findings = append(r.report.Findings, place(file, body, f.Start, f))
			continue
		}
		if field, ok := printed(body, f.Path); ok {
			r.report.Findings = append(r.report.Findings, place(file, body, field, f))
			continue
		}
		at, longest := 0, -1
		for _, l := range slices.Backward(layers) {
			if near, path := l.places.Nearest(f.Path); len(path) > longest {
				at, longest = l.base+near, len(path)
			}
		}
		f.Path = strictjson.Keys(reflect.TypeFor[message.SMSSpec](), f.Path)
		r.add(at, f)
	}
}

// head is the first step of a path: "Notice" of "Notice.Controller.Name".
func head(p string) string {
	if i := strings.IndexAny(p, ".["); i >= 0 {
		return p[:i]
	}
	return p
}

// printed finds where a body prints the field that a path names.
func printed(body, p string) (int, bool) {
	if _, ok := reflect.TypeFor[message.SMSSpec]().FieldByName(head(p)); ok || p == "" {
		return 0, false
	}
	for at := 0; ; {
		i := strings.Index(body[at:], "."+p)
		if i < 0 {
			return 0, false
		}
		at += i + 1
		if r, _ := utf8.DecodeRuneInString(body[at+len(p):]); !isName(r) {
			return at - 1, true
		}
	}
}

func isName(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// place puts a finding at a byte of a file.
func place(file, text string, at int, f law.Finding) Finding {
	before := text[:min(max(at, 0), len(text))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	f.Start, f.End = 0, 0 // the place says it
	return Finding{Finding: f, File: file, Line: line, Column: column}
}

// read returns a file of the folder as text. A byte order mark, which some editors write, is not text.
func read(fsys fs.FS, name string) (string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return "", err
	}
	if info.Size() > maxBytes {
		return "", fmt.Errorf("%s has %d bytes, at most %d are read", name, info.Size(), maxBytes)
	}
	b, err := fs.ReadFile(fsys, name)
	return strings.TrimPrefix(string(b), "\ufeff"), err
}
