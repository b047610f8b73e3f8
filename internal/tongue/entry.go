package tongue

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// entryWidth is where a long entry goes on in the next line, so that a terminal breaks no word.
const entryWidth = 110

// Entry is a line of a table with two columns, a name and what is said of it: "longest   2 parts, GSM-7, 177 units". What fills
// two lines or more, as the statutory words of an e-mail do, goes on below itself.
func (w Words) Entry(name Text, what string) string {
	head := fmt.Sprintf("%-10s", w.Say(name))
	if utf8.RuneCountInString(what) <= 2*entryWidth {
		return head + what + "\n"
	}
	var b strings.Builder
	b.WriteString(head)
	column := 0
	for i, word := range strings.Split(what, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i > 0 && column+1+n > entryWidth:
			b.WriteString("\n" + strings.Repeat(" ", utf8.RuneCountInString(head)))
			column = 0
		case i > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String() + "\n"
}
