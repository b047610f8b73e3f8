package email_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// to screens one row for each mailbox, under the book's keys.
func to(t *testing.T, b *optout.Book, data message.Values, mailboxes ...string) []optout.Cleared[message.Values] {
	t.Helper()
	var all []optout.Cleared[message.Values]
	for _, m := range mailboxes {
		all = append(all, fixture.Clear(t, b, optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, message.Must(optout.Mailbox(m)), data))
	}
	return all
}

func seq(all []optout.Cleared[message.Values]) iter.Seq2[optout.Cleared[message.Values], error] {
	return func(yield func(optout.Cleared[message.Values], error) bool) {
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Clearances that are collected first and built afterwards say to each recipient what their own row said, though the rows shared one
// struct or one map.
func TestRowsThatShareOneValue(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	names := []string{"Zoé", "Anne"}
	t.Run("a struct", func(t *testing.T) {
		batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.Email("{{.FirstName}}", "<p>{{.FirstName}}</p>"))).Batch(at))
		one := fixture.Voter{Station: 1}
		var all []optout.Cleared[fixture.Voter]
		rows := func(yield func(optout.Row[fixture.Voter], error) bool) {
			for _, one.FirstName = range names {
				box := message.Must(optout.Mailbox(strings.ToLower(one.FirstName[:2]) + "@example.org"))
				if !yield(optout.Row[fixture.Voter]{Data: &one, To: box, Territory: law.Metropole, Origin: law.OriginForm}, nil) {
					return
				}
			}
		}
		for c, err := range optout.Screen(t.Context(), fixture.Book("demain.example", at), optout.For{Channel: law.Email}, rows) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		for i, c := range all {
			if m := message.Must(batch.Build(c)); m.Subject() != names[i] || !strings.Contains(m.HTML(), names[i]) {
				t.Errorf("recipient %d is called by another's name", i)
			}
		}
	})
	t.Run("a map, merged by the provider", func(t *testing.T) {
		batch := message.Must(message.Must(email.Compile[message.Values](handoffSpec(email.Brevo))).Batch(at))
		one := message.Values{"bureau": "1"}
		var all []optout.Cleared[message.Values]
		for i, name := range names {
			one["fname"] = name
			all = append(all, to(t, fixture.Book("demain.example", at), one, strings.Repeat("a", i+1)+"@example.org")...)
		}
		clear(one)
		var file bytes.Buffer
		h := message.Must(batch.Handoff(&file, seq(all)))
		records, err := csv.NewReader(&file).ReadAll()
		if err != nil || h.Rows != 2 {
			t.Fatalf("%d rows, %v", h.Rows, err)
		}
		for i, c := range all {
			if m := message.Must(batch.Build(c)); records[i+1][1] != names[i] || !strings.HasPrefix(m.Subject(), names[i]) {
				t.Errorf("recipient %d is called by another's name", i)
			}
		}
	})
}

// The first deadline stays, whatever is called afterwards.
func TestBeforeIsNeverLater(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.Email("Réunion", "<p>Venez.</p>"))).Batch(at))
	to := fixture.ClearMail(t, at, fixture.Voter{FirstName: "Zoë", Station: 1})
	hour := at.Add(time.Hour)
	for name, b := range map[string]*email.Batch[fixture.Voter]{
		"later":           batch.Before(hour).Before(hour.Add(time.Hour)),
		"no moment":       batch.Before(hour).Before(time.Time{}),
		"no moment first": batch.Before(time.Time{}).Before(hour),
	} {
		if m := message.Must(b.Build(to)); !m.NotAfter().Equal(hour) {
			t.Errorf("%s: NotAfter is %v, want %v", name, m.NotAfter(), hour)
		}
	}
}

// A moment so far off that its count of seconds went round compares as one before every other, and would be within any clearance.
func TestMomentsThatCannotBe(t *testing.T) {
	tpl := message.Must(email.Compile[fixture.Voter](fixture.Email("Réunion", "<p>Venez.</p>")))
	for _, at := range []time.Time{
		{}, time.Unix(math.MaxInt64, 0), time.Unix(math.MaxInt64-1, 1e9), time.Unix(math.MinInt64, 0), time.UnixMilli(math.MaxInt64), time.Unix(0, 0).AddDate(300, 0, 0),
	} {
		if b, err := tpl.Batch(at); b != nil || err == nil {
			t.Errorf("a message may be delivered at %v", at)
		}
	}
}

