package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/campaign"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/notice/law"
)

// attacks are campaign.json files of n members each, all of which once took time in proportion to n.
var attacks = map[string]func(n int) string{
	"one key again": func(n int) string { return `{` + strings.Repeat(`"notice":1,`, n) + `"notice":1}` },
	"unknown keys":  func(n int) string { return `{` + many(n, `"k%d":1`) + `}` },
	"exceptions":    func(n int) string { return `{"except":[` + many(n, `{"rule":"X%d","reason":"y"}`) + `]}` },
	"fields":        func(n int) string { return `{"fields":{` + many(n, `"F%d":{"max":-1}`) + `}}` },
	"recipients":    func(n int) string { return `{"recipients":{` + many(n, `"T%d":-1`) + `}}` },
	"templates":     func(n int) string { return `{"templates":{` + many(n, `"sms/t%d":{"mx_parts":1}`) + `}}` },
	"in a template": func(n int) string { return `{"templates":{"sms/a":{` + many(n, `"k%d":1`) + `}}}` },
	"nested": func(n int) string {
		return `{"sms":` + strings.Repeat(`[`, min(n, 9000)) + strings.Repeat(`]`, min(n, 9000)) + `}`
	},
	"a key that is long": func(n int) string { return `{"templates":{"` + strings.Repeat("k", n) + `":{}}}` },
}

