package record

import (
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
	b, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return fmt.Errorf("%s: %w", pkg, err)
	}
	if len(b) > maxJSON {
		return fmt.Errorf("%s: the document has more than %d bytes", pkg, maxJSON)
	}
	if _, problems := strictjson.Unmarshal(b, v); len(problems) > 0 {
		return fmt.Errorf("%s: %w", pkg, strictjson.Err(problems))
	}
	return nil
}
