package strictjson

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// shape is what is known of a struct type.
type shape struct {
	fields map[string]reflect.StructField // by their keys in JSON
	keys   map[string]string              // keys by the names of the fields
	names  []string                       // the keys in order
	joined string                         // the same, separated by ", "
}

var shapes sync.Map // of shape, by reflect.Type: a document asks for the same few a hundred thousand times

func shapeOf(t reflect.Type) shape {
	if s, ok := shapes.Load(t); ok {
		return s.(shape)
	}
	s := shape{fields: fields(t), keys: map[string]string{}}
	for key, f := range s.fields {
		s.keys[f.Name] = key
	}
	s.names = slices.Sorted(maps.Keys(s.fields))
	s.joined = strings.Join(s.names, ", ")
	shapes.Store(t, s)
	return s
}

// fields returns the fields of a struct type by their keys in JSON, those of embedded structs included.
func fields(t reflect.Type) map[string]reflect.StructField {
	m := map[string]reflect.StructField{}
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		key, _, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && key == "" && f.Type.Kind() == reflect.Struct:
			maps.Copy(m, fields(f.Type))
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
			s := shapeOf(t)
			if key, ok := s.keys[name]; ok {
				name, found = key, s.fields[key].Type
			}
		}
		b.WriteString(name)
		t, path = found, rest
	}
	b.WriteString(path)
	return b.String()
}

// appendStep adds one step to a path: a key behind a dot, or an index in brackets.
func appendStep(b *strings.Builder, key string, index int) {
	if index >= 0 {
		b.WriteString("[" + strconv.Itoa(index) + "]")
		return
	}
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	b.WriteString(key)
}
