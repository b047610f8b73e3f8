package analyzer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/userfile"
)

// FindConfig reads the configuration for a directory: that of its module, or the nearest above. path is "" when there is
// none. A directory of the module cache has none: what a dependency configures for itself says nothing about its users.
func FindConfig(dir string) (c Config, path string, data []byte, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return c, "", nil, err
	}
	if strings.Contains(dir, "@") && strings.Contains(filepath.ToSlash(dir), "/pkg/mod/") {
		return c, "", nil, nil
	}
	for dir := range above(moduleOf(dir)) {
		path = filepath.Join(dir, ConfigName)
		data, err = userfile.Read(context.Background(), path, MaxConfig)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return c, path, nil, err
		}
		if c, err = ParseConfig(data); err != nil {
			err = fmt.Errorf("%s: %w", termsafe.Escape(path), err)
		}
		return c, path, data, err
	}
	return c, "", nil, nil
}

// moduleOf returns the directory of the module in which a directory lies, or the directory itself.
func moduleOf(dir string) string {
	for up := range above(dir) {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			return up
		}
	}
	return dir
}

// above yields a directory and those above it, up to the root.
func above(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for yield(dir) && dir != filepath.Dir(dir) {
			dir = filepath.Dir(dir)
		}
	}
}
