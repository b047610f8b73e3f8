package campaign

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

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
