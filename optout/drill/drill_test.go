package drill_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/oneclick"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// End is how a case ends.
type End string

const (
	Recorded End = "recorded"                      // the objection stands in the ledger, and nobody writes to the person
	Shown    End = "shown to a human"              // it waits in the inbox, sealed and durable
	Refused  End = "refused, and not acknowledged" // whoever told it tells it again, or an operator hears of it
	lost     End = "acknowledged and LOST"
)

// way is one way to lose an objection.
type way struct {
	group, name string
	want        End
	try         func(*world) End
}

// ways are all of them, in the order of the page. Files with more are appended in init.
var ways [][]way

// places are the groups of the page, in its order.
var places = []string{
	"Keys", "Senders", "Damaged text", "Providers", "Links", "Mail", "Persons and reviews", "Clocks and copies", "Processes and disks", "PostgreSQL", "Afterwards",
}

var update = flag.Bool("update", false, "write docs/drill.md")

// TestDrill goes through every way, and fails where one ends otherwise than its line says: also where it ends better, because the page
// has to tell how it is.
func TestDrill(t *testing.T) {
	skipped := map[string]string{}
	for _, place := range places {
		for _, list := range ways {
			for _, w := range list {
				if w.group != place {
					continue
				}
				t.Run(place+"/"+w.name, func(t *testing.T) {
					world := newWorld(t)
					defer func() {
						if t.Skipped() {
							skipped[w.name] = "skipped"
						}
					}()
					if got := w.try(world); got != w.want {
						t.Errorf("%s: %s, want %s", w.name, got, w.want)
					}
				})
			}
		}
	}
}

