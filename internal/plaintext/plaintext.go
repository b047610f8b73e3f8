// Package plaintext knows the texts of plain data: every string that a value holds, and the characters that none may hold.
package plaintext

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Forbidden reports whether a character may stand in no text: a control character, line breaks among them, a separator
// of lines or paragraphs, or a bidirectional control (Unicode UAX #9), which makes people read other words than those
// that were checked.
func Forbidden(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// Walk calls f for every string that v holds, keys of maps among them, with its path: "Notice.Processors[1].Name". Maps
// are walked in the order of their keys.
func Walk(v reflect.Value, path string, f func(path, s string)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			Walk(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			Walk(v.Index(i), path+"["+strconv.Itoa(i)+"]", f)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			at := path + "[" + Line(fmt.Sprint(k)) + "]"
			Walk(k, at, f)
			Walk(v.MapIndex(k), at, f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			Walk(v.Elem(), path, f)
		}
	}
}

// Line returns s without what is forbidden or not UTF-8, so that it can stand in a path.
func Line(s string) string {
	return strings.Map(func(r rune) rune {
		if Forbidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
