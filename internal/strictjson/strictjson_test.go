package strictjson_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/internal/strictjson"
)

type party struct {
	Name  string `json:"name"`
	Since int    `json:"since,omitempty"`
}

type doc struct {
	Lead   party            `json:"lead"`
	Joint  []party          `json:"joint"`
	Limits map[string]party `json:"limits"`
	Exact  bool             `json:"exact"`
	Other  *party           `json:"other"`
	Share  float64          `json:"share"`
	Raw    json.RawMessage  `json:"raw"`
	Small  int8             `json:"small"`
}

func Example() {
	var d struct {
		Sender   string `json:"sender"`
		MaxParts int    `json:"max_parts"`
	}
	_, problems := strictjson.Unmarshal([]byte(`{"Sender": "MAIRIE", "max-part": 2, "max_parts": "2"}`), &d)
	for _, p := range problems {
		fmt.Printf("%d %s: %v\n", p.Offset, p.Path, p)
	}
	// Output:
	// 1 Sender: unknown key: did you mean "sender"?
	// 21 max-part: unknown key: did you mean "max_parts"?
	// 49 max_parts: string where integer is expected
}

func TestUnmarshal(t *testing.T) {
	cases := []struct {
		name, in string
		want     []string // path: detail
	}{
		{"all right", `{"lead":{"name":"A","since":1},"joint":[{"name":"B"}],"limits":{"x":{"name":"C"}},"exact":true,"other":{"name":"D"},"share":0.5,"raw":{"any":[1,null]},"small":7}`, nil},
		{"wrong types", `{"lead":[1],"joint":{"name":2},"exact":"yes","other":true,"share":"1","small":1000}`, []string{
			"lead: array where object is expected",
			"joint: object where array is expected",
			"exact: string where boolean is expected",
			"other: boolean where object is expected",
			"share: string where number is expected",
			"small: the number is not a whole one, or out of range",
		}},
		{"inside lists and maps", `{"joint":[{"name":"A"},{"nam":"B"}],"limits":{"y":{"since":1.5}}}`, []string{
			`joint[1].nam: unknown key: did you mean "name"?`,
			"limits.y.since: the number is not a whole one, or out of range",
		}},
		{"nothing like it", `{"zzz":1}`, []string{"zzz: unknown key: known here are exact, joint, lead, limits, other, raw, share, small"}},
		{"twice", `{"exact":true,"exact":false}`, []string{"exact: the key stands twice: only the last one would count"}},
		{"null", `{"lead":null}`, []string{"lead: null: leave the key out instead"}},
		{"not an object", `[1]`, []string{": array where object is expected"}},
		{"no JSON", `{"lead":}`, []string{": no JSON: invalid character '}' looking for beginning of value"}},
		{"empty", " \n", []string{": the file is empty: it holds a JSON object"}},
		{"two documents", `{} {}`, []string{": no JSON: invalid character '{' after top-level value"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var d doc
			_, problems := strictjson.Unmarshal([]byte(c.in), &d)
			var got []string
			for _, p := range problems {
				got = append(got, p.Path+": "+p.Error())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What could be read is there, whatever else is wrong.
func TestPartial(t *testing.T) {
	var d doc
	_, problems := strictjson.Unmarshal([]byte(`{"small":"x","lead":{"name":"A"},"joint":[{"name":3},{"name":"B"}]}`), &d)
	if len(problems) != 2 || d.Lead.Name != "A" || len(d.Joint) != 2 || d.Joint[1].Name != "B" {
		t.Errorf("%d problems, read %+v", len(problems), d)
	}
}

func TestPlaces(t *testing.T) {
	const in = `{
  "lead": {"name": "A"},
  "joint": [{"name": "B"}, {"since": 3}],
  "limits": {"x y": {"name": "C"}}
}`
	var d doc
	places, problems := strictjson.Unmarshal([]byte(in), &d)
	if problems != nil {
		t.Fatal(problems)
	}
	for path, want := range map[string]string{
		"Lead": `{"name": "A"}`, "Lead.Name": `"A"`, "Joint[1].Since": `3`, "Joint[0].Name": `"B"`, "Limits[x y].Name": `"C"`,
		"Lead.Since": `{"name": "A"}`, "Joint[1].Name": `{"since"`, "Joint[7].Name": `[{"name"`, "Nowhere.At.All": "{\n",
	} {
		if got := in[places.At(path):]; !strings.HasPrefix(got, want) {
			t.Errorf("%s is at %q, want %q", path, got[:min(len(got), 12)], want)
		}
	}
	if !places.Has("Lead.Name") || places.Has("Lead.Since") {
		t.Error("Has is wrong about Lead")
	}
}

func TestKeys(t *testing.T) {
	for path, want := range map[string]string{
		"Lead.Name": "lead.name", "Joint[1].Name": "joint[1].name", "Limits[x y].Since": "limits[x y].since", "Other.Name": "other.name",
		"Nowhere.Name": "Nowhere.Name", "Lead.Nothing": "lead.Nothing", "": "", "Joint[": "joint[",
	} {
		if got := strictjson.Keys(reflect.TypeFor[doc](), path); got != want {
			t.Errorf("Keys(%q) = %q, want %q", path, got, want)
		}
	}
}

// Whatever is read, nothing panics; what has no problem means the same to encoding/json, and every place lies within.
func FuzzUnmarshal(f *testing.F) {
	for _, s := range []string{`{}`, `{"lead":{"name":"A"},"joint":[{}],"limits":{"a":{}}}`, `{"joint":[{"name":1}],"raw":[[[]]],"small":1e3}`, `[`, `{"a":{"b":[1,2,{"c":null}]}}`, `"x"`, "\xff"} {
		f.Add([]byte(s))
	}
	for _, document := range hostile {
		f.Add([]byte(document(3)))
	}
	for _, s := range []string{`{"EXACT":true,"exact":false}`, `{"ex\u0061ct":true,"exact":false}`, `{"lead":{"name":"\ud83d"}}`, `{"lead":{"since":-0}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want doc
		places, problems := strictjson.Unmarshal(data, &got)
		for _, p := range problems {
			if p.Offset < 0 || p.Offset > len(data) {
				t.Fatalf("offset %d of %d bytes", p.Offset, len(data))
			}
		}
		if at := places.At("Lead.Name"); at < 0 || at > len(data) {
			t.Fatalf("place %d of %d bytes", at, len(data))
		}
		err := json.Unmarshal(data, &want)
		if len(problems) == 0 {
			if err != nil {
				t.Fatalf("no problem was found, encoding/json says %v", err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// TestNotUTF8 finds the byte, because encoding/json replaces it without a word.
func TestNotUTF8(t *testing.T) {
	var v struct {
		Name string `json:"name"`
	}
	_, problems := strictjson.Unmarshal([]byte("{\"name\": \"Zoé Caf\xe9\"}"), &v)
	if len(problems) != 1 || problems[0].Kind != strictjson.Syntax || problems[0].Offset != 18 || v.Name != "" {
		t.Errorf("got %v, read %q", problems, v.Name)
	}
}
