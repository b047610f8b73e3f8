package campaign_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/internal/campaign"
	"github.com/scrutateur/scrutateur/notice/law"
)

var update = flag.Bool("update", false, "write the findings into the cases")

// A case is a folder and, in "want", all that is found in it.
func TestCases(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			folder, want := fstest.MapFS{}, -1
			for i, f := range a.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				folder[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			r, err := campaign.Check(t.Context(), folder)
			var got strings.Builder
			if err != nil {
				fmt.Fprintln(&got, "error:", err)
			}
			for _, f := range r.Findings { // with the words that are this package's own
				fmt.Fprintf(&got, "%s:%d:%d: %s %s %s", f.File, f.Line, f.Column, f.Severity, f.Rule, f.Path)
				if f.Rule == law.SpecField {
					fmt.Fprintf(&got, ": %s", f.Detail)
				}
				fmt.Fprintln(&got)
			}
			for _, res := range r.Templates {
				switch {
				case res.SMS != nil:
					fmt.Fprintf(&got, "%s: at most %d parts\n", res.Name, res.SMS.Longest.Size.Parts)
				case res.Email != nil:
					fmt.Fprintf(&got, "%s: proved\n", res.Name)
				}
			}
			if *update {
				if want < 0 {
					want = len(a.Files)
					a.Files = append(a.Files, txtar.File{Name: "want"})
				}
				a.Files[want].Data = []byte(got.String())
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want < 0 {
				t.Fatal("the case has no want")
			}
			if diff := cmp.Diff(string(a.Files[want].Data), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The folder that README points to is without a finding.
func TestExample(t *testing.T) {
	r, err := campaign.Check(t.Context(), os.DirFS("../../examples/check"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Error(f.File, f.Line, f.Finding)
	}
	if len(r.Templates) != 3 {
		t.Errorf("%d templates, want 3", len(r.Templates))
	}
}

func Example() {
	r, err := campaign.Check(context.Background(), os.DirFS("../../examples/check"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range r.Templates {
		fmt.Println(t.Name, t.Proved())
	}
	// Output:
	// sms/invitation true
	// sms/rappel true
	// email/invitation true
}

// Whatever stands in the files, reading ends, every place lies in its file, and the report is JSON.
func FuzzCheck(f *testing.F) {
	config, err := os.ReadFile("../../examples/check/campaign.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(config, []byte("Bonjour {{.FirstName}}"))
	f.Add([]byte(`{"sms":{"sender":1},"templates":{"sms/a":{"body":"x"}}}`), []byte("{{if .A}}\r\n{{end}}\xff"))
	f.Add([]byte("\ufeff{}"), []byte(""))
	f.Fuzz(func(t *testing.T, config, body []byte) {
		r, err := campaign.Check(t.Context(), fstest.MapFS{
			"campaign.json":       &fstest.MapFile{Data: config},
			"sms/a.txt":           &fstest.MapFile{Data: body},
			"email/a/body.html":   &fstest.MapFile{Data: body},
			"email/a/subject.txt": &fstest.MapFile{Data: body},
		})
		if err != nil {
			return
		}
		for _, f := range r.Findings {
			source := config
			if f.File != "campaign.json" {
				source = body
			}
			if lines := bytes.Count(source, []byte("\n")) + 1; f.Line < 1 || f.Line > lines || f.Column < 1 {
				t.Fatalf("%s:%d:%d in a file of %d lines", f.File, f.Line, f.Column, lines)
			}
		}
		if r.Clean() && len(r.Templates) > 0 && !r.Templates[0].Proved() {
			t.Fatal("nothing was found and nothing was proved")
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
	})
}
