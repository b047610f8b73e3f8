package cli

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// scripts ask "NAME complete WORDS…" for what may stand at the last word, and fall back on the names of files.
var scripts = map[string]string{
	"bash": `_NAME() {
	local IFS=$'\n'
	COMPREPLY=($(NAME complete "${COMP_WORDS[@]:1:COMP_CWORD}"))
}
complete -o default -F _NAME NAME
`,
	"zsh": `#compdef NAME
_NAME() {
	local -a found
	found=("${(@f)$(NAME complete "${(@)words[2,CURRENT]}")}")
	if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _NAME NAME
`,
	"fish": `complete -c NAME -a '(NAME complete (commandline -opc)[2..] (commandline -ct))'
`,
}

// shells are those that have a script.
var shells = []string{"bash", "zsh", "fish"}

// completion prints the script of a shell.
func (r *run) completion(args []string) int {
	if len(args) == 1 && scripts[args[0]] != "" {
		io.WriteString(r.out, strings.ReplaceAll(scripts[args[0]], "NAME", r.root.Name))
		return clean
	}
	fmt.Fprintf(r.err, "%s\n", r.words(r.root, "").Sayf("usage: %s", r.root.Name+" completion "+strings.Join(shells, "|")))
	return failed
}

// complete prints what may stand at the last word, a line each.
func (r *run) complete(words []string) {
	if len(words) == 0 {
		words = []string{""}
	}
	c, last := r.root, words[len(words)-1]
	for _, w := range words[:len(words)-1] {
		if next := c.sub(w); next != nil {
			c = next
		} else if c == r.root && slices.Contains([]string{"help", "completion"}, w) {
			c = r.builtin(w)
		}
	}
	var all []string
	for _, s := range c.Commands {
		all = append(all, s.Name)
	}
	if c == r.root {
		all = append(all, "completion", "help")
	}
	if c.Run != nil && strings.HasPrefix(last, "-") {
		c.flags(io.Discard).set.VisitAll(func(f *flag.Flag) { all = append(all, "-"+f.Name) })
	}
	for _, s := range all {
		if strings.HasPrefix(s, last) {
			fmt.Fprintln(r.out, s)
		}
	}
}

// builtin returns a command that stands for one of the frame's own: its arguments are completed as the names of commands.
func (r *run) builtin(name string) *Command {
	b := &Command{Name: name, Commands: r.root.Commands}
	if name == "completion" {
		b.Commands = nil
		for _, s := range shells {
			b.Commands = append(b.Commands, &Command{Name: s})
		}
	}
	return b
}
