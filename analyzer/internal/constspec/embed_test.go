package constspec

import (
	"os"
	"path/filepath"
	"testing"
)

// What //go:embed names is read as the go command would: from the package's folder, a regular file, and no link out.
func TestEmbeddedStaysInside(t *testing.T) {
	out := t.TempDir()
	dir := filepath.Join(out, "app")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(out, "secret")
	for name, text := range map[string]string{secret: "hunter2", filepath.Join(dir, "mail.txt"): "Bonjour", filepath.Join(dir, "large"): string(make([]byte, maxEmbedded+1))} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(out, filepath.Join(dir, "folder")); err != nil {
		t.Fatal(err)
	}
	p := check(t, filepath.Join(dir, "a.go"), "package p")
	file := p.Packages[0].Files[0]
	for _, pattern := range []string{"../secret", secret, "link", "folder/secret", "large", ".", "/dev/zero", "./../secret", "none", "*"} {
		if text, ok := p.embedded(file, pattern); ok || text != "" {
			t.Errorf("%s: %d bytes are read", pattern, len(text))
		}
	}
	for _, pattern := range []string{"mail.txt", "all:mail.txt"} {
		if text, ok := p.embedded(file, pattern); !ok || text != "Bonjour" {
			t.Errorf("%s: %q, %v", pattern, text, ok)
		}
	}
}
