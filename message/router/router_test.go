package router

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
)

var update = flag.Bool("update", false, "write the wanted files of testdata anew")

// TestData holds the embedded profiles to the rule of the package: every figure has a source, or a source that says there is
// no such thing, or stands among the unknown; and a quotation is never without its words.
func TestData(t *testing.T) {
	names, err := fs.Glob(files, "data/*.json")
	if err != nil {
		t.Fatal(err)
	}
	// A source is not read after the day of the test. That day is not asked for: a year after the last comparison of a rule with its text, which is in
	// the data too, finds the year that was mistyped on every machine alike.
	var checked law.Day
	for r := range law.All() {
		checked = max(checked, r.Checked)
	}
	lately, err := checked.Time(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	lately = lately.AddDate(1, 0, 0)
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, findings := Parse(data)
		for _, f := range findings {
			t.Errorf("message/router/%s: %s: %s", name, f.Path, f.Detail)
		}
		if want := "data/" + string(p.Name) + ".json"; name != want && p.Name != "" {
			t.Errorf("message/router/%s: name: the profile of %s stands in %s", name, p.Name, want)
		}
		if findings.Err() != nil {
			continue
		}
		if q, _ := Lookup(p.Name); !cmp.Equal(p, q) {
			t.Errorf("%s: Lookup gives another profile", name)
		}
		for i, s := range p.Sources {
			day, err := s.Date.Time(time.UTC)
			if err != nil || day.Before(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)) || day.After(lately) {
				t.Errorf("%s: sources[%d]: date %q", name, i, s.Date)
			}
			if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
				t.Errorf("%s: sources[%d]: address %q", name, i, s.URL)
			}
			if s.Evidence == law.Inferred && s.Note == "" {
				t.Errorf("%s: sources[%d]: a reading of ours without its reason", name, i)
			}
		}
	}
}

// TestNames: every constant names a file, and every file is found under its name.
func TestNames(t *testing.T) {
	for _, n := range []Name{AWS, Brevo, ISendPro, Octopush, OVH, SFR, SMPP, Smsmode, SMSFactor, Twilio} {
		if _, ok := Lookup(n); !ok {
			t.Errorf("the constant %q names no file of message/router/data", n)
		}
	}
	for _, p := range All() {
		if q, ok := Lookup(p.Name); !ok || q.Name != p.Name {
			t.Errorf("Lookup(%q) = %q, %v", p.Name, q.Name, ok)
		}
	}
	if p, ok := Lookup(""); !ok || p.Name != "" || p.Stop != (Stop{}) || p.MaxParts != 0 {
		t.Errorf("Lookup(\"\") = %+v, %v", p, ok)
	}
	if p, ok := Lookup("nobody"); ok {
		t.Errorf("Lookup(\"nobody\") = %+v", p)
	}
}

// TestLookupIsACopy: a caller who changes a profile changes nobody else's.
func TestLookupIsACopy(t *testing.T) {
	p, _ := Lookup(OVH)
	before := len(p.TextFindings("Body", "https://exemple.fr", "36111"))
	p.Forbids[0].What = "nothing"
	p.Sources[0].Quote = "changed"
	p.Hours.Closed[0] = Holiday
	q, _ := Lookup(OVH)
	if q.Sources[0].Quote == "changed" || q.Hours.Closed[0] != Sunday || len(q.TextFindings("Body", "https://exemple.fr", "36111")) != before {
		t.Error("the change of a copy shows in the next one")
	}
}

func TestConcurrentLookup(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, p := range All() {
				p.HourFindings("At", time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC), time.UTC)
			}
		})
	}
	wg.Wait()
}

