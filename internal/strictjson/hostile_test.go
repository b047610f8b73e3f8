package strictjson_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/internal/strictjson"
)

func kinds(problems []strictjson.Problem) (all []string) {
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%d %s", p.Offset, p.Kind))
	}
	return all
}

// What JSON readers understand in two ways is refused: a signature or an exemption must mean the same to everybody.
func TestAmbiguous(t *testing.T) {
	for in, want := range map[string][]string{
		`{"exact":true,"exact":true}`:                                     {"14 twice"},
		`{"exact":true,"ex\u0061ct":false}`:                               {"14 twice"},
		`{"limits":{"a":{},"a":{}}}`:                                      {"18 twice"},
		`{"raw":{"a":1,"a":2}}`:                                           {"14 twice"},
		`{"Exact":true}`:                                                  {"1 unknown"},
		`{"EXACT":true,"exact":false}`:                                    {"1 unknown"},
		`{"ſhare":1}`:                                                     {"1 unknown"}, // ſ folds to s
		`{"lead":{"name":"\ud83d"}}`:                                      {"16 syntax"},
		`{"lead":{"name":"\udc00"}}`:                                      {"16 syntax"},
		`{"lead":{"name":"\ud83dx\udc00"}}`:                               {"16 syntax"},
		`{"lead":{"name":"\\ufffd \ud800"}}`:                              {"16 syntax"},
		`{"lead":{"name":"\ud800\ud83d\ude00"}}`:                          {"16 syntax"},
		`{"limits":{"\ud800":{}}}`:                                        {"11 syntax"},
		`{"lead":{"name":"\ufffd \ud83d\ude00 \uFFFD ` + "\ufffd" + `"}}`: nil,
		`{"lead":{"since":-0}}`:                                           {"17 range"},
		`{"lead":{"since":1.0}}`:                                          {"17 range"},
		`{"lead":{"since":1e2}}`:                                          {"17 range"},
		`{"exact":true}x`:                                                 {"14 syntax"},
		`{"exact":true}{}`:                                                {"14 syntax"},
		"{\"exact\":true}\x00":                                            {"14 syntax"},
		"{\"exact\":true,\"lead\":{\"name\":\"\xff\"}}":                   {"30 syntax"},
		"{\"l\xffead\":1}":                                                {"3 syntax"},
		"\ufeff{}":                                                        {"0 syntax"},
	} {
		var d doc
		_, problems := strictjson.Unmarshal([]byte(in), &d)
		if diff := cmp.Diff(want, kinds(problems)); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

// What stands under an unknown key is not read, though encoding/json would.
func TestUnknownIsNotRead(t *testing.T) {
	var d doc
	_, problems := strictjson.Unmarshal([]byte(`{"EXACT":true,"Lead":{"name":"A"},"lead":{"NAME":"B","n\u0041me":"C"}}`), &d)
	if len(problems) != 4 || d.Exact || d.Lead.Name != "" {
		t.Errorf("%v, read %+v", kinds(problems), d)
	}
}

func TestLimits(t *testing.T) {
	nested := func(n int) string { return `{"raw":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	for in, want := range map[string][]string{
		nested(strictjson.MaxDepth - 1): nil,
		nested(strictjson.MaxDepth):     {"70 deep"},
		nested(9000):                    {"70 deep"},
		nested(20000):                   {"10006 syntax"},
		`{"limits":{"` + strings.Repeat("k", strictjson.MaxKey) + `":{}}}`:   nil,
		`{"limits":{"` + strings.Repeat("k", strictjson.MaxKey+1) + `":{}}}`: {"11 long-key"},
	} {
		var d doc
		places, problems := strictjson.Unmarshal([]byte(in), &d)
		if diff := cmp.Diff(want, kinds(problems)); diff != "" {
			t.Errorf("%.40s…: %s", in, diff)
		}
		if strictjson.Unread(problems) != (len(problems) > 0) || places.At("Raw") > len(in) {
			t.Errorf("%.40s…: what was not read is said to be", in)
		}
	}
}

// hostile are documents of n members or elements, each of which once took time in proportion to n.
var hostile = map[string]func(n int) string{
	"twice":    func(n int) string { return `{` + strings.Repeat(`"exact":true,`, n) + `"exact":true}` },
	"unknown":  func(n int) string { return `{` + numbered(n, `"unknown%d":1`) + `}` },
	"wrong":    func(n int) string { return `{"joint":[` + numbered(n, `%d`) + `]}` },
	"null":     func(n int) string { return `{"joint":[` + strings.Repeat("null,", n) + `null]}` },
	"elements": func(n int) string { return `{"joint":[` + numbered(n, `{"name":"%d"}`) + `]}` },
	"members":  func(n int) string { return `{"limits":{` + numbered(n, `"k%d":{"name":"a"}`) + `}}` },
	"one key long": func(n int) string {
		return `{"limits":{"` + strings.Repeat("k", strictjson.MaxKey) + `":{` + strings.Repeat(`"name":"a",`, n) + `"name":"b"}}}`
	},
	"deep": func(n int) string {
		return `{"raw":` + strings.Repeat(`{"`+strings.Repeat("k", 200)+`":`, 60) + `[` + strings.Repeat("1,", n) + "1]" + strings.Repeat("}", 61)
	},
	"halves": func(n int) string { return `{"lead":{"name":"` + strings.Repeat(`\ud83d`, n) + `"}}` },
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+",", i)
	}
	return b.String() + strings.TrimSuffix(fmt.Sprintf(format, n), ",")
}

// Twice the document takes twice the memory that is asked for, and no more: every place that is written and every problem that is
// told is memory.
func TestLinear(t *testing.T) {
	cost := func(in string) float64 {
		data := []byte(in)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var d doc
		_, problems := strictjson.Unmarshal(data, &d)
		runtime.ReadMemStats(&after)
		if len(problems) > strictjson.MaxProblems+1 {
			t.Fatalf("%d problems", len(problems))
		}
		return float64(after.TotalAlloc - before.TotalAlloc)
	}
	for name, document := range hostile {
		once, twice := cost(document(8000)), cost(document(16000))
		if twice > 2.9*once { // maps and slices double: some growth falls on one side
			t.Errorf("%s: %.0f bytes for 8,000, %.0f for 16,000", name, once, twice)
		}
	}
}

// What is not told is counted, and no problem is forgotten in the count.
func TestMore(t *testing.T) {
	for _, n := range []int{strictjson.MaxProblems, strictjson.MaxProblems + 1, 5000} {
		var d doc
		_, problems := strictjson.Unmarshal([]byte(`{"exact":true,`+strings.Repeat(`"exact":true,`, n-1)+`"exact":true}`), &d)
		told := len(problems)
		if last := problems[told-1]; last.Kind == strictjson.More {
			if want := fmt.Sprintf("%d more problems are not shown: mend those before it first", n-strictjson.MaxProblems); last.Error() != want {
				t.Errorf("%d problems: %q, want %q", n, last.Error(), want)
			}
			told += last.Count - 1
		}
		if told != n {
			t.Errorf("%d problems, %d are told or counted", n, told)
		}
	}
}

func TestErr(t *testing.T) {
	var d doc
	_, problems := strictjson.Unmarshal([]byte(`{"exact":"personal","a\u001b\n::error::":1}`), &d)
	err := strictjson.Err(problems)
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\n") || strings.Contains(err.Error(), "personal") {
		t.Errorf("%v", err)
	}
	if strictjson.Err(nil) != nil {
		t.Error("no problem is an error")
	}
}
