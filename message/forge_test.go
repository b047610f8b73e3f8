package message_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// TestForge type-checks programs that try to make a message without a template and a clearance. Every line marked
// ERROR must be refused for the reason given, and no other.
func TestForge(t *testing.T) {
	files, err := filepath.Glob("testdata/forge/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	fset := token.NewFileSet()
	imports := exportData(t, fset)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var parsed []*ast.File
			want := map[string]string{} // position → pattern
			for _, f := range archive.Files {
				at := name + "/" + f.Name
				file, err := parser.ParseFile(fset, at, f.Data, parser.SkipObjectResolution)
				if err != nil {
					t.Fatal(err)
				}
				parsed = append(parsed, file)
				for i, line := range strings.Split(string(f.Data), "\n") {
					if _, pattern, ok := strings.Cut(line, "// ERROR "); ok {
						want[fmt.Sprintf("%s:%d", at, i+1)] = strings.Trim(pattern, `"`)
					}
				}
			}
			conf := types.Config{Importer: imports, Error: func(err error) {
				e := err.(types.Error)
				p := fset.Position(e.Pos)
				at := fmt.Sprintf("%s:%d", p.Filename, p.Line)
				pattern, ok := want[at]
				if !ok {
					t.Errorf("%s: unexpected: %s", at, e.Msg)
				} else if !regexp.MustCompile(pattern).MatchString(e.Msg) {
					t.Errorf("%s: refused, but for another reason: %s", at, e.Msg)
				}
				want[at] = "" // seen
			}}
			conf.Check("forge", fset, parsed, nil)
			for at, pattern := range want {
				if pattern != "" {
					t.Errorf("%s compiles", at)
				}
			}
		})
	}
}

// exportData imports what the go command has compiled.
func exportData(t *testing.T, fset *token.FileSet) types.Importer {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "./sms", "./email")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
}

// inert lists everything that nobody built.
func TestInert(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	real := fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Zoë", Station: 1})
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	var none optout.Cleared[fixture.Voter]
	var nilTemplate *sms.Template[fixture.Voter]
	var nilBatch *sms.Batch[fixture.Voter]
	for name, f := range map[string]func() error{
		"nil template":     func() error { _, err := nilTemplate.Batch(at); return err },
		"zero template":    func() error { _, err := new(sms.Template[fixture.Voter]).Batch(at); return err },
		"nil batch":        func() error { _, err := nilBatch.Build(real); return err },
		"nil batch append": func() error { _, _, err := nilBatch.Append(nil, real); return err },
		"zero batch":       func() error { _, err := new(sms.Batch[fixture.Voter]).Build(real); return err },
		"before nil batch": func() error { _, err := nilBatch.Before(at).Build(real); return err },
		"zero clearance":   func() error { _, err := batch.Build(none); return err },
		"zero and append":  func() error { _, _, err := batch.Append(nil, none); return err },
		"by reflection": func() error {
			b := reflect.New(reflect.TypeFor[sms.Batch[fixture.Voter]]()).Interface().(*sms.Batch[fixture.Voter])
			_, err := b.Build(real)
			return err
		},
		"from JSON": func() error {
			var c optout.Cleared[fixture.Voter]
			if err := fixture.FromJSON(`{"data":{"FirstName":"x"},"to":"+33639980001"}`, &c); err != nil {
				return message.ErrUnbuilt
			}
			_, err := batch.Build(c)
			return err
		},
	} {
		if err := f(); !errors.Is(err, message.ErrUnbuilt) {
			t.Errorf("%s: got %v, want ErrUnbuilt", name, err)
		}
	}
	if p := nilTemplate.Proof(); p.Longest.Text != "" || nilTemplate.Findings() != nil || nilBatch.Findings() != nil {
		t.Error("a nil template has proved something")
	}
	for name, m := range map[string]sms.Message{"zero": {}, "decoded": decoded(t)} {
		if !m.IsZero() || m.Text() != "" || !m.To().IsZero() || m.Sender() != "" || m.Size() != (message.Size{}) || m.Key() != "" ||
			!m.NotAfter().IsZero() || !m.Expired(time.Time{}) {
			t.Errorf("the %s message says something", name)
		}
		_ = fmt.Sprintf("%v", m)
		_ = m.LogValue()
	}
}

