package router

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// syntax is how one family of tools writes a placeholder.
type syntax struct {
	example     string
	open, close string
	names       func(text string, start int, inner string) bool // whether what stands between them is a field
}

// foreign are the syntaxes of SMS providers and mailing tools. Those with the same first byte stand together, the longer
// delimiters first.
var foreign = []syntax{
	{"*|FNAME|*", "*|", "|*", anything},
	{"{{contact.PRENOM}}", "{{", "}}", anything},
	{"{%prenom%}", "{%", "%}", anything},
	{"{prenom}", "{", "}", nameOrNumber},
	{"${prenom}", "${", "}", anything},
	{"#{prenom}", "#{", "}", anything},
	{"#prenom#", "#", "#", tight},
	{"<#shortcode#>", "<#", "#>", anything},
	{"<%=prenom%>", "<%", "%>", anything},
	{"<-prenom->", "<-", "->", anything},
	{"[[prenom]]", "[[", "]]", anything},
	{"[PRENOM]", "[", "]", knownName},
	{"%%prenom%%", "%%", "%%", unescaped},
	{"%PRENOM%", "%", "%", unescaped},
}

func anything(string, int, string) bool { return true }

// tight takes a name or a number without a blank: "#NFP #LFI" are two hashtags.
func tight(_ string, _ int, inner string) bool {
	return ident(inner) || len(inner) <= 2 && strings.Trim(inner, "0123456789") == ""
}

func nameOrNumber(text string, start int, inner string) bool {
	return tight(text, start, strings.TrimSpace(inner))
}

// fieldNames are what fields of contact lists are called, folded by foldName. Between square brackets other words are text: "[NFP]".
var fieldNames = strings.Fields(`
	prenom prenoms nom noms name firstname lastname fname lname surname civilite titre title genre prenomnom nomprenom
	email mail courriel telephone tel phone mobile portable numero adresse address ville city commune cp codepostal zip pays country
	departement region circonscription canton bureau bureaudevote candidat candidate liste parti
	date heure lieu lien link url unsubscribe desinscription stop stopcode shortcode sender expediteur
	montant age contact id code datenaissance signature reference votreprenom votrenom votreville`)

// numberedNames are fields only with a number: "[INFO]" is text, "[info1]" is none.
var numberedNames = strings.Fields("info param champ ch field custom var variable attribut colonne col")

// knownName reports whether words between square brackets can only be a field: a usual name, or one with an underscore.
func knownName(_ string, _ int, inner string) bool {
	field := strings.TrimSpace(inner)
	if strings.Contains(field, "_") {
		return ident(field)
	}
	name := foldName(field)
	return slices.Contains(fieldNames, name) || strings.ContainsAny(field, "0123456789") && slices.Contains(numberedNames, name)
}

// foldName drops accents, case and everything but letters.
func foldName(s string) string {
	var b strings.Builder
	for _, r := range plaintext.Fold(s) {
		if 'a' <= r && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unescaped refuses what is percent-encoding (RFC 3986 §2.1): "%C3%A9" in a link.
func unescaped(text string, start int, field string) bool {
	if !ident(field) {
		return false
	}
	if len(field) < 2 || !hex(field[0]) || !hex(field[1]) {
		return true
	}
	word := text[strings.LastIndexAny(text[max(0, start-maxLink):start], " \n\t\r")+1+max(0, start-maxLink) : start]
	return len(field) > 2 && !strings.ContainsAny(word, "/?=")
}

// maxLink bounds how far back a link is looked for, so that a hostile text costs time in proportion to its length.
const maxLink = 512

func hex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// Foreign returns every known placeholder of a provider or mailing tool that is left in a text, in order and without
// overlap: #prenom#, *|FNAME|*, {prenom}, {{contact.PRENOM}}, [PRENOM], <#shortcode#>, %PRENOM%, [STOP_CODE], XXXXX, 36XXX and
// their like. Between square brackets only the usual names of fields count, because "[NFP]" is text, and in a link "%C3%A9" is a
// letter. Call it on literal text: the source of a text/template is full of {{…}}.
func Foreign(text string) []Span {
	var spans []Span
	for i := 0; i < len(text); {
		next := strings.IndexAny(text[i:], "*{$#<[%X3")
		if next < 0 {
			break
		}
		i += next
		s, ok := placeholderAt(text, i)
		if !ok {
			i++
			continue
		}
		spans = append(spans, s)
		i = s.End
	}
	return spans
}

func placeholderAt(text string, i int) (Span, bool) {
	if text[i] == 'X' || text[i] == '3' {
		return codeAt(text, i)
	}
	for _, f := range foreign {
		if !strings.HasPrefix(text[i:], f.open) {
			continue
		}
		inner := i + len(f.open)
		n := strings.Index(text[inner:min(len(text), inner+maxName+len(f.close))], f.close)
		if n <= 0 || strings.ContainsAny(text[inner:inner+n], f.open+f.close+"\n") {
			continue
		}
		field := strings.TrimSpace(text[inner : inner+n])
		if field != "" && utf8.ValidString(field) && f.names(text, i, text[inner:inner+n]) {
			return Span{Start: i, End: inner + n + len(f.close), Field: field, Syntax: f.example}, true
		}
	}
	return Span{}, false
}

// codeAt reads "XXXXX" and "36XXX", which stand for a short code that nobody filled in.
func codeAt(text string, i int) (Span, bool) {
	if r, _ := utf8.DecodeLastRuneInString(text[:i]); i > 0 && nameRune(r) {
		return Span{}, false
	}
	end := i
	if strings.HasPrefix(text[i:], "36") || strings.HasPrefix(text[i:], "38") {
		end += 2
	}
	for end < len(text) && text[end] == 'X' {
		end++
	}
	if r, _ := utf8.DecodeRuneInString(text[end:]); end-i != 5 || end < len(text) && nameRune(r) && r != '.' && r != '-' {
		return Span{}, false
	}
	return Span{Start: i, End: end, Field: "shortcode", Syntax: "36XXX"}, true
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
