package oneclick

import "time"

// TwilioSignature is what Twilio puts into X-Twilio-Signature.
var TwilioSignature = twilioSignature

// SetClock gives the limits of a handler a clock of the test's own.
func SetClock(h *Handler, now func() time.Time) { h.limiter.now = now }

// Remembered is how many clients a handler remembers.
func Remembered(h *Handler) int { return len(h.limiter.young) + len(h.limiter.older) }
