package userfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"

	"github.com/scrutateur/scrutateur/internal/userfile"
)

func Example() {
	dir, err := os.MkdirTemp("", "userfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "campaign.json")
	if err := userfile.Write(name, []byte(`{}`), userfile.Shared); err != nil {
		fmt.Println(err)
	}
	b, err := userfile.Read(context.Background(), name, 1<<20)
	fmt.Printf("%s %v\n", b, err)

	_, err = userfile.Read(context.Background(), "no\x1b[2Jfile", 1<<20)
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	// Output:
	// {} <nil>
	// no\x1b[2Jfile: no such file or directory true
}

// tree makes a folder "in" with files, and "secret.txt" and "elsewhere/page.html" outside of it.
func tree(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"in/a.txt": "inside", "in/sub/b.txt": "below", "secret.txt": "hunter2", "elsewhere/page.html": "theirs",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Skip("no links here:", err)
	}
}

// readers are every way to read, by a name within the folder.
var readers = map[string]func(dir, name string) ([]byte, error){
	"Read": func(dir, name string) ([]byte, error) {
		return userfile.Read(context.Background(), filepath.Join(dir, name), 100)
	},
	"ReadFS of a Folder": func(dir, name string) ([]byte, error) {
		f, err := userfile.Open(dir)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return userfile.ReadFS(context.Background(), f, name, 100)
	},
	"fs.ReadFile of a Folder": func(dir, name string) ([]byte, error) {
		f, err := userfile.Open(dir)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return fs.ReadFile(f, name)
	},
}

// refused reads in every way and wants an error that names the file, and quotes nothing of what lies outside.
func refused(t *testing.T, dir, name, want string) {
	t.Helper()
	for how, read := range readers {
		done := make(chan error, 1)
		go func() {
			b, err := read(dir, name)
			if err == nil || len(b) > 0 {
				err = fmt.Errorf("read %d bytes", len(b))
			}
			done <- err
		}()
		select {
		case err := <-done:
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") || strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("%s of %q: error %q, want %q", how, name, err, want)
			}
		case <-time.After(20 * time.Second): // only a pipe that waits for ever gets here
			t.Fatalf("%s of %q does not return", how, name)
		}
	}
}

func TestReads(t *testing.T) {
	dir := tree(t)
	in := filepath.Join(dir, "in")
	link(t, "a.txt", filepath.Join(in, "near.txt"))
	link(t, "../a.txt", filepath.Join(in, "sub", "up.txt"))
	for name, want := range map[string]string{"a.txt": "inside", "sub/b.txt": "below", "near.txt": "inside"} {
		for how, read := range readers {
			if b, err := read(in, name); err != nil || string(b) != want {
				t.Errorf("%s of %s: %q, error %v", how, name, b, err)
			}
		}
	}
	f, err := userfile.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := fs.ReadFile(f, "sub/up.txt"); err != nil || string(b) != "inside" {
		t.Errorf("a link within the folder: %q, error %v", b, err)
	}
}

