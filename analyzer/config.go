package analyzer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer/sinks"
	"github.com/scrutateur/scrutateur/internal/strictjson"
)

// ConfigName is the name of the configuration file. It stands beside the go.mod of the module, or in a directory above it: one
// file for a module, so that go vet, which runs package by package, knows when it changed.
const ConfigName = "scrutateur.json"

// Config says what the analyzer cannot know by itself. The zero Config is what most programs need.
type Config struct {
	// Schema is ignored: editors find the JSON schema by it.
	Schema string `json:"$schema,omitempty"`
	// Transactional names packages whose messages are no political ones.
	Transactional []Exemption `json:"transactional,omitempty"`
	// Sinks are more functions, methods and interface methods that send.
	Sinks []Sink `json:"sinks,omitempty"`
	// Hosts are more providers, for requests written by hand.
	Hosts []Host `json:"hosts,omitempty"`
	// Aliases are forks: libraries with the functions of another under their own import path.
	Aliases []Alias `json:"aliases,omitempty"`
	// Channels are judged besides SMS, MMS, e-mail and HTTP: "multi", "queue", "voice".
	Channels []string `json:"channels,omitempty"`
	// Tests has files that end in _test.go judged too.
	Tests bool `json:"tests,omitempty"`
	// Lang is the language of the messages, "en" or "fr"; "" is "en".
	Lang string `json:"lang,omitempty"`
}

// Exemption exempts the packages whose import path is Package, or below it when it ends in "/...".
type Exemption struct {
	Package string `json:"package"`
	Reason  string `json:"reason"`
}

// Sink is a function or method that sends.
type Sink struct {
	Channel string `json:"channel"`        // "sms", "mms", "email", "queue"
	Path    string `json:"path"`           // import path
	Type    string `json:"type,omitempty"` // receiver, or interface
	Name    string `json:"name"`
	Kind    string `json:"kind,omitempty"` // of package sinks; "" is "send"
	Body    string `json:"body"`           // "arg1", "arg0.Text|arg0.HTML", "recv"
	To      string `json:"to,omitempty"`
}

// Host is a provider's address, as in package sinks.
type Host struct {
	Host     string   `json:"host"`
	Channel  string   `json:"channel"`
	Paths    []string `json:"paths,omitempty"`
	Provider string   `json:"provider"`
}

// Alias says that a library has the functions of another.
type Alias struct {
	Path string `json:"path"`
	Like string `json:"like"`
}

// maxConfig is how many bytes a configuration may have.
const maxConfig = 1 << 20

// ParseConfig reads a configuration, at most 1 MiB. It is strict, because a configuration exempts: an unknown key, a key
// in another case, a key that stands twice (the second "transactional" would count, and a reader sees the first), a second
// value and a bad entry are errors; all that can be told at once is.
func ParseConfig(data []byte) (Config, error) {
	var c Config
	if len(data) > maxConfig {
		return c, fmt.Errorf("the configuration has %d bytes; at most %d are read", len(data), maxConfig)
	}
	if _, problems := strictjson.Unmarshal(data, &c); len(problems) > 0 {
		return Config{}, strictjson.Err(problems)
	}
	_, err := c.compile()
	return c, err
}

// FindConfig reads the configuration for a directory: that of its module, or the nearest above. path is "" when there is
// none. A directory of the module cache has none: what a dependency configures for itself says nothing about its users.
func FindConfig(dir string) (c Config, path string, data []byte, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return c, "", nil, err
	}
	if strings.Contains(dir, "@") && strings.Contains(filepath.ToSlash(dir), "/pkg/mod/") {
		return c, "", nil, nil
	}
	for up := dir; ; up = filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			dir = up
			break
		}
		if up == filepath.Dir(up) {
			break
		}
	}
	for {
		path = filepath.Join(dir, ConfigName)
		data, err = os.ReadFile(path)
		if err == nil {
			if c, err = ParseConfig(data); err != nil {
				err = fmt.Errorf("%s: %w", path, err)
			}
			return c, path, data, err
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return c, path, nil, err
		}
		up := filepath.Dir(dir)
		if up == dir {
			return c, "", nil, nil
		}
		dir = up
	}
}

