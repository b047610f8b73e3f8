package sms

import (
	"slices"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
)

// Diagnosis says what a text costs and which of its characters make it cost more.
type Diagnosis struct {
	Size   message.Size `json:"size"`            // of the text as it is given
	Folded message.Size `json:"folded"`          // of the text with every replacement made
	Text   string       `json:"text"`            // the text with every replacement made
	Chars  []Char       `json:"chars,omitempty"` // in order of their first place
}

// Char is a character that costs more than one unit, or that GSM-7 lacks, so that the whole text travels as UCS-2.
type Char struct {
	Rune     rune   `json:"rune"`
	Places   []int  `json:"places"`            // bytes into the text
	Septets  int    `json:"septets,omitempty"` // 2, or 0 for a character that GSM-7 lacks
	Units    int    `json:"units,omitempty"`   // 16-bit units in UCS-2: 2 outside the Basic Multilingual Plane
	Replaced bool   `json:"replaced"`          // something stands for it in GSM-7
	By       string `json:"by,omitempty"`      // what: "" is nothing, of an invisible character
	Saves    int    `json:"saves,omitempty"`   // parts saved when this character alone is replaced, wherever it stands
}

// Diagnose explains the size of a text: every character of more than one unit and every one that forces UCS-2, with its
// places, what replacing it would save, and what to write instead (’ is ', « is ", a no-break space is a space, ê is
// e, œ is oe). What GSM-7 has, é è à ù É Ç among it, is not replaced. A carriage return is named too: it costs a unit that
// nobody sees.
//
// The errors are those of Measure.
func Diagnose(text string) (Diagnosis, error) {
	size, err := message.Measure(text)
	if err != nil {
		return Diagnosis{}, err
	}
	d := Diagnosis{Size: size}
	at := map[rune]int{}
	for i, r := range text {
		septets := gsm7.Septets(r)
		if septets == 1 && r != '\r' {
			continue
		}
		k, seen := at[r]
		if !seen {
			k = len(d.Chars)
			at[r] = k
			c := Char{Rune: r, Septets: septets, Units: gsm7.Units16(r)}
			switch {
			case r == '\r':
				c.Replaced = true
			case septets == 0:
				c.By, c.Replaced = gsm7.FoldRune(r)
			}
			d.Chars = append(d.Chars, c)
		}
		d.Chars[k].Places = append(d.Chars[k].Places, i)
	}
	kinds := 0
	for i := range d.Chars {
		if d.Chars[i].Septets == 0 {
			kinds++
		}
	}
	for i := range d.Chars {
		c := &d.Chars[i]
		// With two or more characters that GSM-7 lacks, replacing one leaves the other: only its units are saved.
		if !c.Replaced || len(d.Chars) > 64 && (kinds > 1 || c.Septets > 0) {
			continue
		}
		if s, err := message.Measure(replaced(text, []Char{*c})); err == nil {
			c.Saves = max(size.Parts-s.Parts, 0)
		}
	}
	d.Text = replaced(text, d.Chars)
	d.Folded, err = message.Measure(d.Text)
	return d, err
}

// replaced makes the replacements of chars in the text.
func replaced(text string, chars []Char) string {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		i := slices.IndexFunc(chars, func(c Char) bool { return c.Rune == r && c.Replaced })
		if i < 0 {
			b = utf8.AppendRune(b, r)
			continue
		}
		b = append(b, chars[i].By...)
	}
	return string(b)
}
