package notice

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// TestClone fills every pointer, slice and map of a Notice and shows that the copy shares none of them.
func TestClone(t *testing.T) {
	n := full(t)
	c := n.Clone()
	if diff := cmp.Diff(n, c); diff != "" {
		t.Errorf("the copy differs: %s", diff)
	}
	shares(t, reflect.ValueOf(n), reflect.ValueOf(c), "Notice")
	var zero Notice
	if diff := cmp.Diff(zero, zero.Clone()); diff != "" {
		t.Errorf("the copy of nothing is something: %s", diff)
	}
}

func shares(t *testing.T, a, b reflect.Value, path string) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			shares(t, a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name)
		}
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if a.IsNil() {
			t.Errorf("%s is empty: the test proves nothing about it", path)
			return
		}
		if a.UnsafePointer() == b.UnsafePointer() {
			t.Errorf("%s is shared", path)
		}
		switch a.Kind() {
		case reflect.Pointer:
			shares(t, a.Elem(), b.Elem(), path)
		case reflect.Slice:
			for i := range a.Len() {
				shares(t, a.Index(i), b.Index(i), indexed(path, i))
			}
		}
	}
}

func TestWith(t *testing.T) {
	n := full(t)
	other := Controller{ID: "autre.example", Name: "Autre"}
	w := n.With(other)
	if w.Controller != other || n.Controller == other {
		t.Errorf("With changed %v into %v", n.Controller, w.Controller)
	}
	w.Keep[0].Class = "changed"
	if n.Keep[0].Class == "changed" {
		t.Error("With shares what it copies")
	}
}

// TestJSON: what is written is read again, and a field that is not ours is seen by whoever forbids unknown ones.
func TestJSON(t *testing.T) {
	nowhere := Notice{Election: Election{Kind: Legislative, Rounds: []Round{{Day: "2026-10-11", Local: map[law.Territory]Day{}}}}}
	for _, n := range []Notice{full(t), fixture(t), {}, nowhere} {
		b, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back Notice
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(n, back); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// TestClosedSets: what the vocabulary of package law names, this package knows, and nothing else.
func TestClosedSets(t *testing.T) {
	same := func(what string, want, got []string) {
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-vocabulary +known)\n%s", what, diff)
		}
	}
	var keys []string
	for o := range origins {
		keys = append(keys, string(o))
	}
	same("origins", constants(t, "law/vocabulary.go", "Origin"), keys)
	keys = nil
	for z := range zones {
		keys = append(keys, string(z))
	}
	same("territories", slices.DeleteFunc(constants(t, "law/vocabulary.go", "Territory"), func(s string) bool { return s == "" }), keys)
	keys = nil
	for c := range criteria {
		keys = append(keys, string(c))
	}
	same("criteria", constants(t, "targeting.go", "Criterion"), keys)
}

// constants reads the string constants of a type from a source file.
func constants(t *testing.T, path, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ {
				continue
			}
			for _, e := range v.Values {
				s, err := strconv.Unquote(e.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, s)
			}
		}
	}
	if len(values) == 0 {
		t.Fatalf("%s has no constants of type %s", path, typ)
	}
	return values
}

// TestAllows walks every origin, basis, channel and occasion: the forbidden are refused on all, direct ones carry everything that their
// basis carries, and what came from somebody else starts with a request.
func TestAllows(t *testing.T) {
	occasions := []law.Occasion{law.FirstContact, law.Later, law.ConsentRequest, law.ConsentReceipt, law.Service}
	for o, row := range origins {
		n := fixture(t)
		n.Origin = Origin{Kind: o, Detail: "d", Obtained: "2026-02-20", Attestation: "a", Enrichment: "e"}
		refused := slices.ContainsFunc(n.Findings(moment), func(f law.Finding) bool { return f.Rule == law.PurposeLimit && f.Severity == law.Must })
		if refused != (row.class == forbidden) {
			t.Errorf("%s: refused is %t", o, refused)
		}
		for _, ch := range []law.Channel{law.SMS, law.Email} {
			for _, occasion := range occasions {
				fs := n.Allows(ch, occasion)
				asks := occasion == law.FirstContact || occasion == law.Later || occasion == law.Service
				if want := row.class == agreement && asks; (len(fs) > 0) != want {
					t.Errorf("%s by %s, %q: %v", o, ch, occasion, fs)
				}
			}
		}
	}
	n := fixture(t)
	if len(n.Allows("fax", "party")) != 2 {
		t.Errorf("an unknown channel and occasion: %v", n.Allows("fax", "party"))
	}
}

