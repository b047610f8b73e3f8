package oneclick

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/scrutateur/scrutateur/internal/tongue"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/optout"
)

// Handler answers the URL of List-Unsubscribe:
//
//   - GET and HEAD show a page with a button, in the reader's language. They never act, because scanners of links, previews and
//     antivirus programs follow links. (RFC 8058, section 1)
//   - POST records the objection of the token, in whatever form the body comes, multipart/form-data, urlencoded or
//     none, without cookie, origin or redirect. (RFC 8058, sections 3.1 and 3.2) It answers 200 after the objection
//     is durable, 503 when the ledger fails, so that the provider tries again. It may be repeated: links are followed
//     more than once, and an objection is one event however often it is posted.
//   - OPTIONS names the methods, every other method is answered 405.
//
// What mail programs append to a link is cut off (optout.TrimToken). A link that is not whole is answered 404 with a page that says so
// and how else to object. A link of a key that the book lacks is answered 503, says so too, and is logged: an operator has to put that key
// among the older ones. Neither is said to be recorded.
//
// A forged token of the right form, an unknown one and a token used before get the same status and the same page after the same
// look-up: the answer tells a stranger nothing. What a client may post is limited, see Limit.
type Handler struct {
	// Log is told when the ledger fails or a key is missing, without the token; nil is slog.Default.
	Log *slog.Logger
	// Observe is told what became of every request that is about a token; nil is nobody. It is for counting, is called by many goroutines at
	// once, and must not block.
	Observe func(Outcome)
	// Limit bounds what one client may post; the zero Limit is 10 a second, 300 at once.
	Limit Limit
	// Client names the client of a request for Limit; nil is by the address that is connected. Behind a proxy that is the proxy's, so give
	// Forwarded there, or all clients share one limit.
	Client func(*http.Request) string
	// ReadTimeout bounds how long a body may take; zero is 10 seconds.
	ReadTimeout time.Duration

	book    *optout.Book
	pages   pages
	limiter limiter
	warned  atomic.Bool
	said    [256]atomic.Int64 // by the number of a key: when it was logged that it is missing, in seconds
	refused atomic.Int64      // when it was logged that a client is over its limit
}

var _ http.Handler = (*Handler)(nil)

// Outcome is what became of a request.
type Outcome string

const (
	Recorded   Outcome = "recorded"    // POST: the objection stands, recorded now or before
	Shown      Outcome = "shown"       // GET: the page with the button
	Forged     Outcome = "forged"      // POST: a token that this book did not mint, of the right form
	Incomplete Outcome = "incomplete"  // a link that is not whole
	UnknownKey Outcome = "unknown key" // a link of a key that the book lacks: if it is one of yours, its links are dead until you put it among Keys.Older
	Limited    Outcome = "limited"     // POST: more than the client may
	Failed     Outcome = "failed"      // POST: the ledger failed, nothing is recorded
)

// New returns the handler for the messages of one controller: of the Notice it takes name, contact and link. The
// error says what is missing of the book, or that book and Notice are of different controllers.
func New(b *optout.Book, n notice.Notice) (*Handler, error) {
	if err := b.Findings().Err(); err != nil {
		return nil, err
	}
	if b.Controller != n.Controller.ID {
		return nil, errors.New("oneclick: the book and the notice are of different controllers")
	}
	if n.Controller.Name == "" {
		return nil, errors.New("oneclick: the notice names no controller: people have to see from whom they unsubscribe")
	}
	p, err := render(n)
	if err != nil {
		return nil, fmt.Errorf("oneclick: %w", err)
	}
	return &Handler{book: b, pages: p}, nil
}

// Format writes "one-click handler" under every verb: the handler holds a book, and the book its keys.
func (h *Handler) Format(f fmt.State, verb rune) { io.WriteString(f, "one-click handler") }

