package bounds

import (
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		kind     Kind
		tag      reflect.StructTag
		want     Bound
		findings int
	}{
		{String, `validate:"max=24"`, Bound{Kind: String, Max: 24}, 0},
		{String, `validate:"required,min=2,max=24" sms:"gsm7"`, Bound{Kind: String, Required: true, Min: 2, Max: 24, Alphabet: GSM7}, 0},
		{String, `validate:"len=5" sms:"any"`, Bound{Kind: String, Min: 5, Max: 5, Alphabet: Any}, 0},
		{String, `validate:"omitempty,oneof=Mme M. 'Cher ami'"`, Bound{Kind: String, Omit: true, Max: math.MaxInt64, OneOf: []string{"Mme", "M.", "Cher ami"}}, 0},
		{String, ``, Bound{Kind: String, Max: math.MaxInt64}, 0},
		{String, `validate:"max=24,email"`, Bound{Kind: String, Max: 24}, 1},
		{String, `validate:"max=abc" sms:"latin"`, Bound{Kind: String, Max: math.MaxInt64}, 2},
		{String, `validate:"min=9,max=3"`, Bound{Kind: String, Min: 9, Max: 3}, 1},
		{String, `validate:"max=010"`, Bound{Kind: String, Max: 8}, 0}, // validator reads Go's numbers
		{String, `validate:"max=0x10"`, Bound{Kind: String, Max: 16}, 0},
		{String, `validate:"max=24|len=5"`, Bound{Kind: String, Max: math.MaxInt64}, 1},
		{String, `validate:"gt=9223372036854775807,max=5"`, Bound{Kind: String, Max: 5}, 1},
		{String, `validate:"oneof=a b,oneof=b c"`, Bound{Kind: String, Max: math.MaxInt64, OneOf: []string{"b"}}, 0},
		{String, `validate:"oneof='Zoe0x2C Paul' c"`, Bound{Kind: String, Max: math.MaxInt64, OneOf: []string{"Zoe, Paul", "c"}}, 0},
		{Int, `validate:"gte=0,lt=100"`, Bound{Kind: Int, Min: 0, Max: 99}, 0},
		{Uint, ``, Bound{Kind: Uint, Min: 0, Max: math.MaxUint8}, 0},
	} {
		got, fs := Parse("Field", c.kind, 8, c.tag)
		if d := cmp.Diff(c.want, got); c.kind == String && d != "" || c.kind == Uint && d != "" {
			t.Errorf("%s %s: %s", c.kind, c.tag, d)
		}
		if len(fs) != c.findings {
			t.Errorf("%s: %d findings, want %d: %v", c.tag, len(fs), c.findings, fs)
		}
	}
}

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		b                 Bound
		shortest, longest int
	}{
		{Bound{Kind: String, Max: 24}, 0, 24},
		{Bound{Kind: String, Max: 24, Required: true}, 1, 24},
		{Bound{Kind: String, Min: 3, Max: 24, Omit: true}, 0, 24},
		{Bound{Kind: String, Max: math.MaxInt64, OneOf: []string{"Mme", "M."}}, 2, 3},
		{Bound{Kind: String, Max: math.MaxInt64, OneOf: []string{"cœur"}}, 4, 5}, // oe once folded
		{Bound{Kind: String, Max: 3, OneOf: []string{"ab", "abcdef"}}, 2, 2},
		{Bound{Kind: Int, Min: -5, Max: 100}, 1, 3},
		{Bound{Kind: Int, Min: math.MinInt64, Max: math.MaxInt64}, 1, 20},
		{Bound{Kind: Uint, Min: 10, Max: 99}, 2, 2},
		{Bound{Kind: Uint, Min: 10, Max: 99, Omit: true}, 1, 2},
	} {
		if s, l := c.b.Width(); s != c.shortest || l != c.longest {
			t.Errorf("%+v: %d to %d, want %d to %d", c.b, s, l, c.shortest, c.longest)
		}
	}
}
