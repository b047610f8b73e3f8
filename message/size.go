package message

import (
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Encoding is how an SMS travels.
type Encoding uint8

const (
	EncodingGSM7 Encoding = iota // 3GPP TS 23.038 §6.2.1: 160 septets, 153 a part of several
	EncodingUCS2                 // 3GPP TS 23.038 §6.2.3: 70 units of 16 bits, 67 a part of several
)

// String returns "GSM-7" or "UCS-2".
func (e Encoding) String() string {
	if e == EncodingUCS2 {
		return "UCS-2"
	}
	return "GSM-7"
}

// MarshalText returns String.
func (e Encoding) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (e *Encoding) UnmarshalText(b []byte) error {
	switch string(b) {
	case "GSM-7":
		*e = EncodingGSM7
	case "UCS-2":
		*e = EncodingUCS2
	default:
		return fmt.Errorf("message: encoding is %q or %q", EncodingGSM7, EncodingUCS2)
	}
	return nil
}

// Size is what an SMS costs.
type Size struct {
	Encoding Encoding `json:"encoding"`
	Units    int      `json:"units"` // septets in GSM-7, 16-bit units in UCS-2
	Parts    int      `json:"parts"` // what the operator bills
}

// String returns a line such as "2 parts, GSM-7, 171 units".
func (s Size) String() string {
	unit := "parts"
	if s.Parts == 1 {
		unit = "part"
	}
	return fmt.Sprintf("%d %s, %s, %d units", s.Parts, unit, s.Encoding, s.Units)
}

// ErrTooLong is returned for a text that no SMS holds: the number of parts is one octet (3GPP TS 23.040 §9.2.3.24.1).
var ErrTooLong = errors.New("message: the text needs more than 255 parts")

// Measure counts a text as it is given, without folding or normalising: encoding, units and parts as 3GPP TS 23.038 and
// TS 23.040 §9.2.3.24.1 fill them, with concatenation references of 8 bits. A character of two septets and a surrogate
// pair are never split between parts. The empty text is one part.
//
// The error is a law.CleanText finding for invalid UTF-8, and ErrTooLong above 255 parts.
func Measure(text string) (Size, error) {
	c, ok := gsm7.Scan(text)
	if !ok {
		return Size{}, law.Find(law.CleanText, "text", "the text is not valid UTF-8: read the file with its own encoding and convert it")
	}
	s := Size{Encoding: EncodingGSM7, Units: c.Septets, Parts: gsm7.Parts(c, text)}
	if c.Foreign > 0 {
		s.Encoding, s.Units = EncodingUCS2, c.Units
	}
	if s.Parts > gsm7.MaxParts {
		return s, ErrTooLong
	}
	return s, nil
}
