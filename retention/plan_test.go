package retention_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPlan reads testdata/plan. A case is a campaign, and what its plan says on one day after another: files named "plan 2026-03-16"
// hold a line for each action, hold and finding, or the rules and places that refuse the campaign.
func TestPlan(t *testing.T) {
	files, err := filepath.Glob("testdata/plan/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c retention.Campaign
			for i, f := range ar.Files {
				if f.Name == "campaign.json" {
					if c, err = retention.ReadCampaign(bytes.NewReader(f.Data)); err != nil {
						t.Fatal(err)
					}
					continue
				}
				day, ok := strings.CutPrefix(f.Name, "plan ")
				if !ok {
					t.Fatalf("%s is neither campaign.json nor a plan", f.Name)
				}
				got := outline(c, noon(t, day))
				if *update {
					ar.Files[i].Data = []byte(got)
				} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func noon(t testing.TB, day string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, strings.TrimSpace(day))
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(12 * time.Hour)
}

// outline writes what a plan decides, and none of its words.
func outline(c retention.Campaign, now time.Time) string {
	var b strings.Builder
	p, err := c.Plan(now)
	if err != nil {
		broken, ok := errors.AsType[*law.Error](err)
		if !ok {
			return fmt.Sprintf("error: %v\n", err)
		}
		for _, f := range broken.Findings {
			fmt.Fprintf(&b, "refused %s %s\n", f.Rule, f.Path)
		}
		return b.String()
	}
	for _, a := range p.Actions {
		fmt.Fprintf(&b, "%s %s %s, %d in %s", a.State, a.Do, a.Class, a.Count, a.Store)
		if a.Processor != "" {
			fmt.Fprintf(&b, " at %s", a.Processor)
		}
		if a.Name != "" {
			fmt.Fprintf(&b, " (%s)", a.Name)
		}
		if a.Due != "" {
			fmt.Fprintf(&b, ", %s %s", a.Bound, a.Due)
		}
		if len(a.Either) > 0 {
			fmt.Fprintf(&b, ", either %s", a.Either)
		}
		if a.Due == "" {
			fmt.Fprintf(&b, ", until %s", a.After)
		}
		if len(a.Holds) > 0 {
			fmt.Fprintf(&b, ", held by %q", a.Holds)
		}
		if a.Free != "" {
			fmt.Fprintf(&b, " until %s", a.Free)
		}
		if a.Review != "" {
			fmt.Fprintf(&b, ", review %s", a.Review)
		}
		if a.Frozen {
			b.WriteString(", frozen")
		}
		if a.Gone != "" {
			fmt.Fprintf(&b, ", gone %s", a.Gone)
		}
		fmt.Fprintf(&b, ", %s\n", a.Rule)
	}
	for _, f := range p.Findings {
		fmt.Fprintf(&b, "%s %s %s\n", f.Severity, f.Rule, f.Path)
	}
	return b.String()
}

func TestTermEnd(t *testing.T) {
	for _, test := range []struct {
		start        law.Day
		months, days int
		want         law.Day
	}{
		{"2026-03-15", 0, 0, "2026-03-15"},
		{"2025-12-31", 2, 0, "2026-02-28"}, // AddDate says 3 March
		{"2023-12-31", 2, 0, "2024-02-29"},
		{"2024-02-29", 12, 0, "2025-02-28"},
		{"2024-02-29", 48, 0, "2028-02-29"},
		{"2026-01-30", 1, 0, "2026-02-28"},
		{"2026-01-31", 1, 1, "2026-03-01"}, // months first, then days
		{"2026-08-31", 1, 0, "2026-09-30"},
		{"2026-03-22", 84, 0, "2033-03-22"},
		{"2026-03-10", 0, 14, "2026-03-24"},
		{"2026-12-25", 0, 14, "2027-01-08"},
	} {
		got, err := retention.Term{Months: test.months, Days: test.days}.End(test.start)
		if err != nil || got != test.want {
			t.Errorf("%s and %d months, %d days: got %s, %v; want %s", test.start, test.months, test.days, got, err, test.want)
		}
	}
	for _, bad := range []law.Day{"", "15/03/2026", "2026-02-30", "0000-01-01", "2200-01-01", "2026-3-5"} {
		if got, err := (retention.Term{}).End(bad); err == nil {
			t.Errorf("%q: got %s, want an error", bad, got)
		}
	}
}

// A term never ends before the calendar month it names, nor in the month after.
func TestTermEndStaysInItsMonth(t *testing.T) {
	for day := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 1) {
		for months := range 26 {
			got, err := retention.Term{Months: months}.End(law.Day(day.Format(time.DateOnly)))
			if err != nil {
				t.Fatal(err)
			}
			end, _ := got.Time(time.UTC)
			want := int(day.Month()) - 1 + months
			if have := int(end.Month()) - 1 + 12*(end.Year()-day.Year()); have != want {
				t.Fatalf("%s and %d months is %s", day.Format(time.DateOnly), months, got)
			}
			if end.Day() > day.Day() || end.Day() < day.Day() && end.AddDate(0, 0, 1).Day() != 1 {
				t.Fatalf("%s and %d months is %s: neither the same day nor the last of its month", day.Format(time.DateOnly), months, got)
			}
		}
	}
}

func TestDefault(t *testing.T) {
	if fs := retention.Default().Findings(); len(fs) > 0 {
		t.Errorf("the default policy has findings: %v", fs)
	}
	p := retention.Default()
	p.Terms[0].Months = 99
	if retention.Default().Terms[0].Months != 0 {
		t.Error("Default hands out the same slice twice")
	}
	for _, term := range retention.Default().Terms {
		if term.Level == retention.Practice && term.Evidence != law.Inferred {
			t.Errorf("%s: a figure of ours is inferred, and says so", term.Class)
		}
		if _, ok := law.Lookup(term.Rule, time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC)); !ok {
			t.Errorf("%s rests on %s, which is no rule in force in March 2026", term.Class, term.Rule)
		}
	}
}

