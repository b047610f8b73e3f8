package row_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/internal/row"
)

type address struct {
	Town string `validate:"max=46"`
}

type voter struct {
	Name    string `validate:"required,max=24"`
	Address address
	Station int    `validate:"min=1,max=9999"`
	Age     uint64 `validate:"max=150"`
	Member  bool
	hidden  string
	Note    string
	Ref     *address
}

func (voter) Salutation() string { return "" }

// A field is found by its path, with the bound of its tag; what cannot be proved is found as such.
func ExampleFind() {
	for _, path := range []string{"Address.Town", "Salutation", "Note"} {
		f, found := row.Find(reflect.TypeFor[voter](), path, true, nil)
		fmt.Println(f.Bound.Max, found.Err() == nil)
	}
	// Output:
	// 46 true
	// 0 false
	// 9223372036854775807 false
}

func TestFindRefuses(t *testing.T) {
	for _, path := range []string{"", "Nobody", "hidden", "Salutation", "Member", "Note", "Ref.Town", "Address", "Name.X"} {
		if _, found := row.Find(reflect.TypeFor[voter](), path, true, nil); found.Err() == nil {
			t.Errorf("%q is taken", path)
		}
	}
	if _, found := row.Find(reflect.TypeFor[voter](), "Member", false, nil); found.Err() != nil {
		t.Errorf("a condition alone needs no bound: %v", found)
	}
	limits := map[string]message.Limit{"a": {Max: 3}, "b": {Min: 4, Max: 3}}
	for path, ok := range map[string]bool{"a": true, "b": false, "c": false, "a.b": false} {
		if _, found := row.Find(reflect.TypeFor[message.Values](), path, true, limits); (found.Err() == nil) != ok {
			t.Errorf("%q in Values: %v", path, found)
		}
	}
	if row.LimitFindings(reflect.TypeFor[voter](), limits).Err() == nil || row.LimitFindings(reflect.TypeFor[message.Values](), limits) != nil {
		t.Error("limits are for Values, and for nothing else")
	}
}

// of clears a row and reads it.
func of[T any](t *testing.T, data T) row.Row {
	t.Helper()
	to := fixture.ClearPhone(t, fixture.Paris("2026-03-05", 10), data)
	r, ok := row.Of(&to)
	if !ok {
		t.Fatal("no row was cleared")
	}
	return r
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v    voter
		path string
		want row.Problem
		text string
	}{
		{voter{Station: 12}, "Station", 0, "12"},
		{voter{Station: -1}, "Station", row.OutOfRange, "-1"},
		{voter{Station: 10_000}, "Station", row.OutOfRange, "10000"},
		{voter{Age: 150}, "Age", 0, "150"},
		{voter{Age: 1 << 63}, "Age", row.OutOfRange, "9223372036854775808"},
	} {
		f, _ := row.Find(reflect.TypeFor[voter](), c.path, true, nil)
		r := of(t, c.v)
		got, p := r.AppendNumber(nil, &f)
		if p != c.want || string(got) != c.text {
			t.Errorf("%s of %+v: %q, problem %d", c.path, c.v, got, p)
		}
	}
}

// A condition holds as text/template has it, in structs and in Values.
func TestHolds(t *testing.T) {
	v := voter{hidden: "x", Name: "Zoë", Member: true, Address: address{"Reims"}}
	r := of(t, v)
	for path, want := range map[string]bool{"Name": true, "Member": true, "Station": false, "Age": false, "Address.Town": true, "Note": false} {
		f, _ := row.Find(reflect.TypeFor[voter](), path, false, nil)
		if r.Holds(&f) != want {
			t.Errorf("%s holds: %v", path, !want)
		}
	}
	r = of(t, message.Values{"a": "x"})
	for path, want := range map[string]bool{"a": true, "b": false} {
		f, _ := row.Find(reflect.TypeFor[message.Values](), path, false, nil)
		if r.Holds(&f) != want {
			t.Errorf("%s holds: %v", path, !want)
		}
	}
}

func TestClone(t *testing.T) {
	limits := map[string]message.Limit{"a": {OneOf: []string{"x"}}}
	c := row.CloneLimits(limits)
	limits["a"].OneOf[0] = "changed"
	if c["a"].OneOf[0] != "x" || row.CloneLimits(nil) != nil {
		t.Error("the copy is the caller's to change")
	}
}