// TestStopLength compares what is appended or substituted with the numbers of characters that documents give. A provider whose
// documents give none stands in neither table.
func TestStopLength(t *testing.T) {
	appended := map[Name]int{OVH: 11, Smsmode: 10, ISendPro: 12, SMSFactor: 16}
	substituted := map[Name]int{Octopush: 13, SFR: 13, Brevo: 13}
	for _, p := range All() {
		switch p.Stop.Mode {
		case StopAppended:
			if got, want := septets(t, p.Stop.Suffix), appended[p.Name]; want != 0 && got != want {
				t.Errorf("%s: the suffix has %d septets, the documents say %d", p.Name, got, want)
			}
		case StopPlaceholder:
			if got, want := septets(t, p.Stop.As), substituted[p.Name]; want != 0 && got != want {
				t.Errorf("%s: what stands on the phone has %d septets, want %d", p.Name, got, want)
			}
			if spans := p.Foreign("Jean Dupont\n" + p.Stop.Write); len(spans) != 0 {
				t.Errorf("%s: its own placeholder is foreign to it: %v", p.Name, spans)
			}
			if spans := Foreign(p.Stop.Write); len(spans) != 1 {
				t.Errorf("%s: Foreign reads %d placeholders in %q, want 1", p.Name, len(spans), p.Stop.Write)
			}
			if spans := Foreign(p.Stop.As); len(spans) != 0 {
				t.Errorf("%s: Foreign reads a placeholder in %q", p.Name, p.Stop.As)
			}
		}
	}
	// The trap: a placeholder in the template does not have the length of what replaces it.
	brevo, _ := Lookup(Brevo)
	if got := septets(t, "[STOP_CODE]"); got != 13 || septets(t, brevo.Stop.Write) != 21 {
		t.Errorf("[STOP_CODE] has %d septets, %q has %d", got, brevo.Stop.Write, septets(t, brevo.Stop.Write))
	}
}

func septets(t *testing.T, s string) (n int) {
	t.Helper()
	for _, r := range s {
		if gsm7.Septets(r) == 0 {
			t.Errorf("%q has %U, which GSM-7 lacks", s, r)
		}
		n += gsm7.Septets(r)
	}
	return n
}

func TestStopFor(t *testing.T) {
	for _, c := range []struct {
		router Name
		sender string
		mode   StopMode
		suffix string
	}{
		{"", "Dupont", "", ""},
		{OVH, "Dupont", StopAppended, "\nSTOP 36111"},
		{OVH, "36111", StopAuthor, "\nSTOP 36111"}, // promised for alphanumeric senders alone, and counted all the same
		{OVH, "", StopAuthor, "\nSTOP 36111"},      // the default of OVHcloud is a short code
		{Smsmode, "36111", StopAppended, "STOP 36034"},
		{ISendPro, "", StopAuthor, "\n\nSTOP 36105"}, // the default is unknown
		{SFR, "", StopPlaceholder, ""},
		{Twilio, "Dupont", StopAuthor, ""},
	} {
		p, _ := Lookup(c.router)
		if got := p.StopFor(c.sender); got.Mode != c.mode || got.Suffix != c.suffix {
			t.Errorf("%s.StopFor(%q) = %+v, want mode %q, suffix %q", c.router, c.sender, got, c.mode, c.suffix)
		}
	}
}

func TestKindOf(t *testing.T) {
	for sender, want := range map[string]SenderKind{
		"": "", "Dupont": Alphanumeric, "Dupont2027": Alphanumeric, "36111": ShortCode, "38069": ShortCode,
		"35111": Numeric, "361111": Numeric, "0612345678": Numeric, "+33 6 12 34 56 78": Numeric, "33700": Numeric, "+": Alphanumeric,
	} {
		if got := KindOf(sender); got != want {
			t.Errorf("KindOf(%q) = %q, want %q", sender, got, want)
		}
	}
}

// TestMobile: every way to write a French mobile number is one, and nothing else is.
func TestMobile(t *testing.T) {
	p := Profile{}
	for _, sender := range []string{"0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33612345678", "0033612345678", "33 7 12 34 56 78", "+33 (0)6 12 34 56 78", "612345678"} {
		if fs := p.SenderFindings("Sender", sender); len(fs) != 1 || fs[0].Rule != law.MobileSender {
			t.Errorf("a mobile number written in %d characters: %v", len(sender), fs)
		} else if strings.Contains(fs[0].Detail, "12") {
			t.Error("the finding quotes the number")
		}
	}
	for _, sender := range []string{"0112345678", "33612", "+4479123456", "0800123456"} {
		if fs := p.SenderFindings("Sender", sender); len(fs) != 1 || fs[0].Rule != law.SenderID {
			t.Errorf("%q: %v", sender, fs)
		}
	}
}

