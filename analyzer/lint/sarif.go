package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/analyzer"
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
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "scrutateur", InformationURI: "https://github.com/scrutateur/scrutateur", Version: version}
	run.Properties = map[string]any{"adoptedTexts": r.Adopted, "packages": r.Packages}
	index := map[string]int{}
	var ids []string
	for _, d := range r.Diagnostics {
		ids = append(ids, d.Rule)
	}
	slices.Sort(ids)
	for i, id := range slices.Compact(ids) {
		index[id] = i
		title, why := analyzer.Describe(id)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{id, sarifText{title}, sarifText{why}, analyzer.RuleURL(id)})
	}
	artifact := func(file string) sarifArtifact { return sarifArtifact{URI: slash(root, file), BaseID: "SRCROOT"} }
	lines := sources{}
	location := func(p Place) sarifLocation {
		return sarifLocation{Physical: sarifPhysical{artifact(p.File), sarifRegion{StartLine: p.Line, StartColumn: lines.utf16(p.File, p.Line, p.Column),
			EndLine: p.EndLine, EndColumn: lines.utf16(p.File, p.EndLine, p.EndColumn)}}}
	}
	prints := Fingerprints(root, r.Diagnostics)
	for i, d := range r.Diagnostics {
		res := sarifResult{RuleID: d.Rule, RuleIndex: index[d.Rule], Level: "error", Message: sarifText{d.Message},
			Locations: []sarifLocation{location(d.Place)}, Fingerprints: map[string]string{"scrutateur/v1": prints[i]}}
		for k, rel := range d.Related {
			l := location(rel.Place)
			l.ID, l.Message = k+1, &sarifText{rel.Message}
			res.Related = append(res.Related, l)
		}
		if len(d.Fixes) > 0 {
			fix := sarifFix{Description: sarifText{d.FixMessage}}
			for _, e := range d.Fixes {
				n := e.End - e.Start
				start := e.Start
				fix.Changes = append(fix.Changes, sarifChange{artifact(e.File), []sarifReplacement{{sarifRegion{ByteOffset: &start, ByteLength: &n}, &sarifText{e.New}}}})
			}
			res.Fixes = []sarifFix{fix}
		}
		switch d.Suppressed {
		case "":
		case Baseline:
			res.Suppressions = []sarifSuppression{{Kind: "external", Justification: "in the baseline"}}
		default:
			res.Suppressions = []sarifSuppression{{Kind: "inSource", Justification: d.Suppressed}}
		}
		run.Results = append(run.Results, res)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func slash(root, file string) string {
	if rel, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(rel) {
		file = rel
	}
	return filepath.ToSlash(file)
}

// Baseline is what Suppressed says of a diagnostic that the baseline holds.
const Baseline = "baseline"

// Fingerprints returns a name for each diagnostic that stays when lines above it come and go: a digest of its rule, its
// file and the text of its line, and which of those that are alike it is.
func Fingerprints(root string, ds []Diagnostic) []string {
	lines := sources{}
	count := map[string]int{}
	out := make([]string, len(ds))
	for i, d := range ds {
		k := strings.Join([]string{d.Rule, slash(root, d.File), strings.Join(strings.Fields(lines.line(d.File, d.Line)), " ")}, "\x00")
		count[k]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", k, count[k]))
		out[i] = hex.EncodeToString(sum[:16])
	}
	return out
}

// sources remembers the lines of files.
type sources map[string][]string

func (s sources) line(file string, n int) string {
	if _, ok := s[file]; !ok {
		data, _ := os.ReadFile(file) // a file that went away has no text: its diagnostics still differ by rule and file
		s[file] = strings.Split(string(data), "\n")
	}
	if n < 1 || n > len(s[file]) {
		return ""
	}
	return s[file][n-1]
}

// utf16 converts a column in bytes to one in UTF-16 units, both from 1.
func (s sources) utf16(file string, line, col int) int {
	text := s.line(file, line)
	if col < 1 || col-1 > len(text) {
		return col
	}
	n := 1
	for _, r := range text[:col-1] {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
