package style_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/style"
)

// read parses a page and returns how the element with the id t looks in some view: what takes it out of sight, and its text.
func read(t testing.TB, sheet, page string) (p *style.Page, e *style.Element, looks []style.Look) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	s := style.NewSheet()
	s.Add(sheet, "")
	p = s.Page(len(sheet) + len(page))
	elements := map[*html.Node]*style.Element{}
	var target *html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			elements[n] = p.Element(n)
			if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "id" && a.Val == "t" }) {
				target = n
			}
		}
	}
	if target == nil {
		t.Fatal("no element t")
	}
	var up []*html.Node
	for n := target; n != nil && n.Type == html.ElementNode; n = n.Parent {
		up = append(up, n)
	}
	for view := range p.Views() {
		look := style.Root()
		for _, n := range slices.Backward(up) {
			look = p.Look(&look, elements[n], view)
			if look.Gone() != nil {
				break
			}
		}
		looks = append(looks, look)
	}
	return p, elements[target], looks
}

// TestHides has each style say of <p id=t class=c> in <div> what becomes of it: "gone" with all in it, "text" alone, or "shown".
func TestHides(t *testing.T) {
	for _, tt := range []struct{ css, want string }{
		{"display:none", "gone"}, {"d\\69splay:none", "gone"}, {"display:/**/none", "gone"}, {"DISPLAY : NONE ! IMPORTANT", "gone"}, {"display:no\\6e e", "gone"},
		{"display:none;display:block", "shown"}, {"display:none!important;display:block", "gone"}, {"display:/*none*/block", "shown"}, {"/*;*/display:none", "gone"},
		{"color:red;;display:none", "gone"}, {"x{};display:none", "gone"}, {"foo;display:none", "gone"}, {"a:b'\n;display:none", "gone"}, {"content:';display:none", "shown"},
		{"content:'a';display:none", "gone"}, {"background:url(x;display:none", "shown"}, {"x:(;display:none", "shown"}, {"x:(;);display:none", "gone"}, {"-webkit-transform:scale(0)", "gone"},
		{"--x:none;display:var(--x)", "gone"}, {"display:var(--y,none)", "gone"}, {"display:var(--y,block)", "shown"},
		{"visibility:hidden", "gone"}, {"visibility:collapse", "gone"}, {"visibility:visible", "shown"}, {"content-visibility:hidden", "gone"}, {"mso-hide:all", "shown"},
		{"opacity:0", "gone"}, {"opacity:.01", "gone"}, {"opacity:0%", "gone"}, {"opacity:1", "shown"}, {"opacity:calc(1 - 1)", "gone"}, {"opacity:max(0, .05)", "gone"}, {"opacity:1e-9", "gone"},
		{"transform:scale(0)", "gone"}, {"transform:scaleY(.01)", "gone"}, {"transform:translateX(-9999px)", "gone"}, {"transform:rotateY(90deg)", "gone"}, {"transform:matrix(0,0,0,0,0,0)", "gone"},
		{"transform:rotate(3deg)", "shown"}, {"scale:0", "gone"}, {"scale:1", "shown"}, {"translate:-100in", "gone"}, {"zoom:.01", "gone"}, {"zoom:1", "shown"}, {"zoom:0", "shown"},
		{"filter:opacity(0)", "gone"}, {"filter:blur(20px)", "gone"}, {"filter:contrast(0)", "gone"}, {"filter:grayscale(1)", "shown"}, {"filter:alpha(opacity=0)", "gone"},
		{"clip-path:inset(100%)", "gone"}, {"clip-path:circle(0)", "gone"}, {"clip-path:polygon(0 0,0 0,0 0)", "gone"}, {"clip-path:inset(0)", "shown"}, {"clip-path:none", "shown"}, {"clip-path:inset(50% 0)", "gone"},
		{"position:absolute;clip:rect(0,0,0,0)", "gone"}, {"position:absolute;clip:rect(1px 1px 1px 1px)", "gone"}, {"clip:rect(0,0,0,0)", "shown"},
		{"mask:linear-gradient(transparent,transparent)", "gone"}, {"-webkit-mask-image:url(x.svg)", "gone"}, {"mask:none", "shown"}, {"content:url(x.png)", "gone"},
		{"position:absolute;left:-9999px", "gone"}, {"position:absolute;left:-99em", "gone"}, {"left:-9999px", "shown"}, {"position:relative;top:-9999px", "gone"}, {"position:fixed;left:200vw", "shown"}, {"position:fixed;left:300vw", "gone"},
		{"position:absolute;inset:0 0 0 -9999px", "gone"}, {"position:absolute;inset-inline-start:-9999px", "gone"}, {"margin-left:-9999px", "gone"}, {"margin:-9999px 0 0", "gone"}, {"margin:0 auto", "shown"},
		{"max-height:0", "shown"}, {"max-height:0;overflow:hidden", "gone"}, {"height:0;overflow:hidden", "gone"}, {"width:0;overflow:clip", "gone"}, {"height:1px;overflow-y:hidden", "gone"}, {"block-size:0;overflow:hidden", "gone"},
		{"height:0;overflow:visible", "shown"}, {"height:20px;overflow:hidden", "shown"}, {"height:calc(100% - 100%);overflow:hidden", "gone"},
		{"font-size:0", "text"}, {"font-size:0px", "text"}, {"font-size:1px", "text"}, {"font:0/0 a", "text"}, {"font:normal 14px/1.5 Arial", "shown"}, {"font:14px/0 Arial", "text"}, {"font:italic bold .8em serif", "shown"}, {"font-size:smaller", "shown"},
		{"line-height:0", "text"}, {"line-height:1.2", "shown"}, {"text-indent:-9999px", "text"}, {"letter-spacing:-1em", "text"}, {"letter-spacing:1px", "shown"}, {"-webkit-text-security:disc", "text"},
		{"color:transparent", "text"}, {"color:#fff", "text"}, {"color:#fffffe", "text"}, {"color:white;background:#000", "shown"}, {"color:#fff;background:url(x)", "shown"}, {"color:rgba(0,0,0,0)", "text"}, {"color:rgb(255 255 255)", "text"},
		{"color:hsl(0,0%,100%)", "text"}, {"color:#0000", "text"}, {"background:#000", "text"}, {"background:black;color:#eee", "shown"}, {"-webkit-text-fill-color:transparent", "text"}, {"color:transparent;-webkit-background-clip:text", "text"},
		{"all:initial!important;display:none", "shown"}, {"display:none;all:unset", "shown"}, {"color:red", "shown"}, {"", "shown"}, {"display", "shown"}, {":none", "shown"}, {"dis play:none", "shown"},
	} {
		attribute := strings.ReplaceAll(tt.css, `"`, "&quot;")
		p, _, looks := read(t, "", `<!DOCTYPE html><body><div><p id=t class=c style="`+attribute+`">x`)
		if got := seen(&looks[0]); got != tt.want || p.Unread() {
			t.Errorf("attribute %q: %s, want %s", tt.css, got, tt.want)
		}
		if strings.ContainsAny(tt.css, "(") && !strings.Contains(tt.css, ")") || strings.Contains(tt.css, "';d") {
			continue // in a sheet the mistake goes on to its end
		}
		_, _, looks = read(t, ".c{"+tt.css+"}", `<!DOCTYPE html><body><div><p id=t class=c>x`)
		if got := seen(&looks[0]); got != tt.want {
			t.Errorf("sheet %q: %s, want %s", tt.css, got, tt.want)
		}
	}
}