// TestNext walks backwards through fifteen months by half hours and compares Next with a search for the next minute in which the
// provider delivers.
func TestNext(t *testing.T) {
	brevo, _ := Lookup(Brevo)
	for _, name := range []string{"Europe/Paris", "Indian/Reunion", "America/Martinique"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		open := func(at time.Time) bool {
			at = at.In(zone)
			return at.Weekday() != time.Sunday && !holidays[at.Format(time.DateOnly)] && at.Hour() >= 8 && at.Hour() < 22
		}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
		want := time.Time{}
		for at := start.AddDate(1, 3, 0); !at.Before(start); at = at.Add(-30 * time.Minute) {
			if open(at) {
				want = at
			}
			got, deferred := brevo.Next(at, zone)
			if want.IsZero() {
				continue // the end of the walk lies outside the hours
			}
			if !got.Equal(want) || deferred == open(at) {
				t.Fatalf("%s: Next(%s) = %s, %v; want %s", name, at.In(zone), got, deferred, want.In(zone))
			}
			closes := want.In(zone)
			if c := brevo.ClosesAt(at, zone); !c.Equal(time.Date(closes.Year(), closes.Month(), closes.Day(), 22, 0, 0, 0, zone)) {
				t.Fatalf("%s: ClosesAt(%s) = %s", name, at.In(zone), c)
			}
		}
	}
}

// holidays are the public holidays of 2026 to 2028 as the ministry lists them, an oracle that is not computed.
var holidays = map[string]bool{
	"2026-01-01": true, "2026-04-06": true, "2026-05-01": true, "2026-05-08": true, "2026-05-14": true, "2026-05-25": true,
	"2026-07-14": true, "2026-08-15": true, "2026-11-01": true, "2026-11-11": true, "2026-12-25": true,
	"2027-01-01": true, "2027-03-29": true, "2027-05-01": true, "2027-05-08": true, "2027-05-06": true, "2027-05-17": true,
	"2027-07-14": true, "2027-08-15": true, "2027-11-01": true, "2027-11-11": true, "2027-12-25": true,
	"2028-01-01": true, "2028-04-17": true, "2028-05-01": true, "2028-05-08": true, "2028-05-25": true, "2028-06-05": true,
	"2028-07-14": true, "2028-08-15": true, "2028-11-01": true, "2028-11-11": true, "2028-12-25": true,
}

func TestHolidays(t *testing.T) {
	for at := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() < 2029; at = at.AddDate(0, 0, 1) {
		if day := at.Format(time.DateOnly); holiday(at) != holidays[day] {
			t.Errorf("holiday(%s) = %v", day, holiday(at))
		}
	}
}

// TestNotDeferred: a provider of which it is not documented that it keeps messages keeps none.
func TestNotDeferred(t *testing.T) {
	sunday := time.Date(2027, 4, 11, 10, 0, 0, 0, time.UTC)
	for _, p := range append(All(), Profile{}) {
		got, deferred := p.Next(sunday, nil)
		if want := p.Hours.Outside == Deferred; deferred != want || !want && !got.Equal(sunday) {
			t.Errorf("%s.Next = %s, %v", p.Name, got, deferred)
		}
	}
	ovh, _ := Lookup(OVH)
	if got := ovh.ClosesAt(sunday, nil); !got.Equal(time.Date(2027, 4, 11, 20, 0, 0, 0, time.UTC)) {
		t.Errorf("OVH closes at %s", got)
	}
	if got := (Profile{}).ClosesAt(sunday, nil); !got.IsZero() {
		t.Errorf("the zero profile closes at %s", got)
	}
}

// TestCases runs the files of testdata. Each holds a profile (a name, or JSON), and any of sender, text, and at (RFC 3339 and a zone);
// want holds the findings about them, foreign the placeholders left in the text.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := runCase(t, archive)
			for i, f := range archive.Files {
				if f.Name != "want" {
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
					if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
						t.Fatal(err)
					}
					return
				}
				if diff := cmp.Diff(string(f.Data), got); diff != "" {
					t.Error(diff)
				}
				return
			}
			t.Error("no file want")
		})
	}
}

