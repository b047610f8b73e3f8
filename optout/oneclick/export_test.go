package oneclick

// TwilioSignature is what Twilio puts into X-Twilio-Signature.
var TwilioSignature = twilioSignature
