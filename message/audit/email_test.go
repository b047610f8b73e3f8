package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

// TestEmailLawCases runs the good and bad e-mails of the rules.
func TestEmailLawCases(t *testing.T) {
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
		fs := audit.Email{}.Findings([]byte(c.Data), n)
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

// TestEmail runs testdata/email: a message, and what is found in it. A file "occasion" sets the occasion.
func TestEmail(t *testing.T) {
	files, err := filepath.Glob("testdata/email/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var e audit.Email
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
			got := fixture.Lines(e.Findings(raw, fixture.DemainMail()))
			// The wire form of the same message is found no fault with that the file is not.
			if wire := fixture.Lines(e.Findings(bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")), fixture.DemainMail())); wire != got {
				t.Errorf("with CRLF line ends:\n%s", cmp.Diff(got, wire))
			}
			if *update {
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

// TestEmailLines has what a file of text cannot show.
func TestEmailLines(t *testing.T) {
	good := fixture.BuildMail(t, fixture.Email("Réunion", "<p>Bonjour</p>"), fixture.Voter{}).Bytes()
	for name, change := range map[string]func([]byte) []byte{
		"bare LF": func(b []byte) []byte { return bytes.Replace(b, []byte("\r\nDate"), []byte("\nDate"), 1) },
		"bare CR": func(b []byte) []byte { return bytes.Replace(b, []byte("\r\n\r\n"), []byte("\r\n\r\na\rb"), 1) },
		"NUL":     func(b []byte) []byte { return bytes.Replace(b, []byte("\r\n\r\n"), []byte("\r\n\r\n\x00"), 1) },
		"long line": func(b []byte) []byte {
			return bytes.Replace(b, []byte("\r\nDate"), append([]byte("\r\nX-A: "), append(bytes.Repeat([]byte("a"), 999), "\r\nDate"...)...), 1)
		},
		"8 bit": func(b []byte) []byte { return bytes.Replace(b, []byte("\r\nDate"), []byte("\r\nX-A: \xff\r\nDate"), 1) },
	} {
		if fs := (audit.Email{}).Findings(change(bytes.Clone(good)), fixture.DemainMail()); !errors.Is(fs.Err(), law.CleanText) {
			t.Errorf("%s: %v", name, fs)
		}
	}
	if fs := (audit.Email{}).Findings(good, fixture.DemainMail()); len(fs) > 0 {
		t.Errorf("a built message: %v", fs)
	}
}

// TestEmailWithoutNotice judges what needs none.
func TestEmailWithoutNotice(t *testing.T) {
	raw := fixture.BuildMail(t, fixture.Email("Réunion", "<p>Bonjour</p>"), fixture.Voter{}).Bytes()
	fs := audit.Email{}.Findings(raw, notice.Notice{})
	if len(fs) != 1 || fs[0].Path != "Notice" || fs[0].Severity != law.Should {
		t.Errorf("a built message without its notice: %v", fs)
	}
	fs = audit.Email{}.Findings([]byte("From: x@example.org\nTo: a@example.org, b@example.org\n\nvotez"), notice.Notice{})
	for _, id := range []law.ID{law.OneRecipient, law.OptOutEmail} {
		if !errors.Is(fs.Err(), id) {
			t.Errorf("%s is judged without a notice, got %v", id, fs)
		}
	}
}

// TestEmailOfOccasions: a built message passes as what it is.
func TestEmailOfOccasions(t *testing.T) {
	for _, o := range []message.Occasion{message.FirstContact, message.Later, message.ConsentRequest, message.ConsentReceipt, message.Service} {
		for _, lang := range []string{"fr", "en", "de"} {
			s := fixture.Email("Votre accord", "<p>Bonjour</p>")
			s.Occasion, s.Reason, s.Lang = o, "procurations demandées par la personne", lang
			if fs := (audit.Email{Occasion: o}).Findings(fixture.BuildMail(t, s, fixture.Voter{}).Bytes(), s.Notice); len(fs) > 0 {
				t.Errorf("%q in %s: %v", o, lang, fs)
			}
		}
	}
}

// FuzzEmail: no message makes the audit fail or quote it.
func FuzzEmail(f *testing.F) {
	files, _ := filepath.Glob("testdata/email/*.txtar")
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
	f.Add(fixture.BuildMail(f, fixture.Email("Réunion", "<p>Bonjour</p>"), fixture.Voter{}).Bytes())
	n := fixture.DemainMail()
	f.Fuzz(func(t *testing.T, raw []byte) {
		first := audit.Email{}.Findings(raw, n)
		if again := (audit.Email{}).Findings(raw, n); fixture.Lines(first) != fixture.Lines(again) {
			t.Error("judged twice, and differently")
		}
	})
}

// Findings judges a message that something else made: here one whose sender hides, and which nobody can leave.
func ExampleEmail_Findings() {
	raw := "From: Service client <info@example.org>\r\n" +
		"To: zoe@example.org, francois@example.org\r\n" +
		"Subject: Re: votre vote\r\n" +
		"Date: Thu, 05 Mar 2026 09:00:00 +0100\r\n" +
		"Message-ID: <1@example.org>\r\n" +
		"\r\n" +
		"Dimanche, votez Demain Ensemble !\r\n"
	for _, f := range (audit.Email{}).Findings([]byte(raw), fixture.DemainMail()) {
		if f.Severity == law.Must && strings.HasPrefix(f.Path, "Header") {
			detail, _, _ := strings.Cut(f.Detail, ":")
			fmt.Printf("%s, %s: %s\n", f.Rule, f.Path, detail)
		}
	}
	// Output:
	// FR-CNIL-OPTOUT-EMAIL, Header List-Unsubscribe: the field is missing
	// FR-CNIL-OPTOUT-EMAIL, Header List-Unsubscribe-Post: the field is missing
	// FR-CNIL-BCC, Header To: 2 recipients who see each other's addresses
}

// BenchmarkEmail judges one whole message.
func BenchmarkEmail(b *testing.B) {
	raw := fixture.BuildMail(b, fixture.LongMail(), fixture.LongVoter).Bytes()
	n := fixture.DemainMail()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		audit.Email{}.Findings(raw, n)
	}
}
