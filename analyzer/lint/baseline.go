package lint

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/scrutateur/scrutateur/internal/termsafe"
)

// Baseline is what Suppressed says of a finding that the baseline holds.
const Baseline = "baseline"

// A baseline is a text file of fingerprints, one a line, so that an old program can adopt the linter without changing at once.

// ParseBaseline reads a baseline. Lines after "#" say what the fingerprint was.
func ParseBaseline(data []byte) (map[string]bool, error) {
	known := map[string]bool{}
	var errs []error
	for i, line := range strings.Split(string(data), "\n") {
		print, _, _ := strings.Cut(line, "#")
		if print = strings.TrimSpace(print); print == "" {
			continue
		}
		if len(print) != 32 || strings.Trim(print, "0123456789abcdef") != "" {
			if len(errs) == maxErrors {
				return nil, errors.Join(append(errs, errors.New("and more"))...)
			}
			errs = append(errs, fmt.Errorf("line %d: %.40q is no fingerprint of 32 hexadecimal digits", i+1, print))
			continue
		}
		known[print] = true
	}
	return known, errors.Join(errs...)
}

// WriteBaseline returns a baseline of everything that is open.
func (r Report) WriteBaseline(root string) []byte {
	var b bytes.Buffer
	b.WriteString("# scrutateur lint -baseline: findings that were there before. A line goes when its finding is gone.\n")
	prints := r.Fingerprints(root)
	for i, f := range r.Findings {
		if f.Suppressed == "" || f.Suppressed == Baseline {
			fmt.Fprintf(&b, "%s # %s %s\n", prints[i], f.Rule, termsafe.Escape(slash(root, f.File)))
		}
	}
	return b.Bytes()
}

// Adopt marks what the baseline knows as suppressed and returns how many of its lines are not needed any more.
func (r *Report) Adopt(root string, known map[string]bool) (stale int) {
	met := map[string]bool{}
	for i, p := range r.Fingerprints(root) {
		if known[p] && r.Findings[i].Suppressed == "" {
			r.Findings[i].Suppressed = Baseline
			met[p] = true
		}
	}
	return len(known) - len(met)
}

// Fingerprints returns a name for each of the findings that stays when lines above it come and go: a digest of its rule, its
// file and the text of its line, and which of those that are alike it is.
func (r Report) Fingerprints(root string) []string {
	lines := r.sources()
	count := map[string]int{}
	out := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		k := strings.Join([]string{string(f.Rule), slash(root, f.File), lines.line(f.File, f.Line)}, "\x00")
		count[k]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", k, count[k]))
		out[i] = hex.EncodeToString(sum[:16])
	}
	return out
}
