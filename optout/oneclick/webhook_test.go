package oneclick_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/oneclick"
	"github.com/scrutateur/scrutateur/optout/reply"
)

func phone(t testing.TB, s string) optout.Address {
	t.Helper()
	a, err := optout.Phone(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// desk is where a human reads.
type desk struct {
	read []string
	err  error
}

func (d *desk) take(_ context.Context, m oneclick.Inbound, r reply.Result) error {
	if d.err != nil {
		return d.err
	}
	d.read = append(d.read, fmt.Sprint(r.Verdict, " ", m.Text))
	return nil
}

func newWebhook(t testing.TB, b *optout.Book, decode oneclick.Decoder, d *desk) *oneclick.Webhook {
	t.Helper()
	h, err := oneclick.NewWebhook(b, decode, d.take)
	if err != nil {
		t.Fatal(err)
	}
	h.Log = slog.New(slog.DiscardHandler)
	return h
}

func form(from, text, id string) string {
	return url.Values{"from": {from}, "text": {text}, "id": {id}}.Encode()
}

const urlencoded = "application/x-www-form-urlencoded"

func TestWebhook(t *testing.T) {
	to := phone(t, "06 39 98 00 01")
	for _, c := range []struct {
		text             string
		sms, email, read bool // cleared for SMS and, as a member, for e-mail; read by a human
		events           int
	}{
		{"STOP", false, true, false, 1},
		{"Arrêtez de m'écrire", false, true, false, 1},
		{"Non merci", false, true, true, 1},
		{"Supprimez mes données", false, false, true, 1},
		{"Comment avez-vous eu mon numéro ?", true, true, true, 0},
		{"Bravo !", true, true, false, 0},
		{"A aimé « Votez. STOP au 36111 »", true, true, false, 0},
		{"", true, true, false, 0},
	} {
		ledger, d := new(optout.Memory), new(desk)
		b := newBook(ledger)
		h := newWebhook(t, b, oneclick.Fields("from", "text", "id"), d)
		for range 3 { // the provider got no answer
			if r := do(h, "POST", "/in", urlencoded, form("+33639980001", c.text, "m1")); r.StatusCode != 200 {
				t.Errorf("%q: status %d", c.text, r.StatusCode)
			}
		}
		if ledger.Len() != c.events || (len(d.read) > 0) != c.read {
			t.Errorf("%q: %d events, want %d; read %q", c.text, ledger.Len(), c.events, d.read)
		}
		member := func(f optout.For) bool {
			n := 0
			for _, err := range optout.Screen(t.Context(), b, f, optout.Rows(optout.Row[int]{Data: new(int), To: to, Origin: law.OriginMember})) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			return n == 1
		}
		if member(sms) != c.sms {
			t.Errorf("%q: cleared for SMS: %v", c.text, !c.sms)
		}
		token, err := b.Token(to, sms)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := b.Parse(token)
		if err != nil {
			t.Fatal(err)
		}
		events, err := ledger.History(t.Context(), parsed.Digest)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if strings.Contains(fmt.Sprintf("%+v", e), c.text) || (e.Channel == "") != !c.email {
				t.Errorf("%q: recorded %+v", c.text, e)
			}
		}
	}
}

func TestWebhookForms(t *testing.T) {
	body := "--x\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\n0639980001\r\n--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nSTOP\r\n--x--\r\n"
	for name, c := range map[string]struct{ method, target, contentType, body string }{
		"POST":      {"POST", "/in", urlencoded, form("0639980001", "stop", "")},
		"GET":       {"GET", "/in?" + form("0033639980001", "stop", "7"), "", ""},
		"multipart": {"POST", "/in", "multipart/form-data; boundary=x", body},
	} {
		b := newBook(new(optout.Memory))
		h := newWebhook(t, b, oneclick.Fields("from", "text", "id"), new(desk))
		h.Answer, h.Type = "<Response/>", "text/xml"
		r := do(h, c.method, c.target, c.contentType, c.body)
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/xml" || text(t, r) != "<Response/>" || cleared(t, b, sms, phone(t, "0639980001")) {
			t.Errorf("%s: status %d", name, r.StatusCode)
		}
	}
}

