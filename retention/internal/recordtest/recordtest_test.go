package recordtest

import (
	"encoding/json"
	"testing"
)

// Every change is one, the members of all objects are found, and what should still be JSON is.
func TestChanges(t *testing.T) {
	doc := []byte(`{"a":"x/<y>","b":[{"c":-1,"d":{}},{"e":"\\\""}],"f":[]}`)
	if got := len(members(doc)); got != 6 {
		t.Errorf("%d members, want 6", got)
	}
	seen, valid := 0, map[string]int{}
	for _, all := range []func(func(string, []byte) bool){Bytes(doc), Spellings(doc)} {
		for what, changed := range all {
			seen++
			if string(changed) == string(doc) {
				t.Errorf("%s: nothing changed", what)
			}
			if json.Valid(changed) {
				valid[string(changed)]++
			}
		}
	}
	if seen < 7*len(doc) || len(valid) < 60 {
		t.Errorf("%d changes, %d of them JSON", seen, len(valid))
	}
	for _, want := range []string{
		`{"b":[{"c":-1,"d":{}},{"e":"\\\""}],"a":"x/<y>","f":[]}`,
		`{"a":"x/<y>","b":[{"C":-1,"d":{}},{"e":"\\\""}],"f":[]}`,
		`{"a":"x/<y>","b":[{"c":-1,"c":-1,"d":{}},{"e":"\\\""}],"f":[]}`,
		`{"a":"x/<y>","b":[{"\u0063":-1,"d":{}},{"e":"\\\""}],"f":[]}`,
		`{"a":"\u0078/<y>","b":[{"c":-1,"d":{}},{"e":"\\\""}],"f":[]}`,
		`{"a":"x\/<y>","b":[{"c":-1,"d":{}},{"e":"\\\""}],"f":[]}`,
		`{"a":"x/<y>","b":[{"c":-1.0,"d":{}},{"e":"\\\""}],"f":[]}`,
		`{"a":"x/<y>","b":[{"c":-1,"d":{}},{}],"f":[]}`,
		`{"a":"x/\u003cy\u003e","b":[{"c":-1,"d":{}},{"e":"\\\""}],"f":[]}`,
	} {
		if valid[want] == 0 {
			t.Errorf("not tried: %s", want)
		}
	}
}
