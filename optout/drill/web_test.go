package drill_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/optout"
)

func init() {
	ways = append(ways, senders(), texts(), providers(), links())
}

// sms posts a message as a provider does that sends a form.
func (w *world) sms(from, text, id string) bool {
	w.Helper()
	return w.post("/sms/"+secret, form, "from="+url.QueryEscape(from)+"&text="+url.QueryEscape(text)+"&id="+id)
}

// senders are the forms in which providers write who has written STOP.
func senders() (list []way) {
	add := func(name, from, to string, want End) {
		list = append(list, way{"Senders", name, want, func(w *world) End {
			if to != "" {
				w.person = w.phone(to)
			}
			return w.end(w.sms(from, "STOP", "m1"))
		}})
	}
	add("`32470123456`: a Belgian number without its plus", "32470123456", "+32 470 12 34 56", Recorded)
	add("`41791234567`: a Swiss one", "41791234567", "+41 79 123 45 67", Recorded)
	add("`447400123456`: a British one", "447400123456", "+44 7400 123456", Recorded)
	add("`212612345678`: a Moroccan one", "212612345678", "+212 612-345678", Recorded)
	add("`68987123456`: Polynesia", "68987123456", "+689 87 12 34 56", Recorded)
	add("`687751234`: New Caledonia, and as long as a French number without its zero", "687751234", "+687 75.12.34", Recorded)
	add("`508551234`: Saint-Pierre", "508551234", "+508 55 12 34", Recorded)
	add("`0033639980001`", "0033639980001", "", Recorded)
	add("`tel:+33639980001`", "tel:+33639980001", "", Recorded)
	add("`whatsapp:+33639980001`", "whatsapp:+33639980001", "", Recorded)
	add("`639980001`: a French number that lost its zero", "639980001", "", Shown)
	add("`36111`: a short code", "36111", "", Shown)
	add("`MARIE`: a name", "MARIE", "", Shown)
	add("no sender at all", "", "", Shown)
	add("letters and digits of another alphabet", "٠٦٣٩٩٨٠٠٠١x", "", Shown)
	list = append(list, way{"Senders", "`?from=+33…` unescaped, so that the plus is a space", Recorded, func(w *world) End {
		return w.end(w.send(http.MethodGet, "/sms/"+secret+"?from=+33639980001&text=STOP&id=m1", "", ""))
	}})
	return list
}

// texts are what character sets make of "Désabonnez-moi".
func texts() (list []way) {
	add := func(name, contentType, body string, want End) {
		list = append(list, way{"Damaged text", name, want, func(w *world) End {
			return w.end(w.post("/sms/"+secret, contentType, body))
		}})
	}
	escaped := func(text string) string { return "from=%2B33639980001&id=m1&text=" + url.QueryEscape(text) }
	add("Latin-1 bytes, declared as nothing", form, "from=%2B33639980001&id=m1&text=D%E9sabonnez-moi", Recorded)
	add("Latin-1 bytes, declared", form+"; charset=iso-8859-1", "from=%2B33639980001&id=m1&text=D%E9sabonnez-moi", Recorded)
	add("UTF-8 read as Latin-1: `DÃ©sabonnez-moi`", form, escaped("DÃ©sabonnez-moi"), Recorded)
	add("an HTML entity: `D&eacute;sabonnez-moi`", form, escaped("D&eacute;sabonnez-moi"), Recorded)
	add("escaped twice: `D%C3%A9sabonnez-moi`", form, escaped("D%C3%A9sabonnez-moi"), Recorded)
	add("UTF-16 in hexadecimal digits", form, escaped(fmt.Sprintf("%X", utf16("Désabonnez-moi"))), Recorded)
	add("a question mark for the letter: `D?sabonnez-moi`", form, escaped("D?sabonnez-moi"), Shown)
	add("a replacement character for it", form, escaped("D\ufffdsabonnez-moi"), Shown)
	add("an accent apart from its letter", form, escaped("De\u0301sabonnez-moi"), Recorded)
	add("letters of full width", form, escaped("ＳＴＯＰ"), Recorded)
	add("invisible characters between the letters", form, escaped("S\u200bT\u200dO\u00adP"), Recorded)
	return list
}

