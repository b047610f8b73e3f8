// Package strictjson reads JSON that a person wrote, or that somebody signed: everything that is wrong is found at once,
// each with its place, and an unknown key is answered with the known one that it resembles.
//
// encoding/json stops at the first value of a wrong type, drops unknown keys or names one of them without its place,
// takes "SENDER" for "sender", the last of two equal keys, and puts U+FFFD in the place of a byte that is no UTF-8. That
// is right for programs that talk to each other. Here a second "transactional" would exempt a package that the
// reader of the first does not see exempted, and a certificate could be changed without its signature noticing.
//
// The work is in proportion to the document's length, whatever it holds: see [MaxDepth], [MaxKey] and [MaxProblems].
// How long it may be is for the caller to say.
package strictjson

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Unmarshal reads data into v, a pointer, as encoding/json does, and returns where everything stands and all
// that is wrong. v holds what could be read, even with problems; what stands under an unknown key is nowhere in it, so
// that a caller who wants a part of a document may leave out the problems of kind Unknown.
//
// At most MaxProblems are returned; then one of kind More, the last, says how many there are besides.
func Unmarshal(data []byte, v any) (Places, []Problem) {
	r := &reader{data: data, places: Places{map[string]int{}}}
	if p, ok := malformed(data); ok {
		return r.places, []Problem{p}
	}
	r.dec = json.NewDecoder(bytes.NewReader(data))
	r.dec.UseNumber()
	r.value(reflect.TypeOf(v).Elem(), "", nil, 1)
	if r.refused != nil {
		return Places{map[string]int{}}, []Problem{*r.refused}
	}
	if err := json.Unmarshal(r.known(), v); err != nil {
		// A value of a wrong type was found by the walk, with its place; others were not.
		var wrong *json.UnmarshalTypeError
		if !errors.As(err, &wrong) && len(r.problems) == 0 {
			r.problem(Problem{Kind: Syntax, Found: strings.TrimPrefix(err.Error(), "json: ")}, nil)
		}
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	return r.places, r.problems
}

// malformed finds what keeps a document from being read at all.
func malformed(data []byte) (Problem, bool) {
	if len(bytes.TrimSpace(data)) == 0 {
		return Problem{Kind: Empty}, true
	}
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		var s *json.SyntaxError
		at := 0
		if errors.As(err, &s) {
			at = max(int(s.Offset)-1, 0)
		}
		return Problem{Offset: min(at, len(data)), Kind: Syntax, Found: strings.TrimPrefix(err.Error(), "json: ")}, true
	}
	if !utf8.Valid(data) { // the parser would put U+FFFD in its place, into the name of who sends
		at := 0
		for c, size := utf8.DecodeRune(data); c != utf8.RuneError || size != 1; c, size = utf8.DecodeRune(data[at:]) {
			at += size
		}
		return Problem{Offset: at, Kind: Syntax, Found: "a byte that is not UTF-8: save the file as UTF-8"}, true
	}
	return Problem{}, false
}

type reader struct {
	data     []byte
	dec      *json.Decoder
	places   Places
	problems []Problem
	unknown  [][2]int // from where to where the unknown keys stand, quotes included
	refused  *Problem // why the document is not read at all
}

// problem keeps a problem, or counts it where enough are told.
func (r *reader) problem(p Problem, at *step) {
	switch {
	case len(r.problems) < MaxProblems:
		p.Path = at.String()
		r.problems = append(r.problems, p)
	case len(r.problems) == MaxProblems:
		r.problems = append(r.problems, Problem{Offset: p.Offset, Kind: More, Count: 1})
	default:
		r.problems[MaxProblems].Count++
	}
}

// refuse gives the document up.
func (r *reader) refuse(p Problem, at *step) {
	p.Path = at.String()
	r.refused = &p
}

// known is the document without its unknown keys: encoding/json would take "SENDER" for "sender".
func (r *reader) known() []byte {
	if len(r.unknown) == 0 {
		return r.data
	}
	data := slices.Clone(r.data)
	for _, k := range r.unknown {
		for i := k[0] + 1; i < k[1]-1; i++ {
			data[i] = '?'
		}
	}
	return data
}

// next returns the next token and where it starts. The document was read once, so that no token fails.
func (r *reader) next() (json.Token, int) {
	at := int(r.dec.InputOffset())
	for at < len(r.data) && bytes.IndexByte([]byte(" \t\r\n,:"), r.data[at]) >= 0 {
		at++
	}
	tok, err := r.dec.Token()
	if err != nil {
		panic(err)
	}
	return tok, at
}

// halved reports whether the string that was just read has half of a pair of surrogates, as "\ud83d": encoding/json reads
// U+FFFD, so that other bytes mean the same text.
func (r *reader) halved(s string, at int) bool {
	if !strings.Contains(s, "\ufffd") {
		return false
	}
	raw := r.data[at:r.dec.InputOffset()]
	high := false // the escape before was the first half of a pair
	for i := 0; i < len(raw); {
		n, unit := 1, rune(0)
		if raw[i] == '\\' {
			n = 2
			if raw[i+1] == 'u' {
				n = 6
				v, _ := strconv.ParseUint(string(raw[i+2:i+6]), 16, 16)
				unit = rune(v)
			}
		}
		low := unit >= 0xdc00 && unit <= 0xdfff
		if high != low {
			return true
		}
		high = unit >= 0xd800 && unit <= 0xdbff
		i += n
	}
	return false // the closing quote came after the last half
}

