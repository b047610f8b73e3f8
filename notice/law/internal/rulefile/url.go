package rulefile

import (
	"regexp"
	"strings"
)

// URL derives the address of a text from the identifier of its version, so that an address that changes is changed in one
// place. It returns false for an identifier that has no address of its own, the date of a page, say.
func URL(version string) (string, bool) {
	for _, d := range derive {
		if m := d.form.FindStringSubmatch(version); m != nil {
			return strings.ReplaceAll(strings.ReplaceAll(d.url, "$1", strings.ToLower(m[1])), "$0", version), true
		}
	}
	return "", false
}

var derive = []struct {
	form *regexp.Regexp
	url  string
}{
	{regexp.MustCompile(`^(LEGIARTI)\d{12}$`), "https://www.legifrance.gouv.fr/codes/article_lc/$0"},
	// A whole code as it stood on a day, where the identifier of the article's version is not known.
	{regexp.MustCompile(`^(LEGITEXT)\d{12}/\d{4}-\d\d-\d\d$`), "https://www.legifrance.gouv.fr/codes/texte_lc/$0"},
	{regexp.MustCompile(`^(JORFTEXT)\d{12}$`), "https://www.legifrance.gouv.fr/jorf/id/$0"},
	{regexp.MustCompile(`^(JORFARTI)\d{12}$`), "https://www.legifrance.gouv.fr/jorf/article_jo/$0"},
	{regexp.MustCompile(`^(CNILTEXT)\d{12}$`), "https://www.legifrance.gouv.fr/cnil/id/$0"},
	{regexp.MustCompile(`^(CELEX):\d{5}[A-Z]{1,2}\d{4,5}$`), "https://eur-lex.europa.eu/legal-content/AUTO/?uri=$0"},
	{regexp.MustCompile(`^RFC (\d+)$`), "https://www.rfc-editor.org/rfc/rfc$1"},
	{regexp.MustCompile(`^UAX #(\d+)$`), "https://www.unicode.org/reports/tr$1/"},
	{regexp.MustCompile(`^3GPP TS (23)\.038$`), "https://www.3gpp.org/dynareport/23038.htm"},
	{regexp.MustCompile(`^3GPP TS (23)\.040$`), "https://www.3gpp.org/dynareport/23040.htm"},
	{regexp.MustCompile(`^go:([a-z0-9/.-]+)$`), "https://pkg.go.dev/$1"},
}
