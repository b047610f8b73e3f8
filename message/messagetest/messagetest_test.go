package messagetest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/messagetest"
	"github.com/scrutateur/scrutateur/message/sms"
)

// recorder is a testing.TB that keeps what it is told. Fatal ends the goroutine, as testing's does.
type recorder struct {
	testing.TB
	errors, logs []string
	fatal        bool
}

func (r *recorder) Helper()                      {}
func (r *recorder) Failed() bool                 { return len(r.errors) > 0 }
func (r *recorder) Error(args ...any)            { r.errors = append(r.errors, fmt.Sprint(args...)) }
func (r *recorder) Errorf(f string, args ...any) { r.Error(fmt.Sprintf(f, args...)) }
func (r *recorder) Log(args ...any)              { r.logs = append(r.logs, fmt.Sprint(args...)) }
func (r *recorder) Fatal(args ...any)            { r.fatal = true; r.Error(args...); runtime.Goexit() }
func (r *recorder) Fatalf(f string, args ...any) { r.Fatal(fmt.Sprintf(f, args...)) }

func record(f func(t testing.TB)) *recorder {
	r := new(recorder)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r
}

// folder reads testdata/campaign.txtar and changes files of it; "" removes one.
func folder(t testing.TB, change map[string]string) fstest.MapFS {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/campaign.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range ar.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	for name, text := range change {
		if text == "" {
			delete(fsys, name)
		} else {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return fsys
}

func TestDir(t *testing.T) {
	messagetest.Dir(t, folder(t, nil))
}

func TestDirSaysTheWorstCase(t *testing.T) {
	r := record(func(t testing.TB) { messagetest.Dir(t, folder(t, nil)) })
	if len(r.errors) > 0 {
		t.Fatalf("errors: %q", r.errors)
	}
	for _, want := range []string{"longest   2 parts, GSM-7", "field     FirstName: at most 20 units", "STOP", "longest   HTML "} {
		if !strings.Contains(strings.Join(r.logs, "\n"), want) {
			t.Errorf("nothing logged has %q", want)
		}
	}
}

// Every defect of every template is said at once, with its place.
func TestDirFails(t *testing.T) {
	r := record(func(t testing.TB) {
		messagetest.Dir(t, folder(t, map[string]string{
			"sms/invitation.txt":       "{{.FirstName}}, votons à {{.Town}} !\n",
			"sms/rappel.txt":           strings.Repeat("Les bureaux ferment a 18 h. ", 20) + "\n",
			"email/lettre/subject.txt": "*|FNAME|*, votons\n",
		}))
	})
	all := strings.Join(r.errors, "\n")
	for _, want := range []string{"sms/invitation.txt:1:", "SCR-BOUND", "sms/rappel.txt:1:1: ", "SCR-PARTS", "email/lettre/subject.txt:1:1: ", "SCR-PLACEHOLDER"} {
		if !strings.Contains(all, want) {
			t.Errorf("no error has %q:\n%s", want, all)
		}
	}
}

// What is wrong with the campaign is the campaign's, and no template passes for proved.
func TestDirFailsOnTheCampaign(t *testing.T) {
	file := string(folder(t, nil)["campaign.json"].Data)
	r := record(func(t testing.TB) {
		messagetest.Dir(t, folder(t, map[string]string{"campaign.json": strings.Replace(file, `"max_parts": 2`, `"max_part": 2`, 1)}))
	})
	if all := strings.Join(r.errors, "\n"); !strings.Contains(all, "campaign.json:") || !strings.Contains(all, "max_parts") {
		t.Errorf("the misspelt key is not found: %s", all)
	}
	r = record(func(t testing.TB) { messagetest.Dir(t, folder(t, map[string]string{"campaign.json": ""})) })
	if !r.fatal {
		t.Errorf("a folder without campaign.json passes: %q", r.errors)
	}
	r = record(func(t testing.TB) {
		messagetest.Dir(t, folder(t, map[string]string{"sms/invitation.txt": "", "sms/rappel.txt": "", "email/lettre/subject.txt": "", "email/lettre/body.html": ""}))
	})
	if len(r.errors) == 0 {
		t.Error("a folder without templates passes")
	}
}

func TestGoldenCompares(t *testing.T) {
	file := filepath.Join(t.TempDir(), "deep", "proofs.txt")
	golden := func(change map[string]string) *recorder {
		return record(func(t testing.TB) { messagetest.Golden(t, folder(t, change), file) })
	}
	if r := golden(nil); !r.fatal {
		t.Errorf("a missing file passes: %q", r.errors)
	}
	t.Setenv("MESSAGETEST_UPDATE", "1")
	if r := golden(nil); r.Failed() {
		t.Fatalf("not written: %q", r.errors)
	}
	t.Setenv("MESSAGETEST_UPDATE", "")
	if r := golden(nil); r.Failed() {
		t.Errorf("written, and not the same: %q", r.errors)
	}
	longer := map[string]string{"sms/rappel.txt": "{{.FirstName}}, les bureaux ferment à 18h, et il fait beau.\n"}
	if r := golden(longer); !r.Failed() || !strings.Contains(r.errors[0], "+ ") || !strings.Contains(r.errors[0], "il fait beau") {
		t.Errorf("a longer message passes, or the change is not shown: %q", r.errors)
	}

	// A proof that does not exist is not written.
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("MESSAGETEST_UPDATE", "1")
	if r := golden(map[string]string{"sms/rappel.txt": "{{.Nobody}}\n"}); !r.Failed() {
		t.Error("a template without proof passes")
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the golden file was written with a finding that blocks: %v", err)
	}
}

func TestSpecsInGo(t *testing.T) {
	type voter struct {
		FirstName string `validate:"required,max=20"`
	}
	n := campaignNotice(t)
	sms := sms.Spec{Body: "{{.FirstName}}, votons !", Notice: n, Sender: "NOSBANCS", Router: "ovh", MaxParts: 2}
	mail := email.Spec{Subject: "Votons, {{.FirstName}}", HTML: "<p>Bonjour {{.FirstName}}.</p>", Notice: n, From: "contact@bancs.example.org", Unsubscribe: "https://bancs.example.org/u", UnsubscribeMailto: "stop@bancs.example.org"}
	if tpl := messagetest.SMS[voter](t, sms); tpl == nil || tpl.Proof().Longest.Size.Parts != 2 {
		t.Error("the SMS is not proved")
	}
	if tpl := messagetest.Email[voter](t, mail); tpl == nil {
		t.Error("the e-mail is not proved")
	}
	sms.Sender, sms.Body, mail.Subject = "0639980001", "{{.Nobody}}", ""
	r := record(func(t testing.TB) {
		if messagetest.SMS[voter](t, sms) != nil || messagetest.Email[voter](t, mail) != nil {
			t.Error("a template came with findings that block")
		}
	})
	for _, want := range []string{"ARCEP-NO-0607", "Nobody", "Subject"} {
		if !strings.Contains(strings.Join(r.errors, "\n"), want) {
			t.Errorf("no error has %q: %q", want, r.errors)
		}
	}
}
