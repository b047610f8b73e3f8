// Package compose is between message and mailer: it sends nothing.
package compose

import (
	"bytes"

	"github.com/scrutateur/scrutateur/message/email"
)

func Bytes(e email.Message) []byte {
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		return nil
	}
	return b.Bytes()
}

func Shout(e email.Message) []byte { return bytes.ToUpper(e.Bytes()) }
