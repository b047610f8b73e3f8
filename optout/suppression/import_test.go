package suppression_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/suppression"
)

func newBook() *optout.Book {
	return &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
}

func open(t testing.TB, text string, o suppression.Options) *suppression.List {
	t.Helper()
	l, err := suppression.Open(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func address(t testing.TB, s string) optout.Address {
	t.Helper()
	parse := optout.Phone
	if strings.Contains(s, "@") {
		parse = optout.Mailbox
	}
	a, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// who says of each address whether Screen lets it through.
func who(t testing.TB, b *optout.Book, c law.Channel, addresses ...string) string {
	t.Helper()
	var out []string
	own := &optout.Book{Ledger: b.Ledger, Keys: b.Keys, Controller: b.Controller}
	own.Refused = func(row int, why law.ID) { out = append(out, fmt.Sprint(row, " ", why)) }
	var rows []optout.Row[struct{}]
	for _, a := range addresses {
		rows = append(rows, optout.Row[struct{}]{Data: &struct{}{}, To: address(t, a)})
	}
	for to, err := range optout.Screen(context.Background(), own, optout.For{Channel: c}, optout.Rows(rows...)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(to.Number(), " cleared"))
	}
	return strings.Join(out, ", ")
}

// The list of a provider goes into the ledger. Rows that cannot be read are named by their lines, and the rest is recorded.
func ExampleImport() {
	ctx := context.Background()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	file := "address,tags,created_at\nmarie@example.org,*,\"Fri, 02 Jan 2026 15:04:05 UTC\"\nanne@,*,\npaul@example.org,newsletter,\n"

	list, err := suppression.Open(strings.NewReader(file), suppression.Options{})
	if err != nil {
		log.Fatal(err)
	}
	report, err := suppression.Import(ctx, book, list)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Format, "objections:", report.Objections, "without a date:", report.Undated, "about an unknown list:", report.Widened)
	for _, r := range report.Refused {
		var f law.Finding
		if errors.As(r, &f) {
			fmt.Println("line", r.Line, f.Rule, f.Detail)
		}
	}
	// Output:
	// mailgun unsubscribes objections: 2 without a date: 1 about an unknown list: 1
	// line 3 SCR-ADDRESS is not of the form user@domain (RFC 5322, section 3.4.1)
}

// Who is missing at the provider, and who here? Of the ledger's side only addresses in hand can be asked about: it holds digests alone.
func ExampleDiff() {
	ctx := context.Background()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	marie, _ := optout.Phone("06 39 98 00 01")
	anne, _ := optout.Phone("06 39 98 00 02")
	if err := book.Object(ctx, marie, optout.For{}, "paper form"); err != nil {
		log.Fatal(err)
	}
	known := func(yield func(optout.Address, error) bool) { _ = yield(marie, nil) && yield(anne, nil) }

	theirs, err := suppression.Open(strings.NewReader(`["+33639980003"]`), suppression.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for d, err := range suppression.Diff(ctx, book, optout.For{Channel: law.SMS}, theirs, known) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("missing", d.Where, d.To)
	}
	// Output:
	// missing here +336••••03
	// missing there +336••••01
}

// A campaign changes its provider: what the old one knew is written as the new one takes it in.
func ExampleWrite() {
	old, err := suppression.Open(strings.NewReader(`{"contacts":[{"email":"marie@example.org","emailBlacklisted":true,"smsBlacklisted":true,"attributes":{"SMS":"33639980001"}}]}`), suppression.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	done, err := suppression.Write(&file, "listmonk subscribers", suppression.WriteOptions{}, old.Entries())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(file.String())
	fmt.Println(done.Rows, "written,", done.Other, "of another channel;", done.Note)
	// Output:
	// email,name,attributes
	// marie@example.org,,{}
	// 1 written, 1 of another channel; import it in the mode blocklist
}

// A portable list and its manifest: whoever reads it back knows that it is whole.
func ExampleWritePortable() {
	theirs, err := suppression.Open(strings.NewReader(`["+33639980001"]`), suppression.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	manifest, err := suppression.WritePortable(&file, "852123456", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), theirs.Entries())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(file.String())
	fmt.Println(manifest.Rows, "row, SHA-256 begins with", manifest.SHA256[:8])
	// Output:
	// channel,identifier,scope,reason,source,received_at,recorded_at,evidence_id,expires_at
	// sms,+33639980001,*,unsubscribe,ovh blacklists,,,,
	// 1 row, SHA-256 begins with cc8c204c
}

// The addresses in hand of those who objected, for a provider's list.
func ExampleObjectors() {
	ctx := context.Background()
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "852123456"}
	marie, _ := optout.Phone("06 39 98 00 01")
	anne, _ := optout.Phone("06 39 98 00 02")
	if err := book.Object(ctx, marie, optout.For{}, "paper form"); err != nil {
		log.Fatal(err)
	}
	known := func(yield func(optout.Address, error) bool) { _ = yield(anne, nil) && yield(marie, nil) }
	for e, err := range suppression.Objectors(ctx, book, optout.For{Channel: law.SMS}, known) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.Line, e.To)
	}
	// Output: 2 +336••••01
}