// TestViews: what hides something in one program, or in one state, hides it there.
func TestViews(t *testing.T) {
	for _, tt := range []struct{ sheet, attribute, want string }{
		{"", "mso-hide:all", "shown gone"}, {"", "display:none;mso-hide:all", "gone gone"}, {".c{display:none}@media (max-width:600px){.c{display:block!important}}", "mso-hide:all", "gone shown gone gone"},
		{"@media x{p{display:block!important}p:checked{display:none!important}}", "display:none", "gone shown gone gone"},
		{"@media x{p{display:block!important}p:checked{display:none!important}}@media y{p{color:red}}", "", "shown shown shown gone gone"},
	} {
		_, _, looks := read(t, tt.sheet, `<!DOCTYPE html><body><p id=t class=c style="`+tt.attribute+`">x`)
		var got []string
		for i := range looks {
			got = append(got, seen(&looks[i]))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s %s: %v, want %s", tt.sheet, tt.attribute, got, tt.want)
		}
	}
}

func seen(l *style.Look) string {
	switch {
	case l.Unseen() != nil:
		return "gone"
	case l.NoText() != nil:
		return "text"
	}
	return "shown"
}

// TestSheets has each sheet say of the same element whether some view hides it, and whether that view is the first.
func TestSheets(t *testing.T) {
	for _, tt := range []struct{ css, want string }{
		{"p{display:none}", "always"}, {"*{display:none}", "always"}, {"#t{display:none}", "always"}, {"[class]{display:none}", "always"}, {"[class^=c]{display:none}", "always"}, {"div p{display:none}", "always"},
		{"body>div>p{display:none}", "always"}, {"div+p{display:none}", "never"}, {"span~p{display:none}", "never"}, {":is(p,a){display:none}", "always"}, {":where(.c){display:none}", "always"}, {"p:not(.c){display:none}", "never"},
		{"p:not(.d){display:none}", "always"}, {":root p{display:none}", "always"}, {"div{& p{display:none}}", "always"}, {"div{p{display:none}}", "always"}, {"div{.c&{display:none}}", "never"}, {".c{div &{display:none}}", "always"},
		{"div{color:red;p{display:none}color:blue}", "always"}, {"@layer a{p{display:none}}", "always"}, {"@layer a;p{display:none}", "always"}, {"@scope (div){p{display:none}}", "sometimes"}, {"@nest p{display:none}", "never"},
		{"@media print{p{display:none}}", "sometimes"}, {"@media screen{p{display:none}}", "always"}, {"@media (max-width:600px){p{display:none}}", "sometimes"}, {"@supports (display:grid){p{display:none}}", "sometimes"},
		{"@container (width>0){p{display:none}}", "sometimes"}, {"@starting-style{p{opacity:0}}", "sometimes"}, {"p{@media print{display:none}}", "sometimes"}, {"p:hover{display:none}", "sometimes"}, {"p:nth-child(1){display:none}", "sometimes"},
		{"div:has(p) p{display:none}", "sometimes"}, {"[data-ogsc] p{display:none}", "sometimes"}, {"u + .body p{display:none}", "sometimes"}, {".ExternalClass p{display:none}", "sometimes"}, {"@media yahoo{p{display:none}}", "sometimes"},
		{"<!--p{display:none}-->", "always"}, {"@charset \"utf-8\";p{display:none}", "always"}, {"} p{display:none}", "never"}, {"x{y:z}}p{display:none}", "never"}, {"p{display:none", "always"}, {"@media screen{p{display:none", "always"}, {"/*p{display:none}*/", "never"},
		{"p{display:block!important}p{display:none}", "never"}, {".c{display:block}p{display:none}", "never"}, {"p{display:none}.c{display:block}", "never"}, {"p{display:none}p{display:block}", "never"}, {"p,{display:none}", "always"}, {"p::before{display:none}", "never"},
		{"p:first-line{font-size:0}", "never"}, {"\\70{display:none}", "always"}, {".\\63{display:none}", "always"}, {"P.C{display:none}", "always"}, {"@\\6d edia print{p{display:none}}", "sometimes"}, {"@font-face{display:none}p{}", "never"}, {"a{}p{display:none}b{}", "always"},
		{"@import url(x.css);p{display:none}", "always"}, {"@page{p{display:none}}", "never"}, {"@unknown x{y}p{display:none}", "always"}, {"@unknown x;p{display:none}", "always"}, {"p{color:red;{display:none}}", "never"}, {"html{visibility:hidden}", "always"},
	} {
		_, _, looks := read(t, tt.css, `<!DOCTYPE html><body class=body><div><p id=t class=c>x`)
		got := "never"
		for i := range looks {
			if seen(&looks[i]) == "gone" {
				got = "sometimes"
			}
		}
		if seen(&looks[0]) == "gone" {
			got = "always"
		}
		if got != tt.want {
			t.Errorf("%s: hides %s, want %s", tt.css, got, tt.want)
		}
	}
}

