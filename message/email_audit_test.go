package message_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

// TestAuditEmailCases runs the good and bad e-mails of the rules.
func TestAuditEmailCases(t *testing.T) {
	var n notice.Notice
	if err := json.Unmarshal([]byte(lawtest.Notice), &n); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range lawtest.Cases("") {
		if c.Runner != "email" {
			continue
		}
		ran++
		n := n
		n.Advert = advertOf(c)
		// The cases link to pages of the same fictitious site under several names.
		for _, page := range []string{"https://confiance.example/infos", "https://confiance.example/i"} {
			if strings.Contains(c.Data, page) {
				n.Rights.Notice = page
				break
			}
		}
		fs := message.AuditEmail([]byte(c.Data), n)
		found := slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.Rule })
		if found != c.Bad {
			t.Errorf("%s %s: found %t: %v", c.Rule, c.Name, found, fs)
		}
	}
	if ran < 8 {
		t.Errorf("only %d cases", ran)
	}
}

func advertOf(c lawtest.Case) *notice.Advert {
	if c.Rule != law.AdvertLabel {
		return nil
	}
	return &notice.Advert{Sponsor: "Liste Confiance", Notice: "https://confiance.example/annonce"}
}

// TestAuditEmail runs testdata/email/audit: a message, and what is found in it. A file "occasion" sets the occasion.
func TestAuditEmail(t *testing.T) {
	files, err := filepath.Glob("testdata/email/audit/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var e message.EmailAudit
			var raw []byte
			for _, f := range ar.Files {
				switch f.Name {
				case "message":
					raw = f.Data
				case "occasion":
					e.Occasion = message.Occasion(strings.TrimSpace(string(f.Data)))
				}
			}
			last := &ar.Files[len(ar.Files)-1]
			if last.Name != "findings" {
				t.Fatal("the last file holds the findings")
			}
			got := findingLines(e.Findings(raw, demainMail()))
			// The wire form of the same message is found no fault with that the file is not.
			if wire := findingLines(e.Findings(bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")), demainMail())); wire != got {
				t.Errorf("with CRLF line ends:\n%s", cmp.Diff(got, wire))
			}
			if *updateEmail {
				last.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(last.Data), got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// TestAuditEmailLines has what a file of text cannot show.
func TestAuditEmailLines(t *testing.T) {
	good := build(t, emailSpec("Réunion", "<p>Bonjour</p>"), voter{}).Bytes()
	for name, change := range map[string]func([]byte) []byte{
		"bare LF": func(b []byte) []byte { return bytes.Replace(b, []byte("\r\nDate"), []byte("\nDate"), 1) },
		"bare CR": func(b []byte) []byte { return bytes.Replace(b, []byte("\r\n\r\n"), []byte("\r\n\r\na\rb"), 1) },
		"NUL":     func(b []byte) []byte { return bytes.Replace(b, []byte("\r\n\r\n"), []byte("\r\n\r\n\x00"), 1) },
		"long line": func(b []byte) []byte {
			return bytes.Replace(b, []byte("\r\nDate"), append([]byte("\r\nX-A: "), append(bytes.Repeat([]byte("a"), 999), "\r\nDate"...)...), 1)
		},
		"8 bit": func(b []byte) []byte { return bytes.Replace(b, []byte("\r\nDate"), []byte("\r\nX-A: \xff\r\nDate"), 1) },
	} {
		if fs := message.AuditEmail(change(bytes.Clone(good)), demainMail()); !errors.Is(fs.Err(), law.CleanText) {
			t.Errorf("%s: %v", name, fs)
		}
	}
	if fs := message.AuditEmail(good, demainMail()); len(fs) > 0 {
		t.Errorf("a built message: %v", fs)
	}
}

// TestAuditEmailWithoutNotice judges what needs none.
func TestAuditEmailWithoutNotice(t *testing.T) {
	raw := build(t, emailSpec("Réunion", "<p>Bonjour</p>"), voter{}).Bytes()
	fs := message.AuditEmail(raw, notice.Notice{})
	if len(fs) != 1 || fs[0].Path != "Notice" || fs[0].Severity != law.Should {
		t.Errorf("a built message without its notice: %v", fs)
	}
	fs = message.AuditEmail([]byte("From: x@example.org\nTo: a@example.org, b@example.org\n\nvotez"), notice.Notice{})
	for _, id := range []law.ID{law.OneRecipient, law.OptOutEmail} {
		if !errors.Is(fs.Err(), id) {
			t.Errorf("%s is judged without a notice, got %v", id, fs)
		}
	}
}

// TestAuditEmailOfOccasions: a built message passes as what it is.
func TestAuditEmailOfOccasions(t *testing.T) {
	for _, o := range []message.Occasion{message.FirstContact, message.Later, message.ConsentRequest, message.ConsentReceipt, message.Service} {
		for _, lang := range []string{"fr", "en", "de"} {
			s := emailSpec("Votre accord", "<p>Bonjour</p>")
			s.Occasion, s.Reason, s.Lang = o, "procurations demandées par la personne", lang
			if fs := (message.EmailAudit{Occasion: o}).Findings(build(t, s, voter{}).Bytes(), s.Notice); len(fs) > 0 {
				t.Errorf("%q in %s: %v", o, lang, fs)
			}
		}
	}
}

// FuzzAuditEmail: no message makes the audit fail or quote it.
func FuzzAuditEmail(f *testing.F) {
	files, _ := filepath.Glob("testdata/email/audit/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(ar.Files[0].Data)
	}
	for _, c := range lawtest.Cases("") {
		if c.Runner == "email" {
			f.Add([]byte(c.Data))
		}
	}
	f.Add(build(f, emailSpec("Réunion", "<p>Bonjour</p>"), voter{}).Bytes())
	n := demainMail()
	f.Fuzz(func(t *testing.T, raw []byte) {
		first := message.AuditEmail(raw, n)
		if again := message.AuditEmail(raw, n); findingLines(first) != findingLines(again) {
			t.Error("judged twice, and differently")
		}
	})
}
