// Package gsm7 is what a text costs on the air: the alphabets of 3GPP TS 23.038 and the packing of
// 3GPP TS 23.040 §9.2.3.24.1.
package gsm7

// Basic is the default alphabet of 3GPP TS 23.038 §6.2.1 in the order of its codes, without ESC (0x1B).
const Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

// Extension is the extension table of 3GPP TS 23.038 §6.2.1.1: characters that cost ESC and a septet.
const Extension = "\f^{}\\[~]|€"

// low holds the septets of every character below U+0400; zero is a character that GSM-7 does not have.
// The euro sign, U+20AC, is the only one above.
var low = func() (t [0x400]uint8) {
	for _, r := range Basic {
		t[r] = 1
	}
	for _, r := range Extension {
		if r < 0x400 {
			t[r] = 2
		}
	}
	return t
}()

const euro = '€'

// Septets returns what the character costs in GSM-7: 1, 2, or 0 when GSM-7 does not have it.
func Septets(r rune) int {
	if r >= 0 && r < 0x400 {
		return int(low[r])
	}
	if r == euro {
		return 2
	}
	return 0
}

// Units16 returns what the character costs in UCS-2 as it is sent, UTF-16: 2 outside the Basic Multilingual Plane.
func Units16(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}