// What a text fixes cannot be bent by a policy; what we chose can.
func TestPolicyAgainstRules(t *testing.T) {
	change := func(c retention.Class, f func(*retention.Term)) law.Findings {
		p := retention.Default()
		for i := range p.Terms {
			if p.Terms[i].Class == c {
				f(&p.Terms[i])
			}
		}
		return p.Findings()
	}
	for _, test := range []struct {
		name string
		got  law.Findings
		want law.ID
	}{
		{"a day longer", change(retention.ElectionOnly, func(x *retention.Term) { x.Days = 1 }), law.RetentionElection},
		{"from the last message", change(retention.ElectionOnly, func(x *retention.Term) { x.After = retention.LastMessage }), law.RetentionElection},
		{"60 days outlast two months", change(retention.Occasional, func(x *retention.Term) { x.Months, x.Days = 0, 60 }), law.RetentionOnce},
		{"59 days do not", change(retention.Occasional, func(x *retention.Term) { x.Months, x.Days = 0, 59 }), ""},
		{"a month", change(retention.Occasional, func(x *retention.Term) { x.Months = 1 }), ""},
		{"records too short", change(retention.AdRecord, func(x *retention.Term) { x.Months = 83 }), law.AdvertRecords},
		{"records longer", change(retention.AdRecord, func(x *retention.Term) { x.Months = 96 }), ""},
		{"members, ours", change(retention.Member, func(x *retention.Term) { x.Months = 24 }), ""},
		{"no source", change(retention.Member, func(x *retention.Term) { x.Source = law.Cite{} }), law.SpecField},
		{"unknown deed", change(retention.Member, func(x *retention.Term) { x.Do = "shred" }), law.SpecField},
		{"for ever", change(retention.Member, func(x *retention.Term) { x.Months = 1 << 30 }), law.SpecField},
	} {
		switch {
		case test.want == "" && len(test.got) > 0:
			t.Errorf("%s: %v", test.name, test.got)
		case test.want != "" && !slices.ContainsFunc(test.got, func(f law.Finding) bool { return f.Rule == test.want }):
			t.Errorf("%s: got %v, want %s", test.name, test.got, test.want)
		}
	}
}

