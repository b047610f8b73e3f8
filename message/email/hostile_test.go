package email_test

import (
	"bytes"
	"embed"
	"image/png"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

//go:embed testdata/hostile/*.txtar
var hostilePages embed.FS

// hostile are pages whose author wants the statutory block out of sight.
func hostile(t testing.TB) (pages []txtar.File) {
	t.Helper()
	for _, name := range []string{"pages", "blind", "newer", "others", "siblings"} {
		pages = append(pages, txtar.Parse(message.Must(hostilePages.ReadFile("testdata/hostile/"+name+".txtar"))).Files...)
	}
	if len(pages) < 400 {
		t.Fatalf("only %d pages", len(pages))
	}
	return pages
}

// TestRealPages holds that pages of the shapes that producers write are taken, under the rules of today too: no defence of the block and
// no search for trackers is worth a page that its author cannot understand to be refused.
func TestRealPages(t *testing.T) {
	for _, name := range []string{"real", "producers", "tame"} {
		for _, f := range txtar.Parse(message.Must(hostilePages.ReadFile("testdata/hostile/" + name + ".txtar"))).Files {
			for _, election := range []notice.Election{fixture.DemainMail().Election, notice.NoElection} {
				s := fixture.Email("Réunion publique jeudi", string(f.Data))
				s.Text, s.Notice.Election = "Bonjour", election
				tpl, err := email.Compile[fixture.Voter](s)
				if err != nil {
					t.Errorf("%s: %v", f.Name, err)
					continue
				}
				for _, f := range tpl.Findings() {
					if f.Rule == law.TrackingPixel {
						t.Errorf("%s", f.Detail)
					}
				}
			}
		}
	}
}

// buried tells what keeps a reader of the page from the block or from the link in it, however he scrolls: no box, another place than
// the page, looks that nobody sees, another element above.
const buried = `(() => {
	const out = [], links = [...document.querySelectorAll('a[href*="/d/"]')], link = links[links.length - 1];
	if (!link) return ["no link"];
	const block = link.closest("table");
	if (block.parentNode != document.body || document.body.parentNode != document.documentElement) return ["another parent"];
	const words = [...block.querySelectorAll("p")];
	if (words.length < 3) out.push("few paragraphs");
	if (link.isContentEditable) out.push("where text is written, the link leads nowhere");
	const above = link.getBoundingClientRect().top + scrollY;
	if (above > 60000) out.push("nobody scrolls to the link: " + Math.round(above));
	for (const e of block.querySelectorAll("*")) for (const which of ["::before", "::after"])
		if (/[\u202a-\u202e\u2066-\u2069]/.test(getComputedStyle(e, which).content)) out.push("generated text turns what follows");
	const lum = (c) => { const f = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
	const rgb = (s) => (s.match(/[\d.]+/g) || []).map(Number);
	for (const e of [...words, link]) {
		const what = e == link ? "the link" : "a paragraph";
		if (!e.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true})) { out.push(what + " is not visible"); continue; }
		for (let up = e; up; up = up.parentElement) {
			const s = getComputedStyle(up);
			if (parseFloat(s.opacity) < 0.9 || s.filter != "none" || s.clipPath != "none" || s.transform != "none" || s.maskImage != "none" || s.mixBlendMode != "normal") out.push(what + " in a " + up.localName + " with looks");
		}
		const s = getComputedStyle(e);
		if (parseFloat(s.fontSize) < 12 || s.pointerEvents == "none" || s.webkitTextSecurity != "none") out.push(what + " is small or dead");
		let ground = [0, 0, 0, 0];
		for (let up = e; up && (ground.length == 4 && ground[3] == 0); up = up.parentElement) ground = rgb(getComputedStyle(up).backgroundColor);
		const a = lum(rgb(s.color)), b = lum(ground);
		if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) out.push(what + " without contrast");
		e.scrollIntoView({block: "center", inline: "nearest", behavior: "instant"});
		const range = document.createRange(); range.selectNodeContents(e);
		const rects = [...range.getClientRects()].filter(r => r.width > 3 && r.height > 8);
		if (!rects.length) { out.push(what + " has no box"); continue; }
		for (const r of rects) {
			if (r.left < -1 || r.right > innerWidth + 1 || r.top < -1 || r.bottom > innerHeight + 1) { out.push(what + " is outside of the page: " + [r.left, r.top, r.right, r.bottom].map(Math.round)); break; }
			const hit = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
			if (!hit || !(e.contains(hit) || hit.contains(e) && block.contains(hit))) { out.push(what + " is covered by " + (hit ? hit.localName : "nothing")); break; }
		}
	}
	block.scrollIntoView({block: "start", behavior: "instant"});
	return out;
})()`

// ink returns which part of the block's first lines is dark and which is light, of pixels as they are painted.
func (b *browser) ink(t *testing.T) (dark, light float64) {
	t.Helper()
	box := ask[[]float64](t, b, `(() => { const l = document.querySelectorAll('a[href*="/d/"]'), r = l[l.length - 1].closest("table").querySelector("p").getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`)
	clip := page.Viewport{X: box[0] + ask[float64](t, b, "scrollX"), Y: box[1] + ask[float64](t, b, "scrollY"), Width: box[2], Height: box[3], Scale: 1}
	shot, err := chromedp.Call(b.tab, page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &clip, CaptureBeyondViewport: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot.Data))
	if err != nil {
		t.Fatal(err)
	}
	r := picture.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			switch c, _, _, _ := picture.At(x, y).RGBA(); {
			case c < 0x7000:
				dark++
			case c > 0xD000:
				light++
			}
		}
	}
	n := float64(r.Dx() * r.Dy())
	return dark / n, light / n
}

