package oneclick_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/oneclick"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

// onDisk is a book and its inbox in one SQLite file.
func onDisk(t *testing.T, path string) (*optout.Book, *inbox.Inbox, func()) {
	t.Helper()
	ledger, closeLedger := openLedger(t, path)
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	store, err := optoutsql.OpenInbox(ctx, db, optoutsql.SQLite)
	if errors.Is(err, optoutsql.ErrNoInbox) {
		store, err = optoutsql.CreateInbox(ctx, db, optoutsql.SQLite)
	}
	if err != nil {
		t.Fatal(err)
	}
	book := newBook(ledger)
	box, err := inbox.New(book, store)
	if err != nil {
		t.Fatal(err)
	}
	return book, box, func() { db.Close(); closeLedger() }
}

// TestServes serves a webhook and the links until it is killed.
func TestServes(t *testing.T) {
	path, ok := os.LookupEnv("ONECLICK_CRASH")
	if !ok {
		t.Skip("run by TestServerSurvivesKill")
	}
	book, box, _ := onDisk(t, path)
	hook, err := oneclick.NewWebhook(book, fields, box)
	if err != nil {
		t.Fatal(err)
	}
	hook.Log = slog.New(slog.DiscardHandler)
	link := newHandler(t, book)
	link.Limit.Off = true
	mux := http.NewServeMux()
	mux.Handle("/in", hook)
	mux.Handle("/d/", link)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("serving", listener.Addr())
	t.Fatal(http.Serve(listener, mux))
}

// A server that is killed in the middle of its work loses nothing of what it answered 200: neither an objection by SMS, nor one by a link, nor
// what waits for a human.
func TestServerSurvivesKill(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "optout.db")
	book, _, closeBook := onDisk(t, path)
	person := func(i int) optout.Address { return phone(t, fmt.Sprintf("+3363998%04d", i)) }
	reader := func(i int) optout.Address { return mailbox(t, fmt.Sprintf("p%d@example.org", i)) }
	links := map[int]string{}
	for i := range 600 {
		links[i] = mint(t, book, reader(i))
	}
	closeBook()
	taken, next := map[int]bool{}, 0
	for round := range 4 {
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestServes$")
		cmd.Env = append(os.Environ(), "ONECLICK_CRASH="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		address := ""
		for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
			fmt.Sscanf(lines.Text(), "serving %s", &address)
		}
		client := &http.Client{}
		for n := 0; n < 590; n++ {
			i := next
			next = (next + 1) % 600
			var r *http.Response
			switch i % 3 {
			case 0:
				r, err = client.Post("http://"+address+"/in", urlencoded, strings.NewReader(form(person(i).E164(), "STOP", fmt.Sprint(i))))
			case 1:
				r, err = client.Post("http://"+address+"/d/"+links[i], "", nil)
			case 2: // a sender that nobody can read
				r, err = client.Post("http://"+address+"/in", urlencoded, strings.NewReader(form("36111", "STOP", fmt.Sprint(i))))
			}
			if err != nil {
				break // killed
			}
			r.Body.Close()
			if r.StatusCode != 200 {
				t.Errorf("status %d", r.StatusCode)
				continue
			}
			taken[i] = true
			if n == 9+round*8 {
				time.AfterFunc(time.Duration(round)*900*time.Microsecond, func() { cmd.Process.Kill() })
			}
		}
		cmd.Process.Kill()
		cmd.Wait()
		book, box, closeBook := onDisk(t, path)
		waits := map[string]bool{}
		for item, err := range box.Items(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			waits[item.ID] = true
		}
		for i := range taken {
			switch {
			case i%3 == 0 && cleared(t, book, sms, person(i)), i%3 == 1 && cleared(t, book, email, reader(i)), i%3 == 2 && !waits[fmt.Sprint(i)]:
				t.Errorf("round %d: %d was answered 200 and is lost", round, i)
			}
		}
		closeBook()
	}
	if len(taken) < 40 {
		t.Errorf("only %d were taken: the test shows little", len(taken))
	}
}
