package audit_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
	"github.com/scrutateur/scrutateur/optout"
)

var update = flag.Bool("update-audit", false, "write the wanted findings of testdata anew")

// An SMS that somebody else's program is about to send.
func ExampleSMS_Findings() {
	n := fixture.Demain()
	n.Advert = &notice.Advert{Sponsor: "Liste Demain Ensemble", Notice: "https://demain.example/t"}
	for _, f := range (audit.SMS{}).Findings("Dimanche, votez pour vos candidats ! Infos: https://bit.ly/3xYz STOP au 361", n) {
		if f.Path == "text" {
			fmt.Printf("%-6s %s [%d:%d]\n", f.Severity, f.Rule, f.Start, f.End)
		}
	}
	// Output:
	// should EU-TTPA-LABEL [0:0]
	// should FR-CNIL-ID-ELECTION [0:0]
	// must   FR-GDPR-ART14-FULL [0:0]
	// must   FR-GDPR-NOTICE-LINK [0:0]
	// must   FR-GDPR-ORIGIN [0:0]
	// must   FR-GDPR-RIGHTS-CONTACT [0:0]
	// must   FR-CNIL-ID-SENDER [21:34]
	// should FR-CPCE-NO-CONCEAL [44:63]
	// must   FR-CNIL-OPTOUT-SMS [64:75]
}