// Each field of a term is judged by itself: one wrong value is one finding, at its place.
func TestTermsForm(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*retention.Term)
		path   string // "" where nothing is wrong
	}{
		"as it is":             {func(*retention.Term) {}, ""},
		"no class":             {func(x *retention.Term) { x.Class = "" }, ".class"},
		"a class with a blank": {func(x *retention.Term) { x.Class = "our members" }, ".class"},
		"no event":             {func(x *retention.Term) { x.After = "" }, ".after"},
		"the longest":          {func(x *retention.Term) { x.Months, x.Days = 240, 3660 }, ""},
		"a month too long":     {func(x *retention.Term) { x.Months = 241 }, ".months"},
		"a day too long":       {func(x *retention.Term) { x.Days = 3661 }, ".days"},
		"no time at all":       {func(x *retention.Term) { x.Months, x.Days = 0, 0 }, ""},
		"before it begins":     {func(x *retention.Term) { x.Months = -1 }, ".months"},
		"a day before":         {func(x *retention.Term) { x.Days = -1 }, ".days"},
		"no deed":              {func(x *retention.Term) { x.Do = "" }, ".do"},
		"no bound":             {func(x *retention.Term) { x.Bound = "about" }, ".bound"},
		"no level":             {func(x *retention.Term) { x.Level = "custom" }, ".level"},
		"no evidence":          {func(x *retention.Term) { x.Evidence = "hearsay" }, ".evidence"},
		"no rule":              {func(x *retention.Term) { x.Rule = "" }, ".rule"},
		"an unclean rule":      {func(x *retention.Term) { x.Rule = "A\u202eB" }, ".rule"},
		"a source of no text":  {func(x *retention.Term) { x.Source.Text = "" }, ".source"},
		"a source of nowhere":  {func(x *retention.Term) { x.Source.URL = "" }, ".source"},
		"an unclean text":      {func(x *retention.Term) { x.Source.Text = "a\x1bb" }, ".source"},
		"an unclean article":   {func(x *retention.Term) { x.Source.Article = "a\x1bb" }, ".source"},
		"an unclean version":   {func(x *retention.Term) { x.Source.Version = "a\u2028b" }, ".source"},
		"an unclean address":   {func(x *retention.Term) { x.Source.URL = "https://a\u202eb" }, ".source"},
		"an unclean quote":     {func(x *retention.Term) { x.Source.Quote = "a\xffb" }, ".source"},
		"unclean all over":     {func(x *retention.Term) { x.Source.Text, x.Source.Quote = "a\x1b", "a\x1b" }, ".source"},
	} {
		p := retention.Default()
		i := slices.IndexFunc(p.Terms, func(x retention.Term) bool { return x.Class == retention.Member })
		c.change(&p.Terms[i])
		var paths []string
		for _, f := range p.Findings() {
			paths = append(paths, f.Path)
		}
		var want []string
		if c.path != "" {
			want = []string{fmt.Sprintf("policy.terms[%d]%s", i, c.path)}
		}
		if !slices.Equal(paths, want) {
			t.Errorf("%s: findings at %v, want %v", name, paths, want)
		}
	}
}

// What people were told must be a length of time, in each of its parts.
func TestToldTerms(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*notice.Term)
		bad    bool
	}{
		"as it is":              {func(*notice.Term) {}, false},
		"fewer than no months":  {func(k *notice.Term) { k.Months = -1 }, true},
		"fewer than no days":    {func(k *notice.Term) { k.Days = -1 }, true},
		"too many months":       {func(k *notice.Term) { k.Months = 241 }, true},
		"too many days":         {func(k *notice.Term) { k.Days = 3661 }, true},
		"as many as there are":  {func(k *notice.Term) { k.Months, k.Days = 240, 3660 }, false},
		"days for minus months": {func(k *notice.Term) { k.Months, k.Days = -1, 3661 }, true},
	} {
		camp := municipal()
		i := slices.IndexFunc(camp.Notice.Keep, func(k notice.Term) bool { return k.Class == string(retention.Occasional) })
		c.change(&camp.Notice.Keep[i])
		path := fmt.Sprintf("notice.keep[%d]", i)
		found := slices.ContainsFunc(camp.Findings(noon(t, "2026-03-16")), func(f law.Finding) bool {
			return f.Path == path && strings.Contains(f.Detail, "no length of time")
		})
		if found != c.bad {
			t.Errorf("%s: found %t", name, found)
		}
	}
}