func TestInherited(t *testing.T) {
	for _, tt := range []struct{ page, want string }{
		{`<td style="font-size:0"><img id=t>`, "text"}, {`<td style="font-size:0"><p id=t style="font-size:14px">`, "shown"}, {`<td style="font-size:0"><p id=t style="font-size:1em">`, "text"},
		{`<div style="visibility:hidden"><p id=t style="visibility:visible">`, "shown"}, {`<div style="visibility:hidden"><p id=t>`, "gone"}, {`<div style="display:none"><p id=t style="display:block">`, "gone"},
		{`<div style="text-indent:-9999px"><p id=t style="text-indent:0">`, "shown"}, {`<div bgcolor="#000000"><p id=t>`, "text"}, {`<div bgcolor="#000000"><font id=t color="#FFFFFF">`, "shown"}, {`<div style="color:#fff"><p id=t style="background:#333">`, "shown"},
		{`<div hidden><p id=t>`, "gone"}, {`<div hidden style="display:block"><p id=t>`, "shown"}, {`<dialog><p id=t>`, "gone"}, {`<dialog open><p id=t>`, "shown"}, {`<details><p id=t>`, "gone"}, {`<details open><p id=t>`, "shown"}, {`<details><summary id=t>`, "shown"}, {`<div popover><p id=t>`, "gone"},
		{`<div background="x.png"><p id=t style="color:#fff">`, "shown"}, {`<body text="#ffffff"><p id=t>`, "text"}, {`<body style="color:#fff"><a id=t href=x>`, "shown"},
	} {
		_, _, looks := read(t, "", "<!DOCTYPE html>"+strings.NewReplacer("<td", "<table><tr><td").Replace(tt.page)+"x")
		if got := seen(&looks[0]); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.page, got, tt.want)
		}
	}
}

