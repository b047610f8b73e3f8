// Package campaign reads a campaign's folder, for people who write no Go. Nothing is sent and nothing is written.
//
//	campaign.json                 the Notice, and what the templates share
//	sms/NAME.txt                  the body of an SMS
//	email/NAME/subject.txt        an e-mail: its subject,
//	email/NAME/preheader.txt      what lists of messages show behind it (may be missing),
//	email/NAME/body.html          its body,
//	email/NAME/body.txt           and the same as text (may be missing: derived from the HTML);
//	email/NAME/content.html       instead of body.html, what goes into
//	email/frame.html              the page that e-mails share, or frame.html beside the content
//
// In campaign.json
//
//	{
//	  "notice": {"controller": {"id": "…", "name": "…"}, "election": {"id": "FR-MUN-2026"}, …},
//	  "lang": "fr",
//	  "fields": {"FirstName": {"max": 24}},
//	  "sms": {"sender": "MAIRIE26", "router": "ovh", "max_parts": 2},
//	  "email": {"from": "contact@example.org", "unsubscribe": "https://example.org/u"},
//	  "templates": {"sms/rappel": {"occasion": "later", "max_parts": 1}},
//	  "rates": {"currency": "EUR", "part": 0.052, "territories": {"RE": 0.07}},
//	  "recipients": {"FR": 19000, "RE": 1000}
//	}
//
// rates and recipients may be missing; with both, each SMS has a bill.
//
// The keys of sms.Spec may stand in "sms" and under a template's name in "templates", those of email.Spec in "email" and there
// likewise, and those that both have at the top. A key under a template's name wins over one in "sms" or "email", and that over one at
// the top: with {"lang": "fr", "sms": {"lang": "en"}} the SMS are English and the e-mails French. Inside the Notice it is the same.
package campaign

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

// File is the file that every campaign's folder has.
const File = "campaign.json"

// Result is one template of the folder. Its proof is nil when a finding blocks.
type Result struct {
	Name  string       `json:"name"` // "sms/rappel"
	SMS   *sms.Proof   `json:"sms,omitempty"`
	Email *email.Proof `json:"email,omitempty"`
	Bill  *sms.Bill    `json:"bill,omitempty"` // of an SMS, when the folder has rates and recipients

	diagnosis sms.Diagnosis // of the likely text
}

// Proved reports whether the longest message is known.
func (r Result) Proved() bool { return r.SMS != nil || r.Email != nil }

// Report is what is to be said about a folder.
type Report struct {
	Templates []Result  `json:"templates"`
	Findings  []Finding `json:"findings"`

	rates      sms.Rates
	recipients map[law.Territory]int
}

// Price says in a language what an SMS costs: its bill, and what each dear character of it costs on the campaign. Without
// rates and recipients it says nothing.
func (r Report) Price(t Result, tag language.Tag) string {
	if t.Bill == nil {
		return ""
	}
	w := tongue.SMS.In(tongue.Of(tag))
	return w.Sayf("cost: %s likely, at most %s, for %s recipients\n", r.rates.Amount(t.Bill.Likely, tag), r.rates.Amount(t.Bill.Longest, tag),
		w.Count(t.Bill.Recipients)) +
		t.diagnosis.Explain(r.rates, r.recipients, tag)
}

// Clean reports whether nothing blocks.
func (r Report) Clean() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == law.Must })
}

// reader collects findings while it goes through the folder.
type reader struct {
	fsys   fs.FS
	ctx    context.Context
	source string // of campaign.json
	doc    document
	top    layer
	report Report
	lines  map[string]*userfile.Lines // of the files that findings are about
	known  map[string]bool            // what was found, each thing once
	more   int                        // findings that are not told
	blocks bool                       // one of them blocks
}

// What a folder may hold. Each is far more than a person writes.
const (
	maxTemplates = 1000
	maxFindings  = 1000 // that are told; the last says how many are not
)

// Check reads a folder and proves every template in it, all findings at once. The error says why the folder could not
// be read: no campaign.json, or a file that is no regular file of at most 1 MiB. It stops when the context ends.
//
// With more than 1,000 findings the rest is counted, and no further template is judged.
func Check(ctx context.Context, fsys fs.FS) (Report, error) {
	r := &reader{fsys: fsys, ctx: ctx, lines: map[string]*userfile.Lines{}, known: map[string]bool{}}
	source, err := r.read(File)
	if err != nil {
		return Report{}, err
	}
	r.source = source
	var problems []strictjson.Problem
	r.top.places, problems = strictjson.Unmarshal([]byte(source), &r.doc)
	r.problems(problems, 0, "")
	if strictjson.Unread(problems) {
		return r.report, nil // nothing was read: what it lacks would be told of every template
	}

	r.money()
	texts, err := r.list("sms", ".txt",
		law.Find(law.SpecField, "", "this is not read: the body of an SMS is a file sms/NAME.txt"))
	if err != nil {
		return Report{}, err
	}
	mails, err := r.list("email", "",
		law.Find(law.SpecField, "", "this is not read: an e-mail is a folder email/NAME with subject.txt and body.html"))
	if err != nil {
		return Report{}, err
	}
	names := slices.Concat(texts, mails)
	if len(names) > maxTemplates {
		return Report{}, fmt.Errorf("the folder has %d templates; at most %d are read", len(names), maxTemplates)
	}
	unjudged := 0
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		if r.more > 0 {
			unjudged++
			r.report.Templates = append(r.report.Templates, Result{Name: name})
			continue
		}
		prove := r.sms
		if strings.HasPrefix(name, "email/") {
			prove = r.email
		}
		if err := prove(name); err != nil {
			return Report{}, err
		}
	}
	r.unnamed(names)
	if len(names) == 0 {
		r.add(0, law.Find(law.SpecField, "", "the folder has no template: write the body of an SMS into sms/NAME.txt, or an e-mail into email/NAME"))
	}
	r.finish(unjudged)
	return r.report, nil
}
