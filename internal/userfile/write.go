package userfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
)

// The permissions of a file that is written, before the user's umask.
const (
	Shared  fs.FileMode = 0o644 // pages, reports
	Private fs.FileMode = 0o600 // personal data, keys
)

// Write writes the file that the user named: see [Folder.Write].
func Write(name string, data []byte, perm fs.FileMode) error {
	dir, base := split(name)
	root, err := openRoot(dir)
	if err != nil {
		return failed(name, cause(err))
	}
	defer root.Close()
	return writeIn(root, base, name, data, perm)
}

// Write writes a file of the folder: under another name first, then, once it is on the disk, in one step under its own, so that
// after a crash or on a full disk there is the old file or the new one and never half of it. Shared and Private are the
// permissions; a file that was there keeps its own where they are narrower.
//
// Only a regular file is replaced: a link is not written through and not removed either, whoever put it there.
func (f *Folder) Write(name string, data []byte, perm fs.FileMode) error {
	return writeIn(f.root, name, f.shown(name), data, perm)
}

func writeIn(root *os.Root, name, shown string, data []byte, perm fs.FileMode) error {
	switch old, err := root.Lstat(name); {
	case err == nil && old.Mode()&fs.ModeSymlink != 0:
		return &Error{Name: shown, Why: "is a link, and links are not written through: remove it, or write elsewhere"}
	case err == nil && !old.Mode().IsRegular():
		return &Error{Name: shown, Why: "is there already and is no file: write elsewhere"}
	case err == nil && old.Mode().Perm()&0o200 == 0:
		return &Error{Name: shown, Why: "may only be read: change its permissions, or write elsewhere", Err: fs.ErrPermission}
	case err == nil:
		perm &= old.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return failed(shown, err)
	}
	dir := ""
	if i := strings.LastIndexAny(name, `/`+string(os.PathSeparator)); i >= 0 {
		dir = name[:i+1]
	}
	draft := dir + ".scrutateur-" + rand.Text()
	err := writeDraft(root, draft, data, perm)
	if err == nil {
		err = root.Rename(draft, name)
	}
	if err != nil {
		root.Remove(draft) // it may not be there
		return failed(shown, err)
	}
	return syncFolder(root, dir, shown)
}

// writeDraft makes a new file and brings it to the disk.
func writeDraft(root *os.Root, draft string, data []byte, perm fs.FileMode) error {
	file, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// syncFolder brings the new name to the disk. Windows has no way to ask for it, and does it by itself.
func syncFolder(root *os.Root, dir, shown string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open("./" + dir)
	if err != nil {
		return failed(shown, err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return failed(shown, err)
	}
	return nil
}

func sorted(entries []fs.DirEntry) []fs.DirEntry {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

// WriteNew writes a file that must not be there yet: whatever has the name already is left as it is, and the error unwraps to
// fs.ErrExist. Of several programs that write at the same time one succeeds, and no other ever sees half of what it wrote.
func WriteNew(name string, data []byte, perm fs.FileMode) error {
	dir, base := split(name)
	root, err := openRoot(dir)
	if err != nil {
		return failed(name, cause(err))
	}
	defer root.Close()
	draft := ".scrutateur-" + rand.Text()
	if err := writeDraft(root, draft, data, perm); err != nil {
		root.Remove(draft) // it may not be there
		return failed(name, err)
	}
	// A link is made where nothing is, and for a file that is whole. Where the file system knows none the file is written in its place.
	err = root.Link(draft, base)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		if err = writeDraft(root, base, data, perm); err != nil && !errors.Is(err, fs.ErrExist) {
			root.Remove(base)
		}
	}
	if err := errors.Join(err, root.Remove(draft)); err != nil {
		return failed(name, err)
	}
	return syncFolder(root, "", name)
}
