// Package sinks knows by which functions, fields and hosts a text leaves a Go program as SMS or e-mail, and what other
// functions do with a text on its way there. It is data: four tables that are embedded, and can be added to.
//
//   - table.tsv: the functions, methods and fields of the libraries that send;
//   - forks.tsv: the same libraries under other import paths;
//   - hosts.tsv: hosts and paths of the providers, for HTTP requests written by hand;
//   - steps.tsv: functions that copy, change or wrap a text.
//
// Import paths match whatever their major version is: a row for "example.com/mail/v2" also serves "example.com/mail" and
// "example.com/mail/v3", until a row of that very version says otherwise, because an argument moved there.
//
// Signatures in table.tsv follow the libraries' source; hosts.tsv follows what the providers publish, and a provider
// that changes its address is missed until the table says so.
package sinks

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed table.tsv
var tableTSV string

//go:embed forks.tsv
var forksTSV string

//go:embed hosts.tsv
var hostsTSV string

//go:embed steps.tsv
var stepsTSV string

// Channel is the way a text leaves.
type Channel string

// The channels. The analyzer judges SMS, MMS, Email and HTTP (whose host decides) and the others when it is told to.
const (
	SMS   Channel = "sms"
	MMS   Channel = "mms"
	Email Channel = "email"
	HTTP  Channel = "http"  // the host decides
	Multi Channel = "multi" // a façade before many services, not only SMS and mail
	Voice Channel = "voice"
	Queue Channel = "queue" // a message queue: what is later sent may have passed through it
)

// Kind says what a row names.
type Kind string

// The kinds of rows.
const (
	Send     Kind = "send"     // a call that sends
	Request  Kind = "http"     // a call that sends if its URL, or path, is a provider's
	Exec     Kind = "exec"     // a command that sends if its name is a mailer's
	Writer   Kind = "writer"   // a call whose result is a writer of what is sent
	Enqueue  Kind = "queue"    // a call that puts into a queue
	Template Kind = "template" // the body lives at the provider
	Set      Kind = "set"      // a method that puts a body into its receiver
	Ctor     Kind = "ctor"     // a function that makes a message, of a body if one is named
	Part     Kind = "part"     // a method whose result is a part of its receiver, to be written to
	Field    Kind = "field"    // a struct field that holds a body
	Header   Kind = "header"   // a method that sets something else than the body

	Resubscribe Kind = "resubscribe" // a call that takes somebody off the provider's list of oppositions
)

// Place is where a call's text stands: an argument, the receiver or a result, and the way into it.
type Place struct {
	Arg      int    // index of the argument without the receiver; Recv or Result0
	Variadic bool   // the argument and every one after it
	Path     string // fields on the way, separated by "/"; "[]" is any element, "[k]" the one at key k
}

// Values of Place.Arg that are no argument.
const (
	Recv    = -1
	Result0 = -2
	NoPlace = -3
)

// Row is one function, method or field.
type Row struct {
	Channel   Channel
	Path      string // import path
	Type      string // receiver's named type, without the star; "" for a function
	Name      string
	Kind      Kind
	Body      []Place // the text, or texts
	Subject   []Place
	To        []Place
	When      Condition
	Signature string // as the library declares it
}

// Condition restricts a row to some of its calls.
type Condition struct {
	Op   string // "" always; "set": the place is filled; "url": the place holds a provider's URL; "path": it matches Glob; "command": it names a mailer
	At   Place
	Glob string
}

// String names the row as Go programmers do: "(*net/smtp.Client).Data".
func (r *Row) String() string {
	base := r.Path[strings.LastIndex(r.Path, "/")+1:]
	if majorElem.MatchString(base) {
		rest := strings.TrimSuffix(r.Path, "/"+base)
		base = rest[strings.LastIndex(rest, "/")+1:]
	}
	base = gopkgin.ReplaceAllString(base, "")
	if r.Type == "" {
		return base + "." + r.Name
	}
	return base + "." + r.Type + "." + r.Name
}

// Op is what a step does with a text.
type Op string

// The operations of steps.tsv, which explains them.
const (
	Copy   Op = "copy"
	Join   Op = "join"
	Wrap   Op = "wrap"
	Alter  Op = "alter"
	Format Op = "format"
	Alias  Op = "alias"
	Render Op = "render"
	Fill   Op = "fill"
)

// Spot is where a step takes its text from or puts it: an argument, Recv, a result or all arguments.
type Spot struct {
	Kind  string // "recv", "arg", "args", "result"
	Index int
}

// Step is what one function does with a text.
type Step struct {
	Path, Type, Name string
	Op               Op
	From, To         Spot
}

// Host is a provider's address.
type Host struct {
	Host     string
	Channel  Channel
	Paths    []string
	Provider string
}

// Table is everything that is known. It is immutable.
type Table struct {
	Rows  []Row
	Steps []Step
	Hosts []Host
	forks map[string]string

	index map[string][]*Row // by path without major version
	steps map[string][]*Step
}

// Default returns the embedded table.
func Default() *Table { return embedded() }

var embedded = sync.OnceValue(func() *Table {
	t, err := Parse(tableTSV, forksTSV, hostsTSV, stepsTSV)
	if err != nil {
		panic("sinks: the embedded table is broken: " + err.Error())
	}
	return t
})

// With returns a table that also knows the given lines, in the columns of the embedded files without their headings.
// The errors name every line that cannot be read.
func (t *Table) With(table, forks, hosts, steps []string) (*Table, error) {
	if len(table)+len(forks)+len(hosts)+len(steps) == 0 {
		return t, nil
	}
	join := func(file string, lines []string) string {
		return strings.TrimRight(file, "\n") + "\n" + strings.Join(lines, "\n") + "\n"
	}
	return Parse(join(tableTSV, table), join(forksTSV, forks), join(hostsTSV, hosts), join(stepsTSV, steps))
}
