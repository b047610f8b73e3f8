package record

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// RFC 8785, 3.2.3 and 3.2.2.2: keys sorted by UTF-16 units, and the escapes of strings.
func TestCanonical(t *testing.T) {
	got, err := Canonical(map[string]any{
		"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
		"\U0001F600": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\U0001F600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got, err = Canonical([]any{"\u20ac$\u000f\nA'B\"\\\\\"/\u2028</script>", true, nil, 0, -7, []int{}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "[\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u2028</script>\",true,null,0,-7,[]]"; string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, same := range []string{`{}`, `[]`, `""`, `{"":{"":[[],{}]}}`, `null`, `true`, `[-9007199254740992,9007199254740992]`, `{"a":"}\",[","b":[{"c":false},{"d":"\\"}]}`} {
		var v any
		d := json.NewDecoder(strings.NewReader(same))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if got, err := Canonical(v); err != nil || string(got) != same {
			t.Errorf("%s: %s, %v", same, got, err)
		}
	}
	type inner struct{ S []map[string]any }
	for _, bad := range []any{1.5, int64(1 << 60), int64(-1<<53 - 1), "a\xff", []string{"\xff"}, map[string]int{"\xff": 1}, inner{[]map[string]any{{"a": "\xff"}}}, &inner{[]map[string]any{{"a": json.RawMessage("1e3")}}}} {
		if _, err := Canonical(bad); err == nil {
			t.Errorf("%v has a canonical form", bad)
		}
	}
}

// The order is that of the UTF-16 units, written out.
func TestCompareUTF16(t *testing.T) {
	keys := []string{"", "a", "ab", "b", "\u20ac", "\ud7ff", "\ue000", "\ufb33", "\ufffd", "\U00010000", "\U0001F600", "\U0001F601", "\U0010FFFF", "\U0001F600a"}
	for _, a := range keys {
		for _, b := range keys {
			if got, want := compareUTF16([]byte(a), []byte(b)), slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))); got != want {
				t.Errorf("%q and %q: %d, want %d", a, b, got, want)
			}
		}
	}
}