func TestLoads(t *testing.T) {
	s := style.NewSheet()
	s.Add(`@import "a.css"; @import url(b.css) print; @import url("c.css"); @import src("d.css");
		p{background:url( e.png )} q{background:\75rl(f.png);cursor:url("g.cur"),auto} r{background-image:image-set("h.png" 1x,url(i.png) 2x);content:"no.png"}
		@font-face{font-family:"Arial";src:local("x"),url(j.woff) format("woff2")} @media print{s{background:url(k.png)}} t{u{background:url(l.png)}} v{--x:url(m.png)} /*url(no.png)*/`, "")
	if got, want := strings.Join(s.Imports, " "), "a.css b.css c.css d.css"; got != want {
		t.Errorf("imports %q, want %q", got, want)
	}
	if got, want := strings.Join(s.Loads, " "), "e.png f.png g.cur h.png i.png j.woff k.png l.png m.png"; got != want {
		t.Errorf("loads %q, want %q", got, want)
	}
	if !s.Renamed("arial", "helvetica") || s.Renamed("helvetica") {
		t.Errorf("fonts %q", s.Fonts)
	}
	if got := style.Loads(style.Attribute(`background:URL('x.png');color:red`)); !slices.Equal(got, []string{"x.png"}) {
		t.Errorf("attribute loads %q", got)
	}
}

