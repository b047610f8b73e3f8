package suppression

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// maxEntry bounds one entry of JSON: a decoder holds it in memory whole. maxDepth bounds how deep rows may lie, maxNested how many an entry holds.
const (
	maxEntry  = 4 << 20
	maxDepth  = 4
	maxNested = 10_000
)

var (
	errBigEntry = errors.New("suppression: an entry is longer than 4 MiB")
	errNoRows   = errors.New("suppression: this JSON holds no list that is known: see Formats, or name the list in Options.Format")
)

// rationed fails when more than maxEntry bytes are read without an entry coming out of them.
type rationed struct {
	r    io.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errBigEntry
	}
	n, err := r.r.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

// openJSON reads entries until the first, which says which list it is.
func (l *List) openJSON(b *bufio.Reader) error {
	in := &rationed{b, maxEntry}
	dec := json.NewDecoder(in)
	dec.UseNumber()
	w := &walker{list: l, dec: dec, in: in}
	// The entries are pulled, because the first one is looked at before the caller asks for any.
	next, stop := iter.Pull2(w.walk)
	first, err, ok := next()
	if !ok {
		stop()
		if l.table == nil { // an empty array is an empty list, of whichever provider
			l.table = &table{format: &format{provider: "empty"}, Name: "list"}
		}
		l.rows = func(func(row, error) bool) {}
		return nil
	}
	if _, isRow := errors.AsType[*RowError](err); err != nil && !isRow {
		stop()
		return err
	}
	l.rows = func(yield func(row, error) bool) {
		defer stop()
		for ok {
			if !yield(first, err) {
				return
			}
			first, err, ok = next()
		}
	}
	return nil
}

// walker walks through JSON to the rows.
type walker struct {
	list  *List
	dec   *json.Decoder
	in    *rationed
	n     int // entries
	yield func(row, error) bool
	ended bool
}

// walk yields a row for each entry, of an array, of an object under keys that the formats know, or of one object after the other (JSON lines).
func (w *walker) walk(yield func(row, error) bool) {
	w.yield = yield
	for !w.ended {
		t, err := w.dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			w.fail(err)
			return
		}
		switch t {
		case json.Delim('['):
			w.array()
		case json.Delim('{'):
			w.object(1, true)
		default:
			w.fail(errNoRows)
		}
	}
}

// fail ends the walk. What a decoder says of an offset is of no use to who looks for an entry, and may quote what stands there.
func (w *walker) fail(err error) {
	if w.ended {
		return
	}
	w.ended = true
	switch {
	case errors.Is(err, errNoRows), errors.Is(err, errUnknown), errors.Is(err, errSeveral):
	case errors.Is(err, errBigEntry):
		err = fmt.Errorf("%w, after %d entries", errBigEntry, w.n)
	default:
		err = fmt.Errorf("suppression: the JSON breaks off or is none after %d entries: fetch the list anew", w.n)
	}
	w.yield(row{}, err)
}

func (w *walker) array() {
	for w.dec.More() && !w.ended {
		w.element()
	}
	if !w.ended {
		if _, err := w.dec.Token(); err != nil {
			w.fail(err)
		}
	}
}

// element reads one entry.
func (w *walker) element() {
	w.in.left = maxEntry
	var v any
	if err := w.dec.Decode(&v); err != nil {
		w.fail(err)
		return
	}
	w.n++
	w.entry(v)
}

// object walks through an object whose values may be rows. At the root it may be a row itself.
func (w *walker) object(depth int, root bool) {
	whole := map[string]any{}
	found := false
	for w.dec.More() && !w.ended {
		t, err := w.dec.Token()
		if err != nil {
			w.fail(err)
			return
		}
		key, _ := t.(string)
		if w.container(key) && depth < maxDepth && w.inside(depth, &found) {
			continue
		}
		if w.ended {
			return
		}
		var v any
		if err := w.dec.Decode(&v); err != nil {
			w.fail(err)
			return
		}
		if root {
			whole[key] = v
		} else if m, ok := v.(map[string]any); ok { // rows by their numbers: "contacts": {"1": {…}}
			w.in.left = maxEntry
			found = true
			w.n++
			w.entry(m)
		}
	}
	if w.ended {
		return
	}
	if _, err := w.dec.Token(); err != nil {
		w.fail(err)
		return
	}
	if root && !found {
		w.in.left = maxEntry
		w.n++
		w.entry(whole)
	}
}

