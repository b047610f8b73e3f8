package notice

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/google/go-cmp/cmp"
)

// oracle is the library for which the tags are written. "said" is "required" for a text: one of spaces says nothing either.
func oracle(t testing.TB) *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := v.RegisterValidation("said", func(f validator.FieldLevel) bool { return !blank(f.Field().String()) }); err != nil {
		t.Fatal(err)
	}
	return v
}

// compare wants the same tags broken at the same paths with the same values, in the same order.
func compare(t *testing.T, v *validator.Validate, n Notice, what string) {
	t.Helper()
	type line struct{ Path, Tag, Param, Value string }
	var want, got []line
	if err := v.Struct(n); err != nil {
		var all validator.ValidationErrors
		if !errors.As(err, &all) {
			t.Fatal(err)
		}
		for _, e := range all {
			want = append(want, line{e.StructNamespace(), e.Tag(), e.Param(), reflect.ValueOf(e.Value()).String()})
		}
	}
	for _, b := range below("Notice", brokenTags(reflect.ValueOf(n))) {
		got = append(got, line{b.path, b.tag, b.param, b.value.String()})
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: validator and this package differ (-validator +ours):\n%s", what, d)
	}
}

// values are what texts of every tag are tried with.
var values = []string{
	"", " ", "a", "FR", "fr", "FRA", "XK", "EU", "UK", "AA", "2026-03-15", "2026-3-15", "2026-02-30", "18:00", "24:00", "8:00", "literal", "members", "separate", "list", "candidate list",
	"election-only", "collection", "municipal", "b", "h", "i", "a@example.org", "a@localhost", "a@example.org.", "@example.org", "a@b@c.org", "é@exämple.org", "a b@example.org",
	"\"a b\"@example.org", "<a@example.org>", "A <a@example.org>", "a@exa_mple.org", "a@-example.org", "a@example.123", "a.@example.org", ".a@example.org", "a@[127.0.0.1]", "\xff", "\xff@example.org",
	strings.Repeat("é", 20), strings.Repeat("é", 21), strings.Repeat("é", 120), strings.Repeat("é", 121), strings.Repeat("x", 254), strings.Repeat("x", 1001), strings.Repeat("a", 242) + "@example.org", strings.Repeat("a", 243) + "@example.org",
}

// TestAgainstValidator puts every value into every text of a full Notice, every small and large number into every number, and too many entries into every
// list, and compares with the library for which the tags are written.
func TestAgainstValidator(t *testing.T) {
	v := oracle(t)
	compare(t, v, Notice{}, "the empty Notice")
	compare(t, v, full(t), "the full Notice")
	spots := 0
	var visit func(x reflect.Value, path string, n *Notice)
	visit = func(x reflect.Value, path string, n *Notice) {
		switch x.Kind() {
		case reflect.String:
			was := x.String()
			for _, s := range values {
				x.SetString(s)
				compare(t, v, *n, path+" = "+strconv.Quote(s[:min(len(s), 30)]))
			}
			x.SetString(was)
			spots++
		case reflect.Int:
			was := x.Int()
			for _, i := range []int64{-1, 0, 1, 120, 121, 240, 241, 3660, 3661} {
				x.SetInt(i)
				compare(t, v, *n, path+" = "+strconv.FormatInt(i, 10))
			}
			x.SetInt(was)
			spots++
		case reflect.Struct:
			for i := range x.NumField() {
				visit(x.Field(i), path+"."+x.Type().Field(i).Name, n)
			}
		case reflect.Pointer:
			if !x.IsNil() {
				visit(x.Elem(), path, n)
			}
		case reflect.Slice:
			for i := range x.Len() {
				visit(x.Index(i), path+"["+strconv.Itoa(i)+"]", n)
			}
			was := reflect.ValueOf(x.Interface())
			x.Set(reflect.MakeSlice(x.Type(), 51, 51))
			compare(t, v, *n, path+" with 51 entries")
			x.Set(reflect.Zero(x.Type()))
			compare(t, v, *n, path+" without entries")
			x.Set(was)
		case reflect.Map:
			was := reflect.ValueOf(x.Interface())
			many := reflect.MakeMap(x.Type())
			for i := range 21 {
				many.SetMapIndex(reflect.ValueOf(strconv.Itoa(i)).Convert(x.Type().Key()), reflect.Zero(x.Type().Elem()))
			}
			x.Set(many)
			compare(t, v, *n, path+" with 21 entries")
			x.Set(was)
		}
	}
	n := full(t)
	visit(reflect.ValueOf(&n).Elem(), "Notice", &n)
	if spots < 60 {
		t.Errorf("only %d values were tried: the full Notice is not full", spots)
	}
}

// TestCountries compares every pair of capitals.
func TestCountries(t *testing.T) {
	v := oracle(t)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			if want := v.Var(code, "iso3166_1_alpha2") == nil; isCountry(code) != want {
				t.Errorf("isCountry(%s) = %t", code, !want)
			}
		}
	}
}

// FuzzEmail compares what a mailbox is. What we take, validator takes. Its expression reads "x.-a" as one label with a dot inside, so it
// looks at the first and the last character of a few labels alone; we look at all (RFC 1123, section 2.1).
func FuzzEmail(f *testing.F) {
	for _, s := range append(values, "a@0.A.0A", "a@b.-c.fr", "a@b~.fr", "a@b.fr-", "a@b.c1", "a@1b.fr") {
		f.Add(s)
	}
	v := oracle(f)
	f.Fuzz(func(t *testing.T, s string) {
		got, want := holds(reflect.ValueOf(s), "email", ""), v.Var(s, "email") == nil
		if got == want || want && badEdge(s[strings.LastIndexByte(s, '@')+1:]) {
			return
		}
		t.Errorf("%q: %t, want %t", s, got, want)
	})
}

// badEdge reports whether a label begins or ends as none may.
func badEdge(domain string) bool {
	labels := strings.Split(domain, ".")
	for i, l := range labels {
		signs := "-~"
		if i == len(labels)-1 {
			signs += "0123456789"
		}
		if l == "" || strings.ContainsAny(l[:1]+l[len(l)-1:], signs) {
			return true
		}
	}
	return false
}
