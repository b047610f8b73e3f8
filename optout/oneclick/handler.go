package oneclick

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/scrutateur/scrutateur/internal/tongue"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/optout"
)

// Handler answers the URL of List-Unsubscribe:
//
//   - GET and HEAD show a page with a button, in French or English. They never act, because scanners of links, previews and
//     antivirus programs follow links. (RFC 8058, section 1)
//   - POST records the objection of the token, in whatever form the body comes, multipart/form-data, urlencoded or
//     none, without cookie, origin or redirect. (RFC 8058, sections 3.1 and 3.2) It answers 200 after the objection
//     is durable, 503 when the ledger fails, so that the provider tries again. It may be repeated: links are followed
//     more than once.
//   - OPTIONS names the methods, every other method is answered 405.
//
// A forged token, an unknown one and a token used before get the same status and the same page after the same look-up: the answer
// tells a stranger nothing.
type Handler struct {
	// Log is told when the ledger fails, without the token; nil is slog.Default.
	Log *slog.Logger

	book  *optout.Book
	pages pages
}

var _ http.Handler = (*Handler)(nil)

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
		h.show(w, r, http.StatusOK, asking)
	case http.MethodPost:
		// The body says nothing that matters. It is read so that the connection can be used again, and no further than that.
		io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxBody))
		if err := unsubscribe(r.Context(), h.book, token(r)); err != nil {
			logger(h.Log).ErrorContext(r.Context(), "an objection could not be recorded", "error", err)
			head.Set("Retry-After", "120") // seconds
			h.show(w, r, http.StatusServiceUnavailable, failed)
			return
		}
		h.show(w, r, http.StatusOK, done)
	case http.MethodOptions:
		head.Set("Allow", methods)
		w.WriteHeader(http.StatusNoContent)
	default:
		head.Set("Allow", methods)
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// unsubscribe gives a forged token the answer of a good one. A client that hangs up does not undo what it asked for.
func unsubscribe(ctx context.Context, b *optout.Book, token string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patient)
	defer cancel()
	if _, err := b.Unsubscribe(ctx, token, "oneclick"); err != nil && !errors.Is(err, optout.ErrToken) {
		return err
	}
	return nil
}

func token(r *http.Request) string {
	if t := r.PathValue("token"); t != "" {
		return t
	}
	return path.Base(r.URL.Path)
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
