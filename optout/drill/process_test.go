//go:build unix

package drill_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

func init() { ways = append(ways, processes()) }

// TestServe is the program as a process of its own: whoever started it reads its address, and what it is about, on its output.
func TestServe(t *testing.T) {
	dir := os.Getenv("DRILL_SERVE")
	if dir == "" {
		t.Skip("is started by the drill")
	}
	mode, stop := os.Getenv("DRILL_MODE"), os.Getenv("DRILL_STOP")
	w := &world{T: t, dir: dir}
	key, err := optout.OpenKeyFile(w.path("key"), 1)
	w.must(err)
	db, err := sql.Open("sqlite", "file:"+w.path("ledger.db")+"?mode="+mode)
	w.must(err)
	ledger, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite)
	w.must(err)
	store, err := optoutsql.OpenInbox(t.Context(), db, optoutsql.SQLite)
	w.must(err)
	book := &optout.Book{Ledger: ledger, Keys: optout.Keys{Current: key}, Controller: controller}
	box, err := inbox.New(book, store)
	w.must(err)
	mux, err := routes(book, box)
	w.must(err)
	if os.Getenv("DRILL_FULL") == "1" { // from here on no file grows: a disk that is full
		w.must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 0, Max: 0}))
	}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if stop == "before" {
			fmt.Println("reached")
			<-r.Context().Done()
			return
		}
		recorder := httptest.NewRecorder()
		mux.ServeHTTP(recorder, r)
		if stop == "after" {
			fmt.Println("reached")
			<-r.Context().Done()
			return
		}
		out.WriteHeader(recorder.Code)
	}))
	defer server.Close()
	fmt.Println("serving", server.URL)
	io.Copy(io.Discard, os.Stdin) // until whoever started it ends
}

// process is a program that was started.
type process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
	url   string
}

// spawn starts the program on the world's folder. It returns nil where the program does not start.
func (w *world) spawn(env ...string) *process {
	w.Helper()
	self, err := os.Executable()
	w.must(err)
	cmd := exec.Command(self, "-test.run=^TestServe$")
	cmd.Env = append(os.Environ(), append([]string{"DRILL_SERVE=" + w.dir, "DRILL_MODE=rw"}, env...)...)
	in, err := cmd.StdinPipe()
	w.must(err)
	out, err := cmd.StdoutPipe()
	w.must(err)
	w.must(cmd.Start())
	p := &process{cmd: cmd, in: in, lines: bufio.NewScanner(out)}
	w.Cleanup(p.kill)
	for p.lines.Scan() {
		if url, ok := strings.CutPrefix(p.lines.Text(), "serving "); ok {
			p.url = url
			return p
		}
	}
	p.kill()
	return nil
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.in.Close()
	p.cmd.Wait()
}

// sms posts a message to the program, and reports whether it was acknowledged.
func (p *process) sms(ctx context.Context, from, text, id string) bool {
	if p == nil {
		return false
	}
	body := "from=" + url.QueryEscape(from) + "&text=" + url.QueryEscape(text) + "&id=" + id
	return acknowledged(ctx, http.MethodPost, p.url+"/sms/"+secret, form, body, nil)
}

// killedAt kills the program at a point of its work on a message, starts it again and has the provider tell the message again.
func killedAt(stop string) func(*world) End {
	return func(w *world) End {
		w.stop()
		p := w.spawn("DRILL_STOP=" + stop)
		if p == nil {
			w.Fatal("the program does not start")
		}
		answered := make(chan bool)
		go func() { answered <- p.sms(w.Context(), "+33639980001", "STOP", "m1") }()
		if !p.lines.Scan() || p.lines.Text() != "reached" {
			w.Fatal("the program did not come so far")
		}
		p.kill()
		if <-answered {
			w.Error("a program that was killed has acknowledged")
		}
		again := w.spawn()
		ok := again.sms(w.Context(), "+33639980001", "STOP", "m1")
		again.kill()
		end := w.end(ok)
		if n := w.events(); n != 1 {
			w.Errorf("%d events of one message", n)
		}
		return end
	}
}

