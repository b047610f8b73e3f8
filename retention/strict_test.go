package retention_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/retention"
)

// endless is a file that never ends, as /dev/zero is.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	clear(p)
	return len(p), nil
}

// A plan means one thing to every reader of JSON, or is refused.
func TestReadAmbiguous(t *testing.T) {
	for name, read := range map[string]func(io.Reader) error{
		"plan":     func(r io.Reader) error { _, err := retention.ReadPlan(r); return err },
		"campaign": func(r io.Reader) error { _, err := retention.ReadCampaign(r); return err },
	} {
		member := map[string]string{"plan": `"policy":"a"`, "campaign": `"name":"a"`}[name]
		end := map[string]string{"campaign": "}"}[name] + "}"
		format := map[string]string{
			"plan": `"format":"scrutateur-retention-plan/1",`, "campaign": `"policy":{`,
		}[name]
		if err := read(strings.NewReader("{" + format + member + end)); err != nil {
			t.Errorf("%s: what is not ambiguous is refused: %v", name, err)
		}
		upper := strings.ToUpper(member[:len(member)-2]) + `a"`
		for what, in := range map[string]string{
			"a key twice":               "{" + format + member + "," + member + end,
			"a key twice, escaped":      "{" + format + member + "," + strings.Replace(member, "a", `\u0061`, 1) + "," + member + end,
			"a key in another case":     "{" + format + upper + end,
			"both cases":                "{" + format + member + "," + upper + end,
			"a byte that is no UTF-8":   "{" + format + strings.Replace(member, `"a"`, "\"\xff\"", 1) + end,
			"half of a surrogate pair":  "{" + format + strings.Replace(member, `"a"`, `"\ud800"`, 1) + end,
			"a second value":            "{" + format + member + end + "{}",
			"a byte behind":             "{" + format + member + end + "\x00",
			"null":                      "{" + format + strings.Replace(member, `"a"`, "null", 1) + end,
			"nested without end":        "{" + format + strings.Replace(member, `"a"`, strings.Repeat("[", 5000)+strings.Repeat("]", 5000), 1) + end,
			"a terminal's escape, told": "{" + format + `"\u001b[2J\n::error::x":1` + end,
		} {
			err := read(strings.NewReader(in))
			if err == nil {
				t.Errorf("%s: %s is read", name, what)
			} else if strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("%s: %s: the error obeys the file: %q", name, what, err)
			}
		}
		e := new(endless)
		if err := read(e); err == nil || e.read > 64<<20 {
			t.Errorf("%s: a file without end: error %v after %d bytes", name, err, e.read)
		}
		if err := read(io.MultiReader(bytes.NewReader([]byte("{")), strings.NewReader(""))); err == nil {
			t.Errorf("%s: half a document is read", name)
		}
	}
}
