package sms_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// people screens rows that have a number each.
func people[T any](t testing.TB, b *optout.Book, data ...T) []optout.Cleared[T] {
	t.Helper()
	rows := make([]optout.Row[T], len(data))
	for i := range data {
		to := message.Must(optout.Phone(fmt.Sprintf("06 39 98 %02d %02d", i/100, i%100)))
		rows[i] = optout.Row[T]{Data: &data[i], To: to, Territory: law.Metropole, Origin: law.OriginForm}
	}
	var out []optout.Cleared[T]
	for c, err := range optout.Screen(context.Background(), b, optout.For{Channel: law.SMS}, optout.Rows(rows...)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func withErrors[T any](s []optout.Cleared[T]) iter.Seq2[optout.Cleared[T], error] {
	return func(yield func(optout.Cleared[T], error) bool) {
		for _, c := range s {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func TestBulk(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Réunion mardi à 19 h, salle des sports.", 2))).Batch(at))
	to := people(t, fixture.Book("demain.example", at), make([]fixture.Voter, 5)...)
	other := fixture.Clear(t, fixture.Book("autre.example", at), optout.For{Channel: law.SMS}, law.Metropole, law.OriginForm, fixture.Phone, fixture.Voter{})
	m, err := batch.Bulk(slices.Values(append(to, to[0], other)))
	if err != nil {
		t.Fatal(err)
	}
	one := message.Must(batch.Build(to[0]))
	if m.Len() != 5 || m.Text() != one.Text() || m.Size() != one.Size() || m.Sender() != "DEMAIN" || !m.NotAfter().Equal(one.NotAfter()) || m.Key() == "" || m.Expired(at) {
		t.Errorf("%v says something else than %v", m, one)
	}
	refused := m.Refused()
	if len(refused) != 2 || !errors.Is(refused[0], law.DuplicateRow) || !errors.Is(refused[1], law.Clearance) {
		t.Errorf("refused: %v", refused)
	}
	if s := fmt.Sprintf("%v %+v %#v %s", m, m, &m, m); strings.Contains(s, "Réunion") || strings.Contains(s, "6399800") {
		t.Error("printing shows text or recipients")
	}
	if _, err := batch.Bulk(slices.Values([]optout.Cleared[fixture.Voter]{other})); !errors.Is(err, law.Clearance) {
		t.Errorf("nobody is left, got %v", err)
	}
	if _, err := batch.Bulk(slices.Values([]optout.Cleared[fixture.Voter]{{}})); !errors.Is(err, message.ErrUnbuilt) {
		t.Errorf("a zero clearance gives %v", err)
	}
	fields := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	if _, err := fields.Bulk(slices.Values(to)); !errors.Is(err, sms.ErrFields) {
		t.Errorf("a template with fields gives %v", err)
	}
	var zero sms.Bulk
	if !zero.IsZero() || zero.Text() != "" || zero.Key() != "" || !zero.Expired(at) || zero.Sender() != "" {
		t.Error("the zero bulk says something")
	}
}

func TestHandoff(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	tpl := message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}, votons à {{.Town}} ({{.Station}}), {{.FirstName}} !", 2)))
	batch := message.Must(tpl.Batch(at))
	to := people(t, fixture.Book("demain.example", at),
		fixture.Voter{FirstName: "Zoë", Town: "L’Haÿ-les-Roses", Station: 12},
		fixture.Voter{FirstName: strings.Repeat("x", 40), Town: "Y", Station: 1},
		fixture.Voter{FirstName: "=SOMME(A1)", Town: "Y", Station: 1},
		fixture.Voter{FirstName: "A#b#", Town: "Y", Station: 1},
		fixture.Voter{FirstName: "Jean, \"dit\" Jo", Town: "", Station: 3},
	)
	var file bytes.Buffer
	h, err := batch.Handoff(&file, withErrors(to))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Bonjour #FirstName#, votons à #Town# (#Station#), #FirstName# !\n" + tpl.Proof().Words; h.Template != want {
		t.Errorf("template %q, want %q", h.Template, want)
	}
	records, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 3 || h.Rows != 2 || len(h.Refused) != 3 || !slices.Equal(records[0], h.Columns) {
		t.Fatalf("%d records, %d rows, refused %v", len(records), h.Rows, h.Refused)
	}
	// What the provider makes of template and row is what Build makes.
	for i, c := range []optout.Cleared[fixture.Voter]{to[0], to[4]} {
		text := h.Template
		for k, column := range h.Columns[1:] {
			text = strings.ReplaceAll(text, "#"+column+"#", records[i+1][k+1])
		}
		if built := message.Must(batch.Build(c)); text != built.Text() || records[i+1][0] != built.To().E164() {
			t.Errorf("the provider sends something else than Build makes for row %d", c.Number())
		}
	}
	for _, r := range h.Refused {
		if strings.Contains(r.Error(), "SOMME") || strings.Contains(r.Error(), "xxxx") {
			t.Error("a refusal shows the value")
		}
	}
	if _, err := batch.Handoff(failing{}, withErrors(to)); err == nil {
		t.Error("a writer that fails is not noticed")
	}
	broken := func(yield func(optout.Cleared[fixture.Voter], error) bool) {
		yield(optout.Cleared[fixture.Voter]{}, errors.New("ledger"))
	}
	if h, err := batch.Handoff(&file, broken); err == nil || h.Rows != 0 {
		t.Errorf("an error of the rows is not noticed: %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestNoMergeTemplate(t *testing.T) {
	for name, s := range map[string]sms.Spec{
		"conditions":   fixture.SMS("{{if .Member}}a{{else}}b{{end}}", 2),
		"no merging":   func() sms.Spec { s := fixture.SMS("Bonjour {{.FirstName}}", 2); s.Router = "smsmode"; return s }(),
		"own hashtags": fixture.SMS("Bonjour {{.FirstName}} #a", 2),
	} {
		tpl := message.Must(sms.Compile[fixture.Voter](s))
		_, err := tpl.MergeTemplate()
		if (err == nil) != (name == "own hashtags") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var none *sms.Template[fixture.Voter]
	if _, err := none.MergeTemplate(); !errors.Is(err, message.ErrUnbuilt) {
		t.Errorf("got %v", err)
	}
}

// A text in which the provider would find its fields in other places than they stand has no template, though their names are the same.
func TestMergeTemplateInItsPlaces(t *testing.T) {
	for body, ok := range map[string]bool{
		"{{.a}} a": true, "a {{.a}}{{.b}}": true,
		"#a{{.a}}": false, "{{.a}}a#": true, "#b{{.b}} {{.a}}": false, "#a{{.a}}#b{{.b}}": false,
	} {
		s := fixture.SMS(body, 2)
		s.Fields = map[string]message.Limit{"a": {Max: 5}, "b": {Max: 5}}
		tpl, err := sms.Compile[message.Values](s)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := tpl.MergeTemplate(); (err == nil) != ok {
			t.Errorf("%q became %q, %v", body, text, err)
		}
	}
}

// What reading makes of a provider's template, and export of that, agree.
func FuzzMerge(f *testing.F) {
	for _, s := range []string{"Bonjour #prenom#, votons #ville# !", "#a##b#", "# a #", "##", "a{{.b}}", "#", "#prénom#", "#a.b# 100 %", "é#x#\n#y#"} {
		f.Add(s)
	}
	ovh, _ := router.Lookup(router.OVH)
	f.Fuzz(func(t *testing.T, text string) {
		body, fields, fs := sms.ReadMerge(text, ovh)
		if fs.Err() != nil || body == "" {
			return
		}
		s := fixture.SMS(body, 6)
		s.Fields = map[string]message.Limit{}
		for _, name := range fields {
			s.Fields[name] = message.Limit{Max: 10}
		}
		tpl, err := sms.Compile[message.Values](s)
		if err != nil {
			return
		}
		out, err := tpl.MergeTemplate()
		if err != nil {
			return
		}
		if want := norm.NFC.String(text); strings.TrimSuffix(out, "\n"+tpl.Proof().Words) != want {
			t.Fatalf("read and written again, %q is %q", want, out)
		}
	})
}

func ExampleReadMerge() {
	ovh, _ := router.Lookup(router.OVH)
	body, fields, findings := sms.ReadMerge("Bonjour #prenom#, votons le 15 mars à #ville#.", ovh)
	fmt.Println(body)
	fmt.Println(fields, findings)
	// Output:
	// Bonjour {{.prenom}}, votons le 15 mars à {{.ville}}.
	// [prenom ville] []
}

func TestOwnProfile(t *testing.T) {
	own, _ := router.Lookup(router.OVH)
	own.Stop.Suffix = " STOP 36999" // as our contract says
	s := fixture.SMS("Bonjour {{.FirstName}}", 2)
	s.Router, s.Profile = "", &own
	tpl, err := sms.Compile[fixture.Voter](s)
	if err != nil {
		t.Fatal(err)
	}
	own.Stop.Suffix = strings.Repeat("x", 300)
	if tpl.Proof().Suffix != " STOP 36999" {
		t.Errorf("the suffix is %q", tpl.Proof().Suffix)
	}
	s.Router = "ovh"
	if _, err := sms.Compile[fixture.Voter](s); err == nil {
		t.Error("two providers are accepted")
	}
}

func BenchmarkBulk(b *testing.B) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Réunion mardi à 19 h.", 2))).Batch(at))
	to := people(b, fixture.Book("demain.example", at), make([]fixture.Voter, 10000)...)
	for b.Loop() {
		message.Must(batch.Bulk(slices.Values(to)))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(to)), "ns/recipient")
}
