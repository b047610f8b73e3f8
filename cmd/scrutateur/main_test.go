package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"scrutateur": main})
}

// The scripts are the manual of the command line.
func TestScript(t *testing.T) {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	gocache := os.Getenv("GOCACHE")
	if gocache == "" {
		gocache = filepath.Join(cache, "go-build")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			// The fixtures import nothing but the standard library and what lies beside them.
			e.Setenv("GOCACHE", gocache)
			e.Setenv("LANG", "en_GB.UTF-8") // language.txtar is about the others
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOFLAGS", "-mod=mod")
			e.Setenv("GONOSUMDB", "*")
			e.Setenv("GOTOOLCHAIN", "local")
			return nil
		},
	})
}
