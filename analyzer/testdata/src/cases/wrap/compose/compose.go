// Package compose is between message and mailer: it sends nothing.
package compose

import (
	"bytes"

	"github.com/scrutateur/scrutateur/message"
)

func Bytes(e message.Email) []byte {
	var b bytes.Buffer
	if _, err := e.WriteTo(&b); err != nil {
		return nil
	}
	return b.Bytes()
}

func Shout(e message.Email) []byte { return bytes.ToUpper(e.Bytes()) }
