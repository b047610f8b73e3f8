package preview

import (
	"strings"
	"testing"
)

// A page is shown as it is but for what would load, run or lead somewhere. A title that is the author's stays; a link to somewhere
// has one that says where it would lead.
func TestInertTitles(t *testing.T) {
	for source, want := range map[string]string{
		`<p title="a">x</p>`:                                          `<p title="a">`,
		`<a href="https://exemple.fr/zoe">x</a>`:                      `<a href="#" title="exemple.fr">`,
		`<a href="mailto:a@exemple.fr">x</a>`:                         `<a href="#" title="a@exemple.fr">`,
		`<a href="https://exemple.fr/" title="a">x</a>`:               `<a href="#" title="exemple.fr">`,
		`<a href="#haut" title="a">x</a>`:                             `<a href="#" title="a">`,
		`<img src="https://exemple.fr/a.png" alt="a" title="b">`:      `<img data-absent="" alt="a" title="b"/>`,
		`<img src="data:image/png;base64,AAAA" alt="a">`:              `<img src="data:image/png;base64,AAAA" alt="a"/>`,
		`<p onclick="alert(1)" style="color:red;background:url(a)">x`: `<p style="color:red">`,
	} {
		if got := inert(source, nil); !strings.Contains(got, want) {
			t.Errorf("%s became %s, which lacks %s", source, got, want)
		}
	}
}

// What nobody sees does not hide a recipient's value from the search for it.
func TestInvisible(t *testing.T) {
	for r, want := range map[rune]bool{
		' ': false, 'a': false, 'é': false, '.': false, '日': false,
		'\u00a0': true, '\u202f': true, '\n': true, '\t': true, // spaces of other widths
		'\x07': true, '\u0085': true, // control characters
		'\u200b': true, '\u202e': true, '\u00ad': true, '\ufeff': true, // format characters
		'\u0301': true, '\ufe0f': true, // marks
	} {
		if invisible(r) != want {
			t.Errorf("%U: %t, want %t", r, !want, want)
		}
	}
}
