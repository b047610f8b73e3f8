package analyzer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/internal/tongue"
)

// settings is a Config made ready.
type settings struct {
	Config
	table    *sinks.Table
	channels map[sinks.Channel]bool
}

// compile makes a configuration ready, or says everything that is wrong with it.
func (c Config) compile() (*settings, error) {
	channels, err1 := c.channels()
	table, err2 := c.table()
	err3 := c.exemptions()
	var err4 error
	if langs := languages(); c.Lang != "" && !slices.Contains(langs, c.Lang) {
		err4 = fmt.Errorf("lang: %q is none of %s", c.Lang, strings.Join(langs, ", "))
	}
	return &settings{Config: c, table: table, channels: channels}, errors.Join(err1, err3, err4, err2)
}

// channels returns the channels that are judged.
func (c Config) channels() (map[sinks.Channel]bool, error) {
	judged := map[sinks.Channel]bool{sinks.SMS: true, sinks.MMS: true, sinks.Email: true, sinks.HTTP: true}
	var errs []error
	for _, name := range c.Channels {
		switch ch := sinks.Channel(name); ch {
		case sinks.Multi, sinks.Queue, sinks.Voice:
			judged[ch] = true
		case sinks.SMS, sinks.MMS, sinks.Email, sinks.HTTP:
		default:
			errs = append(errs, fmt.Errorf("channels: %q is none of multi, queue, voice", name))
		}
	}
	return judged, errors.Join(errs...)
}

// exemptions refuses exemptions of no package, and those without a reason.
func (c Config) exemptions() error {
	var errs []error
	for i, e := range c.Transactional {
		if e.Package == "" || strings.Contains(strings.TrimSuffix(e.Package, "/..."), "...") {
			errs = append(errs, fmt.Errorf("transactional[%d]: package %q is no import path, nor one with /... at its end", i, e.Package))
		}
		if !sentence(e.Reason) {
			errs = append(errs, fmt.Errorf("transactional[%d]: a reason in words is missing: say why the messages of %q are no political ones", i, e.Package))
		}
	}
	return errors.Join(errs...)
}

// sentence reports whether a reason says something: two words at least.
func sentence(s string) bool { return len(strings.Fields(s)) >= 2 }

// transactional reports whether an exemption covers a package.
func (s *settings) transactional(path string) bool {
	return slices.ContainsFunc(s.Transactional, func(e Exemption) bool {
		if base, ok := strings.CutSuffix(e.Package, "/..."); ok {
			return path == base || strings.HasPrefix(path, base+"/")
		}
		return path == e.Package
	})
}

// table returns the table of package sinks with the lines of the configuration.
func (c Config) table() (*sinks.Table, error) {
	var l lines
	var rows, forks, hosts []string
	for i, k := range c.Sinks {
		kind := k.Kind
		if kind == "" {
			kind = string(sinks.Send)
		}
		if k.Path == "" || k.Name == "" || k.Body == "" && kind != string(sinks.Template) && kind != string(sinks.Header) {
			l.refuse("sinks[%d]: path, name and body are required", i)
			continue
		}
		rows = append(rows, l.line(k.Channel, k.Path, dash(k.Type), k.Name, kind, dash(k.Body), "-", dash(k.To), "-", "-"))
	}
	for i, h := range c.Hosts {
		if h.Host == "" || strings.Contains(h.Host, "/") || h.Provider == "" {
			l.refuse("hosts[%d]: a host without scheme and path, and a provider are required", i)
			continue
		}
		hosts = append(hosts, l.line(h.Host, h.Channel, strings.Join(h.Paths, "|"), h.Provider))
	}
	for i, a := range c.Aliases {
		if a.Path == "" || a.Like == "" {
			l.refuse("aliases[%d]: path and like are required", i)
			continue
		}
		forks = append(forks, l.line(a.Path, a.Like))
	}
	table, err := sinks.Default().With(rows, forks, hosts, nil)
	return table, errors.Join(errors.Join(l.errs...), err)
}

// lines writes lines of the table, whose columns are separated by tabs.
type lines struct{ errs []error }

func (l *lines) refuse(format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf(format, args...))
}

func (l *lines) line(columns ...string) string {
	for _, c := range columns {
		if strings.ContainsAny(c, "\t\n\r") {
			l.refuse("%q holds a tab or a line break", c)
			return "#"
		}
	}
	return strings.Join(columns, "\t")
}

func dash(column string) string {
	if column == "" {
		return "-"
	}
	return column
}

// languages are those that findings are said in.
func languages() []string {
	var names []string
	for _, t := range tongue.All() {
		names = append(names, t.String())
	}
	slices.Sort(names)
	return names
}
