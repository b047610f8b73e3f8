package law_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

var unknownPack = law.Find(law.SpecField, "Rules", "there is no pack of rules named %q; the packs are %s", "de", "fr, eu").At(3, 5)

func TestFindingIn(t *testing.T) {
	except := law.Default.Apply(campaign, law.Findings{law.Find(law.SendingHours, "at", "there is no rule %q", "x")},
		[]law.Exception{{law.SendingHours, "the  provider\nallows it until midnight"}})[0]
	old := law.Default.Apply(campaign.AddDate(-1, 0, 0), law.Findings{law.Find(law.SendingHours, "at", "there is no rule %q", "x")}, nil)[0]
	var read law.Finding
	if err := json.Unmarshal([]byte(`{"rule":"SCR-SPEC","severity":"must","path":"Rules","detail":"read from a file"}`), &read); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		f    law.Finding
		tag  language.Tag
		want string
	}{
		{"English", unknownPack, language.English,
			`SCR-SPEC Rules[3:5]: there is no pack of rules named "de"; the packs are fr, eu — Correct the field that the finding names (GDPR, art. 5(2))`},
		{"French", unknownPack, language.French,
			"SCR-SPEC Rules[3:5]\u00a0: il n'y a pas de groupe de règles nommé \"de\"\u00a0; les groupes sont fr, eu — Corrigez le champ que le constat nomme (RGPD, art. 5(2))"},
		{"French of Canada", unknownPack, language.CanadianFrench, unknownPack.In(language.French)},
		{"any other language is English", unknownPack, language.Japanese, unknownPack.In(language.English)},
		{"no place", law.Find(law.SpecField, "", "there is no rule %q", "x"), language.English,
			`SCR-SPEC: there is no rule "x" — Correct the field that the finding names (GDPR, art. 5(2))`},
		{"an exception says why", except, language.English,
			`OPER-AF2M-HOURS at: there is no rule "x" [exception: the provider allows it until midnight] — Choose a moment between 8:00 and 21:30, the recipient's time (af2m, Business Messaging charter 2026)`},
		{"also in French", except, language.French,
			"OPER-AF2M-HOURS at\u00a0: il n'y a pas de règle \"x\" [dérogation\u00a0: the provider allows it until midnight] — Choisissez un moment entre 8 h et 21 h 30, heure du destinataire (af2m, charte Business Messaging 2026)"},
		{"the remedy of its day", old, language.English,
			`OPER-AF2M-HOURS at: there is no rule "x" — Choose a working day, between 8:00 and 22:00, the recipient's time (af2m, Business Messaging charter of 1 September 2024)`},
		{"read from JSON", read, language.French,
			"SCR-SPEC Rules\u00a0: read from a file — Corrigez le champ que le constat nomme (RGPD, art. 5(2))"},
		{"an ID without a rule", law.Find("FR-NOBODY", "Body", "there is no rule %q", "x"), language.English, `FR-NOBODY Body: there is no rule "x"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.f.In(tt.tag)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFindingLong(t *testing.T) {
	for _, tag := range []language.Tag{language.English, language.French} {
		long := law.Find(law.Silence, "at", "there is no rule %q", "x").Long(tag)
		r, _ := law.Lookup(law.Silence, campaign)
		r = r.In(tag)
		for _, want := range []string{r.Title, r.Fix, r.Why, r.Caveat, r.URL(), r.Cites[0].URL, r.Cites[0].Quote, r.Cites[4].Article} {
			if want == "" || !strings.Contains(long, want) {
				t.Errorf("%v: %q is missing in\n%s", tag, want, long)
			}
		}
	}
	if got := law.Find("FR-NOBODY", "Body", "there is no rule %q", "x").Long(language.English); !strings.HasPrefix(got, "FR-NOBODY (must)\n") {
		t.Errorf("%s", got)
	}
}

// TestFindingJSON holds the names of the fields: programs outside this module read them.
func TestFindingJSON(t *testing.T) {
	got, err := json.Marshal(law.Findings{unknownPack, law.Find(law.OptIn, "", "there is no rule %q", "x").AsShould()})
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"rule":"SCR-SPEC","severity":"must","path":"Rules","start":3,"end":5,"detail":"there is no pack of rules named \"de\"; the packs are fr, eu"},` +
		`{"rule":"OPER-AF2M-OPTIN","severity":"should","detail":"there is no rule \"x\""}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var back law.Findings
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != 2 || !back[0].Equal(unknownPack) {
		t.Errorf("%v", back)
	}
}

func TestFindingsErr(t *testing.T) {
	soft := law.Find(law.ContactClass, "Notice.Keep", "there is no rule %q", "x")
	hard := law.Find(law.OptOutSMS, "Body", "there is no rule %q", "y")
	if err := (law.Findings{soft}).Err(); err != nil {
		t.Errorf("Should alone: %v", err)
	}
	if err := (law.Findings)(nil).Err(); err != nil {
		t.Errorf("nothing: %v", err)
	}
	err := fmt.Errorf("campaign.json: %w", law.Findings{soft, hard}.Err())
	if !errors.Is(err, law.OptOutSMS) || !errors.Is(err, law.ContactClass) || errors.Is(err, law.Silence) {
		t.Errorf("errors.Is does not see through %v", err)
	}
	if f, ok := errors.AsType[law.Finding](err); !ok || f.Rule != law.ContactClass {
		t.Errorf("AsType: %v, %t", f, ok)
	}
	if all, ok := errors.AsType[*law.Error](err); !ok || len(all.Findings) != 2 || len(all.Findings.Musts()) != 1 {
		t.Errorf("AsType: %v, %t", all, ok)
	}
	if got := strings.Count(err.Error(), "\n"); got != 1 {
		t.Errorf("%d line breaks, want a line a finding:\n%v", got, err)
	}
}

// TestConcurrentFrench: findings are printed by whoever holds them, from any goroutine.
func TestConcurrentFrench(t *testing.T) {
	want := unknownPack.In(language.French)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if got := unknownPack.In(language.French); got != want {
					t.Error(got)
					return
				}
			}
		})
	}
	wg.Wait()
}

// DetailIn is what In and Long say of the finding, without rule, place and article.
func TestDetailIn(t *testing.T) {
	f := law.Find(law.SpecField, "Notice.Keep[0]", "empty: fill it in")
	for tag, want := range map[language.Tag]string{language.English: "empty: fill it in", language.French: "vide\u00a0: remplissez", language.German: "empty: fill it in"} {
		if got := f.DetailIn(tag); got != want || !strings.Contains(f.In(tag), want) {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}
