package sinks

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parse reads the four tables. Its error joins one error for each bad line.
func Parse(table, forks, hosts, steps string) (*Table, error) {
	t := &Table{forks: map[string]string{}, index: map[string][]*Row{}, steps: map[string][]*Step{}}
	err := errors.Join(
		each("table", table, "channel path type name kind body subject to when signature", func(c []string) error {
			r, err := row(c)
			t.Rows = append(t.Rows, r)
			return err
		}),
		each("forks", forks, "path like", func(c []string) error {
			t.forks[Unversioned(c[0])] = Unversioned(c[1])
			return nil
		}),
		each("hosts", hosts, "host channel paths provider", func(c []string) error {
			h, err := host(c)
			t.Hosts = append(t.Hosts, h)
			return err
		}),
		each("steps", steps, "path type name op from to", func(c []string) error {
			s, err := step(c)
			t.Steps = append(t.Steps, s)
			return err
		}))
	for i := range t.Rows {
		p := t.Canonical(t.Rows[i].Path)
		t.index[p] = append(t.index[p], &t.Rows[i])
	}
	for i := range t.Steps {
		p := Unversioned(t.Steps[i].Path)
		t.steps[p] = append(t.steps[p], &t.Steps[i])
	}
	return t, err
}

// each reads the lines of a table: comments, one line with the names of the columns, and then what read makes of the columns.
func each(file, text, heading string, read func(c []string) error) error {
	var errs []error
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
				return fmt.Errorf("%s:%d: the columns must be %q", file, i+1, heading)
			}
			continue
		}
		if n := strings.Count(heading, " ") + 1; len(c) != n {
			errs = append(errs, fmt.Errorf("%s:%d: %d columns instead of %d (%s), separated by tabs", file, i+1, len(c), n, heading))
		} else if err := read(c); err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", file, i+1, err))
		}
	}
	return errors.Join(errs...)
}

func host(c []string) (Host, error) {
	h := Host{Host: c[0], Channel: Channel(c[1]), Provider: c[3]}
	if c[2] != "" && c[2] != "-" {
		h.Paths = strings.Split(c[2], "|")
	}
	if h.Channel != SMS && h.Channel != Email && h.Channel != MMS {
		return h, fmt.Errorf("channel %q of host %q is none of sms, mms, email", c[1], c[0])
	}
	return h, nil
}

func step(c []string) (s Step, err error) {
	s = Step{Path: c[0], Type: strings.TrimPrefix(c[1], "-"), Name: c[2], Op: Op(c[3])}
	switch s.Op {
	case Copy, Join, Wrap, Alter, Format, Alias, Render, Fill:
	default:
		return s, fmt.Errorf("operation %q is none of copy, join, wrap, alter, format, alias, render, fill", c[3])
	}
	var err1, err2 error
	s.From, err1 = spot(c[4])
	s.To, err2 = spot(c[5])
	return s, errors.Join(err1, err2)
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