func nothing(func(suppression.Entry, error) bool) {}

// An import adds. It lifts no objection, shortens nothing, and doing it again changes nothing.
func TestImportIsUnion(t *testing.T) {
	ctx := context.Background()
	b := newBook()
	if err := b.Object(ctx, address(t, "+33639980002"), optout.For{Channel: law.SMS}, "sms"); err != nil {
		t.Fatal(err)
	}
	list := `{"items":[{"contact_id":"+33639980001","status":"opt-out","date_of_consent":"2026-01-02T15:04:05Z"},
		{"contact_id":"+33639980002","status":"opt-in","date_of_consent":"2099-01-02T15:04:05Z"},{"contact_id":"+33639980003","status":"re-opt-in"}]}`
	for range 2 {
		r, err := suppression.Import(ctx, b, open(t, list, suppression.Options{}))
		if err != nil || r.Objections != 1 || r.Resubscribe != 2 || r.RefusedRows != 2 || len(r.Refused) != 2 {
			t.Fatalf("%+v, %v", r, err)
		}
		for _, row := range r.Refused {
			if !errors.Is(row, suppression.ErrResubscribe) {
				t.Error(row)
			}
		}
		if got, want := who(t, b, law.SMS, "+33639980001", "+33639980002", "+33639980003"), "1 FR-GDPR-OBJECT-NOW, 2 FR-GDPR-OBJECT-NOW, 3 cleared"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if n := b.Ledger.(*optout.Memory).Len(); n != 2 {
			t.Errorf("%d events, want 2", n)
		}
	}
}

