package campaign

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
)

// maxBytes is more than a person writes: a larger file is refused unread.
const maxBytes = 1 << 20

// list returns the templates of one kind in order, and finds files that would be overlooked. Templates of SMS are files with
// a suffix, e-mails are folders.
func (r *reader) list(folder, suffix string, overlooked law.Finding) (names []string, err error) {
	entries, err := userfile.ReadDirFS(r.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		switch {
		case strings.HasPrefix(e.Name(), ".") || folder+"/"+e.Name() == sharedFrame:
		case termsafe.Escape(e.Name()) != e.Name():
			r.find(path.Join(folder, e.Name()), "", 0, law.Find(law.SpecField, "", "this is not read: the name has a character that is not shown"))
		case !ok || e.IsDir() != (suffix == ""):
			r.find(path.Join(folder, e.Name()), "", 0, overlooked)
		default:
			names = append(names, folder+"/"+name)
		}
	}
	return names, nil
}

// source is one file of a template, as it is compiled.
type source struct {
	field string // of the specification
	file  string
	text  string
}

// sharedFrame is the page around the e-mails whose folder has a content.html and no frame.html.
const sharedFrame = "email/frame.html"

// part reads one file of a template. A file ends with a line feed and a message does not; an editor's CRLF is a line feed.
func (r *reader) part(field, file string) (source, error) {
	text, err := r.read(file)
	return source{field, file, strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}, err
}

// read returns a file of the folder as text. A byte order mark, which some editors write, is not text.
func (r *reader) read(name string) (string, error) {
	b, err := userfile.ReadFS(r.ctx, r.fsys, name, maxBytes)
	return strings.TrimPrefix(string(b), "\ufeff"), err
}
