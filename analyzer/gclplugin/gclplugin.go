// Package gclplugin makes the analyzer a linter of golangci-lint, as a module plugin. Importing it registers the linter under
// the name "scrutateur"; nothing else in this module does so.
//
// In .custom-gcl.yml:
//
//	version: v2.15.0
//	plugins:
//	  - module: github.com/scrutateur/scrutateur
//	    import: github.com/scrutateur/scrutateur/analyzer/gclplugin
//	    version: latest
//
// and in .golangci.yml:
//
//	linters:
//	  enable: [scrutateur]
//	  settings:
//	    custom:
//	      scrutateur:
//	        type: module
//	        settings:
//	          transactional:
//	            - {package: example.org/shop/receipts, reason: receipts that people ask for}
//
// The settings are those of analyzer.Config, under the names of its file; a name that is not known is an error. golangci-lint works
// package by package: what only the view of a whole module shows, scrutateur lint finds.
package gclplugin

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/scrutateur/scrutateur/analyzer"
)

func init() { register.Plugin("scrutateur", New) }

type plugin struct{ config analyzer.Config }

var _ register.LinterPlugin = (*plugin)(nil)

// New returns the plugin under its settings, nil for none.
func New(settings any) (register.LinterPlugin, error) {
	if settings == nil {
		return &plugin{}, nil
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(settings); err != nil {
		return nil, fmt.Errorf("settings of scrutateur: %w", err)
	}
	c, err := analyzer.ParseConfig(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("settings of scrutateur: %w", err)
	}
	return &plugin{c}, nil
}

// BuildAnalyzers implements register.LinterPlugin.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{analyzer.New(p.config)}, nil
}

// GetLoadMode implements register.LinterPlugin.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
