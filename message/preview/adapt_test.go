package preview_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/preview"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func spec() sms.Spec {
	return sms.Spec{
		Body: "Bonjour {{.FirstName}}, votons le 15 mars !", Sender: "DEMAIN", Router: "ovh", MaxParts: 2,
		Notice: notice.Notice{
			Controller: notice.Controller{
				ID: "demain.example", Name: "Liste Demain Ensemble", ShortName: "Demain Ensemble", Kind: notice.Association,
				Postal: "1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", Email: "contact@demain.example",
			},
			Election: notice.Election{ID: "FR-MUN-2026"},
			Origin:   notice.Origin{Kind: law.OriginForm, Detail: "le formulaire de demain.example", Obtained: "2025-11-03"},
			Basis: notice.Basis{
				Kind: law.Consent, Since: "2025-11-03", Reference: "registre des consentements n° 1",
				Wording: "J’accepte de recevoir par SMS et courriel des informations de la liste Demain Ensemble.",
			},
			Purpose: "vous informer de la campagne municipale",
			Rights:  notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d", Directives: true},
			Advert: &notice.Advert{
				Sponsor: "Liste Demain Ensemble", Declaration: "a", Payer: "Liste Demain Ensemble", Funding: "dons de particuliers", Notice: "https://demain.example/t",
			},
			Keep: []notice.Term{{Class: "election-only", After: "election-decided"}},
		},
	}
}

func clear(t *testing.T, at time.Time, ch law.Channel, to optout.Address) optout.Cleared[voter] {
	t.Helper()
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))}, Controller: "demain.example",
		Now: func() time.Time { return at },
	}
	rows := func(yield func(optout.Row[voter], error) bool) {
		yield(optout.Row[voter]{Data: &voter{"Zoé"}, To: to, Territory: law.Metropole, Origin: law.OriginForm}, nil)
	}
	for c, err := range optout.Screen(context.Background(), book, optout.For{Channel: ch}, rows) {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Fatal("not cleared")
	return optout.Cleared[voter]{}
}

// What package message built is shown as it is: whole, sized alike, its statutory words told from the author's.
func TestOfSMS(t *testing.T) {
	tpl, err := sms.Compile[voter](spec())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC)
	batch, err := tpl.Batch(at)
	if err != nil {
		t.Fatal(err)
	}
	m, err := batch.Build(clear(t, at, law.SMS, phone))
	if err != nil {
		t.Fatal(err)
	}
	p := tpl.Proof()
	s := preview.OfSMS("Zoé", m, p)
	if s.Text != m.Text() || !s.To.Equal(m.To()) || len(s.Marks) != 1 || s.Text[s.Marks[0].Start:s.Marks[0].End] != p.Words {
		t.Errorf("shown as %q with %v", s.Text, s.Marks)
	}
	if got, err := message.Measure(s.Text + s.Suffix); err != nil || got != m.Size() {
		t.Errorf("measured %v, %v; built %v", got, err, m.Size())
	}
	if !strings.Contains(s.Marks[0].Rules, string(law.SenderIdentity)) {
		t.Errorf("the statutory words satisfy %q", s.Marks[0].Rules)
	}
	other := p
	other.Words = "Dites non. STOP 36111"
	for name, p := range map[string]sms.Proof{"another template's": other, "no": {}} { // nothing of the text is called statutory that is not
		if s := preview.OfSMS("Zoé", m, p); s.Text != m.Text() || len(s.Marks) != 0 {
			t.Errorf("%s proof: marks %v", name, s.Marks)
		}
	}
	page := render(t, preview.Page{SMS: []preview.SMS{s}})
	if strings.Contains(page, m.To().E164()) || !strings.Contains(page, "Bonjour Zoé") {
		t.Error("the page shows the number, or lacks the text")
	}
}

func TestOfEmail(t *testing.T) {
	tpl, err := email.Compile[voter](email.Spec{
		Subject: "Votons le 15 mars, {{.FirstName}}", HTML: "<p>Bonjour {{.FirstName}}, le bureau ouvre à 8 h.</p>", Notice: spec().Notice,
		From: "contact@demain.example", Unsubscribe: "https://demain.example/u", UnsubscribeMailto: "stop@demain.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC)
	batch, err := tpl.Batch(at)
	if err != nil {
		t.Fatal(err)
	}
	m, err := batch.Build(clear(t, at, law.Email, mailbox))
	if err != nil {
		t.Fatal(err)
	}
	e, err := preview.OfEmail("Zoé", m)
	if err != nil {
		t.Fatal(err)
	}
	if !e.OneClick || e.Mailbox != "contact@demain.example" || e.Subject != "Votons le 15 mars, Zoé" || !strings.HasPrefix(e.Preheader, "Bonjour Zoé, le bureau ouvre à 8 h.") || len(e.Conceal) == 0 {
		t.Errorf("shown as %q from %q, one click %v, preheader %q, %d secrets", e.Subject, e.Mailbox, e.OneClick, e.Preheader, len(e.Conceal))
	}
	longest := preview.OfEmailSample("Le plus long", tpl.Proof().Longest)
	page := render(t, preview.Page{Email: []preview.Email{e, longest}})
	raw := string(m.Bytes())
	_, token, _ := strings.Cut(raw, "List-Unsubscribe: <https://demain.example/u/")
	token, _, _ = strings.Cut(strings.ReplaceAll(token, "\r\n ", ""), ">")
	if len(token) < 20 || !strings.Contains(raw, token) {
		t.Fatalf("the test did not find the token")
	}
	for _, secret := range []string{token, m.To().Mailbox()} {
		if strings.Contains(page, secret) {
			t.Error("the page shows the recipient or a working address for unsubscribing")
		}
	}
	if strings.Count(page, "<iframe") != 2 {
		t.Error("the page lacks an e-mail")
	}
	if _, err := preview.OfEmail("", email.Message{}); !errors.Is(err, message.ErrUnbuilt) {
		t.Errorf("a message that nobody built: %v", err)
	}
}

// Whether one click unsubscribes is said of each message as it is.
func TestOneClickIsSaid(t *testing.T) {
	for oneClick, want := range map[bool]string{true: "yes", false: "no"} {
		page := render(t, preview.Page{Lang: "en", Email: []preview.Email{{Name: "a", Subject: "b", Text: "c", OneClick: oneClick}}})
		if !strings.Contains(page, "One-click unsubscribing (RFC 8058)</dt><dd>"+want+"</dd>") {
			t.Errorf("one click: %t, and the page does not say %q", oneClick, want)
		}
	}
}

func TestOfError(t *testing.T) {
	tpl, err := sms.Compile[voter](spec())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 14, 10, 0, 0, 0, time.UTC) // the eve of the first round
	_, err = tpl.Batch(at)
	r, ok := preview.OfError(err)
	if !ok || r.Finding.Rule != law.Silence || r.Until.IsZero() {
		t.Fatalf("%v is shown as %+v, %v", err, r, ok)
	}
	page := render(t, preview.Page{Refused: []preview.Refused{r}, Zone: paris})
	if !strings.Contains(page, "FR-CE-L49-SILENCE") || !strings.Contains(page, "Réouverture\u00a0: 15 mars 2026 à "+r.Until.In(paris).Format("15 h 04 (MST)")) || !strings.Contains(page, "<strong>tous</strong>") {
		t.Errorf("the page does not say when it opens again: %s", page[strings.Index(page, "<tbody>"):])
	}
	if _, ok := preview.OfError(errors.New("disk full")); ok {
		t.Error("an error that is no refusal is shown as one")
	}
}
