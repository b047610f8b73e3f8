package optout

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestKeyFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "objections.key")
	if _, err := OpenKeyFile(name, 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	k, err := KeyFile(name, 1)
	must(t, err)
	info, err := os.Stat(name)
	must(t, err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	content, err := os.ReadFile(name)
	must(t, err)
	for _, open := range []func(string, byte) (Key, error){KeyFile, OpenKeyFile} {
		again, err := open(name, 1)
		if err != nil || string(again.Secret()) != string(k.Secret()) || len(k.Secret()) != 32 || again.ID != 1 {
			t.Errorf("the file has another key the second time, error %v", err)
		}
	}
	if after, err := os.ReadFile(name); err != nil || string(after) != string(content) {
		t.Errorf("the file was written again, error %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("%d files are left, error %v", len(left), err)
	}
}

// A file that is no key, half a key, another key, or everybody's is refused, and left as it is.
func TestKeyFileRefuses(t *testing.T) {
	dir := t.TempDir()
	whole := string(KeyOf(1, []byte("0123456789abcdef0123456789abcdef")).file())
	short := string(KeyOf(1, []byte("0123456789abcdef")).file())
	files := map[string]string{
		"empty": "", "a text": "my key", "half": whole[:len(whole)/2], "without its sum": strings.Join(strings.Split(whole, "\n")[:2], "\n"),
		"another number": strings.Replace(whole, "key 1", "key 2", 1), "number 01": strings.Replace(whole, "key 1", "key 01", 1),
		"a letter changed": strings.Replace(whole, "MDEy", "MDEz", 1), "a line more": whole + "x\n", "spaces": " " + whole, "short": short,
		"large": whole + strings.Repeat("\n", 5000), "of another number": string(KeyOf(2, []byte("0123456789abcdef0123456789abcdef")).file()),
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := KeyFile(path, 1)
		if err == nil || errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "MDEy") || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != content {
			t.Errorf("%s: the file was written, error %v", name, err)
		}
	}
	if _, err := KeyFile(dir, 1); err == nil {
		t.Error("a folder is a key")
	}
	if _, err := KeyFile(filepath.Join(dir, "none", "key"), 1); err == nil {
		t.Error("a key lies in a folder that is not there")
	}
	windows := filepath.Join(dir, "from another system")
	must(t, os.WriteFile(windows, []byte(strings.ReplaceAll(whole, "\n", "\r\n")), 0o600))
	if k, err := KeyFile(windows, 1); err != nil || string(k.Secret()) != "0123456789abcdef0123456789abcdef" {
		t.Errorf("ends of lines of another system: %v", err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o620} {
		must(t, os.Chmod(windows, mode))
		if _, err := KeyFile(windows, 1); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("mode %v: error %v", mode, err)
		}
	}
}

// TestKeyFileChild makes or reads a key and writes it, in a process of its own.
func TestKeyFileChild(t *testing.T) {
	name, ok := os.LookupEnv("OPTOUT_KEYFILE")
	if !ok {
		t.Skip("run by TestKeyFileTogether")
	}
	k, err := KeyFile(name, 1)
	must(t, err)
	os.Stdout.WriteString("secret " + string(k.file()))
}

// Programs that begin at the same time get one key.
func TestKeyFileTogether(t *testing.T) {
	name := filepath.Join(t.TempDir(), "objections.key")
	self, err := os.Executable()
	must(t, err)
	var mu sync.Mutex
	keys := make(map[string]bool)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestKeyFileChild$")
			cmd.Env = append(os.Environ(), "OPTOUT_KEYFILE="+name)
			out, err := cmd.Output()
			_, secret, _ := strings.Cut(string(out), "secret ")
			secret, _, _ = strings.Cut(secret, "PASS")
			mu.Lock()
			defer mu.Unlock()
			if keys[secret] = true; err != nil || secret == "" {
				t.Errorf("a program has no key: %v", err)
			}
		})
	}
	for range 8 {
		wg.Go(func() {
			k, err := KeyFile(name, 1)
			mu.Lock()
			defer mu.Unlock()
			if keys[string(k.file())] = true; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(keys) != 1 {
		t.Errorf("%d keys", len(keys))
	}
}

func FuzzKeyFile(f *testing.F) {
	whole := string(KeyOf(1, []byte("0123456789abcdef0123456789abcdef")).file())
	for _, s := range []string{"", whole, whole[:40], strings.ReplaceAll(whole, "\n", "\r\n"), strings.Replace(whole, "1", "256", 1)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		k, err := parseKeyFile(content)
		if err != nil {
			return
		}
		if again, err := parseKeyFile(string(k.file())); err != nil || again.ID != k.ID || string(again.Secret()) != string(k.Secret()) || len(k.Secret()) < minSecret {
			t.Errorf("a key does not survive its file: %v", err)
		}
	})
}