func utf16(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r>>8), byte(r))
	}
	return b
}

// twilio posts a form with Twilio's signature.
func (w *world) twilio(key string, values url.Values) bool {
	w.Helper()
	mac := hmac.New(sha1.New, []byte(key))
	io.WriteString(mac, called)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		io.WriteString(mac, name+values.Get(name))
	}
	header := http.Header{"X-Twilio-Signature": {base64.StdEncoding.EncodeToString(mac.Sum(nil))}}
	return acknowledged(w.Context(), http.MethodPost, w.server.URL+"/twilio", form, values.Encode(), header)
}

func incoming(body string, more ...string) url.Values {
	v := url.Values{"From": {"+33639980001"}, "Body": {body}, "MessageSid": {"SM1"}, "AccountSid": {"AC1"}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

func providers() []way {
	return []way{
		{"Providers", "Twilio says `OptOutType=STOP` of a body that says nothing", Recorded, func(w *world) End {
			return w.end(w.twilio(token, incoming("Adieu", "OptOutType", "STOP")))
		}},
		{"Providers", "a proxy tells the same message three times", Recorded, func(w *world) End {
			ok := true
			for range 3 {
				ok = w.twilio(token, incoming("STOP")) && ok
			}
			if n := w.events(); n != 1 {
				w.Errorf("%d events of one message", n)
			}
			return w.end(ok)
		}},
		{"Providers", "the token of the Twilio account was changed", Refused, func(w *world) End {
			return w.end(w.twilio("another", incoming("STOP")))
		}},
		{"Providers", "the message was sent to another account", Shown, func(w *world) End {
			return w.end(w.twilio(token, incoming("STOP", "AccountSid", "AC2")))
		}},
		{"Providers", "OVHcloud's call for STOP has no text at all", Recorded, func(w *world) End {
			return w.end(w.send(http.MethodGet, "/stop/"+secret+"?number=%2B33639980001", "", ""))
		}},
		{"Providers", "OVHcloud's call for STOP has its number in a field that nobody knows", Shown, func(w *world) End {
			return w.end(w.send(http.MethodGet, "/stop/"+secret+"?abonne=%2B33639980001", "", ""))
		}},
		{"Providers", "smsmode writes the number without its plus, and the text in Latin-1", Recorded, func(w *world) End {
			return w.end(w.send(http.MethodGet, "/smsmode/"+secret+"?emetteur=33639980001&message=D%E9sabonnez-moi&responseID=1", "", ""))
		}},
		{"Providers", "Brevo tells of a batch, one of whose events is a word that nobody knows", Recorded, func(w *world) End {
			body := `[{"event":"news","to":"33639980009","reply":"oui"},{"msg_status":"unsubscribed","to":"33639980001","messageId":7}]`
			return w.end(w.post("/brevo/"+secret, "application/json", body))
		}},
		{"Providers", "the fields have new names, and the text says STOP", Shown, func(w *world) End {
			return w.end(w.post("/sms/"+secret, form, "expediteur=%2B33639980001&contenu=STOP"))
		}},
		{"Providers", "the body is JSON that ends in the middle", Shown, func(w *world) End {
			return w.end(w.post("/ovh/"+secret, "application/json", `{"sender":"+33639980001","message":"STOP"`))
		}},
		{"Providers", "the body is a form of parts", Recorded, func(w *world) End {
			var body bytes.Buffer
			m := multipart.NewWriter(&body)
			for name, value := range map[string]string{"from": "+33639980001", "text": "STOP", "id": "m1"} {
				m.WriteField(name, value)
			}
			m.Close()
			return w.end(w.post("/sms/"+secret, m.FormDataContentType(), body.String()))
		}},
		{"Providers", "the body is larger than anything may be", Refused, func(w *world) End {
			return w.end(w.post("/sms/"+secret, form, "from=%2B33639980001&text=STOP&x="+strings.Repeat("x", 4<<20)))
		}},
		{"Providers", "the body stalls before its end", Refused, func(w *world) End { return w.end(w.stall("/sms/" + secret)) }},
		{"Providers", "the provider hangs up before it is answered", Recorded, func(w *world) End {
			conn, err := net.Dial("tcp", w.server.Listener.Addr().String())
			w.must(err)
			body := "from=%2B33639980001&text=STOP&id=m1"
			fmt.Fprintf(conn, "POST /sms/%s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", secret, form, len(body), body)
			conn.Close()
			w.server.Close() // waits for the request that is under way
			if w.ended(false) == Recorded {
				return Recorded
			}
			w.must(w.start(nil)) // it hung up before the request was read: then it tells it again
			return w.end(w.sms("+33639980001", "STOP", "m1"))
		}},
		{"Providers", "an answer in words that no rule knows for certain", Shown, func(w *world) End {
			return w.end(w.sms("+33639980001", "Stop Macron", "m1"))
		}},
		{"Providers", "a stranger who lacks the secret of the URL objects for others", Refused, func(w *world) End {
			return w.end(w.post("/sms/"+strings.Repeat("0", 32), form, "from=%2B33639980001&text=STOP"))
		}},
	}
}

// stall begins a request and does not end it.
func (w *world) stall(path string) bool {
	conn, err := net.Dial("tcp", w.server.Listener.Addr().String())
	w.must(err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: 100\r\n\r\nfrom=%%2B33639980001&text=STOP", path, form)
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	answer, err := io.ReadAll(io.LimitReader(conn, 15))
	return err == nil && strings.HasPrefix(string(answer), "HTTP/1.1 2")
}

// links are what becomes of /d/TOKEN.
func links() (list []way) {
	add := func(name string, change func(string) string, want End) {
		list = append(list, way{"Links", name, want, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			return w.end(w.post("/d/"+change(w.link(w.person)), form, "List-Unsubscribe=One-Click"))
		}})
	}
	for name, tail := range map[string]string{"%20": "a space", ".": "a full stop", "%3E": "the bracket of an address", "=": "an equals sign", "/": "a slash", "%22": "a quotation mark", "&utm_source=x": "a tracker"} {
		add("a mail program appends "+tail, func(s string) string { return s + name }, Recorded)
	}
	slices.SortFunc(list, func(a, b way) int { return strings.Compare(a.name, b.name) })
	add("a mail program breaks the link in two", func(s string) string { return s[:30] + "%0D%0A%20" + s[30:] }, Recorded)
	add("the link is cut", func(s string) string { return s[:len(s)-3] }, Refused)
	add("the link is written in small letters", strings.ToLower, Refused)
	add("the link is a forgery, and says nothing about anybody", func(s string) string { return s[:20] + strings.Repeat("A", len(s)-20) }, Refused)
	list[len(list)-1].try = func(w *world) End {
		w.person = w.mailbox("zoe@example.org")
		s := w.link(w.person)
		w.post("/d/"+s[:20]+strings.Repeat("A", len(s)-20), form, "") // gets the answer of a good one, and is no objection of the person's
		return w.end(false)
	}
	list = append(list,
		way{"Links", "a scanner follows the link, and then the person does", Recorded, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			s := w.link(w.person)
			if !w.send(http.MethodGet, "/d/"+s, "", "") || w.events() > 0 {
				w.Error("a scanner that only looks objects")
			}
			return w.end(w.post("/d/"+s, form, ""))
		}},
		way{"Links", "a link of last year is posted three times", Recorded, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			s := w.link(w.person)
			fresh := optout.NewKey(2)
			w.must(w.start(func(b *optout.Book) { b.Keys = optout.Keys{Current: fresh, Older: []optout.Key{b.Keys.Current}} }))
			ok := true
			for range 3 {
				ok = w.post("/d/"+s, form, "") && ok
			}
			if n := w.events(); n != 1 {
				w.Errorf("%d events of one objection", n)
			}
			return w.ended(ok)
		}},
		way{"Links", "the body of the request never comes", Recorded, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			w.stall("/d/" + w.link(w.person))
			return w.end(false)
		}},
		way{"Links", "the mail program posts nothing of RFC 8058", Recorded, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			return w.end(w.post("/d/"+w.link(w.person), "", ""))
		}},
	)
	return list
}
