package email_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// A link that differs for each recipient tells who followed it: it is advised against, unless so many share a value that it tells little.
func TestLinksThatTellWhoFollowed(t *testing.T) {
	type row struct {
		Bureau   int    `validate:"min=1,max=10000"`
		Number   int    `validate:"min=1,max=10001"`
		Negative int    `validate:"min=-5000,max=4999"`
		Wide     int64  `validate:"min=-9223372036854775808,max=9223372036854775807"`
		Short    string `validate:"max=3"`
		Longer   string `validate:"max=4"`
		Choice   string `validate:"oneof=matin soir"`
		Small    uint8
	}
	for field, told := range map[string]bool{
		"Bureau": false, "Number": true, "Negative": false, "Wide": true, "Short": false, "Longer": true, "Choice": false, "Small": false,
	} {
		for place, html := range map[string]string{
			"query":   `<p><a href="https://demain.example/b?n={{.` + field + `}}">ici</a></p>`,
			"path":    `<p><a href="https://demain.example/b/{{.` + field + `}}">ici</a></p>`,
			"nowhere": `<p title="{{.` + field + `}}">{{.` + field + `}}</p>`,
		} {
			s := fixture.Email("Réunion", html)
			s.Notice.Election = notice.NoElection // the rule is in force since July 2026
			tpl, err := email.Compile[row](s)
			if err != nil {
				t.Fatalf("%s in a %s: %v", field, place, err)
			}
			found := 0
			for _, f := range tpl.Findings() {
				if f.Rule == law.TrackingPixel && f.Path == field && f.Severity == law.Should {
					found++
				}
			}
			if want := told && place != "nowhere"; (found == 1) != want || found > 1 {
				t.Errorf("%s in a %s: %d findings", field, place, found)
			}
		}
	}
}

// What nobody built may never be delivered, whatever the clock says.
func TestZeroIsExpired(t *testing.T) {
	var m email.Message
	for _, now := range []time.Time{{}, time.Time{}.Add(-time.Hour), time.Unix(0, 0), fixture.Paris("2026-03-05", 10)} {
		if !m.Expired(now) {
			t.Errorf("not expired in %d", now.Year())
		}
	}
}

// What is wrong with a mailbox is said once.
func TestMailboxesAreJudgedOnce(t *testing.T) {
	for name, from := range map[string]string{
		"too long":     strings.Repeat("a", 250) + "@demain.example",
		"two lines":    "contact@demain.example\nBcc: tous@example.org",
		"no mailbox":   "demain.example",
		"with a name":  "Demain <contact@demain.example>",
		"none":         "",
		"invisible":    "contact\u200b@demain.example",
		"beyond ASCII": "contact@demain.éxample",
	} {
		s := fixture.Email("Réunion", "<p>Venez.</p>")
		s.From = from
		_, err := email.Compile[fixture.Voter](s)
		broken, ok := errors.AsType[*law.Error](err)
		if !ok {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n := 0
		for _, f := range broken.Findings {
			if f.Path == "From" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: %d findings about From", name, n)
		}
	}
}

// What is wrong with a page in every case of its conditions is said once.
func TestPageFindingsAreSaidOnce(t *testing.T) {
	s := fixture.Email("Réunion", `{{if .Member}}<p>a</p>{{end}}{{if .Town}}<p>b</p>{{end}}<p><a href="https://autre.example/x">https://demain.example/y</a></p>`)
	tpl, err := email.Compile[fixture.Voter](s)
	var fs law.Findings
	if broken, ok := errors.AsType[*law.Error](err); ok {
		fs = broken.Findings
	} else {
		fs = tpl.Findings()
	}
	seen := map[string]int{}
	for _, f := range fs {
		seen[fmt.Sprint(f.Rule, f.Path, f.Start, f.Detail)]++
	}
	for what, n := range seen {
		if n > 1 {
			t.Errorf("said %d times: %s", n, what)
		}
	}
	if len(fs) < 1 {
		t.Errorf("the case says nothing: %v", fs)
	}
}
