package record

import (
	"bytes"
	"fmt"
	"io"

	"github.com/scrutateur/scrutateur/internal/strictjson"
)

// maxJSON is how many bytes a document may have. A line of a plan has some 300, and one for every store of every
// processor of a large party is far from it.
const maxJSON = 16 << 20

// Read reads one JSON document, at most 16 MiB, that is signed or from which one is made that is. Whatever readers of
// JSON understand in two ways is an error: an unknown key, a key that stands twice or in another case, bytes that are no
// UTF-8, a second value. So is a wrong type. The errors name the place and never the value, and begin with the name of
// the package that reads.
func Read(pkg string, r io.Reader, v any) error {
	_, err := read(pkg, r, v)
	return err
}

// ReadCanonical is Read for a document that Canonical wrote: one that is signed, or approved by its hash. Any other bytes
// are an error, though they mean the same (a blank, keys in another order, an escape that is not needed), so that
// whoever hashes the file gets the hash of what was read.
func ReadCanonical(pkg string, r io.Reader, v any) error {
	b, err := read(pkg, r, v)
	if err != nil {
		return err
	}
	want, err := Canonical(v)
	if err != nil {
		return fmt.Errorf("%s: %w", pkg, err)
	}
	if !bytes.Equal(b, want) {
		at := 0
		for at < min(len(b), len(want)) && b[at] == want[at] {
			at++
		}
		return fmt.Errorf("%s: the document is not in canonical form (RFC 8785) at byte %d: it was changed, or written anew by another program; "+
			"take the bytes that Canonical returned, with nothing before or behind them", pkg, at)
	}
	return nil
}

func read(pkg string, r io.Reader, v any) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pkg, err)
	}
	if len(b) > maxJSON {
		return nil, fmt.Errorf("%s: the document has more than %d bytes", pkg, maxJSON)
	}
	if _, problems := strictjson.Unmarshal(b, v); len(problems) > 0 {
		return nil, fmt.Errorf("%s: %w", pkg, strictjson.Err(problems))
	}
	return b, nil
}