func TestNames(t *testing.T) {
	n := full(t)
	n.Joint = append(n.Joint, n.Controller, Controller{Name: "Une\nautre"}, Controller{})
	want := []string{"Liste Confiance pour Saint-Remy", "Liste Confiance", "Fédération", "Féd", "Une autre", "Zoë Martin", "Z. Martin"}
	if diff := cmp.Diff(want, n.Names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRecordsUntil(t *testing.T) {
	for until, want := range map[Day]Day{"2026-03-13": "2033-03-13", "2028-02-29": "2035-02-28", "": "", "soon": ""} {
		if d, ok := (Advert{Until: until}).RecordsUntil(); d != want || ok != (want != "") {
			t.Errorf("%q: %q, %t", until, d, ok)
		}
	}
}

// TestElectionNames: every embedded election has a name among the words, and no name is of another. Package words says which one a
// language lacks.
func TestElectionNames(t *testing.T) {
	b, err := os.ReadFile("words/fr.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Elections map[string][2]string }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range known {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	if diff := cmp.Diff(ids, slices.Sorted(maps.Keys(file.Elections))); diff != "" {
		t.Errorf("words/fr.json: elections (-known +named):\n%s", diff)
	}
}

func TestElections(t *testing.T) {
	seen := map[string]bool{}
	for i, e := range Elections() {
		if seen[e.ID] {
			t.Errorf("%s stands twice", e.ID)
		}
		seen[e.ID] = true
		k := known[i]
		if len(k.sources) == 0 || k.evidence == "" {
			t.Errorf("%s: no source, or no evidence", e.ID)
		}
		for _, s := range k.sources {
			if s.Text == "" || s.URL == "" {
				t.Errorf("%s: a source without text or address", e.ID)
			}
		}
		if len(k.Rounds) > 0 && k.Decree == "" && !k.Provisional {
			t.Errorf("%s: days without a decree are provisional", e.ID)
		}
		if len(k.Rounds) == 0 && (k.Earliest == "" || k.Latest == "" || !k.Provisional) {
			t.Errorf("%s: no days and no bounds", e.ID)
		}
		for _, lang := range words.Languages() {
			name, short := words.For(lang).Election(e.ID)
			if name == "" || short == "" || len([]rune(short)) > 40 {
				t.Errorf("words/%s.json: elections: %s is called %q, and in an SMS %q: at most 40 characters", lang, e.ID, name, short)
			}
		}
		for _, r := range k.Rounds {
			if d, ok := midnight(r.Day); !ok || d.Weekday() != 0 {
				t.Errorf("%s: %s is no Sunday", e.ID, r.Day)
			}
			for place, day := range r.Local {
				if d, ok := midnight(day); !ok || d.Weekday() != 6 {
					t.Errorf("%s: %s votes on %s, no Saturday", e.ID, place, day)
				}
			}
		}
		for _, f := range e.findings() {
			if f.Severity == law.Must {
				t.Errorf("%s: %s", e.ID, f)
			}
		}
		if diff := cmp.Diff(e, e.Resolve()); diff != "" {
			t.Errorf("%s is not what it resolves to: %s", e.ID, diff)
		}
	}
	Elections()[0].Rounds[0].Day = "1789-05-05"
	if Elections()[0].Rounds[0].Day == "1789-05-05" {
		t.Error("a caller can change the embedded elections")
	}
}

func TestResolve(t *testing.T) {
	e := Election{ID: "FR-MUN-2026", Name: "les municipales", Rounds: []Round{{Day: "2026-03-08"}}}.Resolve()
	if e.Name != "les municipales" || e.ShortName != "municipales 2026" || len(e.Rounds) != 2 || e.Rounds[0].Day != "2026-03-15" || e.Decree == "" {
		t.Errorf("resolved to %+v", e)
	}
	own := Election{ID: "own", Rounds: []Round{{Day: "2026-10-11"}}}
	if diff := cmp.Diff(own, own.Resolve()); diff != "" {
		t.Errorf("an election of one's own is changed: %s", diff)
	}
	for _, c := range []struct {
		e    Election
		want Day
		ok   bool
	}{
		{Election{ID: "FR-PRES-2027"}, "2027-04-18", true},
		{own, "2026-10-11", true},
		{NoElection, "", false},
		{Election{ID: "FR-MUN-1789"}, "", false},
		{Election{ID: "FR-LEG-2029"}, "", false},
		{Election{ID: "x", Rounds: []Round{{Day: "soon"}}}, "", false},
	} {
		if d, ok := c.e.FirstRound(); d != c.want || ok != c.ok {
			t.Errorf("%s: first round %q, %t", c.e.ID, d, ok)
		}
	}
}

// TestCalendar holds dates that law books and ministries print.
func TestCalendar(t *testing.T) {
	for _, c := range []struct {
		id         string
		start, end string // of the ban of L50-1, UTC
	}{
		{"FR-MUN-2026", "2025-08-31T22:00Z", "2026-03-22T23:00Z"},  // "à compter du 1er septembre 2025"
		{"FR-PRES-2027", "2026-09-30T22:00Z", "2027-05-02T22:00Z"}, // 1 October 2026
		{"FR-SEN-2026", "2026-02-28T23:00Z", "2026-09-27T22:00Z"},
	} {
		w := Election{ID: c.id}.FreePhoneBan()
		if !w.Start.Equal(utc(c.start)) || !w.End.Equal(utc(c.end)) {
			t.Errorf("%s: %v", c.id, w)
		}
		if (Election{ID: c.id}).PaidAdvertBan() != w {
			t.Errorf("%s: L52-1 has other bounds than L50-1", c.id)
		}
	}
	if w := NoElection.FreePhoneBan(); w != (Window{}) {
		t.Errorf("no election: %v", w)
	}
	for _, c := range []struct {
		id    string
		round int
		want  Day
	}{
		{"FR-MUN-2026", 1, "2026-03-02"},
		{"FR-MUN-2026", 2, "2026-03-16"},
		{"FR-MUN-2026", 3, ""},
		{"FR-MUN-2026", 0, ""},
		{"FR-PRES-2027", 1, "2027-04-05"},
		{"FR-PRES-2027", 2, ""},
		{"FR-LEG-2024", 1, "2024-06-17"}, // "La campagne électorale sera ouverte le lundi 17 juin 2024 à zéro heure", says the decree
		{"FR-LEG-2024", 2, "2024-07-01"},
		{"FR-SEN-2026", 1, ""},
		{"FR-DEP-2028", 1, ""},
		{"none", 1, ""},
	} {
		if d, ok := (Election{ID: c.id}).CampaignOpens(c.round); d != c.want || ok != (c.want != "") {
			t.Errorf("%s, round %d: opens %q, %t", c.id, c.round, d, ok)
		}
	}
	for _, c := range []struct {
		d    Day
		n    int
		want Day
	}{
		{"2026-03-31", 1, "2026-02-28"}, {"2026-03-15", 3, "2025-12-15"}, {"2026-01-31", -1, "2026-02-28"}, {"2027-12-31", -2, "2028-02-29"}, {"", 1, ""},
	} {
		if got := monthsBefore(c.d, c.n); got != c.want {
			t.Errorf("%d months before %s: %s, want %s", c.n, c.d, got, c.want)
		}
	}
}