// Complaints and unsubscriptions are objections, bounces are not: the address takes nothing, and the person said nothing.
func TestImportKinds(t *testing.T) {
	ctx := context.Background()
	b := newBook()
	list := "channel,identifier,scope,reason,received_at,expires_at\nemail,marie@example.org,*,unsubscribe,2026-01-02T15:04:05Z,2026-01-03T15:04:05Z\nemail,anne@example.org,*,complaint,,\n" +
		"email,paul@example.org,*,bounce,2026-01-02T15:04:05Z,2026-02-02T15:04:05Z\nemail,zoe@example.org,*,invalid,,\nemail,lea@example.org,lettre,manual,,\n"
	r, err := suppression.Import(ctx, b, open(t, list, suppression.Options{}))
	if err != nil || r.Objections != 3 || r.Undeliverable != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	for a, want := range map[string]string{
		"marie@example.org": "objection  <none>", "anne@example.org": "objection  <none>", "lea@example.org": "objection lettre <none>",
		"paul@example.org": "undeliverable  2026-02-02T15:04:05Z", "zoe@example.org": "undeliverable  <none>",
	} {
		d, err := b.DigestOf(address(t, a))
		if err != nil {
			t.Fatal(err)
		}
		events, err := b.Ledger.History(ctx, d)
		if err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		until := "<none>"
		if !events[0].Until.IsZero() {
			until = events[0].Until.Format(time.RFC3339)
		}
		if got := fmt.Sprint(events[0].Kind, " ", events[0].Scope.Topic, " ", until); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A row that has two addresses of a person is about the person: who unsubscribed by e-mail gets no SMS either, unless the row says that somebody is a member, whose objection is to
// one channel.
func TestImportIsAboutPersons(t *testing.T) {
	b := newBook()
	list := `{"contacts":[{"email":"marie@example.org","emailBlacklisted":true,"smsBlacklisted":false,"attributes":{"SMS":"33639980001"}},
		{"email":"anne@example.org","emailBlacklisted":false,"smsBlacklisted":false,"attributes":{"SMS":"33639980002"}}]}`
	for range 2 {
		if r, err := suppression.Import(context.Background(), b, open(t, list, suppression.Options{})); err != nil || r.Objections != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		if got, want := who(t, b, law.SMS, "+33639980001", "+33639980002"), "1 FR-GDPR-OBJECT-NOW, 2 cleared"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if n := b.Ledger.(*optout.Memory).Len(); n != 2 {
			t.Errorf("%d events, want one for each address", n)
		}
	}
}

// An address that takes nothing is no objector: a provider's unsubscription of it is missing here, its bounce is not.
func TestDiffOfBounces(t *testing.T) {
	ctx := context.Background()
	b := newBook()
	if _, err := suppression.Import(ctx, b, open(t, "address,code,error\nmarie@example.org,550,x\n", suppression.Options{})); err != nil {
		t.Fatal(err)
	}
	var known iter.Seq2[optout.Address, error] = func(yield func(optout.Address, error) bool) { yield(address(t, "marie@example.org"), nil) }
	for e, err := range suppression.Objectors(ctx, b, optout.For{Channel: law.Email}, known) {
		if err != nil || e.Reason != suppression.Bounce {
			t.Errorf("%v, %v", e, err)
		}
	}
	for list, want := range map[string]int{"address,code,error\nmarie@example.org,550,x\n": 0, "address,tags\nmarie@example.org,*\n": 1} {
		n := 0
		for m, err := range suppression.Diff(ctx, b, optout.For{Channel: law.Email}, open(t, list, suppression.Options{}), known) {
			if err != nil || m.Where != suppression.Here {
				t.Errorf("%v, %v", m, err)
			}
			n++
		}
		if n != want {
			t.Errorf("%d missing, want %d", n, want)
		}
	}
}

// A topic that the caller maps is that topic; every other is everything, so that no objection is narrower than it was meant.
func TestTopics(t *testing.T) {
	list := "address,tags\nmarie@example.org,news\nanne@example.org,other\npaul@example.org,*\n"
	l := open(t, list, suppression.Options{Topics: map[string]string{"news": "lettre"}})
	var got []string
	for e, err := range l.Entries() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%q", e.Topic))
	}
	if s := strings.Join(got, " "); s != `"lettre" "" ""` || l.Counts().Widened != 1 {
		t.Errorf("%s, %+v", s, l.Counts())
	}
}

type failing struct {
	optout.Ledger
	calls chan struct{}
}

var errDisk = errors.New("the disk is full")

func (f *failing) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	select {
	case f.calls <- struct{}{}:
		return f.Ledger.Record(ctx, s, events...)
	default:
		return errDisk
	}
}

