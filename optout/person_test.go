package optout

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// said is one thing that happened, minutes after noon, under one of the addresses of TestPersons.
type said struct {
	under  Address
	event  Event
	minute int
}

// becomes is what a screening says of one row: "", "agreed" or the rule.
func becomes(t *testing.T, b *Book, f For, row Row[voter]) string {
	t.Helper()
	own := *b
	got := "nothing"
	own.Refused = func(_ int, why law.ID) { got = string(why) }
	for c, err := range Screen(t.Context(), &own, f, Rows(row)) {
		must(t, err)
		got = ""
		if c.Consented() {
			got = "agreed"
		}
		again, err := Recheck(t.Context(), &own, c)
		if err != nil || again.Consented() != c.Consented() {
			t.Errorf("rechecked: %v", err)
		}
		if !slices.EqualFunc(c.Also(), given(row.Also), Address.Equal) {
			t.Error("a clearance has other addresses than its row")
		}
	}
	return got
}

// A person has several addresses. Each row is judged twice, asking the ledger and from a set.
func TestPersons(t *testing.T) {
	phone, box, tagged, other := mustPhone(t, number(1)), mustMailbox(t, "zoe@example.org"), mustMailbox(t, "Zoe+x@example.org"), mustPhone(t, number(2))
	object := func(under Address, ch law.Channel, topic string) said {
		return said{under, Event{Kind: Objection, Channel: ch, Scope: Scope{Topic: topic}}, -9}
	}
	agree := func(under Address, ch law.Channel, minute int) said {
		return said{under, Event{Kind: ConsentKind, Channel: ch}, minute}
	}
	gone := func(under Address, ch law.Channel, until time.Time) said {
		return said{under, Event{Kind: Undeliverable, Channel: ch, Until: until}, -9}
	}
	review := func(under Address, minute int) said {
		return said{under, Event{Kind: Review, Channel: law.SMS}, minute}
	}
	dismiss := func(under Address, minute int) said {
		return said{under, Event{Kind: Dismissed, By: "n° 3", Evidence: "asked for the programme"}, minute}
	}
	voice, post, door := For{Channel: law.Voice}, For{Channel: law.Post}, For{Channel: law.Door}
	needs := func(f For) For { f.Consent = true; return f }
	objected, undeliverable := string(law.ObjectNow), string(law.Undeliverable)
	form, member, friend := law.OriginForm, law.OriginMember, law.OriginReferral
	for _, c := range []struct {
		name   string
		origin law.Origin
		f      For
		to     Address
		also   []Address
		events []said
		want   string
	}{
		{"an objection under the other address", form, email, box, []Address{phone}, []said{object(phone, "", "")}, objected},
		{"the other way round", form, sms, phone, []Address{box}, []said{object(box, "", "")}, objected},
		{"under another spelling of it", form, sms, phone, []Address{tagged}, []said{object(box, "", "")}, objected},
		{"without the other address nobody knows", form, email, box, nil, []said{object(phone, "", "")}, ""},
		{"under one of three", form, email, box, []Address{other, {}, phone}, []said{object(phone, "", "")}, objected},
		{"a prospect's on a channel is one to everything", form, email, box, []Address{phone}, []said{object(phone, law.SMS, "")}, objected},
		{"a member's to everything", member, email, box, []Address{phone}, []said{object(phone, "", "")}, objected},
		{"a member's on a channel is for that channel", member, email, box, []Address{phone}, []said{object(phone, law.SMS, "")}, ""},
		{"and counts for it whichever address it stands under", member, sms, phone, []Address{box}, []said{object(box, law.SMS, "")}, objected},
		{"and for the topic that it named", member, For{Channel: law.SMS, Topic: "a"}, phone, []Address{box}, []said{object(box, law.SMS, "b")}, ""},

		{"consent lifts an objection under the other address", form, sms, phone, []Address{box}, []said{object(box, "", ""), agree(phone, law.SMS, -8)}, "agreed"},
		{"consent of the other address lifts nothing", form, sms, phone, []Address{box}, []said{object(phone, "", ""), agree(box, law.SMS, -8)}, objected},
		{"and is no consent here", form, needs(sms), phone, []Address{box}, []said{agree(box, law.SMS, -8)}, string(law.OptIn)},
		{"a letter goes to neither: the consent of both counts", form, post, phone, []Address{box}, []said{object(phone, "", ""), agree(box, law.Post, -8)}, "agreed"},

		{"a number that is gone", form, sms, phone, []Address{box}, []said{gone(phone, law.SMS, time.Time{})}, undeliverable},
		{"says nothing of the mailbox", form, email, box, []Address{phone}, []said{gone(phone, law.SMS, time.Time{})}, ""},
		{"a mailbox that is gone says nothing of the number", form, sms, phone, []Address{box}, []said{gone(box, law.Email, time.Time{})}, ""},
		{"until it ends", form, sms, phone, nil, []said{gone(phone, law.SMS, noon.Add(time.Second))}, undeliverable},
		{"at its end it has ended", form, sms, phone, nil, []said{gone(phone, law.SMS, noon)}, ""},
		{"a number that takes no SMS can be called", form, voice, phone, nil, []said{gone(phone, law.SMS, time.Time{})}, ""},
		{"on every channel", form, voice, phone, nil, []said{gone(phone, "", time.Time{})}, undeliverable},
		{"given again since", form, sms, phone, nil, []said{gone(phone, law.SMS, time.Time{}), agree(phone, law.SMS, -8)}, "agreed"},
		{"a letter that came back", form, post, phone, []Address{box}, []said{gone(box, law.Post, time.Time{})}, undeliverable},
		{"an objector's number that is gone is an objector's", form, sms, phone, nil, []said{gone(phone, law.SMS, time.Time{}), object(phone, "", "")}, objected},

		{"an answer that nobody has read", form, sms, phone, nil, []said{review(phone, -9)}, objected},
		{"on every channel", form, email, box, []Address{phone}, []said{review(phone, -9)}, objected},
		{"of a member too", member, email, box, []Address{phone}, []said{review(phone, -9)}, objected},
		{"was read", form, sms, phone, nil, []said{review(phone, -9), dismiss(phone, -8)}, ""},
		{"two were read", form, sms, phone, nil, []said{review(phone, -9), review(phone, -8), dismiss(phone, -7)}, ""},
		{"another came since", form, sms, phone, nil, []said{review(phone, -9), dismiss(phone, -8), review(phone, -7)}, objected},
		{"one that is older came since", form, sms, phone, nil, []said{dismiss(phone, -8), review(phone, -9)}, objected},
		{"at the same instant, recorded in that order", form, sms, phone, nil, []said{review(phone, -9), dismiss(phone, -9)}, ""},
		{"an answer from the other address was not read", form, sms, phone, []Address{box}, []said{review(box, -9), dismiss(phone, -8)}, objected},
		{"consent lifts it as it does an objection", form, sms, phone, nil, []said{review(phone, -9), agree(phone, law.SMS, -8)}, "agreed"},
		{"a dismissal lifts no objection", form, sms, phone, nil, []said{object(phone, "", ""), review(phone, -8), dismiss(phone, -7)}, objected},
		{"whatever comes first", form, sms, phone, nil, []said{review(phone, -8), object(phone, "", ""), dismiss(phone, -7)}, objected},
		{"a dismissal is no consent", form, needs(sms), phone, nil, []said{review(phone, -8), dismiss(phone, -7)}, string(law.OptIn)},
		{"another controller's dismissal lifts none of ours", form, sms, phone, nil, []said{review(phone, -8),
			{phone, Event{Kind: Dismissed, By: "n° 3", Evidence: "x", Scope: Scope{Controller: "other"}}, -7}}, objected},

		{"a friend's referral that was written to elsewhere", friend, sms, phone, []Address{box}, []said{{box, Event{Kind: Informed, Channel: law.Email}, -9}}, string(law.ReferralOnce)},

		{"consent is asked for and stands", form, needs(sms), phone, nil, []said{agree(phone, law.SMS, -9)}, "agreed"},
		{"and stands on another channel", form, needs(sms), phone, nil, []said{agree(phone, law.Voice, -9)}, string(law.OptIn)},
		{"for an automated call", form, needs(voice), phone, nil, nil, string(law.VoiceConsent)},
		{"for an e-mail", form, needs(email), box, nil, nil, string(law.BasisEvidence)},
		{"who objected is told so, consent or not", form, needs(sms), phone, nil, []said{object(phone, "", "")}, objected},

		{"a call list is a list of phones", form, voice, phone, nil, nil, ""},
		{"not of mailboxes", form, voice, box, []Address{phone}, nil, string(law.AddressForm)},
		{"who objected to SMS alone and is a member may be called", member, voice, phone, nil, []said{object(phone, law.SMS, "")}, ""},
		{"who objected to calls may not", member, voice, phone, nil, []said{object(phone, law.Voice, "")}, objected},
		{"a prospect who objected to a letter gets no SMS", form, sms, phone, nil, []said{object(phone, law.Post, "")}, objected},
		{"a door is identified by a phone", form, door, phone, []Address{box}, []said{object(box, law.Door, "")}, objected},
		{"or by a mailbox", form, door, box, nil, []said{object(box, "", "")}, objected},
		{"or by nothing, and then nobody knows", form, door, Address{}, []Address{phone}, nil, string(law.AddressForm)},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger := &Memory{}
			b, _ := testBook(ledger)
			for _, s := range c.events {
				s.event.At, s.event.Source = noon.Add(time.Duration(s.minute)*time.Minute), "test"
				must(t, b.Record(t.Context(), s.under, s.event))
			}
			row := Row[voter]{Data: &voter{}, To: c.to, Also: c.also, Origin: c.origin}
			if got := becomes(t, b, c.f, row); got != c.want {
				t.Errorf("asking the ledger: %q, want %q", got, c.want)
			}
			b.Ledger = NewSet(ledger)
			if got := becomes(t, b, c.f, row); got != c.want {
				t.Errorf("from a set: %q, want %q", got, c.want)
			}
		})
	}
}

