package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Numbers with a story.
const (
	unknown   = "06 39 98 00 02" // is none, says SNS
	throttled = "06 39 98 00 03" // SNS has too much to do the first time
)

// provider answers as SNS does to Publish: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
type provider struct {
	mu    sync.Mutex
	calls map[string]int
	taken []url.Values
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || !signed(r, body) {
		refuse(w, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") != "Publish" {
		refuse(w, 400, "InvalidAction", "The action is not valid for this endpoint.")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls == nil {
		p.calls = map[string]int{}
	}
	to := form.Get("PhoneNumber")
	p.calls[to]++
	switch text := form.Get("Message"); {
	case to == international(unknown):
		refuse(w, 400, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: "+to+" is not valid to publish to")
	case text == "" || utf8.RuneCountInString(text) > 1600:
		refuse(w, 400, "InvalidParameter", "Invalid parameter: Message")
	case to == international(throttled) && p.calls[to] == 1:
		refuse(w, 400, "Throttling", "Rate exceeded")
	default:
		p.taken = append(p.taken, form)
		fmt.Fprintf(w, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>%s</MessageId></PublishResult>`+
			`<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></PublishResponse>`, identifier(len(p.taken)), identifier(p.calls[to]))
	}
}

var authorization = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([^/]+)/[0-9]{8}/` + region + `/sns/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$`)

// signed signs the request again, with the fields that the client signed, and compares.
func signed(r *http.Request, body []byte) bool {
	is := r.Header.Get("Authorization")
	parts := authorization.FindStringSubmatch(is)
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if parts == nil || err != nil || parts[1] != credentials.AccessKeyID || time.Since(at).Abs() > 5*time.Minute {
		return false
	}
	again, err := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return false
	}
	for _, name := range strings.Split(parts[2], ";") {
		for _, v := range r.Header.Values(name) {
			again.Header.Add(name, v)
		}
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(r.Context(), credentials, again, hex.EncodeToString(sum[:]), "sns", region, at); err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(is), []byte(again.Header.Get("Authorization"))) == 1
}

func refuse(w http.ResponseWriter, status int, code, text string) {
	var quoted bytes.Buffer
	xml.EscapeText(&quoted, []byte(text))
	w.WriteHeader(status)
	fmt.Fprintf(w, `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>`+
		`<RequestId>%s</RequestId></ErrorResponse>`, code, &quoted, identifier(0))
}

// identifier looks like a UUID.
func identifier(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// international writes a French number as the API takes it.
func international(national string) string {
	return "+33" + strings.ReplaceAll(national, " ", "")[1:]
}
