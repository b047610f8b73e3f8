package userfile

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// MaxEntries is how many entries a folder may have: more than anybody keeps in one, and few enough to list.
const MaxEntries = 10_000

// Folder is a folder that the user named, and all that lies below it. It is an [fs.FS] of regular files and folders: a
// pipe or a device in it cannot be opened, and no link leads out. Errors name files as the user would, with the
// folder's own name before.
type Folder struct {
	root *os.Root
	name string
}

var (
	_ fs.FS        = (*Folder)(nil)
	_ fs.StatFS    = (*Folder)(nil)
	_ fs.ReadDirFS = (*Folder)(nil)
)

// Open opens a folder to read from. Close it.
func Open(name string) (*Folder, error) {
	root, err := openRoot(name)
	if err != nil {
		return nil, err
	}
	return &Folder{root, name}, nil
}

// Create opens a folder to write into, and makes it and those above it where there are none. A link to a folder is an error: where the
// name is one that a program chose, whoever sent the files around it chose where it leads.
func Create(name string) (*Folder, error) {
	if info, err := os.Lstat(filepath.Clean(name)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return nil, &Error{Name: name, Why: "is a link, and links are not written through: name the folder to which it leads"}
	}
	if err := os.MkdirAll(name, 0o755); err != nil {
		return nil, failed(name, err)
	}
	return Open(name)
}

// Sub opens a folder below this one to write into, and makes it where there is none. Close it.
func (f *Folder) Sub(name string) (*Folder, error) {
	if err := f.root.MkdirAll(name, 0o755); err != nil {
		return nil, failed(f.shown(name), err)
	}
	root, err := f.root.OpenRoot(name)
	if err != nil {
		return nil, failed(f.shown(name), err)
	}
	return &Folder{root, f.shown(name)}, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Name returns the folder's name as the user gave it.
func (f *Folder) Name() string { return f.name }

func (f *Folder) shown(name string) string {
	if name == "." {
		return f.name
	}
	return filepath.Join(f.name, filepath.FromSlash(name))
}

// Open opens a regular file or a folder below this one.
func (f *Folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	info, err := f.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		dir, err := f.root.Open(name)
		if err != nil {
			return nil, failed(f.shown(name), err)
		}
		return folderFile{dir}, nil
	}
	file, _, err := openIn(f.root, name, f.shown(name))
	if err != nil {
		return nil, err
	}
	return file, nil
}

// folderFile is an open folder; os.File would offer more than fs.FS promises.
type folderFile struct{ fs.ReadDirFile }

// Stat says what stands under a name, links followed.
func (f *Folder) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	info, err := f.root.Stat(name)
	if err != nil {
		return nil, failed(f.shown(name), err)
	}
	return info, nil
}

// ReadDir lists a folder in order of names: at most MaxEntries, and more is an error.
func (f *Folder) ReadDir(name string) ([]fs.DirEntry, error) { return readDir(f, name, f.shown(name)) }

// ReadDirFS lists a folder of a file system in order of names: at most MaxEntries, and more is an error.
func ReadDirFS(fsys fs.FS, name string) ([]fs.DirEntry, error) {
	if f, ok := fsys.(*Folder); ok {
		return f.ReadDir(name)
	}
	return readDir(fsys, name, name)
}

func readDir(fsys fs.FS, name, shown string) ([]fs.DirEntry, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, failed(shown, err)
	}
	defer file.Close()
	dir, ok := file.(fs.ReadDirFile)
	if info, err := file.Stat(); err != nil {
		return nil, failed(shown, err)
	} else if !ok || !info.IsDir() {
		return nil, &Error{Name: shown, Why: "is no folder"}
	}
	var all []fs.DirEntry
	for {
		some, err := dir.ReadDir(256)
		if all = append(all, some...); len(all) > MaxEntries {
			return nil, &Error{Name: shown, Why: "has more entries than are read: is it the right folder?"}
		}
		if err == io.EOF {
			return sorted(all), nil
		} else if err != nil {
			return nil, failed(shown, err)
		}
	}
}
