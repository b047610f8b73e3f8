// Package strictjson reads JSON that a person wrote: everything that is wrong is found at once, each with
// its place, and an unknown key is answered with the known one that it resembles.
//
// encoding/json stops at the first value of a wrong type, drops unknown keys or names one of them without
// its place, and takes "SENDER" for "sender". That is right for programs that talk to each other.
package strictjson

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one thing that is wrong with a document. It quotes keys, never values.
type Problem struct {
	Offset int    // bytes from the start
	Path   string // where it stands, in the document's keys: "notice.joint[1].name"; "" is the document
	Kind   Kind
	Found  string // of WrongType: object, array, string, number or boolean; of Syntax: what the parser says
	Want   string // of WrongType: likewise, or integer; of Unknown: the key that is meant, or "" when none resembles
	Keys   string // of Unknown: the keys that may stand there, separated by ", "
}

// Kind is what is wrong.
type Kind string

// The kinds of problems.
const (
	Empty     Kind = "empty"      // there is no document
	Syntax    Kind = "syntax"     // it is no JSON
	Unknown   Kind = "unknown"    // nothing is known under this key
	Twice     Kind = "twice"      // the key stands twice
	WrongType Kind = "wrong-type" // a value of another type is expected
	Range     Kind = "range"      // a number is not whole, or too large
	Null      Kind = "null"       // null stands where nothing should
)

// Error says what is wrong and what to do, in English.
func (p Problem) Error() string {
	switch p.Kind {
	case Empty:
		return "the file is empty: it holds a JSON object"
	case Syntax:
		return "no JSON: " + p.Found
	case Unknown:
		if p.Want != "" {
			return fmt.Sprintf("unknown key: did you mean %q?", p.Want)
		}
		return "unknown key: known here are " + p.Keys
	case Twice:
		return "the key stands twice: only the last one would count"
	case WrongType:
		return fmt.Sprintf("%s where %s is expected", p.Found, p.Want)
	case Range:
		return "the number is not a whole one, or out of range"
	}
	return "null: leave the key out instead"
}

// Places says at which byte every value of a document starts, and under which path of Go fields.
type Places struct {
	at map[string]int
}

// At returns the offset of the value at a path of Go fields, "Notice.Joint[1].Name", or that of the nearest
// value around it when the document does not hold it. The document itself is at its first byte.
func (p Places) At(path string) int {
	at, _ := p.Nearest(path)
	return at
}

// Nearest is At, and says at which path it ended.
func (p Places) Nearest(path string) (at int, found string) {
	for ; path != ""; path = parent(path) {
		if at, ok := p.at[path]; ok {
			return at, path
		}
	}
	return p.at[""], ""
}

// Has reports whether the document holds a value at a path of Go fields.
func (p Places) Has(path string) bool { _, ok := p.at[path]; return ok }