// inside walks into what stands under a key that holds rows. It reports false where a plain value stands there, which is still to be read.
func (w *walker) inside(depth int, found *bool) bool {
	// The decoder cannot look ahead by a token, so what follows is read here, whatever it is.
	t, err := w.dec.Token()
	if err != nil {
		w.fail(err)
		return true
	}
	switch t {
	case json.Delim('['):
		*found = true
		w.array()
	case json.Delim('{'):
		*found = true
		w.object(depth+1, false)
	}
	return true
}

// container reports whether rows lie under a key, of the list that was named or of any.
func (w *walker) container(key string) bool {
	key = column(key)
	if t := w.list.table; t != nil && t.format != nil {
		return slices.Contains(t.format.In, key)
	}
	return slices.ContainsFunc(formats(), func(f *format) bool { return slices.Contains(f.In, key) })
}

// entry yields the rows of one entry.
func (w *walker) entry(v any) {
	for _, r := range w.rowsOf(v) {
		if w.ended {
			return
		}
		if w.list.table == nil {
			if err := w.recognise(v, r); err != nil {
				w.fail(err)
				return
			}
			// Now it is known which array within an entry makes rows of its own.
			if w.list.table.format.Each != "" {
				w.entry(v)
				return
			}
		}
		get := func(name string) (string, bool) { s, ok := r[name]; return s, ok }
		if !w.yield(row{line: w.n, entry: true, get: get}, nil) {
			w.ended = true
			return
		}
	}
}

// recognise finds the list by the keys of an entry.
func (w *walker) recognise(v any, r map[string]string) error {
	if _, object := v.(map[string]any); !object {
		kind := "phone"
		if strings.Contains(plain(v), "@") {
			kind = "email"
		}
		for _, f := range formats() {
			for i := range f.Tables {
				if f.Tables[i].Bare == kind {
					w.list.table = &f.Tables[i]
					return nil
				}
			}
		}
	}
	var keys []string
	for k := range r {
		keys = append(keys, k)
	}
	// An array within the entry is known by its name, whether it holds anything here or not.
	for _, f := range formats() {
		if f.Each == "" {
			continue
		}
		if m, ok := v.(map[string]any); ok && nested(m, f.Each) != nil {
			for i := range f.Tables {
				for _, c := range f.Tables[i].Columns {
					if strings.HasPrefix(c, f.Each+".") {
						keys = append(keys, c)
					}
				}
			}
		}
	}
	t, err := recognise(keys)
	w.list.table = t
	if errors.Is(err, errUnknown) {
		return errNoRows
	}
	return err
}

// rowsOf makes rows of an entry: one, or one for each object of the array that its format makes rows of.
func (w *walker) rowsOf(v any) []map[string]string {
	base := map[string]string{}
	m, ok := v.(map[string]any)
	if !ok {
		base["value"] = plain(v)
		return []map[string]string{base}
	}
	flatten(base, "", m, 0)
	t := w.list.table
	if t == nil || t.format.Each == "" {
		return []map[string]string{base}
	}
	var rows []map[string]string
	for i, e := range nested(m, t.format.Each) {
		if inner, ok := e.(map[string]any); ok && i < maxNested {
			r := make(map[string]string, len(base)+4)
			for k, v := range base {
				r[k] = v
			}
			flatten(r, t.format.Each+".", inner, 0)
			rows = append(rows, r)
		}
	}
	if rows == nil {
		rows = append(rows, base)
	}
	return rows
}

// nested returns the array under a key, nil where there is none.
func nested(m map[string]any, key string) []any {
	for k, v := range m {
		if a, ok := v.([]any); ok && column(k) == key {
			if a == nil {
				a = []any{}
			}
			return a
		}
	}
	return nil
}

// flatten writes what an object holds under names with dots: {"reason": {"code": "x"}} is reason.code.
func flatten(into map[string]string, prefix string, m map[string]any, depth int) {
	for k, v := range m {
		name := prefix + column(k)
		if inner, ok := v.(map[string]any); ok {
			if depth < maxDepth {
				flatten(into, name+".", inner, depth+1)
			}
			continue
		}
		into[name] = plain(v)
	}
}

// plain is a value as a cell of CSV would hold it.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	case []any: // tags
		if len(v) == 1 {
			return plain(v[0])
		}
		var parts []string
		for _, e := range v {
			parts = append(parts, plain(e))
		}
		return strings.Join(parts, ",")
	}
	return ""
}
