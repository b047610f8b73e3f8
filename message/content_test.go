package message_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// TestContent has what an author may not write, in the author's own words.
func TestContent(t *testing.T) {
	consent := func(body string) message.SMSSpec {
		s := smsSpec(body, 2)
		s.Occasion = message.ConsentRequest
		s.Notice.Origin.Kind, s.Notice.Origin.Detail, s.Notice.Origin.Attestation = law.OriginRented, "Fichiers SA", "attestation du 3 novembre 2025"
		return s
	}
	for name, c := range map[string]struct {
		spec message.SMSSpec
		want law.ID
		at   string
	}{
		"free phone":   {smsSpec("Bonjour {{.FirstName}}, appelez le 0 800 123 456.", 2), law.FreePhone, "0 800 123 456"},
		"premium":      {smsSpec("{{.FirstName}}, dites-nous non au 0899 12 34 56.", 2), law.StopValid, "0899 12 34 56"},
		"shortener":    {smsSpec("{{.FirstName}}, lisez https://bit.ly/abc", 2), law.NoConceal, "https://bit.ly/abc"},
		"call to vote": {consent("{{.FirstName}}, votez pour nous !"), law.ConsentFirst, "votez"},
	} {
		tpl, err := message.CompileSMS[voter](c.spec)
		var fs law.Findings
		if e, ok := errors.AsType[*law.Error](err); ok {
			fs = e.Findings
		} else {
			fs = tpl.Findings()
		}
		found := false
		for _, f := range fs {
			found = found || f.Rule == c.want && f.Path == "Body" && strings.HasPrefix(c.spec.Body[f.Start:f.End], c.at)
		}
		if !found {
			t.Errorf("%s: %s is not found at %q: %v", name, c.want, c.at, fs)
		}
	}
	for _, good := range []message.SMSSpec{
		smsSpec("{{.FirstName}}, appelez le 03 26 00 00 00 ou lisez https://demain.example/programme", 2),
		consent("{{.FirstName}}, une question."),
	} {
		if _, err := message.CompileSMS[voter](good); err != nil {
			t.Error(err)
		}
	}
}
