package htmlslot_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
)

func TestInspect(t *testing.T) {
	got := htmlslot.Inspect(`<html lang="fr"><head><title> Un titre </title><style>p{background:url("https://a.example/f.png")}</style>
<link rel="stylesheet" href="https://a.example/s.css"><script>x()</script><script type="application/ld+json">{}</script></head>
<body background="https://a.example/b.png"><div style="display:none">caché <a href="https://a.example/h">x</a><img src="https://a.example/p"></div>
<p>Bonjour <b>Zoë</b> &amp;
 vous</p><a href=" https://a.example/l "><img src="https://a.example/logo.png" alt="Logo" width="120" style="height: 2px"></a>
<table><tr><td>a</td></tr></table><table role="presentation"><tr><td>b</td></tr></table><table><tr><th>c</th></tr></table>
<span style="font-size:0px">petit</span><img src="cid:x" width=1 height=1>`)
	links := []htmlslot.Link{{Href: "https://a.example/l", Words: "Logo"}}
	want := htmlslot.Page{
		Views: []htmlslot.View{{Words: "Bonjour Zoë & vous\nLogo\na\nb\nc", Links: links}},
		Lang:  "fr", Title: "Un titre", Words: "Bonjour Zoë & vous\nLogo\na\nb\nc",
		Links:   links,
		Scripts: 1, Tables: 1, Remote: []string{"https://a.example/f.png", "https://a.example/s.css", "https://a.example/b.png"},
		Images: []htmlslot.Image{
			{Src: "https://a.example/p", Width: -1, Height: -1, Hidden: true},
			{Src: "https://a.example/logo.png", Alt: "Logo", HasAlt: true, Width: 120, Height: 2},
			{Src: "cid:x", Width: 1, Height: 1},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// guarded is a part that must be seen, with the style that defends it.
const guarded = `<table id="guarded" style="all:initial!important;display:table!important;visibility:visible!important;opacity:1!important;position:relative!important;background:#fff!important">` +
	`<tbody style="all:revert!important;display:table-row-group!important"><tr style="all:revert!important;display:table-row!important">` +
	`<td style="all:revert!important;display:table-cell!important;visibility:visible!important;color:#222!important;font:14px/1.5 Arial!important;background:#fff!important">Mentions légales</td></tr></tbody></table>`

func isGuarded(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "id" && a.Val == "guarded" })
}

// attacks hide, cut, move or cover what stands behind them, each in its own way.
var attacks = []string{
	"<style>td{display:none!important}</style>", `<body style="height:0;overflow:hidden">`, `<body style="d\69splay:/**/none">`, "<style>@media print{body{opacity:0}}</style>", "<html style='filter:opacity(0)'>", "<style>@import 'x.css';</style>",
	"<link rel=stylesheet href=x.css>", "<template shadowrootmode=open>", "<dialog>", "<details>", "<style>body{--a:0;opacity:var(--a)}</style>", "<div style='position:fixed;inset:0'></div>", "<div style='margin-top:-9999px'></div>",
	"<!--[if mso]><div style='mso-hide:all'><![endif]-->", "<style>td::after{content:'';position:absolute;inset:0}</style>", "<style>p{color:red}</style><p>x", "<svg><style>*{zoom:0.01}</style></svg>", "<body inert>", "<style>@keyframes a{to{opacity:0}}html{animation:a}</style>",
	"<style>body{& > table{clip-path:inset(50%)}}</style>", "<style>@font-face{font-family:arial;src:local(x)}</style>", "<body text=#fff bgcolor=#fff>", "<style>u + .b{display:none}</style><body class=b>", "<form><a href='java&#9;script:x'>", "<noscript>", "<select>", "<frameset>",
	"<body contenteditable>", "<html contenteditable=plaintext-only>", "<meta name=viewport content='width=10000'>", "<meta name=Viewport content='initial-scale=.01;maximum-scale=.01'>", "<meta name=viewport content='minimum-scale=9'>", "<style>html,body{touch-action:none}</style>",
	"<body leftmargin=9999>", "<body topmargin=9000000000>", "<img height=9999999>", "<table cellpadding=30000>", "<hr size=90000>", "<select size=90000><option>a</select>", "<svg viewBox='0 0 1 9000'></svg>", strings.Repeat("<br>", 2000), strings.Repeat("<p>&nbsp;</p>", 2000), strings.Repeat("<img height=9000>", 20),
	strings.Repeat("<p style='height:9000px'>x</p>", 20), "<svg><style><g>/*</g>body{opacity:0}<g>*/</g></style></svg>", "<style>head{display:block;position:absolute;z-index:2;inset:0}body{isolation:isolate}</style>", "<title>x</title><style>title,head{display:block}title{margin-top:-90px}</style>", "<style>html::-webkit-scrollbar{width:3000px}</style>",
	"<style>td::before{content:'\\202E'}</style>", "<style>td::before{quotes:'\\2067' '';content:open-quote}</style>", "<style>td::after{content:counter(a,b)}</style>", "<style>html::scroll-marker-group{position:absolute;inset:0}</style>",
	"<style>p{line-height:9000}</style><p>x", "<style>p{line-height:20;font-size:2000px}</style><p>x", "<style>p::after{content:'';display:block;height:90000px}</style><p>x", "<style>b{--h:90000px}p{padding-top:var(--h,0)}</style><p>x",
}

func TestGuardRefuses(t *testing.T) {
	for _, a := range attacks {
		harmless := slices.Contains([]string{"<style>td{display:none!important}</style>", "<style>p{color:red}</style><p>x", "<svg><style>*{zoom:0.01}</style></svg>", "<body text=#fff bgcolor=#fff>", "<form><a href='java&#9;script:x'>",
			"<style>body{& > table{clip-path:inset(50%)}}</style>"}, a)
		if got := htmlslot.Guard(a+"<p>Bonjour</p>"+guarded, isGuarded, "arial"); len(got) == 0 && !harmless {
			t.Errorf("%s: nothing is said", a)
		}
	}
	for _, page := range []string{"<p>Bonjour</p>", `<body style="margin:0;padding:0;background:#eee"><div style="display:none;max-height:0">x</div>`, "<style>p{margin:0}@media (max-width:600px){.a{display:none!important}td{display:block!important;width:100%!important}}</style>"} {
		if got := htmlslot.Guard(page+guarded, isGuarded, "arial"); len(got) > 0 {
			t.Errorf("%s: %v", page, got)
		}
	}
}

// FuzzInspect reads any page, and holds Guard and Inspect together: a part of which Guard says nothing is shown in every view.
func FuzzInspect(f *testing.F) {
	seeds(f, func(src string) { f.Add(src) })
	for _, a := range attacks {
		f.Add(a)
		f.Add("<!DOCTYPE html><html lang=fr><head><title>x</title>" + a + "</head><body>" + a + "<p>Bonjour")
	}
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 20_000 {
			return
		}
		p, unsafe := htmlslot.InspectGuarded(page+guarded, isGuarded, "arial")
		if len(unsafe) > 0 {
			return
		}
		for _, v := range p.Views {
			if !strings.Contains(v.Words, "Mentions légales") {
				t.Errorf("a part that is guarded is not shown in a view of %q", page)
			}
		}
	})
}