const (
	methods = "GET, HEAD, POST, OPTIONS"
	maxBody = 16 << 10         // bytes; a one-click body has some thirty
	patient = 15 * time.Second // for the ledger
)

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("X-Robots-Tag", "noindex, nofollow")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", policy)
	head.Set("Vary", "Accept-Language")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		_, err := h.book.Parse(token(r))
		outcome := h.outcome(r, err)
		if outcome == Recorded || outcome == Forged { // a stranger is shown what everybody is
			outcome = Shown
		}
		h.answer(w, r, outcome)
	case http.MethodPost:
		deadline(w, h.ReadTimeout)
		outcome := h.post(w, r)
		// The body says nothing that matters. It is read so that the connection can be used again, and no further than that.
		io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxBody))
		h.answer(w, r, outcome)
	case http.MethodOptions:
		head.Set("Allow", methods)
		w.WriteHeader(http.StatusNoContent)
	default:
		head.Set("Allow", methods)
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// post records the objection, before the body has come: whoever hangs up or stalls in the middle of it has asked all the same.
func (h *Handler) post(w http.ResponseWriter, r *http.Request) Outcome {
	client := h.Client
	if client == nil {
		client = clientOf
	}
	name := client(r)
	if wait := h.limiter.wait(h.Limit, name); wait > 0 {
		if a, err := netip.ParseAddr(name); h.Client == nil && err == nil && (a.IsLoopback() || a.IsPrivate()) && !h.warned.Swap(true) {
			logger(h.Log).WarnContext(r.Context(), "all clients share one limit, because they come through a proxy: give Handler.Client, oneclick.Forwarded say")
		}
		h.tell(&h.refused, func() {
			logger(h.Log).WarnContext(r.Context(), "a client posts more than Handler.Limit lets through, and what it posts is not recorded: if it is a mail provider, widen Handler.Limit; if it is a proxy, see oneclick.Forwarded")
		})
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
		return Limited
	}
	ctx, cancel := private(r.Context())
	defer cancel()
	_, err := h.book.Unsubscribe(ctx, token(r), "oneclick")
	return h.outcome(r, err)
}

// outcome reads the error of Parse or Unsubscribe, and tells the operator what is his.
func (h *Handler) outcome(r *http.Request, err error) Outcome {
	switch key, unknown := errors.AsType[*optout.UnknownKeyError](err); {
	case err == nil:
		return Recorded
	case unknown:
		h.tell(&h.said[key.Key], func() { // anybody may write any number into a link
			logger(h.Log).ErrorContext(r.Context(), "a link names a key that the book lacks: if it is one of yours, add it to Keys.Older, or who follows its links cannot object",
				"key", key.Key)
		})
		return UnknownKey
	case errors.Is(err, optout.ErrTokenDamaged):
		return Incomplete
	case errors.Is(err, optout.ErrToken):
		return Forged
	}
	logger(h.Log).ErrorContext(r.Context(), "an objection could not be recorded", "error", err)
	return Failed
}

// tell logs at most once a minute what strangers can cause, so that they do not fill the log. last is when it was logged, in seconds.
func (h *Handler) tell(last *atomic.Int64, log func()) {
	now := h.limiter.clock().Unix()
	if before := last.Load(); (before == 0 || now >= before+60) && last.CompareAndSwap(before, now) {
		log()
	}
}

// answer shows the page of an outcome. A forgery gets that of a good token.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, o Outcome) {
	if h.Observe != nil {
		h.Observe(o)
	}
	switch o {
	case Shown:
		h.show(w, r, http.StatusOK, asking)
	case Incomplete:
		h.show(w, r, http.StatusNotFound, incomplete)
	case UnknownKey:
		w.Header().Set("Retry-After", "3600") // seconds: an operator may find the key
		h.show(w, r, http.StatusServiceUnavailable, orphaned)
	case Limited:
		h.show(w, r, http.StatusTooManyRequests, limited)
	case Failed:
		w.Header().Set("Retry-After", "120") // seconds
		h.show(w, r, http.StatusServiceUnavailable, failed)
	default:
		h.show(w, r, http.StatusOK, done)
	}
}

// token finds the part of the path that is a token. A mail program may have put a "/" behind it, or more.
func token(r *http.Request) string {
	given := r.PathValue("token")
	if given == "" {
		given = r.URL.Path
	}
	for part := range strings.SplitSeq(given, "/") {
		if _, err := optout.TrimToken(part); err == nil {
			return part
		}
	}
	return path.Base(given)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, status int, s state) {
	said := tongue.OfHeader(r.Header.Get("Accept-Language"))
	body := h.pages[said][s]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", said.String())
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

func logger(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.Default()
	}
	return l
}