func runCase(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	file := make(map[string]string)
	for _, f := range archive.Files {
		file[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
	}
	var b strings.Builder
	show := func(fs law.Findings) {
		for _, f := range fs {
			fmt.Fprintf(&b, "%s %s %s[%d:%d] %s\n", f.Severity, f.Rule, f.Path, f.Start, f.End, f.Detail)
		}
	}
	p := Profile{}
	switch profile := file["profile"]; {
	case strings.HasPrefix(profile, "{"):
		var findings law.Findings
		p, findings = Parse([]byte(profile))
		show(findings)
	case profile != "":
		var ok bool
		if p, ok = Lookup(Name(profile)); !ok {
			t.Fatalf("no profile %q", profile)
		}
		show(p.PoliticalFindings("Router"))
	}
	if sender, ok := file["sender"]; ok {
		show(p.SenderFindings("Sender", sender))
	}
	if text, ok := file["text"]; ok {
		show(p.TextFindings("Body", text, file["sender"]))
		for _, s := range p.Foreign(text) {
			fmt.Fprintf(&b, "foreign %s like %s: %s\n", text[s.Start:s.End], s.Syntax, s.Field)
		}
		for _, s := range p.Merge.Placeholders(text) {
			fmt.Fprintf(&b, "merges %s: %s\n", text[s.Start:s.End], s.Field)
		}
	}
	if when, ok := file["at"]; ok {
		for line := range strings.Lines(when) {
			day, name, _ := strings.Cut(strings.TrimSpace(line), " ")
			at, err := time.Parse(time.RFC3339, day)
			if err != nil {
				t.Fatal(err)
			}
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s:\n", at.In(zone).Format("Mon 2 Jan 15:04 MST"))
			show(p.HourFindings("At", at, zone))
			if next, deferred := p.Next(at, zone); deferred {
				fmt.Fprintf(&b, "delivered %s\n", next.Format("Mon 2 Jan 15:04 MST"))
			}
		}
	}
	return b.String()
}

func TestForeign(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                        nil,
		"Bonjour #prenom#, votez":                 {"#prenom#"},
		"Bonjour #prénom##nom#":                   {"#prénom#", "#nom#"},
		"Bonjour *|FNAME|*":                       {"*|FNAME|*"},
		"Bonjour [ＰＲÉＮＯＭ]":                        {"[ＰＲÉＮＯＭ]"},
		"Bonjour *|TITLE:FNAME|* !":               {"*|TITLE:FNAME|*"},
		"Bonjour {{ contact.PRENOM }}":            {"{{ contact.PRENOM }}"},
		"{{contact.PRENOM | default : \"\"}}":     {"{{contact.PRENOM | default : \"\"}}"},
		"Bonjour {prenom} {1} {ch1}":              {"{prenom}", "{1}", "{ch1}"},
		"Bonjour [PRENOM] [Prénom]":               {"[PRENOM]", "[Prénom]"},
		"[info1] [votre prénom] [BUREAU_DE_VOTE]": {"[info1]", "[votre prénom]", "[BUREAU_DE_VOTE]"},
		"STOP au <#shortcode#>":                   {"<#shortcode#>"},
		"STOP au [STOP_CODE]":                     {"[STOP_CODE]"},
		"STOP au XXXXX":                           {"XXXXX"},
		"STOP au 36XXX.":                          {"36XXX"},
		"%PRENOM% %%nom%% %recipient.name%":       {"%PRENOM%", "%%nom%%", "%recipient.name%"},
		"%DATE%":                                  {"%DATE%"},
		"https://exemple.fr/?e=%EMAIL%":           {"%EMAIL%"},
		"${prenom} #{nom} <%= ville %> [[data:prenom]] <-nom->": {"${prenom}", "#{nom}", "<%= ville %>", "[[data:prenom]]", "<-nom->"},

		// Text, not placeholders.
		"[NFP] Dimanche, votez":                     nil,
		"[Municipales 2026] [INFO] [Ville de Lyon]": nil,
		"#NFP #LFI #Paris":                          nil,
		"50% de hausse, 20% de moins":               nil,
		"https://exemple.fr/%C3%AAtre%20la%C3%A0":   nil,
		"3 < 5 et {a, b} et [1] et # seul#":         nil,
		"TAILLE XXL, XXXXXX, 36111":                 nil,
		"{}{{}}[]##%%*||*<##>":                      nil,
		"{{\n}}":                                    nil,
		"\xff{\xff}":                                nil,
	} {
		var got []string
		for _, s := range Foreign(text) {
			got = append(got, text[s.Start:s.End])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Foreign(%q):\n%s", text, diff)
		}
	}
}

