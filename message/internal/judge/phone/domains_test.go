package phone

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice"
)

// Whose links a message may hold: each part of a Notice that names a domain answers for it.
func TestDomainsOf(t *testing.T) {
	n := notice.Notice{
		Controller: notice.Controller{ID: "liste.example", Email: "contact@courrier.example"},
		Joint:      []notice.Controller{{ID: "parti.example", Email: "contact@federation.example"}, {ID: "852123456"}},
		Rights:     notice.Rights{Notice: "https://droits.example/d", Page: "https://www.page.example/p", Email: "dpo@dpo.example"},
		Advert:     &notice.Advert{Notice: "https://avis.example/t"},
	}
	want := []string{"avis.example", "courrier.example", "dpo.example", "droits.example", "federation.example", "liste.example", "page.example", "parti.example"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(domainsOf(n)))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	n.Advert = nil
	if own := domainsOf(n); own["avis.example"] || len(own) != len(want)-1 {
		t.Errorf("without an advertisement: %v", own)
	}
	if own := domainsOf(notice.Notice{}); len(own) != 0 {
		t.Errorf("a notice that names nothing answers for %v", own)
	}
}
