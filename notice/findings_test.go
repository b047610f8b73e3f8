package notice

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

var update = flag.Bool("update", false, "write what is found into the cases")

var moment = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// fixture is the Notice that cases share, with nothing to find.
func fixture(t testing.TB, changes ...string) Notice {
	t.Helper()
	doc := lawtest.Notice
	for _, c := range append([]string{complete}, changes...) {
		doc = patch(t, doc, c)
	}
	d := json.NewDecoder(strings.NewReader(doc))
	d.DisallowUnknownFields()
	var n Notice
	if err := d.Decode(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// complete fills what the shared Notice may leave out.
const complete = `{
	"data": ["nom", "commune", "numéro de mobile", "adresse électronique"],
	"rights": {"directives": true},
	"processors": [{"name": "Exemple Routage SAS", "role": "SMS routing", "country": "FR", "contract": "2026-01-05",
		"clauses": ["a", "b", "c", "d", "e", "f", "g", "h"], "sponsor_declared": "2026-01-06"}],
	"advert": {"sponsor": "Liste Confiance pour Saint-Remy", "declaration": "c", "from": "2026-03-02", "until": "2026-03-20",
		"amount": "400 EUR", "method": "factures", "payer_email": "mandataire@confiance.example"}
}`

func TestNothingToFind(t *testing.T) {
	n := fixture(t)
	for _, f := range n.Findings(moment) {
		t.Error(f)
	}
	for _, ch := range []law.Channel{law.SMS, law.Email} {
		for _, f := range n.Allows(ch, law.FirstContact) {
			t.Error(f)
		}
	}
	for _, f := range n.Advert.Lacks() {
		t.Error(f)
	}
}

// TestFindings runs testdata/findings: a change (RFC 7396) to the shared Notice, and everything that is found, in order.
// The line of a case that begins with "allows" names a channel and an occasion to ask Allows about as well.
func TestFindings(t *testing.T) {
	paths, err := filepath.Glob("testdata/findings/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, len(paths))
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var n Notice
			var want *txtar.File
			for i := range ar.Files {
				switch f := &ar.Files[i]; f.Name {
				case "change.json":
					n = fixture(t, string(f.Data))
				case "notice.json":
					if err := json.Unmarshal(f.Data, &n); err != nil {
						t.Fatal(err)
					}
				case "want":
					want = f
				default:
					t.Fatalf("%s has a file %s", path, f.Name)
				}
			}
			fs := n.Findings(moment)
			for line := range strings.Lines(string(ar.Comment)) {
				if w := strings.Fields(line); len(w) > 1 && w[0] == "allows" {
					fs = append(fs, n.Allows(law.Channel(w[1]), law.Occasion(strings.Join(w[2:], "")))...)
				}
			}
			var got strings.Builder
			for _, f := range fs.Sort() {
				place := f.Path
				if f.End > 0 {
					place = fmt.Sprintf("%s[%d:%d]", f.Path, f.Start, f.End)
				}
				fmt.Fprintf(&got, "%s %s %s: %s\n", f.Rule, f.Severity, place, f.Detail)
			}
			if *update {
				want.Data = []byte(got.String())
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want.Data), got.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// full is a Notice in which every field has a value that nothing is found against, so that each can be spoilt in turn.
func full(t testing.TB) Notice {
	return fixture(t, `{
		"joint": [{"id": "federation.example", "name": "Fédération", "short_name": "Féd", "kind": "party", "postal": "2 rue du Port, 51000 Châlons", "email": "a@federation.example", "dpo": "dpo@federation.example"}],
		"controller": {"dpo": "dpo@confiance.example"},
		"signatory": {"name": "Zoë Martin", "short_name": "Z. Martin", "quality": "tête de liste"},
		"election": {"id": "sens-2026", "name": "l'élection partielle de Sens", "short_name": "Sens", "kind": "by-election", "decree": "arrêté du 1er février 2026",
			"territories": ["FR", "GP"], "rounds": [{"day": "2026-10-11", "open": "08:00", "close": "18:00", "local": {"GP": "2026-10-10"}, "local_close": {"GP": "19:00"}, "proclaimed": "19:00"}]},
		"origin": {"attestation": "a", "enrichment": "b"},
		"basis": {"expectation": "e"},
		"processors": [{"name": "P", "role": "r", "country": "CH", "contract": "c", "clauses": ["a", "b", "c", "d", "e", "f", "g", "h"], "transfer": "décision d'adéquation",
			"replaces": "Q", "suppression_imported": "2026-01-02", "sponsor_declared": "2026-01-06"}],
		"advert": {"email": "a@confiance.example", "postal": "1 rue", "seat": "1 rue", "control": "personne", "payer": "mandataire", "payer_postal": "3 rue",
			"repositories": ["https://depot.example/1"], "complaints": "a@confiance.example", "suspended": "non", "reach": "1000",
			"targeting": {"criteria": ["commune"], "consent": "separate", "statement": "habitants de Sens", "support": "https://confiance.example/droits", "minimum_age": 18}}
	}`)
}

// TestEveryText spoils every text that a Notice holds, one at a time, in five ways: each is found at its path, and nothing
// panics. Emptying is found where the field is needed.
func TestEveryText(t *testing.T) {
	for _, f := range full(t).Findings(moment) {
		t.Error(f)
	}
	needed := []string{
		"Notice.Controller.ID", "Notice.Controller.Name", "Notice.Controller.Kind", "Notice.Controller.Postal", "Notice.Controller.Email",
		"Notice.Joint[0].ID", "Notice.Joint[0].Name", "Notice.Joint[0].Kind", "Notice.Joint[0].Postal", "Notice.Joint[0].Email",
		"Notice.Signatory.Name", "Notice.Election.ID", "Notice.Election.Name", "Notice.Election.Rounds[0].Day",
		"Notice.Origin.Kind", "Notice.Basis.Kind", "Notice.Basis.Reference", "Notice.Basis.Wording", "Notice.Basis.Since", "Notice.Purpose", "Notice.Rights.Notice",
		"Notice.Data[0]", "Notice.Data[1]", "Notice.Data[2]", "Notice.Data[3]",
		"Notice.Processors[0].Name", "Notice.Processors[0].Role", "Notice.Processors[0].Country", "Notice.Processors[0].Contract",
		"Notice.Processors[0].Transfer", "Notice.Processors[0].SuppressionImported", "Notice.Processors[0].SponsorDeclared",
		"Notice.Keep[0].Class", "Notice.Keep[0].After", "Notice.Keep[1].Class", "Notice.Keep[1].After",
		"Notice.Advert.Sponsor", "Notice.Advert.Notice", "Notice.Advert.Targeting.Statement",
	}
	n := full(t)
	spots := 0
	var emptied []string
	each(reflect.ValueOf(&n).Elem(), "Notice", func(path string, v reflect.Value) {
		spots++
		was := v.String()
		for name, value := range map[string]string{
			"over-long":  was + strings.Repeat("x", 2000),
			"line break": was + "\r\nBcc: x",
			"NUL":        was + "\x00",
			"no UTF-8":   was + "\xff\xfe",
			"bidi":       "\u202e" + was,
			"deprecated": was + "\u206a",
			"brace":      was + "{stop}",
		} {
			v.SetString(value)
			fs := n.Findings(moment)
			i := slices.IndexFunc(fs, func(f law.Finding) bool {
				return f.Path == path && f.Detail != "" && (name == "over-long" || f.End > f.Start)
			})
			if i < 0 {
				t.Errorf("%s: %s is not found", path, name)
			}
			n.Words(law.SMS, law.FirstContact, language.French)
			n.Election.Silence("")
		}
		v.SetString("")
		if slices.ContainsFunc(n.Findings(moment), func(f law.Finding) bool {
			return strings.HasPrefix(f.Path, path) && f.Severity == law.Must || f.Path == path
		}) {
			emptied = append(emptied, path)
		}
		v.SetString(was)
	})
	if spots < 80 {
		t.Errorf("only %d texts were spoilt", spots)
	}
	for _, path := range needed {
		if !slices.Contains(emptied, path) {
			t.Errorf("%s: empty is not found", path)
		}
	}
}

// each calls f for every text that can be set, however nested. Texts in maps are the cases' business.
func each(v reflect.Value, path string, f func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v)
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), indexed(path, i), f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), path, f)
		}
	}
}