// A dismissal after the key was changed lifts what was recorded under the former key, and no more than what is older than it.
func TestDismissUnderAnotherKey(t *testing.T) {
	ledger := &Memory{}
	old, _ := testBook(ledger)
	old.Keys = Keys{Current: oldKey, Older: []Key{testKey}}
	b, _ := testBook(ledger)
	b.Keys.Older = []Key{oldKey}
	to := mustPhone(t, number(1))
	row := Row[voter]{Data: &voter{}, To: to}
	must(t, old.Record(t.Context(), to, Event{Kind: Review, At: noon.Add(-time.Hour)}))
	if got := becomes(t, b, sms, row); got != string(law.ObjectNow) {
		t.Errorf("a review under an older key: %q", got)
	}
	must(t, b.Dismiss(t.Context(), to, "n° 3", "asked for the programme", "command"))
	if got := becomes(t, b, sms, row); got != "" {
		t.Errorf("after its dismissal: %q", got)
	}
	must(t, old.Record(t.Context(), to, Event{Kind: Review, At: noon}))
	if got := becomes(t, b, sms, row); got != string(law.ObjectNow) {
		t.Errorf("after another review: %q", got)
	}
}

// Rows of one person: what decides is the address that is written to.
func TestRowsOfOnePerson(t *testing.T) {
	p1, p2, box := mustPhone(t, number(1)), mustPhone(t, number(2)), mustMailbox(t, "foyer@example.org")
	rows := []Row[voter]{
		{Data: &voter{}, To: p1, Also: []Address{box}},
		{Data: &voter{}, To: p2, Also: []Address{box}},     // the other phone of the household
		{Data: &voter{}, To: p1, Also: []Address{p2}},      // the first one again
		{Data: &voter{}, To: p2, Also: []Address{p1, box}}, // the second one again
	}
	b, refused := testBook(&Memory{})
	if got := collect(t, b, sms, Rows(rows...)); len(got) != 2 || fmt.Sprint(*refused) != "[3 SCR-DUPLICATE 4 SCR-DUPLICATE]" {
		t.Errorf("%d cleared, refused %v", len(got), *refused)
	}
	must(t, b.Object(t.Context(), box, For{}, "letter"))
	*refused = nil
	if got := collect(t, b, sms, Rows(rows[:2]...)); len(got) != 0 {
		t.Errorf("%d cleared after an objection under the shared mailbox", len(got))
	}
}