func TestLinks(t *testing.T) {
	for text, want := range map[string][]string{
		"Dimanche.Votez pour nous.Merci":            nil,
		"le 15 mars.Vote utile":                     nil,
		"contact@exemple.fr":                        nil,
		"1.500 euros, 20.000 voix, M.Dupont, etc.":  nil,
		"exemple.fr":                                {"exemple.fr"},
		"Voir: Exemple.fr/page?x=1#y.":              {"Exemple.fr/page?x=1#y."},
		"(www.exemple.photo)":                       {"www.exemple.photo"},
		"http://localhost:80/a b":                   {"http://localhost:80/a"},
		"HTTPS://bit.ly/abc et exemple.paris, puis": {"HTTPS://bit.ly/abc", "exemple.paris"},
		"https://exemple.fr/%C3%A9?a=<b>":           {"https://exemple.fr/%C3%A9?a="},
		"EXEMPLE.FR":                                {"EXEMPLE.FR"},
	} {
		spans, hosts := links(text)
		var got []string
		for _, s := range spans {
			got = append(got, text[s.Start:s.End])
		}
		if diff := cmp.Diff(want, got); diff != "" || len(hosts) != len(spans) {
			t.Errorf("links(%q):\n%s", text, diff)
		}
	}
}

// TestMerge: what Write writes, Placeholders reads, in every syntax that a provider has.
func TestMerge(t *testing.T) {
	for _, p := range All() {
		if p.Merge.IsZero() {
			if p.Merge.Write("prenom") != "" || p.Merge.Placeholders("#prenom#") != nil || p.Merge.Valid("prenom") {
				t.Errorf("%s merges nothing and does", p.Name)
			}
			continue
		}
		fields := p.Merge.Fields
		if len(fields) == 0 {
			fields = []string{"prenom", "PRENOM", "bureau_de_vote", "ch1", "prénom", "a-b.c"}
		} else if p.Merge.Valid("prenom") {
			t.Errorf("%s has fixed names, and takes prenom", p.Name)
		}
		for _, field := range fields {
			text := "Bonjour " + p.Merge.Write(field) + ", à dimanche"
			got := p.Merge.Placeholders(text)
			if len(got) != 1 || got[0].Field != field || text[got[0].Start:got[0].End] != p.Merge.Write(field) {
				t.Errorf("%s: %q reads as %+v", p.Name, text, got)
			}
			if len(Foreign(text)) != 1 {
				t.Errorf("%s: Foreign overlooks %q", p.Name, text)
			}
		}
		for _, field := range []string{"", " ", "a b", "1a", "a#b", "a}b", "a]", "é\n", strings.Repeat("a", 49), "\xff"} {
			if p.Merge.Write(field) != "" {
				t.Errorf("%s writes %q", p.Name, field)
			}
		}
	}
	brevo, _ := Lookup(Brevo)
	if got := brevo.Merge.Placeholders("{{ contact.PRENOM }} {{event.X}} {{contact.}}"); len(got) != 1 || got[0].Field != "PRENOM" {
		t.Errorf("Brevo reads %+v", got)
	}
}

// TestRoundTrip: a profile written as JSON is read as the same profile.
func TestRoundTrip(t *testing.T) {
	for _, p := range All() {
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		got, findings := Parse(data)
		if len(findings) != 0 {
			continue // TestData says it once
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("%s:\n%s", p.Name, diff)
		}
	}
}