// TestSMSCases runs the files of testdata/sms. Each holds texts NAME.txt with the findings wanted, NAME.want; NAME.json, or
// audit.json for all, is what is known beside the text; notice.json changes the notice that the rules' own cases share
// (RFC 7396), and null takes it away; without the file it is that notice without its label. A file "partial" says that the text was read as the press printed it: what it lacks
// may have been cut by the journalist.
func TestSMSCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/sms/*.txtar")
	if err != nil || len(paths) < 10 {
		t.Fatal(len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file := map[string]string{}
			for _, f := range archive.Files {
				file[f.Name] = string(f.Data)
			}
			if _, partial := file["partial"]; partial != strings.HasPrefix(filepath.Base(path), "press-") {
				t.Error("texts of the press, and they alone, say that they are partial")
			}
			if file["notice.json"] == "" {
				file["notice.json"] = `{"advert": null}`
			}
			n := auditNotice(t, file["notice.json"])
			wanted := map[string]string{}
			for _, name := range slices.Sorted(maps.Keys(file)) {
				base, ok := strings.CutSuffix(name, ".txt")
				if !ok {
					continue
				}
				known := file["audit.json"]
				if own, ok := file[base+".json"]; ok {
					known = own
				}
				got := auditText(t, strings.TrimSuffix(file[name], "\n"), known, n)
				wanted[base+".want"] = got
				if diff := cmp.Diff(file[base+".want"], got); diff != "" && !*update {
					t.Errorf("%s:\n%s", name, diff)
				}
				if base == "good" && strings.Contains(got, "must ") {
					t.Errorf("a good text is refused:\n%s", got)
				}
			}
			if len(wanted) == 0 {
				t.Error("no text")
			}
			if *update {
				rewrite(t, path, archive, wanted)
			}
		})
	}
}

func rewrite(t *testing.T, path string, archive *txtar.Archive, wanted map[string]string) {
	t.Helper()
	for name, got := range wanted {
		i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
		if i < 0 {
			text := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == strings.TrimSuffix(name, ".want")+".txt" })
			i = text + 1
			archive.Files = slices.Insert(archive.Files, i, txtar.File{Name: name})
		}
		archive.Files[i].Data = []byte(got)
	}
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// auditText judges a text and writes the findings a line each, those about the notice left out: package notice tests them.
func auditText(t testing.TB, text, known string, n notice.Notice) string {
	t.Helper()
	var a audit.SMS
	if known != "" {
		d := json.NewDecoder(strings.NewReader(known))
		d.DisallowUnknownFields()
		if err := d.Decode(&a); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	for _, f := range a.Findings(text, n) {
		checkPlace(t, text, f)
		if strings.HasPrefix(f.Path, "Notice.") && f.Rule != law.ConsentFirst && f.Rule != law.PurposeLimit && f.Rule != law.ReferralOnce {
			continue
		}
		fmt.Fprintf(&b, "%s %s %s", f.Severity, f.Rule, f.Path)
		if f.End > 0 {
			fmt.Fprintf(&b, " %q", text[f.Start:f.End])
		}
		fmt.Fprintf(&b, ": %s\n", f.Detail)
	}
	return b.String()
}

func checkPlace(t testing.TB, text string, f law.Finding) {
	t.Helper()
	if f.Path != "text" && f.Path != "Sender" && (f.Start != 0 || f.End != 0) && !strings.HasPrefix(f.Path, "Notice") {
		t.Errorf("%s at %s has a place, [%d:%d], where there is no text", f.Rule, f.Path, f.Start, f.End)
	}
	if f.Path == "text" && (f.Start < 0 || f.Start > f.End || f.End > len(text)) {
		t.Errorf("%s stands at [%d:%d] of %d bytes", f.Rule, f.Start, f.End, len(text))
	}
}

// auditNotice changes lawtest.Notice.
func auditNotice(t testing.TB, change string) (n notice.Notice) {
	t.Helper()
	if strings.TrimSpace(change) == "null" {
		return n
	}
	doc := lawtest.Notice
	if change != "" {
		doc = fixture.Patch(t, doc, change)
	}
	d := json.NewDecoder(strings.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSMSLawCases runs the texts that the files of the rules hold: a bad one is found under its rule, a good one is not, and
// breaks no other rule that blocks.
func TestSMSLawCases(t *testing.T) {
	n := 0
	for _, c := range lawtest.Cases("") {
		if c.Runner != "sms" && c.Runner != "sms.json" {
			continue
		}
		n++
		t.Run(string(c.Rule)+"/"+c.Name, func(t *testing.T) {
			text, note := c.Data, auditNotice(t, "")
			var a audit.SMS
			if c.Runner == "sms.json" {
				var doc struct {
					audit.SMS
					Text   string          `json:"text"`
					Notice json.RawMessage `json:"notice"`
				}
				if err := json.Unmarshal([]byte(c.Data), &doc); err != nil {
					t.Fatal(err)
				}
				text, a, note = doc.Text, doc.SMS, auditNotice(t, string(doc.Notice))
			}
			fs := a.Findings(text, note)
			if found := slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.Rule }); found != c.Bad {
				t.Errorf("found: %t, want %t\n%v", found, c.Bad, fs)
			}
			for _, f := range fs {
				if !c.Bad && f.Severity == law.Must && f.Path == "text" {
					t.Error(f)
				}
			}
		})
	}
	if n < 20 {
		t.Errorf("%d cases", n)
	}
}

// auditNotices are Notices of several kinds, all without findings that block.
func auditNotices() map[string]notice.Notice {
	form := fixture.Demain()

	advert := fixture.Demain()
	advert.Advert = &notice.Advert{Sponsor: "Liste Demain Ensemble", Control: "Fédération Demain", Declaration: notice.CaseEstablished, Notice: "https://demain.example/t"}

	signed := fixture.Demain()
	signed.Signatory = &notice.Signatory{Name: "Anne-Zoë Lefèvre", ShortName: "A.-Z. Lefèvre", Quality: "tête de liste"}

	none := fixture.Demain()
	none.Election = notice.NoElection

	rented := fixture.Demain()
	rented.Origin = notice.Origin{Kind: law.OriginRented, Detail: "Exemple Data SAS", Obtained: "2026-02-20", Attestation: "attestation du 18 février 2026"}

	referral := fixture.Demain()
	referral.Origin = notice.Origin{Kind: law.OriginReferral, Obtained: "2026-02-20"}

	party := fixture.Demain()
	party.Controller.Kind = notice.Party
	party.Origin = notice.Origin{Kind: law.OriginMember}
	party.Basis = notice.Basis{Kind: law.PoliticalBody}
	party.Election = notice.Election{ID: "FR-PRES-2027"}

	roll := fixture.Demain()
	roll.Origin = notice.Origin{Kind: law.OriginRoll, Obtained: "2026-02-20", Enrichment: "annuaire", Attestation: "engagement du 1er février 2026"}

	own := fixture.Demain()
	own.Election = notice.Election{ID: "sens-2026", Name: "l'élection partielle de Sens", ShortName: "partielle de Sens", Kind: notice.ByElection, Rounds: []notice.Round{{Day: "2026-10-04"}}}

	return map[string]notice.Notice{
		"form": form, "advert": advert, "signed": signed, "no election": none, "rented": rented, "referral": referral,
		"party": party, "roll": roll, "own election": own,
	}
}

// TestSMSAcceptsBuilt compiles every mixture of notice, occasion, language, provider, sender and body, builds a message, and
// audits it: what the module makes by the rules passes the audit of the same rules.
func TestSMSAcceptsBuilt(t *testing.T) {
	values := []fixture.Voter{
		{FirstName: "Zoë", Station: 3}, {FirstName: "Jean-François", Town: "L'Haÿ-les-Roses", Station: 9999, Member: true},
		{FirstName: "MARIE", Town: "Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson", Station: 1},
	}
	bodies := []string{
		"Bonjour {{.FirstName}}, réunion jeudi au bureau {{.Station}} !",
		"{{if .Member}}Chère adhérente{{else}}Bonjour{{end}} {{.FirstName}} ({{.Town}}), le programme est en ligne.",
		"Merci {{.FirstName}}. Stop aux bancs cassés à {{.Town}} !",
	}
	type sending struct {
		router router.Name
		sender string
		to     string
	}
	sendings := []sending{{"", "36111", ""}, {"", "DEMAIN", "36222"}, {router.SMPP, "36111", ""}, {router.SFR, "DEMAIN", ""}, {router.SFR, "36111", ""}}
	for _, p := range router.All() {
		sendings = append(sendings, sending{p.Name, "DEMAIN", ""}, sending{p.Name, "DEMAIN", "36222"})
	}
	tried, built := 0, map[string]int{}
	for name, n := range auditNotices() {
		at := fixture.Paris("2026-03-05", 10)
		if n.Election.ID == "FR-PRES-2027" {
			at = fixture.Paris("2027-03-04", 10)
		}
		for _, occasion := range []message.Occasion{message.FirstContact, message.Later, message.ConsentRequest, message.ConsentReceipt, message.Service} {
			for _, lang := range []string{"fr", "en"} {
				for _, s := range sendings {
					tried++
					i := tried % len(bodies)
					spec := sms.Spec{
						Body: bodies[i], Notice: n, Occasion: occasion, Lang: lang, Router: s.router, Sender: s.sender, StopTo: s.to,
						MaxParts: 3, Exact: i == 2, Reason: "rappel des horaires du bureau de vote",
					}
					tpl, err := sms.Compile[fixture.Voter](spec)
					if err != nil {
						continue
					}
					batch, err := tpl.Batch(at)
					if err != nil {
						t.Fatal(err)
					}
					v := values[tried/len(bodies)%len(values)]
					if i == 2 {
						v.FirstName, v.Town = sms.Fold(v.FirstName), sms.Fold(v.Town)
					}
					m, err := batch.Build(fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.SMS}, law.Metropole, n.Origin.Kind, fixture.Phone, v))
					if err != nil {
						t.Fatal(err)
					}
					for _, key := range []string{name, string(occasion), lang, string(s.router)} {
						built[key]++
					}
					a := audit.SMS{Sender: s.sender, Router: s.router, Occasion: occasion, At: at, Territory: law.Metropole}
					for _, f := range a.Findings(m.Text(), n) {
						checkPlace(t, m.Text(), f)
						if f.Severity == law.Must {
							t.Fatalf("%s, %q, %s, %v:\n%s\n%s", name, occasion, lang, s, m.Text(), f)
						}
					}
					if size, err := a.Size(m.Text()); err != nil || size != m.Size() {
						t.Errorf("%v: the audit counts %v, %v; the message %v", s, size, err, m.Size())
					}
				}
			}
		}
	}
	for _, key := range append(slices.Collect(maps.Keys(auditNotices())), "", "later", "consent-request", "consent-receipt", "service", "fr", "en", "ovh", "sfr", "smsmode", "octopush", "twilio") {
		if built[key] == 0 {
			t.Errorf("no message of %q was built", key)
		}
	}
	t.Logf("%d of %d mixtures compiled", built["fr"]+built["en"], tried)
}

// TestSMSQuotesNothing: what stands in a text may be a voter's.
func TestSMSQuotesNothing(t *testing.T) {
	const secret = "Quentinette"
	text := "Bonjour " + secret + ", un candidat ê 0612345678 0899123456 #" + secret + "# \u202e https://" + secret + ".example/" + secret +
		"?utm_source=" + secret + " http://1.2.3.4/" + secret + " https://" + secret + "@evil.example 0800 12 34 56 STOP au 0899123457 \xff"
	fs := audit.SMS{Sender: "DEMAIN", At: fixture.Paris("2026-03-14", 12)}.Findings(text, auditNotice(t, ""))
	if len(fs) < 10 {
		t.Errorf("%d findings", len(fs))
	}
	b, err := json.Marshal(fs)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fs.Err().Error(), fmt.Sprintf("%v %+v %#v", fs, fs, fs), string(b)} {
		for _, leak := range []string{secret, strings.ToLower(secret), "612345678", "899123456", "1.2.3.4", "evil"} {
			if strings.Contains(s, leak) {
				t.Errorf("the findings quote the text")
			}
		}
	}
}

// TestSMSMoments: without a moment the rules are those of the first round; with one, those of that day, its silence and its hours.
func TestSMSMoments(t *testing.T) {
	const text = "Liste Confiance, municipales du 15 mars: reunion jeudi. Vous etes inscrit sur notre site. Infos et droits: https://confiance.example/i STOP au 36111"
	n := auditNotice(t, "")
	n.Advert = nil
	for _, c := range []struct {
		at    time.Time
		where law.Territory
		want  law.ID
		found bool
	}{
		{time.Time{}, "", law.Silence, false},
		{fixture.Paris("2026-03-14", 12), law.Metropole, law.Silence, true},
		{fixture.Paris("2026-03-13", 18), law.Metropole, law.Silence, false},
		{fixture.Paris("2026-03-13", 23), law.Reunion, law.Silence, true},
		{fixture.Paris("2026-03-13", 20), "", law.Silence, true}, // a territory that is not known: it is Saturday in Nouméa
		{fixture.Paris("2026-03-12", 23), law.Metropole, law.SendingHours, true},
		{fixture.Paris("2026-03-12", 18), law.Metropole, law.SendingHours, false},
		{fixture.Paris("2026-03-12", 18), law.Metropole, law.AdvertLabel, true},
		{fixture.Paris("2025-09-12", 18), law.Metropole, law.AdvertLabel, false}, // before Regulation (EU) 2024/900 applied
		{time.Time{}, "", law.AdvertLabel, true},
	} {
		fs := audit.SMS{At: c.at, Territory: c.where}.Findings(text, n)
		if found := slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.want }); found != c.found {
			t.Errorf("%s in %q: %s found: %t, want %t", c.at, c.where, c.want, found, c.found)
		}
	}
}

// FuzzSMS: no text makes the audit fail, and every place lies in the text.
func FuzzSMS(f *testing.F) {
	paths, _ := filepath.Glob("testdata/sms/*.txtar")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for i, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".txt") {
				f.Add(string(file.Data), "DEMAIN", string(router.All()[i%len(router.All())].Name), "", i%2 == 0)
			}
		}
	}
	for _, c := range lawtest.Cases("") {
		f.Add(c.Data, "36111", "", "later", true)
	}
	with := fixture.Demain()
	f.Fuzz(func(t *testing.T, text, sender, provider, occasion string, known bool) {
		n := with
		if !known {
			n = notice.Notice{}
		}
		a := audit.SMS{Sender: sender, Router: router.Name(provider), Occasion: message.Occasion(occasion), At: fixture.Paris("2026-03-13", 18)}
		fs := a.Findings(text, n)
		for _, found := range fs {
			checkPlace(t, text, found)
		}
		if diff := cmp.Diff(fs, a.Findings(text, n), cmp.Comparer(func(x, y law.Finding) bool { return x.Error() == y.Error() })); diff != "" {
			t.Errorf("judged twice, and differently:\n%s", diff)
		}
	})
}

// FuzzSMSBuilt: whatever the name of the recipient, a built message passes.
func FuzzSMSBuilt(f *testing.F) {
	for _, s := range []string{"Zoë", "Stop", "un candidat", "votez", "3611", "STOP au", "https", "Source", "Marie-Ève", "ST", "O'Neil"} {
		f.Add(s)
	}
	at := fixture.Paris("2026-03-05", 10)
	n := fixture.Demain()
	var batches []*sms.Batch[fixture.Voter]
	var audits []audit.SMS
	for _, s := range []sms.Spec{
		{Body: "{{.FirstName}}, réunion jeudi !", Router: "ovh", Sender: "DEMAIN"},
		{Body: "Réunion jeudi {{.FirstName}}", Router: "sfr", Sender: "DEMAIN", Occasion: message.Later},
		{Body: "Merci {{.FirstName}}", Sender: "36111", Lang: "en"},
	} {
		s.Notice, s.MaxParts = n, 2
		batches = append(batches, message.Must(message.Must(sms.Compile[fixture.Voter](s)).Batch(at)))
		audits = append(audits, audit.SMS{Sender: s.Sender, Router: s.Router, Occasion: s.Occasion, At: at, Territory: law.Metropole})
	}
	f.Fuzz(func(t *testing.T, name string) {
		digits := strings.Count(name, "0") + strings.Count(name, "8")
		if len(router.Foreign(sms.Fold(name))) > 0 || digits > 1 {
			t.Skip("a value that is a placeholder or a telephone number is found, and rightly")
		}
		for i, b := range batches {
			m, err := b.Build(fixture.ClearPhone(t, at, fixture.Voter{FirstName: name, Station: 1}))
			if err != nil {
				continue
			}
			for _, f := range audits[i].Findings(m.Text(), n) {
				checkPlace(t, m.Text(), f)
				if f.Severity == law.Must {
					t.Errorf("a value of %d bytes makes a built message break %s", len(name), f.Rule)
				}
			}
		}
	})
}