func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// Unmarshal reads data into v, a pointer, as encoding/json does, and returns where everything stands and all
// that is wrong. v holds what could be read, even with problems.
func Unmarshal(data []byte, v any) (Places, []Problem) {
	r := &reader{data: data, places: Places{map[string]int{}}}
	var any any
	if err := json.Unmarshal(data, &any); err != nil {
		var s *json.SyntaxError
		at := 0
		if errors.As(err, &s) {
			at = max(int(s.Offset)-1, 0)
		}
		if len(bytes.TrimSpace(data)) == 0 {
			r.problem(Problem{Kind: Empty})
		} else {
			r.problem(Problem{Offset: min(at, len(data)), Kind: Syntax, Found: strings.TrimPrefix(err.Error(), "json: ")})
		}
		return r.places, r.problems
	}
	if !utf8.Valid(data) { // the parser would put U+FFFD in its place, into the name of who sends
		at := 0
		for c, size := utf8.DecodeRune(data); c != utf8.RuneError || size != 1; c, size = utf8.DecodeRune(data[at:]) {
			at += size
		}
		r.problem(Problem{Offset: at, Kind: Syntax, Found: "a byte that is not UTF-8: save the file as UTF-8"})
		return r.places, r.problems
	}
	r.dec = json.NewDecoder(bytes.NewReader(data))
	r.dec.UseNumber()
	r.value(reflect.TypeOf(v).Elem(), "", "")
	if err := json.Unmarshal(data, v); err != nil {
		// A value of a wrong type was found by the walk, with its place; others were not.
		var wrong *json.UnmarshalTypeError
		if !errors.As(err, &wrong) && len(r.problems) == 0 {
			r.problem(Problem{Kind: Syntax, Found: strings.TrimPrefix(err.Error(), "json: ")})
		}
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	return r.places, r.problems
}

type reader struct {
	data     []byte
	dec      *json.Decoder
	places   Places
	problems []Problem
}

func (r *reader) problem(p Problem) { r.problems = append(r.problems, p) }

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

// value walks one value against its type; a nil type is one that is not known, and takes everything.
func (r *reader) value(t reflect.Type, path, name string) {
	tok, at := r.next()
	if t != nil {
		r.places.at[path] = at
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && custom(t) {
		t = nil
	}
	kind := reflect.Invalid
	if t != nil {
		kind = t.Kind()
	}
	if kind == reflect.Interface {
		t, kind = nil, reflect.Invalid
	}
	wrong := func(found string) {
		r.problem(Problem{Offset: at, Path: name, Kind: WrongType, Found: found, Want: expected(t)})
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			if t != nil && kind != reflect.Struct && kind != reflect.Map {
				wrong("object")
				t = nil
			}
			r.object(t, path, name)
		} else {
			var elem reflect.Type
			switch {
			case kind == reflect.Slice || kind == reflect.Array:
				elem = t.Elem()
			case t != nil:
				wrong("array")
			}
			for i := 0; r.dec.More(); i++ {
				index := "[" + strconv.Itoa(i) + "]"
				r.value(elem, path+index, name+index)
			}
			r.next()
		}
	case string:
		if t != nil && kind != reflect.String && !reflect.PointerTo(t).Implements(textUnmarshaler) {
			wrong("string")
		}
	case bool:
		if t != nil && kind != reflect.Bool {
			wrong("boolean")
		}
	case json.Number:
		if t == nil {
			return
		}
		var err error
		switch {
		case kind >= reflect.Int && kind <= reflect.Int64:
			_, err = strconv.ParseInt(tok.String(), 10, t.Bits())
		case kind >= reflect.Uint && kind <= reflect.Uint64:
			_, err = strconv.ParseUint(tok.String(), 10, t.Bits())
		case kind == reflect.Float32 || kind == reflect.Float64:
			_, err = strconv.ParseFloat(tok.String(), t.Bits())
		default:
			wrong("number")
			return
		}
		if err != nil {
			r.problem(Problem{Offset: at, Path: name, Kind: Range})
		}
	case nil:
		if t != nil {
			r.problem(Problem{Offset: at, Path: name, Kind: Null})
		}
	}
}

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

// custom reports whether a type reads itself, so that nothing is known of its shape.
func custom(t reflect.Type) bool { return reflect.PointerTo(t).Implements(jsonUnmarshaler) }

func (r *reader) object(t reflect.Type, path, name string) {
	var fields map[string]reflect.StructField
	if t != nil && t.Kind() == reflect.Struct {
		fields = Fields(t)
	}
	seen := map[string]bool{}
	for r.dec.More() {
		tok, at := r.next()
		key := tok.(string)
		here := join(name, key)
		if seen[key] {
			r.problem(Problem{Offset: at, Path: here, Kind: Twice})
		}
		seen[key] = true
		switch {
		case fields != nil:
			f, ok := fields[key]
			if !ok {
				keys := slices.Sorted(maps.Keys(fields))
				nearest, _ := Nearest(key, keys)
				r.problem(Problem{Offset: at, Path: here, Kind: Unknown, Want: nearest, Keys: strings.Join(keys, ", ")})
				r.value(nil, "", here)
				continue
			}
			r.value(f.Type, join(path, f.Name), here)
		case t != nil:
			r.value(t.Elem(), path+"["+key+"]", here)
		default:
			r.value(nil, "", here)
		}
	}
	r.next()
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Fields returns the fields of a struct type by their keys in JSON, those of embedded structs included.
func Fields(t reflect.Type) map[string]reflect.StructField {
	m := map[string]reflect.StructField{}
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		key, _, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && key == "" && f.Type.Kind() == reflect.Struct:
			maps.Copy(m, Fields(f.Type))
		case key == "":
			m[f.Name] = f
		default:
			m[key] = f
		}
	}
	return m
}

// Keys writes a path of Go fields of a type, "Notice.Joint[1].Name", in keys of JSON: "notice.joint[1].name".
// What it does not know it leaves as it is.
func Keys(t reflect.Type, path string) string {
	var b strings.Builder
	for path != "" {
		if path[0] == '[' {
			end := strings.IndexByte(path, ']')
			if end < 0 {
				break
			}
			b.WriteString(path[:end+1])
			path = path[end+1:]
			if t != nil {
				switch t.Kind() {
				case reflect.Slice, reflect.Array, reflect.Map:
					t = t.Elem()
				default:
					t = nil
				}
			}
			continue
		}
		if path[0] == '.' {
			b.WriteByte('.')
			path = path[1:]
			continue
		}
		n := strings.IndexAny(path, ".[")
		if n < 0 {
			n = len(path)
		}
		name, rest := path[:n], path[n:]
		for t != nil && t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		var found reflect.Type
		if t != nil && t.Kind() == reflect.Struct {
			for key, f := range Fields(t) {
				if f.Name == name {
					name, found = key, f.Type
				}
			}
		}
		b.WriteString(name)
		t, path = found, rest
	}
	b.WriteString(path)
	return b.String()
}

// Nearest returns the candidate that resembles the name, if one does: the same letters in another case or with
// other separators, or at most a third of the letters changed.
func Nearest(name string, candidates []string) (string, bool) {
	plain := func(s string) string {
		return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
	}
	best, cost := "", len(name)/3+1
	for _, c := range candidates {
		if d := distance(plain(name), plain(c)); d < cost {
			best, cost = c, d
		}
	}
	return best, best != ""
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			keep := diagonal
			if a[i] != b[j] {
				keep++
			}
			diagonal = row[j+1]
			row[j+1] = min(keep, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

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