// TestParseRefuses breaks one thing at a time in a sound profile, and wants a Must finding at its path.
func TestParseRefuses(t *testing.T) {
	sound, err := files.ReadFile("data/ovh.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, path string }{
		{`"name": "ovh"`, `"name": "OVH"`, "name"},
		{`"title": "OVHcloud"`, `"title": " "`, "title"},
		{`"mode": "appended"`, `"mode": "sometimes"`, "stop.mode"},
		{`"mode": "appended"`, `"mode": "author"`, "stop.suffix"},
		{`"mode": "appended"`, `"mode": "placeholder"`, "stop.write"},
		{`\nSTOP 36111`, `STOP œ`, "stop.suffix"},
		{`"max_parts": 6`, `"max_parts": 256`, "max_parts"},
		{`"max_parts": 6`, `"max_parts": 6, "max_characters": -1`, "max_characters"},
		{`"max": 11`, `"max": 12`, "sender.max"},
		{`"max": 11`, `"max": 5, "min": 6`, "sender.min"},
		{`"default": "short-code"`, `"default": "long"`, "sender.default"},
		{`"open": "08:00"`, `"open": "8h"`, "hours.open"},
		{`"open": "08:00"`, `"open": "8:00"`, "hours.open"},
		{`"open": "08:00"`, `"open": "20:00"`, "hours.close"},
		{`"sunday"`, `"monday"`, "hours.closed[0]"},
		{`"outside": "unknown"`, `"outside": ""`, "hours.outside"},
		{`"political": "unknown"`, `"political": "perhaps"`, "political"},
		{`"close": "#"`, `"close": ""`, "merge.close"},
		{`"close": "#"`, `"close": "x"`, "merge.close"},
		{`"close": "#"`, `"close": "#", "prefix": "#"`, "merge.prefix"},
		{`"close": "#"`, `"close": "#", "fields": ["a b"]`, "merge.fields[0]"},
		{`"what": "url"`, `"what": "colours"`, "forbids[0].what"},
		{`"rule": "OPER-AF2M-SHORTCODE"`, `"rule": "MINE"`, "forbids[0].rule"},
		{`"field": "max_parts"`, `"field": "parts"`, "sources[4].field"},
		{`"evidence": "reported"`, `"evidence": "rumour"`, "sources[1].evidence"},
		{`"2018-03-26"`, `"26.3.2018"`, "sources[12].date"},
		{`"sender.min"`, `"max_parts"`, "unknown[1]"},
		{`"title": "OVHcloud"`, `"title": "OVHcloud", "colour": "blue"`, "colour"},
		{`"title": "OVHcloud"`, `"title": "OVHcloud", "title": "OVH"`, "title"},
		{`"title": "OVHcloud"`, `"Title": "OVHcloud"`, "Title"},
		{`"max_parts": 6`, `"maxParts": 6`, "maxParts"},
		{`"max_parts": 6`, `"max_parts": "six"`, "max_parts"},
		{`"max_parts": 6`, `"max_parts": 6.5`, "max_parts"},
		{`"max_parts": 6`, `"max_parts": null`, "max_parts"},
	} {
		data := strings.Replace(string(sound), c.old, c.new, 1)
		if data == string(sound) {
			t.Errorf("%q does not stand in the profile", c.old)
			continue
		}
		_, findings := Parse([]byte(data))
		if findings.Err() == nil || !slices.ContainsFunc(findings, func(f law.Finding) bool { return f.Path == c.path && f.Severity == law.Must }) {
			t.Errorf("%s → %s: no Must finding at %q in %v", c.old, c.new, c.path, findings)
		}
	}
	for _, data := range []string{"", "null x", "[]", "{", `{"name":"a"} {}`, `{"name":"a"}x`, "\xff", `"a"`, strings.Repeat(" ", maxProfile+1), strings.Repeat("[", 20000)} {
		if _, findings := Parse([]byte(data)); findings.Err() == nil {
			t.Errorf("Parse accepts %.20q", data)
		}
	}
}

// A profile's name is written in programs and files: a word in lower case that begins with a letter.
func TestProfileNames(t *testing.T) {
	ovh, _ := Lookup(OVH)
	for name, ok := range map[Name]bool{
		"ovh": true, "my-router": true, "router2": true, "été": true,
		"": false, "OVH": false, "Ovh": false, "my router": false, "2router": false, "-": false, "ovh!": false, "ovh\n": false, "a/b": false,
	} {
		ovh.Name = name
		found := slices.ContainsFunc(ovh.Findings(), func(f law.Finding) bool { return f.Path == "name" })
		if found == ok {
			t.Errorf("%q: found %t", name, found)
		}
	}
}

// A placeholder has a name, of at most so many bytes and in UTF-8: a text that lies between two delimiters by chance has none.
func TestForeignNames(t *testing.T) {
	for text, want := range map[string]int{
		"*|FNAME|*": 1, "*| FNAME |*": 1, "*||*": 0, "*| |*": 0, "*|a\xff|*": 0, "*|a\nb|*": 0, "{{é}}": 1, "{{\xc3}}": 0, "#prenom#": 1, "##": 0, "#a b#": 0,
	} {
		if got := len(Foreign(text)); got != want {
			t.Errorf("%q: %d placeholders, want %d", text, got, want)
		}
	}
}

