package rulefile

import (
	"bytes"
	"fmt"
	"go/format"
	"regexp"
	"strconv"
	"strings"
)

const (
	generated = "// Code generated from rules/*.txtar by go generate; DO NOT EDIT.\n\n"
	inLaw     = generated + "package law\n\n"
	inLawtest = generated + "package lawtest\n\nimport \"github.com/scrutateur/scrutateur/notice/law\"\n\n"
)

// Packs is the order in which packs are shown, with what each is.
var Packs = []struct{ Name, Title, About string }{
	{"fr", "France", "Code électoral, Code des postes et des communications électroniques, GDPR and Loi Informatique et Libertés as the CNIL applies them to political messages, and decisions of the Arcep."},
	{"eu", "Regulation (EU) 2024/900", "Transparency and targeting of political advertising, applicable since 10 October 2025."},
	{"oper", "Operators' contracts", "What the French operators' association (af2m) and the providers ask by contract. No statute says it; a message that ignores it does not arrive."},
	{"tech", "Standards", "What a text must obey to be counted, read and delivered. This pack always applies and knows no exceptions."},
	{"lint", "Code", "What the linter reports about programs that send. This pack always applies."},
}

// IDs writes the constants.
func IDs(rules []Rule) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(inLaw + "const (\n")
	for i, pack := range Packs {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "\t// Pack %s: %s\n", pack.Name, pack.Title)
		for _, r := range rules {
			if r.Pack == pack.Name {
				fmt.Fprintf(&b, "\t%s ID = %q // %s\n", r.Name, r.ID, strings.ReplaceAll(r.newest().EN.Title, "\n", " "))
			}
		}
	}
	b.WriteString(")\n")
	return format.Source(b.Bytes())
}

// Table writes the registry: a literal that the linker lays out, so that nothing runs when a program starts.
func Table(rules []Rule) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(inLaw + "var table = []version{\n")
	for _, r := range rules {
		for _, v := range r.Versions {
			writeVersion(&b, r, v)
		}
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}

func writeVersion(b *bytes.Buffer, r Rule, v Version) {
	b.WriteString("{Rule: Rule{\n")
	fmt.Fprintf(b, "ID: %s, Pack: %q, Severity: %s, Evidence: %s,\n", r.Name, r.Pack, goName(v.Severity), goName(v.Evidence))
	fmt.Fprintf(b, "Since: %q, Until: %q, Checked: %q, Summary: %t, Reminder: %t,\n", v.Since, v.Until, v.Checked, v.Summary, v.Reminder)
	fmt.Fprintf(b, "Title: %s,\nText: %s,\nLang: %q,\nWhy: %s,\nFix: %s,\nCaveat: %s,\n",
		quote(flow(v.EN.Title)), quote(flow(v.Text)), v.Lang, quote(flow(v.EN.Why)), quote(v.EN.Fix), quote(flow(v.EN.Caveat)))
	b.WriteString("Cites: []Cite{\n")
	var names []string
	differ := false
	for _, c := range v.Cites {
		fmt.Fprintf(b, "{Text: %s, Article: %s, Version: %q, URL: %q, Quote: %s, Evidence: %s},\n",
			quote(c.English), quote(c.Article), c.Version, c.URL, quote(flow(c.Quote)), goName(c.Evidence))
		names = append(names, strconv.Quote(c.Text))
		differ = differ || c.Text != c.English
	}
	b.WriteString("},\n}, fr: words{\n")
	fmt.Fprintf(b, "title: %s,\nwhy: %s,\nfix: %s,\ncaveat: %s,\n",
		quote(flow(v.FR.Title)), quote(flow(v.FR.Why)), quote(v.FR.Fix), quote(flow(v.FR.Caveat)))
	if differ {
		fmt.Fprintf(b, "texts: []string{%s},\n", strings.Join(names, ", "))
	}
	b.WriteString("}},\n")
}

// Cases writes the good and bad cases, for package lawtest: no program of a user carries them.
func Cases(rules []Rule) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(inLawtest + "var cases = []Case{\n")
	for _, r := range rules {
		for _, c := range r.Cases {
			fmt.Fprintf(&b, "{Rule: law.%s, Name: %q, Runner: %q, Bad: %t, Data: %s},\n", r.Name, c.Name, c.Runner, c.Bad, quote(c.Data))
		}
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}

func (r Rule) newest() Version { return r.Versions[len(r.Versions)-1] }

func goName(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// quote writes text as a Go string, raw where it can be read better so.
func quote(s string) string {
	if strings.Contains(s, "\n") && strconv.CanBackquote(strings.ReplaceAll(s, "\n", "")) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// item begins a point of a list that a text of law sets on a line of its own.
var item = regexp.MustCompile(`^\d°\s`)

// flow joins the lines of a paragraph, which a rule file breaks for its readers. Empty lines and the points of a list ("1°")
// begin a line of their own.
func flow(s string) string {
	var b strings.Builder
	gap := ""
	for line := range strings.Lines(s) {
		words := strings.Join(strings.Fields(line), " ")
		switch {
		case words == "":
			gap = "\n"
			continue
		case b.Len() > 0 && item.MatchString(words):
			gap = "\n"
		}
		b.WriteString(gap + words)
		gap = " "
	}
	return b.String()
}
