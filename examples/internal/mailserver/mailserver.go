// Package mailserver is a mail server for the examples: a real one, that speaks SMTP on a port of this machine, with the
// manners of those that a campaign's messages meet. It keeps what it takes in memory.
package mailserver

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options is how a server behaves. What stands before the @ of a mailbox decides about a recipient: "stranger…" is greylisted, which
// means that the first try is put off (451, RFC 6647); "full…" has no room, ever (452); "gone…" does not exist (550); everybody else
// has a mailbox.
type Options struct {
	// TLS is the certificate with which the server offers STARTTLS. It then takes mail over TLS only, and only from User.
	TLS            *tls.Config
	User, Password string
}

// Delivery is a message that the server took, with its envelope.
type Delivery struct {
	From string
	To   []string
	Raw  []byte // as it was sent, without dot-stuffing
}

// Server is a running server.
type Server struct {
	options  Options
	smtp     *smtp.Server
	listener net.Listener

	mu    sync.Mutex
	tries map[string]int
	taken []Delivery
}

// Start starts a server on a free port of 127.0.0.1.
func Start(o Options) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, listener: listener, tries: map[string]int{}}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	s.smtp.Domain, s.smtp.TLSConfig, s.smtp.ErrorLog = "mx.example.org", o.TLS, quiet{}
	go s.smtp.Serve(listener)
	return s, nil
}

// Addr returns host and port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Taken returns what the server took, in order.
func (s *Server) Taken() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.taken...)
}

// Tries returns how often somebody asked to write to the mailbox.
func (s *Server) Tries(mailbox string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries[mailbox]
}

// Close stops the server, and the connections to it.
func (s *Server) Close() error {
	s.listener.Close() // a server that has not begun to serve does not know its listener yet
	return s.smtp.Close()
}

// answer is what the server says to a recipient; nil is yes. As real servers do, it repeats the mailbox.
func (s *Server) answer(to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries[to]++
	switch local, _, _ := strings.Cut(to, "@"); {
	case strings.HasPrefix(local, "stranger") && s.tries[to] == 1:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: fmt.Sprintf("<%s>: greylisted, try again later", to)}
	case strings.HasPrefix(local, "full"):
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: fmt.Sprintf("<%s>: mailbox full", to)}
	case strings.HasPrefix(local, "gone"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: fmt.Sprintf("<%s>: user unknown", to)}
	}
	return nil
}

// session is one connection.
type session struct {
	server *Server
	conn   *smtp.Conn
	user   string
	Delivery
}

var _ smtp.AuthSession = (*session)(nil)

func (s *session) AuthMechanisms() []string {
	if s.server.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.options.User || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.options.TLS != nil {
		if _, ok := s.conn.TLSConnectionState(); !ok {
			return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "STARTTLS first"}
		}
	}
	if s.user != s.server.options.User {
		return smtp.ErrAuthRequired
	}
	s.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.server.answer(to); err != nil {
		return err
	}
	s.To = append(s.To, to)
	return nil
}

func (s *session) Data(r io.Reader) (err error) {
	if s.Raw, err = io.ReadAll(r); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.taken = append(s.server.taken, s.Delivery)
	return nil
}

func (s *session) Reset()        { s.Delivery = Delivery{} }
func (s *session) Logout() error { return nil }

// quiet drops what the server says of connections that break off: it names their addresses.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}