// TestHarm: nothing of this may stand around words that must be seen.
func TestHarm(t *testing.T) {
	for _, css := range []string{
		"display:none", "display:flex", "opacity:.5", "opacity:0", "transform:rotate(1deg)", "filter:blur(1px)", "position:fixed", "position:absolute", "position:relative;left:-500px", "overflow:hidden", "overflow-y:clip",
		"max-height:0;overflow:auto", "height:10px;overflow-x:hidden", "width:0", "max-width:10px", "width:1vw", "margin-left:-500px", "margin:-500px", "padding-left:5000px", "mask:url(x)", "clip-path:inset(0)", "clip:rect(0,0,0,0)", "zoom:.1", "columns:3", "mix-blend-mode:difference", "content:url(x)",
		"text-decoration:line-through 30px #fff", "visibility:hidden", "contain:strict", "width:var(--unknown)", "width:calc(1px*1)", "min-width:9999px", "content-visibility:hidden", "animation:x 1s", "line-clamp:1", "-webkit-line-clamp:1", "translate:1px", "rotate:x 90deg", "pointer-events:none", "unicode-bidi:bidi-override",
		"container-type:size", "container:a / size", "aspect-ratio:1000;overflow:auto", "-webkit-logical-height:0;overflow:auto", "block-size:0;overflow:auto", "-webkit-margin-start:-999px", "-webkit-margin-before:-999px", "-webkit-padding-start:999px", "padding-inline-end:999px", "border-left:999px solid", "border-inline-start-width:999px", "border:0 solid;border-right-width:50em",
		"scroll-snap-type:y mandatory", "scroll-snap-type:both proximity", "touch-action:none", "touch-action:pan-x", "-webkit-user-modify:read-write", "text-decoration:underline 40px", "text-decoration-thickness:1em", "text-underline-offset:-1em", "opacity:var(--v)", "opacity:var(--none,0)", "opacity:var(--v2)", "opacity:var(--animated)", "opacity:var(--registered)",
	} {
		for name, sheet := range map[string]string{"": "#t{" + css + "}", "@media print": "@media print{p{" + css + "}}", "state": "p:hover{" + css + "}", "foreign": "[data-ogsc] p{" + css + "!important}"} {
			p, e, _ := read(t, "@keyframes x{to{opacity:0;--animated:0}}@property --registered{initial-value:0}#t{--v:0}b{--v:1;--none:1;--animated:1;--registered:1;--v2:var(--v)}"+sheet, "<!DOCTYPE html><p id=t>x")
			if p.Harm(e) == nil {
				t.Errorf("%s %s is taken for harmless", name, css)
			}
		}
	}
	for _, css := range []string{
		"margin:0;padding:0;width:100%!important;min-width:100%;height:100%", "margin:0 auto!important;background:#fff;color:#000;font:14px Arial", "-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%", "max-width:600px;padding:16px", "display:block;position:relative", "word-spacing:normal;line-height:0;font-size:0", "overflow-x:hidden", "opacity:1;filter:none;transform:none", "height:auto;width:auto;min-height:100vh", "animation:none",
		"container-type:inline-size", "aspect-ratio:16/9", "-webkit-margin-start:auto", "border:1px solid rgb(255,255,255)", "border-radius:999px;border-color:rgb(250 250 250)", "scroll-snap-type:x mandatory", "touch-action:manipulation", "touch-action:pan-x pan-y", "text-decoration:underline 2px #c00;text-underline-offset:.2em", "opacity:var(--one)", "padding:var(--pad)", "max-width:var(--unset,640px)",
	} {
		p, e, _ := read(t, "b{--one:1}#t{--one:.95}:root{--pad:16px}@media (max-width:600px){:root{--pad:8px}}#t{"+css+"}", "<!DOCTYPE html><p id=t>x")
		if c := p.Harm(e); c != nil {
			t.Errorf("%s: %+v is taken for harm", css, *c)
		}
	}
}

// TestLayers holds the order of cascade layers (CSS Cascade 5, section 6.4.3) and that it is the other way round for what is important.
func TestLayers(t *testing.T) {
	for _, tt := range []struct {
		sheet  string
		hidden bool
	}{
		{"@layer{#t{opacity:0}}p{opacity:1}", false}, {"@layer{p{opacity:0!important}}p{opacity:1!important}", true}, {"@layer a{#t{opacity:1}}@layer b{p{opacity:0}}", true}, {"@layer b,a;@layer a{p{opacity:1}}@layer b{#t{opacity:0}}", false},
		{"@layer a,b;@layer b{p{opacity:1!important}}@layer a{p{opacity:0!important}}", true}, {"@layer a,b;@layer b{#t{opacity:0!important}}@layer a{p{opacity:1!important}}", false},
		{"@layer a{@layer b{#t{opacity:0}}p{opacity:1}}", false}, {"@layer a{@layer b{p{opacity:0!important}}p{opacity:1!important}}", true}, {"@layer a{p{opacity:1!important}}@layer a.b{p{opacity:0!important}}", true}, {"@layer a.b{p{opacity:1}}@layer a{#t{opacity:0}}", true},
	} {
		p, e, _ := read(t, tt.sheet, "<!DOCTYPE html><p id=t>x")
		if got := p.Harm(e) != nil; got != tt.hidden || p.Unread() {
			t.Errorf("%s: hidden is %t, unread %t", tt.sheet, got, p.Unread())
		}
	}
	for _, sheet := range []string{"@media print{@layer a,b}@layer b{p{opacity:0!important}}@layer a{p{opacity:1!important}}", "@media print{@layer a{}}@layer b{p{opacity:0!important}}@layer a{p{opacity:1!important}}"} {
		if p, _, _ := read(t, sheet, "<p id=t>x"); !p.Unread() {
			t.Errorf("%s: an order that depends on the reader's program is judged", sheet)
		}
	}
	if p, _, _ := read(t, "@layer a,b;@media print{@layer b{p{color:red}}}", "<p id=t>x"); p.Unread() {
		t.Error("a condition behind the order makes it unread")
	}
	if p, _, _ := read(t, strings.Repeat("@layer{p{color:red}}", 300), "<p id=t>x"); !p.Unread() {
		t.Error("more layers than ranks are judged")
	}
}