// decoded tries to fill a message from outside.
func decoded(t *testing.T) (m sms.Message) {
	_ = fixture.FromJSON(`{"text":"votez","Text":"votez","size":{"parts":1}}`, &m)
	_ = fixture.FromJSON(`"votez"`, &m)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(struct{ Text string }{"votez"}); err != nil {
		t.Fatal(err)
	}
	_ = gob.NewDecoder(&b).Decode(&m)
	v := reflect.ValueOf(&m).Elem()
	for i := range v.NumField() {
		if v.Field(i).CanSet() {
			t.Errorf("reflection sets field %d of a message", i)
		}
	}
	return m
}

// TestClearedElsewhere has what another book, channel or moment cleared; see TestClearanceOfAnother for all of them.
func TestClearedElsewhere(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	stranger := fixture.Clear(t, fixture.Book("autre.example", at), optout.For{Channel: law.SMS}, law.Metropole, law.OriginForm, fixture.Phone, fixture.Voter{FirstName: "Zoë", Station: 1})
	if m, err := batch.Build(stranger); err == nil || !m.IsZero() {
		t.Errorf("cleared elsewhere, and built all the same: %v", err)
	}
}

// TestPrinting prints everything that holds a voter's data with every verb, alone and inside a caller's types.
func TestPrinting(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	const name = "Philippine"
	row := fixture.Voter{FirstName: name, Town: "Secretville", Station: 7341}
	box := message.Must(optout.Mailbox("philippine.secret@example.org"))
	to := fixture.ClearPhone(t, at, row)
	m := message.Must(message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}} de {{.Town}}", 2))).Batch(at)).Build(to))
	type hidden struct {
		m  sms.Message
		to optout.Cleared[fixture.Voter]
		a  optout.Address
		b  optout.Address
	}
	type renamedSMS sms.Message
	type renamedAddress optout.Address
	h := hidden{m, to, m.To(), box}
	values := map[string]any{
		"SMS": m, "*SMS": &m, "Cleared": to, "*Cleared": &to, "Address": m.To(), "mailbox": fixture.Box, "*mailbox": &fixture.Box,
		"struct": h, "*struct": &h, "slice": []sms.Message{m}, "map": map[string]optout.Address{"a": box}, "any": []any{m, to, box},
		"renamed SMS": renamedSMS(m), "renamed address": renamedAddress(fixture.Box), "array": [1]hidden{h}, "pointer slice": []*hidden{&h},
	}
	secrets := []string{name, "Secretville", "39980001", "639980001", "33639980001", "philippine", "secret@", "Philipp"}
	check := func(t *testing.T, how, out string) {
		t.Helper()
		for _, s := range secrets {
			if strings.Contains(strings.ToLower(out), strings.ToLower(s)) || strings.Contains(out, fmt.Sprintf("%x", s)) || strings.Contains(out, fmt.Sprintf("%X", s)) {
				t.Errorf("%s prints a voter's data", how) // and this failure does not
				return
			}
		}
	}
	verbs := strings.Split("v +v #v s +s #s q x X # x d o b O c U e f g t p T", " ")
	for what, v := range values {
		for _, verb := range verbs {
			check(t, what+" with %"+verb, fmt.Sprintf("%"+verb, v))
		}
		check(t, what+" with Sprint", fmt.Sprint(v))
		if b, err := json.Marshal(v); err == nil {
			check(t, what+" as JSON", string(b))
		}
		for _, h := range []func(io.Writer) slog.Handler{
			func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
			func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		} {
			var b bytes.Buffer
			slog.New(h(&b)).Info("sent", "what", v, slog.Group("g", "v", v))
			check(t, what+" in a log", b.String())
		}
	}
	long := row
	long.FirstName = strings.Repeat(name, 9)
	_, err := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at)).Build(fixture.ClearPhone(t, at, long))
	check(t, "a refusal", fmt.Sprintf("%v %+v %#v", err, err, err))
}
