package dossier_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message/dossier"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

var update = flag.Bool("update", false, "write the pages into testdata")

var both = []language.Tag{language.French, language.English}

// TestPages compares the pages of a dossier in which nothing is missing. The words of the reminders are those of the rules, so that
// page is compared as far as its days.
func TestPages(t *testing.T) {
	for _, lang := range both {
		for _, p := range full(t).Pages(lang) {
			if len(p.Missing) > 0 {
				t.Errorf("%s: %v", p.Name, p.Missing)
			}
			var md, html bytes.Buffer
			if err := p.WriteMarkdown(&md); err != nil {
				t.Fatal(err)
			}
			if err := p.WriteHTML(&html); err != nil {
				t.Fatal(err)
			}
			text := md.String()
			if p.Name == dossier.Reminders {
				text, _, _ = strings.Cut(text, "\n## À juger")
				text, _, _ = strings.Cut(text, "\n## For a person")
			} else if lang == language.French && p.Public || p.Name == dossier.Index {
				golden(t, p.Name+"."+lang.String()+".html", html.String())
			}
			golden(t, p.Name+"."+lang.String()+".md", text)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// lines are findings as rule and path.
func lines(fs law.Findings) []string {
	var out []string
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s %s %s", f.Severity, f.Rule, f.Path))
	}
	return out
}

// TestMissing takes something away from a dossier in which nothing is missing: it is found, on the index and on the pages that it
// concerns, and nothing else is.
func TestMissing(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*dossier.Dossier)
		want  []string
		pages []string
	}{
		{"nothing", func(*dossier.Dossier) {}, nil, nil},
		{"the purpose", func(d *dossier.Dossier) { d.Notice.Purpose = "" },
			[]string{"must FR-GDPR-PURPOSE Notice.Purpose"}, []string{"privacy", "register", "impact"}},
		{"the terms", func(d *dossier.Dossier) { d.Notice.Keep = nil },
			[]string{"must FR-GDPR-ART14-FULL Notice.Keep"}, []string{"privacy", "register", "impact"}},
		{"the categories of data", func(d *dossier.Dossier) { d.Notice.Data = nil },
			[]string{"should FR-GDPR-ART30 Notice.Data"}, []string{"register", "impact"}},
		{"the categories of data from somebody else", func(d *dossier.Dossier) {
			d.Notice.Data, d.Notice.Advert.Targeting = nil, nil
			d.Notice.Origin = notice.Origin{Kind: law.OriginDirectory, Detail: "annuaire universel", Obtained: "2026-01-15"}
		}, []string{"must FR-GDPR-ART14-FULL Notice.Data", "should FR-GDPR-ART30 Notice.Data"}, []string{"privacy", "register", "impact"}},
		{"a clause", func(d *dossier.Dossier) {
			d.Notice.Processors[1].Clauses = []string{"a", "b", "c", "d", "e", "f", "h"}
		}, []string{"should FR-GDPR-ART28 Notice.Processors[1].Clauses"}, []string{"processors"}},
		{"the providers", func(d *dossier.Dossier) { d.Notice.Processors = nil },
			[]string{"should FR-GDPR-ART28 Notice.Processors"}, []string{"privacy", "register", "processors", "impact", "regulator"}},
		{"what protects a transfer", func(d *dossier.Dossier) { d.Notice.Processors[1].Transfer = "" },
			[]string{"must FR-GDPR-ART14-FULL Notice.Processors[1].Transfer"}, []string{"privacy", "register", "processors", "impact", "regulator"}},
		{"the list of objections of the provider before", func(d *dossier.Dossier) { d.Notice.Processors[0].SuppressionImported = "" },
			[]string{"should FR-CNIL-SUPPRESSION-PORT Notice.Processors[0].SuppressionImported"}, []string{"processors"}},
		{"the sums", func(d *dossier.Dossier) { d.Notice.Advert.Amount = "" },
			[]string{"should EU-TTPA-NOTICE Notice.Advert.Amount"}, []string{"transparency"}},
		{"the advertisement", func(d *dossier.Dossier) { d.Notice.Advert = nil },
			[]string{"should EU-TTPA-NOTICE Notice.Advert"}, nil},
		{"the advertisement, with a reason", func(d *dossier.Dossier) {
			d.Notice.Advert = nil
			d.Except = []law.Exception{{Rule: law.AdvertNotice, Reason: "lettre aux adhérents, sans élection"}}
		}, []string{"should EU-TTPA-NOTICE Notice.Advert"}, nil},
		{"the advertisement, in a profile without the regulation", func(d *dossier.Dossier) { d.Notice.Advert, d.Rules = nil, law.France }, nil, nil},
		{"the security", func(d *dossier.Dossier) { d.Facts.Security = nil },
			[]string{"should FR-GDPR-ART32 Facts.Security"}, []string{"register", "impact"}},
		{"the tools", func(d *dossier.Dossier) { d.Facts.Tools = nil },
			[]string{"should FR-GDPR-ART32 Facts.Tools"}, []string{"impact", "regulator"}},
		{"no tools, said", func(d *dossier.Dossier) { d.Facts.Tools = []dossier.Tool{} }, nil, nil},
		{"what a tool is for", func(d *dossier.Dossier) { d.Facts.Tools[0].Use = " " },
			[]string{"must SCR-SPEC Facts.Tools[0]"}, []string{"impact", "regulator"}},
		{"how many people", func(d *dossier.Dossier) { d.Facts.People = 0 },
			[]string{"should FR-GDPR-ART35 Facts.People"}, []string{"impact"}},
		{"the contact", func(d *dossier.Dossier) { d.Facts.Contact, d.Notice.Controller.DPO = "", "" },
			[]string{"should FR-GDPR-RIGHTS-CONTACT Facts.Contact"}, []string{"regulator"}},
		{"the arrangement", func(d *dossier.Dossier) { d.Facts.Arrangement = "" },
			[]string{"must FR-GDPR-ART14-FULL Facts.Arrangement"}, []string{"privacy"}},
		{"an answer", func(d *dossier.Dossier) { d.Facts.Requests[0].Received = "2025-12-20" },
			[]string{"should FR-GDPR-1MONTH Facts.Requests[0]"}, []string{"register", "regulator"}},
		{"a price", func(d *dossier.Dossier) { d.Facts.Offers[0].Price = 0 },
			[]string{"should FR-CE-L52-8-PRICE Facts.Offers[0]"}, []string{"processors"}},
		{"a proof", func(d *dossier.Dossier) { d.Templates[0].SMS = nil },
			[]string{"must SCR-SPEC Templates[0]"}, []string{"regulator"}},
		{"the day", func(d *dossier.Dossier) { d.At = "3 février 2026" }, []string{"must SCR-SPEC At"}, nil},
		{"a line", func(d *dossier.Dossier) { d.Facts.Contact = "Anne\r\nBcc: tous" },
			[]string{"must SCR-TEXT Facts.Contact"}, []string{"regulator"}},
		{"an over-long text", func(d *dossier.Dossier) { d.Facts.Automated = strings.Repeat("a", 1001) },
			[]string{"must SCR-SPEC Facts.Automated"}, []string{"privacy"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := full(t)
			c.spoil(&d)
			if diff := cmp.Diff(c.want, lines(d.Findings())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			pages := d.Pages(language.French)
			if diff := cmp.Diff(pages[0].Missing, d.Findings()); diff != "" {
				t.Errorf("the index lists something else:\n%s", diff)
			}
			var on []string
			for _, p := range pages[1:] {
				if len(p.Missing) > 0 {
					on = append(on, p.Name)
				}
				checkListed(t, p)
			}
			if diff := cmp.Diff(c.pages, on); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
			for _, f := range pages[0].Missing {
				for _, name := range dossier.Concerns(pages, f) {
					if !slices.Contains(on, name) {
						t.Errorf("%s concerns %s, which lacks nothing", f.Rule, name)
					}
				}
			}
		})
	}
}

// checkListed reports what a page lacks and does not say.
func checkListed(t *testing.T, p dossier.Page) {
	t.Helper()
	var md, html bytes.Buffer
	if err := p.WriteMarkdown(&md); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteHTML(&html); err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Missing {
		for format, text := range map[string]string{"Markdown": md.String(), "HTML": html.String()} {
			if !strings.Contains(text, string(f.Rule)) || !strings.Contains(text, f.Path) {
				t.Errorf("%s as %s does not say %s at %s", p.Name, format, f.Rule, f.Path)
			}
		}
	}
	says := strings.Contains(md.String(), "## Manque") || strings.Contains(md.String(), "## Missing")
	if says != (len(p.Missing) > 0) {
		t.Errorf("%s: says that something is missing: %t", p.Name, says)
	}
}

// The zero dossier has pages too, and says what it lacks.
func TestZero(t *testing.T) {
	var d dossier.Dossier
	if err := d.Findings().Err(); err == nil {
		t.Error("nothing blocks")
	}
	for _, p := range d.Pages(language.French) {
		checkListed(t, p)
	}
}

// TestLawCases runs the cases of the rules that are about requests and offers.
func TestLawCases(t *testing.T) {
	n := 0
	for _, c := range lawtest.Cases("") {
		var fs law.Findings
		switch c.Runner {
		case "request.json":
			var r struct {
				dossier.Request
				Now notice.Day `json:"now"`
			}
			if err := json.Unmarshal([]byte(c.Data), &r); err != nil {
				t.Fatal(err)
			}
			now, err := r.Now.Time(time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			fs = r.Findings("Facts.Requests[0]", now)
		case "offer.json":
			var o dossier.Offer
			if err := json.Unmarshal([]byte(c.Data), &o); err != nil {
				t.Fatal(err)
			}
			fs = o.Findings("Facts.Offers[0]")
		default:
			continue
		}
		n++
		if found := slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.Rule }); found != c.Bad || !c.Bad && len(fs) > 0 {
			t.Errorf("%s %s: found %t, want %t: %v", c.Rule, c.Name, found, c.Bad, fs)
		}
	}
	if n < 5 {
		t.Errorf("%d cases, there were 5", n)
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		received, extended, want notice.Day
	}{
		{"2026-01-10", "", "2026-02-10"},
		{"2026-01-31", "", "2026-02-28"},
		{"2024-01-31", "", "2024-02-29"},
		{"2025-12-15", "2026-01-10", "2026-03-15"},
		{"2025-12-15", "2026-01-16", "2026-01-15"}, // told too late: no extension
		{"hier", "", ""},
	} {
		if got := (dossier.Request{Received: c.received, Extended: c.extended}).Due(); got != c.want {
			t.Errorf("received %s, extended %q: due %s, want %s", c.received, c.extended, got, c.want)
		}
	}
}

