package dossier

import (
	"fmt"
	"io"
	"strings"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

// WriteMarkdown writes the page as GitHub Flavored Markdown. What was declared is escaped: it is text, never markup. Links to
// other pages of the dossier lead to files named after them, "privacy.md".
func (p Page) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	m := markdown{&b, p.words}
	fmt.Fprintf(&b, "# %s\n", escape(p.Title))
	if !p.Public {
		fmt.Fprintf(&b, "\n*%s*", escape(p.keep()))
		if p.Name != Index {
			fmt.Fprintf(&b, " · [%s](index.md)", escape(p.words.Say("All pages of the dossier")))
		}
		b.WriteByte('\n')
	}
	if p.Name != Index {
		p.markdownGaps(&b)
	}
	for _, x := range p.blocks {
		b.WriteByte('\n')
		m.block(x)
	}
	if p.Name == Index {
		p.markdownGaps(&b)
	}
	if p.day != "" {
		fmt.Fprintf(&b, "\n---\n\n%s %s.\n", p.words.Say("Written on"), escape(p.day))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p Page) markdownGaps(b *strings.Builder) {
	if len(p.Missing) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n", escape(p.missingTitle()), escape(p.missingNote()))
	for _, g := range p.gaps() {
		fmt.Fprintf(b, "- **%s**", escape(firstOf(g.Title, g.Rule)))
		if g.Blocks {
			fmt.Fprintf(b, " (%s)", p.words.Say("blocking"))
		}
		fmt.Fprintf(b, " [%s](<%s>)", codeSpan(g.Rule), g.URL)
		if g.Source != "" {
			b.WriteString(", " + escape(g.Source))
		}
		b.WriteByte('\n')
		for _, x := range g.Items {
			fmt.Fprintf(b, "  - %s", first(escape(x.Detail)))
			if x.Path != "" {
				b.WriteString(" " + codeSpan(x.Path))
			}
			b.WriteByte('\n')
		}
	}
}

type markdown struct {
	*strings.Builder
	words tongue.Words
}

func (m markdown) block(x block) {
	switch x.Kind {
	case heading:
		fmt.Fprintf(m, "## %s\n", m.line(x.Text))
	case para, notes:
		fmt.Fprintf(m, "%s\n", first(m.line(x.Text)))
	case bullets:
		for _, l := range x.Items {
			fmt.Fprintf(m, "- %s\n", first(m.line(l)))
		}
	case quoted:
		for i, l := range x.Items {
			end := "\\\n" // the next line is a line of the same paragraph
			if i == len(x.Items)-1 || len(l) == 0 || len(x.Items[i+1]) == 0 {
				end = "\n"
			}
			m.WriteString(strings.TrimRight("> "+first(m.line(l)), " ") + end)
		}
	case pairs:
		for _, r := range x.Rows {
			fmt.Fprintf(m, "- **%s**%s%s\n", m.line(r[0]), m.words.Say(": "), m.line(r[1]))
		}
	case grid:
		fmt.Fprintf(m, "%s\n\n", first(m.line(x.Text)))
		m.row(x.Head)
		m.WriteString(strings.Repeat("| --- ", len(x.Head)) + "|\n")
		for _, r := range x.Rows {
			m.row(r)
		}
	}
}

func (m markdown) row(cells []line) {
	for _, c := range cells {
		fmt.Fprintf(m, "| %s ", strings.TrimSpace(m.line(c)))
	}
	m.WriteString("|\n")
}

func (m markdown) line(l line) string {
	var b strings.Builder
	for _, s := range l {
		text := escape(s.Text)
		switch {
		case s.Style == pause:
			b.WriteString("<br>")
		case s.Link != "" && strings.TrimPrefix(s.Link, "mailto:") == s.Text:
			fmt.Fprintf(&b, "<%s>", s.Text)
		case strings.Contains(s.Link, ":"):
			fmt.Fprintf(&b, "[%s](<%s>)", text, s.Link)
		case s.Link != "":
			fmt.Fprintf(&b, "[%s](%s.md)", text, s.Link)
		case s.Style == strong:
			fmt.Fprintf(&b, "**%s**", text)
		case s.Style == code:
			b.WriteString(codeSpan(s.Text))
		case s.Style == open:
			fmt.Fprintf(&b, "_%s_", text)
		case s.Style == yes:
			b.WriteString("✓ " + text)
		case s.Style == no:
			b.WriteString("✗ **" + text + "**")
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}

// escape makes text of what Markdown would read as markup. A backslash takes the meaning from every ASCII punctuation.
func escape(s string) string {
	var b strings.Builder
	for _, r := range clean(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// first escapes what would begin a list or a rule at the start of a block.
func first(s string) string {
	if s == "" {
		return s
	}
	if strings.ContainsRune("-+=", rune(s[0])) {
		return "\\" + s
	}
	digits := strings.TrimLeft(s, "0123456789")
	if digits != s && digits != "" && (digits[0] == '.' || digits[0] == ')') {
		return s[:len(s)-len(digits)] + "\\" + digits
	}
	return s
}

// codeSpan writes a path or an identifier. A backtick cannot be escaped inside, so that text with one is no code.
func codeSpan(s string) string {
	if s = clean(s); s == "" || strings.ContainsAny(s, "`|") {
		return escape(s)
	}
	return "`" + s + "`"
}