// settings is a Config made ready.
type settings struct {
	Config
	table    *sinks.Table
	channels map[sinks.Channel]bool
}

func (c Config) compile() (*settings, error) {
	s := &settings{Config: c, channels: map[sinks.Channel]bool{sinks.SMS: true, sinks.MMS: true, sinks.Email: true, sinks.HTTP: true}}
	var errs []error
	for _, ch := range c.Channels {
		switch sinks.Channel(ch) {
		case sinks.Multi, sinks.Queue, sinks.Voice:
			s.channels[sinks.Channel(ch)] = true
		case sinks.SMS, sinks.MMS, sinks.Email, sinks.HTTP:
		default:
			errs = append(errs, fmt.Errorf("channels: %q is none of multi, queue, voice", ch))
		}
	}
	for i, e := range c.Transactional {
		if e.Package == "" || strings.Contains(strings.TrimSuffix(e.Package, "/..."), "...") {
			errs = append(errs, fmt.Errorf("transactional[%d]: package %q is no import path, nor one with /... at its end", i, e.Package))
		}
		if !sentence(e.Reason) {
			errs = append(errs, fmt.Errorf("transactional[%d]: a reason in words is missing: say why the messages of %s are no political ones", i, e.Package))
		}
	}
	if !slices.Contains([]string{"", "en", "fr"}, c.Lang) {
		errs = append(errs, fmt.Errorf("lang: %q is none of en, fr", c.Lang))
	}
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	clean := func(fields ...string) string {
		for _, f := range fields {
			if strings.ContainsAny(f, "\t\n\r") {
				errs = append(errs, fmt.Errorf("%q holds a tab or a line break", f))
				return "#"
			}
		}
		return strings.Join(fields, "\t")
	}
	var rows, forks, hosts []string
	for i, k := range c.Sinks {
		kind := k.Kind
		if kind == "" {
			kind = "send"
		}
		if k.Path == "" || k.Name == "" || k.Body == "" && kind != "template" && kind != "header" {
			errs = append(errs, fmt.Errorf("sinks[%d]: path, name and body are required", i))
			continue
		}
		rows = append(rows, clean(k.Channel, k.Path, dash(k.Type), k.Name, kind, dash(k.Body), "-", dash(k.To), "-", "-"))
	}
	for i, h := range c.Hosts {
		if h.Host == "" || strings.Contains(h.Host, "/") || h.Provider == "" {
			errs = append(errs, fmt.Errorf("hosts[%d]: a host without scheme and path, and a provider are required", i))
			continue
		}
		hosts = append(hosts, clean(h.Host, h.Channel, strings.Join(h.Paths, "|"), h.Provider))
	}
	for i, a := range c.Aliases {
		if a.Path == "" || a.Like == "" {
			errs = append(errs, fmt.Errorf("aliases[%d]: path and like are required", i))
			continue
		}
		forks = append(forks, clean(a.Path, a.Like))
	}
	var err error
	if s.table, err = sinks.Default().With(rows, forks, hosts, nil); err != nil {
		errs = append(errs, err)
	}
	return s, errors.Join(errs...)
}

// sentence reports whether a reason says something: two words at least.
func sentence(s string) bool { return len(strings.Fields(s)) >= 2 }

// transactional returns the exemption that covers a package.
func (s *settings) transactional(path string) bool {
	return slices.ContainsFunc(s.Transactional, func(e Exemption) bool {
		if base, ok := strings.CutSuffix(e.Package, "/..."); ok {
			return path == base || strings.HasPrefix(path, base+"/")
		}
		return path == e.Package
	})
}
