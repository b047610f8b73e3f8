package sms

import (
	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
)

// sizeOf is what message.Measure says of a text that was counted already.
func sizeOf(c gsm7.Count, parts int) message.Size {
	if c.Foreign > 0 {
		return message.Size{Encoding: message.EncodingUCS2, Units: c.Units, Parts: parts}
	}
	return message.Size{Encoding: message.EncodingGSM7, Units: c.Septets, Parts: parts}
}

// Fold returns the text in GSM-7: what GSM-7 has stays (é è à ù É Ç, €), what it lacks becomes what stands for it (ê is e,
// ’ is ', « is ", œ is oe, a no-break space is a space), what nothing stands for becomes '?'. Build never puts such a '?'
// into a message: it refuses the value.
func Fold(text string) string { return gsm7.Fold(text) }
