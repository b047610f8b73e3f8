package law_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
)

var (
	campaign  = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	yearsAgo  = time.Date(2023, 3, 2, 9, 0, 0, 0, time.UTC)
	noOptOut  = law.Find(law.OptOutSMS, "Body", "there is no pack of rules named %q; the packs are %s", "a", "b")
	noLabel   = law.Find(law.AdvertLabel, "Notice.Advert", "there is no rule %q", "x")
	late      = law.Find(law.SendingHours, "at", "there is no rule %q", "y")
	badText   = law.Find(law.CleanText, "Body", "there is no rule %q", "z")
	rawText   = law.Find(law.LintRaw, "send.go:12", "there is no rule %q", "w")
	someRetry = "the provider confirmed in writing that it may"
)

func ids(fs law.Findings) string {
	var s []string
	for _, f := range fs {
		s = append(s, string(f.Rule)+" "+string(f.Severity))
	}
	slices.Sort(s)
	return strings.Join(s, ", ")
}

func TestApply(t *testing.T) {
	all := law.Findings{rawText, noOptOut, noLabel, late, badText}
	for _, tt := range []struct {
		name    string
		profile law.Profile
		at      time.Time
		except  []law.Exception
		want    string
	}{
		{"the zero profile is Default", "", campaign, nil,
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, OPER-AF2M-HOURS must, RAW must, SCR-TEXT must"},
		{"France alone; standards and code always", law.France, campaign, nil,
			"FR-CNIL-OPTOUT-SMS must, RAW must, SCR-TEXT must"},
		{"spaces are no part of a name", " eu , fr", campaign, nil,
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, RAW must, SCR-TEXT must"},
		{"not in force yet", law.Default, yearsAgo, nil,
			"FR-CNIL-OPTOUT-SMS must, RAW must, SCR-TEXT must"},
		{"before everything, standards and code stay", law.Default, time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), nil,
			"RAW must, SCR-TEXT must"},
		{"the zero time is now", law.Default, time.Time{}, nil,
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, OPER-AF2M-HOURS must, RAW must, SCR-TEXT must"},
		{"an exception softens", law.Default, campaign, []law.Exception{{law.SendingHours, someRetry}},
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, OPER-AF2M-HOURS should, RAW must, SCR-TEXT must"},
		{"two words are no reason, and soften nothing", law.Default, campaign, []law.Exception{{law.SendingHours, "it's  fine"}},
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, OPER-AF2M-HOURS must, RAW must, SCR-EXCEPTION must, SCR-TEXT must"},
		{"no exception to a standard", law.Default, campaign, []law.Exception{{law.CleanText, "our readers like it so"}},
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, OPER-AF2M-HOURS must, RAW must, SCR-EXCEPTION must, SCR-TEXT must"},
		{"an exception to nothing", law.Default, campaign, []law.Exception{{"FR-NOBODY", "our readers like it so"}},
			"EU-TTPA-LABEL must, FR-CNIL-OPTOUT-SMS must, OPER-AF2M-HOURS must, RAW must, SCR-EXCEPTION must, SCR-TEXT must"},
		{"a pack that does not exist", "fr,de", campaign, nil,
			"FR-CNIL-OPTOUT-SMS must, RAW must, SCR-SPEC must, SCR-TEXT must"},
		{"an empty name is none", "fr,", campaign, nil,
			"FR-CNIL-OPTOUT-SMS must, RAW must, SCR-SPEC must, SCR-TEXT must"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(all)
			got := tt.profile.Apply(tt.at, all, tt.except)
			if diff := cmp.Diff(tt.want, ids(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(before, all); diff != "" {
				t.Errorf("the caller's findings changed:\n%s", diff)
			}
			if !slices.EqualFunc(got, slices.Clone(got).Sort(), law.Finding.Equal) {
				t.Error("the result is not sorted")
			}
		})
	}
}

// TestApplyUnknownRule: a finding under an ID without a rule file is a mistake of this module, and a mistake must not let a message out.
func TestApplyUnknownRule(t *testing.T) {
	f := law.Find("FR-NOBODY", "Body", "there is no rule %q", "x")
	got := law.France.Apply(campaign, law.Findings{f}, nil)
	if len(got) != 1 || got.Err() == nil {
		t.Errorf("%v", got)
	}
}

func TestApplySeverity(t *testing.T) {
	softer := noLabel.AsShould()
	got := law.Default.Apply(campaign, law.Findings{softer}, []law.Exception{{law.AdvertLabel, someRetry}})
	if len(got) != 1 || got[0].Severity != law.Should || strings.Contains(got[0].Detail, "exception") {
		t.Errorf("a finding that did not block keeps its severity and needs no exception: %v", got)
	}
	if got.Err() != nil {
		t.Errorf("Should findings alone are an error: %v", got.Err())
	}
}

func TestHas(t *testing.T) {
	for _, tt := range []struct {
		profile law.Profile
		id      law.ID
		at      time.Time
		want    bool
	}{
		{law.Default, law.AdvertLabel, campaign, true},
		{law.Default, law.AdvertLabel, yearsAgo, false},
		{law.Default, law.AdvertLabel, time.Time{}, true},
		{law.France, law.AdvertLabel, campaign, false},
		{law.Advertising, law.AdvertLabel, campaign, true},
		{law.Advertising, law.OptOutSMS, campaign, false},
		{law.Advertising, law.CleanText, campaign, true},
		{"", law.SendingHours, campaign, true},
		{law.Default, "FR-NOBODY", campaign, false},
	} {
		if got := tt.profile.Has(tt.id, tt.at); got != tt.want {
			t.Errorf("%q.Has(%s, %s) = %t", tt.profile, tt.id, tt.at.Format(time.DateOnly), got)
		}
	}
}