// In a link two hexadecimal digits after a percent sign are a letter, whichever digits they are; anything longer or other is a field.
func TestPercentEncoding(t *testing.T) {
	for _, digits := range []string{"00", "09", "90", "99", "aa", "af", "fa", "ff", "AA", "AF", "FA", "FF", "9a", "f0", "C3", "A9"} {
		if text := "https://exemple.fr/?a=%" + digits + "%" + digits; len(Foreign(text)) > 0 {
			t.Errorf("%q: a letter is taken for a placeholder", text)
		}
		if text := "Bonjour %" + digits + "%"; len(Foreign(text)) > 0 {
			t.Errorf("%q: two digits are taken for a name", text)
		}
	}
	for _, text := range []string{"Bonjour %PRENOM%", "Bonjour %gg%", "Bonjour %ag%", "Bonjour %ga%", "Bonjour %Gf%"} {
		if len(Foreign(text)) != 1 {
			t.Errorf("%q: no placeholder is found", text)
		}
	}
}

// TestFormerKeys: a profile with the keys of old, in camel case, is told the new ones.
func TestFormerKeys(t *testing.T) {
	for old, now := range map[string]string{"maxParts": "max_parts", "maxCharacters": "max_characters"} {
		_, findings := Parse([]byte(`{"name":"own","title":"Own","` + old + `":2}`))
		if !slices.ContainsFunc(findings, func(f law.Finding) bool { return f.Path == old && strings.Contains(f.Detail, strconv.Quote(now)) }) {
			t.Errorf("%s: nobody says %s: %v", old, now, findings)
		}
	}
	_, findings := Parse([]byte(`{"name":"own","title":"Own","sender":{"shortCode":true},"unknown":["sender.shortCode"]}`))
	if !slices.ContainsFunc(findings, func(f law.Finding) bool {
		return f.Path == "sender.shortCode" && strings.Contains(f.Detail, `"short_code"`)
	}) {
		t.Errorf("sender.shortCode: nobody says short_code: %v", findings)
	}
	_, findings = Parse([]byte(`{"name":"own","title":"Own","unknown":["sender.shortCode"]}`))
	if !slices.ContainsFunc(findings, func(f law.Finding) bool {
		return f.Path == "unknown[0]" && strings.Contains(f.Detail, "sender.short_code")
	}) {
		t.Errorf("unknown: nobody says sender.short_code: %v", findings)
	}
}

// TestParseReportsAll: everything wrong is said at once.
func TestParseReportsAll(t *testing.T) {
	_, findings := Parse([]byte(`{"name":"","title":"","stop":{"mode":"x"},"political":"x","max_parts":-1}`))
	for _, path := range []string{"name", "title", "stop.mode", "political", "max_parts"} {
		if !slices.ContainsFunc(findings, func(f law.Finding) bool { return f.Path == path && f.Severity == law.Must }) {
			t.Errorf("nothing about %s", path)
		}
	}
	if !slices.IsSortedFunc(findings, func(a, b law.Finding) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("not sorted")
	}
}

// TestUnsourcedIsShould: a user's own figure without a source is reported and does not stop the profile.
func TestUnsourcedIsShould(t *testing.T) {
	p, findings := Parse([]byte(`{"name":"mine","title":"Mine","stop":{"mode":"author"},"sender":{},"hours":{},"validity":true,"political":"allowed","merge":{},"sources":[]}`))
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	if len(findings) != len(figures)-1 { // no hours, so nothing outside them
		t.Errorf("%d findings, want %d", len(findings), len(figures)-1)
	}
	if !p.Validity || p.Political != PoliticalAllowed {
		t.Errorf("%+v", p)
	}
}

func seed(f *testing.F) (texts []string) {
	f.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "text" {
				texts = append(texts, string(file.Data))
			}
		}
	}
	return texts
}

