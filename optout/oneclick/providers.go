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
	"github.com/scrutateur/scrutateur/optout/reply"
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
			if signed, err = pairs(string(body)); err != nil {
				return nil, err
			}
			all = signed
		}
		want := twilioSignature(authToken, called, signed)
		if authToken == "" || !hmac.Equal([]byte(r.Header.Get("X-Twilio-Signature")), []byte(want)) {
			return nil, ErrForeign
		}
		if !all.Has("Body") && (all.Has("MessageStatus") || all.Has("CallSid")) { // word of a message of ours, or of a call
			return nil, nil
		}
		from, one := value(all, "From")
		text, said := value(all, "Body")
		if !one || !said {
			return nil, errUndecoded
		}
		m := Inbound{From: from, Text: text, ID: all.Get("MessageSid"), Account: all.Get("AccountSid"), Signal: signal(all.Get("OptOutType"))}
		if m.Signal == NoSignal && (!all.Has("From") || !all.Has("Body")) {
			return nil, errUndecoded
		}
		return []Inbound{m}, nil
	}
}

// signal reads what providers call the kinds of keywords.
func signal(s string) Signal {
	s = strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s))
	for _, part := range []string{"unsub", "optout", "optedout", "blacklist", "blocklist", "spam", "complain"} {
		if strings.Contains(s, part) { // "unsubscribe_all": a name that nobody has seen says what it says
			return Stop
		}
	}
	switch s {
	case "stop", "stopall":
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
			return silent(set)
		}
		return message(set, named(set, "id", "smsId", "messageId"), senderFields...)
	}))
}

// OVHStop reads the call that OVHcloud makes, to the URL in stopCallBack of an SMS account, when somebody sends STOP to its short code. The
// call itself is the objection, of every number that it names. It signs nothing: see Secret. A call in which no number can be read, or nothing at
// all, goes to the inbox.
func OVHStop(secret string) Decoder {
	return Secret(secret, func(r *http.Request) ([]Inbound, error) {
		sets, err := form(r)
		if err != nil {
			body, err := io.ReadAll(r.Body)
			return []Inbound{{Text: r.URL.RawQuery + "\n" + string(body), Signal: Stop}}, err
		}
		var all []Inbound
		for _, set := range sets {
			m := Inbound{Text: strings.Join(saidIn(set), "\n"), ID: named(set, "id", "smsId", "messageId"), Signal: Stop}
			found := fromEach(set, m, append([]string{"receiver", "to", "msisdn"}, senderFields...)...)
			for i := range found {
				if found[i].From == "" { // whoever reads the inbox finds the number under whatever name it has
					found[i].Text = strings.TrimSpace(found[i].Text + "\n" + set.Encode())
				}
			}
			all = append(all, found...)
		}
		return all, nil
	})
}

// SMSMode reads the call that smsmode makes for a reply, to notification_url_reponse of its HTTP API (emetteur, message, responseID, the
// number to which it was sent in numero) or to callbackUrlMo of its REST API (JSON: from, body.text, messageId). It signs nothing: see
// Secret. Delivery reports are acknowledged, and so are messages of ours, of which the direction is MT.
func SMSMode(secret string) Decoder {
	return Secret(secret, each(func(set url.Values) ([]Inbound, error) {
		direction, sure := value(set, "direction")
		switch {
		case set.Has("emetteur"):
			if set.Has("message") && first(set, textFields) == "" { // an empty one
				return silent(set)
			}
			all, err := message(set, first(set, []string{"responseID"}), "emetteur")
			for i := range all {
				all[i].Account = set.Get("numero")
			}
			return all, err
		case sure && strings.EqualFold(strings.TrimSpace(direction), "MT"):
			return nil, nil
		case first(set, textFields) == "" && (set.Has("statut") || set.Has("status") || set.Has("status.value")):
			return silent(set)
		}
		return message(set, first(set, []string{"messageId", "responseID", "id"}), senderFields...)
	}))
}

// Brevo reads Brevo's webhooks, one event or a batch: a contact that unsubscribed from e-mails or marked one as spam, one that is on a
// blocklist since it was changed, a number that unsubscribed from SMS, and replies. It signs nothing: give its webhook a bearer token, or a password in
// the URL, and see Secret. Events that say nothing of an objection are acknowledged.
func Brevo(secret string) Decoder {
	return Secret(secret, each(brevo))
}

func brevo(set url.Values) ([]Inbound, error) {
	event := first(set, brevoEvents)
	stops := slices.ContainsFunc(brevoEvents, func(name string) bool {
		return slices.ContainsFunc(set[name], func(v string) bool { return signal(v) == Stop })
	})
	id := named(set, "message-id", "messageId", "reference", "id")
	if id != "" {
		id = event + " " + id
	}
	senders, ch := append([]string{"to"}, senderFields...), law.SMS
	if first(set, []string{"email"}) != "" {
		senders, ch = []string{"email"}, law.Email
		if id == "" { // one unsubscription a moment
			id = named(url.Values{"id": {event}, "ts": {first(set, moments)}}, "id")
		}
	}
	m := Inbound{Text: strings.Join(saidIn(set), "\n"), ID: id, Channel: ch, Signal: Stop}
	byEmail, bySMS := blocked(set)
	var all []Inbound
	if stops {
		all = fromEach(set, m, senders...)
	}
	if byEmail && !(stops && ch == law.Email) {
		m.Channel = law.Email
		all = append(all, fromEach(set, m, "email")...)
	}
	if bySMS && !(stops && ch == law.SMS) { // a contact whose number is not said goes to the inbox by its mailbox
		m.Channel = law.SMS
		all = append(all, fromEach(set, m, append(numberFields(set), "email")...)...)
	}
	switch {
	case len(all) > 0:
		return all, nil
	case strings.HasPrefix(strings.ToLower(event), "repl"):
		if len(saidIn(set)) == 0 {
			return silent(set)
		}
		all, err := message(set, id, senders...)
		for i := range all {
			all[i].Channel = ch
		}
		return all, err
	case signal(event) == Start || slices.Contains(brevoDeliveries, strings.ToLower(strings.ReplaceAll(event, "_", ""))):
		return nil, nil
	}
	return nil, errUndecoded
}

