package sms_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func TestAdopt(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	to := fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Zoë", Station: 1})
	good := message.Must(batch.Build(to)).Text()
	m, err := batch.Adopt(to, good)
	if err != nil {
		t.Fatalf("what Build made is not adopted: %v", err)
	}
	if !m.Adopted() || m.Text() != good || m.Size() != message.Must(batch.Build(to)).Size() {
		t.Errorf("adopted: %v", m)
	}
	for name, text := range map[string]string{
		"unsigned": "Votez bien dimanche !", "too long": good + strings.Repeat(" et encore", 40), "placeholder": "Bonjour #prenom# " + good, "control": good + "\x07", "invalid": good + "\xff",
	} {
		if m, err := batch.Adopt(to, text); err == nil || !m.IsZero() {
			t.Errorf("%s: adopted", name)
		} else if !strings.Contains(err.Error(), "row 1") {
			t.Errorf("%s: the row is not named: %v", name, err)
		}
	}
	if _, err := batch.Adopt(optout.Cleared[fixture.Voter]{}, good); !errors.Is(err, message.ErrUnbuilt) {
		t.Errorf("a zero clearance gives %v", err)
	}
	stranger := fixture.Clear(t, fixture.Book("autre.example", at), optout.For{Channel: law.SMS}, law.Metropole, law.OriginForm, fixture.Phone, fixture.Voter{})
	if _, err := batch.Adopt(stranger, good); !errors.Is(err, law.Clearance) {
		t.Errorf("cleared elsewhere, got %v", err)
	}
}

// TestAdoptWhatBuildMakes has every provider, and one that only a contract describes, take what Build made and count it as
// Build does.
func TestAdoptWhatBuildMakes(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	own := must2(router.Lookup(router.SMPP))
	own.Name, own.Stop = "mine", router.Stop{Mode: router.StopAppended, Suffix: "\nSTOP au 36222"}
	for _, p := range append(router.All(), own) {
		s := fixture.SMS("Bonjour {{.FirstName}}", 3)
		s.Router, s.Profile = p.Name, &p
		if p.StopFor(s.Sender).Mode == router.StopAuthor {
			s.StopTo = "36111"
		}
		tpl, err := sms.Compile[fixture.Voter](s)
		if errors.Is(err, law.OptOutSMS) || errors.Is(err, law.SpecField) {
			continue // the provider takes no such sender or budget
		}
		batch := message.Must(message.Must(tpl, err).Batch(at))
		to := fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Zoë", Station: 1})
		built := message.Must(batch.Build(to))
		m, err := batch.Adopt(to, built.Text())
		if err != nil || m.Size() != built.Size() {
			t.Errorf("%s: adopted with %v, built with %v: %v", p.Name, m.Size(), built.Size(), err)
		}
	}
}

func must2[T any](v T, ok bool) T {
	if !ok {
		panic("there is none")
	}
	return v
}

// TestWordsThatTheProviderBlocks finds what a provider does not carry in the statutory words too.
func TestWordsThatTheProviderBlocks(t *testing.T) {
	s := fixture.SMS("Bonjour {{.FirstName}}", 3)
	s.Sender = "36123" // OVHcloud blocks links from short codes, and the Notice's link is one
	if _, err := sms.Compile[fixture.Voter](s); !errors.Is(err, law.ShortCode) {
		t.Errorf("got %v, want %s", err, law.ShortCode)
	}
}
