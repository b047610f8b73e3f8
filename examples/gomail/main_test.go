package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/scrutateur/scrutateur/examples/internal/mailserver"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

const password = "a password of the tests"

// serve starts a server behind TLS, and returns it with the certificates that a client trusts.
func serve(t *testing.T) (*mailserver.Server, *x509.CertPool) {
	t.Helper()
	config, roots, err := mailserver.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	server, err := mailserver.Start(mailserver.Options{TLS: config, User: "lettre", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server, roots
}

func client(t *testing.T, server *mailserver.Server, roots *x509.CertPool, password string) *gomail.Client {
	t.Helper()
	c, err := connect(server.Addr(), "lettre", password, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, ServerName: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRun(t *testing.T) {
	server, roots := serve(t)
	at := start
	jump := clock{func() time.Time { return at }, func(_ context.Context, d time.Duration) error { at = at.Add(d); return nil }}
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org", Now: jump.now}
	var out bytes.Buffer
	if err := run(t.Context(), &out, client(t, server, roots, password), book, jump); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	slices.Sort(lines)
	if len(lines) != len(readers) {
		t.Fatalf("%d lines for %d readers", len(lines), len(readers))
	}
	for i, want := range []string{"taken", "taken", "the server answers 550", "expired"} {
		if !strings.HasSuffix(lines[i], want) {
			t.Errorf("row %d does not say %q", i+1, want)
		}
	}
	if strings.Contains(out.String(), "@") {
		t.Error("the output names a mailbox")
	}
	taken := server.Taken()
	if len(taken) != 2 {
		t.Fatalf("the server took %d messages, want 2", len(taken))
	}
	for i, d := range taken {
		m, err := mail.ReadMessage(bytes.NewReader(d.Raw))
		if err != nil {
			t.Fatalf("message %d cannot be read", i+1)
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != 1 || len(d.To) != 1 || to[0].Address != d.To[0] || d.To[0] != readers[i].mailbox || d.From != "lettre@bancs.example.org" {
			t.Errorf("message %d: the envelope is not that of its sender and one recipient", i+1)
		}
	}
	if n := server.Tries(readers[3].mailbox); n < 3 {
		t.Errorf("a full mailbox was asked for %d times in three seconds", n)
	}
}

// start is an ordinary moment.
var start = time.Date(2026, 9, 3, 8, 0, 0, 0, time.UTC)

// trial is a post whose clock stands, one cleared reader, and what was said.
func trial(t *testing.T, c *gomail.Client, mailbox string) (*post, []optout.Cleared[reader], *[]string) {
	t.Helper()
	var lines []string
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org",
		Now: func() time.Time { return start },
	}
	batch, err := letter.Batch(start)
	if err != nil {
		t.Fatal(err)
	}
	p := &post{client: c, book: book, batch: batch, now: func() time.Time { return start },
		said: func(_ optout.Cleared[reader], what string) { lines = append(lines, what) }}
	to, err := optout.Mailbox(mailbox)
	if err != nil {
		t.Fatal(err)
	}
	row := optout.Row[reader]{Data: &reader{"Zoë"}, To: to, Territory: law.Metropole, Origin: law.OriginForm}
	var queue []optout.Cleared[reader]
	for cleared, err := range optout.Screen(t.Context(), book, optout.For{Channel: law.Email}, optout.Rows(row)) {
		if err != nil {
			t.Fatal(err)
		}
		queue = append(queue, cleared)
	}
	return p, queue, &lines
}

// TestBytesArriveAsBuilt shows what arrives over go-mail's connection, and what a message becomes that goes through a Msg.
func TestBytesArriveAsBuilt(t *testing.T) {
	server, roots := serve(t)
	p, queue, _ := trial(t, client(t, server, roots, password), "zoe@example.org")
	if later, err := p.pass(t.Context(), queue); err != nil || len(later) != 0 {
		t.Fatalf("%d left, %v", len(later), err)
	}
	m, err := p.batch.Build(queue[0])
	if err != nil {
		t.Fatal(err)
	}
	if d := server.Taken(); len(d) != 1 || !bytes.Equal(d[0].Raw, m.Bytes()) {
		t.Error("the server has another message than was built")
	}
	msg, err := gomail.EMLToMsgFromReader(bytes.NewReader(m.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var anew bytes.Buffer
	if _, err := msg.WriteTo(&anew); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(anew.Bytes(), m.Bytes()) {
		t.Error("a Msg writes a built message as it is: the example may use it")
	}
}

func TestPutOffComesBack(t *testing.T) {
	server, roots := serve(t)
	p, queue, lines := trial(t, client(t, server, roots, password), "stranger@example.org")
	later, err := p.pass(t.Context(), queue)
	if err != nil || len(later) != 1 || len(*lines) != 0 {
		t.Fatalf("%d left, %v", len(later), err)
	}
	later, err = p.pass(t.Context(), later)
	if err != nil || len(later) != 0 || !slices.Equal(*lines, []string{"taken"}) {
		t.Errorf("%d left, %v", len(later), err)
	}
}

func TestObjectionBetweenPasses(t *testing.T) {
	server, roots := serve(t)
	p, queue, lines := trial(t, client(t, server, roots, password), "stranger@example.org")
	later, err := p.pass(t.Context(), queue)
	if err != nil || len(later) != 1 {
		t.Fatalf("%d left, %v", len(later), err)
	}
	if err := p.book.Record(t.Context(), later[0].To(), optout.Event{Kind: optout.Objection, Channel: law.Email, Source: "form"}); err != nil {
		t.Fatal(err)
	}
	if later, err = p.pass(t.Context(), later); err != nil || len(later) != 0 || len(*lines) != 1 || !strings.Contains((*lines)[0], string(law.ObjectNow)) {
		t.Errorf("%d left, %v", len(later), err)
	}
	if len(server.Taken()) != 0 {
		t.Error("somebody who objected was written to")
	}
}

func TestExpiredIsNotSent(t *testing.T) {
	server, roots := serve(t)
	p, queue, lines := trial(t, client(t, server, roots, password), "zoe@example.org")
	p.batch = p.batch.Before(start)
	if later, err := p.pass(t.Context(), queue); err != nil || len(later) != 0 || !slices.Equal(*lines, []string{"expired"}) {
		t.Errorf("%d left, %v", len(later), err)
	}
	if server.Tries("zoe@example.org") != 0 {
		t.Error("the server was asked")
	}
}

// TestAway keeps everybody in the queue while the server is away, and does not try for ever what nobody can mend by waiting.
func TestAway(t *testing.T) {
	server, roots := serve(t)
	p, queue, _ := trial(t, client(t, server, roots, "wrong"), "zoe@example.org")
	later, err := p.pass(t.Context(), queue)
	if err == nil || temporary(err) || len(later) != 1 {
		t.Errorf("a wrong password: %d left, %v", len(later), err)
	}
	p.client = client(t, server, x509.NewCertPool(), password)
	if later, err = p.pass(t.Context(), queue); err == nil || temporary(err) || len(later) != 1 {
		t.Errorf("a certificate that nobody knows: %d left, %v", len(later), err)
	}
	p.client = client(t, server, roots, password)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if later, err = p.pass(ctx, queue); !errors.Is(err, context.Canceled) || len(later) != 1 {
		t.Errorf("nobody waits: %d left, %v", len(later), err)
	}
	server.Close()
	if later, err = p.pass(t.Context(), queue); err == nil || !temporary(err) || len(later) != 1 {
		t.Errorf("no server: %d left, %v", len(later), err)
	}
}
