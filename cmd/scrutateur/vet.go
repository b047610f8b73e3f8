package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/scrutateur/scrutateur/analyzer"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/userfile"
)

// vettool serves the go command when it runs this binary as go vet's tool: with -V=full, with -flags, or with the
// configuration of a package as last argument. It reports whether it did.
func vettool(args []string) bool {
	if len(args) == 0 {
		return false
	}
	switch last := args[len(args)-1]; {
	case len(args) == 1 && args[0] == "-V=full":
		id, err := buildID()
		if err != nil {
			fmt.Fprintln(os.Stderr, "scrutateur:", termsafe.Lines(err.Error()))
			os.Exit(2)
		}
		name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
		fmt.Printf("%s version devel comments-go-here buildID=%s\n", name, id)
		return true
	case len(args) == 1 && args[0] == "-flags":
		unitchecker.Main(analyzer.New(analyzer.Config{})) // exits
	case strings.HasSuffix(last, ".cfg"):
		config, err := vetConfig()
		if err != nil {
			fmt.Fprintln(os.Stderr, "scrutateur:", termsafe.Lines(err.Error()))
			os.Exit(2)
		}
		unitchecker.Main(analyzer.New(config)) // exits
	}
	return false
}

// vetConfig finds the configuration under go vet, which runs its tool in the directory of each package. Packages of the
// module cache and of the standard library have none of their own.
func vetConfig() (analyzer.Config, error) {
	if file := os.Getenv("SCRUTATEUR_CONFIG"); file != "" {
		config, _, err := readConfig(file)
		return config, err
	}
	config, _, _, err := analyzer.FindConfig(".")
	return config, err
}

func readConfig(file string) (analyzer.Config, []byte, error) {
	data, err := userfile.Read(context.Background(), file, analyzer.MaxConfig)
	if err != nil {
		return analyzer.Config{}, nil, err
	}
	config, err := analyzer.ParseConfig(data)
	if err != nil {
		err = fmt.Errorf("%s: %w", termsafe.Escape(file), err)
	}
	return config, data, err
}

// buildID names this program and the configuration it would use. go vet keeps the diagnostics of a package under it: without
// the configuration in it a changed configuration would show the old diagnostics.
func buildID() (string, error) {
	h := sha256.New()
	exe, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(exe)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	if file := os.Getenv("SCRUTATEUR_CONFIG"); file != "" {
		_, data, err := readConfig(file)
		if err != nil {
			return "", err
		}
		abs, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "\x00%s\x00%s", abs, data)
	} else if _, path, data, err := analyzer.FindConfig("."); err != nil {
		return "", err
	} else {
		fmt.Fprintf(h, "\x00%s\x00%s", path, data)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}
