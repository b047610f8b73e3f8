package rulefile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Markdown writes docs/rules.md. Every rule has a heading that is its ID alone, so that its anchor is the ID in lower case.
func Markdown(rules []Rule) []byte {
	var b bytes.Buffer
	b.WriteString(`<!-- Code generated from notice/law/rules by go generate; DO NOT EDIT. -->

# The rules

Every rule that scrutateur knows, written from the files in [notice/law/rules](../notice/law/rules). Not legal advice.

**must** blocks a message, **should** is reported. A *reminder* is a duty that no program can decide: it makes no finding, and
stands in the dossier. The evidence says how a rule's reach was established:

| evidence | meaning |
|---|---|
| verbatim | the words were read in the text itself, or in a mirror of the official data |
| quoted | the words were read as another site quotes them |
| reported | another site paraphrases the text |
| inferred | our reading; no text says it in these words |

Days are civil days in mainland France: the first day in force and, for what has ended, the first day no longer in force. Words of a text stand
in the language in which they were read; an ellipsis in brackets is a cut.

`)
	for _, pack := range Packs {
		fmt.Fprintf(&b, "- [%s](#%s) (pack `%s`)\n", pack.Title, anchor(pack.Title), pack.Name)
		for _, r := range rules {
			if r.Pack == pack.Name {
				v := r.newest()
				fmt.Fprintf(&b, "  - [%s](#%s) %s: %s\n", r.ID, strings.ToLower(r.ID), grade(v), flow(v.EN.Title))
			}
		}
	}
	for _, pack := range Packs {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", pack.Title, pack.About)
		for _, r := range rules {
			if r.Pack == pack.Name {
				r.markdown(&b)
			}
		}
	}
	return b.Bytes()
}

func (r Rule) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n### %s\n", r.ID)
	for i, v := range slices.Backward(r.Versions) {
		if i < len(r.Versions)-1 {
			fmt.Fprintf(b, "\n#### From %s until %s\n", v.Since, v.Until)
		}
		r.version(b, v)
	}
	for _, c := range r.Cases {
		kind := "Good"
		if c.Bad {
			kind = "Bad"
		}
		lang := c.Runner[strings.LastIndexByte(c.Runner, '.')+1:]
		if lang == "sms" || lang == "email" {
			lang = "text"
		}
		fence := "```"
		fmt.Fprintf(b, "\n%s (`%s`):\n\n%s%s\n%s\n%s\n", kind, c.Name, fence, lang, c.Data, fence)
	}
}

func (r Rule) version(b *bytes.Buffer, v Version) {
	fmt.Fprintf(b, "\n**%s**\n\n", flow(v.EN.Title))
	until := ""
	if v.Until != "" {
		until = " until " + v.Until
	}
	fmt.Fprintf(b, "%s · evidence: %s · in force since %s%s · checked %s · `law.%s`\n", grade(v), v.Evidence, v.Since, until, v.Checked, r.Name)
	if v.Summary {
		b.WriteString("\nIn short:\n")
	}
	fmt.Fprintf(b, "\n%s\n", blockquote(flow(v.Text)))
	fmt.Fprintf(b, "\n%s\n", flow(v.EN.Why))
	fmt.Fprintf(b, "\n*What to do.* %s\n", v.EN.Fix)
	if v.EN.Caveat != "" {
		fmt.Fprintf(b, "\n*What is not settled.* %s\n", flow(v.EN.Caveat))
	}
	b.WriteString("\nSources:\n\n")
	for _, c := range v.Cites {
		name := c.English
		if c.Article != "" {
			name += ", " + c.Article
		}
		fmt.Fprintf(b, "- [%s](%s)", name, c.URL)
		if c.Version != "" {
			fmt.Fprintf(b, " (%s)", c.Version)
		}
		fmt.Fprintf(b, ", %s", c.Evidence)
		if c.Quote != "" {
			fmt.Fprintf(b, ": %s", strings.ReplaceAll(flow(c.Quote), "\n", " "))
		}
		b.WriteByte('\n')
	}
}

func grade(v Version) string {
	if v.Reminder {
		return "*reminder*"
	}
	return "**" + v.Severity + "**"
}

func blockquote(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n>\n> ") }

// anchor is what GitHub makes of a heading.
func anchor(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		}
	}
	return b.String()
}
