package oneclick

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
)

// What each provider sends, and where that was read, stands in docs/webhooks.md.

// Twilio reads the webhook of an incoming message: From, Body, MessageSid, AccountSid and OptOutType, signed with the account's auth
// token. OptOutType=STOP is an objection whatever the body says. Address is the URL that Twilio calls, to the letter, query
// included: behind a proxy the server does not know it. Of a GET request the query is Twilio's, and Address is the URL without it.
func Twilio(authToken, address string) Decoder {
	return func(r *http.Request) ([]Inbound, error) {
		sets, err := form(r)
		if err != nil || len(sets) != 1 {
			return nil, ErrForeign // Twilio signs forms
		}
		signed, all := url.Values{}, sets[0]
		called := address
		if r.Method == http.MethodGet {
			called += "?" + r.URL.RawQuery
		} else {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			signed = pairs(string(body))
			all = signed
		}
		want := twilioSignature(authToken, called, signed)
		if authToken == "" || !hmac.Equal([]byte(r.Header.Get("X-Twilio-Signature")), []byte(want)) {
			return nil, ErrForeign
		}
		if !all.Has("Body") && (all.Has("MessageStatus") || all.Has("CallSid")) { // word of a message of ours, or of a call
			return nil, nil
		}
		m := Inbound{From: all.Get("From"), Text: all.Get("Body"), ID: all.Get("MessageSid"), Account: all.Get("AccountSid"), Signal: signal(all.Get("OptOutType"))}
		if m.Signal == NoSignal && (!all.Has("From") || !all.Has("Body")) {
			return nil, errUndecoded
		}
		return []Inbound{m}, nil
	}
}

// signal reads what providers call the kinds of keywords.
func signal(s string) Signal {
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s)) {
	case "stop", "optout", "optedout", "unsubscribe", "unsubscribed", "stopall", "blacklisted", "blacklist", "spam", "complaint":
		return Stop
	case "start", "optin", "optedin", "subscribe", "subscribed", "unstop":
		return Start
	case "help", "info":
		return Help
	}
	return NoSignal
}

// twilioSignature is the base64 of HMAC-SHA-1 over the address and the parameters sorted by name.
func twilioSignature(authToken, address string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(authToken))
	io.WriteString(mac, address)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			io.WriteString(mac, name+v)
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// OVH reads the call that OVHcloud makes for a reply, to the URL in smsResponse.cgiUrl of an SMS account. It signs nothing: see Secret. The
// names of the fields are not in its documentation, so several are understood, and what has none of them goes to the inbox.
func OVH(secret string) Decoder {
	return Secret(secret, each(func(set url.Values) ([]Inbound, error) {
		if set.Has("ptt") && first(set, textFields) == "" { // the call for a delivery, to callBack
			return nil, nil
		}
		return message(set, named(set, "id", "smsId", "messageId"))
	}))
}

// OVHStop reads the call that OVHcloud makes, to the URL in stopCallBack of an SMS account, when somebody sends STOP to its short code. The
// call itself is the objection. It signs nothing: see Secret. A call in which no number can be read goes to the inbox.
func OVHStop(secret string) Decoder {
	return Secret(secret, each(func(set url.Values) ([]Inbound, error) {
		m := Inbound{From: first(set, append([]string{"receiver", "to", "msisdn"}, senderFields...)), Text: first(set, textFields), ID: named(set, "id", "smsId", "messageId"), Signal: Stop}
		return []Inbound{m}, nil
	}))
}

// SMSMode reads the call that smsmode makes for a reply, to notification_url_reponse of its HTTP API (emetteur, message, responseID, the
// number to which it was sent in numero) or to callbackUrlMo of its REST API (JSON: from, body.text, messageId). It signs nothing: see
// Secret. Delivery reports are acknowledged.
func SMSMode(secret string) Decoder {
	return Secret(secret, each(func(set url.Values) ([]Inbound, error) {
		switch {
		case set.Has("emetteur"):
			if !set.Has("message") {
				return nil, errUndecoded
			}
			return []Inbound{{From: set.Get("emetteur"), Text: set.Get("message"), ID: set.Get("responseID"), Account: set.Get("numero")}}, nil
		case set.Has("direction") && !strings.EqualFold(set.Get("direction"), "MO"), first(set, textFields) == "" && (set.Has("statut") || set.Has("status") || set.Has("status.value")):
			return nil, nil
		}
		return message(set, first(set, []string{"messageId", "responseID", "id"}))
	}))
}

