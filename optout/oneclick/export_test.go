package oneclick

import "net/http"

// TwilioSignature is what Twilio would put into X-Twilio-Signature.
func TwilioSignature(authToken, address string, r *http.Request) string {
	r.ParseForm()
	return twilioSignature(authToken, address, r.PostForm)
}