func TestRequest(t *testing.T) {
	at := time.Date(2026, 2, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		r    dossier.Request
		want []string
	}{
		{"on its last day", dossier.Request{Right: dossier.Access, Received: "2026-01-03"}, nil},
		{"a day late", dossier.Request{Right: dossier.Access, Received: "2026-01-02"}, []string{"should FR-GDPR-1MONTH R"}},
		{"answered late", dossier.Request{Right: dossier.Access, Received: "2025-11-02", Answered: "2025-12-03"}, []string{"should FR-GDPR-1MONTH R"}},
		{"answered before", dossier.Request{Right: dossier.Access, Received: "2026-01-02", Answered: "2026-01-01"}, []string{"must SCR-SPEC R.Answered"}},
		{"another right", dossier.Request{Right: "oubli", Received: "2026-01-20"}, []string{"must SCR-SPEC R.Right"}},
		{"no days", dossier.Request{Right: dossier.Access, Extended: "x", Answered: "y"}, []string{"must SCR-SPEC R.Received", "must SCR-SPEC R.Extended", "must SCR-SPEC R.Answered"}},
	} {
		if diff := cmp.Diff(c.want, lines(c.r.Findings("R", at))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if fs := (dossier.Request{Right: dossier.Access, Received: "2020-01-01"}).Findings("R", time.Time{}); len(fs) > 0 {
		t.Errorf("judged without a day: %v", fs)
	}
}

// A list of tools that was not written is another thing than an empty one, in JSON too.
func TestFactsJSON(t *testing.T) {
	for _, c := range []struct {
		facts dossier.Facts
		want  string
	}{
		{dossier.Facts{}, `{}`},
		{dossier.Facts{Tools: []dossier.Tool{}}, `{"tools":[]}`},
	} {
		b, err := json.Marshal(c.facts)
		if err != nil || string(b) != c.want {
			t.Errorf("%s, %v, want %s", b, err, c.want)
		}
		var back dossier.Facts
		if err := json.Unmarshal(b, &back); err != nil || (back.Tools == nil) != (c.facts.Tools == nil) {
			t.Errorf("%s comes back as %v, %v", b, back, err)
		}
	}
}

// A softened rule and its reason stand wherever its findings do, and on the index even when nothing is found.
func TestExceptions(t *testing.T) {
	d := full(t)
	d.Except = []law.Exception{{Rule: law.FullNotice, Reason: "page en cours de traduction"}}
	d.Notice.Keep = nil
	for _, p := range d.Pages(language.French) {
		var b bytes.Buffer
		if err := p.WriteMarkdown(&b); err != nil {
			t.Fatal(err)
		}
		if (len(p.Missing) > 0 || p.Name == dossier.Index) && !strings.Contains(b.String(), "page en cours de traduction") {
			t.Errorf("%s hides the reason", p.Name)
		}
	}
	if err := d.Findings().Err(); err != nil {
		t.Errorf("it still blocks: %v", err)
	}
}

// Each reminder of the profile stands on the page, in the language of the page.
func TestReminders(t *testing.T) {
	for _, lang := range both {
		d := full(t)
		d.Rules = law.France
		pages := d.Pages(lang)
		var b bytes.Buffer
		if err := pages[len(pages)-1].WriteMarkdown(&b); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, r := range law.Rules(time.Date(2026, 2, 3, 11, 0, 0, 0, time.UTC)) {
			if !r.Reminder {
				continue
			}
			says := strings.Contains(b.String(), r.In(lang).Title) && strings.Contains(b.String(), string(r.ID))
			if says != (r.Pack == "fr") {
				t.Errorf("%s in %s: %t", r.ID, lang, says)
			}
			n++
		}
		if n < 9 {
			t.Errorf("%d reminders", n)
		}
	}
}

// Where nobody has asked for anything, no empty table says so.
func TestNoRequests(t *testing.T) {
	for requests, want := range map[bool]bool{true: true, false: false} {
		d := full(t)
		if !requests {
			d.Facts.Requests = nil
		}
		for _, p := range d.Pages(language.English) {
			if p.Name != dossier.Register {
				continue
			}
			var b bytes.Buffer
			if err := p.WriteMarkdown(&b); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "Requests to exercise rights") != want {
				t.Errorf("requests: %t, and the record says otherwise", requests)
			}
		}
	}
}
