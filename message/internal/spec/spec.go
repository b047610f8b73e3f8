// Package spec judges and names what the specifications of SMS and e-mails have in common: the language, the reason of a
// service message, and the name by which a template's messages are recognised.
package spec

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Lang reads the language tag of a specification: "" is French. What cannot be read is found, and taken for French.
func Lang(s string) (language.Tag, law.Findings) {
	if s == "" {
		return language.French, nil
	}
	t, err := language.Parse(s)
	if err != nil {
		return language.French, law.Findings{law.Find(law.SpecField, "Lang", "no BCP 47 language tag: write \"fr\" or \"en\"")}
	}
	return t, nil
}

// ReasonFindings wants a sentence, three words at least, from whoever says that a message is a service and no canvassing.
func ReasonFindings(o message.Occasion, reason string) law.Findings {
	if o == message.Service && len(strings.Fields(reason)) < 3 {
		return law.Findings{law.Find(law.SpecField, "Reason", "a service message needs a written reason: a sentence that says why it is no canvassing")}
	}
	return nil
}

// Hash names a template: the same specification and row type give the same name on every machine, and so the same keys.
func Hash(s any, row reflect.Type) (h [16]byte) {
	b, err := json.Marshal(s)
	if err != nil { // a specification is plain data: it always marshals
		panic(err)
	}
	sum := sha256.Sum256(fmt.Appendf(b, "%s.%s", row.PkgPath(), row.String()))
	copy(h[:], sum[:])
	return h
}

// FieldName makes a Go field's name of the name in another provider's placeholder, for advice such as "write {{.Prenom}}". A
// name that is none, or too long to be one, becomes "Field".
func FieldName(name string) string {
	name = strings.TrimFunc(strings.ToLower(name), func(r rune) bool { return r > 'z' || r < 'a' })
	if name == "" {
		return "Field"
	}
	if len(name) > 24 || strings.ContainsFunc(name, func(r rune) bool { return r > 'z' || r < 'a' }) {
		return "Field"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
