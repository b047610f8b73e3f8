package email_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func handoffSpec(provider email.Merger) email.Spec {
	s := fixture.Email("{{.fname}}, réunion", `<p>Bonjour {{.fname}}, votre bureau : <a href="https://demain.example/b?n={{.bureau}}" title="{{.bureau}}">ici, à la mairie</a></p>`)
	s.Fields = map[string]message.Limit{"fname": {Max: 24, Required: true}, "bureau": {Max: 6}}
	s.Router = provider
	return s
}

func cleared(t testing.TB, data ...message.Values) iter.Seq2[optout.Cleared[message.Values], error] {
	b := fixture.Book("demain.example", fixture.Paris("2026-03-05", 10))
	return optout.Screen(t.Context(), b, optout.For{Channel: law.Email}, func(yield func(optout.Row[message.Values], error) bool) {
		for i := range data {
			to := message.Must(optout.Mailbox(fmt.Sprintf("voter%d@example.org", i+1)))
			if !yield(optout.Row[message.Values]{Data: &data[i], To: to, Territory: law.Metropole, Origin: law.OriginForm}, nil) {
				return
			}
		}
	})
}

// TestHandoff merges as the providers do, and compares with what Build makes.
func TestHandoff(t *testing.T) {
	rows := []message.Values{{"fname": "Zoë", "bureau": "12"}, {"fname": "O'Neil d’Argent", "bureau": "7"}}
	for provider, c := range map[email.Merger]struct {
		columns []string
		tag     string
	}{
		email.Mailchimp: {[]string{"Email Address", "FNAME", "BUREAU"}, "*|UNSUB|*"},
		email.Mailjet:   {[]string{"email", "fname", "bureau"}, "[[UNSUB_LINK_FR]]"},
		email.Brevo:     {[]string{"EMAIL", "FNAME", "BUREAU"}, "{{ unsubscribe }}"},
	} {
		tpl := message.Must(email.Compile[message.Values](handoffSpec(provider)))
		batch := message.Must(tpl.Batch(fixture.Paris("2026-03-05", 10)))
		var file bytes.Buffer
		h, err := batch.Handoff(&file, cleared(t, rows...))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.columns, h.Columns); d != "" || h.Rows != 2 || len(h.Refused) != 0 || h.NotAfter.IsZero() || h.Proof.Longest.Size.HTML == 0 {
			t.Errorf("%s: %d rows, %v refused, columns %s", provider, h.Rows, h.Refused, d)
		}
		if head := h.Manifest.Header(); h.Manifest.Len() != 2 || head.Provider != string(provider) || len(head.Template) != 32 || !head.NotAfter.Equal(h.NotAfter) {
			t.Errorf("%s: a manifest of %d rows, header %+v", provider, h.Manifest.Len(), head)
		}
		if m := message.Must(tpl.MergeTemplate()); m != h.Template {
			t.Errorf("%s: MergeTemplate says something else than Handoff", provider)
		}
		records, err := csv.NewReader(&file).ReadAll()
		if err != nil || len(records) != 3 {
			t.Fatalf("%s: %d records, %v", provider, len(records), err)
		}
		i := 0
		for to, err := range cleared(t, rows...) {
			if err != nil {
				t.Fatal(err)
			}
			i++
			merge := func(text string) string {
				pairs := []string{c.tag, "https://demain.example/d/" + string(to.AppendToken(nil))}
				for k, column := range records[0] {
					for _, syntax := range []string{"*|%s|*", `[[data:%s:""]]`, "{{ contact.%s }}"} {
						pairs = append(pairs, fmt.Sprintf(syntax, column), records[i][k])
					}
				}
				return strings.NewReplacer(pairs...).Replace(text)
			}
			m := message.Must(batch.Build(to))
			if records[i][0] != to.To().Mailbox() {
				t.Errorf("%s: another mailbox in row %d", provider, i)
			}
			// An apostrophe is escaped by us, and the same to a reader when it is not.
			if got, want := merge(h.Template.Subject), m.Subject(); got != want {
				t.Errorf("%s: the subject %q, Build makes %q", provider, got, want)
			}
			if got, want := merge(h.Template.Text), m.Text(); got != want {
				t.Errorf("%s: another text: %s", provider, cmp.Diff(want, got))
			}
			if got, want := merge(h.Template.HTML), strings.ReplaceAll(m.HTML(), "O&#39;Neil", "O'Neil"); strings.TrimSuffix(got, "\n") != strings.TrimSuffix(want, "\n") {
				t.Errorf("%s: another page: %s", provider, cmp.Diff(want, got))
			}
		}
	}
}