func many(n int, format string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// A file below the limit ends with a bounded report, whatever it holds: the time that it takes is the subject of the tests of
// strictjson and of userfile.Lines, which count steps.
func TestHostileFileIsBounded(t *testing.T) {
	for name, attack := range attacks {
		source := attack(25_000)
		if len(source) > 1<<20 {
			t.Fatalf("%s is too long to be read", name)
		}
		r, err := campaign.Check(t.Context(), fstest.MapFS{
			"campaign.json": {Data: []byte(source)}, "sms/a.txt": {Data: []byte("Bonjour {{.N}}")}, "sms/b.txt": {Data: []byte("Bonsoir")},
		})
		if err != nil || r.Clean() {
			t.Errorf("%s: clean %v, error %v", name, r.Clean(), err)
		}
		if len(r.Findings) == 0 || len(r.Findings) > 1001 {
			t.Errorf("%s: %d findings", name, len(r.Findings))
		}
	}
}

// What is not told is counted, and templates that are not judged are not proved.
func TestMoreFindings(t *testing.T) {
	r, err := campaign.Check(t.Context(), fstest.MapFS{
		"campaign.json": {Data: []byte(attacks["exceptions"](5000))}, "sms/a.txt": {Data: []byte("Bonjour")}, "sms/b.txt": {Data: []byte("Bonsoir")},
	})
	if err != nil {
		t.Fatal(err)
	}
	last := r.Findings[len(r.Findings)-1]
	if len(r.Findings) != 1001 || last.Severity != law.Must || !strings.Contains(last.Detail, "more findings are not shown, and 1 templates are not judged") {
		t.Errorf("%d findings, the last: %s", len(r.Findings), last.Detail)
	}
	if len(r.Templates) != 2 || r.Templates[1].Proved() {
		t.Errorf("templates %+v", r.Templates)
	}
}

// Two readers of the file must not see two campaigns.
func TestStrict(t *testing.T) {
	for _, source := range []string{
		`{"rules":"fr","rules":""}`, `{"Rules":"fr"}`, `{"except":[],"EXCEPT":[]}`, "{\"reason\":\"\xff\"}", `{"reason":"\ud800"}`, `{} {}`,
		`{"sms":{"sender":"A","sender":"B"}}`, `{"templates":{"sms/a":{"Sender":"B"}}}`, `{"notice":{"controller":{"id":"1","id":"2"}}}`,
	} {
		r, err := campaign.Check(t.Context(), fstest.MapFS{"campaign.json": {Data: []byte(source)}, "sms/a.txt": {Data: []byte("Bonjour")}})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range r.Findings {
			found = found || f.Rule == law.SpecField && f.File == campaign.File &&
				(strings.Contains(f.Detail, "twice") || strings.Contains(f.Detail, "unknown key") || strings.Contains(f.Detail, "no JSON"))
		}
		if !found {
			t.Errorf("%s: %v", source, r.Findings)
		}
	}
}

// Keys and names of files cannot speak to a terminal or to a build's runner, in either language.
func TestFindingsObeyNothing(t *testing.T) {
	const evil = "\x1b[2J\n::error::x\u202e##[error]\r"
	key := `"\u001b[2J\n::error::x\u202e##[error]\r"`
	r, err := campaign.Check(t.Context(), fstest.MapFS{
		"campaign.json":        {Data: []byte(`{` + key + `:1,"fields":{` + key + `:{"max":-1}},"templates":{` + key + `:{}},"except":[{"rule":` + key + `,"reason":` + key + `}]}`)},
		"sms/" + evil + ".txt": {Data: []byte("Bonjour {{.N}}")}, "sms/" + evil: {Data: nil}, "email/" + evil + "/subject.txt": {Data: nil}, "sms/a.txt": {Data: []byte("a")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) < 6 || len(r.Templates) != 1 {
		t.Errorf("%d findings, %d templates", len(r.Findings), len(r.Templates))
	}
	for _, f := range r.Findings {
		for _, tag := range []language.Tag{language.French, language.English} {
			line := f.In(tag)
			if strings.ContainsAny(line, "\x1b\n\r\u202e") || strings.Contains(line, "##[") || strings.HasPrefix(strings.TrimSpace(line), "::") {
				t.Errorf("printed %q", line)
			}
		}
	}
}

// A template that is a link out of the folder would be printed, sample and all.
func TestFolderHoldsItsFiles(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	if err := os.MkdirAll(filepath.Join(in, "sms"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"secret": "the secret of somebody else", "in/campaign.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../../secret", filepath.Join(in, "sms", "a.txt")); err != nil {
		t.Skip("no links here:", err)
	}
	folder, err := userfile.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	r, err := campaign.Check(t.Context(), folder)
	if err == nil || !strings.Contains(err.Error(), "leaves the folder") || strings.Contains(fmt.Sprintf("%+v", r), "secret of") {
		t.Errorf("error %v, report %+v", err, r)
	}
}

func TestCheckEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := campaign.Check(ctx, fstest.MapFS{"campaign.json": {Data: []byte("{}")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// Whatever stands in campaign.json, Check returns, tells a bounded number of things at places that the file has, and prints nothing that
// a terminal would obey.
func FuzzHostile(f *testing.F) {
	for _, attack := range attacks {
		f.Add([]byte(attack(3)))
	}
	for _, s := range []string{"", "{", "\ufeff{}", `{"notice":{"controller":{"id":"1"}},"sms":{"sender":"A"},"templates":{"sms/a":{"max_parts":1}}}`, "{\"a\":\"\xff\"}", `{"\u001b":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		r, err := campaign.Check(t.Context(), fstest.MapFS{
			"campaign.json": {Data: source}, "sms/a.txt": {Data: []byte("Bonjour {{.N}}, votez ! STOP au 36111")},
			"email/b/subject.txt": {Data: []byte("Objet")}, "email/b/body.html": {Data: []byte("<p>{{.N}}</p>")},
		})
		if err != nil {
			return
		}
		if len(r.Findings) > 1001 {
			t.Fatalf("%d findings", len(r.Findings))
		}
		lines := strings.Count(string(source), "\n") + 1
		for _, x := range r.Findings {
			if x.Line < 1 || x.Column < 1 || x.File == campaign.File && x.Line > lines {
				t.Fatalf("a finding at %s:%d:%d of %d lines", x.File, x.Line, x.Column, lines)
			}
			if line := x.In(language.English); strings.ContainsAny(line, "\x1b\n\r\u202e") {
				t.Fatalf("printed %q", line)
			}
		}
	})
}