// Brevo reads Brevo's webhooks, one event or a batch: a contact that unsubscribed from e-mails or marked one as spam, a number that unsubscribed
// from SMS, and replies. It signs nothing: give its webhook a bearer token, or a password in the URL, and see Secret. Events that say nothing
// of an objection are acknowledged.
func Brevo(secret string) Decoder {
	return Secret(secret, each(func(set url.Values) ([]Inbound, error) {
		event := first(set, []string{"event", "msg_status", "status"})
		m := Inbound{Signal: signal(event), Text: first(set, append([]string{"reply"}, textFields...)), ID: named(set, "message-id", "messageId", "reference", "id")}
		if m.ID != "" {
			m.ID = event + " " + m.ID
		}
		if m.From = set.Get("email"); m.From != "" {
			m.Channel = law.Email
			if at := named(url.Values{"id": {event}, "ts": {first(set, moments)}}, "id"); m.ID == "" { // one unsubscription a moment
				m.ID = at
			}
		} else {
			m.From = first(set, append([]string{"to"}, senderFields...))
		}
		switch {
		case m.Signal == Stop, strings.HasPrefix(strings.ToLower(event), "repl"):
			return []Inbound{m}, nil
		case m.Signal == Start || slices.Contains(brevoDeliveries, strings.ToLower(strings.ReplaceAll(event, "_", ""))):
			return nil, nil
		}
		return nil, errUndecoded
	}))
}

// brevoDeliveries are the events that say what became of a message and nothing of the person's will, in small letters and without "_".
var brevoDeliveries = []string{
	"request", "sent", "accepted", "delivered", "deferred", "softbounce", "hardbounce", "blocked", "rejected", "skip", "skipped", "error",
	"invalid", "invalidemail", "opened", "open", "uniqueopened", "firstopening", "proxyopen", "uniqueproxyopen", "loadedbyproxy", "click", "clicked",
	"listaddition", "contactupdated", "contactdeleted",
}

// Fields reads any provider's form, query or JSON by the names that it gives to the number, the text and the message's own name ("" if
// it gives none, or only that of the message of yours that is answered: two answers to one message would pass for one told twice). What
// lies deeper in JSON has names with dots, "body.text".
//
// It cannot check who calls: wrap it in Secret, or whoever finds the URL can object for everybody.
func Fields(from, text, id string) Decoder {
	return each(func(set url.Values) ([]Inbound, error) {
		if !set.Has(text) {
			return nil, errUndecoded
		}
		m := Inbound{From: set.Get(from), Text: set.Get(text)}
		if id != "" {
			m.ID = set.Get(id)
		}
		return []Inbound{m}, nil
	})
}

// each reads every set of fields of a request.
func each(read func(url.Values) ([]Inbound, error)) Decoder {
	return func(r *http.Request) ([]Inbound, error) {
		sets, err := form(r)
		if err != nil {
			return nil, err
		}
		var all []Inbound
		var failed error
		for _, set := range sets {
			m, err := read(set)
			if err != nil {
				failed = err
			}
			all = append(all, m...)
		}
		return all, failed
	}
}

// The names that providers give to the sender, the moment and the text of a message.
var (
	senderFields = []string{"from", "sender", "senderNumber", "number", "phone", "phoneNumber", "msisdn", "emetteur", "numero", "source"}
	moments      = []string{"ts_event", "ts_epoch", "ts", "date", "creationDatetime", "date_reception", "receivedAt", "timestamp"}
	textFields   = []string{"text", "message", "body.text", "body", "content", "sms", "reply"}
)

// message reads the fields by the names that are common.
func message(set url.Values, id string) ([]Inbound, error) {
	m := Inbound{From: first(set, senderFields), Text: first(set, textFields), ID: id}
	if m.Text == "" {
		return nil, errUndecoded
	}
	return []Inbound{m}, nil
}

// named returns a name under which a message is recorded once, where its own number may be that of the message that it answers: with
// the moment, because somebody may answer one message twice, and the second answer must not pass for the first told again. Without
// a moment it is nameless, and a retry is recorded twice, which harms nobody.
func named(set url.Values, ids ...string) string {
	id, at := first(set, ids), first(set, moments)
	if id == "" || at == "" {
		return ""
	}
	return id + " " + at
}

// first returns the value of the first name that has one.
func first(set url.Values, names []string) string {
	for _, name := range names {
		for _, v := range set[name] {
			if strings.TrimSpace(v) != "" {
				return v
			}
		}
	}
	return ""
}
