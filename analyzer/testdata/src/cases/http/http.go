package http

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
)

// Forms, as Twilio and many gateways take them.

func form(sid, to string) error {
	v := url.Values{}
	v.Set("To", to)
	v.Set("From", "DEMAIN")
	v.Set("Body", "Votez dimanche")
	_, err := http.PostForm("https://api.twilio.com/2010-04-01/Accounts/"+sid+"/Messages.json", v) // want `RAW: the body of this SMS .* a constant text, and goes to a request to Twilio`
	return err
}

func formBuilt(sid string, m sms.Message) error {
	v := url.Values{"To": {m.To().E164()}, "Body": {m.Text()}}
	_, err := http.PostForm("https://api.twilio.com/2010-04-01/Accounts/"+sid+"/Messages.json", v)
	return err
}

func calls(sid string) error {
	v := url.Values{"To": {"+33199001234"}, "Url": {"http://example.org/voice.xml"}}
	_, err := http.PostForm("https://api.twilio.com/2010-04-01/Accounts/"+sid+"/Calls.json", v)
	return err
}

func encoded(ctx context.Context, to, name string) error {
	data := url.Values{}
	data.Set("to", to)
	data.Set("text", fmt.Sprintf("Bonjour %s, votez", name))
	req, err := http.NewRequestWithContext(ctx, "POST", "https://rest.nexmo.com/sms/json", strings.NewReader(data.Encode())) // want `RAW: .* formatted by fmt.Sprintf, and goes to a request to Vonage`
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(req)
	return err
}

// JSON, with a struct and with a map.

type brevoSMS struct {
	Sender    string `json:"sender"`
	Recipient string `json:"recipient"`
	Content   string `json:"content"`
}

type brevo struct {
	base string
	key  string
	hc   *http.Client
}

func newBrevo(key string) *brevo {
	return &brevo{base: "https://api.brevo.com/v3", key: key, hc: http.DefaultClient}
}

func (b *brevo) post(ctx context.Context, path string, payload any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("api-key", b.key)
	resp, err := b.hc.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (b *brevo) sms(ctx context.Context, to, text string) error {
	return b.post(ctx, "/transactionalSMS/send", brevoSMS{Sender: "DEMAIN", Recipient: to, Content: text})
}

func (b *brevo) contact(ctx context.Context, mail string) error {
	return b.post(ctx, "/contacts", map[string]any{"email": mail, "attributes": map[string]string{"NOM": "constant text"}})
}

func (b *brevo) email(ctx context.Context, to string) error {
	return b.post(ctx, "/smtp/email", map[string]any{ // want `RAW: the body of this e-mail .* a constant text, and goes to a request to Brevo`
		"to":          []map[string]string{{"email": to}},
		"subject":     "Dimanche",
		"htmlContent": "<p>Votez</p>",
	})
}

func (b *brevo) emailBuilt(ctx context.Context, e email.Message) error {
	return b.post(ctx, "/smtp/email", map[string]any{
		"to":          []map[string]string{{"email": e.To().Mailbox()}},
		"subject":     e.Subject(),
		"htmlContent": e.HTML(),
	})
}

func useBrevo(ctx context.Context, m sms.Message) {
	b := newBrevo("k")
	b.sms(ctx, "+33199001234", "Votez dimanche") // want `RAW: .* a constant text, and goes to a request to Brevo`
	b.sms(ctx, m.To().E164(), m.Text())
	b.contact(ctx, "a@example.org")
}

// A gateway that takes everything in the address.

func get(user, pass, to string) error {
	u := fmt.Sprintf("https://smsapi.free-mobile.fr/sendmsg?user=%s&pass=%s&msg=%s", user, pass, url.QueryEscape("Votez dimanche"))
	_, err := http.Get(u) // want `RAW: .* goes to a request to Free Mobile`
	return err
}

func getBuilt(user, pass string, m sms.Message) error {
	_, err := http.Get(fmt.Sprintf("https://smsapi.free-mobile.fr/sendmsg?user=%s&pass=%s&msg=%s", user, pass, url.QueryEscape(m.Text())))
	return err
}

func query(to string) error {
	req, err := http.NewRequest("GET", "https://www.smsmode.com/http/1.6/sendSMS.do", nil) // want `RAW: .* a constant text, and goes to a request to smsmode`
	if err != nil {
		return err
	}
	q := req.URL.Query()
	q.Set("numero", to)
	q.Set("message", "Votez dimanche")
	req.URL.RawQuery = q.Encode()
	_, err = http.DefaultClient.Do(req)
	return err
}

func list(sid string) error {
	_, err := http.Get("https://api.twilio.com/2010-04-01/Accounts/" + sid + "/Messages.json?PageSize=20")
	return err
}

// By hand.

func sprintf(to string) error {
	body := strings.NewReader(fmt.Sprintf(`{"to":%q,"text":%q}`, to, "Votez dimanche"))
	_, err := http.Post("https://api.telnyx.com/v2/messages", "application/json", body) // want `RAW: .* goes to a request to Telnyx`
	return err
}

func sprintfBuilt(m sms.Message) error {
	body := strings.NewReader(fmt.Sprintf(`{"to":%q,"text":%q}`, m.To().E164(), m.Text()))
	_, err := http.Post("https://api.telnyx.com/v2/messages", "application/json", body)
	return err
}

// Nobody's gateway.

func own(text string) error {
	_, err := http.Post("https://backoffice.example.org/messages", "text/plain", strings.NewReader("some text"))
	return err
}

func encoder(w io.Writer, m sms.Message) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(map[string]string{"to": m.To().E164(), "body": m.Text()}); err != nil {
		return err
	}
	_, err := http.Post("https://rest.messagebird.com/messages", "application/json", &b)
	return err
}

