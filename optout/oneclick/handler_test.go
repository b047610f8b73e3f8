package oneclick_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	_ "modernc.org/sqlite"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/oneclick"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
)

var (
	testKey    = optout.KeyOf(1, []byte("0123456789abcdef0123456789abcdef"))
	testNotice = notice.Notice{
		Controller: notice.Controller{ID: "852123456", Name: "Liste <Nos bancs> & Cie"},
		Rights:     notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d"},
	}
	email = optout.For{Channel: law.Email}
	sms   = optout.For{Channel: law.SMS}
)

func newBook(l optout.Ledger) *optout.Book {
	return &optout.Book{Ledger: l, Keys: optout.Keys{Current: testKey}, Controller: "852123456"}
}

func newHandler(t testing.TB, b *optout.Book) *oneclick.Handler {
	t.Helper()
	h, err := oneclick.New(b, testNotice)
	if err != nil {
		t.Fatal(err)
	}
	h.Log = slog.New(slog.DiscardHandler)
	return h
}

func mailbox(t testing.TB, s string) optout.Address {
	t.Helper()
	a, err := optout.Mailbox(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func mint(t testing.TB, b *optout.Book, to optout.Address) string {
	t.Helper()
	token, err := b.Token(to, email)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// cleared reports whether the address may still be written to.
func cleared(t testing.TB, b *optout.Book, f optout.For, to optout.Address) bool {
	t.Helper()
	n := 0
	for _, err := range optout.Screen(context.Background(), b, f, optout.Rows(optout.Row[int]{Data: new(int), To: to})) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n == 1
}

func do(h http.Handler, method, target, contentType, body string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Scanners, previews and prefetching follow links.
func TestOnlyPostActs(t *testing.T) {
	ledger := new(optout.Memory)
	b := newBook(ledger)
	h := newHandler(t, b)
	to := mailbox(t, "nom@example.org")
	target := "/d/" + mint(t, b, to)
	for method, status := range map[string]int{
		"GET": 200, "HEAD": 200, "OPTIONS": 204, "PUT": 405, "DELETE": 405, "PATCH": 405, "TRACE": 405, "PROPFIND": 405,
	} {
		r := do(h, method, target, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")
		if r.StatusCode != status || (status != 200) != (r.Header.Get("Allow") != "") {
			t.Errorf("%s: status %d, want %d; Allow %q", method, r.StatusCode, status, r.Header.Get("Allow"))
		}
		if body := text(t, r); (method == "GET") != (body != "") {
			t.Errorf("%s: a body of %d bytes", method, len(body))
		}
	}
	if ledger.Len() != 0 {
		t.Fatal("a method other than POST objected")
	}
	if r := do(h, "POST", target, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"); r.StatusCode != 200 || cleared(t, b, email, to) {
		t.Errorf("POST: status %d, and the address is cleared or not: %v", r.StatusCode, cleared(t, b, email, to))
	}
}

func multipartBody() (contentType, body string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("List-Unsubscribe", "One-Click")
	w.Close()
	return w.FormDataContentType(), b.String()
}

// Every body that a provider may send, and more, does the same.
func TestBodies(t *testing.T) {
	mp, mpBody := multipartBody()
	for name, c := range map[string]struct{ contentType, body string }{
		"urlencoded":       {"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"},
		"multipart":        {mp, mpBody},
		"none":             {"", ""},
		"of the page":      {"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click&x=1"},
		"broken multipart": {"multipart/form-data", "--x\r\nnonsense"},
		"broken escapes":   {"application/x-www-form-urlencoded", "%zz=%"},
		"JSON":             {"application/json", "{}"},
		"one megabyte":     {"application/octet-stream", strings.Repeat("x", 1<<20)},
	} {
		t.Run(name, func(t *testing.T) {
			ledger := new(optout.Memory)
			b := newBook(ledger)
			h, to := newHandler(t, b), mailbox(t, "nom@example.org")
			r := do(h, "POST", "/d/"+mint(t, b, to), c.contentType, c.body)
			if r.StatusCode != 200 || r.Header.Get("Location") != "" || r.Header.Get("Set-Cookie") != "" || ledger.Len() != 1 {
				t.Errorf("status %d, headers %v, %d events", r.StatusCode, r.Header, ledger.Len())
			}
		})
	}
}

// counted is a body that knows how much of it was read.
type counted struct {
	io.Reader
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

// A body without end is read as far as one may be that says anything, and the objection is recorded all the same.
func TestBodyWithoutEnd(t *testing.T) {
	ledger := new(optout.Memory)
	b := newBook(ledger)
	h := newHandler(t, b)
	for _, size := range []int{30, 16 << 10, 64 << 10, 8 << 20} {
		body := &counted{Reader: io.LimitReader(zeros{}, int64(size))}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/d/"+mint(t, b, mailbox(t, "nom@example.org")), body)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 || ledger.Len() != 1 {
			t.Errorf("%d bytes: status %d, %d events", size, w.Code, ledger.Len())
		}
		// One byte more says that it goes on; readers may ask for a buffer's worth.
		if most := 16<<10 + 32<<10; body.read > most || size <= 16<<10 && body.read != size {
			t.Errorf("%d bytes: %d were read", size, body.read)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// forge returns tokens of the right form that the book did not mint: of another secret, and with a bit of the good one changed.
func forge(t testing.TB, good string) []string {
	t.Helper()
	other := newBook(new(optout.Memory))
	other.Keys.Current = optout.KeyOf(1, []byte("another secret of 32 bytes or so"))
	forged := []string{mint(t, other, mailbox(t, "nom@example.org"))}
	for _, i := range []int{5, 30, 45} {
		with := byte('x')
		if good[i] == with {
			with = 'y'
		}
		forged = append(forged, good[:i]+string(with)+good[i+1:])
	}
	return forged
}

// whole is an answer, status, header and page.
func whole(t testing.TB, r *http.Response) string {
	t.Helper()
	var all strings.Builder
	all.WriteString(r.Status)
	r.Header.Write(&all)
	all.WriteString(text(t, r))
	return all.String()
}

// A forged token of the right form, one of somebody unknown and one used before get the same answer.
func TestNoOracle(t *testing.T) {
	ledger := new(optout.Memory)
	b := newBook(ledger)
	h := newHandler(t, b)
	good := mint(t, b, mailbox(t, "nom@example.org"))
	for _, method := range []string{"GET", "POST"} {
		var first string
		for _, token := range append([]string{good, good, good + ".", good + "/"}, forge(t, good)...) {
			all := whole(t, do(h, method, "/d/"+token, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"))
			if first == "" {
				first = all
			}
			if all != first {
				t.Errorf("%s %s is answered in another way", method, token)
			}
		}
	}
	if ledger.Len() != 1 {
		t.Errorf("%d events, want 1", ledger.Len())
	}
}

// A link that is not whole is said to be so, by GET and by POST, with another way to object, and never to be recorded.
func TestIncompleteLinks(t *testing.T) {
	ledger := new(optout.Memory)
	b := newBook(ledger)
	h := newHandler(t, b)
	outcomes := map[oneclick.Outcome]int{}
	h.Observe = func(o oneclick.Outcome) { outcomes[o]++ }
	good := mint(t, b, mailbox(t, "nom@example.org"))
	broken := []string{good[:50], good[:20], good[1:], strings.ToLower(good), strings.ToUpper(good), good + "x", good[:20] + "." + good[20:], "x", "", "%00", "%20", good + good}
	for _, token := range broken {
		for _, method := range []string{"GET", "POST"} {
			r := do(h, method, "/d/"+token, "", "")
			page := text(t, r)
			if r.StatusCode != 404 || strings.Contains(page, "C’est enregistré") || strings.Contains(page, "<form") || !strings.Contains(page, "Ce lien est incomplet") || !strings.Contains(page, "mailto:droits@bancs.example.org") {
				t.Errorf("%s %q: status %d", method, token, r.StatusCode)
			}
		}
	}
	if ledger.Len() != 0 || outcomes[oneclick.Incomplete] != 2*len(broken) {
		t.Errorf("%d events, outcomes %v", ledger.Len(), outcomes)
	}
	// What was only appended does no harm, over HTTP and through a mux.
	for _, tail := range []string{"", "%20", ".", "%3E", "=", "/", "%22", "&utm_source=mail", "%E2%80%9D", "?utm_source=mail", "%20Pour%20ne%20plus", ")", "%0D%0A", "/."} {
		ledger := new(optout.Memory)
		b := newBook(ledger)
		mux := http.NewServeMux()
		mux.Handle("/d/", newHandler(t, b))
		server := httptest.NewServer(mux)
		to := mailbox(t, "nom@example.org")
		r, err := server.Client().Post(server.URL+"/d/"+mint(t, b, to)+tail, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		server.Close()
		if r.StatusCode != 200 || cleared(t, b, email, to) {
			t.Errorf("%q behind a link: status %d", tail, r.StatusCode)
		}
	}
}

// A link of a key that is gone is no objection recorded: the person hears so, and so does an operator.
func TestUnknownKey(t *testing.T) {
	ledger := new(optout.Memory)
	former := newBook(new(optout.Memory))
	former.Keys.Current = optout.KeyOf(7, []byte("a former secret of 32 bytes or so"))
	b := newBook(ledger)
	h := newHandler(t, b)
	var log bytes.Buffer
	h.Log = slog.New(slog.NewTextHandler(&log, nil))
	unknown := 0
	h.Observe = func(o oneclick.Outcome) {
		if o == oneclick.UnknownKey {
			unknown++
		}
	}
	to := mailbox(t, "nom@example.org")
	token := mint(t, former, to)
	for _, method := range []string{"GET", "POST"} {
		r := do(h, method, "/d/"+token, "", "")
		page := text(t, r)
		if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" || strings.Contains(page, "C’est enregistré") || !strings.Contains(page, "rien n’a été pris en compte") || !strings.Contains(page, "mailto:droits@bancs.example.org") {
			t.Errorf("%s: status %d", method, r.StatusCode)
		}
	}
	if ledger.Len() != 0 || unknown != 2 || strings.Count(log.String(), "key=7") != 1 || strings.Contains(log.String(), token) {
		t.Errorf("%d events, %d counted, log %s", ledger.Len(), unknown, &log)
	}
	// The operator finds the key, and the link works.
	b.Keys.Older = []optout.Key{former.Keys.Current}
	if r := do(newHandler(t, b), "POST", "/d/"+token, "", ""); r.StatusCode != 200 || cleared(t, b, email, to) {
		t.Errorf("with the key: status %d", r.StatusCode)
	}
}

// A body that does not come does not hold the handler, nor the objection.
func TestStalledBody(t *testing.T) {
	ledger := new(optout.Memory)
	b := newBook(ledger)
	h := newHandler(t, b)
	h.ReadTimeout = 50 * time.Millisecond
	server := httptest.NewServer(h)
	defer server.Close()
	to := mailbox(t, "nom@example.org")
	if got := stalled(t, server.URL, "POST /d/"+mint(t, b, to)+" HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nList-"); got != "HTTP/1.1 200" {
		t.Errorf("answer %q", got)
	}
	if cleared(t, b, email, to) {
		t.Error("the objection is lost")
	}
}

// The page says to whom one may complain.
func TestRegulator(t *testing.T) {
	h := newHandler(t, newBook(new(optout.Memory)))
	for _, accept := range []string{"fr", "en"} {
		for _, method := range []string{"GET", "POST"} {
			if page := text(t, do(h, method, "/d/x", "", "", "Accept-Language", accept)); !strings.Contains(page, "CNIL") || !strings.Contains(page, `href="https://www.cnil.fr/adresser-une-plainte"`) {
				t.Errorf("%s, %s: the page names no supervisory authority", method, accept)
			}
		}
	}
}

// failing is a ledger on a full disk.
type failing struct{ *optout.Memory }

func (failing) Record(context.Context, optout.Sealer, ...optout.Event) error {
	return errors.New("disk full")
}

// silent is a ledger that does not answer at all.
type silent struct{ *optout.Memory }

func (silent) History(context.Context, optout.Digest) ([]optout.Event, error) {
	return nil, errors.New("no route to host")
}

func TestLedgerFails(t *testing.T) {
	for name, ledger := range map[string]optout.Ledger{"full": failing{new(optout.Memory)}, "away": silent{new(optout.Memory)}} {
		b := newBook(ledger)
		h := newHandler(t, b)
		var log bytes.Buffer
		h.Log = slog.New(slog.NewTextHandler(&log, nil))
		token := mint(t, b, mailbox(t, "nom@example.org"))
		r := do(h, "POST", "/d/"+token, "", "")
		if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" || !strings.Contains(text(t, r), "n’est pas enregistrée") {
			t.Errorf("%s: status %d", name, r.StatusCode)
		}
		if log.Len() == 0 || strings.Contains(log.String(), token) {
			t.Errorf("%s: the log is silent or names the token: %s", name, log.String())
		}
	}
}

// Whatever state the ledger is in, a token that was never used, one used before and a forged one get the same answer to the byte.
func TestFailingLedgerIsNoOracle(t *testing.T) {
	for name, ledger := range map[string]func(*optout.Memory) optout.Ledger{
		"full": func(m *optout.Memory) optout.Ledger { return failing{m} },
		"away": func(m *optout.Memory) optout.Ledger { return silent{m} },
		"well": func(m *optout.Memory) optout.Ledger { return m },
	} {
		m := new(optout.Memory)
		h := newHandler(t, newBook(m))
		used := mint(t, newBook(m), mailbox(t, "avant@example.org"))
		if r := do(h, "POST", "/d/"+used, "", ""); r.StatusCode != 200 {
			t.Fatal(r.Status)
		}
		b := newBook(ledger(m))
		h = newHandler(t, b)
		other := newBook(new(optout.Memory))
		other.Keys.Current = optout.KeyOf(1, []byte("another secret of 32 bytes or so"))
		answers := map[string]string{}
		tokens := map[string]string{"unused": mint(t, b, mailbox(t, "nom@example.org")), "used": used, "of another key": mint(t, other, mailbox(t, "nom@example.org"))}
		for i, token := range forge(t, used) {
			tokens[fmt.Sprint("forged ", i)] = token
		}
		for what, token := range tokens {
			r := do(h, "POST", "/d/"+token, "", "")
			if want := map[bool]int{true: 200, false: 503}[name == "well"]; r.StatusCode != want {
				t.Errorf("a ledger that is %s, a token that is %s: status %d, want %d", name, what, r.StatusCode, want)
			}
			answers[what] = whole(t, r)
		}
		for what, answer := range answers {
			if answer != answers["forged 0"] {
				t.Errorf("a ledger that is %s: a token that is %s is answered in another way than a forged one", name, what)
			}
		}
	}
}

// cancelling cancels the request while the ledger works.
type cancelling struct {
	*optout.Memory
	cancel context.CancelFunc
}

func (c cancelling) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	c.cancel()
	return c.Memory.Record(ctx, s, events...)
}

// Who hangs up has asked all the same.
func TestClientHangsUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ledger := cancelling{new(optout.Memory), cancel}
	b := newBook(ledger)
	h := newHandler(t, b)
	r := httptest.NewRequestWithContext(ctx, "POST", "/d/"+mint(t, b, mailbox(t, "nom@example.org")), nil)
	h.ServeHTTP(httptest.NewRecorder(), r)
	if ledger.Len() != 1 {
		t.Error("the objection is lost")
	}
}

func TestPage(t *testing.T) {
	b := newBook(new(optout.Memory))
	h := newHandler(t, b)
	token := mint(t, b, mailbox(t, "nom@example.org"))
	for accept, want := range map[string]struct{ lang, words string }{
		"":                       {"fr", "Ne plus recevoir nos messages"},
		"fr-FR,fr;q=0.9,en;q=.8": {"fr", "Ne plus recevoir nos messages"},
		"en-US,en;q=0.9":         {"en", "Stop receiving our messages"},
		"de-DE":                  {"fr", "Ne plus recevoir nos messages"},
		"\x00;;;,":               {"fr", "Ne plus recevoir nos messages"},
	} {
		for _, method := range []string{"GET", "POST"} {
			r := do(h, method, "/d/"+token, "", "", "Accept-Language", accept)
			body := text(t, r)
			head := r.Header
			if head.Get("Content-Language") != want.lang || !strings.Contains(body, `<html lang="`+want.lang+`"`) || method == "GET" && !strings.Contains(body, want.words) {
				t.Errorf("%s, %q: language %s", method, accept, head.Get("Content-Language"))
			}
			for name, value := range map[string]string{
				"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Language",
				"Content-Type": "text/html; charset=utf-8",
			} {
				if head.Get(name) != value {
					t.Errorf("%s: %s is %q", method, name, head.Get(name))
				}
			}
			if !strings.Contains(head.Get("X-Robots-Tag"), "noindex") || len(head["Set-Cookie"]) > 0 {
				t.Errorf("%s: headers %v", method, head)
			}
			for _, bad := range []string{token, "<script", "javascript:", "http-equiv", "<img", "onclick", "<Nos bancs>"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s: the page has %q", method, bad)
				}
			}
			if !strings.Contains(body, "Liste &lt;Nos bancs&gt; &amp; Cie") || !strings.Contains(body, "mailto:droits@bancs.example.org") {
				t.Errorf("%s: the page does not say who and whom to ask", method)
			}
			accessible(t, body, method == "GET")
			// The policy names the very style that the page carries.
			style := body[strings.Index(body, "<style>")+len("<style>") : strings.Index(body, "</style>")]
			sum := sha256.Sum256([]byte(style))
			csp := head.Get("Content-Security-Policy")
			for _, part := range []string{"default-src 'none'", "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(csp, part) {
					t.Errorf("the policy lacks %s: %s", part, csp)
				}
			}
		}
	}
}

// accessible checks what a program can: language, title, one main and one h1, a named viewport that may be zoomed, a
// form that posts to its own URL with one named button, and no word in a colour or size of its own.
func accessible(t *testing.T, body string, form bool) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[string]int)
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "action":
				t.Errorf("<%s %s>", n.Data, a.Key)
			case a.Key == "content" && (strings.Contains(a.Val, "user-scalable") || strings.Contains(a.Val, "maximum-scale")):
				t.Error("the page may not be zoomed")
			case n.Data == "form" && a.Key == "method" && a.Val != "post":
				t.Error("the form does not post")
			}
		}
		if (n.Data == "title" || n.Data == "h1" || n.Data == "button" || n.Data == "a") && (n.FirstChild == nil || strings.TrimSpace(n.FirstChild.Data) == "") {
			t.Errorf("<%s> has no name", n.Data)
		}
	}
	want := map[string]int{"html": 1, "title": 1, "main": 1, "h1": 1, "script": 0, "link": 0, "img": 0, "iframe": 0, "form": 0, "button": 0}
	if form {
		want["form"], want["button"] = 1, 1
	}
	for tag, n := range want {
		if count[tag] != n {
			t.Errorf("%d <%s>, want %d", count[tag], tag, n)
		}
	}
}

