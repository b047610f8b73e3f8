// Command gen writes the Go registry and docs/rules.md from the files in rules/. Run it with go generate ./notice/law.
package main

import (
	"log"
	"os"

	"github.com/scrutateur/scrutateur/notice/law/internal/rulefile"
)

func main() {
	log.SetFlags(0)
	outputs, err := rulefile.Outputs(os.DirFS("rules"))
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range outputs {
		if err := os.WriteFile(o.Path, o.Data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