// TestPage compares docs/drill.md with the table: at least forty ways, each with a name of its own.
func TestPage(t *testing.T) {
	var page strings.Builder
	page.WriteString("# The fault drill\n\nWays to lose an objection, and how each ends. `go test ./optout/drill` goes through all of them by the doors that the world has: HTTP, files, signals, mail.\n" +
		"It writes this page with `-update`. What is acknowledged is recorded or waits for a human; what is neither is refused, so that a provider, a mail server or a person tells it again.\n")
	n := 0
	names := map[string]bool{}
	for _, place := range places {
		fmt.Fprintf(&page, "\n## %s\n\n| what goes wrong | how it ends |\n|---|---|\n", place)
		for _, list := range ways {
			for _, w := range list {
				if w.group != place {
					continue
				}
				if names[w.name] {
					t.Errorf("%q stands twice", w.name)
				}
				names[w.name] = true
				n++
				fmt.Fprintf(&page, "| %s | %s |\n", strings.ReplaceAll(w.name, "|", "\\|"), w.want)
			}
		}
	}
	fmt.Fprintf(&page, "\n%d ways.\n", n)
	if n < 40 {
		t.Errorf("%d ways: a drill has at least 40", n)
	}
	file := filepath.Join("..", "..", "docs", "drill.md")
	if *update {
		if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != page.String() {
		t.Error("docs/drill.md is not what the table says: go test ./optout/drill -run TestPage -update")
	}
}

const controller = "demain.example"

// world is a campaign's machine: a folder with key, ledger and inbox, a program that serves links and webhooks, and a person who objects.
type world struct {
	*testing.T
	dir    string
	db     *sql.DB
	ledger *optoutsql.Ledger
	book   *optout.Book
	box    *inbox.Inbox
	server *httptest.Server
	person optout.Address
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

// must is for what is no part of a case: the world itself.
func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func newWorld(t *testing.T) *world {
	dir, err := os.MkdirTemp("", "drill") // t.TempDir bears the name of the case, whose signs a data source reads
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	w := &world{T: t, dir: dir}
	w.person = w.phone("06 39 98 00 01")
	w.must(w.create())
	return w
}

func (w *world) phone(s string) optout.Address {
	w.Helper()
	a, err := optout.Phone(s)
	w.must(err)
	return a
}

func (w *world) mailbox(s string) optout.Address {
	w.Helper()
	a, err := optout.Mailbox(s)
	w.must(err)
	return a
}

// create makes key, ledger and inbox and starts the program, as on the first day.
func (w *world) create() error {
	if _, err := optout.KeyFile(w.path("key"), 1); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+w.path("ledger.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	l, err := optoutsql.Create(w.Context(), db, optoutsql.SQLite)
	if err != nil {
		return err
	}
	if _, err := optoutsql.CreateInbox(w.Context(), db, optoutsql.SQLite); err != nil {
		return err
	}
	if err := l.Close(); err != nil {
		return err
	}
	return w.start(nil)
}

// start starts the program anew, as after a restart. change is what somebody did to its configuration. The error is a program that does
// not start: nobody is acknowledged anything.
func (w *world) start(change func(*optout.Book)) error {
	w.stop()
	db, err := sql.Open("sqlite", "file:"+w.path("ledger.db")+"?mode=rw")
	if err != nil {
		return err
	}
	w.db = db
	w.Cleanup(func() { db.Close() })
	if w.ledger, err = optoutsql.Open(w.Context(), db, optoutsql.SQLite); err != nil {
		return err
	}
	key, err := optout.OpenKeyFile(w.path("key"), 1)
	if err != nil && change == nil {
		return err
	}
	w.book = &optout.Book{Ledger: w.ledger, Keys: optout.Keys{Current: key}, Controller: controller}
	if change != nil {
		change(w.book)
	}
	store, err := optoutsql.OpenInbox(w.Context(), db, optoutsql.SQLite)
	if err != nil {
		return err
	}
	return w.serve(store)
}

// serve serves links at /d/ and the webhooks of providers, all of the present book.
func (w *world) serve(store inbox.Store) error {
	var err error
	if w.box, err = inbox.New(w.book, store); err != nil {
		return err
	}
	mux, err := routes(w.book, w.box)
	if err != nil {
		return err
	}
	w.server = httptest.NewServer(mux)
	return nil
}

func (w *world) stop() {
	if w.server != nil {
		w.server.Close()
	}
	if w.ledger != nil {
		w.ledger.Close()
	}
	if w.db != nil {
		w.db.Close()
	}
	w.server, w.ledger, w.db = nil, nil, nil
}

const (
	token  = "jeton-du-compte" // of the account at Twilio
	secret = "0123456789abcdef0123456789abcdef"
	called = "https://demain.example/twilio"
)

// routes are the doors of the program.
func routes(book *optout.Book, box *inbox.Inbox) (*http.ServeMux, error) {
	quiet := slog.New(slog.DiscardHandler)
	n := notice.Notice{Controller: notice.Controller{ID: controller, Name: "Liste Demain"}, Rights: notice.Rights{Email: "droits@demain.example", Notice: "https://demain.example/d"}}
	links, err := oneclick.New(book, n)
	if err != nil {
		return nil, err
	}
	links.Log = quiet
	mux := http.NewServeMux()
	mux.Handle("/d/", links)
	for path, decode := range map[string]oneclick.Decoder{
		"/sms/": oneclick.Secret(secret, oneclick.Fields("from", "text", "id")), "/twilio": oneclick.Twilio(token, called),
		"/ovh/": oneclick.OVH(secret), "/stop/": oneclick.OVHStop(secret), "/smsmode/": oneclick.SMSMode(secret), "/brevo/": oneclick.Brevo(secret),
	} {
		hook, err := oneclick.NewWebhook(book, decode, box)
		if err != nil {
			return nil, err
		}
		hook.Log, hook.ReadTimeout = quiet, 200*time.Millisecond
		if path == "/twilio" {
			hook.Accounts = []string{"AC1"}
		}
		mux.Handle(path, hook)
	}
	return mux, nil
}

// post posts to a door, and reports whether it was acknowledged.
func (w *world) post(path, contentType, body string) bool {
	w.Helper()
	return w.send(http.MethodPost, path, contentType, body)
}

func (w *world) send(method, path, contentType, body string) bool {
	w.Helper()
	if w.server == nil {
		return false // nobody is at home
	}
	return acknowledged(w.Context(), method, w.server.URL+path, contentType, body, nil)
}

// acknowledged reports whether a request was answered with a status that ends it for who sent it.
func acknowledged(ctx context.Context, method, url, contentType, body string, header http.Header) bool {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return false
	}
	for name, values := range header {
		r.Header[name] = values
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode/100 == 2
}

const form = "application/x-www-form-urlencoded"

// end says how it ended, from what a program sees that starts now with the right key: what stands in the ledger and in the inbox.
func (w *world) end(acknowledged bool) End {
	w.Helper()
	w.stop()
	w.must(w.start(nil))
	return w.ended(acknowledged)
}

// ended says how it ended from what the present program sees.
func (w *world) ended(acknowledged bool) End {
	w.Helper()
	events, err := w.book.History(w.Context(), w.person)
	w.must(err)
	for _, e := range events {
		if e.Kind == optout.Objection {
			if !w.refused(w.person) {
				w.Error("the objection is in the ledger, and the person is written to")
			}
			return Recorded
		}
	}
	for i, err := range w.box.Items(w.Context()) {
		w.must(err)
		if i.Text+i.From != "" {
			return Shown
		}
	}
	if acknowledged {
		return lost
	}
	return Refused
}

// refused reports whether a screening leaves the person out. An error of the ledger does: nobody is written to.
func (w *world) refused(to optout.Address) bool {
	w.Helper()
	cleared := 0
	for _, err := range optout.Screen(w.Context(), w.book, optout.For{Channel: to.Channel()}, optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: to})) {
		if err == nil {
			cleared++
		}
	}
	return cleared == 0
}

// events counts the events under the person's address.
func (w *world) events() int {
	w.Helper()
	events, err := w.book.History(w.Context(), w.person)
	w.must(err)
	return len(events)
}

// failed is the end of a program that did not start, or of a call that returned an error: not acknowledged. What was to be recorded must
// then not be sent to either, or be told again; that is the caller's to look at.
func (w *world) failed(err error) End {
	if err == nil {
		return lost
	}
	return Refused
}

var errStarted = errors.New("the program started")

// link mints the person's unsubscribe link.
func (w *world) link(to optout.Address) string {
	w.Helper()
	s, err := w.book.Token(to, optout.For{Channel: law.Email})
	w.must(err)
	return s
}
