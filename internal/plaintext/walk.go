package plaintext

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

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
