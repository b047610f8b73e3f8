package certificate_test

import (
	"io"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/retention/certificate"
)

// endless is a file that never ends, as /dev/zero is.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	clear(p)
	return len(p), nil
}

// A certificate means one thing to every reader of JSON, or is refused.
func TestReadAmbiguous(t *testing.T) {
	p, done, r := run(t, nil)
	doc := string(written(t, signed(t, p, done, r)))
	member := `"policy":"fr-2026"`
	read := func(r io.Reader) error { _, err := certificate.Read(r); return err }
	with := func(instead string) string { return strings.Replace(doc, member, instead, 1) }
	if err := read(strings.NewReader(with(member))); err != nil {
		t.Errorf("what is not ambiguous is refused: %v", err)
	}
	for what, in := range map[string]string{
		"a key twice":               with(member + "," + member),
		"a key twice, escaped":      with(member + `,"p\u006flicy":"fr-2026"`),
		"a key in another case":     with(`"POLICY":"fr-2026"`),
		"both cases":                with(member + `,"POLICY":"fr-2026"`),
		"a byte that is no UTF-8":   with("\"policy\":\"\xff\""),
		"half of a surrogate pair":  with(`"policy":"\ud800"`),
		"a second value":            doc + "{}",
		"a byte behind":             doc + "\x00",
		"null":                      with(`"policy":null`),
		"nested without end":        with(`"policy":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000)),
		"a terminal's escape, told": with(`"\u001b[2J\n::error::x":1,` + member),
		"a line feed behind":        doc + "\n",
		"another format":            strings.Replace(doc, "certificate/1", "certificate/2", 1),
	} {
		err := read(strings.NewReader(in))
		if err == nil {
			t.Errorf("%s is read", what)
		} else if strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("%s: the error obeys the file: %q", what, err)
		}
	}
	e := new(endless)
	if err := read(e); err == nil || e.read > 64<<20 {
		t.Errorf("a file without end: error %v after %d bytes", err, e.read)
	}
	if err := read(strings.NewReader(doc[:len(doc)/2])); err == nil {
		t.Error("half a document is read")
	}
}
