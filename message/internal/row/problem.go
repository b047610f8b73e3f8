package row

import (
	"github.com/scrutateur/scrutateur/notice/law"
)

// Problem is why a value is refused. The zero Problem is none.
type Problem uint8

// What may be wrong with a value.
const (
	TooLong        Problem = iota + 1 // longer than its bound
	TooShort                          // shorter than its bound
	Missing                           // empty, and required
	NotChosen                         // none of the values that oneof lists
	NotHeld                           // holds a character that the field's alphabet lacks
	Control                           // holds a control or direction character
	BadUTF8                           // is no valid UTF-8
	OutOfRange                        // a number outside its bound
	LeadsElsewhere                    // would make another link of the one it stands in
)

// Finding says the problem at the path of a field, without the value: lengths and code points only. choices is how many values
// oneof lists, char the character that is refused. TooLong, TooShort, NotHeld and LeadsElsewhere are said by the channel,
// which alone knows what it counts.
func (p Problem) Finding(path string, choices int, char rune) law.Finding {
	switch p {
	case Missing:
		return law.Find(law.ValueBound, path, "the value is required and empty")
	case NotChosen:
		return law.Find(law.ValueBound, path, "the value is none of the %d that oneof allows", choices)
	case Control:
		return law.Find(law.CleanText, path, "%U is a control or direction character, which no value may hold", char)
	case BadUTF8:
		return law.Find(law.CleanText, path, "the value is not valid UTF-8: read the file with its own encoding and convert it")
	}
	return law.Find(law.ValueBound, path, "the number lies outside the bounds that were proved")
}
