package oneclick_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/oneclick"
)

func phone(t testing.TB, s string) optout.Address {
	t.Helper()
	a, err := optout.Phone(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// desk is a webhook with everything behind it, served over HTTP.
type desk struct {
	ledger *optout.Memory
	book   *optout.Book
	box    *inbox.Inbox
	hook   *oneclick.Webhook
	server *httptest.Server
	log    *bytes.Buffer
}

func newDesk(t testing.TB, decode oneclick.Decoder) *desk {
	return newDeskOn(t, decode, new(optout.Memory), new(inbox.Memory))
}

func newDeskOn(t testing.TB, decode oneclick.Decoder, l optout.Ledger, s inbox.Store) *desk {
	t.Helper()
	d := &desk{book: newBook(l), log: new(bytes.Buffer)}
	d.ledger, _ = l.(*optout.Memory)
	var err error
	if d.box, err = inbox.New(d.book, s); err != nil {
		t.Fatal(err)
	}
	if d.hook, err = oneclick.NewWebhook(d.book, decode, d.box); err != nil {
		t.Fatal(err)
	}
	d.hook.Log = slog.New(slog.NewTextHandler(d.log, nil))
	d.server = httptest.NewServer(d.hook)
	t.Cleanup(d.server.Close)
	return d
}

// post sends a form and returns the status.
func (d *desk) post(t testing.TB, path, contentType, body string, header ...string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", d.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := d.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// waiting returns what a human finds.
func (d *desk) waiting(t testing.TB) (items []inbox.Item) {
	t.Helper()
	for i, err := range d.box.Items(context.WithoutCancel(t.Context())) {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, i)
	}
	return items
}

// events returns the kinds of what is recorded of an address.
func (d *desk) events(t testing.TB, to optout.Address) (kinds []string) {
	t.Helper()
	f := sms
	if to.Channel() == law.Email {
		f = email
	}
	token, err := d.book.Token(to, f)
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.book.Parse(token)
	if err != nil {
		t.Fatal(err)
	}
	events, err := d.ledger.History(t.Context(), e.Digest)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		kinds = append(kinds, strings.TrimSuffix(string(e.Kind)+" "+string(e.Channel), " "))
	}
	return kinds
}

func form(from, text, id string) string {
	return url.Values{"from": {from}, "text": {text}, "id": {id}}.Encode()
}

const (
	urlencoded = "application/x-www-form-urlencoded"
	secret     = "a secret of thirty-two bytes....!"
)

var fields = oneclick.Fields("from", "text", "id")

func TestWebhook(t *testing.T) {
	to := phone(t, "06 39 98 00 01")
	for _, c := range []struct {
		text     string
		recorded string // the kind of event and its channel
		waits    string // why a human has to read
	}{
		{"STOP", "objection sms", ""},
		{"Arrêtez de m'écrire", "objection sms", ""},
		{"Non merci", "review sms", "ambiguous"},
		{"Comment avez-vous eu mon numéro ?", "", "request"},
		{"Bravo !", "", ""},
		{"A aimé « Votez. STOP au 36111 »", "", ""},
		{"", "", ""},
	} {
		d := newDesk(t, fields)
		for range 3 { // the provider got no answer
			if status := d.post(t, "/in", urlencoded, form("+33639980001", c.text, "m1")); status != 200 {
				t.Errorf("%q: status %d", c.text, status)
			}
		}
		if got := strings.Join(d.events(t, to), ", "); got != c.recorded {
			t.Errorf("%q: recorded %q, want %q", c.text, got, c.recorded)
		}
		items := d.waiting(t)
		if len(items) == 0 != (c.waits == "") || len(items) > 1 || len(items) == 1 && (string(items[0].Why) != c.waits || items[0].Text != c.text || items[0].From != "+33639980001") {
			t.Errorf("%q: %d items wait, want %q", c.text, len(items), c.waits)
		}
		if cleared(t, d.book, sms, to) != (c.recorded == "") {
			t.Errorf("%q: who must not be written to is cleared, or the other way round", c.text)
		}
		if c.text != "" && strings.Contains(d.log.String(), c.text) {
			t.Errorf("%q is in the log", c.text)
		}
	}
}

// A request for erasure is an objection on every channel until a human has read it, and waits for a human because it has a month.
func TestErasure(t *testing.T) {
	d := newDesk(t, fields)
	if status := d.post(t, "/in", urlencoded, form("+33639980001", "Supprimez mes données", "1")); status != 200 {
		t.Fatal(status)
	}
	events, items := d.events(t, phone(t, "0639980001")), d.waiting(t)
	if len(events) != 1 || strings.Contains(events[0], " ") || len(items) != 1 {
		t.Errorf("events %q, %d items", events, len(items))
	}
}

// What an objection names besides the channel on which it came is recorded as well, once each.
func TestNamedChannels(t *testing.T) {
	for said, want := range map[string]string{
		"Arrêtez de m'écrire":                                      "objection sms",
		"Plus de mails ni d'appels de votre part":                  "objection sms, objection email, objection voice",
		"Ne me contactez plus sous quelque forme que ce soit":      "objection",
		"Ne m'envoyez plus de courriers ni de SMS":                 "objection sms, objection post",
		"Retirez-moi de tous vos fichiers, je ne veux plus de SMS": "objection",
	} {
		d := newDesk(t, fields)
		for range 2 {
			if status := d.post(t, "/in", urlencoded, form("+33639980001", said, "1")); status != 200 {
				t.Errorf("%q: status %d", said, status)
			}
		}
		if got := strings.Join(d.events(t, phone(t, "0639980001")), ", "); got != want {
			t.Errorf("%q: recorded %q, want %q", said, got, want)
		}
	}
}

// A review is a state: a human's word lifts it, and only it.
func TestReviewIsDismissed(t *testing.T) {
	d := newDesk(t, fields)
	to := phone(t, "0639980001")
	d.post(t, "/in", urlencoded, form("+33639980001", "Non merci", "1"))
	d.post(t, "/in", urlencoded, form("+33639980001", "pas maintenant merci, non", "2"))
	items := d.waiting(t)
	if len(items) != 2 || len(d.events(t, to)) != 2 {
		t.Fatalf("%d items", len(items))
	}
	for n, i := range items {
		if err := d.box.Dismiss(t.Context(), i.Ref, "M. Martin", "answers a question about Saturday"); err != nil {
			t.Fatal(err)
		}
		if last := n == len(items)-1; cleared(t, d.book, sms, to) != last {
			t.Errorf("after %d of %d are dismissed: cleared is %v", n+1, len(items), !last)
		}
	}
	if len(d.waiting(t)) != 0 {
		t.Error("what was dealt with waits still")
	}
}

// Every way in which providers write a sender, with STOP: recorded for the right number, or before a human, and never dropped.
func TestSenders(t *testing.T) {
	for given, want := range map[string]string{
		"+33639980001": "+33639980001", "33639980001": "+33639980001", "0033639980001": "+33639980001", "0639980001": "+33639980001", "06 39 98 00 01": "+33639980001",
		"32470123456": "+32470123456", "+32470123456": "+32470123456", "0032470123456": "+32470123456", " 32470123456": "+32470123456",
		"41791234567": "+41791234567", "447400123456": "+447400123456", "212612345678": "+212612345678", "4915112345678": "+4915112345678",
		"68987123456": "+68987123456", "687751234": "+687751234", "681821234": "+681821234", "508551234": "+508551234", "262692123456": "+262692123456", "590690123456": "+590690123456",
		"tel:+33639980001": "+33639980001", "TEL:33639980001": "+33639980001", "whatsapp:+33639980001": "+33639980001", "whatsapp: 33639980001": "+33639980001", "sms:+33639980001": "+33639980001",
		"tel:+33639980001;ext=1": "+33639980001", "%2B33639980001": "+33639980001", "+33\u00a0639980001": "+33639980001", "12025550123": "+12025550123",
		"639980006": "human", "36111": "human", "": "human", "Banque": "human", "anonymous": "human", "3.3639980001e+10": "human", "messenger:1234567890": "human", "+": "human", "\x00\xff": "human",
		"+33 6 39 98 00": "human", "999999999999999999": "human", "marie@example.org": "human",
	} {
		for name, request := range map[string]func(*desk) int{
			"form": func(d *desk) int { return d.post(t, "/in", urlencoded, form(given, "STOP", "1")) },
			"query": func(d *desk) int {
				r, err := d.server.Client().Get(d.server.URL + "/in?text=STOP&id=1&from=" + url.QueryEscape(given))
				if err != nil {
					t.Fatal(err)
				}
				r.Body.Close()
				return r.StatusCode
			},
			"JSON": func(d *desk) int {
				body, _ := json.Marshal(map[string]string{"from": given, "text": "STOP", "id": "1"})
				return d.post(t, "/in", "application/json", string(body))
			},
		} {
			d := newDesk(t, fields)
			if status := request(d); status != 200 {
				t.Errorf("%q in a %s: status %d", given, name, status)
			}
			items := d.waiting(t)
			if want == "human" {
				if len(items) != 1 || items[0].Why != inbox.Sender || items[0].Text != "STOP" {
					t.Errorf("%q in a %s: %d items wait", given, name, len(items))
				}
				continue
			}
			if len(items) != 0 || cleared(t, d.book, sms, phone(t, want)) || d.ledger.Len() != 1 {
				t.Errorf("%q in a %s: not recorded for %s", given, name, want)
			}
		}
	}
	// A query in which nobody escaped the plus.
	d := newDesk(t, fields)
	r, err := d.server.Client().Get(d.server.URL + "/in?text=STOP&from=+32470123456")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 200 || cleared(t, d.book, sms, phone(t, "+32470123456")) {
		t.Errorf("status %d", r.StatusCode)
	}
}

// Nine digits may be a mobile that lost its zero: until a human has said whose they are, nobody whose they may be is written to.
func TestDoubtfulSender(t *testing.T) {
	d := newDesk(t, fields)
	d.post(t, "/in", urlencoded, form("639980006", "STOP", "1"))
	likely, true_ := phone(t, "0639980006"), phone(t, "+32470123456")
	if cleared(t, d.book, sms, likely) {
		t.Error("the likely one is written to")
	}
	ref := d.waiting(t)[0].Ref
	if err := d.box.Attribute(t.Context(), ref, inbox.Finding{To: []optout.Address{true_}, By: "M. Martin"}); err != nil {
		t.Fatal(err)
	}
	if cleared(t, d.book, sms, true_) || !cleared(t, d.book, sms, likely) {
		t.Error("the objection is not for whom the human said")
	}
	if _, err := d.box.Item(t.Context(), ref); !errors.Is(err, inbox.ErrForgotten) {
		t.Errorf("the item: %v", err)
	}
	// A fixed line of France that sends a text message may be a mobile of Belgium.
	d = newDesk(t, fields)
	d.post(t, "/in", urlencoded, form("0470123456", "STOP", "1"))
	if items := d.waiting(t); cleared(t, d.book, sms, phone(t, "0470123456").TakingSMS()) || len(items) != 1 || items[0].Why != inbox.Sender {
		t.Errorf("a fixed line: %d items wait", len(items))
	}
	// What says nothing needs nobody.
	d = newDesk(t, fields)
	if status := d.post(t, "/in", urlencoded, form("36111", "Votre solde est de 3 €", "1")); status != 200 || len(d.waiting(t)) != 0 || d.ledger.Len() != 0 {
		t.Errorf("a message of a short code that says nothing: status %d", status)
	}
}

// optOuts are plain objections, each of which is recorded when it arrives whole.
var optOuts = []string{
	"STOP", "stop s'il vous plaît", "Désabonnez-moi", "désabonnement", "Arrêtez de m'écrire", "Je veux me désinscrire", "Désinscription", "Ne m'écrivez plus",
	"Retirez-moi de votre liste, merci", "je souhaite ne plus recevoir vos SMS, désolé", "Arrêt", "arrêtez vos messages", "Supprimez mon numéro de téléphone", "Cessez de m'envoyer des messages, ça suffit",
	"Résiliation", "Veuillez me désabonner immédiatement", "Effacez mes coordonnées, je n'ai rien demandé", "Enlevez mon numéro de vos fichiers s’il vous plaît",
}

// Eighteen objections in all the ways in which texts are damaged: each is recorded, or before a human and nobody is written to meanwhile.
func TestDamagedObjections(t *testing.T) {
	to := phone(t, "0639980001")
	in := func(e encoding.Encoding) func(string) string {
		return func(s string) string {
			out, err := encoding.ReplaceUnsupported(e.NewEncoder()).String(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	as := func(e encoding.Encoding) func(string) string {
		return func(s string) string {
			out, err := e.NewDecoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	replaced := func(with string) func(string) string {
		return func(s string) string {
			return strings.Map(func(r rune) rune { return r }, strings.NewReplacer("é", with, "ê", with, "à", with, "ç", with, "î", with, "ù", with, "’", with, "É", with).Replace(s))
		}
	}
	utf16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for name, damage := range map[string]func(string) string{
		"whole":        func(s string) string { return s },
		"windows-1252": in(charmap.Windows1252), "ISO 8859-15": in(charmap.ISO8859_15), "MacRoman": in(charmap.Macintosh), "code page 850": in(charmap.CodePage850),
		"mojibake": as(charmap.Windows1252), "mojibake by Latin-1": as(charmap.ISO8859_1), "mojibake of a Macintosh": as(charmap.Macintosh),
		"?": replaced("?"), "??": replaced("??"), "U+FFFD": replaced("\uFFFD"), "two U+FFFD": replaced("\uFFFD\uFFFD"), "¿": replaced("¿"), "_": replaced("_"), "gone": replaced(""),
		"HTML": html.EscapeString,
		"HTML names": func(s string) string {
			return strings.NewReplacer("é", "&eacute;", "ê", "&ecirc;", "à", "&agrave;", "ç", "&ccedil;", "î", "&icirc;", "’", "&rsquo;").Replace(s)
		},
		"escaped twice":  url.QueryEscape,
		"hexadecimal":    func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(in(utf16)(s)))) },
		"UTF-8 in hex":   func(s string) string { return hex.EncodeToString([]byte(s)) },
		"UTF-16's bytes": in(utf16),
		"quoted": func(s string) string {
			return strings.NewReplacer("é", "=C3=A9", "ê", "=C3=AA", "î", "=C3=AE", "ç", "=C3=A7", "’", "=E2=80=99").Replace(s)
		},
	} {
		lost := 0
		for _, s := range optOuts {
			d := newDesk(t, fields)
			if status := d.post(t, "/in", urlencoded, form("+33639980001", damage(s), "1")); status != 200 || cleared(t, d.book, sms, to) {
				lost++
				t.Logf("%s: %q is lost", name, damage(s))
			}
			d.server.Close()
		}
		if lost > 0 {
			t.Errorf("%s: %d of %d objections are lost", name, lost, len(optOuts))
		}
	}
}

// A request names its character set, or does not.
func TestCharsetOfRequest(t *testing.T) {
	to := phone(t, "0639980001")
	for name, c := range map[string]struct{ contentType, body string }{
		"a form in Latin-1 that says so":   {urlencoded + "; charset=ISO-8859-1", "from=33639980001&text=D%E9sabonnez-moi"},
		"a form in Latin-1 that does not":  {urlencoded, "from=33639980001&text=D%E9sabonnez-moi"},
		"a form of bare bytes":             {urlencoded, "from=33639980001&text=D\xe9sabonnez-moi"},
		"a form that says so and is UTF-8": {urlencoded + "; charset=iso-8859-15", "from=33639980001&text=D%C3%A9sabonnez-moi"},
		"JSON in Latin-1":                  {"application/json; charset=iso-8859-1", `{"from":33639980001,"text":"D` + "\xe9" + `sabonnez-moi"}`},
		"JSON in Latin-1 that is silent":   {"application/json", `{"from":"33639980001","text":"D` + "\xe9" + `sabonnez-moi"}`},
		"JSON with a mark":                 {"application/json", "\uFEFF" + `{"from":"33639980001","text":"Désabonnez-moi"}`},
		"JSON without a type":              {"", `[{"from":"33639980001","text":"Désabonnez-moi"}]`},
		"a multipart form in Latin-1": {"multipart/form-data; boundary=x",
			"--x\r\nContent-Disposition: form-data; name=\"from\"\r\n\r\n0639980001\r\n--x\r\nContent-Disposition: form-data; name=\"text\"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nD\xe9sabonnez-moi\r\n--x--\r\n"},
		"broken escapes": {urlencoded, "from=33639980001&text=%zzSTOP%&x=%"},
	} {
		d := newDesk(t, fields)
		if status := d.post(t, "/in", c.contentType, c.body); status != 200 || cleared(t, d.book, sms, to) {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

func TestTwilio(t *testing.T) {
	const account, token = "AC1", "12345"
	to := phone(t, "0639980001")
	sign := func(address string, v url.Values) string { return oneclick.TwilioSignature(token, address, v) }
	message := func(more ...string) url.Values {
		v := url.Values{"MessageSid": {"SM1"}, "AccountSid": {account}, "From": {"+33639980001"}, "To": {"+33644600000"}, "Body": {"Oui, samedi"}}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	const address = "https://bancs.example.org/sms?from=twilio"
	for name, c := range map[string]struct {
		form   url.Values
		status int
		want   string
		waits  int
	}{
		"a reply":                       {message(), 200, "", 0},
		"STOP":                          {message("Body", "STOP"), 200, "objection sms", 0},
		"OptOutType, whatever is said":  {message("OptOutType", "STOP"), 200, "objection sms", 0},
		"OptOutType of an empty body":   {message("OptOutType", "STOP", "Body", ""), 200, "objection sms", 0},
		"a keyword of a custom list":    {message("OptOutType", "STOP", "Body", "BASTA"), 200, "objection sms", 0},
		"START is no consent":           {message("OptOutType", "START", "Body", "START"), 200, "", 0},
		"HELP":                          {message("OptOutType", "HELP", "Body", "AIDE"), 200, "", 0},
		"START beside an objection":     {message("OptOutType", "START", "Body", "Arrêtez de m'écrire"), 200, "objection sms", 0},
		"by WhatsApp":                   {message("From", "whatsapp:+33639980001", "Body", "STOP"), 200, "objection sms", 0},
		"of another account":            {message("AccountSid", "AC2", "Body", "STOP"), 200, "", 1},
		"of another account, saying so": {message("AccountSid", "AC2"), 200, "", 0},
		"without a sender":              {message("From", "", "OptOutType", "STOP"), 200, "", 1},
		"word of a message of ours":     {url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"delivered"}, "To": {"+33639980001"}}, 200, "", 0},
		"nothing":                       {url.Values{"x": {"1"}}, 400, "", 0},
	} {
		d := newDesk(t, oneclick.Twilio(token, address))
		d.hook.Accounts = []string{account}
		if status := d.post(t, "/sms", urlencoded, c.form.Encode(), "X-Twilio-Signature", sign(address, c.form)); status != c.status {
			t.Errorf("%s: status %d, want %d", name, status, c.status)
		}
		if got := strings.Join(d.events(t, to), ", "); got != c.want || len(d.waiting(t)) != c.waits {
			t.Errorf("%s: recorded %q, %d wait", name, got, len(d.waiting(t)))
		}
	}
	// Who does not sign, signs with another token, or altered something on the way.
	stop := message("Body", "STOP")
	signature := sign(address, stop)
	for name, c := range map[string]struct{ body, signature, token string }{
		"no signature":  {stop.Encode(), "", token},
		"another token": {stop.Encode(), oneclick.TwilioSignature("54321", address, stop), token},
		"altered":       {message("Body", "STOP", "From", "+33639980002").Encode(), signature, token},
		"cut":           {stop.Encode(), signature[:len(signature)-4] + "AAA=", token},
		"no auth token": {stop.Encode(), oneclick.TwilioSignature("", address, stop), ""},
		"JSON":          {`{"From":"+33639980001","Body":"STOP"}`, signature, token},
	} {
		d := newDesk(t, oneclick.Twilio(c.token, address))
		if status := d.post(t, "/sms", urlencoded, c.body, "X-Twilio-Signature", c.signature); status != 403 || d.ledger.Len() != 0 || len(d.waiting(t)) != 0 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	// By GET the query is signed as a part of the address.
	d := newDesk(t, oneclick.Twilio(token, "https://bancs.example.org/sms"))
	query := stop.Encode()
	r, err := http.NewRequestWithContext(t.Context(), "GET", d.server.URL+"/sms?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Twilio-Signature", sign("https://bancs.example.org/sms?"+query, nil))
	response, err := d.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 200 || cleared(t, d.book, sms, to) {
		t.Errorf("GET: status %d", response.StatusCode)
	}
}

// The signature is that of the example in Twilio's documentation of its security.
func TestTwilioSignature(t *testing.T) {
	got := oneclick.TwilioSignature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+12349013030"}, "Digits": {"1234"}, "From": {"+12349013030"}, "To": {"+18005551212"},
	})
	if want := "0/KCTR6DLpKmkAf8muzZqo1nDgQ="; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

// What the other providers send, as docs/webhooks.md has it.
func TestProviders(t *testing.T) {
	number, box := phone(t, "0639980001"), mailbox(t, "nom@example.org")
	for name, c := range map[string]struct {
		decode            oneclick.Decoder
		query, type_, raw string
		status            int
		to                optout.Address
		want              string
		waits             int
	}{
		"OVH, a reply":                 {oneclick.OVH(secret), "id=1&date=2026-03-01&sender=%2B33639980001&message=STOP", "", "", 200, number, "objection sms", 0},
		"OVH, plus not escaped":        {oneclick.OVH(secret), "id=1&sender=+33639980001&message=D%E9sabonnez-moi", "", "", 200, number, "objection sms", 0},
		"OVH, zeros":                   {oneclick.OVH(secret), "smsId=1&number=0033639980001&text=stop", "", "", 200, number, "objection sms", 0},
		"OVH, fields of another name":  {oneclick.OVH(secret), "qui=0033639980001&quoi=STOP", "", "", 200, number, "", 1},
		"OVH, a delivery":              {oneclick.OVH(secret), "id=1&ptt=1000&date=2026&description=x", "", "", 200, number, "", 0},
		"OVH, STOP to its short code":  {oneclick.OVHStop(secret), "receiver=0033639980001", "", "", 200, number, "objection sms", 0},
		"OVH, STOP without a number":   {oneclick.OVHStop(secret), "x=1", "", "", 200, number, "", 1},
		"smsmode":                      {oneclick.SMSMode(secret), "numero=36034&message=STOP&emetteur=33639980001&date_reception=01012026-122233&smsID=a&refClient=b&responseID=c", "", "", 200, number, "objection sms", 0},
		"smsmode, a form in Latin-9":   {oneclick.SMSMode(secret), "", urlencoded, "numero=36034&message=Arr%EAtez&emetteur=33639980001&responseID=c", 200, number, "objection sms", 0},
		"smsmode, REST":                {oneclick.SMSMode(secret), "", "application/json", `{"messageId":"1","direction":"MO","type":"SMS","from":"33639980001","recipient":{"to":"36034"},"body":{"text":"Désabonnez-moi"}}`, 200, number, "objection sms", 0},
		"smsmode, a delivery":          {oneclick.SMSMode(secret), "numero=33639980001&statut=11&smsID=a", "", "", 200, number, "", 0},
		"smsmode, a message of ours":   {oneclick.SMSMode(secret), "", "application/json", `{"direction":"MT","from":"X","body":{"text":"Votez. STOP 36034"},"status":{"value":"DELIVERED"}}`, 200, number, "", 0},
		"Brevo, an e-mail":             {oneclick.Brevo(secret), "", "application/json", `{"event":"unsubscribed","email":"nom@example.org","id":26570,"ts_event":1604933654,"message-id":"<1@x>"}`, 200, box, "objection email", 0},
		"Brevo, spam":                  {oneclick.Brevo(secret), "", "application/json", `{"event":"spam","email":"Nom <nom@example.org>","ts":1}`, 200, box, "objection email", 0},
		"Brevo, an SMS":                {oneclick.Brevo(secret), "", "application/json", `{"id":26570,"to":"33639980001","messageId":123,"msg_status":"unsubscribed","date":"2026-01-01 00:00:00"}`, 200, number, "objection sms", 0},
		"Brevo, a reply":               {oneclick.Brevo(secret), "", "application/json", `{"to":33639980001,"msg_status":"replied","reply":"Arrêtez de m'écrire","messageId":123}`, 200, number, "objection sms", 0},
		"Brevo, a batch":               {oneclick.Brevo(secret), "", "application/json", `[{"event":"delivered","email":"autre@example.org"},{"event":"unsubscribe","email":"nom@example.org"}]`, 200, box, "objection email", 0},
		"Brevo, deliveries":            {oneclick.Brevo(secret), "", "application/json", `[{"event":"soft_bounce","email":"nom@example.org"},{"msg_status":"sent","to":"33639980001"}]`, 200, box, "", 0},
		"Brevo, a mailbox not read":    {oneclick.Brevo(secret), "", "application/json", `{"event":"unsubscribed","email":"[email protected]"}`, 200, box, "", 1},
		"Brevo, an unknown event":      {oneclick.Brevo(secret), "", "application/json", `{"event":"moon_phase","email":"nom@example.org"}`, 400, box, "", 0},
		"Brevo, an unknown event says": {oneclick.Brevo(secret), "", "application/json", `{"event":"moon_phase","email":"nom@example.org","text":"Désabonnez-moi"}`, 200, box, "", 1},
	} {
		for _, auth := range []string{"path", "bearer", "password"} {
			d := newDesk(t, c.decode)
			target, header := "/sms/in", []string(nil)
			switch auth {
			case "path":
				target = "/sms/" + url.PathEscape(secret)
			case "bearer":
				header = []string{"Authorization", "Bearer " + secret}
			case "password":
				r := httptest.NewRequest("GET", "/", nil)
				r.SetBasicAuth("x", secret)
				header = []string{"Authorization", r.Header.Get("Authorization")}
			}
			for range 2 { // told again under its name, or nameless
				if status := d.post(t, target+"?"+c.query, c.type_, c.raw, header...); status != c.status {
					t.Errorf("%s, by %s: status %d, want %d", name, auth, status, c.status)
				}
			}
			if got := d.events(t, c.to); len(got) > 0 != (c.want != "") || len(got) > 0 && got[0] != c.want {
				t.Errorf("%s: recorded %q, want %q", name, got, c.want)
			}
			if once := strings.Contains(c.query+c.raw, "date") || strings.Contains(c.query+c.raw, "responseID") || strings.Contains(c.raw, "ts"); c.want != "" && once && d.ledger.Len() != 1 {
				t.Errorf("%s: %d events of one message", name, d.ledger.Len())
			}
			if n := len(d.waiting(t)); n > 0 != (c.waits > 0) {
				t.Errorf("%s: %d wait, want %d", name, n, c.waits)
			}
		}
	}
	for name, c := range map[string]struct{ secret, path string }{
		"no secret": {secret, "/sms/in"}, "another": {secret, "/sms/" + url.PathEscape(secret[:len(secret)-1]) + "x"}, "a short one": {"short", "/sms/short"}, "an empty one": {"", "/sms/"},
	} {
		for _, decode := range []oneclick.Decoder{oneclick.OVH(c.secret), oneclick.OVHStop(c.secret), oneclick.SMSMode(c.secret), oneclick.Brevo(c.secret), oneclick.Secret(c.secret, fields)} {
			d := newDesk(t, decode)
			if status := d.post(t, c.path, urlencoded, "from=33639980001&text=STOP&message=STOP&event=unsubscribed"); status != 403 || d.ledger.Len() != 0 || len(d.waiting(t)) != 0 {
				t.Errorf("%s: status %d", name, status)
			}
		}
	}
}

// A request may hold several messages, in whatever way its provider puts them together: every one counts, or the request is kept whole.
func TestBatches(t *testing.T) {
	first, second, third := phone(t, "0639980001"), phone(t, "0639980002"), phone(t, "0639980003")
	type people []optout.Address
	deep := oneclick.Fields("results.from", "results.text", "results.id")
	for name, c := range map[string]struct {
		decode      oneclick.Decoder
		type_, body string
		objected    people
		waits       int
	}{
		"an array":                      {fields, "application/json", `[{"from":"33639980001","text":"STOP"},{"from":"33639980002","text":"STOP"}]`, people{first, second}, 0},
		"an array inside":               {deep, "application/json", `{"results":[{"from":"33639980001","text":"STOP","id":"1"},{"from":"33639980002","text":"STOP","id":"2"}]}`, people{first, second}, 0},
		"only the last objects":         {deep, "application/json", `{"n":2,"results":[{"from":"33639980001","text":"Bravo !"},{"from":"33639980002","text":"STOP"}]}`, people{second}, 0},
		"an array of one":               {deep, "application/json", `{"results":[{"from":"33639980002","text":"STOP"}]}`, people{second}, 0},
		"arrays inside arrays":          {oneclick.Fields("a.b.from", "a.b.text", ""), "application/json", `{"a":[{"b":[{"from":"33639980001","text":"STOP"},{"from":"33639980002","text":"STOP"}]},{"b":[{"from":"33639980003","text":"STOP"}]}]}`, people{first, second, third}, 0},
		"one sender, several texts":     {oneclick.Fields("from", "texts.text", ""), "application/json", `{"from":"33639980001","texts":[{"text":"Bravo !"},{"text":"STOP"}]}`, people{first}, 0},
		"arrays side by side":           {oneclick.Fields("in.from", "in.text", ""), "application/json", `{"in":[{"from":"33639980001","text":"STOP"},{"from":"33639980002","text":"Bravo !"}],"out":[{"x":1},{"x":2}]}`, people{first}, 1},
		"values one after the other":    {fields, "application/json", `{"from":"33639980001","text":"Bravo !"}` + "\n" + `{"from":"33639980002","text":"STOP"} [{"from":"33639980003","text":"STOP"}]`, people{second, third}, 0},
		"an empty one before":           {fields, "application/json", `[] {"from":"33639980002","text":"STOP"}`, people{second}, 0},
		"values, the last one cut":      {fields, "application/json", `{"from":"33639980001","text":"Bravo !"} {"from":"33639980002","text":"STOP"`, nil, 1},
		"a form with fields twice":      {fields, urlencoded, "from=33639980001&text=Bravo&from=33639980002&text=STOP", nil, 1},
		"a form said twice":             {fields, urlencoded, "from=33639980001&text=STOP&from=33639980001&text=STOP", people{first}, 0},
		"two texts":                     {fields, "application/json", `{"from":"33639980001","text":["Bravo !","STOP"]}`, nil, 1},
		"a form with many fields":       {fields, urlencoded, strings.Repeat("x=1&", 1000) + "from=33639980001&text=STOP", nil, 1},
		"OVH, a form with fields twice": {oneclick.OVH(secret), urlencoded, "sender=33639980001&message=Bravo&sender=33639980002&message=STOP", nil, 1},
		"OVH, a text beside ours":       {oneclick.OVH(secret), urlencoded, "sender=33639980001&text=Demain+Ensemble+votez&message=STOP&id=1&date=2", people{first}, 0},
		"OVH, ours after the person's":  {oneclick.OVH(secret), urlencoded, "sender=33639980001&text=STOP&message=Demain+Ensemble+votez&id=1&date=2", people{first}, 0},
		"OVH, STOP of two numbers":      {oneclick.OVHStop(secret), "application/json", `{"receiver":["33639980001","33639980002"]}`, people{first, second}, 0},
		"OVH, STOP of a batch":          {oneclick.OVHStop(secret), "application/json", `{"calls":1,"list":[{"receiver":"x"},{"y":1}],"receiver":"33639980003"}`, people{third}, 0},
		"OVH, STOP that is cut":         {oneclick.OVHStop(secret), "application/json", `{"receiver":"33639980001"`, nil, 1},
		"smsmode, inbound":              {oneclick.SMSMode(secret), "application/json", `{"direction":"INBOUND","from":"33639980001","body":{"text":"STOP"},"messageId":"a"}`, people{first}, 0},
		"smsmode, of no direction":      {oneclick.SMSMode(secret), "application/json", `{"direction":"","from":"33639980001","body":{"text":"STOP"},"messageId":"a"}`, people{first}, 0},
		"smsmode, another name":         {oneclick.SMSMode(secret), urlencoded, "emetteur=33639980001&message=&text=STOP&responseID=1", people{first}, 0},
		"smsmode, a status that speaks": {oneclick.SMSMode(secret), "application/json", `{"status":"ok","messages":{"from":"33639980001","text":"STOP"}}`, nil, 1},
		"Brevo, a contact was changed":  {oneclick.Brevo(secret), "application/json", `{"event":"contact_updated","email":"a@example.org","content":[{"emailBlacklisted":false,"smsBlacklisted":true,"attributes":{"SMS":"33639980001"}}],"ts":1}`, people{first}, 0},
		"Brevo, both channels":          {oneclick.Brevo(secret), "application/json", `{"event":"contact_updated","email":"nom@example.org","content":[{"emailBlacklisted":true,"smsBlacklisted":true}],"sms":"33639980001"}`, people{first, mailbox(t, "nom@example.org")}, 0},
		"Brevo, a number unknown":       {oneclick.Brevo(secret), "application/json", `{"event":"contact_updated","email":"nom@example.org","content":{"sms_blacklisted":1}}`, nil, 1},
		"Brevo, a list left":            {oneclick.Brevo(secret), "application/json", `{"event":"contact_updated","email":"nom@example.org","content":[{"listUnsubscribed":[3]}]}`, people{mailbox(t, "nom@example.org")}, 0},
		"Brevo, nothing changed":        {oneclick.Brevo(secret), "application/json", `{"event":"contact_updated","email":"nom@example.org","content":[{"emailBlacklisted":false,"listUnsubscribed":null}]}`, nil, 0},
		"Brevo, a name never seen":      {oneclick.Brevo(secret), "application/json", `[{"event":"unsubscribe_all","email":"nom@example.org"},{"event":"delivered","email":"autre@example.org"}]`, people{mailbox(t, "nom@example.org")}, 0},
		"Brevo, two events of one":      {oneclick.Brevo(secret), "application/json", `{"event":["delivered","unsubscribed"],"email":["nom@example.org","autre@example.org"]}`, people{mailbox(t, "nom@example.org"), mailbox(t, "autre@example.org")}, 0},
	} {
		d := newDesk(t, c.decode)
		for range 2 { // told again
			if status := d.post(t, "/in", c.type_, c.body, "Authorization", "Bearer "+secret); status != 200 {
				t.Errorf("%s: status %d", name, status)
			}
		}
		for _, to := range []optout.Address{first, second, third, mailbox(t, "nom@example.org"), mailbox(t, "autre@example.org")} {
			want := slices.ContainsFunc(c.objected, to.Equal)
			if got := slices.ContainsFunc(d.events(t, to), func(s string) bool { return strings.HasPrefix(s, "objection") }); got != want {
				t.Errorf("%s: an objection of the person with a number that ends in %q is recorded: %v, want %v", name, strings.TrimPrefix(to.E164(), "+3363998000"), got, want)
			}
		}
		if n := len(d.waiting(t)); n > 0 != (c.waits > 0) {
			t.Errorf("%s: %d wait, want %d", name, n, c.waits)
		}
	}
}

// A provider's batch is read whole up to 1 MiB; what is larger, or has more in it than is read, is never acknowledged and dropped.
func TestLargeBatches(t *testing.T) {
	batch := func(n int, before string) string {
		event := `{"event":"delivered","email":"autre@example.org","message-id":"<2026.abcdefghijkl@smtp-relay.example.org>","ts":1,"tag":"` + strings.Repeat("x", 60) + `"},`
		return "[" + before + strings.Repeat(event, n) + `{"event":"unsubscribed","email":"nom@example.org","ts":1}]`
	}
	to := mailbox(t, "nom@example.org")
	for name, c := range map[string]struct {
		body            string
		status          int
		recorded, waits int
		logs            string
	}{
		"some hundred":   {batch(900, ""), 200, 1, 0, ""},
		"too many":       {batch(1200, `{"text":"Ne m'écrivez plus"},`), 200, 0, 1, "decoded"},
		"no end":         {batch(6000, ""), 413, 0, 0, "413"},
		"much in one":    {`{"around":[` + strings.Repeat("1,", 90_000) + `1],"list":[{"text":"Ne m'écrivez plus"},{"a":1},{"a":2}]}`, 200, 0, 1, "decoded"},
		"almost no end":  {`{"text":"Ne m'écrivez plus","x":[["` + strings.Repeat("y", 1<<20-100) + `"]]}`, 200, 0, 1, "decoded"},
		"thousand lists": {"{" + strings.Repeat(`"a":[{},{"text":"STOP"}],`, 3) + `"b":[` + strings.Repeat(`[{},{}],`, 600) + `{"text":"Ne m'écrivez plus"}]}`, 200, 0, 1, "decoded"},
	} {
		d := newDesk(t, oneclick.Brevo(secret))
		if status := d.post(t, "/in", "application/json", c.body, "Authorization", "Bearer "+secret); status != c.status {
			t.Errorf("%s: status %d, want %d", name, status, c.status)
		}
		if n, items := len(d.events(t, to)), d.waiting(t); n != c.recorded || len(items) != c.waits || c.waits == 1 && !strings.Contains(items[0].Text, c.body) {
			t.Errorf("%s: %d recorded, %d wait", name, n, len(items))
		}
		if !strings.Contains(d.log.String(), c.logs) || c.logs == "" && d.log.Len() > 0 {
			t.Errorf("%s: the log has %d bytes, and not %q", name, d.log.Len(), c.logs)
		}
	}
}

// Two messages of one person: while the second is between the inbox and the ledger, the first is dismissed.
func TestReviewIsShownFirst(t *testing.T) {
	ledger := &paused{Memory: new(optout.Memory)}
	d := newDeskOn(t, fields, ledger, new(inbox.Memory))
	to := phone(t, "0639980001")
	d.post(t, "/in", urlencoded, form("+33639980001", "Non merci", "1"))
	ref := d.waiting(t)[0].Ref
	ledger.before = func() {
		if err := d.box.Dismiss(t.Context(), ref, "M. Martin", "answers a question about Saturday"); err != nil {
			t.Error(err)
		}
	}
	if status := d.post(t, "/in", urlencoded, form("+33639980001", "pas maintenant merci, non", "2")); status != 200 {
		t.Error(status)
	}
	if len(d.waiting(t)) != 1 || cleared(t, d.book, sms, to) {
		t.Errorf("%d wait, and whose message nobody has read is cleared: %v", len(d.waiting(t)), cleared(t, d.book, sms, to))
	}
	if n := len(d.waiting(t)); n == 1 {
		if err := d.box.Dismiss(t.Context(), d.waiting(t)[0].Ref, "M. Martin", "answers too"); err != nil || !cleared(t, d.book, sms, to) {
			t.Errorf("read, and suspended still: %v", err)
		}
	}
}

// paused does something after it has recorded a Review and before it says so.
type paused struct {
	*optout.Memory
	before func()
}

func (p *paused) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	do := p.before
	reviews := len(events) > 0 && events[0].Kind == optout.Review
	if do == nil || !reviews {
		return p.Memory.Record(ctx, s, events...)
	}
	p.before = nil
	err := p.Memory.Record(ctx, s, events...)
	do() // as late as may be: the review is there, and whoever called has not heard of it
	return err
}

// The error of a Decoder that somebody else wrote may quote what came.
func TestForeignIsLoggedWithoutWords(t *testing.T) {
	d := newDesk(t, func(r *http.Request) ([]oneclick.Inbound, error) {
		return nil, fmt.Errorf("%w: from %s", oneclick.ErrForeign, r.FormValue("from"))
	})
	if status := d.post(t, "/in", urlencoded, form("+33639980001", "STOP", "1")); status != 403 || d.log.Len() == 0 || strings.Contains(d.log.String(), "639980001") {
		t.Errorf("status %d, the log has %d bytes", status, d.log.Len())
	}
	d = newDesk(t, oneclick.OVH("short"))
	if status := d.post(t, "/in", urlencoded, "x=1"); status != 403 || !strings.Contains(d.log.String(), "shorter than 16 bytes") {
		t.Errorf("status %d, and an operator does not hear that the secret is too short", status)
	}
}

// Two answers to one message are two, where the number that the provider gives may be that of the message.
func TestTwoAnswersToOneMessage(t *testing.T) {
	to := phone(t, "0639980001")
	d := newDesk(t, oneclick.OVH(secret))
	for _, text := range []string{"non+merci", "STOP"} {
		if status := d.post(t, "/"+url.PathEscape(secret)+"?id=7&sender=0033639980001&message="+text, "", ""); status != 200 {
			t.Error(status)
		}
	}
	if got := d.events(t, to); len(got) != 2 || got[1] != "objection sms" {
		t.Errorf("events %q", got)
	}
}

// broken is an inbox on a full disk.
type broken struct{ inbox.Store }

func (broken) Put(context.Context, inbox.Sealed) error { return errors.New("disk full") }
func (broken) List(context.Context, string) iter.Seq2[inbox.Sealed, error] {
	return func(func(inbox.Sealed, error) bool) {}
}

// 200 means that it is durable. Everything else is told again.
func TestWebhookFailures(t *testing.T) {
	for name, c := range map[string]struct {
		ledger  optout.Ledger
		store   inbox.Store
		decode  oneclick.Decoder
		method  string
		body    string
		want    int
		waiting int
	}{
		"ledger":                      {failing{new(optout.Memory)}, new(inbox.Memory), fields, "POST", form("+33639980001", "STOP", "1"), 503, 0},
		"ledger, of a review":         {failing{new(optout.Memory)}, new(inbox.Memory), fields, "POST", form("+33639980001", "Non merci", "1"), 503, 1}, // shown, and told again
		"inbox, of a review":          {new(optout.Memory), broken{}, fields, "POST", form("+33639980001", "Non merci", "1"), 503, 0},
		"inbox, of an unread sender":  {new(optout.Memory), broken{}, fields, "POST", form("36111", "STOP", "1"), 503, 0},
		"inbox, of an unread request": {new(optout.Memory), broken{}, fields, "POST", "x=STOP", 503, 0},
		"inbox, certain":              {new(optout.Memory), broken{}, fields, "POST", form("+33639980001", "STOP", "1"), 200, 0},
		"foreign":                     {new(optout.Memory), new(inbox.Memory), oneclick.Twilio("token", "https://example.org/in"), "POST", form("+33639980001", "STOP", "1"), 403, 0},
		"no fields":                   {new(optout.Memory), new(inbox.Memory), fields, "POST", "x=1", 400, 0},
		"no fields, a sign":           {new(optout.Memory), new(inbox.Memory), fields, "POST", "x=1&quoi=D%C3%A9sabonnez-moi", 200, 1},
		"no fields, a question":       {new(optout.Memory), new(inbox.Memory), fields, "POST", "quoi=Comment+avez-vous+eu+mon+num%C3%A9ro+%3F", 200, 1},
		"no end":                      {new(optout.Memory), new(inbox.Memory), fields, "POST", form("+33639980001", strings.Repeat("x", 1<<20), "1"), 413, 0},
		"method":                      {new(optout.Memory), new(inbox.Memory), fields, "PUT", form("+33639980001", "STOP", "1"), 405, 0},
		"a monstrous name":            {new(optout.Memory), new(inbox.Memory), fields, "POST", form("+33639980001", "STOP", strings.Repeat("\x00é", 2000)), 200, 0},
	} {
		d := newDeskOn(t, c.decode, c.ledger, c.store)
		r := httptest.NewRequest(c.method, "/in", strings.NewReader(c.body))
		r.Header.Set("Content-Type", urlencoded)
		w := httptest.NewRecorder()
		d.hook.ServeHTTP(w, r)
		if w.Code != c.want || (c.want == 503) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("%s: status %d, want %d", name, w.Code, c.want)
		}
		if strings.Contains(d.log.String(), "639980001") || strings.Contains(d.log.String(), "Non merci") || strings.Contains(d.log.String(), "sabonnez") {
			t.Errorf("%s: the log holds personal data: %s", name, d.log)
		}
		if _, ok := c.store.(broken); !ok && len(d.waiting(t)) != c.waiting {
			t.Errorf("%s: %d wait, want %d", name, len(d.waiting(t)), c.waiting)
		}
	}
	for name, c := range map[string]struct{ type_, body string }{
		"JSON that is cut": {"application/json", `{"from":"+33639980001","text":"Désabonnez-moi`}, "multipart that is cut": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nDésabonnez-moi"},
		"XML": {"application/xml", "<sms><from>33639980001</from><text>D&#233;sabonnez-moi</text></sms>"}, "JSON in JSON": {"application/json", `"Désabonnez-moi"`},
		"deep JSON": {"application/json", strings.Repeat(`{"a":`, 50) + `"STOP"` + strings.Repeat("}", 50)},
	} {
		d := newDesk(t, fields)
		if status := d.post(t, "/in", c.type_, c.body); status != 200 || len(d.waiting(t)) != 1 || d.waiting(t)[0].Why != inbox.Unread {
			t.Errorf("%s: status %d, %d wait", name, status, len(d.waiting(t)))
		}
	}
	b := newBook(new(optout.Memory))
	box, err := inbox.New(b, new(inbox.Memory))
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"no book":    second(oneclick.NewWebhook(nil, fields, box)),
		"no decoder": second(oneclick.NewWebhook(b, nil, box)),
		"no inbox":   second(oneclick.NewWebhook(b, fields, nil)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// stalled sends the head of a request and a part of its body, and returns the first line of the answer.
func stalled(t *testing.T, address, head string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, head); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(c, answer); err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// A body that does not come does not hold the handler, and is not acknowledged.
func TestWebhookStalls(t *testing.T) {
	d := newDesk(t, fields)
	d.hook.ReadTimeout = 50 * time.Millisecond
	if got := stalled(t, d.server.URL, "POST /in HTTP/1.1\r\nHost: x\r\nContent-Type: "+urlencoded+"\r\nContent-Length: 100\r\n\r\nfrom=33639980001&text=STOP"); got != "HTTP/1.1 408" {
		t.Errorf("answer %q", got)
	}
	if d.ledger.Len() != 0 {
		t.Error("half a message is recorded")
	}
}

func TestWebhookAnswer(t *testing.T) {
	d := newDesk(t, fields)
	d.hook.Answer, d.hook.Type = "<Response/>", "text/xml"
	r, err := d.server.Client().Get(d.server.URL + "/in?" + form("0033639980001", "stop", "7"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/xml" || text(t, r) != "<Response/>" {
		t.Errorf("status %d, %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
}

func TestInboundDoesNotPrint(t *testing.T) {
	m := oneclick.Inbound{From: "+33639980001", Text: "je vote pour vous", ID: "1"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if s := fmt.Sprintf(verb+verb, m, &m); strings.Contains(s, "6399800") || strings.Contains(s, "vote") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
	encoded, err := json.Marshal(map[string]any{"m": m})
	if err != nil || strings.Contains(string(encoded), "vote") {
		t.Errorf("JSON: %s, %v", encoded, err)
	}
	d := newDesk(t, fields)
	for _, h := range []any{newHandler(t, d.book), d.hook, d.box} {
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

// Whatever a provider or a stranger sends: one of few statuses, no panic, no personal data in the log, and nothing of a foreign request is kept.
func fuzzDecoder(f *testing.F, decode oneclick.Decoder, seeds ...string) {
	for _, s := range seeds {
		for _, contentType := range []string{urlencoded, "application/json", "multipart/form-data; boundary=x", "text/xml; charset=utf-16"} {
			f.Add("POST", "/sms/"+secret, s, contentType, s)
		}
		f.Add("GET", "/sms/"+secret, s, "", "")
		f.Add("POST", "/sms/x", s, urlencoded, s)
	}
	f.Fuzz(func(t *testing.T, method, path, query, contentType, body string) {
		ledger, store := new(optout.Memory), new(inbox.Memory)
		book := newBook(ledger)
		box, err := inbox.New(book, store)
		if err != nil {
			t.Fatal(err)
		}
		hook, err := oneclick.NewWebhook(book, decode, box)
		if err != nil {
			t.Fatal(err)
		}
		hook.Log = slog.New(slog.DiscardHandler)
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		hook.ServeHTTP(w, r)
		if !slices.Contains([]int{200, 400, 403, 405, 408, 413}, w.Code) {
			t.Fatalf("status %d", w.Code)
		}
		kept := ledger.Len()
		for _, err := range box.Items(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			kept++
		}
		if w.Code != 200 && w.Code != 400 && kept > 0 {
			t.Fatalf("status %d, and %d are kept", w.Code, kept)
		}
	})
}

func FuzzTwilio(f *testing.F) {
	fuzzDecoder(f, oneclick.Twilio("12345", "https://example.org/sms"), "From=%2B33639980001&Body=STOP&MessageSid=1", "OptOutType=STOP", "Body=%zz")
}

func FuzzOVH(f *testing.F) {
	fuzzDecoder(f, oneclick.OVH(secret), "id=1&sender=+33639980001&message=STOP", "ptt=1", "a=STOP", `{"message":"STOP"}`)
}

func FuzzOVHStop(f *testing.F) {
	fuzzDecoder(f, oneclick.OVHStop(secret), "receiver=0033639980001", "", "number=x", `[{"number":33639980001}]`)
}

func FuzzSMSMode(f *testing.F) {
	fuzzDecoder(f, oneclick.SMSMode(secret), "numero=36034&message=Arr%EAt&emetteur=33639980001", `{"direction":"MO","from":"33639980001","body":{"text":"STOP"}}`, "statut=11")
}

func FuzzBrevo(f *testing.F) {
	fuzzDecoder(f, oneclick.Brevo(secret), `{"event":"unsubscribed","email":"nom@example.org"}`, `[{"msg_status":"replied","to":"33639980001","reply":"STOP"}]`, `{"event":"moon"}`, `[[`)
}

// FuzzFields sends any sender and any bytes after a plain objection, in a form and in JSON: it is recorded or before a human, and never
// acknowledged and dropped.
func FuzzFields(f *testing.F) {
	for _, from := range []string{"+33639980001", "639980006", "", "36111", "tel:+", "\xff", "%2B", "whatsapp:"} {
		for _, more := range []string{"", "\xe9", "\x00", "é", "&", "\"", "%", strings.Repeat("?", 50)} {
			f.Add(from, more, "1")
		}
	}
	f.Fuzz(func(t *testing.T, from, id, more string) {
		for _, asJSON := range []bool{false, true} {
			ledger := new(optout.Memory)
			book := newBook(ledger)
			box, err := inbox.New(book, new(inbox.Memory))
			if err != nil {
				t.Fatal(err)
			}
			hook, err := oneclick.NewWebhook(book, fields, box)
			if err != nil {
				t.Fatal(err)
			}
			hook.Log = slog.New(slog.DiscardHandler)
			body, contentType := url.Values{"from": {from}, "text": {"STOP"}, "id": {id}, "more": {more}}.Encode(), urlencoded
			if asJSON {
				b, err := json.Marshal(map[string]string{"from": from, "text": "STOP", "id": id, "more": more})
				if err != nil {
					t.Fatal(err)
				}
				body, contentType = string(b), "application/json"
			}
			if len(body) > 60<<10 {
				t.Skip()
			}
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.Header.Set("Content-Type", contentType)
			w := httptest.NewRecorder()
			hook.ServeHTTP(w, r)
			kept := ledger.Len()
			for _, err := range box.Items(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				kept++
			}
			if w.Code != 200 || kept == 0 {
				t.Fatalf("from %q: status %d, %d kept", from, w.Code, kept)
			}
		}
	})
}