// A ledger that fails ends the import with its own error, and the import can be made again.
func TestImportLedgerFails(t *testing.T) {
	ctx := context.Background()
	b := newBook()
	memory := b.Ledger
	var list strings.Builder
	list.WriteString("email,created\n")
	for i := range 1000 {
		fmt.Fprintf(&list, "p%d@example.org,1767366245\n", i)
	}
	b.Ledger = &failing{Ledger: memory, calls: make(chan struct{}, 100)}
	if _, err := suppression.Import(ctx, b, open(t, list.String(), suppression.Options{})); !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	b.Ledger = memory
	r, err := suppression.Import(ctx, b, open(t, list.String(), suppression.Options{}))
	if err != nil || r.Objections != 1000 || memory.(*optout.Memory).Len() != 1000 {
		t.Fatalf("%+v, %v, %d events", r, err, memory.(*optout.Memory).Len())
	}
}

func TestImportCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := suppression.Import(ctx, newBook(), open(t, "email,created\nmarie@example.org,1\n", suppression.Options{})); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	var incomplete law.Finding
	if _, err := suppression.Import(context.Background(), &optout.Book{}, open(t, "email,created\n", suppression.Options{})); !errors.As(err, &incomplete) && !errors.Is(err, law.SpecField) {
		t.Errorf("a book that is not complete: %v", err)
	}
}

// Both sides of a difference, with rows that cannot be read among them.
func TestDiff(t *testing.T) {
	ctx := context.Background()
	b := newBook()
	for _, a := range []string{"marie@example.org", "anne@example.org", "M.arie+x@example.org"} {
		if err := b.Object(ctx, address(t, a), optout.For{}, "form"); err != nil {
			t.Fatal(err)
		}
	}
	bad := &suppression.RowError{Line: 3, Err: errors.New("a row of the file in hand")}
	var known iter.Seq2[optout.Address, error] = func(yield func(optout.Address, error) bool) {
		for _, a := range []string{"marie@example.org", "+33639980001", "lea@example.org", "anne@example.org", "anne+neuf@example.org"} {
			if !yield(address(t, a), nil) {
				return
			}
		}
		yield(optout.Address{}, bad)
	}
	theirs := open(t, "email,created\nMarie+tag@example.org,1767366245\nzoe@,1767366245\nzoe@example.org,1767366245\nzoe@example.org,1767366246\n", suppression.Options{})
	var got []string
	for m, err := range suppression.Diff(ctx, b, optout.For{Channel: law.Email}, theirs, known) {
		if err != nil {
			one, ok := errors.AsType[*suppression.RowError](err)
			if !ok {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint("line ", one.Line))
			continue
		}
		got = append(got, fmt.Sprint(m.Where, " ", m.To.Mailbox()))
		if s := fmt.Sprint(m, m.Entry); strings.Contains(s, "zoe") || strings.Contains(s, "anne") {
			t.Errorf("a difference prints whose it is: %s", s)
		}
	}
	want := "here zoe@example.org, line 3, line 3, there anne@example.org"
	slices.Sort(got)
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("%s, want %s", s, want)
	}
	// After both were mended there is none.
	if _, err := suppression.Import(ctx, b, open(t, "email,created\nzoe@example.org,1767366245\n", suppression.Options{})); err != nil {
		t.Fatal(err)
	}
	whole := open(t, "email,created\nmarie@example.org,1\nanne@example.org,1\nzoe@example.org,1\n", suppression.Options{})
	for m, err := range suppression.Diff(ctx, b, optout.For{Channel: law.Email}, whole, known) {
		if err == nil {
			t.Errorf("still missing %s", m.Where)
		}
	}
}

