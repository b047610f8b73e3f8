package email_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
)

var update = flag.Bool("update-email", false, "rewrite the golden parts of testdata")

// TestCases runs testdata: a specification and a row, and either the message that comes of them or what is
// refused. The parts of the specification that are templates stand in files of their own; what spec.json leaves out is
// that of emailSpec.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			spec, row := fixture.Email("Réunion publique jeudi", ""), message.Values{}
			var kept []txtar.File
			for _, f := range ar.Files {
				text := string(f.Data)
				switch f.Name {
				case "spec.json":
					err = json.Unmarshal(f.Data, &spec)
				case "row.json":
					err = json.Unmarshal(f.Data, &row)
				case "subject":
					spec.Subject = strings.TrimSuffix(text, "\n")
				case "preheader":
					spec.Preheader = strings.TrimSuffix(text, "\n")
				case "html":
					spec.HTML = text
				case "text":
					spec.Text = text
				default:
					continue
				}
				if err != nil {
					t.Fatalf("%s: %v", f.Name, err)
				}
				kept = append(kept, f)
			}
			got := &txtar.Archive{Comment: ar.Comment, Files: kept}
			add := func(name, text string) {
				if !strings.HasSuffix(text, "\n") {
					text += "\n"
				}
				got.Files = append(got.Files, txtar.File{Name: name, Data: []byte(text)})
			}
			tpl, err := email.Compile[message.Values](spec)
			if fs := tpl.Findings(); len(fs) > 0 {
				add("advice", fixture.Lines(fs))
			}
			var refused *law.Error
			switch {
			case errors.As(err, &refused):
				add("refused", fixture.Lines(refused.Findings))
			case err != nil:
				t.Fatal(err)
			default:
				at := fixture.Paris("2026-03-05", 10)
				m, err := message.Must(tpl.Batch(at)).Build(fixture.ClearMail(t, at, row))
				if err != nil {
					t.Fatal(err)
				}
				checkMessage(t, m)
				add("message.eml", masked(m))
				if fs := (audit.Email{}).Findings(m.Bytes(), spec.Notice); len(fs) > 0 {
					add("audit", fixture.Lines(fs))
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(txtar.Format(ar)), string(txtar.Format(got))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

var masks = []struct {
	re *regexp.Regexp
	as string
}{
	{regexp.MustCompile(`Message-ID: <[^@]*@`), "Message-ID: <ID@"},
	{regexp.MustCompile(`=_[A-Za-z0-9_-]{20}`), "=_BOUNDARY"},
	{regexp.MustCompile(`[A-Za-z0-9_-]{51}([>=])`), "TOKEN$1"},
	{regexp.MustCompile(`(?s)\n_{40}\n.*?\n\n--`), "\n[statutory block]\n\n--"},
	{regexp.MustCompile(`(?s)` + wrapped(`<table role=3D"presentation" width=3D"100%" cellpadding=3D"0" cellspacing=3D"0" border=3D"0" lang`) + `.*?` + wrapped(`</tbody></table>`)), "[statutory block]"},
}

// wrapped matches a text in which soft line breaks may stand.
func wrapped(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(regexp.QuoteMeta(string(r)) + `(?:=\n)?`)
	}
	return b.String()
}

// masked is the message without what its key, its recipient and the words of package notice decide.
func masked(m email.Message) string {
	s := strings.ReplaceAll(string(m.Bytes()), "\r\n", "\n")
	for _, k := range masks {
		s = k.re.ReplaceAllString(s, k.as)
	}
	return s
}
