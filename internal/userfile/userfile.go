// Package userfile reads and writes the files that a user names, and trusts none of them.
//
// A name on the command line, or in a folder that came with somebody's pull request, may be a pipe that waits for ever, a
// device without end, a link to a file of secrets that a report would then quote, or a page that is a link to a file
// elsewhere, which would be overwritten. Hence what holds for every function here:
//
//   - Regular files only, and of a stated size. A pipe, a socket, a device and a folder are refused unopened.
//   - No link leads out of the folder, be it the file itself or a folder on the way: the folder is an [os.Root]. For a
//     file that is named by itself the folder is the one in which it lies. Links within it are followed when reading.
//   - What is written appears whole or not at all, and is on the disk when the call returns; no link is written through.
//   - Errors begin with the name as the user gave it, made safe to print, and say what to do. They quote no content.
//
// What is not promised: that a file stays the same while it is read, or that nobody else with access to the folder changes
// it in the meantime.
package userfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/scrutateur/scrutateur/internal/termsafe"
)

// Error says what is wrong with a file. It unwraps to the system's error where there is one, fs.ErrNotExist say.
type Error struct {
	Name string // as the user gave it
	Why  string // what is wrong and what to do, without the name
	Err  error  // nil: nothing but Why
}

// Error returns the name, safe to print, and what is wrong.
func (e *Error) Error() string { return termsafe.Escape(e.Name) + ": " + e.Why }

// Unwrap returns the system's error.
func (e *Error) Unwrap() error { return e.Err }

func tooLarge(name string, limit int64) error {
	return &Error{Name: name, Why: fmt.Sprintf("has more than %d bytes, and no more are read: is it the right file?", limit)}
}

// failed makes an Error of one of the system's, whose own text has the name unescaped, or another name.
func failed(name string, err error) error {
	if e := (*Error)(nil); errors.As(err, &e) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	cause := err
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		cause = p.Err
	} else if l := (*os.LinkError)(nil); errors.As(err, &l) {
		cause = l.Err
	} else if s := (*os.SyscallError)(nil); errors.As(err, &s) {
		cause = s.Err
	}
	why := termsafe.Escape(cause.Error())
	if strings.Contains(why, "path escapes") { // package os has no value for it
		why = "is reached by a link that leaves the folder: put the file itself there"
	}
	return &Error{Name: name, Why: why, Err: err}
}

// irregular says what stands where a file is asked for, or nil for a file.
func irregular(name string, mode fs.FileMode) error {
	what := ""
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return &Error{Name: name, Why: "is a folder: name a file in it", Err: syscall.EISDIR}
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	case mode&fs.ModeSymlink != 0:
		what = "a link"
	default:
		what = "something else"
	}
	return &Error{Name: name, Why: "is " + what + ", not a file: save what it holds into a file, and name that"}
}

// Read returns the content of the file that the user named, at most limit bytes of it; more is an error. It stops
// when the context ends.
func Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	dir, base := split(name)
	root, err := openRoot(dir)
	if err != nil {
		return nil, failed(name, cause(err))
	}
	defer root.Close()
	return readIn(ctx, root, base, name, limit)
}

// ReadPrivate is Read for a file of secrets: it refuses one that others than its owner may read, where the system has such permissions.
func ReadPrivate(ctx context.Context, name string, limit int64) ([]byte, error) {
	dir, base := split(name)
	root, err := openRoot(dir)
	if err != nil {
		return nil, failed(name, cause(err))
	}
	defer root.Close()
	file, size, err := openIn(root, base, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, failed(name, err)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, &Error{Name: name, Why: fmt.Sprintf("may be read by others than its owner (mode %#o): whoever did so has the secret; make it 0600, and rotate the key if others had access", info.Mode().Perm()), Err: fs.ErrPermission}
	case size > limit:
		return nil, tooLarge(name, limit)
	}
	return readAll(ctx, file, name, size, limit)
}

// cause is the system's error in an error about a folder, to be said of another name.
func cause(err error) error {
	if e := (*Error)(nil); errors.As(err, &e) && e.Err != nil {
		return e.Err
	}
	return err
}

// split is the folder in which a file lies, and its name there.
func split(name string) (dir, base string) {
	dir, base = filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	if base == "" || base == "." || base == ".." { // a folder: it is found out when it is opened
		dir, base = name, "."
	}
	if dir == "" {
		dir = "."
	}
	return dir, base
}

// openRoot opens a folder that the user named. A pipe would keep os.OpenRoot waiting.
func openRoot(name string) (*os.Root, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, failed(name, err)
	}
	if !info.IsDir() {
		return nil, &Error{Name: name, Why: "is no folder", Err: syscall.ENOTDIR}
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, failed(name, err)
	}
	return root, nil
}

// readIn reads a file of a root; shown is the name that errors give.
func readIn(ctx context.Context, root *os.Root, name, shown string, limit int64) ([]byte, error) {
	file, size, err := openIn(root, name, shown)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if size > limit {
		return nil, tooLarge(shown, limit)
	}
	return readAll(ctx, file, shown, size, limit)
}

// openIn opens a regular file of a root. What it is is asked before it is opened, because opening a pipe waits for whoever
// writes into it, and again afterwards, because it may have been changed for one in between: hence nonblocking.
func openIn(root *os.Root, name, shown string) (*os.File, int64, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, 0, failed(shown, err)
	}
	if err := irregular(shown, info.Mode()); err != nil {
		return nil, 0, err
	}
	file, err := root.OpenFile(name, os.O_RDONLY|nonblocking, 0)
	if err != nil {
		return nil, 0, failed(shown, err)
	}
	info, err = file.Stat()
	if err == nil {
		err = irregular(shown, info.Mode())
	}
	if err != nil {
		file.Close()
		return nil, 0, failed(shown, err)
	}
	return file, info.Size(), nil
}

const chunk = 64 << 10

// readAll reads to the end, or to one byte more than the limit, and asks the context before every chunk. The size is what
// is expected: the kernel's own files say 0.
func readAll(ctx context.Context, r io.Reader, shown string, size, limit int64) ([]byte, error) {
	data := make([]byte, 0, min(size, limit)+512)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if cap(data)-len(data) < 512 {
			data = append(make([]byte, 0, 2*cap(data)), data...)
		}
		n, err := r.Read(data[len(data):min(cap(data), len(data)+chunk)])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > limit:
			return nil, tooLarge(shown, limit)
		case err == io.EOF:
			return data, nil
		case err != nil:
			return nil, failed(shown, err)
		}
	}
}

// ReadStream returns what a stream holds, standard input say, at most limit bytes of it; more is an error. name stands for it in
// errors. It returns when the context ends, also while the stream keeps it waiting: then the stream is not to be read
// any further, because a reading that was begun takes what comes next.
func ReadStream(ctx context.Context, r io.Reader, name string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := readAll(ctx, r, name, 0, limit)
		done <- result{data, err}
	}()
	select {
	case got := <-done:
		return got.data, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ReadFS returns the content of a regular file of a file system, at most limit bytes of it; more is an error. Links are the file
// system's matter: a [Folder] follows none that leaves it, os.DirFS all of them.
func ReadFS(ctx context.Context, fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, failed(name, err)
	}
	if err := irregular(name, info.Mode()); err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, tooLarge(name, limit)
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, failed(name, err)
	}
	defer file.Close()
	return readAll(ctx, file, name, info.Size(), limit)
}
