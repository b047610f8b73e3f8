package message_test

import (
	"context"
	"encoding/json"
	"iter"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// paris is a moment in winter, when European France is an hour ahead of UTC.
func paris(day string, hour int) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.Add(time.Duration(hour-1) * time.Hour)
}

// demain is the Notice of a list that does not exist.
func demain() notice.Notice {
	return notice.Notice{
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
		Rights:  notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d"},
		Keep:    []notice.Term{{Class: "election-only", After: "election-decided"}},
	}
}

// voter is the row of most tests.
type voter struct {
	FirstName string `validate:"required,max=24"`
	Town      string `validate:"max=46"`
	Station   int    `validate:"min=1,max=9999"`
	Member    bool
}

var testKey = optout.Key{ID: 1, Secret: []byte("0123456789abcdef0123456789abcdef")}

// book is a Book whose clock stands at the moment.
func book(controller string, at time.Time) *optout.Book {
	return &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: testKey}, Controller: controller,
		Now: func() time.Time { return at },
	}
}

func rows[T any](territory law.Territory, origin law.Origin, to optout.Address, data ...T) iter.Seq2[optout.Row[T], error] {
	return func(yield func(optout.Row[T], error) bool) {
		for i := range data {
			if !yield(optout.Row[T]{Data: &data[i], To: to, Territory: territory, Origin: origin}, nil) {
				return
			}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var phone = must(optout.Phone("06 39 98 00 01"))

// clear clears one row for an SMS of demain at the moment.
func clear[T any](t testing.TB, at time.Time, data T) optout.Cleared[T] {
	t.Helper()
	return clearFor(t, book("demain.example", at), optout.For{Channel: law.SMS}, law.Metropole, law.OriginForm, phone, data)
}

func clearFor[T any](t testing.TB, b *optout.Book, f optout.For, territory law.Territory, origin law.Origin, to optout.Address, data T) optout.Cleared[T] {
	t.Helper()
	for c, err := range optout.Screen(context.Background(), b, f, rows(territory, origin, to, data)) {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Fatal("the row was not cleared")
	return optout.Cleared[T]{}
}

func smsSpec(body string, parts int) message.SMSSpec {
	return message.SMSSpec{Body: body, Notice: demain(), Sender: "DEMAIN", Router: "ovh", MaxParts: parts}
}

func nfc(s string) string { return norm.NFC.String(s) }

// fromJSON decodes into anything, products without exported fields among them.
func fromJSON(data string, into any) error { return json.Unmarshal([]byte(data), into) }
