package row

import "strings"

// Formula reports whether a spreadsheet that opens a file would take the value for a formula and run it. Programs differ: some take
// the wide forms of East Asian keyboards for the plain ones, and some skip a tab or line break before (OWASP, CSV injection).
func Formula(value string) bool {
	return strings.IndexAny(value, "=+-@\t\r\n＝＋－＠") == 0
}
