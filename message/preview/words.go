package preview

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
)

// French first: it is what an unknown language falls back to.
var languages = language.NewMatcher([]language.Tag{language.French, language.English})

type tongue int

const (
	fr tongue = iota
	en
)

func tongueOf(lang string) tongue {
	if lang == "" {
		return fr
	}
	_, i, _ := languages.Match(language.Make(lang))
	return tongue(i)
}

func (t tongue) tag() language.Tag { return [...]language.Tag{language.French, language.English}[t] }

// pair is one wording in French and in English.
type pair [2]string

// headings of the page.
var headings = [2]map[string]string{
	fr: {
		"Title": "Aperçu des messages", "SMS": "SMS", "Email": "Courriels", "Refused": "Refus", "Legend": "Légende",
		"Author": "texte de la campagne", "Field": "valeur propre au destinataire", "Statutory": "mentions légales", "Suffix": "ajouté par l’opérateur",
		"Part": "début du segment", "To": "À", "From": "De", "Subject": "Objet", "Inbox": "Dans la liste des messages", "HTML": "Version mise en page", "Text": "Version texte",
		"NoHTML": "Ce message n’a pas de version mise en page.", "NoText": "Ce message n’a pas de version texte.",
		"Frame": "Message tel qu’il s’affiche, liens et images distantes inactifs", "Until": "Réouverture", "Rule": "Règle", "Why": "Raison", "Count": "Destinataires",
		"Nothing": "Aucun message.", "Hidden": "Les destinataires et leurs liens de désinscription sont masqués.", "Revealed": "Cette page montre des destinataires\u00a0: ne la diffusez pas.",
	},
	en: {
		"Title": "Preview of the messages", "SMS": "SMS", "Email": "E-mails", "Refused": "Refused", "Legend": "Legend",
		"Author": "the campaign’s text", "Field": "value of the recipient", "Statutory": "statutory words", "Suffix": "added by the operator",
		"Part": "start of part", "To": "To", "From": "From", "Subject": "Subject", "Inbox": "In the list of messages", "HTML": "Formatted version", "Text": "Text version",
		"NoHTML": "This message has no formatted version.", "NoText": "This message has no text version.",
		"Frame": "Message as it is shown, links and remote images inactive", "Until": "Opens again", "Rule": "Rule", "Why": "Reason", "Count": "Recipients",
		"Nothing": "No message.", "Hidden": "Recipients and their links for unsubscribing are hidden.", "Revealed": "This page shows recipients: do not pass it on.",
	},
}

// count groups thousands: "1 204" with a narrow no-break space, "1,204".
func (t tongue) count(n int) string {
	s := strconv.Itoa(n)
	sep := pair{"\u202f", ","}[t]
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// of says a number of things. French has the singular for zero too.
func (t tongue) of(n int, one, many pair) string {
	if n == 1 || n == 0 && t == fr {
		return t.count(n) + " " + one[t]
	}
	return t.count(n) + " " + many[t]
}

func (t tongue) counts(sms, email, refused int) string {
	var parts []string
	if sms > 0 {
		parts = append(parts, t.count(sms)+" SMS")
	}
	if email > 0 {
		parts = append(parts, t.of(email, pair{"courriel", "e-mail"}, pair{"courriels", "e-mails"}))
	}
	if refused > 0 {
		parts = append(parts, t.of(refused, pair{"refus", "refusal"}, pair{"refus", "refusals"}))
	}
	return strings.Join(parts, ", ")
}

func (t tongue) units(s message.Size) string {
	if s.Encoding == message.EncodingUCS2 {
		return t.of(s.Units, pair{"unité de 16 bits", "unit of 16 bits"}, pair{"unités de 16 bits", "units of 16 bits"})
	}
	return t.of(s.Units, pair{"septet", "septet"}, pair{"septets", "septets"})
}

// recipients says how many; a refusal of row 0 is one of everybody.
func (t tongue) recipients(rows []int) string {
	if slices.Contains(rows, 0) {
		return pair{"tous", "all"}[t]
	}
	return t.count(len(rows))
}

// rows names the first rows.
func (t tongue) rows(rows []int) string {
	const shown = 8
	var names []string
	for _, r := range rows {
		if r == 0 {
			continue
		}
		if len(names) == shown {
			names = append(names, "…")
			break
		}
		names = append(names, strconv.Itoa(r))
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return pair{"ligne ", "row "}[t] + names[0]
	}
	return pair{"lignes ", "rows "}[t] + strings.Join(names, ", ")
}

var months = [12]pair{
	{"janvier", "January"}, {"février", "February"}, {"mars", "March"}, {"avril", "April"}, {"mai", "May"}, {"juin", "June"},
	{"juillet", "July"}, {"août", "August"}, {"septembre", "September"}, {"octobre", "October"}, {"novembre", "November"}, {"décembre", "December"},
}

// moment says an instant: "13 mars 2026 à 23 h 59", "13 March 2026, 23:59".
func (t tongue) moment(at time.Time) string {
	day := strconv.Itoa(at.Day())
	if t == fr && day == "1" {
		day = "1er"
	}
	return day + " " + months[at.Month()-1][t] + " " + strconv.Itoa(at.Year()) + at.Format(pair{" à 15 h 04", ", 15:04"}[t])
}

// bytes says a size: "12 ko", "12 kB".
func (t tongue) bytes(n int) string {
	if n < 1000 {
		return t.of(n, pair{"octet", "byte"}, pair{"octets", "bytes"})
	}
	return t.count((n+500)/1000) + pair{"\u00a0ko", " kB"}[t]
}
