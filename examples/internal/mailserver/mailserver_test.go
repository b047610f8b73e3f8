package mailserver_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/examples/internal/mailserver"
)

const letter = "From: contact@bancs.example.org\r\nTo: zoe@example.org\r\nSubject: Jeudi\r\n\r\n.À jeudi\r\n"

// The server puts a stranger off once, as many do.
func Example() {
	server, err := mailserver.Start(mailserver.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	for range 2 {
		//scrutateur:ignore RAW the server is shown, no voter is written to
		err := smtp.SendMail(server.Addr(), nil, "contact@bancs.example.org", []string{"stranger@example.org"}, []byte(letter))
		if answer, ok := errors.AsType[*textproto.Error](err); ok {
			fmt.Println(answer.Code)
		}
	}
	for _, d := range server.Taken() {
		fmt.Println(d.From, d.To, len(d.Raw))
	}
	// Output:
	// 451
	// contact@bancs.example.org [stranger@example.org] 83
}

func send(server *mailserver.Server, to ...string) int {
	//scrutateur:ignore RAW the server is tested, no voter is written to
	err := smtp.SendMail(server.Addr(), nil, "contact@bancs.example.org", to, []byte(letter))
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		return answer.Code
	}
	if err != nil {
		return -1
	}
	return 250
}

func TestAnswers(t *testing.T) {
	server, err := mailserver.Start(mailserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, c := range []struct {
		to    string
		codes []int
	}{
		{"zoe@example.org", []int{250, 250}},
		{"stranger.anne@example.org", []int{451, 250}},
		{"full@example.org", []int{452, 452, 452}},
		{"gone@example.org", []int{550, 550}},
	} {
		for i, want := range c.codes {
			if got := send(server, c.to); got != want {
				t.Errorf("%s, try %d: %d, want %d", c.to, i+1, got, want)
			}
		}
		if n := server.Tries(c.to); n != len(c.codes) {
			t.Errorf("%s was asked for %d times, want %d", c.to, n, len(c.codes))
		}
	}
	taken := server.Taken()
	if len(taken) != 3 || !bytes.Equal(taken[0].Raw, []byte(letter)) {
		t.Errorf("%d messages were taken, or one with changes", len(taken))
	}
}

// TestLock shows that a server with a certificate takes mail from nobody who does not log in over TLS.
func TestLock(t *testing.T) {
	config, roots, err := mailserver.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	server, err := mailserver.Start(mailserver.Options{TLS: config, User: "demain", Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client, err := smtp.Dial(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.Mail("contact@bancs.example.org"); err == nil {
		t.Error("mail is taken without TLS")
	}
	if err := client.StartTLS(&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	if err := client.Mail("contact@bancs.example.org"); err == nil {
		t.Error("mail is taken without a password")
	}
	if err := client.Auth(smtp.PlainAuth("", "demain", "wrong", "127.0.0.1")); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a wrong password: %v", err)
	}
}
