package house

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// files returns every file of the repository, without what .gitignore names.
func files(t *testing.T) []string {
	t.Helper()
	dir := root(t)
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && (rel == ".git" || rel == "out"):
			return filepath.SkipDir
		case d.IsDir():
			_, err := os.ReadDir(path) // remembered by the go command, so that a new file runs the test again
			return err
		case rel == "scrutateur" || strings.HasSuffix(rel, ".test") || strings.HasSuffix(rel, ".prof"):
		default:
			all = append(all, rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// relative cuts the module's folder off a position.
func relative(t *testing.T, pos string) string {
	t.Helper()
	return strings.TrimPrefix(strings.TrimPrefix(pos, root(t)), string(filepath.Separator))
}

// forbidden is what belongs to a machine, or to a page still to be written, and not to the project. The
// patterns are put together from halves so that this file does not find itself.
var forbidden = map[string]*regexp.Regexp{
	"a path of one machine":            regexp.MustCompile(`(^|[\s"'(=` + "`" + `])/(wo` + `rk|ro` + `ot|ho` + `me/[a-z]+|Us` + `ers/[A-Za-z]+|t` + `mp)/`),
	"the host of a registry":           regexp.MustCompile(`proxy\.gol` + `ang\.org|sum\.gol` + `ang\.org|registry\.npm` + `js|deb\.deb` + `ian\.org`),
	"something left to do":             regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|HA` + `CK)\b`),
	"a page that is not in the module": regexp.MustCompile(`\b(desi` + `gn|sty` + `le|bri` + `ef)\.md\b|\bfa` + `cts/[a-z]+\.(md|tsv)|\bsha` + `red/`),
	"a number of an issue":             regexp.MustCompile(`(?i)\bissue #?[0-9]+\b`),
	"a mark of an unfinished merge":    regexp.MustCompile(`(?m)^(<{7} |>{7} |={7}$)`),
}

func TestForbidden(t *testing.T) {
	dir := root(t)
	for _, f := range files(t) {
		b, err := os.ReadFile(filepath.Join(dir, f))
		if err != nil {
			if os.IsNotExist(err) {
				continue // gone since the walk: a test elsewhere cleans up
			}
			t.Fatal(err)
		}
		if bytes.IndexByte(b, 0) >= 0 || f == "LICENSE" || f == "go.sum" {
			continue
		}
		for what, re := range forbidden {
			if m := re.FindIndex(b); m != nil {
				t.Errorf("%s:%d holds %s: %q", f, 1+bytes.Count(b[:m[0]], []byte("\n")), what, bytes.TrimSpace(b[m[0]:m[1]]))
			}
		}
	}
}

func TestForbiddenFinds(t *testing.T) {
	for _, line := range []string{"see /wo" + "rk/main", "// TO" + "DO: later", "as desi" + "gn.md says", "closes iss" + "ue 12", "(/t" + "mp/x)"} {
		found := false
		for _, re := range forbidden {
			found = found || re.MatchString(line)
		}
		if !found {
			t.Errorf("%q is not found", line)
		}
	}
	for _, line := range []string{"the worker/queue", "framework/x", "a todo list", "an issue with 3 parts", "https://example.org/home/page"} {
		for what, re := range forbidden {
			if re.MatchString(line) {
				t.Errorf("%q is taken for %s", line, what)
			}
		}
	}
}

// A file nobody can review does not belong in the repository.
func TestSizes(t *testing.T) {
	dir := root(t)
	for _, f := range files(t) {
		if info, err := os.Stat(filepath.Join(dir, f)); err == nil && info.Size() > 1<<20 {
			t.Errorf("%s has %d KiB", f, info.Size()>>10)
		}
	}
}
