// Command gen writes the Go registry and docs/rules.md from the files in rules/. Run it with go generate ./notice/law.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/scrutateur/scrutateur/notice/law/internal/rulefile"
)

func main() {
	log.SetFlags(0)
	if err := generate("."); err != nil {
		log.Fatal(err)
	}
}

// generate reads the rules in the folder of package law and writes what is made of them.
func generate(law string) error {
	outputs, err := rulefile.Outputs(os.DirFS(filepath.Join(law, "rules")))
	if err != nil {
		return err
	}
	for _, o := range outputs {
		if err := os.WriteFile(filepath.Join(law, filepath.FromSlash(o.Path)), o.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
