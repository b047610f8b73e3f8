package optout_test

import (
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Whichever way an objection is told as it is made, no clock makes it older than the consent that it ends. One that is told with its own
// date keeps that date.
func TestObjectionAfterConsentWhateverTheClock(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	zoe, err := optout.Phone("06 39 98 00 01")
	if err != nil {
		t.Fatal(err)
	}
	tell := map[string]struct {
		by   func(*optout.Book) error
		want bool // refused once the clock is right
	}{
		"Object": {func(b *optout.Book) error { return b.Object(t.Context(), zoe, optout.For{}, "phone") }, true},
		"Review": {func(b *optout.Book) error {
			return b.Record(t.Context(), zoe, optout.Event{Kind: optout.Review, Channel: law.SMS, Source: "sms"})
		}, true},
		"Unsubscribe": {func(b *optout.Book) error {
			token, err := b.Token(zoe, optout.For{Channel: law.SMS})
			if err != nil {
				return err
			}
			_, err = b.Unsubscribe(t.Context(), token, "oneclick")
			return err
		}, true},
		"Append": {func(b *optout.Book) error {
			token, err := b.Token(zoe, optout.For{Channel: law.SMS})
			if err != nil {
				return err
			}
			e, err := b.Parse(token)
			if err != nil {
				return err
			}
			return b.Append(t.Context(), optout.Event{Digest: e.Digest, Key: e.Key, Kind: optout.Review, Channel: law.SMS, Source: "mailbox"})
		}, true},
		"a message that came by another clock": {func(b *optout.Book) error {
			return b.Record(t.Context(), zoe, optout.Event{Kind: optout.Objection, At: noon.Add(time.Minute), Source: "sms"})
		}, true},
		"a letter of the day before": {func(b *optout.Book) error {
			return b.Record(t.Context(), zoe, optout.Event{Kind: optout.Objection, At: noon.AddDate(0, 0, -1), Source: "letter"})
		}, false},
	}
	for name, c := range tell {
		for clock, back := range map[string]time.Duration{"right": -time.Hour, "set back": 24 * time.Hour, "set back by years": 10 * 365 * 24 * time.Hour} {
			at := noon
			former := optout.NewKey(1)
			b := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: former}, Controller: "852123456", Now: func() time.Time { return at }}
			if err := b.Consent(t.Context(), zoe, optout.For{Channel: law.SMS}, "form", "F-1"); err != nil {
				t.Fatal(err)
			}
			if name != "Unsubscribe" && name != "Append" { // whose token is of the key under which the consent stands
				b.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{former}}
			}
			at = noon.Add(-back)
			if err := c.by(b); err != nil {
				t.Fatal(err)
			}
			at = noon.Add(time.Hour)
			var why law.ID
			b.Refused = func(_ int, id law.ID) { why = id }
			for _, err := range optout.Screen(t.Context(), b, optout.For{Channel: law.SMS}, optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: zoe, Origin: law.OriginForm})) {
				if err != nil {
					t.Fatal(err)
				}
			}
			if got := why == law.ObjectNow; got != c.want && !(name == "a letter of the day before" && clock != "right") {
				t.Errorf("%s, clock %s: refused by %q", name, clock, why)
			}
		}
	}
}