// What Write wrote is recognised as the provider's own, and says the same.
func TestWriteReadsBack(t *testing.T) {
	list := "channel,identifier,scope,reason,received_at\nemail,marie@example.org,*,unsubscribe,2026-01-02T15:04:05Z\nemail,anne@example.org,*,complaint,2026-01-02T15:04:05Z\n" +
		"email,paul@example.org,*,bounce,2026-01-02T15:04:05Z\nsms,+33639980001,*,unsubscribe,2026-01-02T15:04:05Z\nsms,+32470000001,*,manual,\nemail,broken,*,unsubscribe,\n"
	for _, form := range suppression.Forms() {
		t.Run(form, func(t *testing.T) {
			var file bytes.Buffer
			done, err := suppression.Write(&file, form, suppression.WriteOptions{Sender: "MG0"}, open(t, list, suppression.Options{}).Entries())
			if err != nil || done.Rows == 0 || done.Rows+done.Other+done.Mute != 5 {
				t.Fatalf("%+v, %v", done, err)
			}
			o := suppression.Options{}
			switch form {
			case "ses import": // without a header it is read by name
				o.Format = form
			case "brevo emails", "brevo sms", "listmonk subscribers", "smspartner stops":
				return // what these providers take in has no name for an opposition: the flag is set beside
			}
			l, err := suppression.Open(&file, o)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Fields(l.Format())[0]; got != strings.Fields(form)[0] {
				t.Errorf("read as %s", l.Format())
			}
			n := 0
			for e, err := range l.Entries() {
				if err != nil {
					t.Error(err)
					continue
				}
				n++
				if e.To.IsZero() || e.Reason.Kind() == "" {
					t.Errorf("entry %d says nothing", e.Line)
				}
			}
			if n != done.Rows {
				t.Errorf("%d entries, %d were written", n, done.Rows)
			}
		})
	}
}

// Nothing that is written takes anybody off a list.
func TestWriteRemovesNobody(t *testing.T) {
	for _, form := range suppression.Forms() {
		var file bytes.Buffer
		l := open(t, "channel,identifier,scope,reason\nemail,marie@example.org,*,unsubscribe\nsms,+33639980001,*,unsubscribe\nemail,a@example.org,*,bounce\nemail,b@example.org,*,complaint\n", suppression.Options{})
		if _, err := suppression.Write(&file, form, suppression.WriteOptions{Sender: "MG0"}, l.Entries()); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"delete", "opt-in", "false", "subscribed\"", "remove"} {
			if strings.Contains(strings.ToLower(file.String()), word) {
				t.Errorf("%s holds %q", form, word)
			}
		}
	}
	for form, says := range map[string]string{"ovh": "takes no list in", "ovh blacklists": "takes no list in", "nobody": "no form", "": "no form"} {
		if _, err := suppression.Write(io.Discard, form, suppression.WriteOptions{}, nothing); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", form, err)
		}
	}
	if _, err := suppression.Write(io.Discard, "twilio consents", suppression.WriteOptions{}, nothing); err == nil {
		t.Error("consents without a sender")
	}
}

