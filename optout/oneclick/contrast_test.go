package oneclick

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Text, links and the button stand out as WCAG 2.2, 1.4.6, asks at level AAA (7 to 1), in light and in dark; their
// focus as 1.4.11 asks (3 to 1).
func TestContrast(t *testing.T) {
	light, dark, ok := strings.Cut(style, "@media (prefers-color-scheme: dark) {")
	if !ok {
		t.Fatal("no dark colours")
	}
	for name, css := range map[string]string{"light": light, "dark": dark} {
		colour := func(selector, property string) float64 {
			t.Helper()
			block := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(selector) + ` \{([^}]*)\}`).FindStringSubmatch(css)
			if block == nil {
				t.Fatalf("%s: no rule for %s", name, selector)
			}
			m := regexp.MustCompile(`(?:^|[ ;])` + property + `:[^;]*#([0-9a-f]{6})`).FindStringSubmatch(block[1])
			if m == nil {
				t.Fatalf("%s: %s has no %s", name, selector, property)
			}
			return luminance(t, m[1])
		}
		background := colour("body", "background")
		for what, c := range map[string]struct{ a, b, least float64 }{
			"text":   {colour("body", "color"), background, 7},
			"link":   {colour("a", "color"), background, 7},
			"button": {colour("button", "color"), colour("button", "background"), 7},
			"edge":   {colour("button", "background"), background, 3},
		} {
			if got := (math.Max(c.a, c.b) + 0.05) / (math.Min(c.a, c.b) + 0.05); got < c.least {
				t.Errorf("%s, %s: contrast %.1f, want %.1f", name, what, got, c.least)
			}
		}
		focus := regexp.MustCompile(`outline(?:-color)?: (?:3px solid )?#([0-9a-f]{6})`).FindStringSubmatch(css)
		if focus == nil {
			t.Fatalf("%s: no focus", name)
		}
		if f := luminance(t, focus[1]); (math.Max(f, background)+0.05)/(math.Min(f, background)+0.05) < 3 {
			t.Errorf("%s: the focus does not show", name)
		}
	}
}

// luminance is WCAG's relative luminance of an sRGB colour.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(shift int, weight float64) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return weight * c / 12.92
		}
		return weight * math.Pow((c+0.055)/1.055, 2.4)
	}
	return part(16, 0.2126) + part(8, 0.7152) + part(0, 0.0722)
}
