package message

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

// The colours of the block are fixed together, text and ground, so that they keep their contrast (at least 7 to 1) whatever
// the author's ground is, and in dark mode, where changing one of them alone makes words vanish.
const (
	blockOpen = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" lang="` // lang
	blockCell = `" style="width:100%;margin:0;border-collapse:collapse;background-color:#ffffff"><tbody><tr>` +
		`<td style="padding:16px;border-top:2px solid #595959;background-color:#ffffff;color:#222222;` +
		`font-family:Arial,Helvetica,sans-serif;font-size:14px;font-weight:normal;line-height:1.5;visibility:visible;` +
		`word-break:break-word;overflow-wrap:anywhere">` + "\n"
	blockPara  = `<p style="margin:0 0 8px 0;color:#222222">`
	blockLink  = `" style="color:#0b4a8f;text-decoration:underline">`
	blockClose = "</td></tr></tbody></table>\n"
)

// htmlBlock is the block of the HTML body. A table is the one place of HTML that forgets what the author left open.
func htmlBlock(sentences []notice.Sentence, unsubscribe, lang string) script {
	tag := language.Make(lang)
	s := script{{text: "\n" + blockOpen + escapeHTML(lang) + `" dir="` + direction(tag) + blockCell}}
	add := func(text string) { s = append(s, piece{text: text}) }
	for _, sentence := range sentences {
		add(blockPara)
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
