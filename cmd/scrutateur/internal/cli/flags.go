package cli

import (
	"flag"
	"io"
	"slices"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

// Flags are the flags of one run. Each says what it is for with a Text, which may be a format; a word in back quotes names its value, as in
// package flag.
type Flags struct {
	set   *flag.FlagSet
	usage map[string]func(tongue.Words) string
	json  bool
	lang  string
}

// flags declares the command's flags, those that all commands share among them.
func (c *Command) flags(w io.Writer) *Flags {
	f := &Flags{set: flag.NewFlagSet(c.Name, flag.ContinueOnError), usage: map[string]func(tongue.Words) string{}}
	f.set.SetOutput(w)
	if c.Flags != nil {
		c.Flags(f)
	}
	if c.JSON != "" {
		f.Bool(&f.json, "json", c.JSON)
	}
	if c.Lang != "" {
		f.String(&f.lang, "lang", "", c.Lang)
	}
	return f
}

func (f *Flags) say(name string, usage tongue.Text, args []any) {
	f.usage[name] = func(w tongue.Words) string {
		if len(args) == 0 {
			return w.Say(usage)
		}
		return w.Sayf(usage, args...)
	}
}

// String declares a flag with a value.
func (f *Flags) String(p *string, name, value string, usage tongue.Text, args ...any) {
	f.set.StringVar(p, name, value, "")
	f.say(name, usage, args)
}

// Bool declares a flag without a value, which is false until it is given.
func (f *Flags) Bool(p *bool, name string, usage tongue.Text, args ...any) {
	f.set.BoolVar(p, name, false, "")
	f.say(name, usage, args)
}

// Func declares a flag whose value a function reads.
func (f *Flags) Func(name string, read func(string) error, usage tongue.Text, args ...any) {
	f.set.Func(name, "", read)
	f.say(name, usage, args)
}

// parse reads flags before, between and behind the arguments, because people write the folder first. Behind "--" all are arguments.
func (f *Flags) parse(args []string) (rest []string, err error) {
	var behind []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, behind = args[:i], args[i+1:]
	}
	for {
		if err := f.set.Parse(args); err != nil {
			return nil, err
		}
		if f.set.NArg() == 0 {
			return append(rest, behind...), nil
		}
		rest = append(rest, f.set.Arg(0))
		args = f.set.Args()[1:]
	}
}
