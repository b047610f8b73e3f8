package analyzer

import (
	"fmt"

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

// MaxConfig is how many bytes a configuration may have.
const MaxConfig = 1 << 20

// ParseConfig reads a configuration, at most 1 MiB. It is strict, because a configuration exempts: an unknown key, a key
// in another case, a key that stands twice (the second "transactional" would count, and a reader sees the first), a second
// value and a bad entry are errors; all that can be told at once is.
func ParseConfig(data []byte) (Config, error) {
	var c Config
	if len(data) > MaxConfig {
		return c, fmt.Errorf("the configuration has %d bytes; at most %d are read", len(data), MaxConfig)
	}
	if _, problems := strictjson.Unmarshal(data, &c); len(problems) > 0 {
		return Config{}, strictjson.Err(problems)
	}
	_, err := c.compile()
	return c, err
}
