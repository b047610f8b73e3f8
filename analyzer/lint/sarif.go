package lint

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"time"

	"github.com/scrutateur/scrutateur/analyzer/finding"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/notice/law"
)

// SARIF 2.1.0 (OASIS Standard, 27 March 2020), as much of it as code scanning reads.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	ColumnKind      string                   `json:"columnKind"`
	OriginalBaseIDs map[string]sarifArtifact `json:"originalUriBaseIds,omitempty"`
	Results         []sarifResult            `json:"results"`
	Properties      map[string]any           `json:"properties,omitempty"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	InformationURI string      `json:"informationUri"`
	Version        string      `json:"version,omitempty"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID      string    `json:"id"`
	Short   sarifText `json:"shortDescription"`
	Help    sarifText `json:"help"`
	HelpURI string    `json:"helpUri"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Fixes        []sarifFix         `json:"fixes,omitempty"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification,omitempty"`
}

type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifText    `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI    string `json:"uri"`
	BaseID string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int  `json:"startLine,omitempty"`
	StartColumn int  `json:"startColumn,omitempty"`
	EndLine     int  `json:"endLine,omitempty"`
	EndColumn   int  `json:"endColumn,omitempty"`
	ByteOffset  *int `json:"byteOffset,omitempty"`
	ByteLength  *int `json:"byteLength,omitempty"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"`
}

// WriteSARIF writes a report as SARIF 2.1.0. File names are written relative to root, under the base SRCROOT.
func (r Report) WriteSARIF(w io.Writer, root, version string) error {
	s := &sarif{root: root, lines: r.sources(), index: map[law.ID]int{}}
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "scrutateur", InformationURI: "https://github.com/scrutateur/scrutateur", Version: version, Rules: s.rules(r)}
	run.Properties = map[string]any{"adoptedTexts": r.Adopted, "packages": r.Packages}
	prints := r.Fingerprints(root)
	for i, f := range r.Findings {
		run.Results = append(run.Results, s.result(f, prints[i]))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}); err != nil {
		return err
	}
	_, err := w.Write(termsafe.JSON(b.Bytes()))
	return err
}

// sarif is what the results of one log share.
type sarif struct {
	root  string
	lines *sources
	index map[law.ID]int // of a rule in the list of rules
}

// rules lists the rules that were broken, sorted by ID.
func (s *sarif) rules(r Report) (rules []sarifRule) {
	var ids []law.ID
	for _, f := range r.Findings {
		ids = append(ids, f.Rule)
	}
	slices.Sort(ids)
	for i, id := range slices.Compact(ids) {
		s.index[id] = i
		rule, known := law.Lookup(id, time.Now())
		if !known {
			rule = law.Rule{ID: id, Title: string(id), Why: string(id)}
		}
		rules = append(rules, sarifRule{string(id), sarifText{rule.Title}, sarifText{rule.Why}, rule.URL()})
	}
	return rules
}

func (s *sarif) result(f finding.Finding, fingerprint string) sarifResult {
	res := sarifResult{RuleID: string(f.Rule), RuleIndex: s.index[f.Rule], Level: "error", Message: sarifText{f.Message},
		Locations: []sarifLocation{s.location(f.Place)}, Fingerprints: map[string]string{"scrutateur/v1": fingerprint}}
	for i, r := range f.Related {
		l := s.location(r.Place)
		l.ID, l.Message = i+1, &sarifText{r.Message}
		res.Related = append(res.Related, l)
	}
	if len(f.Edits) > 0 {
		res.Fixes = []sarifFix{s.fix(f.Fix)}
	}
	switch f.Suppressed {
	case "":
	case Baseline:
		res.Suppressions = []sarifSuppression{{Kind: "external", Justification: "in the baseline"}}
	default:
		res.Suppressions = []sarifSuppression{{Kind: "inSource", Justification: f.Suppressed}}
	}
	return res
}

func (s *sarif) fix(f finding.Fix) sarifFix {
	fix := sarifFix{Description: sarifText{f.Title}}
	for _, e := range f.Edits {
		n := e.End - e.Start
		fix.Changes = append(fix.Changes, sarifChange{s.artifact(e.File),
			[]sarifReplacement{{sarifRegion{ByteOffset: &e.Start, ByteLength: &n}, &sarifText{e.New}}}})
	}
	return fix
}

func (s *sarif) location(p finding.Place) sarifLocation {
	return sarifLocation{Physical: sarifPhysical{s.artifact(p.File), sarifRegion{
		StartLine: p.Line, StartColumn: s.lines.utf16(p.File, p.Line, p.Column),
		EndLine: p.EndLine, EndColumn: s.lines.utf16(p.File, p.EndLine, p.EndColumn)}}}
}

func (s *sarif) artifact(file string) sarifArtifact {
	return sarifArtifact{URI: (&url.URL{Path: slash(s.root, file)}).EscapedPath(), BaseID: "SRCROOT"}
}
