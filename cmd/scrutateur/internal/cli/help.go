package cli

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

// help prints what the named command says of itself: scrutateur help lint.
func (r *run) help(names []string) int {
	lang := ""
	flags := &Flags{set: flag.NewFlagSet("help", flag.ContinueOnError), usage: map[string]func(tongue.Words) string{}}
	flags.set.SetOutput(io.Discard)
	flags.String(&lang, "lang", "", "")
	names, err := flags.parse(names)
	c, path := r.root, r.root.Name
	for _, name := range names {
		if c = c.sub(name); c == nil {
			break
		}
		path += " " + name
	}
	if err != nil || c == nil {
		fmt.Fprintf(r.err, "%s help: %s\n", r.root.Name, r.words(r.root, lang).Sayf("there is no command %q", strings.Join(names, " ")))
		return failed
	}
	c.printHelp(r.out, path, r.words(c, lang), c.flags(r.err))
	return clean
}

func (c *Command) printHelp(out io.Writer, path string, w tongue.Words, flags *Flags) {
	var b strings.Builder
	usage := path
	if c.Run == nil {
		usage += " " + w.Say("COMMAND [flags] [arguments]")
	} else {
		if hasFlags(flags) {
			usage += " [flags]"
		}
		if c.Args != "" {
			usage += " " + c.Args
		}
	}
	b.WriteString(w.Sayf("usage: %s", usage) + "\n\n")
	width := 0
	for _, s := range c.Commands {
		width = max(width, len(s.Name)+2)
	}
	for _, s := range c.Commands {
		fmt.Fprintf(&b, "  %-*s%s\n", width, s.Name, w.Say(s.Short))
	}
	if c.Run == nil {
		b.WriteString("\n" + w.Sayf("%s COMMAND -h says more. Exit codes: 0 all is well, 1 something was found, 2 the command could not do its work.", path) + "\n")
	}
	for i, p := range c.Help {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(w.Say(p) + "\n")
	}
	if len(c.Examples) > 0 {
		b.WriteString("\n" + w.Say("examples:") + "\n")
	}
	for _, e := range c.Examples {
		fmt.Fprintf(&b, "  # %s\n  %s\n", w.Say(e.Says), e.Line)
	}
	if hasFlags(flags) {
		b.WriteString("\n" + w.Say("flags:") + "\n")
		flags.print(&b, w)
	}
	io.WriteString(out, b.String())
}

func hasFlags(f *Flags) bool { return f != nil && len(f.usage) > 0 }

// print lists the flags as package flag does, in the language.
func (f *Flags) print(b *strings.Builder, w tongue.Words) {
	f.set.VisitAll(func(x *flag.Flag) {
		x.Usage = f.usage[x.Name](w)
		value, usage := flag.UnquoteUsage(x)
		b.WriteString("  -" + x.Name)
		if value != "" {
			b.WriteString(" " + value)
		}
		b.WriteString("\n    \t" + strings.ReplaceAll(usage, "\n", "\n    \t"))
		if x.DefValue != "" && x.DefValue != "false" {
			b.WriteString(" " + w.Sayf("(default %q)", x.DefValue))
		}
		b.WriteByte('\n')
	})
}
