package email

import (
	"net/url"
	"strings"

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
// vanish; and what an author sets for every td, p and a, so that a line wraps on a phone. Colours stand twice: rules for
// dark mode are written with !important, which only !important beats, and Outlook for Windows drops such a declaration.
const (
	blockOpen = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" lang="` // lang
	blockCell = `" style="width:100%;margin:0;border-collapse:collapse;background-color:#ffffff;background-color:#ffffff!important"><tbody><tr>` +
		`<td style="padding:16px;border-top:2px solid #595959;background-color:#ffffff;background-color:#ffffff!important;` +
		`color:#222222;color:#222222!important;font:normal 14px/1.5 Arial,Helvetica,sans-serif;letter-spacing:normal;word-spacing:normal;` +
		`text-shadow:none;text-transform:none;visibility:visible;white-space:normal;word-break:break-word;overflow-wrap:anywhere;text-align:` // side
	blockRow  = `">` + "\n"
	blockPara = `<p style="margin:0 auto 8px auto;max-width:600px;background:none!important;color:#222222;color:#222222!important;` +
		`font:normal 14px/1.5 Arial,Helvetica,sans-serif;text-transform:none;white-space:normal;text-align:` // side
	blockLink = `" style="display:inline;padding:0;background:none!important;color:#0b4a8f;color:#0b4a8f!important;font-size:14px;` +
		`text-decoration:underline;text-decoration:underline!important;text-transform:none">`
	blockClose = "</td></tr></tbody></table>\n"
)

// htmlBlock is the block of the HTML body. A table is the one place of HTML that forgets what the author left open; nothing may
// stand between the author's end tags and it, because even a line break brings an unclosed <a> back.
func htmlBlock(sentences []notice.Sentence, unsubscribe, lang string) script {
	tag := language.Make(lang)
	side := "left"
	if direction(tag) == "rtl" {
		side = "right"
	}
	s := script{{text: blockOpen + escapeHTML(lang) + `" dir="` + direction(tag) + blockCell + side + blockRow}}
	add := func(text string) { s = append(s, piece{text: text}) }
	for _, sentence := range sentences {
		add(blockPara + side + `">`)
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
