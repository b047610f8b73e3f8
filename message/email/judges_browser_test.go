package email_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// screens are how messages are looked at: a small phone and a window, by day and by night.
var screens = []struct {
	name  string
	width int64
	dark  bool
}{
	{"320-light", 320, false}, {"320-dark", 320, true}, {"800-light", 800, false}, {"800-dark", 800, true},
}

// browser is a headless Chromium without network, with a tab that shows one page after the other.
type browser struct {
	tab    context.Context
	server *httptest.Server
	axe    string
	page   string
	dir    string // for pictures
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	program := judge(t, "chromium", "chromium-browser", "google-chrome")
	b := &browser{dir: t.ArtifactDir()}
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, b.page)
	}))
	t.Cleanup(b.server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), // a message is judged as it is, without its remote images
	)
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	tab, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	if err := chromedp.Do(tab); err != nil {
		t.Fatalf("%s does not start: %v", program, err)
	}
	b.tab, stop = context.WithTimeout(tab, 5*time.Minute)
	t.Cleanup(stop)
	return b
}

// withAxe lets every page that is opened from now on have axe-core.
func (b *browser) withAxe(t *testing.T) *browser {
	t.Helper()
	file := os.Getenv("SCRUTATEUR_AXE")
	if file == "" {
		noJudge(t, "SCRUTATEUR_AXE does not name the file axe.min.js of the npm package axe-core")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b.axe = string(axe)
	return b
}

// open shows a page.
func (b *browser) open(t *testing.T, html string) {
	t.Helper()
	b.page = html
	if err := chromedp.Do(b.tab, chromedp.Navigate(b.server.URL), chromedp.Evaluate[chromedp.Void](b.axe)); err != nil {
		t.Fatal(err)
	}
}

// look sets the width of the window and its colours.
func (b *browser) look(t *testing.T, width int64, dark bool) {
	t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	if err := chromedp.Do(b.tab, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.tab, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
}

// ask runs a script, which may be a promise, and returns its answer.
func ask[T any](t *testing.T, b *browser, script string) T {
	t.Helper()
	answer, err := chromedp.Run(b.tab, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// defects, of a browser withAxe, are what axe-core finds serious or critical in the page, each with the elements.
func (b *browser) defects(t *testing.T) []string {
	t.Helper()
	return ask[[]string](t, b, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.filter(v => v.impact == "serious" || v.impact == "critical").
		map(v => v.impact + " " + v.id + ": " + v.nodes.map(n => n.target.join(" ") + " (" + (n.any[0] || n.all[0] || n.none[0]).message + ")").join(", ")))`)
}

// picture keeps a screenshot of the whole page for who asks with go test -artifacts.
func (b *browser) picture(t *testing.T, name string) {
	t.Helper()
	if kept := flag.Lookup("test.artifacts"); kept == nil || kept.Value.String() != "true" {
		return
	}
	png, err := chromedp.Run(b.tab, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}

// seen tells the parts of a text that nobody sees: the elements that hold them are not there, or hidden by some style.
const seen = `((parts) => {
	const flat = (s) => s.replace(/[\s\u00a0\u202f]+/g, " ").trim(), all = [...document.body.querySelectorAll("p, a, td, div")];
	return parts.filter(part => {
		const holders = all.filter(e => flat(e.textContent).includes(flat(part))), e = holders[holders.length - 1];
		if (!e || !e.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true})) return true;
		const r = e.getBoundingClientRect(), s = getComputedStyle(e);
		return !flat(document.body.innerText).includes(flat(part)) || r.width < 100 || r.height < 10 || r.left < 0 || parseFloat(s.fontSize) < 12;
	});
})`

// unstyle takes away all that says how a page looks.
const unstyle = `(() => {
	for (const e of document.querySelectorAll("style, link")) e.remove();
	for (const e of document.querySelectorAll("*")) for (const a of ["style", "class", "bgcolor", "background", "color", "text", "link", "vlink", "alink"]) e.removeAttribute(a);
	return true;
})()`

// visible holds that a reader sees the words of the message, whatever its author wrote above them.
func (b *browser) visible(t *testing.T, m judged) {
	t.Helper()
	var parts []string
	for _, s := range m.words {
		for part := range strings.SplitSeq(s.Forms[0], "{unsubscribe}") {
			// An address at the end of a sentence becomes a link, and its colon goes.
			part, _, _ = strings.Cut(part, "https://")
			parts = append(parts, strings.Trim(part, ": \u00a0\u202f"))
		}
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return len(p) < 3 })
	question, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range ask[[]string](t, b, seen+"("+string(question)+")") {
		t.Errorf("nobody sees the words %q", part)
	}
}

// TestJudgedByAxe has axe-core look for serious defects in every message, on each screen and without the author's
// and our styles; a small phone shows it without scrolling sideways, and whoever reads it sees the words that the law asks for.
func TestJudgedByAxe(t *testing.T) {
	b := newBrowser(t).withAxe(t)
	t.Run("a page with defects", func(t *testing.T) {
		b.open(t, `<!DOCTYPE html><title>x</title><body bgcolor="#ffffff"><p style="color:#cccccc">Bonjour <img src="https://demain.example/x.png"></p><p style="width:500px">x</p>`)
		b.look(t, 320, false)
		found := strings.Join(b.defects(t), "\n")
		for _, want := range []string{"serious color-contrast", "serious html-has-lang", "critical image-alt"} {
			if !strings.Contains(found, want) {
				t.Errorf("a judge that does not find %s judges nothing: %s", want, found)
			}
		}
		if b.sideways(t) == 0 {
			t.Error("500 px fit into 320")
		}
	})
	for _, m := range judgedSet(t) {
		t.Run(m.name, func(t *testing.T) {
			b.open(t, m.HTML())
			for _, s := range screens {
				b.look(t, s.width, s.dark)
				b.picture(t, m.name+"."+s.name)
				for _, d := range b.defects(t) {
					t.Errorf("%s: %s", s.name, d)
				}
				if n := b.sideways(t); s.width == 320 && n > 0 {
					t.Errorf("%s: the page scrolls sideways by %d px", s.name, n)
				}
				b.visible(t, m)
			}
			ask[bool](t, b, unstyle)
			b.look(t, 320, false)
			b.picture(t, m.name+".unstyled")
			for _, d := range b.defects(t) {
				t.Errorf("without style: %s", d)
			}
			b.visible(t, m)
		})
	}
}

// sideways returns by how many pixels the page is wider than the window.
func (b *browser) sideways(t *testing.T) int {
	t.Helper()
	return ask[int](t, b, "document.scrollingElement.scrollWidth - innerWidth")
}