func processes() []way {
	return []way{
		{"Processes and disks", "kill -9 right after the answer", Recorded, func(w *world) End {
			w.stop()
			p := w.spawn()
			ok := p.sms(w.Context(), "+33639980001", "STOP", "m1")
			p.kill()
			return w.end(ok)
		}},
		{"Processes and disks", "kill -9 before the message is looked at, and the provider tells it again", Recorded, killedAt("before")},
		{"Processes and disks", "kill -9 between the disk and the answer, and the provider tells it again", Recorded, killedAt("after")},
		{"Processes and disks", "the disk is full", Refused, func(w *world) End {
			w.objected()
			w.stop()
			p := w.spawn("DRILL_FULL=1")
			ok := p.sms(w.Context(), "+33639980001", "STOP", "m1")
			p.kill()
			return w.end(ok)
		}},
		{"Processes and disks", "the disk is full where the answer is for a human", Refused, func(w *world) End {
			w.stop()
			p := w.spawn("DRILL_FULL=1")
			ok := p.sms(w.Context(), "MARIE", "STOP", "m1")
			p.kill()
			return w.end(ok)
		}},
		{"Processes and disks", "the file may only be read", Refused, func(w *world) End {
			w.objected()
			w.stop()
			p := w.spawn("DRILL_MODE=ro")
			ok := p.sms(w.Context(), "+33639980001", "STOP", "m1")
			return w.end(ok)
		}},
		{"Processes and disks", "a trigger of somebody's drops the row and reports nothing", Refused, func(w *world) End {
			_, err := w.db.Exec("CREATE TRIGGER theirs BEFORE INSERT ON optout_event BEGIN SELECT RAISE(IGNORE); END")
			w.must(err)
			ok := w.sms("+33639980001", "STOP", "m1") // the program runs already
			_, err = w.db.Exec("DROP TRIGGER theirs")
			w.must(err)
			return w.end(ok)
		}},
		{"Processes and disks", "two processes write at the same time", Recorded, func(w *world) End {
			w.stop()
			programs := []*process{w.spawn(), w.spawn()}
			var wg sync.WaitGroup
			var taken atomic.Int32
			for i := range 20 {
				wg.Go(func() {
					if programs[i%2].sms(w.Context(), fmt.Sprintf("+33639980%03d", 100+i), "STOP", fmt.Sprint("m", i)) {
						taken.Add(1)
					}
				})
			}
			ok := programs[0].sms(w.Context(), "+33639980001", "STOP", "m1")
			wg.Wait()
			for _, p := range programs {
				p.kill()
			}
			end := w.end(ok)
			there := 0
			for i := range 20 {
				if w.refused(w.phone(fmt.Sprintf("+33639980%03d", 100+i))) {
					there++
				}
			}
			if there < int(taken.Load()) || taken.Load() == 0 {
				w.Errorf("%d of %d that were acknowledged are recorded", there, taken.Load())
			}
			return end
		}},
		{"Processes and disks", "somebody moves the ledger's file away under the running program, and an old copy into its place", Refused, func(w *world) End {
			w.objected()
			w.copyTo("copy.db")
			for _, tail := range []string{"", "-wal", "-shm"} {
				w.must(os.Rename(w.path("ledger.db"+tail), w.path("moved.db"+tail)))
			}
			w.restore("copy.db")
			return w.end(w.sms("+33639980001", "STOP", "m1"))
		}},
		{"Processes and disks", "somebody removes the file while an answer for a human comes in", Refused, func(w *world) End {
			w.objected()
			w.copyTo("copy.db")
			for _, tail := range []string{"", "-wal", "-shm"} {
				os.Remove(w.path("ledger.db" + tail))
			}
			ok := w.sms("MARIE", "STOP", "m1")
			w.stop()
			w.restore("copy.db")
			return w.end(ok)
		}},
		{"Processes and disks", "somebody removes the ledger's file under the running program", Refused, func(w *world) End {
			w.objected()
			w.copyTo("copy.db")
			for _, tail := range []string{"", "-wal", "-shm"} {
				os.Remove(w.path("ledger.db" + tail))
			}
			ok := w.sms("+33639980001", "STOP", "m1")
			w.stop()
			w.restore("copy.db")
			return w.end(ok)
		}},
	}
}
