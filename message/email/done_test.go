package email_test

import (
	"errors"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// A friend's referral gets one message: Done is what keeps the second one from being built, whichever of the person's addresses it goes to.
func TestDone(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	spec := fixture.Email("Nos nouvelles", "<p>Bonjour {{.FirstName}}, acceptez-vous de recevoir nos messages ?</p>")
	spec.Notice.Origin.Kind, spec.Notice.Origin.Detail = law.OriginReferral, "un proche"
	spec.Occasion = law.ConsentRequest
	tpl := message.Must(email.Compile[fixture.Voter](spec))
	batch := message.Must(tpl.Batch(at))
	book := fixture.Book("demain.example", at)
	memory := book.Ledger.(*optout.Memory)
	refused := map[law.ID]int{}
	book.Refused = func(_ int, why law.ID) { refused[why]++ }
	screen := func(row optout.Row[fixture.Voter], f optout.For) (cleared []optout.Cleared[fixture.Voter]) {
		row.Data, row.Origin = &fixture.Voter{FirstName: "Zoë", Station: 3}, law.OriginReferral
		for c, err := range optout.Screen(t.Context(), book, f, optout.Rows(row)) {
			if err != nil {
				t.Fatal(err)
			}
			cleared = append(cleared, c)
		}
		return cleared
	}
	byMail := optout.For{Channel: law.Email}
	to := screen(optout.Row[fixture.Voter]{To: fixture.Box, Also: []optout.Address{fixture.Phone}}, byMail)
	if _, err := batch.Build(to[0]); err != nil {
		t.Fatal(err)
	}
	if again := screen(optout.Row[fixture.Voter]{To: fixture.Box}, byMail); len(again) != 1 {
		t.Error("built is not sent: the person may still be written to")
	}
	for range 2 { // a transport that is not sure tells it twice
		if err := batch.Done(t.Context(), to...); err != nil {
			t.Fatal(err)
		}
	}
	if memory.Len() != 2 {
		t.Errorf("%d events, want one for each address", memory.Len())
	}
	if n := len(screen(optout.Row[fixture.Voter]{To: fixture.Box}, byMail)) + len(screen(optout.Row[fixture.Voter]{To: fixture.Phone}, optout.For{Channel: law.SMS})); n != 0 || refused[law.ReferralOnce] != 2 {
		t.Errorf("%d rows are cleared again, refused %v", n, refused)
	}

	stranger := fixture.Clear(t, fixture.Book("autre.example", at), byMail, law.Metropole, law.OriginReferral, fixture.Box, fixture.Voter{})
	other := fixture.Clear(t, book, byMail, law.Metropole, law.OriginForm, fixture.Box, fixture.Voter{})
	for name, err := range map[string]error{
		"another controller's": batch.Done(t.Context(), to[0], stranger), "another origin": batch.Done(t.Context(), other),
	} {
		if !errors.Is(err, law.Clearance) {
			t.Errorf("a clearance of %s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"nobody's": batch.Done(t.Context(), to[0], optout.Cleared[fixture.Voter]{}), "the zero batch": new(email.Batch[fixture.Voter]).Done(t.Context(), to...),
		"no batch": (*email.Batch[fixture.Voter])(nil).Done(t.Context(), to...),
	} {
		if !errors.Is(err, message.ErrUnbuilt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if memory.Len() != 2 {
		t.Errorf("%d events after refusals", memory.Len())
	}
}
