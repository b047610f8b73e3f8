package router

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foreign are the placeholder syntaxes of providers and mailing tools, the longer delimiters first. The first group is the
// field.
var foreign = []struct {
	example string
	re      *regexp.Regexp
	keep    func(text string, start, end int, field string) bool // nil keeps every match
}{
	{"*|FNAME|*", regexp.MustCompile(`\*\|([^|\n]{1,96})\|\*`), nil},
	{"{{contact.X}}", regexp.MustCompile(`\{\{([^{}\n]{1,96})\}\}`), nil},
	{"{%…%}", regexp.MustCompile(`\{%([^{}\n]{1,96})%\}`), nil},
	{"${prenom}", regexp.MustCompile(`[$#]\{([^{}\n]{1,96})\}`), nil},
	{"<#x#>", regexp.MustCompile(`<#([^#<>\n]{1,96})#>`), nil},
	{"<%=prenom%>", regexp.MustCompile(`<%=?([^%<>\n]{1,96})%>`), nil},
	{"<-prenom->", regexp.MustCompile(`<-([\p{L}][\p{L}\p{M}\p{N}_. -]{0,46})->`), nil},
	{"[[prenom]]", regexp.MustCompile(`\[\[([^\[\]\n]{1,96})\]\]`), nil},
	{"%%prenom%%", regexp.MustCompile(`%%([\p{L}][\p{L}\p{M}\p{N}_.-]{0,46})%%`), nil},
	{"{prenom}", regexp.MustCompile(`\{ ?([\p{L}][\p{L}\p{M}\p{N}_.-]{0,46}|\d{1,2}) ?\}`), nil},
	{"[PRENOM]", regexp.MustCompile(`\[([\p{L}][\p{L}\p{M}\p{N}_.' -]{0,46})\]`), namesField},
	{"#prenom#", regexp.MustCompile(`#([\p{L}][\p{L}\p{M}\p{N}_-]{0,46}|\d{1,2})#`), nil},
	{"%PRENOM%", regexp.MustCompile(`%([\p{L}_][\p{L}\p{M}\p{N}_.-]{0,46})%`), noEscape},
}

// fieldNames are the names that fields of contact lists have, folded: between square brackets other words are text ("[NFP]").
var fieldNames = strings.Fields(`prenom prenoms nom noms name firstname lastname fname lname surname civilite titre title genre
	email mail courriel telephone tel phone mobile portable numero adresse address ville city commune cp codepostal zip departement region
	circonscription canton bureau bureaudevote candidat candidate liste parti date heure lieu lien link url unsubscribe desinscription stop stopcode
	shortcode sender expediteur montant age pays country contact custom variable champ field id code datenaissance signature reference
	votreprenom votrenom votreville prenomnom nomprenom`)

// namesField reports whether words between square brackets can only be a field: a known name, or one with an underscore.
func namesField(_ string, _, _ int, field string) bool {
	return strings.Contains(field, "_") || slices.Contains(fieldNames, foldName(field))
}

// foldName drops accents, case and everything but letters.
func foldName(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if 'a' <= r && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// noEscape refuses what is a percent-encoding in a link (RFC 3986 §2.1): "%C3%A9".
func noEscape(text string, start, _ int, field string) bool {
	if len(field) < 2 || !hex(field[0]) || !hex(field[1]) {
		return true
	}
	word := text[strings.LastIndexAny(text[:start], " \n\t\r")+1 : start]
	return !strings.ContainsAny(word, "/?=") && len(field) > 2
}

func hex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// Foreign returns every known placeholder of a provider or mailing tool that is left in a text, in order and without
// overlap: #prenom#, *|FNAME|*, {prenom}, {{contact.PRENOM}}, [PRENOM], <#shortcode#>, %PRENOM%, [STOP_CODE] and their like.
// Between square brackets only the usual names of fields count, because "[NFP]" is text. Call it on literal
// text: the source of a text/template is full of {{…}}. An HTML document's own percent-encodings and tags are none.
func Foreign(text string) []Span {
	if !strings.ContainsAny(text, "#{%<[*") {
		return nil
	}
	var spans []Span
	taken := make([]bool, len(text)+1)
	for _, syntax := range foreign {
		for from := 0; from < len(text); {
			m := syntax.re.FindStringSubmatchIndex(text[from:])
			if m == nil {
				break
			}
			start, end := from+m[0], from+m[1]
			field := strings.TrimSpace(text[from+m[2] : from+m[3]])
			free := !slices.Contains(taken[start:end], true)
			if field == "" || !free || syntax.keep != nil && !syntax.keep(text, start, end, field) {
				_, size := utf8.DecodeRuneInString(text[start:])
				from = start + size
				continue
			}
			for i := start; i < end; i++ {
				taken[i] = true
			}
			spans = append(spans, Span{Start: start, End: end, Field: field, Syntax: syntax.example})
			from = end
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	return spans
}

// Foreign returns the placeholders left in a text that this provider will not substitute: all but the one of its STOP mention.
func (p Profile) Foreign(text string) []Span {
	spans := Foreign(text)
	if p.Stop.Mode != StopPlaceholder {
		return spans
	}
	own := Foreign(p.Stop.Write)
	return slices.DeleteFunc(spans, func(s Span) bool {
		return slices.ContainsFunc(own, func(o Span) bool { return text[s.Start:s.End] == p.Stop.Write[o.Start:o.End] })
	})
}
