package flow

import "testing"

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		written, asked, rest, extra string
		ok                          bool
	}{
		{"", "Body", "Body", "", true},
		{"Body#1", "Body#2", "", "", true},
		{"Body#1", "To#2", "", "", false},
		{"Body#1/Text#2", "Body#1", "", "Text#2", true},
		{"Body#1", "Body#1/Text#2", "Text#2", "", true},
		{"[]/Body", "[to]/Body", "", "", true},
		{"[from]", "[to]", "", "", false},
	} {
		rest, extra, ok := relate(c.written, c.asked)
		if rest != c.rest || extra != c.extra || ok != c.ok {
			t.Errorf("relate(%q, %q) is %q, %q, %v", c.written, c.asked, rest, extra, ok)
		}
	}
	p := ""
	for range 100 {
		p = Cons("next", p)
	}
	if len(p) > 8*len("next/") {
		t.Errorf("a path of %d bytes", len(p))
	}
	if got := join("a/b", "c/d"); got != "a/b/c/d" {
		t.Errorf("join is %q", got)
	}
}