// All that is wrong with a campaign is said at once, and none of it quotes what may be a person's.
func TestFindingsAllAtOnce(t *testing.T) {
	c := municipal()
	c.Facts.Rounds = []law.Day{"2026-03-22", "2026-03-15"}
	c.Facts.Decided = 3
	c.Inventory[0].Count = -1
	c.Inventory[1].Store = "phone of +33 6 39 98 12 34"
	c.Inventory[2].Events[retention.LastMessage] = "31/12/2025"
	c.Inventory[3].Class = "friends"
	c.Holds = []retention.Hold{{ID: "zoe@example.org", Start: "2026-04-01", Scope: retention.Scope{Stores: []string{"crm.contact"}}}}
	_, err := c.Plan(noon(t, "2026-03-16"))
	broken, ok := errors.AsType[*law.Error](err)
	if !ok {
		t.Fatalf("got %v, want findings", err)
	}
	var got []string
	for _, f := range broken.Findings {
		got = append(got, f.Path)
	}
	for _, want := range []string{
		"facts.decided", "facts.rounds[1]", "holds[0]", "holds[0].authority", "holds[0].id", "holds[0].reason", "holds[0].scope.stores[0]",
		"inventory[0].count", "inventory[1].store", "inventory[2].events.last-message", "inventory[3].class",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("nothing is said about %s", want)
		}
	}
	for _, secret := range []string{"39 98", "zoe", "31/12"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error quotes a value")
		}
	}
}

// What would be misread on the page that a person approves is refused, wherever a campaign may write a text.
func TestUncleanTexts(t *testing.T) {
	for _, bad := range []string{"a\u202eb", "a\u2028b", "a\x1bb", "a\u206ab", "a\xffb", strings.Repeat("a", 401)} {
		c := municipal()
		c.Policy.Name = bad
		c.Inventory[1].Store = bad
		c.Holds = []retention.Hold{{ID: "h", Authority: "CNIL", Reason: bad, Start: "2026-03-15", Scope: retention.Scope{Stores: []string{"crm.contact"}}}}
		_, err := c.Plan(noon(t, "2026-03-16"))
		broken, ok := errors.AsType[*law.Error](err)
		if !ok {
			t.Fatalf("%q: got %v, want findings", bad, err)
		}
		for _, path := range []string{"policy.name", "inventory[1].store", "holds[0].reason"} {
			if !slices.ContainsFunc(broken.Findings, func(f law.Finding) bool { return f.Path == path }) {
				t.Errorf("%q: nothing is said about %s", bad, path)
			}
		}
		if strings.Contains(err.Error(), bad) {
			t.Errorf("the error quotes %q", bad)
		}
	}
}

// An exception softens what a rule says about what is held, and its reason stays in the plan. Neither form nor what people were
// told can be excepted.
func TestException(t *testing.T) {
	now := noon(t, "2026-03-16")
	c := municipal()
	c.Inventory = append(c.Inventory, retention.Holding{
		Class: retention.ConsentProof, Store: "ledger", Count: 12, Events: map[retention.Event]law.Day{retention.LastUse: "2020-06-28"},
	})
	c.Notice.Keep = append(c.Notice.Keep, retention.Default().Keep(retention.ConsentProof)...)
	late := func() law.Finding {
		t.Helper()
		p, err := c.Plan(now)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Findings {
			if f.Rule == law.BasisEvidence {
				return f
			}
		}
		t.Fatal("proofs five years and more after their last use are no finding")
		return law.Finding{}
	}
	if f := late(); f.Severity != law.Must {
		t.Errorf("without an exception: %s", f.Severity)
	}
	const reason = "A complaint of one of these people is being looked into."
	c.Except = []law.Exception{{Rule: law.BasisEvidence, Reason: reason}}
	if f := late(); f.Severity != law.Should || !strings.Contains(f.Error(), reason) {
		t.Errorf("with an exception: %v", f)
	}

	c.Except = []law.Exception{{Rule: law.FullNotice, Reason: "Nobody reads the information page to its end, or so we were told."}}
	c.Notice.Keep[1].Months = 1
	if _, err := c.Plan(now); !errors.Is(err, law.FullNotice) {
		t.Errorf("an exception lifted a promise: %v", err)
	}
	c = municipal()
	c.Except = []law.Exception{{Rule: law.SpecField, Reason: "We would like to count less than nothing, once, for a test."}}
	c.Inventory[0].Count = -5
	if _, err := c.Plan(now); err == nil || !strings.Contains(err.Error(), "inventory[0].count") {
		t.Errorf("an exception lifted a finding of form: %v", err)
	}
}