func TestFolderIsFS(t *testing.T) {
	f, err := userfile.Open(filepath.Join(tree(t), "in"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := fstest.TestFS(f, "a.txt", "sub/b.txt"); err != nil {
		t.Error(err)
	}
}

// A link that leads out of the folder would put the content of another file into a report.
func TestLinksOut(t *testing.T) {
	dir := tree(t)
	in := filepath.Join(dir, "in")
	link(t, filepath.Join("..", "secret.txt"), filepath.Join(in, "relative.txt"))
	link(t, filepath.Join(dir, "secret.txt"), filepath.Join(in, "absolute.txt"))
	link(t, "relative.txt", filepath.Join(in, "twice.txt"))
	for _, name := range []string{"relative.txt", "absolute.txt", "twice.txt"} {
		refused(t, in, name, "leaves the folder")
	}
	link(t, "..", filepath.Join(in, "up"))
	f, err := userfile.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, err := fs.ReadFile(f, "up/secret.txt"); err == nil {
		t.Errorf("a folder that is a link: %q is read", b)
	}
	if all, err := f.ReadDir("up"); err == nil {
		t.Errorf("a folder that is a link: %v is listed", all)
	}
	if b, err := fs.ReadFile(f, "../secret.txt"); err == nil {
		t.Errorf("a path that leaves the folder: %q is read", b)
	}
}

func TestNoFile(t *testing.T) {
	dir := tree(t)
	refused(t, dir, "nothing\x1b[31m", `nothing\x1b[31m: `)
	refused(t, dir, "in", "is a ") // folder, or directory where the system says it
	if _, err := userfile.Open(filepath.Join(dir, "secret.txt")); err == nil || !strings.Contains(err.Error(), "is no folder") {
		t.Errorf("a file as a folder: %v", err)
	}
	for _, name := range []string{"", ".", "..", dir + string(filepath.Separator)} {
		if _, err := userfile.Read(t.Context(), name, 100); err == nil || !strings.Contains(err.Error(), "folder") && name != "" {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestLimit(t *testing.T) {
	dir := t.TempDir()
	for _, size := range []int{0, 99, 100, 101, 5000} {
		if err := os.WriteFile(filepath.Join(dir, "f"), bytes.Repeat([]byte("x"), size), 0o644); err != nil {
			t.Fatal(err)
		}
		b, err := userfile.Read(t.Context(), filepath.Join(dir, "f"), 100)
		if size <= 100 && (err != nil || len(b) != size) || size > 100 && (err == nil || !strings.Contains(err.Error(), "more than 100 bytes")) {
			t.Errorf("%d bytes: read %d, error %v", size, len(b), err)
		}
		b, err = userfile.ReadStream(t.Context(), bytes.NewReader(make([]byte, size)), "standard input", 100)
		if size <= 100 && (err != nil || len(b) != size) || size > 100 && (err == nil || err.Error() != "standard input: has more than 100 bytes, and no more are read: is it the right file?") {
			t.Errorf("a stream of %d bytes: read %d, error %v", size, len(b), err)
		}
	}
	fsys := fstest.MapFS{"big": {Data: make([]byte, 101)}, "pipe": {Mode: fs.ModeNamedPipe}}
	for name, want := range map[string]string{"big": "more than 100", "pipe": "a pipe", "none": "not exist"} {
		if _, err := userfile.ReadFS(t.Context(), fsys, name, 100); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) { e.read += len(p); return len(p), nil }

func TestStream(t *testing.T) {
	e := new(endless)
	if _, err := userfile.ReadStream(t.Context(), e, "-", 1<<20); err == nil || e.read > 2<<20 {
		t.Errorf("a stream without end: error %v after %d bytes", err, e.read)
	}
	if b, err := userfile.ReadStream(t.Context(), iotest.OneByteReader(strings.NewReader("abc")), "-", 3); err != nil || string(b) != "abc" {
		t.Errorf("byte by byte: %q, %v", b, err)
	}
	if _, err := userfile.ReadStream(t.Context(), iotest.ErrReader(errors.New("broken\x1b")), "-", 3); err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a broken stream: %v", err)
	}
	// Whoever waits at a terminal may leave.
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if _, err := userfile.ReadStream(ctx, r, "-", 3); !errors.Is(err, context.Canceled) {
		t.Errorf("a stream that says nothing: %v", err)
	}
	if _, err := userfile.ReadStream(ctx, strings.NewReader("a"), "-", 3); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := userfile.Read(ctx, "userfile_test.go", 1<<20); !errors.Is(err, context.Canceled) {
		t.Errorf("a file after the end: %v", err)
	}
}

func TestWrite(t *testing.T) {
	dir := tree(t)
	in := filepath.Join(dir, "in")
	f, err := userfile.Create(filepath.Join(in, "new", "deep"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Write("p.html", []byte("one"), userfile.Shared); err != nil {
		t.Fatal(err)
	}
	if err := f.Write("p.html", []byte("two"), userfile.Shared); err != nil {
		t.Fatal(err)
	}
	sub, err := f.Sub("sms-a")
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	if err := sub.Write("key", []byte("k"), userfile.Private); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"p.html": "two", "sms-a/key": "k"} {
		if b, err := os.ReadFile(filepath.Join(in, "new", "deep", name)); err != nil || string(b) != want {
			t.Errorf("%s holds %q, error %v", name, b, err)
		}
	}
	if info, err := os.Stat(filepath.Join(in, "new", "deep", "sms-a", "key")); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("a private file has mode %v, error %v", info.Mode(), err)
	}
	// No draft stays behind.
	if all, err := f.ReadDir("."); err != nil || len(all) != 2 {
		t.Errorf("the folder holds %v, error %v", all, err)
	}
	// A file keeps its narrower permissions.
	narrow := filepath.Join(in, "narrow")
	if err := os.WriteFile(narrow, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := userfile.Write(narrow, []byte("x"), userfile.Shared); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(narrow); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// A link where a page is to be written, or on the way to it, would have another file overwritten.
func TestWriteRefuses(t *testing.T) {
	dir := tree(t)
	in := filepath.Join(dir, "in")
	theirs := filepath.Join(dir, "elsewhere", "page.html")
	link(t, theirs, filepath.Join(in, "index.html"))
	link(t, "a.txt", filepath.Join(in, "near.html"))
	link(t, "nothing", filepath.Join(in, "dangling.html"))
	link(t, filepath.Join(dir, "elsewhere"), filepath.Join(in, "out"))
	f, err := userfile.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, want := range map[string]string{
		"index.html": "is a link", "near.html": "is a link", "dangling.html": "is a link", "out/page.html": "", "sub": "no file",
		"../secret.txt": "", "nowhere/x": "",
	} {
		err := f.Write(name, []byte("ours"), userfile.Shared)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
		if name != "out/page.html" && name != "../secret.txt" { // named by itself, the folder is the one it lies in
			if err := userfile.Write(filepath.Join(in, name), []byte("ours"), userfile.Shared); err == nil {
				t.Errorf("%s is written", name)
			}
		}
	}
	for _, name := range []string{"out", "out/", "out/."} {
		if _, err := userfile.Create(in + "/" + name); err == nil || !strings.Contains(err.Error(), "is a link") {
			t.Errorf("a folder %s that is a link is opened to write into: %v", name, err)
		}
	}
	if _, err := f.Sub("out"); err == nil {
		t.Error("a folder that is a link is opened to write into")
	}
	for name, want := range map[string]string{"elsewhere/page.html": "theirs", "secret.txt": "hunter2", "in/a.txt": "inside"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s holds %q, error %v", name, b, err)
		}
	}
	// The system lets root write into what may only be read; this writer does not.
	if err := os.WriteFile(filepath.Join(in, "readonly"), []byte("kept"), 0o444); err != nil {
		t.Fatal(err)
	}
	if err := f.Write("readonly", nil, userfile.Shared); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a file that may only be read: %v", err)
	}
	if all, _ := filepath.Glob(filepath.Join(in, ".scrutateur-*")); len(all) > 0 {
		t.Errorf("drafts stay behind: %v", all)
	}
}

func TestManyEntries(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range userfile.MaxEntries + 1 {
		fsys[fmt.Sprintf("d/%d", i)] = &fstest.MapFile{}
	}
	if _, err := userfile.ReadDirFS(fsys, "d"); err == nil || !strings.Contains(err.Error(), "more entries") {
		t.Errorf("error %v", err)
	}
	delete(fsys, "d/0")
	if all, err := userfile.ReadDirFS(fsys, "d"); err != nil || len(all) != userfile.MaxEntries {
		t.Errorf("%d entries, error %v", len(all), err)
	}
}