// TestHostilePages: for every page either compiling refuses, with a place and a remedy, or a browser shows block and link on a phone and
// in a window, by day and by night.
func TestHostilePages(t *testing.T) {
	b := newBrowser(t)
	t.Run("a page that hides it", func(t *testing.T) {
		for _, style := range []string{"display:none", "opacity:0", "transform:scale(0)", "position:absolute;left:-999px", "filter:opacity(0)", "height:0;overflow:hidden;position:absolute", "font-size:0;color:#fff"} {
			b.open(t, `<!DOCTYPE html><body><table style="`+style+`"><tr><td><p>a</p><p>b</p><p>c</p><p><a href="https://demain.example/d/x">d</a></p></table>`)
			b.look(t, 320, false)
			if found := ask[[]string](t, b, buried); len(found) == 0 {
				t.Errorf("a judge that sees what %s hides judges nothing", style)
			}
		}
	})
	refused := 0
	for _, f := range hostile(t) {
		t.Run(f.Name, func(t *testing.T) {
			s := fixture.Email("Réunion publique jeudi", string(f.Data))
			s.Text = "Bonjour {{.FirstName}}"
			if _, err := email.Compile[fixture.Voter](s); err != nil {
				refused++
				t.Log(err)
				for _, f := range err.(*law.Error).Findings {
					if f.Severity == law.Must && f.Rule == law.TemplateBody && f.Start == 0 && f.End == 0 && !strings.Contains(f.Detail, "swallows") {
						t.Errorf("the finding has no place: %s", f.Detail)
					}
				}
				return
			}
			m := fixture.BuildMail(t, s, fixture.Voter{FirstName: "Zoë", Town: "Reims", Station: 12})
			b.open(t, m.HTML())
			for _, screen := range screens {
				b.look(t, screen.width, screen.dark)
				for _, d := range ask[[]string](t, b, buried) {
					t.Errorf("%s: %s", screen.name, d)
				}
				if dark, light := b.ink(t); dark < 0.01 || light < 0.5 {
					t.Errorf("%s: %.3f of the first paragraph are dark and %.3f light: nobody reads that", screen.name, dark, light)
				}
			}
		})
	}
	if t.Logf("%d of %d refused", refused, len(hostile(t))); refused == 0 || refused == len(hostile(t)) {
		t.Error("a defence that refuses all or nothing is none")
	}
}