// A reader of files may fill one slice of addresses anew for every row.
func TestClearedKeepsItsAddresses(t *testing.T) {
	for _, ahead := range []int{0, 10} {
		b, _ := testBook(&Memory{})
		b.Ahead = ahead
		one := make([]Address, 1)
		all := collect(t, b, sms, func(yield func(Row[voter], error) bool) {
			for i := range 3 {
				one[0] = mustMailbox(t, fmt.Sprintf("p%d@example.org", i))
				if !yield(Row[voter]{Data: &voter{}, To: mustPhone(t, number(i)), Also: one}, nil) {
					return
				}
			}
		})
		for i, c := range all {
			if !c.Also()[0].Equal(mustMailbox(t, fmt.Sprintf("p%d@example.org", i))) {
				t.Errorf("%d ahead: clearance %d has another person's mailbox", ahead, i)
			}
			c.Also()[0] = Address{}
			if c.Also()[0].IsZero() {
				t.Error("a caller changed the addresses of a clearance")
			}
		}
		must(t, b.Object(t.Context(), mustMailbox(t, "p1@example.org"), For{}, "letter"))
		if _, err := Recheck(t.Context(), b, all[1]); !errors.Is(err, law.ObjectNow) {
			t.Errorf("rechecked after an objection under the other address: %v", err)
		}
		if _, err := Recheck(t.Context(), b, all[0]); err != nil {
			t.Errorf("rechecked: %v", err)
		}
	}
}

