package mail_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/internal/judge/mail"
	"github.com/scrutateur/scrutateur/notice/law"
)

// A page is judged as a mail program shows it: here an image that reports, and a link whose words name another domain.
func ExamplePageFindings() {
	page := htmlslot.Inspect(`<html lang="fr"><title>Réunion</title><img src="https://a.example/o.gif" width="1" height="1" alt="">
		<a href="https://b.example/">www.c.example</a>`)
	for _, f := range mail.PageFindings(&page, false, func(string) bool { return false }) {
		fmt.Println(f.Rule, f.Path)
	}
	// Output:
	// FR-CNIL-PIXEL HTML image 1
	// FR-CPCE-NO-CONCEAL HTML link 1
}

// What is read of a message is what its reader gets: the bodies decoded, fields by their names in any case.
func TestRead(t *testing.T) {
	raw := fixture.BuildMail(t, fixture.Email("Réunion", "<p>Bonjour {{.FirstName}}</p>"), fixture.Voter{FirstName: "Zoë", Station: 1}).Bytes()
	fs, read := mail.Judge(mail.Facts{}, raw, fixture.DemainMail())
	if err := fs.Err(); err != nil {
		t.Fatal(err)
	}
	if len(read.Texts) != 1 || len(read.Pages) != 1 || !strings.Contains(read.Texts[0], "Bonjour Zoë") || !strings.Contains(read.Pages[0], "Bonjour Zoë") {
		t.Errorf("%d texts, %d pages", len(read.Texts), len(read.Pages))
	}
	if f, ok := read.Field("list-unsubscribe-post"); !ok || f.Body != "List-Unsubscribe=One-Click" || len(read.Unsubscribe) != 2 {
		t.Errorf("unsubscribing: %v, %d addresses", ok, len(read.Unsubscribe))
	}
}

func TestNumberFindings(t *testing.T) {
	fs := mail.NumberFindings("Text", "Appelez le 0890 12 34 56", fixture.DemainMail(), "", fixture.Paris("2026-03-05", 10))
	if len(fs) != 1 || fs[0].Rule != law.StopValid || fs[0].Path != "Text" || fs[0].End != 0 {
		t.Errorf("%v", fs)
	}
}
