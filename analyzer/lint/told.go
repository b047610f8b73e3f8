package lint

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/userfile"
)

// teller says what the go command says of code that it cannot build, as far as it may be printed where the code is somebody's pull
// request. The go command quotes what it does not understand, and it reads what the code names: a go.mod or an x.go that is a link to
// a file of secrets, or what cgo includes. The same go command says all of it to whoever may read those files.
type teller struct {
	dir string // where the go command runs
	mod string // directory of the module; "": none was found
	top string // the same, links resolved
}

func newTeller(dir string) teller {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return teller{}
	}
	t := teller{dir: dir}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, "go.mod")); err == nil {
			t.mod = at
			t.top, _ = filepath.EvalSymlinks(at)
			return t
		}
		if at == filepath.Dir(at) {
			return t
		}
	}
}

// fileName is how a file of code, or one of those beside it, is named in a sentence of the go command.
var fileName = regexp.MustCompile(`[^\s:"'()]+\.(?:go|mod|sum|work)\b|[^\s:"'()]*modules\.txt\b`)

var (
	// heading is what the go command writes above what a compiler said.
	heading = regexp.MustCompile(`(?m)^(?:\S+: )?# .*$`)
	// compiler is what the compiler of Go says, which quotes the package alone, and no other compiler.
	compiler = regexp.MustCompile(`^(?:\S+\.go:\d+(?::\d+)?: |\t|too many errors|$)`)
	included = regexp.MustCompile(`^\S+: (?:fatal )?(?:error|warning|note): `)
)

// safe returns a text of the go command without what it quotes of files that are not the module's, and without what another compiler than
// Go's said: cgo and the assembler include any file and quote its lines.
func (t teller) safe(text string) string {
	if at := heading.FindStringIndex(text); at != nil {
		for line := range strings.SplitSeq(text[at[1]:], "\n") {
			if !compiler.MatchString(line) && !heading.MatchString(line) || included.MatchString(line) {
				text = text[:at[1]] + ": does not compile; go build says why, and may quote any file that is included"
				break
			}
		}
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if name := t.foreign(line); name != "" {
			line = name + ": is a link that leaves the module, and what is wrong with it is not shown: put the file itself there"
		}
		if len(out) == 0 || out[len(out)-1] != line {
			out = append(out, line)
		}
	}
	return termsafe.Lines(strings.Join(out, "\n"))
}

// foreign returns the first file that a line names and that is a link to one elsewhere.
func (t teller) foreign(line string) string {
	for _, name := range fileName.FindAllString(line, -1) {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(t.dir, path)
		}
		real, err := filepath.EvalSymlinks(path)
		if err != nil || within(t.top, real) {
			continue
		}
		if dir, err := filepath.EvalSymlinks(t.dir); within(t.dir, path) || err == nil && within(dir, path) || within(t.top, path) || filepath.Base(real) != filepath.Base(path) {
			return name
		}
	}
	return ""
}

func within(dir, path string) bool {
	if dir == "" {
		return false
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// failed is an error of the go command as it may be told.
func (t teller) failed(err error) error {
	if err == nil {
		return nil
	}
	if s := t.safe(err.Error()); s != err.Error() {
		return errors.New(s)
	}
	return err
}

// read are the endings of the files that the go command opens wherever it finds them.
var read = []string{".go", ".mod", ".sum", ".work", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90", ".s", ".S", ".sx", ".swig", ".swigcxx", ".syso"}

// endless returns an error for a file of the module that is a pipe or a device, or a link to one: the go command would wait for ever, or read
// /dev/zero until there is no memory left.
func (t teller) endless() error {
	if t.mod == "" {
		return nil
	}
	return filepath.WalkDir(t.mod, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // the go command says what it cannot read
		}
		name := d.Name()
		if d.IsDir() {
			if path != t.mod && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() || name != "modules.txt" && !slices.Contains(read, filepath.Ext(name)) {
			return nil
		}
		if info, err := os.Stat(path); err != nil || info.IsDir() || info.Mode().IsRegular() {
			return nil
		}
		return &userfile.Error{Name: path, Why: "is a pipe or a device, or leads to one: the go command would read it without end"}
	})
}
