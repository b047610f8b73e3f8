package notice

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
)

// TestLawCases runs the cases of the rule files that are about a Notice: a bad one is found under its rule, a good one is not.
func TestLawCases(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	n := 0
	for _, c := range lawtest.Cases("") {
		if c.Runner != "notice.json" {
			continue
		}
		n++
		t.Run(string(c.Rule)+"/"+c.Name, func(t *testing.T) {
			d := json.NewDecoder(strings.NewReader(patch(t, lawtest.Notice, c.Data)))
			d.DisallowUnknownFields()
			var n Notice
			if err := d.Decode(&n); err != nil {
				t.Fatal(err)
			}
			fs := n.Findings(at)
			if found := slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.Rule }); found != c.Bad {
				t.Errorf("found: %t, want %t; %v", found, c.Bad, fs)
			}
		})
	}
	if n < 40 {
		t.Errorf("%d cases, there were 45", n)
	}
}

// patch changes a JSON document as RFC 7396 says.
func patch(t testing.TB, doc, change string) string {
	t.Helper()
	s, err := lawtest.Patch(doc, change)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