// A mailbox may begin with a sign (RFC 5321, section 4.1.2), and stands in the first column. It is refused, not quoted. One that begins with "="
// is refused before that, where it is read as an address.
func TestHandoffOfMailboxesThatAreFormulas(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[message.Values](handoffSpec(email.Brevo))).Batch(at))
	data := message.Values{"fname": "Zoë", "bureau": "1"}
	for _, box := range []string{"+33639980001@example.org", "-2+3@example.org", "+cmd|'/c-calc'!a1@example.org"} {
		var file bytes.Buffer
		all := to(t, fixture.Book("demain.example", at), data, box)
		h, err := batch.Handoff(&file, seq(all))
		if err != nil || h.Rows != 0 || len(h.Refused) != 1 || !errors.Is(h.Refused[0], law.AddressForm) {
			t.Errorf("%q: %d rows, %v", box, h.Rows, err)
			continue
		}
		if strings.Contains(h.Refused[0].Error(), "example.org") || strings.Contains(file.String(), "example.org") {
			t.Errorf("%q is written, or quoted", box)
		}
		if _, err := batch.Build(all[0]); err != nil {
			t.Errorf("%q: no spreadsheet reads what Build makes: %v", box, err)
		}
	}
	for _, v := range []string{"=1+1", "+33", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠SUM(A1)"} {
		var file bytes.Buffer
		h, err := batch.Handoff(&file, seq(to(t, fixture.Book("demain.example", at), message.Values{"fname": v, "bureau": "1"}, "zoe@example.org")))
		if err != nil || h.Rows != 0 || len(h.Refused) != 1 || strings.Contains(h.Refused[0].Error(), v) {
			t.Errorf("%q: %d rows, or quoted, %v", v, h.Rows, err)
		}
	}
}

// Nobody stands twice in a provider's file, under whatever spelling and whatever key.
func TestHandoffWritesNobodyTwice(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[message.Values](handoffSpec(email.Brevo))).Batch(at))
	data := message.Values{"fname": "Zoë", "bureau": "1"}
	book := fixture.Book("demain.example", at)
	after := fixture.Book("demain.example", at)
	after.Keys = optout.Keys{Current: optout.KeyOf(2, []byte("another secret of thirty-two by.")), Older: []optout.Key{fixture.Key}}
	for name, all := range map[string][]optout.Cleared[message.Values]{
		"one clearance twice":         append(to(t, book, data, "zoe@example.org"), to(t, book, data, "zoe@example.org")...),
		"another case":                to(t, book, data, "zoe@example.org", "ZOE@EXAMPLE.ORG"),
		"a tag":                       to(t, book, data, "zoe@example.org", "zoe+liste@example.org"),
		"a spelling of one provider":  to(t, book, data, "zoe.martin@gmail.com", "zoemartin@googlemail.com"),
		"before and after a rotation": append(to(t, book, data, "zoe@example.org"), to(t, after, data, "Zoe@example.org")...),
	} {
		var file bytes.Buffer
		h, err := batch.Handoff(&file, seq(all))
		if err != nil || h.Rows != 1 || len(h.Refused) != 1 || !errors.Is(h.Refused[0], law.DuplicateRow) {
			t.Errorf("%s: %d rows, %v, %v", name, h.Rows, h.Refused, err)
		}
	}
	var file bytes.Buffer
	if h, err := batch.Handoff(&file, seq(to(t, book, data, "zoe@example.org", "zoe@example.com"))); err != nil || h.Rows != 2 {
		t.Errorf("two people: %d rows, %v", h.Rows, err)
	}
}

// The provider must have delivered by the earliest moment of all: the recipient who was screened first decides.
func TestHandoffEndsWithItsEarliestRecipient(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[message.Values](handoffSpec(email.Brevo))).Batch(at))
	data := message.Values{"fname": "Zoë", "bureau": "1"}
	long := to(t, fixture.Book("demain.example", at), data, "a@example.org")
	short := to(t, fixture.Book("demain.example", at.Add(-20*time.Hour)), data, "b@example.org")
	if !short[0].Until().Before(long[0].Until()) {
		t.Fatal("both clearances end together")
	}
	for name, all := range map[string][]optout.Cleared[message.Values]{
		"first": append(short, long...), "last": append(long, short...), "between": {long[0], short[0], to(t, fixture.Book("demain.example", at), data, "c@example.org")[0]},
	} {
		var file bytes.Buffer
		if h, err := batch.Handoff(&file, seq(all)); err != nil || !h.NotAfter.Equal(short[0].Until()) {
			t.Errorf("%s: NotAfter is %v, want %v; %v", name, h.NotAfter, short[0].Until(), err)
		}
	}
}
