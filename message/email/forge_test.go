package email_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// TestInert lists everything about an e-mail that nobody built.
func TestInert(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	real := fixture.ClearMail(t, at, fixture.Voter{FirstName: "Zoë", Station: 1})
	batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.Email("Réunion", "<p>Bonjour {{.FirstName}}</p>"))).Batch(at))
	var none optout.Cleared[fixture.Voter]
	var nilTemplate *email.Template[fixture.Voter]
	var nilBatch *email.Batch[fixture.Voter]
	for name, f := range map[string]func() error{
		"nil template":     func() error { _, err := nilTemplate.Batch(at); return err },
		"zero template":    func() error { _, err := new(email.Template[fixture.Voter]).Batch(at); return err },
		"nil batch":        func() error { _, err := nilBatch.Build(real); return err },
		"nil batch append": func() error { _, _, err := nilBatch.Append(nil, real); return err },
		"zero batch":       func() error { _, err := new(email.Batch[fixture.Voter]).Build(real); return err },
		"before nil batch": func() error { _, err := nilBatch.Before(at).Build(real); return err },
		"zero clearance":   func() error { _, err := batch.Build(none); return err },
		"zero and append":  func() error { _, _, err := batch.Append(nil, none); return err },
		"write zero":       func() error { _, err := email.Message{}.WriteTo(io.Discard); return err },
		"by reflection": func() error {
			b := reflect.New(reflect.TypeFor[email.Batch[fixture.Voter]]()).Interface().(*email.Batch[fixture.Voter])
			_, err := b.Build(real)
			return err
		},
		"from JSON": func() error {
			var c optout.Cleared[fixture.Voter]
			into := any(&c)
			if err := fixture.FromJSON(`{"data":{"FirstName":"x"},"to":"zoe@example.org"}`, into); err != nil {
				return message.ErrUnbuilt
			}
			_, err := batch.Build(c)
			return err
		},
	} {
		if err := f(); !errors.Is(err, message.ErrUnbuilt) {
			t.Errorf("%s: got %v, want ErrUnbuilt", name, err)
		}
	}
	if p := nilTemplate.Proof(); p.Longest.HTML != "" || nilTemplate.Findings() != nil || nilBatch.Findings() != nil || new(email.Template[fixture.Voter]).Findings() != nil {
		t.Error("a nil template has proved something")
	}

	var decoded email.Message
	into := any(&decoded)
	_ = fixture.FromJSON(`{"raw":"votez","Text":"votez"}`, into)
	_ = fixture.FromJSON(`"votez"`, into)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(struct{ Text string }{"votez"}); err != nil {
		t.Fatal(err)
	}
	_ = gob.NewDecoder(&b).Decode(&decoded)
	v := reflect.ValueOf(&decoded).Elem()
	for i := range v.NumField() {
		if v.Field(i).CanSet() {
			t.Errorf("reflection sets field %d of a message", i)
		}
	}
	for name, m := range map[string]email.Message{"zero": {}, "decoded": decoded} {
		if !m.IsZero() || len(m.Bytes()) > 0 || m.Text() != "" || m.HTML() != "" || m.Subject() != "" || m.Header("From") != "" || !m.To().IsZero() || m.Sender() != "" ||
			m.Size() != (email.Size{}) || m.Key() != "" || !m.NotAfter().IsZero() || !m.Expired(time.Time{}) || m.DKIMHeaders() != nil {
			t.Errorf("the %s message says something", name)
		}
		_ = fmt.Sprintf("%v", m)
		_ = m.LogValue()
	}
}

// TestPrinting prints what holds a recipient's data with every verb, alone and inside a caller's types.
func TestPrinting(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	row := fixture.Voter{FirstName: "Philippine", Town: "Secretville", Station: 7341}
	to := fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.Email}, "FR", "form", message.Must(optout.Mailbox("philippine.secret@example.org")), row)
	tpl := message.Must(email.Compile[fixture.Voter](fixture.Email("{{.FirstName}}, réunion", "<p>Bonjour {{.FirstName}} de {{.Town}}</p>")))
	m := message.Must(message.Must(tpl.Batch(at)).Build(to))
	token := string(to.AppendToken(nil))
	type hidden struct {
		m email.Message
		p *email.Message
	}
	type renamed email.Message
	h := hidden{m, &m}
	values := map[string]any{
		"Email": m, "*Email": &m, "struct": h, "*struct": &h, "slice": []email.Message{m}, "map": map[string]email.Message{"a": m}, "any": []any{m},
		"renamed": renamed(m), "*renamed": (*renamed)(&m), "array": [1]hidden{h}, "pointers": []*hidden{&h},
	}
	check := func(how, out string) {
		t.Helper()
		for _, s := range []string{"Philippine", "Secretville", "philippine.secret", "secret@", token} {
			if strings.Contains(strings.ToLower(out), strings.ToLower(s)) || strings.Contains(out, fmt.Sprintf("%x", s)) || strings.Contains(out, fmt.Sprintf("%X", s)) {
				t.Errorf("%s prints a recipient's data", how)
				return
			}
		}
	}
	for what, v := range values {
		for verb := range strings.SplitSeq("v +v #v s +s #s q x X # x d o b O c U e f g t p T", " ") {
			check(what+" with %"+verb, fmt.Sprintf("%"+verb, v))
		}
		check(what+" with Sprint", fmt.Sprint(v))
		if b, err := json.Marshal(v); err == nil {
			check(what+" as JSON", string(b))
		}
		for _, handler := range []func(io.Writer) slog.Handler{
			func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
			func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		} {
			var b bytes.Buffer
			slog.New(handler(&b)).Info("sent", "what", v, slog.Group("g", "v", v))
			check(what+" in a log", b.String())
		}
	}
	row.Town = strings.Repeat("Secretville", 9)
	_, err := message.Must(tpl.Batch(at)).Build(fixture.ClearMail(t, at, row))
	check("a refusal", fmt.Sprintf("%v %+v %#v", err, err, err))
}