func TestObjectSeveral(t *testing.T) {
	ledger := &Memory{}
	b, _ := testBook(ledger)
	phone, box := mustPhone(t, number(1)), mustMailbox(t, "zoe@example.org")
	must(t, b.Object(t.Context(), phone, For{}, "letter", box, Address{}))
	if ledger.Len() != 2 {
		t.Errorf("%d events, want one for each address", ledger.Len())
	}
	for f, to := range map[For]Address{sms: phone, email: box} {
		if got := becomes(t, b, f, Row[voter]{Data: &voter{}, To: to}); got != string(law.ObjectNow) {
			t.Errorf("%v: %q", f, got)
		}
	}
	for name, err := range map[string]error{
		"no address":          b.Object(t.Context(), Address{}, For{}, "letter", box),
		"an unknown kind":     b.Object(t.Context(), phone, For{Channel: "fax"}, "letter", box),
		"nobody dismissed":    b.Dismiss(t.Context(), phone, " ", "asked for the programme", "command"),
		"without a reason":    b.Dismiss(t.Context(), phone, "n° 3", "", "command"),
		"a reason that turns": b.Dismiss(t.Context(), phone, "n° 3", "a\u202eb", "command"),
		"nobody to dismiss":   b.Dismiss(t.Context(), Address{}, "n° 3", "asked for the programme", "command"),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if ledger.Len() != 2 {
		t.Errorf("%d events after refusals", ledger.Len())
	}
}

// What was sent is recorded once, under every address, and ends a friend's referral wherever it comes from next.
func TestSent(t *testing.T) {
	ledger := &Memory{}
	b, _ := testBook(ledger)
	var rows []Row[voter]
	for i := range 700 { // more than are recorded at once
		rows = append(rows, Row[voter]{Data: &voter{}, To: nobody(uint64(i)), Also: []Address{mustMailbox(t, fmt.Sprintf("p%d@example.org", i))}, Origin: law.OriginReferral})
	}
	all := collect(t, b, For{Channel: law.Voice, Topic: "a"}, Rows(rows...))
	if len(all) != len(rows) {
		t.Fatalf("%d cleared", len(all))
	}
	for range 2 {
		must(t, Sent(t.Context(), "calls", "evening 1", all...))
		if ledger.Len() != 2*len(rows) {
			t.Fatalf("%d events, want two a row", ledger.Len())
		}
	}
	events, err := ledger.History(t.Context(), all[3].Digest())
	must(t, err)
	if e := events[0]; len(events) != 1 || e.Kind != Informed || e.Channel != law.Voice || e.Scope != (Scope{b.Controller, "a"}) || e.Source != "calls" || e.ID != "evening 1" {
		t.Errorf("recorded %+v", events)
	}
	if n := len(collect(t, b, email, func(yield func(Row[voter], error) bool) {
		for _, r := range rows {
			if !yield(Row[voter]{Data: r.Data, To: r.Also[0], Origin: r.Origin}, nil) {
				return
			}
		}
	})); n != 0 {
		t.Errorf("%d of a friend's referrals are written to again", n)
	}
	if err := Sent(t.Context(), "calls", "evening 1", all[0], Cleared[voter]{}); !errors.Is(err, law.Clearance) {
		t.Errorf("the zero Cleared: %v", err)
	}
	if err := Sent[voter](t.Context(), "calls", ""); err != nil {
		t.Errorf("nobody: %v", err)
	}
	b.Ledger = failing{errBoom}
	if err := Sent(t.Context(), "calls", "evening 2", all...); !errors.Is(err, errBoom) {
		t.Errorf("a ledger that does not answer: %v", err)
	}
}
