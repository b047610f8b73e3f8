package product

import (
	"go/types"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/internal/say"
	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

// answer is a group of functions and methods whose error decides whether a message may leave, or whether an objection was kept:
// who ignores it sends all the same.
type answer struct {
	in    []string // the packages; "/…" at the end takes what lies below
	names []string
	says  tongue.Text // what the error says, after "it says whether"; the key of the French
}

// holds reports whether a package is one of the answer's.
func (a answer) holds(path string) bool {
	return slices.ContainsFunc(a.in, func(in string) bool { return below(path, in) })
}

// builders are the packages that build messages, one a channel.
var builders = []string{texts, mails}

var answers = []answer{
	{builders, []string{"Compile"}, "the template is proved"},
	{builders, []string{"Batch"}, "the law allows a message at that moment"},
	{builders, []string{"Build", "Append", "Bulk", "Adopt"}, "this person may be written to, now"},
	{builders, []string{"Handoff", "WriteTo"}, "the whole message was written"},
	{[]string{optouts + "/…"}, []string{Screen}, "this person may be written to, now"},
	{[]string{optouts + "/…"}, []string{"Record", "Object", "Consent"}, "the objection was kept"},
	{[]string{optouts + "/…"}, []string{"Recheck"}, "an objection came in the meantime"},
}

// Screen is the name of the function that answers row by row: its error is the second variable of a loop.
const Screen = "Screen"

// compilers are the functions that prove a specification, by the channel of what it becomes.
var compilers = map[sinks.Channel]function{
	sinks.SMS:   {texts, "Compile"},
	sinks.Email: {mails, "Compile"},
}

type function struct{ path, name string }

func (f function) is(o *types.Func) bool {
	return o != nil && o.Pkg() != nil && o.Pkg().Path() == f.path && o.Name() == f.name
}

// Answer returns what the error of a function says, a phrase, "" if it may be ignored.
func Answer(f *types.Func) string {
	if f == nil || f.Pkg() == nil {
		return ""
	}
	for _, a := range answers {
		if a.holds(f.Pkg().Path()) && slices.Contains(a.names, f.Name()) {
			return say.Phrase(a.says)
		}
	}
	return ""
}

// Compiles returns the channel of the specification that a function proves, "" for any other function.
func Compiles(f *types.Func) sinks.Channel {
	for c, g := range compilers {
		if g.is(f) {
			return c
		}
	}
	return ""
}

// Replaces reports whether a function is Notice.With: a notice with another controller.
func Replaces(f *types.Func) bool { return function{notices, "With"}.is(f) }

// Durable reports whether a package keeps ledgers that outlive the program.
func Durable(path string) bool { return below(path, optouts+"/optoutsql/…") }

// Draws reports whether a function draws a key that is kept nowhere: NewKey.
func Draws(f *types.Func) bool { return function{optouts, "NewKey"}.is(f) }

// Secret reports whether a function is Key.Secret, which whoever stores a key asks.
func Secret(f *types.Func) bool {
	return function{optouts, "Secret"}.is(f) && f.Signature().Recv() != nil
}

// Clock reports whether an object is the clock of a Book, which only tests set.
func Clock(o types.Object) bool {
	v, ok := o.(*types.Var)
	return ok && v.IsField() && v.Name() == "Now" && v.Pkg() != nil && v.Pkg().Path() == optouts &&
		strings.Contains(v.Type().String(), "time.Time")
}

// about are the methods of a built message that return no part of its text: they say whom it goes to, or from whom it comes.
var about = []string{"To", "Sender", "Key", "NotAfter", "Header", "Size", "Subject", "DKIMHeaders", "Recipients", "Refused", "Len", "MarshalText", "LogValue"}

// About reports whether a method of a built message returns no part of its text.
func About(method string) bool { return slices.Contains(about, method) }

// Builder reports whether a package is one whose functions build messages, or the one with what they share.
func Builder(p *types.Package) bool {
	return p != nil && (p.Path() == messages || slices.Contains(builders, p.Path()))
}

// Builds reports whether a package can hold a built message by itself: it imports one that builds them.
func Builds(p *types.Package) bool {
	return slices.ContainsFunc(p.Imports(), func(q *types.Package) bool { return below(q.Path(), messages+"/…") })
}

// Ours reports whether a path is a package of this module.
func Ours(path string) bool { return below(path, Module+"/…") }

// Program reports whether a package of this module is judged like any other: the examples are, the library is not.
func Program(path string) bool {
	return below(path, Module+"/examples/…") || strings.Contains(path, "/testdata/")
}

func below(path, in string) bool {
	base, all := strings.CutSuffix(in, "/…")
	return path == base || all && strings.HasPrefix(path, base+"/")
}
