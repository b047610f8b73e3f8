package optout

import (
	"testing"

	"github.com/scrutateur/scrutateur/internal/capability"
	"github.com/scrutateur/scrutateur/notice/law"
)

// reused yields rows as a reader of files does that has one row for all of them, and fills it anew.
func reused[T any](t *testing.T, one *T, fill ...func(*T)) func(yield func(Row[T], error) bool) {
	return func(yield func(Row[T], error) bool) {
		for i, f := range fill {
			f(one)
			if !yield(Row[T]{Data: one, To: mustPhone(t, number(i+1)), Origin: law.OriginForm}, nil) {
				return
			}
		}
	}
}

// collected screens rows and keeps the clearances until all are read.
func collected[T any](t *testing.T, rows func(yield func(Row[T], error) bool)) []Cleared[T] {
	t.Helper()
	b, _ := testBook(&Memory{})
	var all []Cleared[T]
	for c, err := range Screen(t.Context(), b, sms, rows) {
		must(t, err)
		all = append(all, c)
	}
	return all
}

// What happens to a row after it was screened changes no clearance, whatever the row is made of.
func TestClearedKeepsItsRow(t *testing.T) {
	t.Run("one struct for all rows", func(t *testing.T) {
		all := collected(t, reused(t, new(voter),
			func(v *voter) { v.FirstName = "Zoé" },
			func(v *voter) { v.FirstName = "Léa" }))
		if a, b := all[0].Data().FirstName, all[1].Data().FirstName; a != "Zoé" || b != "Léa" {
			t.Error("a clearance shows what another row holds")
		}
	})
	t.Run("one map for all rows", func(t *testing.T) {
		type values map[string]string // as message.Values is
		m := values{}
		all := collected(t, reused(t, &m,
			func(v *values) { (*v)["name"] = "Zoé" },
			func(v *values) { (*v)["name"] = "Léa" }))
		clear(m)
		if a, b := all[0].Data()["name"], all[1].Data()["name"]; a != "Zoé" || b != "Léa" {
			t.Error("a clearance shows what another row holds")
		}
	})
	t.Run("a struct within the struct", func(t *testing.T) {
		type row struct{ Person struct{ Name string } }
		all := collected(t, reused(t, new(row),
			func(r *row) { r.Person.Name = "Zoé" },
			func(r *row) { r.Person.Name = "Léa" }))
		if all[0].Data().Person.Name != "Zoé" {
			t.Error("a clearance shows what another row holds")
		}
	})
	t.Run("a row that is overwritten through what a clearance hands out", func(t *testing.T) {
		m := map[string]string{"name": "Zoé"}
		all := collected(t, reused(t, &m, func(*map[string]string) {}))
		all[0].Data()["name"] = "Léa"
		if all[0].Data()["name"] != "Zoé" {
			t.Error("a clearance was written to")
		}
	})
	t.Run("a row after it was rechecked", func(t *testing.T) {
		one := &voter{FirstName: "Zoé"}
		c := collected(t, reused(t, one, func(*voter) {}))[0]
		one.FirstName = "Léa"
		b, _ := testBook(&Memory{})
		again, err := Recheck(t.Context(), b, c)
		must(t, err)
		if again.Data().FirstName != "Zoé" {
			t.Error("a clearance that was renewed shows what the row holds now")
		}
	})
	t.Run("a map that is nil", func(t *testing.T) {
		var m map[string]string
		if c := collected(t, reused(t, &m, func(*map[string]string) {}))[0]; c.Data() != nil {
			t.Error("a row without a map got one")
		}
	})
	t.Run("a map of something else", func(t *testing.T) {
		m := map[string]int{"a": 1}
		if c := collected(t, reused(t, &m, func(*map[string]int) {}))[0]; c.Data()["a"] != 1 {
			t.Error("the row was lost")
		}
	})
}

// borrowed calls Borrow without being able to name what it asks for, as a program elsewhere could.
func borrowed[A any, T any](borrow func(A) *T) *T {
	var zero A
	return borrow(zero)
}

func TestBorrowIsForThisModule(t *testing.T) {
	c := collected(t, reused(t, &voter{FirstName: "Zoé"}, func(*voter) {}))[0]
	if borrowed(c.Borrow) != nil {
		t.Error("the data that a clearance keeps were handed out, to be written to")
	}
	if p := c.Borrow(capability.ToBorrow()); p == nil || p.FirstName != "Zoé" {
		t.Error("a builder cannot read the row")
	}
	if (Cleared[voter]{}).Borrow(capability.ToBorrow()) != nil {
		t.Error("the zero Cleared has data")
	}
}
