// Answers is the server behind a campaign: the unsubscribe link of its e-mails, and the URL that an SMS provider calls when somebody
// answers. It shows what such a server owes to whoever objects:
//
//   - the key lies in a file that is made once and never written again, apart from the ledger, which is created once by who means to;
//   - the provider is answered 200 when what it told is on the disk, and not before; what a human has to read waits, sealed, beside the ledger;
//   - links that are broken, and links of a key that is gone, are counted, so that somebody hears of them;
//   - bodies, heads and the number of posts of one client are bounded, and a restart in the middle of it all loses nothing.
//
// Run it with
//
//	go run ./examples/answers
//
// It plays the provider and the people itself, on a local port and in a folder that it removes; they do not exist.
package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"expvar"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/oneclick"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

func main() {
	dir, err := os.MkdirTemp("", "answers")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := run(context.Background(), os.Stdout, dir); err != nil {
		log.Fatal(err)
	}
}

// run lets a few people object, and starts the server anew in between.
func run(ctx context.Context, w io.Writer, dir string) error {
	secret := rand.Text()
	for _, said := range [][]string{{"STOP", "D\xe9sabonnez-moi"}, {"STOP", "Bravo !", "non merci"}} {
		s, err := start(ctx, dir, secret)
		if err != nil {
			return err
		}
		if err := play(ctx, w, s, secret, said); err != nil {
			return errors.Join(err, s.stop(ctx))
		}
		if err := s.stop(ctx); err != nil {
			return err
		}
	}
	return nil
}

// server is what runs.
type server struct {
	http     *http.Server
	address  string
	db       *sql.DB
	ledger   *optoutsql.Ledger
	book     *optout.Book
	box      *inbox.Inbox
	outcomes expvar.Map
	done     chan error
}

// start opens what is there, or makes it the first time, and serves it. A program of your own creates its ledger by hand
// (scrutateur ledger create) and only opens it: under a mistaken path it would be an empty one, in which nobody has objected.
func start(ctx context.Context, dir, secret string) (*server, error) {
	key, err := optout.KeyFile(filepath.Join(dir, "objections.key"), 1)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "optout.db"))
	if err != nil {
		return nil, err
	}
	s := &server{db: db, done: make(chan error, 1)}
	if s.ledger, err = optoutsql.Open(ctx, db, optoutsql.SQLite); errors.Is(err, optoutsql.ErrNoLedger) {
		s.ledger, err = optoutsql.Create(ctx, db, optoutsql.SQLite)
	}
	if err != nil {
		return nil, err
	}
	store, err := optoutsql.OpenInbox(ctx, db, optoutsql.SQLite)
	if errors.Is(err, optoutsql.ErrNoInbox) {
		store, err = optoutsql.CreateInbox(ctx, db, optoutsql.SQLite)
	}
	if err != nil {
		return nil, err
	}
	s.book = &optout.Book{Ledger: s.ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
	if s.box, err = inbox.New(s.book, store); err != nil {
		return nil, err
	}
	if s.http, err = s.handler(secret); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // TLS belongs in front of it
	if err != nil {
		return nil, err
	}
	s.address = "http://" + listener.Addr().String()
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

func (s *server) handler(secret string) (*http.Server, error) {
	link, err := oneclick.New(s.book, notice.Notice{
		Controller: notice.Controller{ID: s.book.Controller, Name: "Liste Nos bancs publics"},
		Rights:     notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/donnees"},
	})
	if err != nil {
		return nil, err
	}
	link.Observe = func(o oneclick.Outcome) { s.outcomes.Add(string(o), 1) }
	// Behind a proxy: link.Client = oneclick.Forwarded(netip.MustParsePrefix("127.0.0.0/8"))
	answers, err := oneclick.NewWebhook(s.book, oneclick.OVH(secret), s.box)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/d/", link)
	mux.Handle("/sms/ovh/", answers)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}, nil
}

// stop ends it as a restart does.
func (s *server) stop(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return errors.Join(err, s.ledger.Close(), s.db.Close())
}

// play is the provider, and somebody who follows a link.
func play(ctx context.Context, w io.Writer, s *server, secret string, said []string) error {
	for i, text := range said {
		query := url.Values{"sender": {fmt.Sprintf("3363998%04d", i)}, "message": {text}}
		if err := call(ctx, w, "answer", http.MethodGet, s.address+"/sms/ovh/"+secret+"?"+query.Encode()); err != nil {
			return err
		}
	}
	to, err := optout.Mailbox("prenom.nom@example.org")
	if err != nil {
		return err
	}
	token, err := s.book.Token(to, optout.For{Channel: law.Email})
	if err != nil {
		return err
	}
	for _, link := range []string{token + ".", token, token[:40]} { // as mail programs make of it
		if err := call(ctx, w, "link", http.MethodPost, s.address+"/d/"+link); err != nil {
			return err
		}
	}
	generation, err := s.ledger.Generation(ctx)
	if err != nil {
		return err
	}
	waiting := 0
	for _, err := range s.box.Items(ctx) {
		if err != nil {
			return err
		}
		waiting++
	}
	_, err = fmt.Fprintf(w, "events: %d, waiting for a human: %d, links: %s\n", generation, waiting, &s.outcomes)
	return err
}

func call(ctx context.Context, w io.Writer, what, method, address string) error {
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = fmt.Fprintln(w, what+":", answer.Status)
	return err
}
