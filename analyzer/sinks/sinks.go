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
	"errors"
	"fmt"
	"go/types"
	"iter"
	"regexp"
	"slices"
	"strconv"
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

// Parse reads the four tables. Its error joins one error for each bad line.
func Parse(table, forks, hosts, steps string) (*Table, error) {
	t := &Table{forks: map[string]string{}, index: map[string][]*Row{}, steps: map[string][]*Step{}}
	var errs []error
	each := func(file, text, heading string, read func(c []string) error) {
		n := strings.Count(heading, " ") + 1
		first := true
		for i, line := range strings.Split(text, "\n") {
			line = strings.TrimRight(line, "\r")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			c := strings.Split(line, "\t")
			if first {
				first = false
				if strings.Join(c, " ") != heading {
					errs = append(errs, fmt.Errorf("%s:%d: the columns must be %q", file, i+1, heading))
					return
				}
				continue
			}
			if len(c) != n {
				errs = append(errs, fmt.Errorf("%s:%d: %d columns instead of %d (%s), separated by tabs", file, i+1, len(c), n, heading))
				continue
			}
			if err := read(c); err != nil {
				errs = append(errs, fmt.Errorf("%s:%d: %w", file, i+1, err))
			}
		}
	}
	each("table", table, "channel path type name kind body subject to when signature", func(c []string) error {
		r, err := row(c)
		t.Rows = append(t.Rows, r)
		return err
	})
	each("forks", forks, "path like", func(c []string) error {
		t.forks[Unversioned(c[0])] = Unversioned(c[1])
		return nil
	})
	each("hosts", hosts, "host channel paths provider", func(c []string) error {
		h := Host{Host: c[0], Channel: Channel(c[1]), Provider: c[3]}
		if c[2] != "" && c[2] != "-" {
			h.Paths = strings.Split(c[2], "|")
		}
		if h.Channel != SMS && h.Channel != Email && h.Channel != MMS {
			return fmt.Errorf("channel %q of host %q is none of sms, mms, email", c[1], c[0])
		}
		t.Hosts = append(t.Hosts, h)
		return nil
	})
	each("steps", steps, "path type name op from to", func(c []string) error {
		s := Step{Path: c[0], Type: strings.TrimPrefix(c[1], "-"), Name: c[2], Op: Op(c[3])}
		switch s.Op {
		case Copy, Join, Wrap, Alter, Format, Alias, Render, Fill:
		default:
			return fmt.Errorf("operation %q is none of copy, join, wrap, alter, format, alias, render, fill", c[3])
		}
		var err1, err2 error
		s.From, err1 = spot(c[4])
		s.To, err2 = spot(c[5])
		t.Steps = append(t.Steps, s)
		return errors.Join(err1, err2)
	})
	for i := range t.Rows {
		p := t.Canonical(t.Rows[i].Path)
		t.index[p] = append(t.index[p], &t.Rows[i])
	}
	for i := range t.Steps {
		p := Unversioned(t.Steps[i].Path)
		t.steps[p] = append(t.steps[p], &t.Steps[i])
	}
	return t, errors.Join(errs...)
}

func row(c []string) (Row, error) {
	r := Row{Channel: Channel(c[0]), Path: c[1], Type: strings.TrimPrefix(c[2], "-"), Name: c[3], Kind: Kind(c[4]), Signature: c[9]}
	switch r.Channel {
	case SMS, MMS, Email, HTTP, Multi, Voice, Queue:
	default:
		return r, fmt.Errorf("channel %q is none of sms, mms, email, http, multi, voice, queue", c[0])
	}
	switch r.Kind {
	case Send, Request, Exec, Writer, Enqueue, Template, Set, Ctor, Part, Field, Header, Resubscribe:
	default:
		return r, fmt.Errorf("kind %q is none of send, http, exec, writer, queue, template, set, ctor, part, field, header, resubscribe", c[4])
	}
	if r.Kind == Field {
		return r, nil
	}
	var err1, err2, err3, err4 error
	r.Body, err1 = places(c[5])
	r.Subject, err2 = places(c[6])
	r.To, err3 = places(c[7])
	if c[8] != "-" {
		op, rest, ok := strings.Cut(c[8], ":")
		at, glob, _ := strings.Cut(rest, "=")
		ps, err := places(at)
		if !ok || err != nil || len(ps) != 1 || !slices.Contains([]string{"set", "url", "path", "command"}, op) {
			err4 = fmt.Errorf("condition %q is not set:, url:, path: or command: with a place", c[8])
		} else {
			r.When = Condition{Op: op, At: ps[0], Glob: glob}
		}
	}
	return r, errors.Join(err1, err2, err3, err4)
}

