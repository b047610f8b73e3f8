package consent_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/consent"
)

var (
	given = time.Date(2026, 1, 10, 9, 0, 0, 0, time.UTC)
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday
	zoe   = must(optout.Phone("06 39 98 00 01"))
	shown = consent.Wording{Name: "inscription-v3", Text: "J’accepte de recevoir des informations de la liste Confiance.", Since: "2025-09-01"}
)

func must(a optout.Address, err error) optout.Address {
	if err != nil {
		panic(err)
	}
	return a
}

func evidence(ref string, ch law.Channel) consent.Evidence {
	e := consent.Evidence{
		Ref: ref, Controller: "852123456", Channel: ch, Wording: shown.Name, Hash: shown.Hash(), Given: given, Source: "paper form",
		By: "M. Martin", Kept: "classeur 3",
	}
	if ch == law.Voice {
		e.Hours = []consent.Hours{{Days: []string{"monday", "tuesday"}, From: "18:00", To: "20:00"}}
	}
	return e
}

func newBook() *optout.Book {
	return &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456", Now: func() time.Time { return noon }}
}

func Example() {
	ctx := context.Background()
	register, err := consent.Read([]byte(`{
		"wordings": [{"name": "v1", "text": "J’accepte.", "since": "2026-01-01"}],
		"evidence": [{
			"ref": "F-1", "controller": "852123456", "channel": "sms", "wording": "v1",
			"hash": "` + consent.Wording{Text: "J’accepte."}.Hash() + `",
			"given": "2026-01-10T09:00:00Z", "source": "paper form", "by": "M. Martin", "kept": "classeur 3"
		}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	book := newBook()
	to, _ := optout.Phone("06 39 98 00 01")
	fmt.Println(register.Record(ctx, book, to, "F-1"))
	fmt.Println(book.Consent(ctx, to, optout.For{Channel: law.SMS}, "web", "lost"))
	audit, err := register.AuditLedger(ctx, book)
	fmt.Println(audit.Consents, audit.Shown, audit.Findings[0].Path, err)
	// Output:
	// <nil>
	// <nil>
	// 2 1 Chain[1].Evidence <nil>
}

func TestFindings(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*consent.Register)
		rule  law.ID
	}{
		"unknown wording":  {func(r *consent.Register) { r.Evidence[0].Wording = "v9" }, law.BasisEvidence},
		"words changed":    {func(r *consent.Register) { r.Wordings[0].Text += " Et par courriel." }, law.BasisEvidence},
		"no words":         {func(r *consent.Register) { r.Wordings[0].Text = " " }, law.BasisEvidence},
		"no moment":        {func(r *consent.Register) { r.Evidence[0].Given = time.Time{} }, law.BasisEvidence},
		"kept nowhere":     {func(r *consent.Register) { r.Evidence[0].Kept = "" }, law.BasisEvidence},
		"no channel":       {func(r *consent.Register) { r.Evidence[0].Channel = "" }, law.SpecField},
		"reference twice":  {func(r *consent.Register) { r.Evidence[1].Ref = r.Evidence[0].Ref }, law.SpecField},
		"wording twice":    {func(r *consent.Register) { r.Wordings = append(r.Wordings, r.Wordings[0]) }, law.SpecField},
		"until before":     {func(r *consent.Register) { r.Evidence[0].From, r.Evidence[0].Until = "2026-03-01", "2026-02-01" }, law.SpecField},
		"hours for an SMS": {func(r *consent.Register) { r.Evidence[0].Hours = r.Evidence[1].Hours }, law.SpecField},
		"hours reversed":   {func(r *consent.Register) { r.Evidence[1].Hours[0].To = "17:00" }, law.SpecField},
		"hours unwritten":  {func(r *consent.Register) { r.Evidence[1].Hours[0].From = "6 pm" }, law.SpecField},
		"unknown day":      {func(r *consent.Register) { r.Evidence[1].Hours[0].Days = []string{"lundi"} }, law.SpecField},
		"no day":           {func(r *consent.Register) { r.Wordings[0].Since = "soon" }, law.SpecField},
		"control":          {func(r *consent.Register) { r.Evidence[0].By = "a\x1b[2J" }, law.BasisEvidence},
	} {
		r := &consent.Register{Wordings: []consent.Wording{shown}, Evidence: []consent.Evidence{evidence("a", law.SMS), evidence("b", law.Voice)}}
		if err := r.Findings().Err(); err != nil {
			t.Fatal(err)
		}
		c.spoil(r)
		if err := r.Findings().Err(); !errors.Is(err, c.rule) {
			t.Errorf("%s: %v, want %s", name, err, c.rule)
		}
	}
	r := &consent.Register{Wordings: []consent.Wording{shown}, Evidence: []consent.Evidence{evidence("b", law.Voice)}}
	r.Evidence[0].Hours = nil
	if fs := r.Findings(); len(fs) != 1 || fs[0].Rule != law.VoiceConsent {
		t.Errorf("calls at no hours: %v", fs)
	}
}

// The same words in another composition of Unicode are the same words.
func TestHashComposes(t *testing.T) {
	if (consent.Wording{Text: "Réunion"}).Hash() != (consent.Wording{Text: "Re\u0301union"}).Hash() {
		t.Error("é and e with an accent are two wordings")
	}
}

func TestRead(t *testing.T) {
	r := &consent.Register{Wordings: []consent.Wording{shown}, Evidence: []consent.Evidence{evidence("a", law.SMS), evidence("b", law.Voice)}}
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := consent.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.JSON()
	if err != nil || !bytes.Equal(text, second) {
		t.Errorf("read and written it is another; error %v", err)
	}
	for name, in := range map[string]string{
		"a key twice":    strings.Replace(string(text), `"ref": "a"`, `"ref": "a", "ref": "c"`, 1),
		"an unknown key": strings.Replace(string(text), `"ref": "a"`, `"ref": "a", "phone": "x"`, 1),
		"another case":   strings.Replace(string(text), `"ref"`, `"Ref"`, 1),
		"half":           string(text[:len(text)/2]),
		"nothing":        "",
	} {
		if _, err := consent.Read([]byte(in)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func cleared(t *testing.T, b *optout.Book, ch law.Channel) optout.Cleared[struct{}] {
	t.Helper()
	for c, err := range optout.Screen(t.Context(), b, optout.For{Channel: ch}, optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: zoe})) {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Fatal("not cleared")
	return optout.Cleared[struct{}]{}
}

func TestCheck(t *testing.T) {
	b := newBook()
	r := &consent.Register{Wordings: []consent.Wording{shown}, Evidence: []consent.Evidence{evidence("a", law.SMS), evidence("b", law.Voice)}}
	if err := consent.Check(t.Context(), b, r, cleared(t, b, law.SMS), noon); !errors.Is(err, law.BasisEvidence) {
		t.Errorf("nobody agreed: %v", err)
	}
	for range 2 {
		if err := errors.Join(r.Record(t.Context(), b, zoe, "a"), r.Record(t.Context(), b, zoe, "b")); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.Ledger.(*optout.Memory).Len(); n != 2 {
		t.Errorf("%d events of two consents", n)
	}
	if err := consent.Check(t.Context(), b, r, cleared(t, b, law.SMS), noon); err != nil {
		t.Error(err)
	}
	paris := time.FixedZone("Paris", 3600)
	for _, c := range []struct {
		at string
		ok bool
	}{
		{"2026-03-02T18:00:00", true}, {"2026-03-02T19:59:59", true}, {"2026-03-02T20:00:00", false}, {"2026-03-02T17:59:00", false}, {"2026-03-04T18:30:00", false},
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", c.at, paris)
		if err != nil {
			t.Fatal(err)
		}
		if err := consent.Check(t.Context(), b, r, cleared(t, b, law.Voice), at); (err == nil) != c.ok || err != nil && !errors.Is(err, law.VoiceConsent) {
			t.Errorf("a call at %s: %v", c.at, err)
		}
	}
	r.Evidence[0].Until = "2026-03-01"
	if err := consent.Check(t.Context(), b, r, cleared(t, b, law.SMS), noon); !errors.Is(err, law.BasisEvidence) {
		t.Errorf("a consent that has ended: %v", err)
	}
	r.Evidence = r.Evidence[1:]
	if err := consent.Check(t.Context(), b, r, cleared(t, b, law.SMS), noon); !errors.Is(err, law.BasisEvidence) {
		t.Errorf("a consent that nothing shows: %v", err)
	}
}

func TestRecordRefuses(t *testing.T) {
	b := newBook()
	r := &consent.Register{Wordings: []consent.Wording{shown}, Evidence: []consent.Evidence{evidence("a", law.SMS)}}
	if err := r.Record(t.Context(), b, zoe, "c"); !errors.Is(err, law.BasisEvidence) {
		t.Errorf("an unknown reference: %v", err)
	}
	other := newBook()
	other.Controller = "another"
	if err := r.Record(t.Context(), other, zoe, "a"); !errors.Is(err, law.SpecField) {
		t.Errorf("a consent given to another controller: %v", err)
	}
	r.Evidence[0].Hash = strings.Repeat("0", 64)
	if err := r.Record(t.Context(), b, zoe, "a"); !errors.Is(err, law.BasisEvidence) {
		t.Errorf("other words: %v", err)
	}
	if n := b.Ledger.(*optout.Memory).Len(); n != 0 {
		t.Errorf("%d events of what was refused", n)
	}
}

// A register is somebody's file: whatever is in it is read or refused.
func FuzzRead(f *testing.F) {
	text, err := (&consent.Register{Wordings: []consent.Wording{shown}, Evidence: []consent.Evidence{evidence("a", law.SMS), evidence("b", law.Voice)}}).JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"wordings":[],"evidence":[{"ref":"a","hours":[{"from":"24:00","to":"24:00"}]}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := consent.Read(in)
		if err != nil {
			return
		}
		for _, e := range r.Evidence {
			r.Holds(optout.Event{Evidence: e.Ref}, noon)
		}
		text, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := consent.Read(text); err != nil {
			t.Errorf("what was read is not read again: %v", err)
		}
	})
}