func openLedger(t *testing.T, path string) (*optoutsql.Ledger, func()) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := optoutsql.Open(t.Context(), db, optoutsql.SQLite)
	if errors.Is(err, optoutsql.ErrNoLedger) {
		l, err = optoutsql.Create(t.Context(), db, optoutsql.SQLite)
	}
	if err != nil {
		t.Fatal(err)
	}
	return l, func() { l.Close(); db.Close() }
}

// Over HTTP, many at a time, each twice; then the machine restarts.
func TestServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "optout.db")
	ledger, closeLedger := openLedger(t, path)
	b := newBook(ledger)
	mux := http.NewServeMux()
	mux.Handle("/d/{token}", newHandler(t, b))
	server := httptest.NewServer(mux)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("redirected") }
	const people = 12
	var wg sync.WaitGroup
	for i := range people {
		to := mailbox(t, "p"+string(rune('a'+i))+"@example.org")
		token := mint(t, b, to)
		wg.Go(func() {
			for range 2 {
				r, err := client.PostForm(server.URL+"/d/"+token, url.Values{"List-Unsubscribe": {"One-Click"}})
				if err != nil || r.StatusCode != 200 {
					t.Errorf("%v, %v", r, err)
					return
				}
				r.Body.Close()
			}
		})
	}
	wg.Wait()
	server.Close()
	closeLedger()

	ledger, closeLedger = openLedger(t, path)
	defer closeLedger()
	b = newBook(ledger)
	for i := range people {
		if cleared(t, b, email, mailbox(t, "p"+string(rune('a'+i))+"@example.org")) {
			t.Errorf("person %d is written to after a restart", i)
		}
	}
	if !cleared(t, b, email, mailbox(t, "other@example.org")) {
		t.Error("somebody else is not")
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := oneclick.New(nil, testNotice); !errors.Is(err, law.SpecField) {
		t.Errorf("no book: %v", err)
	}
	if _, err := oneclick.New(&optout.Book{}, testNotice); !errors.Is(err, law.SpecField) {
		t.Errorf("an empty book: %v", err)
	}
	b := newBook(new(optout.Memory))
	b.Controller = "other"
	if _, err := oneclick.New(b, testNotice); err == nil {
		t.Error("a book of another controller")
	}
	if _, err := oneclick.New(newBook(new(optout.Memory)), notice.Notice{Controller: notice.Controller{ID: "852123456"}}); err == nil {
		t.Error("a notice without a name")
	}
}

