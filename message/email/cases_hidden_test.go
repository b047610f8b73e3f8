package email_test

import (
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
)

type manyConds struct {
	A, B, C, D, E, F, G, H, X bool
	N                         int8
}

// eight conditions around a value, which is as many as one template may have.
func eight() string {
	var b strings.Builder
	for _, c := range "ABCDEFGH" {
		b.WriteString("{{if ." + string(c) + "}}{{.N}}{{end}}")
	}
	return b.String()
}

// Conditions of the subject and of the preheader come before those of the page: however many they are, every case of the page's own is
// judged, because the one that is not would hide the words.
func TestConditionsOfOtherTemplatesHideNoCase(t *testing.T) {
	cover := `<div style="position:fixed;top:0;left:0;width:100%;height:100%;background:#fff">x</div>`
	hide := []string{
		`{{if .X}}<script>x()</script>{{end}}<p>Bonjour</p>`,
		`<p>Bonjour</p>{{if .X}}` + cover + `{{end}}`,
		`<p>Bonjour</p>{{if .X}}{{else}}<style>body{opacity:0}</style>{{end}}`,
		`<p>Bonjour</p>{{if .A}}{{if .X}}` + cover + `{{end}}{{end}}`,
		`<p>Bonjour</p>{{if .A}}<p>x</p>{{else if .B}}<p>y</p>{{else if .X}}` + cover + `{{end}}`,
	}
	for _, html := range hide {
		for name, change := range map[string]func(*email.Spec){
			"alone":     func(*email.Spec) {},
			"subject":   func(s *email.Spec) { s.Subject += eight() },
			"preheader": func(s *email.Spec) { s.Preheader = "Bonjour à tous, " + eight() },
			"both":      func(s *email.Spec) { s.Subject += eight(); s.Preheader = "Bonjour à tous, " + eight() },
		} {
			spec := fixture.Email("Réunion jeudi", html)
			change(&spec)
			if _, err := email.Compile[manyConds](spec); err == nil {
				t.Errorf("%s: compiles: %s", name, html)
			}
		}
	}
	spec := fixture.Email("Réunion jeudi", `{{if .X}}<p class="x">Bonjour</p>{{end}}<p>Bonsoir</p>`)
	spec.Subject, spec.Preheader = spec.Subject+eight(), "Bonjour à tous, "+eight()
	if _, err := email.Compile[manyConds](spec); err != nil {
		t.Errorf("a page that hides nothing: %v", err)
	}
}

// Eight conditions in a page of 74 KB make 19 MB of cases: that is told, and what to do, instead of parsed. Nested they make few cases.
func TestCasesAreBounded(t *testing.T) {
	page := func(kb int, open, shut string) string {
		var b strings.Builder
		for _, c := range "ABCDEFGH" {
			b.WriteString(open + " ." + string(c) + `}}<p class="x">un</p>` + shut)
		}
		for b.Len() < kb<<10 {
			b.WriteString("<p style=\"margin:0\">Bonjour à tous, voici du texte</p>\n")
		}
		return b.String()
	}
	chain := strings.Replace(page(70, "{{else if", ""), "{{else if", "{{if", 1)
	chain = strings.Replace(chain, "un</p><p style", "un</p>{{end}}<p style", 1)
	for name, c := range map[string]struct {
		html    string
		refused bool
	}{
		"74 KB, independent": {page(74, "{{if", "{{end}}"), true},
		"4 KB, independent":  {page(4, "{{if", "{{end}}"), false},
		"70 KB, a chain":     {chain, false},
	} {
		_, err := email.Compile[manyConds](fixture.Email("Réunion jeudi", c.html))
		if told := err != nil && strings.Contains(err.Error(), "cases of the conditions"); told != c.refused || err != nil && !told {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The values and the words count, too: a field of up to 150 characters that stands in the page 300 times.
	type row struct {
		A, B, C, D, E, F, G, H bool
		Town                   string `validate:"max=150"`
	}
	html := page(1, "{{if", "{{end}}") + strings.Repeat("<p>{{.Town}}</p>", 300)
	if _, err := email.Compile[row](fixture.Email("Réunion jeudi", html)); err == nil || !strings.Contains(err.Error(), "cases of the conditions") {
		t.Errorf("long values: %v", err)
	}
}