// The portable form goes there and back, and its manifest tells a list that is not whole.
func TestPortable(t *testing.T) {
	list := "channel,identifier,scope,reason,source,received_at,recorded_at,evidence_id,expires_at\n" +
		"sms,+33639980001,*,unsubscribe,brevo contacts,2026-01-02T15:04:05Z,,form-17,\n*,marie@example.org,lettre,complaint,x,2026-01-02T15:04:05Z,,,\nemail,paul@example.org,*,bounce,y,2026-01-02T15:04:05Z,,,2026-03-02T15:04:05Z\n"
	read := func(text string, m *suppression.Manifest) (all []string, last error) {
		l, err := suppression.Open(strings.NewReader(text), suppression.Options{Manifest: m})
		if err != nil {
			return nil, err
		}
		for e, err := range l.Entries() {
			if err != nil {
				last = err
				continue
			}
			all = append(all, fmt.Sprint(e.Channel, e.To.E164(), e.To.Mailbox(), e.Topic, e.Reason, e.At, e.Until, e.Evidence))
		}
		return all, last
	}
	var file bytes.Buffer
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m, err := suppression.WritePortable(&file, "852123456", at, open(t, list, suppression.Options{}).Entries())
	if err != nil || m.Rows != 3 || m.Controller != "852123456" || !m.GeneratedAt.Equal(at) {
		t.Fatalf("%+v, %v", m, err)
	}
	first, err := read(list, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := read(file.String(), &m)
	if err != nil || fmt.Sprint(first) != fmt.Sprint(again) {
		t.Errorf("read back as %v, %v; was %v", again, err, first)
	}
	lines := strings.SplitAfter(file.String(), "\n")
	for name, text := range map[string]string{
		"a row less":     strings.Join(lines[:3], ""),
		"cut in a row":   file.String()[:file.Len()-20],
		"a byte changed": strings.Replace(file.String(), "33639980001", "33639980002", 1),
		"a row more":     file.String() + lines[1],
		"rows exchanged": lines[0] + lines[2] + lines[1] + lines[3],
	} {
		got, err := read(text, &m)
		if err == nil || !strings.Contains(err.Error(), "manifest") {
			t.Errorf("%s: %v", name, err)
		}
		if len(got) < 2 {
			t.Errorf("%s: what was read does not count", name)
		}
	}
	for name, change := range map[string]func(*suppression.Manifest){
		"hashed":  func(m *suppression.Manifest) { m.Hash = "hmac-sha256" },
		"format":  func(m *suppression.Manifest) { m.Format = "other" },
		"sum":     func(m *suppression.Manifest) { m.SHA256 = "00" },
		"rows":    func(m *suppression.Manifest) { m.Rows = -1 },
		"another": func(m *suppression.Manifest) { m.Normalisation = "x" },
	} {
		wrong := m
		change(&wrong)
		if _, err := read(file.String(), &wrong); err == nil {
			t.Errorf("a manifest with another %s is taken", name)
		}
	}
	// A list is handed on whole or not at all.
	if _, err := suppression.WritePortable(io.Discard, "852123456", at, open(t, list+"sms,x,*,unsubscribe,,,,,\n", suppression.Options{}).Entries()); err == nil {
		t.Error("a list with a row that cannot be read is written")
	}
}

// What is no list is refused with what to do.
func TestOpenRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                          "empty",
		"  \n\n":                    "empty",
		"PK\x03\x04xlsx":            "save the sheet as CSV",
		"\xd0\xcf\x11\xe0":          "save the sheet as CSV",
		"\x1f\x8b\x08":              "unpack",
		"%PDF-1.7":                  "PDF",
		"<!DOCTYPE html>":           "HTML",
		"age-encryption.org/v1":     "sealed",
		"name,city\nMarie,Nantes\n": "no list that is known",
		"{\"a\":1}":                 "no list that is known",
		"[{\"a\":1}]":               "no list that is known",
		"[[1]]":                     "", // bare values: no number among them
		"{\"items\":[":              "breaks off",
		"[{\"email\":":              "breaks off",
		"\"x\"":                     "no list that is known",
	} {
		l, err := suppression.Open(strings.NewReader(text), suppression.Options{})
		if says == "" {
			if err == nil {
				for _, err := range l.Entries() {
					if err == nil {
						t.Errorf("%.20q: an entry", text)
					}
				}
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.20q: %v, want %q", text, err, says)
		}
	}
	for _, o := range []suppression.Options{{Format: "nobody"}, {Country: "XX"}} {
		if _, err := suppression.Open(strings.NewReader("email,created\n"), o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if l := open(t, "[]", suppression.Options{}); l.Format() == "" {
		t.Error("an empty list has no name")
	}
	l := open(t, "email,created\na@example.org,1\n", suppression.Options{})
	for range l.Entries() {
	}
	for _, err := range l.Entries() {
		if err == nil {
			t.Error("a list is read twice")
		}
	}
}

// Every charset in which spreadsheets save.
func TestCharsets(t *testing.T) {
	plain := "Prénom;email;created\nZoë;marie@example.org;1767366245\n"
	utf16 := func(order func(hi, lo byte) []byte) string {
		var b strings.Builder
		for _, r := range plain {
			b.Write(order(byte(r>>8), byte(r)))
		}
		return b.String()
	}
	little := utf16(func(hi, lo byte) []byte { return []byte{lo, hi} })
	big := utf16(func(hi, lo byte) []byte { return []byte{hi, lo} })
	for name, text := range map[string]string{
		"UTF-8": plain, "UTF-8 with its mark": "\xef\xbb\xbf" + plain, "CR LF": strings.ReplaceAll(plain, "\n", "\r\n"),
		"CR":           strings.ReplaceAll(plain, "\n", "\r"),
		"Windows-1252": strings.NewReplacer("é", "\xe9", "ë", "\xeb").Replace(plain), "both in one": strings.Replace(plain, "é", "\xe9", 1),
		"UTF-16LE": "\xff\xfe" + little, "UTF-16BE": "\xfe\xff" + big, "UTF-16LE without its mark": little, "UTF-16BE without its mark": big,
	} {
		n := 0
		l, err := suppression.Open(strings.NewReader(text), suppression.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for e, err := range l.Entries() {
			if err != nil || e.To.Mailbox() != "marie@example.org" {
				t.Errorf("%s: %v", name, err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("%s: %d entries", name, n)
		}
	}
}

// A quote that nobody closes, wherever it stands, costs its own row and no other.
func TestQuotes(t *testing.T) {
	for name, c := range map[string]struct {
		list string
		want int
	}{
		"before the address": {"email,name,created\na@example.org,A,1\n\"b@example.org,B,1\nc@example.org,C,1\nd@example.org,D,1\n", 3},
		"in another column":  {"email,name,created\na@example.org,\"A,1\nb@example.org,B,1\nc@example.org,\"C\",1\nd@example.org,D,1\n", 3},
		"at the end":         {"email,name,created\na@example.org,A,1\nb@example.org,\"B,1\n", 1},
		"within a word":      {"email,name,created\na@example.org,5\" screen,1\nb@example.org,B,1\n", 2},
		"of two lines":       {"email,name,created\na@example.org,\"A\nB\",1\nb@example.org,B,1\n", 2},
	} {
		n, refused := 0, 0
		for _, err := range open(t, c.list, suppression.Options{}).Entries() {
			if err != nil {
				refused++
			} else {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d entries, %d rows refused; want %d", name, n, refused, c.want)
		}
	}
}

// generated is a list of so many rows that is nowhere in memory.
type generated struct {
	rows, n int
	json    bool
	buf     []byte
}

func (g *generated) Read(p []byte) (int, error) {
	for len(g.buf) == 0 {
		switch {
		case g.n == 0 && g.json:
			g.buf = append(g.buf, `[`...)
		case g.n == 0:
			g.buf = append(g.buf, "email,created\n"...)
		case g.n > g.rows && g.json && g.n == g.rows+1:
			g.buf = append(g.buf, `]`...)
		case g.n > g.rows:
			return 0, io.EOF
		case g.json:
			if g.n > 1 {
				g.buf = append(g.buf, ',')
			}
			g.buf = fmt.Appendf(g.buf, `{"email":"p%d@example.org","created":1767366245}`, g.n)
		default:
			g.buf = fmt.Appendf(g.buf, "p%d@example.org,1767366245\n", g.n)
		}
		g.n++
	}
	n := copy(p, g.buf)
	g.buf = g.buf[n:]
	if len(g.buf) == 0 {
		g.buf = g.buf[:0:0]
	}
	return n, nil
}

// However long a list is, reading it takes the same memory.
func TestMemory(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		l, err := suppression.Open(&generated{rows: 100_000, json: asJSON}, suppression.Options{})
		if err != nil {
			t.Fatal(err)
		}
		n, most := 0, uint64(0)
		for _, err := range l.Entries() {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%25_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
		if n != 100_000 || most > before.HeapAlloc+4<<20 {
			t.Errorf("JSON %t: %d entries, %d kB more in use", asJSON, n, (most-before.HeapAlloc)>>10)
		}
	}
}

// One entry, row or run of lines that has no end is refused, and takes no more memory than its bound.
func TestHostile(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	for name, text := range map[string]string{
		"a long row":    "email,created\n" + long + "\nmarie@example.org,1\n",
		"a long cell":   "email,created\n\"" + long + "\",1\nmarie@example.org,1\n",
		"an open quote": "email,created\n\"" + strings.Repeat("x\n", 10_000) + "marie@example.org,1\n",
		"open quotes":   "email,created\n" + strings.Repeat("\"x\n", 100_000) + "marie@example.org,1\n",
	} {
		n := 0
		for e, err := range open(t, text, suppression.Options{}).Entries() {
			if err == nil && e.To.Mailbox() == "marie@example.org" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: the row below it is lost", name)
		}
	}
	if _, err := suppression.Open(strings.NewReader(`[{"email":"`+strings.Repeat("x", 5<<20)), suppression.Options{}); err == nil || !strings.Contains(err.Error(), "4 MiB") {
		t.Errorf("a long entry: %v", err)
	}
	if _, err := suppression.Open(strings.NewReader(strings.Repeat(`{"data":`, 100_000)), suppression.Options{}); err == nil {
		t.Error("depth without end")
	}
}

func BenchmarkRead(b *testing.B) {
	for _, asJSON := range []bool{false, true} {
		b.Run(fmt.Sprintf("json=%t", asJSON), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l, err := suppression.Open(&generated{rows: 1000, json: asJSON}, suppression.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range l.Entries() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/row")
		})
	}
}

// An entry without a date that is still on the list after a consent may be a new STOP: it objects once more, and not twice.
func TestImportUndatedAfterConsent(t *testing.T) {
	b := newBook()
	now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	b.Now = func() time.Time { return now }
	zoe := "+33639980001"
	for consents := range 3 {
		for again := range 2 {
			now = now.AddDate(0, 0, 1)
			if _, err := suppression.Import(t.Context(), b, open(t, `["`+zoe+`"]`, suppression.Options{})); err != nil {
				t.Fatal(err)
			}
			if got, want := who(t, &optout.Book{Ledger: b.Ledger, Keys: b.Keys, Controller: b.Controller}, law.SMS, zoe), "1 FR-GDPR-OBJECT-NOW"; got != want {
				t.Errorf("after %d consents: %s", consents, got)
			}
			if n := b.Ledger.(*optout.Memory).Len(); n != 2*consents+1 {
				t.Errorf("after %d consents, import %d: %d events", consents, again+1, n)
			}
		}
		now = now.AddDate(0, 0, 1)
		if err := b.Consent(t.Context(), address(t, zoe), optout.For{Channel: law.SMS}, "form", "F-1"); err != nil {
			t.Fatal(err)
		}
	}
}

// A row that blocks two channels is two objections, for a member too, to whom one channel's objection is not the other's.
func TestImportTwoChannels(t *testing.T) {
	b := newBook()
	list := `{"contacts":[{"email":"marie@example.org","emailBlacklisted":true,"smsBlacklisted":true,"attributes":{"SMS":"33639980001"}}]}`
	for range 2 {
		if _, err := suppression.Import(t.Context(), b, open(t, list, suppression.Options{})); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.Ledger.(*optout.Memory).Len(); n != 4 {
		t.Errorf("%d events, want one a channel for each address", n)
	}
	for channel, to := range map[law.Channel]string{law.Email: "marie@example.org", law.SMS: "+33639980001"} {
		row := optout.Row[int]{Data: new(int), To: address(t, to), Origin: law.OriginMember}
		for _, err := range optout.Screen(t.Context(), b, optout.For{Channel: channel}, optout.Rows(row)) {
			t.Errorf("%s: a member who blocked both is cleared, error %v", channel, err)
		}
	}
}
