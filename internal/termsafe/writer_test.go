package termsafe_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/termsafe"
)

func written(t testing.TB, pieces ...string) string {
	t.Helper()
	var b strings.Builder
	w := termsafe.NewWriter(&b)
	for _, p := range pieces {
		if n, err := w.Write([]byte(p)); n != len(p) || err != nil {
			t.Fatalf("wrote %d of %d, error %v", n, len(p), err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriter(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext\nété « a »\u00a0: b\u202f!\n": "plain\ttext\nété « a »\u00a0: b\u202f!\n",
		"a\r\nb\r\n":                 "a\r\nb\r\n",
		"over\rwritten\r":            `over\u000dwritten\u000d`,
		"\x1b[2J":                    `\u001b[2J`,
		"\u009b31m":                  `\u009b31m`,
		"\u202eabc":                  `\u202eabc`,
		"\xffa\xc3":                  `\ufffda\ufffd`,
		"x\n::error::y\n":            "x\n:" + `\u003a` + "error::y\n",
		"  ::error::y":               "  :" + `\u003a` + "error::y",
		"a::b\n:c:: d":               "a::b\n:c:: d",
		"see ##[error]x ##vso[task]": `see ##\u005berror]x ##vso\u005btask]`,
		"## Heading [link]\n### [x]": "## Heading [link]\n### [x]",
		"\U000e0041":                 `\udb40\udc41`,
		"\x00\x7f":                   `\u0000\u007f`,
	} {
		var bytes []string
		for i := range len(in) {
			bytes = append(bytes, in[i:i+1])
		}
		if got := written(t, in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
		if got := written(t, bytes...); got != want {
			t.Errorf("%q, byte by byte, is written %q, want %q", in, got, want)
		}
	}
	if _, err := termsafe.NewWriter(broken{}).Write([]byte("a")); err == nil {
		t.Error("an error is lost")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken") }

// JSON stays JSON, and means the same.
func TestWriterKeepsJSON(t *testing.T) {
	doc := map[string]string{"a\x1b\u009b\u202e\x7f": "##[error] ::x \U000e0041 \u2028 é"}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(written(t, string(b))), &back); err != nil || back["a\x1b\u009b\u202e\x7f"] != doc["a\x1b\u009b\u202e\x7f"] {
		t.Errorf("read back %q, error %v", back, err)
	}
}