// TestGrowth doubles what is read and counts the steps of matching: they at most double, or the page is said to be unread.
func TestGrowth(t *testing.T) {
	for name, f := range map[string]func(n int) (sheet, page string){
		"rules for all": func(n int) (string, string) { return strings.Repeat("p{color:red}", n), strings.Repeat("<p>x", n) },
		"descendants": func(n int) (string, string) {
			return strings.Repeat("div ", n) + "p{color:red}", strings.Repeat("<div>", 400) + strings.Repeat("<p>x", n)
		},
		"siblings": func(n int) (string, string) { return "b~p~p~p{color:red}", strings.Repeat("<p>x", n) },
		"nested lists": func(n int) (string, string) {
			return strings.Repeat(":is(p,a) &,p &,a{", min(n, 30)), strings.Repeat("<div>", 20) + strings.Repeat("<p>x", n)
		},
		"nested rules":  func(n int) (string, string) { return strings.Repeat("a{", n), "<p>x" },
		"open brackets": func(n int) (string, string) { return strings.Repeat("(", n) + strings.Repeat("a:[(", n), "<p>x" },
		"declarations": func(n int) (string, string) {
			return "p{" + strings.Repeat("color:red;", n) + "}", strings.Repeat("<p>x", n)
		},
		"conditions": func(n int) (string, string) {
			return strings.Repeat("@media x{p{color:red}}", n), strings.Repeat("<p>x", n)
		},
		"own properties": func(n int) (string, string) {
			return "p{" + strings.Repeat("--a:var(--a) var(--a);", n) + "width:var(--a)}", "<p>x"
		},
		"layers": func(n int) (string, string) {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "@layer a%d{p{color:red}}", i)
			}
			return b.String(), strings.Repeat("<p>x", n)
		},
		"meanings": func(n int) (string, string) {
			return strings.Repeat("b{--a:1px}i{--a:2px}", n) + "p{width:" + strings.Repeat("var(--a) ", n) + "}", strings.Repeat("<p>x", n)
		},
		"calculations": func(n int) (string, string) { return "p{width:" + strings.Repeat("calc(", n) + "1px}", "<p>x" },
	} {
		t.Run(name, func(t *testing.T) {
			steps := func(n int) (int, bool) {
				sheet, page := f(n)
				p, e, looks := read(t, sheet, "<!DOCTYPE html><p id=t>y</p>"+page)
				_, _ = e, looks
				return p.Steps(), p.Unread()
			}
			small, _ := steps(1000)
			large, unread := steps(2000)
			if !unread && large > 2*small+100 {
				t.Errorf("%d steps became %d when the page doubled", small, large)
			}
			if _, unread := steps(8000); !unread {
				if most, _ := steps(8000); most > 8*small+1000 {
					t.Errorf("%d steps became %d when the page was eight times as long", small, most)
				}
			}
		})
	}
}

// FuzzSheet reads any sheet and any attribute without ever failing, and says the same of a declaration wherever it stands.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{"p{display:none}", "@media x{p{a:b}}", "a{b{c:d}}", `\`, "'", "/*", "url(", "@import", "p{width:calc(1px + max(2em,3%))}", "--x:{", "p::before{content:'\\a'}", "}{", "a:not(", "[a=", "x:var(--x,var(--y))", "\x00", "p{font:0/0 a;background:rgba(0 0 0/5%) url(x)}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 10_000 {
			return
		}
		p, e, _ := read(t, s, "<!DOCTYPE html><p id=t>x")
		p.Harm(e)
		p.PseudoHarm(e)
		p.Cover(e)
		p.Lifted(e)
		style.Loads(style.Attribute(s))
		// What stands before a mistake is not touched by it.
		if !strings.ContainsAny(s, `!\`) {
			_, _, looks := read(t, "#t{display:none!important}"+s, "<!DOCTYPE html><p id=t>x")
			if looks[0].Gone() == nil {
				t.Errorf("%q undoes what stands before it", s)
			}
		}
	})
}

func Example() {
	doc, _ := html.Parse(strings.NewReader(`<p style="d\69splay:/**/none">x</p>`))
	s := style.NewSheet()
	s.Add("p { color: #333 }", "")
	page := s.Page(100)
	for n := range doc.Descendants() {
		if n.Data == "p" {
			root := style.Root()
			look := page.Look(&root, page.Element(n), 0)
			fmt.Println(look.Gone().Property)
		}
	}
	// Output: display
}