const half = "half of a pair of surrogates: write the character itself"

// value walks one value against its type; a nil type is one that is not known, and takes everything. depth counts the
// values around it and itself.
func (r *reader) value(t reflect.Type, path string, name *step, depth int) {
	tok, at := r.next()
	if depth > MaxDepth {
		if d, ok := tok.(json.Delim); ok && (d == '{' || d == '[') {
			r.refuse(Problem{Offset: at, Kind: Deep}, name)
			return
		}
	}
	if t != nil {
		r.places.at[path] = at
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && (custom(t) || t.Kind() == reflect.Interface) {
		t = nil
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			if t != nil && t.Kind() != reflect.Struct && t.Kind() != reflect.Map {
				r.wrong(t, "object", at, name)
				t = nil
			}
			r.object(t, path, name, depth)
		} else {
			r.array(t, path, name, at, depth)
		}
	case string:
		if r.halved(tok, at) {
			r.problem(Problem{Offset: at, Kind: Syntax, Found: half}, name)
		}
		if t != nil && t.Kind() != reflect.String && !reflect.PointerTo(t).Implements(textUnmarshaler) {
			r.wrong(t, "string", at, name)
		}
	case bool:
		if t != nil && t.Kind() != reflect.Bool {
			r.wrong(t, "boolean", at, name)
		}
	case json.Number:
		if t != nil {
			r.number(t, tok.String(), at, name)
		}
	case nil:
		if t != nil {
			r.problem(Problem{Offset: at, Kind: Null}, name)
		}
	}
}

func (r *reader) wrong(t reflect.Type, found string, at int, name *step) {
	r.problem(Problem{Offset: at, Kind: WrongType, Found: found, Want: expected(t)}, name)
}

// number judges a number against the type that is to hold it. "-0" is refused where a whole number is expected: it is
// another way to write 0.
func (r *reader) number(t reflect.Type, n string, at int, name *step) {
	var err error
	switch kind := t.Kind(); {
	case kind >= reflect.Int && kind <= reflect.Int64:
		_, err = strconv.ParseInt(n, 10, t.Bits())
		if n == "-0" {
			err = strconv.ErrRange
		}
	case kind >= reflect.Uint && kind <= reflect.Uint64:
		_, err = strconv.ParseUint(n, 10, t.Bits())
	case kind == reflect.Float32 || kind == reflect.Float64:
		_, err = strconv.ParseFloat(n, t.Bits())
	default:
		r.wrong(t, "number", at, name)
		return
	}
	if err != nil {
		r.problem(Problem{Offset: at, Kind: Range}, name)
	}
}

// array walks the elements behind a bracket that was read.
func (r *reader) array(t reflect.Type, path string, name *step, at, depth int) {
	var elem reflect.Type
	switch {
	case t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array):
		elem = t.Elem()
	case t != nil:
		r.wrong(t, "array", at, name)
	}
	for i := 0; r.refused == nil && r.dec.More(); i++ {
		here := ""
		if elem != nil {
			here = path + "[" + strconv.Itoa(i) + "]"
		}
		r.value(elem, here, name.element(i), depth+1)
	}
	if r.refused == nil {
		r.next()
	}
}

// object walks the members behind a brace that was read.
func (r *reader) object(t reflect.Type, path string, name *step, depth int) {
	isStruct := t != nil && t.Kind() == reflect.Struct
	seen := map[string]bool{}
	for r.refused == nil && r.dec.More() {
		tok, at := r.next()
		key := tok.(string)
		if len(key) > MaxKey {
			r.refuse(Problem{Offset: at, Kind: LongKey, Count: len(key)}, name)
			return
		}
		here := name.member(key)
		if r.halved(key, at) {
			r.problem(Problem{Offset: at, Kind: Syntax, Found: half}, here)
		}
		if seen[key] {
			r.problem(Problem{Offset: at, Kind: Twice}, here)
		}
		seen[key] = true
		switch {
		case isStruct:
			s := shapeOf(t)
			f, ok := s.fields[key]
			if !ok {
				r.unknown = append(r.unknown, [2]int{at, int(r.dec.InputOffset())})
				p := Problem{Offset: at, Kind: Unknown, Keys: s.joined}
				if len(r.problems) < MaxProblems {
					p.Want, _ = Nearest(key, s.names)
				}
				r.problem(p, here)
				r.value(nil, "", here, depth+1)
				continue
			}
			r.value(f.Type, join(path, f.Name), here, depth+1)
		case t != nil:
			r.value(t.Elem(), path+"["+key+"]", here, depth+1)
		default:
			r.value(nil, "", here, depth+1)
		}
	}
	if r.refused == nil {
		r.next()
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

// custom reports whether a type reads itself, so that nothing is known of its shape.
func custom(t reflect.Type) bool { return reflect.PointerTo(t).Implements(jsonUnmarshaler) }

func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Float32, reflect.Float64:
		return "number"
	}
	return "integer"
}
