package campaign

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

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
	sources, err := r.emailSources(name, &spec)
	if err != nil {
		return err
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

// emailSources reads the files of an e-mail into the specification. A file that is no part of an e-mail is found, and so is a
// needed one that is missing: it is among the sources with no text, so that its finding names it.
func (r *reader) emailSources(name string, spec *email.Spec) (sources []source, err error) {
	entries, err := userfile.ReadDirFS(r.fsys, name)
	if err != nil {
		return nil, err
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
			return nil, err
		}
		*f.text = s.text
		sources = append(sources, s)
	}
	has := func(field string) bool {
		return slices.ContainsFunc(sources, func(s source) bool { return s.field == field })
	}
	if has("Content") && !has("Frame") {
		s, err := r.part("Frame", sharedFrame)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		spec.Frame = s.text
		sources = append(sources, s)
	}
	for _, needed := range []source{{field: "Subject", file: "subject.txt"}, {field: "HTML", file: "body.html"}} {
		if !has(needed.field) {
			sources = append(sources, source{field: needed.field, file: path.Join(name, needed.file)})
		}
	}
	return sources, nil
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
