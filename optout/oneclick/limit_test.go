package oneclick_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/oneclick"
)

// from posts a link as a client would.
func from(h http.Handler, client, link string, header ...string) *http.Response {
	r := httptest.NewRequest("POST", link, nil)
	r.RemoteAddr = client
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// A stranger who posts forgeries is stopped, is never told that something is recorded, and does not stop others.
func TestLimit(t *testing.T) {
	ledger := &counting{Memory: new(optout.Memory)}
	b := newBook(ledger)
	h := newHandler(t, b)
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	oneclick.SetClock(h, func() time.Time { return now })
	h.Limit = oneclick.Limit{Rate: 0.5, Burst: 5}
	outcomes := map[oneclick.Outcome]int{}
	h.Observe = func(o oneclick.Outcome) { outcomes[o]++ }
	other := newBook(new(optout.Memory))
	other.Keys.Current = optout.KeyOf(1, []byte("another secret of 32 bytes or so"))
	forged, good := "/d/"+mint(t, other, mailbox(t, "nom@example.org")), "/d/"+mint(t, b, mailbox(t, "nom@example.org"))
	const stranger = "203.0.113.7:4000"
	for i := range 20 {
		r := from(h, stranger, forged)
		want := 200
		if i >= 5 {
			want = 429
		}
		if r.StatusCode != want {
			t.Fatalf("post %d: status %d, want %d", i, r.StatusCode, want)
		}
		if page := text(t, r); want == 429 && (r.Header.Get("Retry-After") != "2" || strings.Contains(page, "C’est enregistré") || !strings.Contains(page, "droits@bancs.example.org")) {
			t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
		}
	}
	if ledger.records != 5 || outcomes[oneclick.Limited] != 15 || outcomes[oneclick.Forged] != 5 {
		t.Errorf("%d writes, outcomes %v", ledger.records, outcomes)
	}
	if r := from(h, stranger, good); r.StatusCode != 429 || ledger.Len() != 0 {
		t.Errorf("a limited client's good token: status %d, %d events", r.StatusCode, ledger.Len())
	}
	if r := from(h, "203.0.113.8:4000", good); r.StatusCode != 200 || ledger.Len() != 1 {
		t.Errorf("another client: status %d", r.StatusCode)
	}
	if r := do(h, "GET", good, "", ""); r.StatusCode != 200 {
		t.Errorf("who reads the page: status %d", r.StatusCode)
	}
	now = now.Add(2 * time.Second)
	if r := from(h, stranger, good); r.StatusCode != 200 {
		t.Errorf("after Retry-After: status %d", r.StatusCode)
	}
	h.Limit.Off = true
	for range 20 {
		if r := from(h, stranger, forged); r.StatusCode != 200 {
			t.Errorf("without a limit: status %d", r.StatusCode)
		}
	}
}

// counting counts what it is asked to write, probes too.
type counting struct {
	*optout.Memory
	records int
}

// A subscriber has 64 bits of IPv6 addresses to try, and is one client.
func TestLimitNetworks(t *testing.T) {
	h := newHandler(t, newBook(new(optout.Memory)))
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	oneclick.SetClock(h, func() time.Time { return now })
	h.Limit = oneclick.Limit{Burst: 2}
	for i, c := range []struct {
		client string
		status int
	}{
		{"[2001:db8:1:2::1]:1", 404}, {"[2001:db8:1:2:ffff::2]:1", 404}, {"[2001:db8:1:2::3]:1", 429}, {"[2001:db8:1:3::1]:1", 404},
		{"203.0.113.1:1", 404}, {"[::ffff:203.0.113.1]:2", 404}, {"203.0.113.1:3", 429}, {"203.0.113.2:1", 404},
		{"[fe80::1%eth0]:1", 404}, {"@", 404}, {"", 404},
	} {
		if r := from(h, c.client, "/d/x"); r.StatusCode != c.status {
			t.Errorf("%d, %s: status %d, want %d", i, c.client, r.StatusCode, c.status)
		}
	}
}

// The table of clients is bounded, and whoever posts on is not forgotten in it.
func TestLimitIsBounded(t *testing.T) {
	h := newHandler(t, newBook(new(optout.Memory)))
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	oneclick.SetClock(h, func() time.Time { return now })
	h.Limit = oneclick.Limit{Burst: 3, Clients: 100}
	posts := 0
	for i := range 5000 {
		from(h, fmt.Sprintf("10.%d.%d.1:1", i/256, i%256), "/d/x")
		if i%20 == 0 {
			if r := from(h, "203.0.113.7:1", "/d/x"); (r.StatusCode == 429) != (posts >= 3) {
				t.Fatalf("post %d of the one who goes on: status %d", posts, r.StatusCode)
			}
			posts++
		}
	}
	if n := oneclick.Remembered(h); n > 100 {
		t.Errorf("%d clients are remembered, more than 100", n)
	}
}

// Who stands behind a proxy and does not say so hears of it, once.
func TestLimitBehindProxy(t *testing.T) {
	h := newHandler(t, newBook(new(optout.Memory)))
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	oneclick.SetClock(h, func() time.Time { return now })
	var log bytes.Buffer
	h.Log = slog.New(slog.NewTextHandler(&log, nil))
	h.Limit = oneclick.Limit{Burst: 1}
	for _, client := range []string{"203.0.113.7:1", "203.0.113.7:1", "127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1"} {
		from(h, client, "/d/x")
	}
	if strings.Count(log.String(), "Handler.Client") != 1 {
		t.Errorf("log %s", &log)
	}
}

// Who is refused is not recorded, and an operator hears of it whoever it is: once a minute, without who.
func TestLimitIsLogged(t *testing.T) {
	b := newBook(new(optout.Memory))
	h := newHandler(t, b)
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	oneclick.SetClock(h, func() time.Time { return now })
	h.Limit, h.Client = oneclick.Limit{Burst: 1}, oneclick.Forwarded(netip.MustParsePrefix("127.0.0.0/8"))
	var log bytes.Buffer
	h.Log = slog.New(slog.NewTextHandler(&log, nil))
	link := "/d/" + mint(t, b, mailbox(t, "nom@example.org"))
	for minute := range 3 {
		for range 20 {
			from(h, "127.0.0.1:1", link, "X-Forwarded-For", "203.0.113.7")
		}
		if n := strings.Count(log.String(), "more than Handler.Limit"); n != minute+1 {
			t.Errorf("minute %d: %d lines", minute, n)
		}
		now = now.Add(time.Minute)
	}
	if strings.Contains(log.String(), "203.0.113") || strings.Contains(log.String(), link[3:]) {
		t.Error("the log says who")
	}
}

// Behind proxies the header is believed as far as they wrote it.
func TestForwarded(t *testing.T) {
	client := oneclick.Forwarded(netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"))
	for _, c := range []struct {
		remote string
		header []string
		want   string
	}{
		{"127.0.0.1:1", []string{"203.0.113.7"}, "203.0.113.7"},
		{"127.0.0.1:1", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		{"127.0.0.1:1", []string{"198.51.100.1", "203.0.113.7, 10.1.1.1"}, "203.0.113.7"},
		{"127.0.0.1:1", []string{"2001:db8:1:2::7"}, "2001:db8:1:2::/64"},
		{"127.0.0.1:1", nil, "127.0.0.1"},
		{"127.0.0.1:1", []string{"nonsense"}, "127.0.0.1"},
		{"127.0.0.1:1", []string{"203.0.113.7, nonsense"}, "127.0.0.1"},
		{"198.51.100.9:1", []string{"203.0.113.7"}, "198.51.100.9"}, // nobody trusts who is not a proxy
		{"10.0.0.1:1", []string{"10.0.0.2, 10.0.0.3"}, "10.0.0.2"},
	} {
		r := httptest.NewRequest("POST", "/d/x", nil)
		r.RemoteAddr = c.remote
		for _, v := range c.header {
			r.Header.Add("X-Forwarded-For", v)
		}
		if got := client(r); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.remote, c.header, got, c.want)
		}
	}
}

func ExampleForwarded() {
	client := oneclick.Forwarded(netip.MustParsePrefix("127.0.0.0/8"))
	r := httptest.NewRequest("POST", "/d/x", nil)
	r.RemoteAddr = "127.0.0.1:5000"
	r.Header.Set("X-Forwarded-For", "198.51.100.1, 203.0.113.7") // the first is what the client wrote itself
	fmt.Println(client(r))
	// Output: 203.0.113.7
}

func (c *counting) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	c.records++
	return c.Memory.Record(ctx, s, events...)
}
