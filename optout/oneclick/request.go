package oneclick

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/scrutateur/scrutateur/internal/damaged"
)

const (
	maxInbound = 1 << 20 // bytes of a request: a batch of some thousand events
	maxEvents  = 1000    // of one request, and fields of a form
	maxFields  = 100_000 // of all events of a request
	maxDepth   = 16      // of JSON
)

// form reads a request as sets of fields, whatever form it has: the query, a form, a multipart form, or JSON: objects, arrays of
// them, one after the other. Every object of an array is a set of its own, also deeper, and has the fields that stand around the array besides;
// what lies deeper in JSON has names with dots, "body.text".
//
// It is lenient, because a message that arrives half broken is better than none: an escape that is none stays as it is, and
// text in another character set is read by the one that the request names. It fails for JSON and multipart that have no end, and for
// what has more fields than a message can have: nothing of a request is passed over.
func form(r *http.Request) ([]url.Values, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxInbound+1))
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	query, err := pairs(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	mediaType, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var sets []url.Values
	switch trimmed := bytes.TrimSpace(body); {
	case mediaType == "multipart/form-data":
		set, err := parts(body, params["boundary"])
		if err != nil {
			return nil, err
		}
		sets = []url.Values{set}
	case len(trimmed) > 0 && mediaType != "application/x-www-form-urlencoded" && (trimmed[0] == '{' || trimmed[0] == '['), strings.HasSuffix(mediaType, "json"):
		if sets, err = objects(body, params["charset"]); err != nil {
			return nil, err
		}
	default:
		set, err := pairs(string(body))
		if err != nil {
			return nil, err
		}
		sets = []url.Values{set}
	}
	for _, set := range sets {
		for name, values := range query {
			set[name] = append(set[name], values...) // the body first
		}
		for _, values := range set {
			for i := range values {
				values[i] = inSet(values[i], params["charset"])
			}
		}
	}
	return sets, nil
}

// pairs reads "a=b&c=d" (application/x-www-form-urlencoded). url.ParseQuery drops a pair whose escapes are broken; here the text stays.
func pairs(s string) (url.Values, error) {
	set, n := url.Values{}, 0
	for pair := range strings.SplitSeq(s, "&") {
		if pair == "" {
			continue
		}
		if n++; n > maxEvents {
			return nil, errUndecoded
		}
		name, value, _ := strings.Cut(pair, "=")
		set.Add(unescape(name), unescape(value))
	}
	return set, nil
}

func unescape(s string) string {
	if t, err := url.QueryUnescape(s); err == nil {
		return t
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s):
			if t, err := url.PathUnescape(s[i : i+3]); err == nil {
				b.WriteString(t)
				i += 2
				continue
			}
			fallthrough
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func parts(body []byte, boundary string) (url.Values, error) {
	if boundary == "" {
		return nil, errUndecoded
	}
	set := url.Values{}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for range maxEvents {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return set, nil
		}
		if err != nil {
			return nil, err
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		set.Add(part.FormName(), inSet(string(value), params["charset"]))
	}
	return nil, errUndecoded
}

// objects reads JSON (RFC 8259), one value or several after each other. encoding/json puts U+FFFD for bytes that are no UTF-8, so they are
// read before.
func objects(body []byte, charset string) ([]url.Values, error) {
	if !utf8.Valid(body) {
		body = []byte(damaged.Bytes(inSet(string(body), charset)))
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\uFEFF"))))
	d.UseNumber() // a number that is a phone number must not become 3.3639980001e+10
	all := &events{}
	for n := 0; ; n++ {
		var top any
		if err := d.Decode(&top); errors.Is(err, io.EOF) && n > 0 {
			return all.sets, nil
		} else if err != nil {
			return nil, err
		}
		list, ok := top.([]any)
		if !ok {
			list = []any{top}
		}
		for _, one := range list {
			if _, ok := one.(map[string]any); !ok || !all.read("", one, nil, maxDepth) {
				return nil, errUndecoded
			}
		}
	}
}

// events are the sets of fields that are read out of JSON.
type events struct {
	sets   []url.Values
	fields int // of all sets
}

// read adds a value as a set, with the fields that stand around it. Where it holds arrays of several objects it is as many sets, each
// with what stands around those. It reports whether that is not too much.
func (e *events) read(name string, value any, around url.Values, depth int) bool {
	set := url.Values{}
	for name, values := range around {
		set[name] = slices.Clone(values)
	}
	lists, ok := flatten(set, name, value, depth)
	for _, values := range set {
		e.fields += len(values)
	}
	if !ok || e.fields > maxFields {
		return false
	}
	for _, l := range lists {
		for _, one := range l.values {
			if !e.read(l.name, one, set, l.depth) {
				return false
			}
		}
	}
	if len(lists) == 0 {
		e.sets = append(e.sets, set)
	}
	return len(e.sets) <= maxEvents
}

// list is an array that holds several objects.
type list struct {
	name   string
	values []any
	depth  int
}

// flatten adds the fields of a value to a set, and returns the arrays in it that hold several objects.
func flatten(set url.Values, name string, value any, depth int) (lists []list, ok bool) {
	if depth == 0 {
		return nil, false
	}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			inner := key
			if name != "" {
				inner = name + "." + key
			}
			more, ok := flatten(set, inner, value[key], depth-1)
			if !ok {
				return nil, false
			}
			lists = append(lists, more...)
		}
	case []any:
		if len(value) > 1 && slices.ContainsFunc(value, compound) {
			return []list{{name, value, depth - 1}}, true
		}
		for _, one := range value {
			more, ok := flatten(set, name, one, depth-1)
			if !ok {
				return nil, false
			}
			lists = append(lists, more...)
		}
	case nil:
	default:
		set.Add(name, fmt.Sprint(value)) // string, bool, json.Number
	}
	return lists, true
}

func compound(value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// inSet reads a text in the character set that the request names. Many name one and send another, so what is UTF-8 stays it, and
// what the set does not hold is left to package damaged.
func inSet(s, charset string) string {
	if charset == "" || utf8.ValidString(s) && strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s
	}
	set, err := htmlindex.Get(charset)
	if err != nil {
		return s
	}
	t, err := set.NewDecoder().String(s)
	if err != nil || strings.ContainsRune(t, utf8.RuneError) {
		return s
	}
	return t
}

// readBody reads a request's body before anything else looks at it, so that neither a client that stalls nor one without end holds the
// handler. What may be read of it afterwards is whole.
func readBody(w http.ResponseWriter, r *http.Request, most int64, wait time.Duration) ([]byte, error) {
	deadline(w, wait)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// deadline bounds how long a body may take. A server of another kind than net/http's may not know it; then its own bounds count.
func deadline(w http.ResponseWriter, wait time.Duration) {
	if wait <= 0 {
		wait = 10 * time.Second
	}
	http.NewResponseController(w).SetReadDeadline(time.Now().Add(wait))
}