// The order of the input is nothing; the plan comes back from JSON with its hash.
func TestPlanIsDeterministic(t *testing.T) {
	c := municipal()
	c.Holds = []retention.Hold{
		{ID: "TA 2602117", Reason: "Protestation électorale", Authority: "Tribunal administratif", Start: "2026-03-20", Review: "2026-09-01", Scope: retention.Scope{Classes: []retention.Class{retention.ElectionOnly}}},
		{ID: "CNIL 26-0412", Reason: "Plainte", Authority: "CNIL", Start: "2026-03-18", End: "2026-06-01"},
	}
	c.Facts.Decided = 2
	now := noon(t, "2026-04-01")
	first, err := c.Plan(now)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(first.Actions, func(a, b retention.Action) int { return strings.Compare(order(a), order(b)) }) {
		t.Errorf("the actions are not in the order of their days")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		rng.Shuffle(len(c.Inventory), func(i, j int) { c.Inventory[i], c.Inventory[j] = c.Inventory[j], c.Inventory[i] })
		rng.Shuffle(len(c.Holds), func(i, j int) { c.Holds[i], c.Holds[j] = c.Holds[j], c.Holds[i] })
		again, err := c.Plan(now.Add(time.Duration(rng.IntN(11)) * time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if again.Hash() != first.Hash() {
			t.Fatalf("another order, another plan:\n%s", cmp.Diff(first, again))
		}
	}
	data, err := first.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	back, err := retention.ReadPlan(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if back.Hash() != first.Hash() {
		t.Error("the plan that was read back has another hash")
	}
	back.Actions[0].Count++
	if back.Hash() == first.Hash() {
		t.Error("another count, the same hash")
	}
	if next, _ := c.Plan(now.AddDate(0, 0, 1)); next.Hash() == first.Hash() {
		t.Error("another day, the same hash")
	}
}

func order(a retention.Action) string {
	if a.Due == "" {
		return "unknown"
	}
	return string(a.Due)
}

// The campaign's own data stay its own: a plan shares nothing with it.
func TestPlanCopies(t *testing.T) {
	c := municipal()
	c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-01", End: "2027-01-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}}}}
	p, err := c.Plan(noon(t, "2026-03-16"))
	if err != nil {
		t.Fatal(err)
	}
	before := p.Hash()
	c.Holds[0].Scope.Stores[0] = "elsewhere"
	c.Inventory[2].Events[retention.LastMessage] = "1999-01-01"
	if p.Hash() != before {
		t.Error("changing the campaign changed its plan")
	}
}

// What a hold kept is due on the day from which it is free, and not before; what has a hold without an end is never due.
func TestDueWhenFree(t *testing.T) {
	c := municipal()
	c.Facts.Decided = 1
	c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-01", End: "2026-06-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}, Classes: []retention.Class{retention.ElectionOnly}}}}
	p, err := c.Plan(noon(t, "2026-03-16"))
	if err != nil {
		t.Fatal(err)
	}
	held := func(p retention.Plan, day string) bool {
		return slices.ContainsFunc(p.Due(noon(t, day)), func(a retention.Action) bool {
			return a.Class == retention.ElectionOnly && a.Store == "crm.contacts"
		})
	}
	for day, want := range map[string]bool{"2026-03-16": false, "2026-05-31": false, "2026-06-01": true, "2026-06-02": true} {
		if held(p, day) != want {
			t.Errorf("due on %s: %t", day, !want)
		}
	}
	c.Holds[0].End, c.Holds[0].Review = "", "2026-06-01"
	if p, err = c.Plan(noon(t, "2026-03-16")); err != nil {
		t.Fatal(err)
	}
	if held(p, "2026-06-01") || held(p, "2199-01-01") {
		t.Error("held until somebody decides, and due")
	}
}

