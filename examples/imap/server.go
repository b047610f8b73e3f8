package main

import (
	"bytes"
	"net"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// server is an IMAP server in memory, on a local port.
type server struct {
	*imapserver.Server
	addr string
	user *imapmemserver.User
}

// literal is a message as the server's Append takes it.
type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// start serves one user whose INBOX holds the messages.
func start(name, password string, messages []string) (*server, error) {
	memory := imapmemserver.New()
	user := imapmemserver.NewUser(name, password)
	if err := user.Create("INBOX", nil); err != nil {
		return nil, err
	}
	for _, m := range messages {
		if _, err := user.Append("INBOX", literal{bytes.NewReader([]byte(m))}, &imap.AppendOptions{}); err != nil {
			return nil, err
		}
	}
	memory.AddUser(user)
	s := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true, // on a local port
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go s.Serve(listener) // ends with Close
	return &server{s, listener.Addr().String(), user}, nil
}
