// Package idle has nothing to do with mail.
package idle

import "strings"

func Title(s string) string { return strings.ToUpper(s) }
