package email

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice"
)

// The statutory block is the same in both bodies: a paragraph a sentence, in the fullest form, because an e-mail has room.
// It stands below the author's text, outside of any markup of the author's.

// rule sets the block apart in the text body. It is no "-- ": mail programs hide what stands under that.
const rule = "________________________________________\n\n"

// textBlock is the block of the text body.
func textBlock(sentences []notice.Sentence, unsubscribe string) script {
	s := script{{text: "\n" + rule}}
	for i, sentence := range sentences {
		if i > 0 {
			s = append(s, piece{text: "\n"})
		}
		before, after, found := strings.Cut(sentence.Forms[0], "{unsubscribe}")
		s = append(s, piece{text: before})
		if found {
			s = append(s, piece{text: tokenBase(unsubscribe)}, piece{kind: pieceToken}, piece{text: after})
		}
		s = append(s, piece{text: "\n"})
	}
	return s
}

// tokenBase is what stands before the token in an address for unsubscribing.
func tokenBase(unsubscribe string) string { return strings.TrimSuffix(unsubscribe, "/") + "/" }

// The block brings all of its looks along, because whatever it leaves out is the author's: text and ground together, so that
// they keep their contrast (at least 7 to 1) on any ground and in dark mode, where changing one of them alone makes words
// vanish; and what an author sets for every td, p and a, so that a line wraps on a phone.
//
// It stands twice. The plain declarations are Outlook's for Windows, which drops any with !important. Those with !important are
// everybody else's: in a style attribute they beat every rule of the author's, those with !important too. The first of them, all,
// undoes what a rule says of any property that is not named behind it: on the table down to what CSS begins with, so that
// nothing is inherited from <body>, and inside to what the browser does by itself. direction and unicode-bidi are not among
// all. Gmail does not know all: what real pages set for every td, p and a is therefore named here, and a page with a rule that would
// hide the words there is refused (htmlslot.Guard).
const (
	// blockGuard begins the style of the table, and of nothing else in a message.
	blockGuard = "width:100%;margin:0;border-collapse:collapse;background-color:#ffffff;all:initial!important;display:table!important;visibility:visible!important;opacity:1!important;" +
		"position:relative!important;z-index:2147483647!important;clear:both!important;width:100%!important;min-width:0!important;max-width:none!important;margin:0!important;" +
		"border-collapse:collapse!important;background:#ffffff!important;unicode-bidi:isolate!important;direction:" // direction

	blockOpen = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" lang="` // lang
	blockBody = `!important"><tbody style="` + blockAgain + `table-row-group!important"><tr style="` + blockAgain + `table-row!important">` +
		`<td style="padding:16px;border-top:2px solid #595959;background-color:#ffffff;` + blockText // side
	blockCell = `;` + blockAgain + `table-cell!important;visibility:visible!important;width:auto!important;padding:16px!important;border-top:2px solid #595959!important;background:#ffffff!important;` +
		blockText1 + `word-break:break-word!important;overflow-wrap:anywhere!important;` +
		`text-transform:none!important;white-space:normal!important;text-align:` // side
	blockPara = `<p style="margin:0 auto 8px auto;max-width:600px;` + blockText // side
	blockRest = `;` + blockAgain + `block!important;margin:0 auto 8px auto!important;max-width:600px!important;padding:0!important;background:none!important;` + blockText1 +
		`text-transform:none!important;white-space:normal!important;text-align:` // side
	blockLink = `" style="color:#0b4a8f;font-size:14px;text-decoration:underline;` + blockAgain + `inline!important;padding:0!important;background:none!important;color:#0b4a8f!important;` +
		blockFont + `text-transform:none!important;text-decoration:underline!important">`
	blockClose = "</td></tr></tbody></table>\n"

	blockAgain = "all:revert!important;unicode-bidi:normal!important;direction:inherit!important;display:"
	blockFont  = "font:normal 14px/1.5 Arial,Helvetica,sans-serif!important;"
	blockText  = "color:#222222;font:normal 14px/1.5 Arial,Helvetica,sans-serif;text-align:"
	blockText1 = "color:#222222!important;" + blockFont
)

// blockP opens a paragraph.
func blockP(side string) string { return blockPara + side + blockRest + side + `!important">` }

// blockFonts are the fonts of the block: a page may not declare its own under their names.
var blockFonts = []string{"arial", "helvetica", "sans-serif"}

// isBlock reports whether a table is the statutory block.
func isBlock(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "style" && strings.HasPrefix(a.Val, blockGuard) })
}

// htmlBlock is the block of the HTML body. A table is the one place of HTML that forgets what the author left open; nothing may
// stand between the author's end tags and it, because even a line break brings an unclosed <a> back.
func htmlBlock(sentences []notice.Sentence, unsubscribe, lang string) script {
	tag := language.Make(lang)
	side := "left"
	if direction(tag) == "rtl" {
		side = "right"
	}
	s := script{{text: blockOpen + escapeHTML(lang) + `" dir="` + direction(tag) + `" style="` + blockGuard + direction(tag) + blockBody +
		side + blockCell + side + `!important">` + "\n"}}
	add := func(text string) { s = append(s, piece{text: text}) }
	for _, sentence := range sentences {
		add(blockP(side))
		before, after, found := strings.Cut(sentence.Forms[0], "{unsubscribe}")
		if !found {
			add(linked(before))
		} else {
			// The words are the link, so that it says where it leads: "désinscrivez-vous ici".
			words := linkWords(before)
			if words == "" {
				words = strings.TrimSpace(after)
			}
			add(`<a href="` + escapeHTML(tokenBase(unsubscribe)))
			s = append(s, piece{kind: pieceToken})
			add(blockLink + escapeHTML(words) + "</a>" + escapeHTML(strings.TrimRight(after, " ")))
		}
		add("</p>\n")
	}
	add(blockClose)
	return s
}

// linkWords cuts the colon before an address.
func linkWords(before string) string {
	return strings.TrimRight(strings.TrimSpace(before), ": \u00a0\u202f")
}

// linked writes a sentence with its addresses as links: in "All about your data: https://…" the words are the link, an
// address in the middle of a sentence is its own.
func linked(sentence string) string {
	var b strings.Builder
	rest := sentence
	for {
		i := strings.Index(rest, "https://")
		if i < 0 {
			b.WriteString(escapeHTML(rest))
			return b.String()
		}
		n := strings.IndexAny(rest[i:], " \u00a0\u202f)>")
		if n < 0 {
			n = len(rest) - i
		}
		address := strings.TrimRight(rest[i:i+n], ".,;")
		before, after := rest[:i], rest[i+len(address):]
		if _, err := url.Parse(address); err != nil {
			b.WriteString(escapeHTML(before + address))
			rest = after
			continue
		}
		words := linkWords(before)
		open := `<a href="` + escapeHTML(address) + blockLink
		// The words since the last sentence, where the address ends the paragraph.
		if cut := strings.LastIndex(words, ". ") + 1; words[cut:] != "" && strings.Trim(after, " .") == "" && words != strings.TrimSpace(before) {
			b.WriteString(escapeHTML(words[:cut]))
			if cut > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(open + escapeHTML(strings.TrimSpace(words[cut:])) + "</a>" + escapeHTML(after))
			return b.String()
		}
		b.WriteString(escapeHTML(before) + open + escapeHTML(address) + "</a>")
		rest = after
	}
}

// direction is how the language is written.
func direction(tag language.Tag) string {
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}