// brevoDeliveries are the events that say what became of a message and nothing of the person's will, in small letters and without "_".
var brevoDeliveries = []string{
	"request", "sent", "accepted", "delivered", "deferred", "softbounce", "hardbounce", "blocked", "rejected", "skip", "skipped", "error",
	"invalid", "invalidemail", "opened", "open", "uniqueopened", "firstopening", "proxyopen", "uniqueproxyopen", "loadedbyproxy", "click", "clicked",
	"listaddition", "contactupdated", "contactdeleted",
}

// blocked reports whether a contact is on the blocklist for e-mails or for SMS, or has left a list, by fields such as emailBlacklisted that
// are set, wherever in the event they lie.
func blocked(set url.Values) (byEmail, bySMS bool) {
	for name, values := range set {
		name = strings.ToLower(strings.ReplaceAll(name[strings.LastIndexByte(name, '.')+1:], "_", ""))
		if signal(name) != Stop || !slices.ContainsFunc(values, isSet) {
			continue
		}
		if strings.Contains(name, "sms") || strings.Contains(name, "whatsapp") {
			bySMS = true
		} else {
			byEmail = true
		}
	}
	return byEmail, bySMS
}

// isSet reports whether a field that says yes or no, or lists something, does not say no.
func isSet(v string) bool {
	return !slices.Contains([]string{"", "0", "false", "no", "none", "null", "off"}, strings.ToLower(strings.TrimSpace(v)))
}

// numberFields are the fields of a contact that hold a number, wherever in the event they lie.
func numberFields(set url.Values) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if slices.Contains([]string{"to", "sms", "phone", "number", "msisdn", "whatsapp"}, strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])) {
			names = append(names, name)
		}
	}
	return names
}

// Fields reads any provider's form, query or JSON by the names that it gives to the number, the text and the message's own name ("" if
// it gives none, or only that of the message of yours that is answered: two answers to one message would pass for one told twice). What
// lies deeper in JSON has names with dots, "body.text". A request in which one of them says several things at once is kept whole for a human.
//
// It cannot check who calls: wrap it in Secret, or whoever finds the URL can object for everybody.
func Fields(from, text, id string) Decoder {
	return each(func(set url.Values) ([]Inbound, error) {
		sender, one := value(set, from)
		said, clear := value(set, text)
		if !set.Has(text) || !one || !clear {
			return nil, errUndecoded
		}
		m := Inbound{From: sender, Text: said}
		if id != "" {
			if m.ID, one = value(set, id); !one {
				m.ID = ""
			}
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

// The names that providers give to what happened, and to the sender, the moment and the text of a message.
var (
	brevoEvents  = []string{"event", "msg_status", "status"}
	senderFields = []string{"from", "sender", "senderNumber", "number", "phone", "phoneNumber", "msisdn", "emetteur", "numero", "source"}
	moments      = []string{"ts_event", "ts_epoch", "ts", "date", "creationDatetime", "date_reception", "receivedAt", "timestamp"}
	textFields   = []string{"text", "message", "body.text", "body", "content", "sms", "reply"}
)

// message reads the fields by the names that are common. Every text that it has is judged, because some providers put that of ours
// beside the person's; the senders are the names of the field that says who wrote.
func message(set url.Values, id string, senders ...string) ([]Inbound, error) {
	from, one := value(set, senders...)
	if !one {
		return nil, errUndecoded // nobody knows who said what
	}
	var all []Inbound
	for _, name := range textFields {
		text, clear := value(set, name)
		if !clear {
			return nil, errUndecoded
		}
		if text == "" || slices.ContainsFunc(all, func(m Inbound) bool { return m.Text == text }) {
			continue
		}
		m := Inbound{From: from, Text: text, ID: id}
		if len(all) > 0 && id != "" {
			m.ID += " " + name
		}
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, errUndecoded
	}
	return all, nil
}

// saidIn returns what stands in the fields of texts, each once.
func saidIn(set url.Values) (all []string) {
	for _, name := range textFields {
		for _, v := range set[name] {
			if strings.TrimSpace(v) != "" && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

// fromEach returns the message of everybody who is named by the first of the names that names somebody; without one it is nobody's.
func fromEach(set url.Values, m Inbound, names ...string) (all []Inbound) {
	m.From = ""
	for _, name := range names {
		for _, v := range set[name] {
			if strings.TrimSpace(v) != "" && !slices.ContainsFunc(all, func(other Inbound) bool { return other.From == v }) {
				m.From = v
				all = append(all, m)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return []Inbound{m}
}

// silent acknowledges what has none of the fields of a message, unless something else in it may be an objection or a request.
func silent(set url.Values) ([]Inbound, error) {
	for _, values := range set {
		for _, v := range values {
			if answer := judge(v); answer.Verdict != reply.Other || answer.Rights.Any() {
				return nil, errUndecoded
			}
		}
	}
	return nil, nil
}

// value returns the value of the first name that has one, and whether it is the only one of that name: the same said twice is one.
func value(set url.Values, names ...string) (v string, sure bool) {
	for _, name := range names {
		for _, other := range set[name] {
			switch {
			case strings.TrimSpace(other) == "" || other == v:
			case v == "":
				v = other
			default:
				return v, false
			}
		}
		if v != "" {
			return v, true
		}
	}
	return "", true
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