var placeRE = regexp.MustCompile(`^(arg(\d+)|recv|result0)(\.\.\.)?((?:\.\w+|\[\w*\])*)$`)
var pathRE = regexp.MustCompile(`\w+|\[\w*\]`)

func places(s string) ([]Place, error) {
	if s == "-" {
		return nil, nil
	}
	var ps []Place
	for _, alt := range strings.Split(s, "|") {
		m := placeRE.FindStringSubmatch(alt)
		if m == nil {
			return nil, fmt.Errorf("place %q is none of argN, argN..., recv, result0 with a path", alt)
		}
		p := Place{Arg: Recv, Variadic: m[3] != "", Path: strings.Join(pathRE.FindAllString(m[4], -1), "/")}
		switch {
		case m[1] == "result0":
			p.Arg = Result0
		case m[2] != "":
			p.Arg, _ = strconv.Atoi(m[2])
		}
		ps = append(ps, p)
	}
	return ps, nil
}

func spot(s string) (Spot, error) {
	for _, k := range []string{"args", "arg", "recv", "result"} {
		rest, ok := strings.CutPrefix(s, k)
		if !ok {
			continue
		}
		n := 0
		if rest != "" {
			var err error
			if n, err = strconv.Atoi(rest); err != nil {
				continue
			}
		}
		return Spot{Kind: k, Index: n}, nil
	}
	return Spot{}, fmt.Errorf("%q is none of recv, argN, args, resultN", s)
}

var (
	majorElem = regexp.MustCompile(`^v\d+$`)
	gopkgin   = regexp.MustCompile(`\.v\d+$`)
)

// Unversioned returns an import path without major version: "example.com/mail/v2/x" and "gopkg.in/mail.v2" lose it.
func Unversioned(path string) string {
	if strings.HasPrefix(path, "gopkg.in/") {
		elems := strings.Split(path, "/")
		for i, e := range elems {
			elems[i] = gopkgin.ReplaceAllString(e, "")
		}
		return strings.Join(elems, "/")
	}
	if !strings.Contains(path, "/v") {
		return path
	}
	elems := strings.Split(path, "/")
	for i := 1; i < len(elems); i++ {
		// The service packages of twilio-go end in /v1, /v2, /v2010 as names, not as versions: only what can be a
		// module's suffix is dropped, and /v1 never is one.
		if majorElem.MatchString(elems[i]) && elems[i] != "v1" && len(elems[i]) < 4 && i >= 2 && !service(elems[:i]) {
			return strings.Join(slices.Delete(elems, i, i+1), "/")
		}
	}
	return path
}

func service(elems []string) bool { return slices.Contains(elems, "rest") }

// major returns the major version that a path names, 0 for none.
func major(path string) int {
	for _, e := range strings.Split(path, "/") {
		if m := gopkgin.FindString(e); m != "" && strings.HasPrefix(path, "gopkg.in/") {
			n, _ := strconv.Atoi(m[2:])
			return n
		}
		if majorElem.MatchString(e) && len(e) < 4 {
			n, _ := strconv.Atoi(e[1:])
			return n
		}
	}
	return 0
}

