package optoutsql_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout"
)

// TestWriter records objections, from several callers who share commits, and says the number of each after Record returned, until it is killed.
func TestWriter(t *testing.T) {
	path, ok := os.LookupEnv("OPTOUTSQL_CRASH")
	if !ok {
		t.Skip("run by TestSQLiteSurvivesKill")
	}
	l := openSQLite(t, path)
	var next atomic.Int64
	for i := range numbers(t, l) {
		next.Store(max(next.Load(), int64(i)+1))
	}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if err := record(t.Context(), l, numbered(i)); err != nil {
					t.Error(err)
					return
				}
				os.Stdout.WriteString(fmt.Sprintln("recorded", i)) // a line a write, so that callers' lines do not mix
			}
		})
	}
	wg.Wait()
}

func numbered(i int) optout.Event {
	return optout.Event{Digest: optout.Digest{1}, Kind: optout.Objection, At: noon, Evidence: fmt.Sprint(i)}
}

func numbers(t *testing.T, l closing) map[int]bool {
	events, err := l.History(t.Context(), optout.Digest{1})
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[int]bool)
	for _, e := range events {
		var n int
		fmt.Sscan(e.Evidence, &n)
		found[n] = true
	}
	return found
}

// A process that is killed while it records loses nothing of what it said was recorded. (A kill leaves the operating system's
// cache alive: against a loss of power the promise rests on synchronous=FULL, which TestSQLiteSettings holds.)
func TestSQLiteSurvivesKill(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	said := make(map[int]bool)
	for round := range 4 {
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestWriter$")
		cmd.Env = append(os.Environ(), "OPTOUTSQL_CRASH="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); {
			var i int
			if k, _ := fmt.Sscanf(lines.Text(), "recorded %d", &i); k == 1 {
				said[i] = true
				if n++; n == 5+round*7 {
					time.AfterFunc(time.Duration(round)*700*time.Microsecond, func() { cmd.Process.Kill() })
				}
			}
		}
		cmd.Wait()
		l := openSQLite(t, path)
		found := numbers(t, l)
		var verdict string
		if err := l.db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("integrity_check: %s, error %v", verdict, err)
		}
		b := &optout.Book{Ledger: l.Ledger, Keys: optout.Keys{Current: key}, Controller: "852123456"}
		if v, err := optout.Verify(t.Context(), b); err != nil || len(v.Findings) > 0 {
			t.Errorf("the chain after a kill: %v, error %v", v.Findings, err)
		}
		l.Close()
		for i := range said {
			if !found[i] {
				t.Errorf("round %d: event %d was said to be recorded and is lost", round, i)
			}
		}
	}
	if len(said) < 20 {
		t.Errorf("only %d events: the test shows little", len(said))
	}
}
