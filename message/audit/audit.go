// Package audit judges messages that something else made, by the same rules by which packages sms and email build.
//
// An audit finds; it proves nothing. A template's Proof holds for every row, an audit for the one text that it read, as far
// as a text can tell: whether what it states is true, whether a STOP is answered and whether the recipient had objected stand
// in no text.
package audit
