//go:build unix

package userfile_test

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/scrutateur/scrutateur/internal/userfile"
)

// A pipe waits for ever, and /dev/zero never ends.
func TestNoRegularFile(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Skip(err)
	}
	refused(t, dir, "pipe", "is a pipe, not a file")
	link(t, "pipe", filepath.Join(dir, "link-to-pipe"))
	refused(t, dir, "link-to-pipe", "is a pipe, not a file")
	l, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err == nil {
		defer l.Close()
		refused(t, dir, "socket", "is a socket, not a file")
	}
	if _, err := os.Stat("/dev/zero"); err == nil {
		refused(t, "/dev", "zero", "is a device, not a file")
		link(t, "/dev/zero", filepath.Join(dir, "zero"))
		refused(t, dir, "zero", "leaves the folder")
	}
	if _, err := userfile.Open(filepath.Join(dir, "pipe")); err == nil {
		t.Error("a pipe is opened as a folder")
	}
	for _, name := range []string{"pipe", "link-to-pipe"} {
		if err := userfile.Write(filepath.Join(dir, name), nil, userfile.Shared); err == nil {
			t.Errorf("%s is written over", name)
		}
	}
}
