// Package messagetest proves templates in a unit test, with one call:
//
//	func TestTemplates(t *testing.T) {
//		messagetest.Dir(t, os.DirFS("campaign"))
//	}
//
// Dir proves a campaign's folder, as `scrutateur check` does: campaign.json with the Notice and what the templates share,
// sms/NAME.txt with the body of an SMS, email/NAME/ with subject.txt, body.html and, where they are wanted, preheader.txt and body.txt.
// SMS and Email prove a specification that stands in Go code. Each finding that blocks fails the test, all of them at once;
// what only advises is logged, and so is the longest message (go test -v).
//
// Golden compares the proofs with a file: whoever changes a template sees in review what the change costs. It is written anew by
//
//	go test -run TestTemplates -args -update
//
// when the test package defines a boolean flag of that name, or with MESSAGETEST_UPDATE=1 in the environment. This package
// defines no flag: two packages that define the same one cannot be tested together.
package messagetest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/scrutateur/scrutateur/internal/campaign"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Dir proves every template of a campaign's folder, each in a subtest of its own name ("sms/rappel") where t is a
// *testing.T. What is wrong with campaign.json itself fails t. A folder that cannot be read, or has no template, is fatal.
func Dir(t testing.TB, fsys fs.FS) {
	t.Helper()
	dir(t, fsys)
}

// Golden is Dir, and compares the proofs with the file: for each template its longest and shortest size, what its fields
// cost, and the longest message with invented values. A file that is missing, or differs, fails the test; see the package's
// documentation for how to write it. It is not written while a finding blocks.
func Golden(t testing.TB, fsys fs.FS, file string) {
	t.Helper()
	report, ok := dir(t, fsys)
	if !ok {
		return
	}
	var b strings.Builder
	for _, r := range report.Templates {
		fmt.Fprintf(&b, "%s\n%s\n", r.Name, indent(describe(r.SMS, r.Email)))
	}
	compare(t, file, b.String())
}

// SMS proves one specification. It returns the template, nil when a finding blocks; the test has failed then.
func SMS[T any](t testing.TB, s sms.Spec) *sms.Template[T] {
	t.Helper()
	tpl, err := sms.Compile[T](s)
	if !proved(t, err) {
		return nil
	}
	advise(t, tpl.Findings())
	p := tpl.Proof()
	t.Log(describe(&p, nil))
	return tpl
}

// Email proves one specification. It returns the template, nil when a finding blocks; the test has failed then.
func Email[T any](t testing.TB, s email.Spec) *email.Template[T] {
	t.Helper()
	tpl, err := email.Compile[T](s)
	if !proved(t, err) {
		return nil
	}
	advise(t, tpl.Findings())
	p := tpl.Proof()
	t.Log(describe(nil, &p))
	return tpl
}

func proved(t testing.TB, err error) bool {
	t.Helper()
	if err == nil {
		return true
	}
	if broken, ok := errors.AsType[*law.Error](err); ok {
		for _, f := range broken.Findings {
			say(t, f.Severity == law.Must, f.Error())
		}
		return false
	}
	t.Error(err)
	return false
}

func advise(t testing.TB, fs law.Findings) {
	t.Helper()
	for _, f := range fs {
		say(t, f.Severity == law.Must, f.Error())
	}
}

// say reports a finding: what blocks fails the test, what advises is logged.
func say(t testing.TB, blocks bool, s string) {
	t.Helper()
	if blocks {
		t.Error(s)
	} else {
		t.Log("(" + s + ")")
	}
}

// dir proves a folder and reports whether nothing blocks.
func dir(t testing.TB, fsys fs.FS) (campaign.Report, bool) {
	t.Helper()
	report, err := campaign.Check(context.Background(), fsys)
	if err != nil {
		t.Fatal(err)
	}
	// A finding belongs to the template in whose file it stands; the others are the campaign's.
	own := map[string][]campaign.Finding{}
	for _, f := range report.Findings {
		owner := ""
		for _, r := range report.Templates {
			if f.File == r.Name+".txt" || strings.HasPrefix(f.File, r.Name+"/") {
				owner = r.Name
			}
		}
		own[owner] = append(own[owner], f)
	}
	for _, f := range own[""] {
		say(t, f.Severity == law.Must, place(f))
	}
	for _, r := range report.Templates {
		sub(t, r.Name, func(t testing.TB) {
			t.Helper()
			for _, f := range own[r.Name] {
				say(t, f.Severity == law.Must, place(f))
			}
			if r.Proved() {
				t.Log(describe(r.SMS, r.Email))
			} else if !t.Failed() {
				t.Error("not proved: campaign.json has findings that block")
			}
		})
	}
	return report, report.Clean()
}

// sub runs f as a subtest where t can, and else on t itself.
func sub(t testing.TB, name string, f func(testing.TB)) {
	t.Helper()
	if r, ok := t.(interface {
		Run(string, func(*testing.T)) bool
	}); ok {
		r.Run(name, func(t *testing.T) { t.Helper(); f(t) })
		return
	}
	f(t)
}

func place(f campaign.Finding) string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Error())
}

// describe writes a proof as people read it: the table, then the longest message.
func describe(s *sms.Proof, e *email.Proof) string {
	switch {
	case s != nil:
		return s.String() + "text\n" + indent(s.Longest.Text+s.Suffix)
	case e != nil:
		return e.String() + "subject   " + e.Longest.Subject + "\npreheader " + e.Longest.Preheader + "\ntext\n" + indent(e.Longest.Text)
	}
	return ""
}

func indent(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
	return b.String()
}

// updating reports whether golden files are written rather than compared.
func updating() bool {
	if f := flag.Lookup("update"); f != nil {
		if v, ok := f.Value.(flag.Getter); ok && v.Get() == true {
			return true
		}
	}
	return os.Getenv("MESSAGETEST_UPDATE") == "1"
}

// maxGolden is how many bytes a golden file may have: a template takes some 500.
const maxGolden = 16 << 20

func compare(t testing.TB, file, got string) {
	t.Helper()
	if updating() {
		folder, err := userfile.Create(filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		defer folder.Close()
		if err := folder.Write(filepath.Base(file), []byte(got), userfile.Shared); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := userfile.Read(context.Background(), file, maxGolden)
	if err != nil {
		t.Fatalf("%v: write it with MESSAGETEST_UPDATE=1", err)
	}
	if old := strings.ReplaceAll(string(want), "\r\n", "\n"); old != got {
		t.Errorf("%s is not what the templates give; look at the change, then write it with MESSAGETEST_UPDATE=1\n%s", file, diff.Diff(file, []byte(old), "what the templates give", []byte(got)))
	}
}
