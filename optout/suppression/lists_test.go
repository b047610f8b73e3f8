package suppression

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the lists say into their files")

// TestLists reads each list in testdata/lists and compares what it says, line by line. "list.csv" or "list.json" is the list; "format" and "country" are options. A
// list of a new provider is a file more, and go test -update writes what it says, to be read by whoever adds it.
func TestLists(t *testing.T) {
	files, err := filepath.Glob("testdata/lists/*.txtar")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d lists: %v", len(files), err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var list, want string
			var o Options
			for _, f := range a.Files {
				switch f.Name {
				case "list.csv", "list.json":
					list = string(f.Data)
				case "format":
					o.Format = strings.TrimSpace(string(f.Data))
				case "country":
					o.Country = strings.TrimSpace(string(f.Data))
				case "want":
					want = string(f.Data)
				default:
					t.Fatalf("nobody reads %s", f.Name)
				}
			}
			l, err := Open(strings.NewReader(list), o)
			if err != nil {
				t.Fatal(err)
			}
			seen[l.Format()] = true
			got := said(l)
			if *update && got != want {
				for i := range a.Files {
					if a.Files[i].Name == "want" {
						a.Files[i].Data = []byte(got)
					}
				}
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("says\n%swant\n%s", got, want)
			}
			for _, secret := range []string{"marie", "anne@", "zoe", "639980", "example.org"} {
				for line := range strings.Lines(got) {
					if !strings.HasPrefix(line, "entry") && strings.Contains(line, secret) {
						t.Errorf("an error quotes an address: %s", line)
					}
				}
			}
		})
	}
	for _, name := range Formats() {
		if !seen[name] {
			t.Errorf("no list in testdata/lists is %s", name)
		}
	}
}

// said is everything that a list says, a line for each entry and each row that is refused.
func said(l *List) string {
	var b strings.Builder
	fmt.Fprintln(&b, "format", l.Format())
	for e, err := range l.Entries() {
		if err != nil {
			fmt.Fprintln(&b, "error", err)
			continue
		}
		at, until := "-", ""
		if !e.At.IsZero() {
			at = e.At.Format(time.RFC3339Nano)
		}
		if !e.Until.IsZero() {
			until = " until " + e.Until.Format(time.RFC3339Nano)
		}
		fmt.Fprintf(&b, "entry %d %s %s %s %s topic %q id %q%s\n", e.Line, or(string(e.Channel), "*"), e.Reason, or(e.To.E164(), e.To.Mailbox()), at, e.Topic, e.event().ID, until)
	}
	fmt.Fprintf(&b, "counts %+v\n", l.Counts())
	return b.String()
}

// Every format says where it was seen, or what was not.
func TestFormatsHaveSources(t *testing.T) {
	for _, f := range formats() {
		if f.provider == "portable" {
			continue
		}
		if f.Title == "" || len(f.Sources) == 0 {
			t.Errorf("formats/%s.json: no title or no source", f.provider)
		}
		for _, s := range f.Sources {
			if _, err := time.Parse(time.DateOnly, s.Seen); err != nil || !strings.HasPrefix(s.URL, "https://") || s.Says == "" {
				t.Errorf("formats/%s.json: a source without an address, a day or what it says", f.provider)
			}
		}
		if len(f.Writes) == 0 && f.Cannot == "" {
			t.Errorf("formats/%s.json: nothing is written, and it does not say why", f.provider)
		}
		for _, tb := range f.Tables {
			if len(tb.Columns)+len(tb.Headless) == 0 && tb.Bare == "" || len(tb.Says) == 0 {
				t.Errorf("formats/%s.json: %s is known by nothing or says nothing", f.provider, tb.Name)
			}
			for _, s := range tb.Says {
				for _, r := range append(slices.Collect(mapValues(s.Values)), slices.Collect(mapValues(s.Prefixes))...) {
					if r != "" && r != soft && r != resubscribe && r.Kind() == "" {
						t.Errorf("formats/%s.json: %s: the reason %q is none", f.provider, tb.Name, r)
					}
				}
				if s.When == "" && s.Reason.Kind() == "" {
					t.Errorf("formats/%s.json: %s: no reason", f.provider, tb.Name)
				}
			}
		}
		for _, w := range f.Writes {
			if w.Header != nil && len(w.Header) != len(w.Cells) {
				t.Errorf("formats/%s.json: %s has %d columns and %d cells", f.provider, w.Name, len(w.Header), len(w.Cells))
			}
		}
	}
}

func mapValues(m map[string]Reason) func(func(Reason) bool) {
	return func(yield func(Reason) bool) {
		for _, r := range m {
			if !yield(r) {
				return
			}
		}
	}
}
