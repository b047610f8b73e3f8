package dossier_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/text/language"
)

// needs skips a test whose program is not installed; SCRUTATEUR_REQUIRE_JUDGES=1 makes that a failure.
func needs(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SCRUTATEUR_REQUIRE_JUDGES") == "1" {
		t.Fatal("SCRUTATEUR_REQUIRE_JUDGES=1, and " + why)
	}
	t.Skip(why + "; SCRUTATEUR_REQUIRE_JUDGES=1 makes this a failure")
}

// TestInBrowser has axe-core look for serious defects in every page, on a small phone and in a window, by day and by night; no
// page scrolls sideways on the phone, and each prints on A4.
func TestInBrowser(t *testing.T) {
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil && program == "" {
			program = p
		}
	}
	if program == "" {
		needs(t, "no browser is installed")
	}
	file := os.Getenv("SCRUTATEUR_AXE")
	if file == "" {
		needs(t, "SCRUTATEUR_AXE does not name the file axe.min.js of the npm package axe-core")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}

	var shown bytes.Buffer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, shown.String())
	}))
	defer server.Close()
	allocator, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	defer stop()
	tab, stop := chromedp.NewContext(allocator)
	defer stop()
	if err := chromedp.Do(tab); err != nil {
		t.Fatalf("%s does not start: %v", program, err)
	}
	tab, stop = context.WithTimeout(tab, 5*time.Minute)
	defer stop()

	open := func(html string) {
		t.Helper()
		shown.Reset()
		shown.WriteString(html)
		if err := chromedp.Do(tab, chromedp.Navigate(server.URL), chromedp.Evaluate[chromedp.Void](string(axe))); err != nil {
			t.Fatal(err)
		}
	}
	open(`<!DOCTYPE html><html><title>x</title><body style="background:#fff"><main><h1>x</h1><p style="color:#ccc;width:500px">Bonjour</p></main>`)
	if found := strings.Join(look(t, tab), "\n"); !strings.Contains(found, "color-contrast") || !strings.Contains(found, "html-has-lang") || !strings.Contains(found, "sideways") {
		t.Errorf("a judge that does not find these defects judges nothing: %s", found)
	}
	all := dossiers(t)
	for _, c := range []struct {
		name string
		lang language.Tag
	}{{"gaps", language.French}, {"full", language.English}, {"hostile", language.French}} {
		for _, p := range all[c.name].Pages(c.lang) {
			where := c.name + "/" + p.Name
			var html strings.Builder
			if err := p.WriteHTML(&html); err != nil {
				t.Fatal(err)
			}
			open(html.String())
			for _, f := range look(t, tab) {
				t.Errorf("%s %s", where, f)
			}
			printed(t, tab, where)
		}
	}
}

// look judges the open page on four screens.
func look(t *testing.T, tab context.Context) (defects []string) {
	t.Helper()
	for _, width := range []int64{320, 800} {
		for _, scheme := range []string{"light", "dark"} {
			at := fmt.Sprintf("at %d px, %s: ", width, scheme)
			if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 900)); err != nil {
				t.Fatal(err)
			}
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			found, err := chromedp.Run(tab, chromedp.Evaluate[[]string](`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.filter(v => v.impact != "minor").
				map(v => v.impact + " " + v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", ")))`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				defects = append(defects, at+f)
			}
			sideways, err := chromedp.Run(tab, chromedp.Evaluate[int]("document.scrollingElement.scrollWidth - innerWidth"))
			if err != nil {
				t.Fatal(err)
			}
			if sideways > 0 {
				defects = append(defects, fmt.Sprintf("%sscrolls sideways by %d", at, sideways))
			}
		}
	}
	return defects
}

var mediaBox = regexp.MustCompile(`/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]`)

// printed prints the open page: every sheet is A4, 210 by 297 mm.
func printed(t *testing.T, tab context.Context, where string) {
	t.Helper()
	pdf, err := chromedp.Call(tab, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	sheets := mediaBox.FindAllSubmatch(pdf.Data, -1)
	if len(sheets) == 0 {
		t.Fatalf("%s prints nothing that can be read", where)
	}
	for _, s := range sheets {
		width, _ := strconv.ParseFloat(string(s[1]), 64)
		height, _ := strconv.ParseFloat(string(s[2]), 64)
		if width < 594 || width > 596 || height < 841 || height > 843 { // points
			t.Errorf("%s prints on %s by %s points", where, s[1], s[2])
		}
	}
	if n := len(sheets); n > 8 {
		t.Errorf("%s takes %d sheets", where, n)
	}
}