// Canonical returns the path under which the rows of an import path are found: without version, a fork as its original.
func (t *Table) Canonical(path string) string {
	path = strings.TrimPrefix(path[strings.LastIndex(path, "/vendor/")+1:], "vendor/")
	p := Unversioned(path)
	if like, ok := t.forks[p]; ok {
		return like
	}
	for i := len(p) - 1; i > 0; i-- {
		if p[i] == '/' {
			if like, ok := t.forks[p[:i]]; ok {
				return like + p[i:]
			}
		}
	}
	return p
}

// Package reports whether anything in the package sends or holds a body.
func (t *Table) Package(path string) bool { return len(t.index[t.Canonical(path)]) > 0 }

// Func returns the rows for a function or method, of any kind but Field.
func (t *Table) Func(f *types.Func) []*Row {
	if f == nil || f.Pkg() == nil {
		return nil
	}
	rows := t.index[t.Canonical(f.Pkg().Path())]
	if len(rows) == 0 {
		return nil
	}
	return closest(f.Pkg().Path(), rows, func(r *Row) bool {
		return r.Kind != Field && r.Name == f.Name() && r.Type == receiver(f)
	})
}

// Fields returns the names of the fields of a named type that hold a body; none if the table says nothing about the type.
func (t *Table) Fields(named *types.TypeName) []string {
	if named == nil || named.Pkg() == nil {
		return nil
	}
	var names []string
	for _, r := range closest(named.Pkg().Path(), t.index[t.Canonical(named.Pkg().Path())], func(r *Row) bool {
		return r.Kind == Field && r.Type == named.Name()
	}) {
		names = append(names, r.Name)
	}
	return names
}

// closest keeps the rows of the version that the path names, or else of the newest version before it, or else of the oldest.
// Rows of a fork count only where the original has none of the same name.
func closest(path string, rows []*Row, ok func(*Row) bool) []*Row {
	want, best := major(path), -1
	for _, r := range rows {
		if m := major(r.Path); ok(r) && (best < 0 || nearer(want, m, best)) {
			best = m
		}
	}
	var match []*Row
	for _, r := range rows {
		if ok(r) && major(r.Path) == best && !slices.ContainsFunc(match, func(o *Row) bool { return o.Name == r.Name && o.Path != r.Path }) {
			match = append(match, r)
		}
	}
	return match
}

// nearer reports whether version m serves the wanted version better than o.
func nearer(want, m, o int) bool {
	switch {
	case m <= want && o <= want:
		return m > o
	case m > want && o > want:
		return m < o
	}
	return m <= want
}

// Step returns what a function does with a text, nil if nothing is known.
func (t *Table) Step(f *types.Func) []*Step {
	if f == nil || f.Pkg() == nil {
		return nil
	}
	var exact, any []*Step
	for _, s := range t.steps[t.Canonical(f.Pkg().Path())] {
		if s.Type != receiver(f) {
			continue
		}
		if s.Name == f.Name() {
			exact = append(exact, s)
		} else if s.Name == "*" {
			any = append(any, s)
		}
	}
	if exact != nil {
		return exact
	}
	return any
}

