package dossier

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Page is one page of a dossier, in one language, to be written as HTML or as Markdown.
type Page struct {
	Name    string       // one of the constants of this package: the name of its file, without extension
	Title   string       // in the page's language
	Public  bool         // to be published; the others are kept at the regulator's disposal
	Missing law.Findings // what the page lacks; it lists them itself

	words  tongue.Words
	day    string // on which it was written, in words; "" is not said
	blocks []block
}

// Lang returns the language of the page.
func (p Page) Lang() language.Tag { return p.words.Tag() }

// kind says what a block is.
type kind string

const (
	heading kind = "heading"
	para    kind = "para"
	notes   kind = "note" // a remark, smaller
	bullets kind = "list"
	pairs   kind = "pairs" // terms with what they are
	grid    kind = "table"
	quoted  kind = "quote" // text as it is sent, line by line
)

// block is a part of a page. Both writers read blocks and know nothing of the law.
type block struct {
	Kind  kind
	ID    string // of a heading: where the index of long pages links to
	Text  line   // of a heading, para or note; the caption of a table
	Items []line // of a list; the lines of a quote
	Head  []line // of a table
	Rows  [][]line
	Sheet bool // a heading that begins a sheet of paper
}

// line is a text of one paragraph.
type line []span

// span is a run of text in one style.
type span struct {
	Text  string
	Style style
	Link  string // where it leads: https:, mailto:, or the name of another page
}

type style string

const (
	plain  style = ""
	strong style = "strong"
	code   style = "code"
	open   style = "open" // for a person to fill in
	yes    style = "yes"
	no     style = "no"
	pause  style = "break" // a line ends
)

// in makes a line of texts, spans and lines.
func in(parts ...any) line {
	var l line
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			if p = clean(p); p != "" {
				l = append(l, span{Text: p})
			}
		case span:
			if p.Text != "" || p.Style == pause {
				l = append(l, p)
			}
		case line:
			l = append(l, p...)
		default:
			panic("dossier: a line is made of texts, spans and lines") // every page is written in the tests
		}
	}
	return l
}

func styled(s style, text string) span { return span{Text: clean(text), Style: s} }

// to links a text to where it says itself that it is: an https address or a mailbox. Anything else is text.
func to(text string) span {
	text = clean(text)
	switch {
	case strings.HasPrefix(text, "https://") && !strings.ContainsAny(text, " <>\"'`\\"):
		return span{Text: text, Link: text}
	case strings.Count(text, "@") == 1 && !strings.ContainsAny(text, " <>\"'`\\?&%,;:/()"):
		return span{Text: text, Link: "mailto:" + text}
	}
	return span{Text: text}
}

// joined puts a text between lines.
func joined(between any, lines ...line) line {
	var l line
	for _, x := range lines {
		if len(x) == 0 {
			continue
		}
		if len(l) > 0 {
			l = append(l, in(between)...)
		}
		l = append(l, x...)
	}
	return l
}

// clean makes a declared text safe to stand in a line, whatever it holds: Findings has reported what clean changes. Blanks at
// its ends stay, because texts are put together.
func clean(s string) string {
	if plaintext.Index(s) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if plaintext.Forbidden(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
}

func blank(s string) bool { return strings.TrimSpace(clean(s)) == "" }

// said returns the texts that say something.
func said(texts ...string) []string {
	var out []string
	for _, s := range texts {
		if !blank(s) {
			out = append(out, strings.TrimSpace(clean(s)))
		}
	}
	return out
}

func (p *Page) add(b ...block) { p.blocks = append(p.blocks, b...) }

func (p *Page) head(text string)  { p.add(block{Kind: heading, Text: in(text)}) }
func (p *Page) para(parts ...any) { p.add(block{Kind: para, Text: in(parts...)}) }
func (p *Page) note(parts ...any) { p.add(block{Kind: notes, Text: in(parts...)}) }
func (p *Page) list(items ...line) {
	if len(items) > 0 {
		p.add(block{Kind: bullets, Items: items})
	}
}

// sheet is a heading that begins a new sheet of paper, the first of a page excepted.
func (p *Page) sheet(text string) {
	p.add(block{Kind: heading, Text: in(text), Sheet: len(p.blocks) > 2})
}

// facts lists terms with what they are. A term without anything is left out: what is missing is listed apart.
func (p *Page) facts(rows ...[]line) {
	b := block{Kind: pairs}
	for _, r := range rows {
		if len(r) == 2 && len(r[1]) > 0 {
			b.Rows = append(b.Rows, r)
		}
	}
	if len(b.Rows) > 0 {
		p.add(b)
	}
}

// fact is a row of facts.
func fact(term string, parts ...any) []line { return []line{in(term), in(parts...)} }

// table has a caption, which says what it is to who cannot see it, a heading for each column, and a heading for each row.
func (p *Page) table(caption string, head []string, rows ...[]line) {
	b := block{Kind: grid, Text: in(caption), Rows: rows}
	for _, h := range head {
		b.Head = append(b.Head, in(h))
	}
	if len(rows) > 0 {
		p.add(b)
	}
}

// quote shows a text as it is sent.
func (p *Page) quote(text string) {
	b := block{Kind: quoted}
	for s := range strings.Lines(strings.Trim(text, "\n")) {
		b.Items = append(b.Items, in(strings.TrimRight(s, "\r\n")))
	}
	p.add(b)
}