// TestAllAtOnce: a Notice that is wrong everywhere is told everything in one answer, twice in the same order.
func TestAllAtOnce(t *testing.T) {
	n := full(t)
	each(reflect.ValueOf(&n).Elem(), "Notice", func(path string, v reflect.Value) { v.SetString(v.String() + "\n") })
	fs := n.Findings(moment)
	paths := map[string]bool{}
	for _, f := range fs {
		paths[f.Path] = true
	}
	each(reflect.ValueOf(&n).Elem(), "Notice", func(path string, v reflect.Value) {
		if !paths[path] {
			t.Errorf("%s is not found among %d findings", path, len(fs))
		}
	})
	if diff := cmp.Diff(fs, n.Findings(moment)); diff != "" {
		t.Errorf("another order: %s", diff)
	}
}

// FuzzNotice: no JSON makes anything panic, and findings are always sorted, with a path, a rule and a remedy.
func FuzzNotice(f *testing.F) {
	f.Add([]byte(lawtest.Notice), int64(0))
	f.Add([]byte(complete), moment.Unix())
	f.Add([]byte(`{}`), int64(-1<<40))
	f.Add([]byte(`{"election": {"id": "x", "rounds": [{"day": "0000-00-00", "local": {"": ""}}], "earliest": "2200-01-01", "latest": "1999-02-29"}}`), int64(1<<40))
	paths, _ := filepath.Glob("testdata/findings/*.txtar")
	for _, p := range paths {
		ar, err := txtar.ParseFile(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range ar.Files {
			if strings.HasSuffix(file.Name, ".json") {
				f.Add(file.Data, moment.Unix())
			}
		}
	}
	territories := []law.Territory{law.UnknownTerritory, law.Metropole, law.Polynesie, law.Abroad, "no such place"}
	f.Fuzz(func(t *testing.T, b []byte, at int64) {
		var n Notice
		if json.Unmarshal(b, &n) != nil {
			return
		}
		fs := n.Findings(time.Unix(at%(1<<40), 0))
		for i, f := range fs {
			if f.Rule == "" || !strings.HasPrefix(f.Path, "Notice") || f.Detail == "" || strings.ContainsFunc(f.Path+f.Detail, plaintext.Forbidden) {
				t.Errorf("finding %d: %q", i, f)
			}
		}
		for _, ch := range []law.Channel{law.SMS, law.Email, "fax"} {
			for _, o := range []law.Occasion{law.FirstContact, law.Later, law.ConsentRequest, law.ConsentReceipt, law.Service, "party"} {
				n.Allows(ch, o)
				for _, s := range n.Words(ch, o, language.English) {
					for _, form := range s.Forms {
						if form == "" || strings.ContainsFunc(form, plaintext.Forbidden) || strings.ContainsAny(strings.NewReplacer("{stop}", "", "{unsubscribe}", "").Replace(form), "{}") {
							t.Errorf("%s: %q", s.Name, form)
						}
					}
				}
			}
		}
		for _, territory := range territories {
			ws := n.Election.Silence(territory)
			for i, w := range ws {
				if !w.Start.Before(w.End) || i > 0 && !ws[i-1].End.Before(w.Start) {
					t.Errorf("%q: windows %v", territory, ws)
				}
			}
		}
		n.Election.FreePhoneBan()
		n.Election.CampaignOpens(2)
		n.Names()
		if diff := cmp.Diff(n, n.Clone()); diff != "" {
			t.Error(diff)
		}
	})
}

// BenchmarkFindings beside reading the Notice from JSON, which every use of a file pays.
func BenchmarkFindings(b *testing.B) {
	n := fixture(b)
	doc, err := json.Marshal(n)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("findings", func(b *testing.B) {
		for b.Loop() {
			n.Findings(moment)
		}
	})
	b.Run("words", func(b *testing.B) {
		for b.Loop() {
			n.Words(law.Email, law.FirstContact, language.French)
		}
	})
	b.Run("baseline/json", func(b *testing.B) {
		for b.Loop() {
			var n Notice
			if err := json.Unmarshal(doc, &n); err != nil {
				b.Fatal(err)
			}
		}
	})
}
