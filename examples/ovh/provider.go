package main

import (
	"crypto/sha1"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/router"
)

// unknown is a number that OVHcloud takes for none.
const unknown = "06 39 98 00 02"

// provider answers as OVHcloud's API for SMS does: https://eu.api.ovh.com/console/?section=%2Fsms.
type provider struct {
	*http.ServeMux

	mu    sync.Mutex
	taken []job
}

func newProvider() *provider {
	p := &provider{ServeMux: http.NewServeMux()}
	p.HandleFunc("GET /1.0/auth/time", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, time.Now().Unix()) })
	p.HandleFunc("POST /1.0/sms/{serviceName}/jobs", p.jobs)
	return p
}

func (p *provider) jobs(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || !signed(r, body) {
		refuse(w, 403, "Client::Forbidden", "Invalid signature")
		return
	}
	var j job
	if err := json.Unmarshal(body, &j); err != nil || j.Message == "" || len(j.Receivers) != 1 {
		refuse(w, 400, "Client::BadRequest", "Missing or invalid parameter")
		return
	}
	if r.PathValue("serviceName") != service {
		refuse(w, 404, "Client::NotFound", "The requested object (serviceName) does not exist")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out := report{IDs: []int64{}, Valid: []string{}, Invalid: []string{}}
	if to := j.Receivers[0]; to == "+33"+strings.ReplaceAll(unknown, " ", "")[1:] {
		out.Invalid = append(out.Invalid, to)
	} else {
		// What the phone shows, and is paid for: with the mention that OVHcloud appends for a name.
		text := j.Message
		if profile, _ := router.Lookup(router.OVH); !j.NoStopClause {
			text += profile.StopFor(j.Sender).Suffix
		}
		size, err := message.Measure(text)
		if err != nil {
			refuse(w, 400, "Client::BadRequest", "Invalid message for "+to)
			return
		}
		p.taken = append(p.taken, j)
		out.IDs, out.Valid, out.Credits = append(out.IDs, int64(len(p.taken))), append(out.Valid, to), float64(size.Parts)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(out)
}

// signed checks the signature of a request: "$1$" and the SHA-1 of the secrets, the request and the time, with plus signs in between.
func signed(r *http.Request, body []byte) bool {
	at, err := strconv.ParseInt(r.Header.Get("X-Ovh-Timestamp"), 10, 64)
	if err != nil || math.Abs(float64(time.Now().Unix()-at)) > 30 || r.Header.Get("X-Ovh-Application") != applicationKey || r.Header.Get("X-Ovh-Consumer") != consumerKey {
		return false
	}
	sum := sha1.Sum([]byte(fmt.Sprintf("%s+%s+%s+http://%s%s+%s+%d", applicationSecret, consumerKey, r.Method, r.Host, r.URL.Path, body, at)))
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Ovh-Signature")), []byte(fmt.Sprintf("$1$%x", sum))) == 1
}

func refuse(w http.ResponseWriter, code int, class, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(map[string]string{"class": class, "message": text})
}
