package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/examples/internal/mailserver"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func serve(t *testing.T) *mailserver.Server {
	t.Helper()
	server, err := mailserver.Start(mailserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func TestRun(t *testing.T) {
	server := serve(t)
	c := &jumping{at: start}
	book := &optout.Book{Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org", Now: c.now}
	var out bytes.Buffer
	if err := run(t.Context(), &out, server.Addr(), book, clock{c.now, c.sleep}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(readers) {
		t.Fatalf("%d lines for %d readers", len(lines), len(readers))
	}
	for i, want := range []string{"taken (tries: 1)", "taken (tries: 2)", "the server answers 550 (tries: 1)", "the server answers 452"} {
		if !strings.Contains(lines[i], want) {
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
		if err != nil || len(to) != 1 || len(d.To) != 1 || to[0].Address != d.To[0] || d.To[0] != readers[i].mailbox {
			t.Errorf("message %d: envelope and To are not its one recipient", i+1)
		}
		if d.From != "lettre@bancs.example.org" {
			t.Errorf("message %d has another sender", i+1)
		}
	}
}

// start is an ordinary moment.
var start = time.Date(2026, 9, 3, 8, 0, 0, 0, time.UTC)

// jumping is a clock that jumps over its waits.
type jumping struct {
	at    time.Time
	waits []time.Duration
}

func (c *jumping) now() time.Time { return c.at }

func (c *jumping) sleep(_ context.Context, d time.Duration) error {
	c.at, c.waits = c.at.Add(d), append(c.waits, d)
	return nil
}

// trial is a sender over that clock, and one cleared reader.
func trial(t *testing.T, addr, mailbox string) (*sender, *jumping, optout.Cleared[reader]) {
	t.Helper()
	c := &jumping{at: start}
	book := &optout.Book{
		Ledger: new(optout.Memory), Keys: optout.Keys{Current: optout.NewKey(1)}, Controller: "bancs.example.org",
		Now: c.now,
	}
	batch, err := letter.Batch(start)
	if err != nil {
		t.Fatal(err)
	}
	s := &sender{addr: addr, book: book, batch: batch, first: time.Minute, clock: clock{c.now, c.sleep}}
	to, err := optout.Mailbox(mailbox)
	if err != nil {
		t.Fatal(err)
	}
	row := optout.Row[reader]{Data: &reader{"Zoë"}, To: to, Territory: law.Metropole, Origin: law.OriginForm}
	for cleared, err := range optout.Screen(t.Context(), book, optout.For{Channel: law.Email}, optout.Rows(row)) {
		if err != nil {
			t.Fatal(err)
		}
		return s, c, cleared
	}
	t.Fatal("not cleared")
	return nil, nil, optout.Cleared[reader]{}
}

func TestBytesArriveAsBuilt(t *testing.T) {
	server := serve(t)
	s, _, to := trial(t, server.Addr(), "zoe@example.org")
	if tries, err := s.deliver(t.Context(), to); err != nil || tries != 1 {
		t.Fatalf("%v after %d tries", err, tries)
	}
	m, err := s.batch.Build(to)
	if err != nil {
		t.Fatal(err)
	}
	if d := server.Taken(); len(d) != 1 || !bytes.Equal(d[0].Raw, m.Bytes()) {
		t.Error("the server has another message than was built")
	}
}

// TestUpToNotAfter has a server that never has room. The clearance holds a day, and so does the message.
func TestUpToNotAfter(t *testing.T) {
	server := serve(t)
	s, c, to := trial(t, server.Addr(), "full@example.org")
	tries, err := s.deliver(t.Context(), to)
	if !errors.Is(err, errExpired) || !strings.Contains(err.Error(), "452") {
		t.Errorf("got %v, want the server's answer and that the message expired", err)
	}
	want := []time.Duration{time.Minute}
	for len(want) < 10 { // 1 + 2 + 4 + … + 512 minutes is 17 hours; 1024 more are beyond a day
		want = append(want, 2*want[len(want)-1])
	}
	if d := cmp.Diff(want, c.waits); d != "" {
		t.Errorf("the waits (-want +got)\n%s", d)
	}
	if n := server.Tries("full@example.org"); n != tries || n != len(want)+1 {
		t.Errorf("the server was asked %d times, the sender says %d, want %d", n, tries, len(want)+1)
	}
	if !c.at.Before(start.Add(24 * time.Hour)) {
		t.Errorf("the last try was at %v", c.at)
	}
}

func TestExpiredIsNotSent(t *testing.T) {
	server := serve(t)
	s, c, to := trial(t, server.Addr(), "zoe@example.org")
	s.batch = s.batch.Before(start.Add(time.Hour))
	c.at = start.Add(time.Hour)
	if tries, err := s.deliver(t.Context(), to); !errors.Is(err, errExpired) || tries != 0 || server.Tries("zoe@example.org") != 0 {
		t.Errorf("%v after %d tries", err, tries)
	}
}

func TestNoIsNo(t *testing.T) {
	server := serve(t)
	s, c, to := trial(t, server.Addr(), "gone@example.org")
	tries, err := s.deliver(t.Context(), to)
	if a, ok := errors.AsType[answer](err); !ok || a != 550 || tries != 1 || len(c.waits) != 0 {
		t.Errorf("%v after %d tries and %d waits", err, tries, len(c.waits))
	}
	if strings.Contains(err.Error(), "example.org") {
		t.Error("the error names the mailbox")
	}
}

// TestObjectionBetweenTries records an objection while the message waits for its second try.
func TestObjectionBetweenTries(t *testing.T) {
	server := serve(t)
	s, c, to := trial(t, server.Addr(), "stranger@example.org")
	s.sleep = func(ctx context.Context, d time.Duration) error {
		c.at = c.at.Add(d)
		return s.book.Record(ctx, to.To(), optout.Event{Kind: optout.Objection, Channel: law.Email, Source: "form"})
	}
	if tries, err := s.deliver(t.Context(), to); !errors.Is(err, law.ObjectNow) || tries != 1 {
		t.Errorf("%v after %d tries, want %s after one", err, tries, law.ObjectNow)
	}
	if n := len(server.Taken()); n != 0 {
		t.Errorf("the server took %d messages", n)
	}
}

func TestNobodyAnswers(t *testing.T) {
	server := serve(t)
	s, c, to := trial(t, server.Addr(), "zoe@example.org")
	server.Close()
	s.batch = s.batch.Before(start.Add(10 * time.Minute))
	if tries, err := s.deliver(t.Context(), to); !errors.Is(err, errExpired) || tries != 4 || len(c.waits) != 3 {
		t.Errorf("%v after %d tries", err, tries)
	}
}

// TestSilentServer has a server that takes the connection and says nothing.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, _, to := trial(t, l.Addr().String(), "zoe@example.org")
	// The sender gives up while it waits for the greeting: not before it has asked, however slow the machine is.
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		if conn, err := l.Accept(); err == nil {
			defer conn.Close()
			cancel()
			conn.Read(make([]byte, 1)) // until the sender hangs up
		}
	}()
	s.sleep = pause
	if tries, err := s.deliver(ctx, to); !errors.Is(err, context.Canceled) || tries != 1 {
		t.Errorf("%v after %d tries", err, tries)
	}
}

func TestCancel(t *testing.T) {
	server := serve(t)
	s, _, to := trial(t, server.Addr(), "full@example.org")
	ctx, cancel := context.WithCancel(t.Context())
	s.sleep = func(ctx context.Context, d time.Duration) error { cancel(); return pause(ctx, d) }
	if tries, err := s.deliver(ctx, to); !errors.Is(err, context.Canceled) || tries != 1 {
		t.Errorf("%v after %d tries", err, tries)
	}
}
