package notice

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
)

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04Z", s)
	if err != nil {
		panic(err)
	}
	return t
}

// TestSilence holds windows that were computed by hand from the articles, in UTC.
func TestSilence(t *testing.T) {
	by := Election{ID: "legislative-2022", Kind: Legislative, Rounds: []Round{{Day: "2022-06-12"}, {Day: "2022-06-19"}}}
	cases := []struct {
		name      string
		election  Election
		territory law.Territory
		want      [][2]string
	}{
		{"presidential 2027, first rounds by territory: metropolitan France", Election{ID: "FR-PRES-2027"}, law.Metropole,
			[][2]string{{"2027-04-16T22:00Z", "2027-04-18T18:00Z"}, {"2027-04-30T22:00Z", "2027-05-02T18:00Z"}}},
		{"Guadeloupe votes on Saturday", Election{ID: "FR-PRES-2027"}, law.Guadeloupe,
			[][2]string{{"2027-04-16T04:00Z", "2027-04-18T00:00Z"}, {"2027-04-30T04:00Z", "2027-05-02T00:00Z"}}},
		{"Saint-Barthélemy as Guadeloupe", Election{ID: "FR-PRES-2027"}, law.SaintBarthelemy,
			[][2]string{{"2027-04-16T04:00Z", "2027-04-18T00:00Z"}, {"2027-04-30T04:00Z", "2027-05-02T00:00Z"}}},
		{"Guyane", Election{ID: "FR-PRES-2027"}, law.Guyane,
			[][2]string{{"2027-04-16T03:00Z", "2027-04-17T23:00Z"}, {"2027-04-30T03:00Z", "2027-05-01T23:00Z"}}},
		{"Saint-Pierre-et-Miquelon in summer time", Election{ID: "FR-PRES-2027"}, law.SaintPierre,
			[][2]string{{"2027-04-16T02:00Z", "2027-04-17T22:00Z"}, {"2027-04-30T02:00Z", "2027-05-01T22:00Z"}}},
		{"Polynésie from Gambier's midnight to Tahiti's close", Election{ID: "FR-PRES-2027"}, law.Polynesie,
			[][2]string{{"2027-04-16T09:00Z", "2027-04-18T06:00Z"}, {"2027-04-30T09:00Z", "2027-05-02T06:00Z"}}},
		{"La Réunion", Election{ID: "FR-PRES-2027"}, law.Reunion,
			[][2]string{{"2027-04-16T20:00Z", "2027-04-18T16:00Z"}, {"2027-04-30T20:00Z", "2027-05-02T16:00Z"}}},
		{"Mayotte", Election{ID: "FR-PRES-2027"}, law.Mayotte,
			[][2]string{{"2027-04-16T21:00Z", "2027-04-18T17:00Z"}, {"2027-04-30T21:00Z", "2027-05-02T17:00Z"}}},
		{"Nouvelle-Calédonie", Election{ID: "FR-PRES-2027"}, law.NouvelleCaledonie,
			[][2]string{{"2027-04-16T13:00Z", "2027-04-18T09:00Z"}, {"2027-04-30T13:00Z", "2027-05-02T09:00Z"}}},
		{"Wallis-et-Futuna", Election{ID: "FR-PRES-2027"}, law.WallisFutuna,
			[][2]string{{"2027-04-16T12:00Z", "2027-04-18T08:00Z"}, {"2027-04-30T12:00Z", "2027-05-02T08:00Z"}}},
		{"unknown: from Saint-Pierre's Friday to the last post abroad", Election{ID: "FR-PRES-2027"}, law.UnknownTerritory,
			[][2]string{{"2027-04-16T02:00Z", "2027-04-19T07:00Z"}, {"2027-04-30T02:00Z", "2027-05-03T07:00Z"}}},

		{"municipal 2026: summer time has not begun", Election{ID: "FR-MUN-2026"}, law.Metropole,
			[][2]string{{"2026-03-13T23:00Z", "2026-03-15T19:00Z"}, {"2026-03-20T23:00Z", "2026-03-22T19:00Z"}}},
		{"municipal: Sunday overseas too", Election{ID: "FR-MUN-2026"}, law.Martinique,
			[][2]string{{"2026-03-14T04:00Z", "2026-03-16T00:00Z"}, {"2026-03-21T04:00Z", "2026-03-23T00:00Z"}}},
		{"municipal: the French abroad do not vote", Election{ID: "FR-MUN-2026"}, law.Abroad, nil},
		{"municipal: Wallis-et-Futuna has no communes", Election{ID: "FR-MUN-2026"}, law.WallisFutuna, nil},
		{"municipal: Saint-Martin is no commune", Election{ID: "FR-MUN-2026"}, law.SaintMartin, nil},
		{"municipal, unknown: Nouméa's eve to Papeete's close", Election{ID: "FR-MUN-2026"}, "",
			[][2]string{{"2026-03-13T13:00Z", "2026-03-16T06:00Z"}, {"2026-03-20T13:00Z", "2026-03-23T06:00Z"}}},
		{"a territory that is none is unknown", Election{ID: "FR-MUN-2026"}, "XX",
			[][2]string{{"2026-03-13T13:00Z", "2026-03-16T06:00Z"}, {"2026-03-20T13:00Z", "2026-03-23T06:00Z"}}},

		{"European 2024: one round", Election{ID: "FR-EUR-2024"}, law.Metropole, [][2]string{{"2024-06-07T22:00Z", "2024-06-09T18:00Z"}}},
		{"European 2024: Saturday in Guyane", Election{ID: "FR-EUR-2024"}, law.Guyane, [][2]string{{"2024-06-07T03:00Z", "2024-06-08T23:00Z"}}},
		{"European 2024: Saturday in the Americas", Election{ID: "FR-EUR-2024"}, law.AbroadAmericas, [][2]string{{"2024-06-07T02:00Z", "2024-06-09T06:00Z"}}},

		{"dissolution 2024: Polynésie on the Saturday of all", Election{ID: "FR-LEG-2024"}, law.Polynesie,
			[][2]string{{"2024-06-28T09:00Z", "2024-06-30T06:00Z"}, {"2024-07-05T09:00Z", "2024-07-07T06:00Z"}}},
		{"dissolution 2024: abroad with metropolitan France", Election{ID: "FR-LEG-2024"}, law.Abroad,
			[][2]string{{"2024-06-28T10:00Z", "2024-07-01T07:00Z"}, {"2024-07-05T10:00Z", "2024-07-08T07:00Z"}}},

		{"general election by the code: Polynésie eight days before, then two weeks", by, law.Polynesie,
			[][2]string{{"2022-06-03T09:00Z", "2022-06-05T06:00Z"}, {"2022-06-17T09:00Z", "2022-06-19T06:00Z"}}},
		{"general election by the code: abroad the Sunday before", by, law.Abroad,
			[][2]string{{"2022-06-03T10:00Z", "2022-06-06T07:00Z"}, {"2022-06-17T10:00Z", "2022-06-20T07:00Z"}}},
		{"general election by the code: the Americas the second Saturday before", by, law.AbroadAmericas,
			[][2]string{{"2022-06-03T02:00Z", "2022-06-05T06:00Z"}, {"2022-06-17T02:00Z", "2022-06-19T06:00Z"}}},
		{"general election by the code: Guadeloupe the day before", by, law.Guadeloupe,
			[][2]string{{"2022-06-10T04:00Z", "2022-06-12T00:00Z"}, {"2022-06-17T04:00Z", "2022-06-19T00:00Z"}}},
		{"general election by the code, unknown: from the Americas' Friday a week before", by, "",
			[][2]string{{"2022-06-03T02:00Z", "2022-06-12T18:00Z"}, {"2022-06-17T02:00Z", "2022-06-20T07:00Z"}}},

		{"Senate: both rounds in one window", Election{ID: "FR-SEN-2026"}, law.Metropole, [][2]string{{"2026-09-25T22:00Z", "2026-09-27T15:30Z"}}},
		{"Senate: suspended from the proclamation to the second round",
			Election{ID: "FR-SEN-2026", Rounds: []Round{{Day: "2026-09-27", Proclaimed: "12:10"}, {Day: "2026-09-27"}}}, law.Metropole,
			[][2]string{{"2026-09-25T22:00Z", "2026-09-27T10:10Z"}, {"2026-09-27T13:30Z", "2026-09-27T15:30Z"}}},
		{"Senate: Martinique is of the other half", Election{ID: "FR-SEN-2026"}, law.Martinique, nil},

		{"days not set: the whole month, with its eve", Election{ID: "FR-DEP-2028"}, law.Metropole, [][2]string{{"2028-02-28T23:00Z", "2028-03-31T22:00Z"}}},
		{"days not set, then given", Election{ID: "FR-DEP-2028", Rounds: []Round{{Day: "2028-03-12"}, {Day: "2028-03-19"}}}, law.Metropole,
			[][2]string{{"2028-03-10T23:00Z", "2028-03-12T19:00Z"}, {"2028-03-17T23:00Z", "2028-03-19T19:00Z"}}},

		{"a by-election in one place with its own close", Election{ID: "sens-2026", Territories: []law.Territory{law.Metropole},
			Rounds: []Round{{Day: "2026-10-11", Close: "18:00"}}}, law.Metropole, [][2]string{{"2026-10-09T22:00Z", "2026-10-11T16:00Z"}}},
		{"a close that differs by place", Election{ID: "r-2026", Rounds: []Round{{Day: "2026-10-11", LocalClose: map[law.Territory]string{law.Metropole: "19:00"}}}},
			law.Metropole, [][2]string{{"2026-10-09T22:00Z", "2026-10-11T17:00Z"}}},
		{"a day that differs by place", Election{ID: "r-2026", Rounds: []Round{{Day: "2026-10-11", Local: map[law.Territory]Day{law.Reunion: "2026-10-10"}}}},
			law.Reunion, [][2]string{{"2026-10-08T20:00Z", "2026-10-10T16:00Z"}}},
		{"summer time ends on the day of the vote", Election{ID: "r-2026", Rounds: []Round{{Day: "2026-10-25"}}}, law.Metropole,
			[][2]string{{"2026-10-23T22:00Z", "2026-10-25T19:00Z"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var want []Window
			for _, w := range c.want {
				want = append(want, Window{utc(w[0]), utc(w[1])})
			}
			if diff := cmp.Diff(want, c.election.Silence(c.territory)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestSilenceProperties walks every territory and election.
func TestSilenceProperties(t *testing.T) {
	for _, e := range Elections() {
		widest := e.Silence(law.UnknownTerritory)
		for territory, z := range zones {
			ws := e.Silence(territory)
			if (len(ws) > 0) != e.votes(territory) {
				t.Errorf("%s %s: %d windows, votes: %t", e.ID, territory, len(ws), e.votes(territory))
			}
			for i, w := range ws {
				if !w.Start.Before(w.End) || w.Start.Location() != time.UTC {
					t.Errorf("%s %s: window %v", e.ID, territory, w)
				}
				if i > 0 && !ws[i-1].End.Before(w.Start) {
					t.Errorf("%s %s: windows meet: %v", e.ID, territory, ws)
				}
				// The start is midnight by the clock that shows it first.
				local := w.Start.Add(time.Duration(z.first.Offset(w.Start)) * time.Minute)
				if local.Hour() != 0 || local.Minute() != 0 {
					t.Errorf("%s %s: starts at %s local", e.ID, territory, local.Format("15:04"))
				}
				if !slices.ContainsFunc(widest, func(all Window) bool { return !w.Start.Before(all.Start) && !w.End.After(all.End) }) {
					t.Errorf("%s %s: %v is outside the widest windows %v", e.ID, territory, w, widest)
				}
			}
		}
	}
}

// TestSilenceWithoutElection: a newsletter keeps the silence of every election in which its reader votes.
func TestSilenceWithoutElection(t *testing.T) {
	for _, none := range []Election{NoElection, {ID: "FR-MUN-1789"}, {}} {
		for territory := range zones {
			ws := none.Silence(territory)
			for _, e := range Elections() {
				if len(e.Rounds) == 0 {
					continue
				}
				for _, w := range e.Silence(territory) {
					if !slices.ContainsFunc(ws, func(all Window) bool { return !w.Start.Before(all.Start) && !w.End.After(all.End) }) {
						t.Errorf("%q %s: the silence of %s is not kept", none.ID, territory, e.ID)
					}
				}
			}
		}
	}
	if n := len(NoElection.Silence(law.Metropole)); n != 9 {
		t.Errorf("%d windows in metropolitan France, want 9: two European, two of each other election, one Senate", n)
	}
}

func TestWindowContains(t *testing.T) {
	w := Election{ID: "FR-MUN-2026"}.Silence(law.Metropole)[0]
	for at, want := range map[time.Time]bool{
		w.Start.Add(-1): false, w.Start: true, w.End.Add(-1): true, w.End: false, utc("2026-03-14T12:00Z"): true,
	} {
		if w.Contains(at) != want {
			t.Errorf("%s: %t", at, !want)
		}
	}
}

func BenchmarkSilence(b *testing.B) {
	e := Election{ID: "FR-MUN-2026"}
	for b.Loop() {
		for t := range zones {
			e.Silence(t)
		}
	}
}
