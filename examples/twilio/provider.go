package main

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/message"
)

// Numbers with a story.
const (
	stopped = "06 39 98 00 02" // answered STOP to Twilio
	busy    = "06 39 98 00 03" // Twilio is busy the first time
	unknown = "06 39 98 00 04" // is none, says Twilio
)

// provider answers as Twilio's API for messages does: https://www.twilio.com/docs/messaging/api/message-resource.
type provider struct {
	account, token string

	mu    sync.Mutex
	calls map[string]int
	taken []url.Values
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	if subtle.ConstantTimeCompare([]byte(user+":"+password), []byte(p.account+":"+p.token)) != 1 {
		refuse(w, 401, 20003, "Authenticate")
		return
	}
	if r.Method != http.MethodPost || r.URL.Path != "/2010-04-01/Accounts/"+p.account+"/Messages.json" {
		refuse(w, 404, 20404, "The requested resource was not found")
		return
	}
	if err := r.ParseForm(); err != nil {
		refuse(w, 400, 20001, "Invalid parameter")
		return
	}
	form := r.PostForm
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls == nil {
		p.calls = map[string]int{}
	}
	to, body := form.Get("To"), form.Get("Body")
	p.calls[to]++
	validity, err := strconv.Atoi(form.Get("ValidityPeriod"))
	size, measured := message.Measure(body)
	switch {
	case !e164.MatchString(to), to == international(unknown):
		refuse(w, 400, 21211, fmt.Sprintf("The 'To' number %s is not a valid phone number.", to))
	case body == "":
		refuse(w, 400, 21602, "Message body is required.")
	case utf8.RuneCountInString(body) > 1600:
		refuse(w, 400, 21617, "The concatenated message body exceeds the 1600 character limit.")
	case form.Has("ValidityPeriod") && (err != nil || validity < 1 || validity > 36_000):
		refuse(w, 400, 90007, "Invalid validity period value")
	case to == international(stopped):
		refuse(w, 400, codeStopped, "Attempt to send to unsubscribed recipient")
	case to == international(busy) && p.calls[to] == 1:
		refuse(w, 429, codeBusy, "Too Many Requests")
	case measured != nil:
		refuse(w, 400, 30006, "Message cannot be sent")
	default:
		p.taken = append(p.taken, form)
		now := time.Now().UTC().Format(time.RFC1123Z)
		sid := fmt.Sprintf("SM%032x", len(p.taken))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(map[string]any{
			"account_sid": p.account, "api_version": "2010-04-01", "body": body, "date_created": now, "date_sent": nil, "date_updated": now,
			"direction": "outbound-api", "error_code": nil, "error_message": nil, "from": form.Get("From"), "messaging_service_sid": nil,
			"num_media": "0", "num_segments": strconv.Itoa(size.Parts), "price": nil, "price_unit": "USD", "sid": sid, "status": "queued", "to": to,
			"uri": r.URL.Path[:strings.LastIndexByte(r.URL.Path, '.')] + "/" + sid + ".json",
		})
	}
}

// refuse writes one of Twilio's errors.
func refuse(w http.ResponseWriter, status, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{
		"code": code, "message": text, "more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code), "status": status,
	})
}

// international writes a French number as the API takes it.
func international(national string) string {
	return "+33" + strings.ReplaceAll(national, " ", "")[1:]
}