func TestDue(t *testing.T) {
	c := municipal()
	c.Facts.Decided = 1
	c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-01", End: "2026-05-01", Scope: retention.Scope{Stores: []string{"crm.contacts"}}}}
	p, err := c.Plan(noon(t, "2026-03-16"))
	if err != nil {
		t.Fatal(err)
	}
	count := func(day string) (n int) {
		for _, a := range p.Due(noon(t, day)) {
			n += a.Count
		}
		return n
	}
	for day, want := range map[string]int{"2026-02-01": 0, "2026-02-28": 96, "2026-03-16": 96 + 1180, "2026-05-01": 96 + 1180 + 1204, "2029-03-12": 96 + 1180 + 1204 + 41} {
		if got := count(day); got != want {
			t.Errorf("%s: %d records are due, want %d", day, got, want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, in := range []string{
		``, `[]`, `{"inventory": {}}`, `{"facts": {"decided": "one"}}`, `{"unknown": 1}`, `{} {}`, `{"inventory": [{"count": 639981234.5}]}`,
	} {
		if _, err := retention.ReadCampaign(strings.NewReader(in)); err == nil {
			t.Errorf("%s: no error", in)
		} else if strings.Contains(err.Error(), "639981234") || !strings.HasPrefix(err.Error(), "retention: ") {
			t.Errorf("%s: the error quotes the value, or does not say where it comes from: %v", in, err)
		}
	}
	if _, err := retention.ReadPlan(strings.NewReader(`{"format": "something-else/1"}`)); err == nil {
		t.Error("another format was read as a plan")
	}
}

// FuzzPlan feeds any JSON: no panic, and whatever is planned keeps the promises of Plan.
func FuzzPlan(f *testing.F) {
	files, _ := filepath.Glob("testdata/plan/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, x := range ar.Files {
			if x.Name == "campaign.json" {
				f.Add(x.Data, 20530)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, day int) {
		c, err := retention.ReadCampaign(bytes.NewReader(data))
		if err != nil {
			return
		}
		now := time.Unix(0, 0).UTC().AddDate(0, 0, day)
		p, err := c.Plan(now)
		if err != nil {
			if len(p.Actions) > 0 {
				t.Fatal("an error and a plan")
			}
			return
		}
		records := 0
		for _, h := range c.Inventory {
			records += h.Count
		}
		for _, a := range p.Actions {
			records -= a.Count
			if (a.Due == "") != (a.State == retention.Waiting) {
				t.Fatalf("state %s with the day %q", a.State, a.Due)
			}
			if len(a.Holds) > 0 && a.Due != "" && a.State != retention.Held {
				t.Fatalf("held, and %s", a.State)
			}
			if a.Why(language.French) == "" {
				t.Fatal("an action without a reason")
			}
		}
		if records != 0 {
			t.Fatal("the plan loses records")
		}
		b, err := p.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		back, err := retention.ReadPlan(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if back.Hash() != p.Hash() {
			t.Fatal("the hash does not survive JSON")
		}
		for _, write := range []func() error{
			func() error { return p.WriteText(&bytes.Buffer{}, language.English) },
			func() error { return p.WriteHTML(&bytes.Buffer{}, language.French) },
			func() error { return p.WriteCalendar(&bytes.Buffer{}, language.French) },
		} {
			if err := write(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// BenchmarkPlan measures a plan of a thousand holdings, canonical form and hash included.
func BenchmarkPlan(b *testing.B) {
	c := municipal()
	c.Facts.Decided = 2
	c.Inventory = nil
	for i := range 1000 {
		c.Inventory = append(c.Inventory, retention.Holding{Class: retention.ElectionOnly, Store: fmt.Sprintf("shard %d", i), Count: 1000})
	}
	c.Notice.Processors = []notice.Processor{}
	now := noon(b, "2026-04-01")
	for b.Loop() {
		p, err := c.Plan(now)
		if err != nil {
			b.Fatal(err)
		}
		p.Hash()
	}
}
