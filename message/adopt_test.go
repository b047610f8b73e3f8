package message_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func TestAdopt(t *testing.T) {
	at := paris("2026-03-05", 10)
	batch := must(must(message.CompileSMS[voter](smsSpec("Bonjour {{.FirstName}}", 2))).Batch(at))
	to := clear(t, at, voter{FirstName: "Zoë", Station: 1})
	good := must(batch.Build(to)).Text()
	m, err := batch.Adopt(to, good)
	if err != nil {
		t.Fatalf("what Build made is not adopted: %v", err)
	}
	if !m.Adopted() || m.Text() != good || m.Size() != must(batch.Build(to)).Size() {
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
	if _, err := batch.Adopt(optout.Cleared[voter]{}, good); !errors.Is(err, message.ErrUnbuilt) {
		t.Errorf("a zero clearance gives %v", err)
	}
	stranger := clearFor(t, book("autre.example", at), optout.For{Channel: law.SMS}, law.Metropole, law.OriginForm, phone, voter{})
	if _, err := batch.Adopt(stranger, good); !errors.Is(err, law.Clearance) {
		t.Errorf("cleared elsewhere, got %v", err)
	}
}