func TestHandoffRefuses(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[message.Values](handoffSpec(email.Mailchimp))).Batch(at))
	var file bytes.Buffer
	h, err := batch.Handoff(&file, cleared(t,
		message.Values{"fname": "Zoë", "bureau": "1"}, message.Values{"fname": "<b>", "bureau": "1"}, message.Values{"fname": "=cmd()", "bureau": "1"},
		message.Values{"fname": "*|EMAIL|*", "bureau": "1"}, message.Values{"fname": "Anne", "bureau": "é"}, message.Values{"bureau": "1"}))
	if err != nil || h.Rows != 1 || len(h.Refused) != 5 {
		t.Fatalf("%d rows, %v, %v", h.Rows, h.Refused, err)
	}
	for i, r := range h.Refused {
		if r.Row != i+2 || !errors.Is(r, law.ValueBound) {
			t.Errorf("row %d: %v", r.Row, r)
		}
	}
	if strings.Contains(file.String(), "cmd") || strings.Contains(file.String(), "<b>") {
		t.Error("a refused value stands in the file")
	}

	for name, change := range map[string]func(*email.Spec){
		"conditions": func(s *email.Spec) { s.HTML = "{{if .fname}}<p>x</p>{{end}}" },
		"a long name": func(s *email.Spec) {
			s.HTML, s.Fields["prenom_du_votant"] = "<p>{{.prenom_du_votant}}</p>", message.Limit{Max: 3}
		},
		"same names": func(s *email.Spec) {
			s.HTML, s.Fields["FNAME"] = "<p>{{.FNAME}}{{.fname}}</p>", message.Limit{Max: 3}
		},
		"attachments": func(s *email.Spec) { s.Attach = attachSpec().Attach[2:] },
	} {
		s := handoffSpec(email.Mailchimp)
		change(&s)
		b := message.Must(message.Must(email.Compile[message.Values](s)).Batch(at))
		if _, err := b.Handoff(&file, cleared(t)); err == nil {
			t.Errorf("%s: handed over", name)
		}
	}
	if _, err := email.Compile[message.Values](handoffSpec("nobody")); !errors.Is(err, law.SpecField) {
		t.Errorf("an unknown provider is taken: %v", err)
	}
	none := message.Must(email.Compile[message.Values](handoffSpec("")))
	if _, err := none.MergeTemplate(); !errors.Is(err, law.SpecField) {
		t.Errorf("without a provider: %v", err)
	}
	if _, err := message.Must(none.Batch(at)).Handoff(&file, cleared(t)); !errors.Is(err, law.SpecField) {
		t.Errorf("without a provider: %v", err)
	}
	var nobody *email.Batch[message.Values]
	if _, err := nobody.Handoff(&file, cleared(t)); !errors.Is(err, message.ErrUnbuilt) {
		t.Errorf("got %v, want ErrUnbuilt", err)
	}
	broken := errors.New("the file ends")
	if _, err := batch.Handoff(&file, func(yield func(optout.Cleared[message.Values], error) bool) {
		yield(optout.Cleared[message.Values]{}, broken)
	}); !errors.Is(err, broken) {
		t.Errorf("got %v, want the rows' error", err)
	}
}

// Whoever stands twice in a file would get the message twice.
func TestHandoffOnce(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[message.Values](handoffSpec(email.Brevo))).Batch(at))
	to := fixture.ClearMail(t, at, message.Values{"fname": "Zoë", "bureau": "1"})
	var file bytes.Buffer
	h, err := batch.Handoff(&file, func(yield func(optout.Cleared[message.Values], error) bool) {
		for range 2 {
			if !yield(to, nil) {
				return
			}
		}
	})
	if err != nil || h.Rows != 1 || len(h.Refused) != 1 || !errors.Is(h.Refused[0], law.DuplicateRow) {
		t.Errorf("%d rows, %v refused, %v", h.Rows, h.Refused, err)
	}
}
