package preview

import (
	"strings"

	"golang.org/x/net/html"
)

func (p Page) mail(w words, m Email) mailView {
	c := concealed(nil)
	if !p.Reveal {
		c = secrets(m.Conceal, m.To)
	}
	lang := langOr(m.Lang)
	v := mailView{
		Name: m.Name, From: c.mask(m.From), Mailbox: c.mask(m.Mailbox), Initial: initial(m.From), To: p.to(m.To), Subject: c.mask(m.Subject), Preheader: c.mask(m.Preheader),
		Lang: lang, Dir: dir(lang), Text: c.mask(m.Text),
	}
	if v.Initial == "" {
		v.Initial = initial(m.Mailbox)
	}
	if !m.Date.IsZero() {
		v.Date = p.at(w, m.Date)
	}
	if m.HTML != "" {
		v.HTML = inert(m.HTML, c)
	}
	if m.Bytes > 0 {
		v.Facts = append(v.Facts, fact{w.Say("Size of the message"), w.bytes(m.Bytes)})
	}
	if m.HTML != "" {
		v.Facts = append(v.Facts, fact{w.Say("Formatted version"), w.bytes(len(m.HTML))})
	}
	v.Facts = append(v.Facts, fact{w.Say("One-click unsubscribing (RFC 8058)"), yes(w, m.OneClick)})
	if len(m.Attachments) > 0 {
		v.Facts = append(v.Facts, fact{w.Say("Attachments"), c.mask(strings.Join(m.Attachments, ", "))})
	}
	return v
}

func yes(w words, b bool) string {
	if b {
		return w.Say("yes")
	}
	return w.Say("no")
}

// snippet returns the first words of an HTML message, hidden ones too: that is what lists of messages show.
func snippet(source string, characters int) string {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return ""
	}
	var b strings.Builder
	n := 0
	for node := range doc.Descendants() {
		if node.Type != html.TextNode || node.Parent == nil || outside(node) {
			continue
		}
		for word := range strings.FieldsFuncSeq(node.Data, blank) {
			if n > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(word)
			if n += len([]rune(word)) + 1; n > characters {
				return b.String() + "…"
			}
		}
	}
	return b.String()
}

// outside reports whether a text is no part of the body.
func outside(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.Data {
		case "head", "style", "script", "title":
			return true
		}
	}
	return false
}

// blank reports whether clients show the character as nothing: spaces, and the invisible ones that fill up a preheader.
func blank(r rune) bool { return r == ' ' || invisible(r) }