func TestWebhookFailures(t *testing.T) {
	boom := errors.New("boom")
	read := oneclick.Fields("from", "text", "id")
	for name, c := range map[string]struct {
		ledger       optout.Ledger
		desk         *desk
		decode       oneclick.Decoder
		method, body string
		want         int
	}{
		"ledger":           {failing{new(optout.Memory)}, new(desk), read, "POST", form("+33639980001", "STOP", "1"), 503},
		"desk":             {new(optout.Memory), &desk{err: boom}, read, "POST", form("+33639980001", "Non merci", "1"), 503},
		"desk, certain":    {new(optout.Memory), &desk{err: boom}, read, "POST", form("+33639980001", "STOP", "1"), 200},
		"foreign":          {new(optout.Memory), new(desk), oneclick.Twilio("token", "https://example.org/in"), "POST", form("+33639980001", "STOP", "1"), 403},
		"no fields":        {new(optout.Memory), new(desk), read, "POST", "x=1", 400},
		"broken":           {new(optout.Memory), new(desk), read, "POST", "%zz", 400},
		"too long":         {new(optout.Memory), new(desk), read, "POST", form("+33639980001", strings.Repeat("x", 1<<17), "1"), 400},
		"short code":       {new(optout.Memory), new(desk), read, "POST", form("36111", "STOP", "1"), 200},
		"method":           {new(optout.Memory), new(desk), read, "PUT", form("+33639980001", "STOP", "1"), 405},
		"a monstrous name": {new(optout.Memory), new(desk), read, "POST", form("+33639980001", "STOP", strings.Repeat("\x00é", 2000)), 200},
	} {
		h := newWebhook(t, newBook(c.ledger), c.decode, c.desk)
		var log bytes.Buffer
		h.Log = slog.New(slog.NewTextHandler(&log, nil))
		if r := do(h, c.method, "/in", urlencoded, c.body); r.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", name, r.StatusCode, c.want)
		}
		if strings.Contains(log.String(), "639980001") || strings.Contains(log.String(), "Non merci") {
			t.Errorf("%s: the log holds personal data: %s", name, log.String())
		}
	}
	b := newBook(new(optout.Memory))
	for name, err := range map[string]error{
		"no book":    second(oneclick.NewWebhook(nil, read, new(desk).take)),
		"no decoder": second(oneclick.NewWebhook(b, nil, new(desk).take)),
		"no reader":  second(oneclick.NewWebhook(b, read, nil)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// The signature is that of the example in Twilio's documentation of its security.
func TestTwilioSignature(t *testing.T) {
	got := oneclick.TwilioSignature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+12349013030"}, "Digits": {"1234"}, "From": {"+12349013030"}, "To": {"+18005551212"},
	})
	if want := "0/KCTR6DLpKmkAf8muzZqo1nDgQ="; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestTwilio(t *testing.T) {
	const address = "https://bancs.example.org/sms?from=twilio"
	values := url.Values{"From": {"+33639980001"}, "Body": {"Arrêt & merci"}, "MessageSid": {"SM1"}, "To": {"+33199001234"}, "Empty": {""}}
	decode := oneclick.Twilio("12345", address)
	request := func(signature string) (oneclick.Inbound, error) {
		r := httptest.NewRequest("POST", "http://10.0.0.1:8080/sms?from=twilio", strings.NewReader(values.Encode())) // behind a proxy
		r.Header.Set("Content-Type", urlencoded)
		r.Header.Set("X-Twilio-Signature", signature)
		return decode(r)
	}
	signature := oneclick.TwilioSignature("12345", address, values)
	if m, err := request(signature); err != nil || m.From != "+33639980001" || m.Text != "Arrêt & merci" || m.ID != "SM1" {
		t.Errorf("error %v", err)
	}
	for _, bad := range []string{"", "x", oneclick.TwilioSignature("54321", address, values), signature[:len(signature)-4] + "AAA="} {
		if _, err := request(bad); !errors.Is(err, oneclick.ErrForeign) {
			t.Errorf("signature %q: error %v", bad, err)
		}
	}
	values.Set("Body", "STOP") // altered on the way
	if _, err := request(signature); !errors.Is(err, oneclick.ErrForeign) {
		t.Errorf("an altered message: error %v", err)
	}
	values.Set("Body", "")
	r := httptest.NewRequest("POST", "/sms", strings.NewReader(values.Encode()))
	r.Header.Set("X-Twilio-Signature", oneclick.TwilioSignature("", address, values))
	if _, err := oneclick.Twilio("", address)(r); !errors.Is(err, oneclick.ErrForeign) {
		t.Errorf("no auth token: error %v", err)
	}
}

func TestInboundDoesNotPrint(t *testing.T) {
	m := oneclick.Inbound{From: "+33639980001", Text: "je vote pour vous", ID: "1"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if s := fmt.Sprintf(verb+verb, m, &m); strings.Contains(s, "6399800") || strings.Contains(s, "vote") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
	book := newBook(new(optout.Memory))
	for _, h := range []any{newHandler(t, book), newWebhook(t, book, oneclick.Fields("f", "t", ""), new(desk))} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if s := fmt.Sprintf(verb, h); strings.Contains(s, "0123456789abcdef") || strings.Contains(s, "48 49 50 51") {
				t.Errorf("%s prints the keys: %s", verb, s)
			}
		}
	}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "m", m)
	if strings.Contains(b.String(), "639980001") {
		t.Error("slog prints it")
	}
}