func BenchmarkPost(b *testing.B) {
	book := newBook(new(optout.Memory))
	h := newHandler(b, book)
	h.Limit.Off = true
	target := "/d/" + mint(b, book, mailbox(b, "nom@example.org"))
	for b.Loop() {
		if r := do(h, "POST", target, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"); r.StatusCode != 200 {
			b.Fatal(r.Status)
		}
	}
}

// tokenLetters leaves out what a mail program may put into a link.
func tokenLetters(r rune) rune {
	if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_' {
		return r
	}
	return -1
}

// Whatever is asked, the handler answers without a panic with one of its few statuses, and nothing but a token of the book writes into the
// ledger. The seeds are attacks: paths, methods and bodies that proxies and scanners send.
func FuzzHandler(f *testing.F) {
	good := mint(f, newBook(new(optout.Memory)), mailbox(f, "nom@example.org"))
	for _, s := range []struct{ method, path, contentType, body, lang string }{
		{"POST", "/d/" + good, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "fr"},
		{"POST", "/d/" + good + "x", "", "", ""}, {"POST", "/d/" + good[1:], "", "", ""}, {"POST", "/d/../" + good, "", "", ""},
		{"GET", "/d/" + good, "", "", strings.Repeat("fr-", 200)}, {"POST", "/", "multipart/form-data; boundary=", "--\r\n", "*;q=9"},
		{"POST", "/d/%00", "a/b;c", "%zz", "\x00"}, {"TRACE", "//d//", "", "", "en"}, {"post", "/d/" + strings.Repeat("A", 51), "", "", ""},
	} {
		f.Add(s.method, s.path, s.contentType, s.body, s.lang)
	}
	f.Fuzz(func(t *testing.T, method, path, contentType, body, lang string) {
		ledger := new(optout.Memory)
		h := newHandler(t, newBook(ledger))
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Method, r.URL = method, &url.URL{Path: path}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept-Language", lang)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch w.Code {
		case 200, 204, 404, 405, 503: // 503: a key that the book lacks
		default:
			t.Fatalf("status %d", w.Code)
		}
		if ledger.Len() > 0 && (method != "POST" || !strings.Contains(strings.Map(tokenLetters, path), good)) {
			t.Fatalf("%q of %q wrote into the ledger", method, path)
		}
	})
}
