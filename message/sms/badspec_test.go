package sms_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// full is a specification in which every text is filled.
func full() sms.Spec {
	s := fixture.SMS("Bonjour {{.prenom}}, votons !", 2)
	s.Topic, s.Lang, s.Reason, s.StopTo, s.Rules = "lettre", "fr", "rappel de procuration demandé par la personne", "36180", "fr,eu,oper"
	s.Router = "ovh"
	s.Fields = map[string]message.Limit{"prenom": {Max: 24}}
	s.Except = []law.Exception{{Rule: law.StopLength, Reason: "le prestataire nous a confirmé la longueur"}}
	n := &s.Notice
	n.Controller.DPO = "dpo@demain.example"
	n.Joint = []notice.Controller{n.Controller}
	n.Signatory = &notice.Signatory{Name: "Claire Fontaine", ShortName: "C. Fontaine", Quality: "tête de liste"}
	n.Basis.Expectation = "les personnes ont demandé à être tenues au courant"
	n.Rights.Postal, n.Rights.Page = "1 rue de la Mairie, 51290 Saint-Remy", "https://demain.example/droits"
	n.Processors = []notice.Processor{{Name: "Routeur SARL", Role: "routage de SMS", Country: "FR", Contract: "contrat 12", Clauses: strings.Split("abcdefgh", "")}}
	return s
}

// each calls f with every text of v, its path and a function that sets it.
func each(v reflect.Value, path string, f func(path string, set func(string))) {
	switch v.Kind() {
	case reflect.String:
		f(path, v.SetString)
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), fmt.Sprintf("%s[%d]", path, i), f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), path, f)
		}
	}
}

// TestEveryTextIsJudged spoils one text after the other: each gives a finding that blocks and names it.
func TestEveryTextIsJudged(t *testing.T) {
	if _, err := sms.Compile[message.Values](full()); err != nil {
		t.Fatalf("the specification is not good to begin with: %v", err)
	}
	spoilt := map[string]string{
		"over-long": strings.Repeat("long ", 20000), "a line end": "a\r\nb", "invalid UTF-8": "a\xffb", "a bidi override": "a\u202eb", "a NUL": "a\x00b",
	}
	var paths []string
	s := full()
	each(reflect.ValueOf(&s).Elem(), "", func(path string, _ func(string)) { paths = append(paths, path) })
	if len(paths) < 30 {
		t.Fatalf("only %d texts found", len(paths))
	}
	for _, path := range paths {
		for how, bad := range spoilt {
			s := full()
			each(reflect.ValueOf(&s).Elem(), "", func(p string, set func(string)) {
				if p == path {
					set(bad)
				}
			})
			found := findings(s)
			named := false
			for _, f := range found {
				named = named || (f.Path == path || strings.HasPrefix(path, f.Path+".") || strings.HasPrefix(f.Path, path))
				if strings.Contains(f.Error(), bad) || (strings.ContainsAny(f.Error(), "\x00\r\u202e") || !utf8.ValidString(f.Error())) {
					t.Errorf("%s: the finding for %s repeats it", path, how)
				}
			}
			if !named {
				t.Errorf("%s: %s is found at %v, not there", path, how, places(found))
			}
		}
	}
}

// findings returns what is found in a specification, whether it blocks or only advises.
func findings(s sms.Spec) law.Findings {
	tpl, err := sms.Compile[message.Values](s)
	if e, ok := errors.AsType[*law.Error](err); ok {
		return e.Findings
	}
	return tpl.Findings()
}

func places(fs law.Findings) (out []string) {
	for _, f := range fs {
		out = append(out, f.Path)
	}
	return out
}

// TestEmptyTexts empties one mandatory text after the other, and finally all of them: everything is said at once.
func TestEmptyTexts(t *testing.T) {
	mandatory := []string{
		"Body", "Sender", "Notice.Controller.ID", "Notice.Controller.Name", "Notice.Controller.Kind", "Notice.Controller.Postal", "Notice.Controller.Email",
		"Notice.Election.ID", "Notice.Origin.Kind", "Notice.Basis.Kind", "Notice.Basis.Reference", "Notice.Basis.Wording", "Notice.Basis.Since",
		"Notice.Purpose", "Notice.Rights.Notice", "Notice.Keep[0].Class", "Notice.Keep[0].After", "Notice.Signatory.Name", "Notice.Joint[0].Name",
		"Notice.Processors[0].Name", "Notice.Processors[0].Contract",
	}
	for _, path := range mandatory {
		s := full()
		each(reflect.ValueOf(&s).Elem(), "", func(p string, set func(string)) {
			if p == path {
				set("")
			}
		})
		if found := places(findings(s)); !strings.Contains(strings.Join(found, "\n"), path) {
			t.Errorf("%s is empty, and the findings are at %v", path, found)
		}
	}
	s := full()
	each(reflect.ValueOf(&s).Elem(), "", func(_ string, set func(string)) { set("") })
	_, err := sms.Compile[message.Values](s)
	e, ok := errors.AsType[*law.Error](err)
	if !ok {
		t.Fatal("nothing at all compiles")
	}
	all := strings.Join(places(e.Findings), "\n")
	for _, path := range mandatory {
		if !strings.HasPrefix(path, "Notice.Basis.") && !strings.Contains(all, path) { // what a basis needs depends on its kind
			t.Errorf("%s is not among the findings of an empty specification", path)
		}
	}
}

func TestOccasions(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	for _, c := range []struct {
		occasion message.Occasion
		reason   string
		origin   law.Origin
		must     []string
		mustNot  []string
	}{
		{message.FirstContact, "", law.OriginForm, []string{"Demain Ensemble", "2026", "demain.example/d"}, nil},
		{message.Later, "", law.OriginForm, []string{"Demain Ensemble"}, []string{"demain.example/d"}},
		{message.ConsentRequest, "", law.OriginRented, []string{"Demain Ensemble", "demain.example/d"}, nil},
		{message.ConsentReceipt, "", law.OriginForm, []string{"Demain Ensemble", "demain.example/d"}, nil},
		{message.Service, "rappel d'une procuration demandée par la personne", law.OriginForm, []string{"Demain Ensemble"}, nil},
	} {
		s := fixture.SMS("Bonjour {{.FirstName}}.", 2)
		s.Occasion, s.Reason = c.occasion, c.reason
		s.Notice.Origin.Kind = c.origin
		if c.origin == law.OriginRented {
			s.Notice.Origin.Detail, s.Notice.Origin.Attestation = "Fichiers SA", "attestation du 3 novembre 2025"
		}
		tpl, err := sms.Compile[fixture.Voter](s)
		if err != nil {
			t.Errorf("%q: %v", c.occasion, err)
			continue
		}
		text := tpl.Proof().Words
		for _, w := range c.must {
			if !strings.Contains(text, w) {
				t.Errorf("%q lacks %q: %s", c.occasion, w, text)
			}
		}
		for _, w := range c.mustNot {
			if strings.Contains(text, w) {
				t.Errorf("%q says %q: %s", c.occasion, w, text)
			}
		}
		if _, err := tpl.Batch(at); err != nil {
			t.Errorf("%q: %v", c.occasion, err)
		}
	}
	s := fixture.SMS("Bonjour {{.FirstName}}.", 2)
	s.Occasion = message.Service
	if _, err := sms.Compile[fixture.Voter](s); err == nil {
		t.Error("a service message without reason compiles")
	}
}
