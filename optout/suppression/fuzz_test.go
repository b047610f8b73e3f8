package suppression

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// FuzzOpen: whatever a file holds, reading it ends, an entry has an address and a reason, an error quotes nothing that looks like an address, and what was read is written
// and read back.
func FuzzOpen(f *testing.F) {
	files, _ := filepath.Glob("testdata/lists/*.txtar")
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range a.Files {
			if strings.HasPrefix(part.Name, "list.") {
				f.Add(part.Data, "")
			}
		}
	}
	f.Add([]byte("marie@example.org,BOUNCE\n"), "ses import")
	f.Add([]byte("sep=;\n\"a\"\"b\";email;created\n"), "")
	f.Add([]byte("\xff\xfee\x00"), "")
	f.Fuzz(func(t *testing.T, data []byte, format string) {
		l, err := Open(bytes.NewReader(data), Options{Format: format, Country: "FR"})
		if err != nil {
			return
		}
		rows := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("{")) + bytes.Count(data, []byte(",")) + bytes.Count(data, []byte("[")) + 3
		var all []Entry
		for e, err := range l.Entries() {
			if rows--; rows < -len(data) {
				t.Fatal("more rows than the file can hold")
			}
			if err != nil {
				if _, ok := errors.AsType[*RowError](err); ok {
					continue
				}
				break
			}
			if e.To.IsZero() || e.Reason.Kind() == "" || e.Line <= 0 {
				t.Fatal("an entry without an address, a reason or a line")
			}
			if id := e.event().ID; strings.ContainsAny(id, "@+") {
				t.Fatal("an event's ID holds what may be an address")
			}
			all = append(all, e)
		}
		var out bytes.Buffer
		m, err := WritePortable(&out, "852123456", time.Unix(1767366245, 0), func(yield func(Entry, error) bool) {
			for _, e := range all {
				if !yield(e, nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		back, err := Open(&out, Options{Manifest: &m})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for e, err := range back.Entries() {
			if err != nil {
				t.Fatal("what was written is not read back: ", err)
			}
			if !e.To.Equal(all[n].To) || e.Reason != all[n].Reason || e.Channel != all[n].Channel {
				t.Fatal("what was written is read otherwise")
			}
			n++
		}
		if n != len(all) {
			t.Fatalf("%d entries of %d are read back", n, len(all))
		}
		for _, form := range Forms() {
			if _, err := Write(io.Discard, form, WriteOptions{Sender: "x"}, func(func(Entry, error) bool) {}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