func receiver(f *types.Func) string {
	recv := f.Signature().Recv()
	if recv == nil {
		return ""
	}
	typ := types.Unalias(recv.Type())
	if p, ok := typ.(*types.Pointer); ok {
		typ = types.Unalias(p.Elem())
	}
	if n, ok := typ.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// Provider returns the hosts of which one text of the parts of a URL names the host and another, or the same, the path.
// parts are the constants that a URL is made of, in any order. undecided is true when a host is there and no path at all,
// so that more parts may decide.
func (t *Table) Provider(parts []string) (found []*Host, undecided bool) {
	path := false
	for _, p := range parts {
		if !strings.Contains(p, "//") && !strings.ContainsAny(p, " <>\n:") && strings.Trim(p, "/0123456789v.%s?&=") != "" && !strings.HasPrefix(p, "http") && !t.Names(p) {
			path = true
		}
		if _, rest, ok := strings.Cut(p, "//"); ok {
			if _, tail, ok := strings.Cut(rest, "/"); ok && strings.Trim(tail, "/0123456789v.%s") != "" {
				path = true
			}
		}
	}
	whole := slashes.ReplaceAllString(strings.Join(parts, "/"), "/")
	for i := range t.Hosts {
		h := &t.Hosts[i]
		if !slices.ContainsFunc(parts, func(p string) bool { return hasHost(p, h.Host) }) {
			continue
		}
		switch {
		case len(h.Paths) == 0, slices.ContainsFunc(parts, func(p string) bool {
			return slices.ContainsFunc(h.Paths, func(want string) bool { return hasPath(p, want) })
		}), slices.ContainsFunc(h.Paths, func(want string) bool {
			return strings.Count(want, "/") > 1 && strings.Contains(strings.ToLower(whole), strings.ToLower(want)) // in several parts
		}):
			found = append(found, h)
		case !path:
			undecided = true
		}
	}
	return found, undecided
}

var slashes = regexp.MustCompile("/+")

// Doubles yields the rows that send and have the name of an interface's method, of the libraries that the interface's package
// imports, each with its package: the library's client, or its double in a test, may stand behind the interface.
func (t *Table) Doubles(m *types.Func) iter.Seq2[*types.Package, *Row] {
	return func(yield func(*types.Package, *Row) bool) {
		if r := m.Signature().Recv(); r == nil || m.Pkg() == nil || !types.IsInterface(r.Type()) {
			return
		}
		for _, imp := range m.Pkg().Imports() {
			for _, r := range t.index[t.Canonical(imp.Path())] {
				if (r.Kind == Send || r.Kind == Template || r.Kind == Resubscribe) && r.Name == m.Name() && r.Type != "" && !yield(imp, r) {
					return
				}
			}
		}
	}
}

// Doubled reports whether a library's client may stand behind the interface of a method.
func (t *Table) Doubled(m *types.Func) bool {
	for range t.Doubles(m) {
		return true
	}
	return false
}

// Names reports whether a text names the host of a provider.
func (t *Table) Names(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, ".") && slices.ContainsFunc(t.Hosts, func(h Host) bool { return strings.Contains(text, h.Host) })
}

// hasHost reports whether the text of a URL, or of its beginning, names the host or one under it.
func hasHost(url, host string) bool {
	url = strings.ToLower(url)
	if !strings.Contains(url, host) {
		return false
	}
	if _, rest, ok := strings.Cut(url, "//"); ok {
		url = rest
	}
	name, _, _ := strings.Cut(url, "/")
	name, _, _ = strings.Cut(name, "?")
	name, _, _ = strings.Cut(name, ":")
	return name == host || strings.HasSuffix(name, "."+host)
}

// hasPath reports whether the URL holds the path, as a whole segment or its beginning.
func hasPath(url, path string) bool {
	if _, rest, ok := strings.Cut(url, "//"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		url = "/" + rest
	} else if !strings.HasPrefix(url, "/") {
		url = "/" + url
	}
	return strings.Contains(strings.ToLower(url), strings.ToLower(path))
}

// MatchPath reports whether a path of a URL matches the glob of a Condition: "*" stands for anything, in the parts of a
// concatenation or a format too.
func MatchPath(parts []string, glob string) bool {
	s := strings.Join(parts, "")
	for _, want := range strings.Split(glob, "*") {
		i := strings.Index(s, want)
		if i < 0 {
			return false
		}
		s = s[i+len(want):]
	}
	return true
}

// Mailer reports whether a command is a program that sends mail or SMS.
func Mailer(command string) bool {
	base := command[strings.LastIndexByte(command, '/')+1:]
	switch base {
	case "sendmail", "msmtp", "ssmtp", "mail", "mailx", "s-nail", "mutt", "swaks", "exim", "exim4", "nullmailer-inject", "gammu", "gammu-smsd-inject", "smsclient", "sendsms", "mmcli":
		return true
	}
	return false
}
