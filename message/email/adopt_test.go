package email_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func TestAdopt(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	s := fixture.Email("Réunion", "<p>Bonjour {{.FirstName}}</p>")
	batch := message.Must(message.Must(email.Compile[fixture.Voter](s)).Batch(at))
	to := fixture.ClearMail(t, at, fixture.Voter{FirstName: "Zoë"})
	token := string(to.AppendToken(nil))
	raw := []byte(strings.ReplaceAll(`From: Liste Demain Ensemble <contact@demain.example>
To: <zoe@example.org>
Subject: =?utf-8?q?R=C3=A9union?=
Date: Thu, 05 Mar 2026 09:00:00 +0000
Message-ID: <elsewhere@demain.example>
MIME-Version: 1.0
List-Unsubscribe: <https://demain.example/d/`+token+`>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour, rendez-vous jeudi.

Liste Demain Ensemble, contact@demain.example, municipales des 15 et 22 mars 2026.
Publicité à caractère politique, avis de transparence : https://demain.example/avis
Vous recevez ce message car vous avez rempli notre formulaire.
Vos données et vos droits : https://demain.example/d
Ne plus recevoir nos messages : https://demain.example/d/`+token+"\n", "\n", "\r\n"))
	m, err := batch.Adopt(to, raw)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Adopted() || m.IsZero() || m.Subject() != "Réunion" || !strings.HasPrefix(m.Text(), "Bonjour, rendez-vous jeudi.\n") || m.HTML() != "" ||
		m.Key() != "elsewhere@demain.example" || !bytes.Equal(m.Bytes(), raw) || m.Size().Bytes != len(raw) || !m.NotAfter().Equal(at.Add(24*time.Hour)) {
		t.Errorf("the adopted message is %v, %q", m.Size(), m.Key())
	}
	raw[0] = 'X'
	if m.Bytes()[0] != 'F' {
		t.Error("the message changes with the caller's bytes")
	}
	raw[0] = 'F'
	if built := message.Must(batch.Build(to)); built.Adopted() {
		t.Error("a built message says that it was adopted")
	}

	replace := func(old, new string) []byte {
		out := bytes.Replace(raw, []byte(old), []byte(new), 1)
		if bytes.Equal(out, raw) {
			t.Fatalf("%q does not occur", old)
		}
		return out
	}
	for name, c := range map[string]struct {
		raw  []byte
		want law.ID
	}{
		"another recipient":  {replace("To: <zoe@", "To: <anne@"), law.OneRecipient},
		"two recipients":     {replace("To: <zoe@example.org>", "To: zoe@example.org, anne@example.org"), law.OneRecipient},
		"another sender":     {replace("<contact@demain.example>", "<x@demain.example>"), law.SpecField},
		"another's token":    {replace(token, token[:50]+"A"), law.OptOutEmail},
		"another handler":    {replace("<https://demain.example/d/", "<https://autre.example/d/"), law.OptOutEmail},
		"no sender in text":  {replace("Liste Demain Ensemble, contact", "Nous, contact"), law.SenderIdentity},
		"no link in text":    {replace("droits : https://demain.example/d\r\n", "droits\r\n"), law.NoticeLink},
		"no message":         {[]byte("votez"), law.CleanText},
		"nothing":            {nil, law.CleanText},
		"a placeholder":      {replace("Bonjour,", "Bonjour *|FNAME|*,"), law.Placeholder},
		"a free-phone":       {replace("jeudi.", "jeudi. Appelez le 0 800 12 34 56."), law.FreePhone},
		"an injected header": {replace("MIME-Version", "Bcc: x@example.org\r\nMIME-Version"), law.OneRecipient},
	} {
		m, err := batch.Adopt(to, c.raw)
		if !errors.Is(err, c.want) || !m.IsZero() {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "zoe@") {
			t.Errorf("%s: the error shows the recipient", name)
		}
	}
	if _, err := batch.Adopt(fixture.Clear(t, fixture.Book("autre.example", at), optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, fixture.Box, fixture.Voter{}), raw); !errors.Is(err, law.Clearance) {
		t.Errorf("cleared elsewhere: %v", err)
	}
	var none optout.Cleared[fixture.Voter]
	var nobody *email.Batch[fixture.Voter]
	for _, f := range []func() error{
		func() error { _, err := batch.Adopt(none, raw); return err },
		func() error { _, err := nobody.Adopt(to, raw); return err },
	} {
		if err := f(); !errors.Is(err, message.ErrUnbuilt) {
			t.Errorf("got %v, want ErrUnbuilt", err)
		}
	}
}
