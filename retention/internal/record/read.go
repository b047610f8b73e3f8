package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Read reads one JSON value. Unknown fields, a second value and a wrong type are errors, which name the place and never
// the value. They begin with the name of the package that reads.
func Read(pkg string, r io.Reader, v any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			return errors.New(pkg + ": there is more after the JSON value")
		}
		return nil
	}
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s: byte %d: %s cannot hold this JSON value, it is a %s", pkg, t.Offset, t.Field, t.Type)
	}
	return fmt.Errorf("%s: %w", pkg, err)
}