// FuzzForeign: spans are in order, apart, inside the text and of a known syntax; a text between two placeholders' spans holds no
// placeholder that the whole text shows; and reading costs no more than one pass.
func FuzzForeign(f *testing.F) {
	for _, text := range seed(f) {
		f.Add(text)
	}
	f.Add("{{{{}}}}[[STOP_CODE]]##a##%%b%%%C3%A9%")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, s := range Foreign(text) {
			if s.Start < last || s.End <= s.Start || s.End > len(text) || s.Field == "" || s.Syntax == "" {
				t.Fatalf("span %+v in a text of %d bytes, after %d", s, len(text), last)
			}
			last = s.End
			again := Foreign(text[s.Start:s.End])
			if len(again) != 1 || again[0].Field != s.Field {
				// A percent-encoded letter is one only inside a link, a code only between blanks.
				if s.Syntax != "%PRENOM%" && s.Syntax != "%%PRENOM%%" {
					t.Fatalf("%q alone reads as %+v, in the text as %+v", text[s.Start:s.End], again, s)
				}
			}
		}
		spans, _ := links(text)
		last = 0
		for _, s := range spans {
			if s.Start < last || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("link %+v in a text of %d bytes, after %d", s, len(text), last)
			}
			last = s.End
		}
		for _, p := range All() {
			last = 0
			for _, s := range p.Merge.Placeholders(text) {
				if s.Start < last || s.End > len(text) || !p.Merge.Valid(s.Field) {
					t.Fatalf("%s: %+v", p.Name, s)
				}
				last = s.End
				if again := p.Merge.Placeholders(p.Merge.Write(s.Field)); len(again) != 1 || again[0].Field != s.Field {
					t.Fatalf("%s: %q is written as %q and read as %+v", p.Name, s.Field, p.Merge.Write(s.Field), again)
				}
			}
		}
	})
}

// FuzzParse: a profile without a Must finding can be used and written again, and is then the same.
func FuzzParse(f *testing.F) {
	for _, p := range All() {
		p.Sources = p.Sources[:min(len(p.Sources), 1)] // short seeds: long ones are minimised for minutes
		data, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"name":"mine","title":"Mine","stop":{"mode":"appended","suffix":" STOP 36123"},"hours":{"open":"09:00","close":"19:00","closed":["sunday"],"outside":"deferred"},"political":"ask","merge":{"open":"{{","prefix":"c.","close":"}}"},"forbids":[{"what":"url","rule":"SCR-SPEC"}]}`))
	at := time.Date(2027, 4, 11, 7, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, findings := Parse(data)
		if findings.Err() != nil {
			return
		}
		if next, deferred := p.Next(at, time.UTC); deferred && (next.Before(at) || !p.Hours.open(next)) {
			t.Fatalf("kept until %s, when %s is closed", next, p.Hours)
		}
		p.HourFindings("At", at, time.UTC)
		p.SenderFindings("Sender", "Dupont")
		p.TextFindings("Body", "Bonjour #prenom# bit.ly/x", "36111")
		for _, field := range append(slices.Clone(p.Merge.Fields), "prenom") {
			if w := p.Merge.Write(field); w != "" {
				if got := p.Merge.Placeholders(w); len(got) != 1 || got[0].Field != field {
					t.Fatalf("%q is written as %q and read as %+v", field, w, got)
				}
			}
		}
		out, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, findings := Parse(out)
		if err := findings.Err(); err != nil {
			t.Fatalf("written, it is refused: %v", err)
		}
		second, err := json.Marshal(again)
		if err != nil || !bytes.Equal(out, second) {
			t.Fatalf("%s became %s", out, second)
		}
	})
}

// BenchmarkLookup shows what a template pays for its provider, beside the reading of the data that happens once.
func BenchmarkLookup(b *testing.B) {
	b.Run("lookup", func(b *testing.B) {
		for b.Loop() {
			Lookup(OVH)
		}
	})
	b.Run("parse", func(b *testing.B) {
		data, err := files.ReadFile("data/ovh.json")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			Parse(data)
		}
	})
	b.Run("hours", func(b *testing.B) {
		p, _ := Lookup(OVH)
		at := time.Date(2027, 4, 12, 10, 0, 0, 0, time.UTC)
		for b.Loop() {
			p.HourFindings("At", at, time.UTC)
		}
	})
}

// BenchmarkForeign measures the reading of an ordinary text and of hostile ones as large as a body may be.
func BenchmarkForeign(b *testing.B) {
	for name, text := range map[string]string{
		"ordinary": "Bonjour, dimanche votez pour Jeanne Dupont, candidate à Lyon. Origine de vos données: adhésion. https://exemple.fr/info STOP au 36111",
		"braces":   strings.Repeat("{", 64<<10),
		"percents": strings.Repeat("%a", 32<<10),
		"brackets": strings.Repeat("[[a] ", 13<<10),
		"encoded":  strings.Repeat("%C3%A9", 11<<10),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Foreign(text)
			}
		})
	}
}