func encoderRaw(to string) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(map[string]string{"to": to, "body": "Votez"}); err != nil {
		return err
	}
	_, err := http.Post("https://rest.messagebird.com/messages", "application/json", &b) // want `RAW: .* a request to Bird`
	return err
}

// A request written as a literal, and an address put together of several parts.

func literal(text string) error {
	u, err := url.Parse("https://api.resend.com/emails")
	if err != nil {
		return err
	}
	r := &http.Request{Method: "POST", URL: u, Body: io.NopCloser(strings.NewReader(`{"html":"Votez dimanche"}`))}
	_, err = http.DefaultClient.Do(r) // want `RAW: the body of this e-mail .* a constant text, and goes to a request to Resend`
	return err
}

func literalBuilt(e email.Message) error {
	r := &http.Request{Method: "POST", URL: &url.URL{Scheme: "https", Host: "api.resend.com", Path: "/emails"}, Body: io.NopCloser(strings.NewReader(e.HTML()))}
	_, err := http.DefaultClient.Do(r)
	return err
}

func literalElsewhere() error {
	u, err := url.Parse("https://backoffice.example.org/emails")
	if err != nil {
		return err
	}
	_, err = http.DefaultClient.Do(&http.Request{Method: "POST", URL: u, Body: io.NopCloser(strings.NewReader("Votez dimanche"))})
	return err
}

func joined() error {
	u, err := url.JoinPath("https://mandrillapp.com/api/1.0", "messages", "send.json")
	if err != nil {
		return err
	}
	_, err = http.Post(u, "application/json", strings.NewReader(`{"html":"Votez dimanche"}`)) // want `RAW: .* goes to a request to Mandrill`
	return err
}

func concatenated(p string) error {
	p = "messages"
	_, err := http.Post("https://mandrillapp.com/api/1.0/"+p+"/send.json", "application/json", strings.NewReader(`{"html":"Votez dimanche"}`)) // want `RAW: .* goes to a request to Mandrill`
	return err
}

func templates() error {
	u, err := url.JoinPath("https://mandrillapp.com/api/1.0", "templates", "list.json")
	if err != nil {
		return err
	}
	_, err = http.Post(u, "application/json", strings.NewReader(`{"label":"Votez dimanche"}`))
	return err
}
