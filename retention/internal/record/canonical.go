package record

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Canonical writes v as JSON in the one form that RFC 8785 gives it, so that a hash or a signature made here can be
// checked by any other implementation: keys sorted by UTF-16 units, no space, the shortest escapes. Numbers
// must be whole and within 2⁵³, which all of ours are; another number is an error. So is a string that is no UTF-8: encoding/json
// writes U+FFFD in its place, so that two records would have one hash.
func Canonical(v any) ([]byte, error) {
	if !validText(reflect.ValueOf(v)) {
		return nil, errors.New("a text is not valid UTF-8")
	}
	var src bytes.Buffer
	enc := json.NewEncoder(&src)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	w := writer{src: src.Bytes(), dst: make([]byte, 0, src.Len())}
	if err := w.value(); err != nil {
		return nil, err
	}
	return w.dst, nil
}

// validText reports whether all strings of a value that encoding/json writes are UTF-8.
func validText(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return utf8.ValidString(v.String())
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || validText(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if !validText(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for k, e := range v.Seq2() {
			if !validText(k) || !validText(e) {
				return false
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			// Asking the type for the field would allocate. What cannot be taken out is not exported.
			if f := v.Field(i); f.CanInterface() && !validText(f) {
				return false
			}
		}
	}
	return true
}

// writer writes JSON without blanks, as encoding/json makes it, in canonical form. A tree of maps would cost twice the time.
type writer struct {
	src      []byte
	at       int // the next byte of src
	dst, tmp []byte
	members  []member // of the objects that are open, the outermost first
}

// member is one member of an object: its key, and where key and value stand in dst.
type member struct {
	key        []byte
	start, end int
}

func (w *writer) value() error {
	switch w.src[w.at] {
	case '{':
		return w.object()
	case '[':
		w.byte()
		for w.src[w.at] != ']' {
			if w.src[w.at] == ',' {
				w.byte()
			}
			if err := w.value(); err != nil {
				return err
			}
		}
		w.byte()
		return nil
	case '"':
		_, err := w.text()
		return err
	}
	n := bytes.IndexAny(w.src[w.at:], ",]}\n")
	word := w.src[w.at : w.at+n]
	if c := word[0]; c == '-' || c >= '0' && c <= '9' {
		if i, err := strconv.ParseInt(string(word), 10, 64); err != nil || i > 1<<53 || i < -1<<53 {
			return fmt.Errorf("%s is not a whole number within 2^53", word)
		}
	}
	w.dst = append(w.dst, word...)
	w.at += n
	return nil
}

// byte copies one byte.
func (w *writer) byte() {
	w.dst = append(w.dst, w.src[w.at])
	w.at++
}

// object writes the members as they come, and then puts them in order.
func (w *writer) object() error {
	w.byte()
	from, first := len(w.dst), len(w.members)
	for w.src[w.at] != '}' {
		if w.src[w.at] == ',' {
			w.at++
		}
		start := len(w.dst)
		key, err := w.text()
		if err != nil {
			return err
		}
		w.byte() // the colon
		if err := w.value(); err != nil {
			return err
		}
		w.members = append(w.members, member{key, start, len(w.dst)})
	}
	members := w.members[first:]
	slices.SortFunc(members, func(a, b member) int { return compareUTF16(a.key, b.key) })
	w.tmp = append(w.tmp[:0], w.dst[from:]...)
	w.dst = w.dst[:from]
	for i, m := range members {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.dst = append(w.dst, w.tmp[m.start-from:m.end-from]...)
	}
	w.members = w.members[:first]
	w.byte()
	return nil
}

// text writes a string and returns what it says.
func (w *writer) text() ([]byte, error) {
	end := w.at + 1
	escaped := false
	for ; w.src[end] != '"'; end++ {
		if w.src[end] == '\\' {
			escaped = true
			end++
		}
	}
	raw := w.src[w.at : end+1]
	w.at = end + 1
	if !escaped {
		w.dst = append(w.dst, raw...)
		return raw[1 : len(raw)-1], nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	w.dst = appendString(w.dst, s)
	return []byte(s), nil
}

// compareUTF16 orders strings as RFC 8785, 3.2.3 wants it: by their UTF-16 units. That is the order of their characters but for
// those beyond U+FFFF, which are written as two surrogates (U+D800 to U+DFFF) and so come before U+E000.
func compareUTF16(a, b []byte) int {
	for len(a) > 0 && len(b) > 0 {
		r, n := utf8.DecodeRune(a)
		s, m := utf8.DecodeRune(b)
		if r != s {
			return cmp.Or(cmp.Compare(firstUnit(r), firstUnit(s)), cmp.Compare(r, s))
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

func firstUnit(r rune) rune {
	if r > 0xFFFF {
		r, _ = utf16.EncodeRune(r)
	}
	return r
}

// appendString writes a JSON string with the escapes of RFC 8785, 3.2.2.2, which are fewer than encoding/json's.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, `\b`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\f':
			dst = append(dst, `\f`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			if c < 0x20 {
				dst = fmt.Appendf(dst, `\u%04x`, c)
			} else {
				dst = append(dst, c)
			}
		}
	}
	return append(dst, '"')
}

// Hash names a record by its canonical form: SHA-256 in hexadecimal.
func Hash(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
