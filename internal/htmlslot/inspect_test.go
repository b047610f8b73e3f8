package htmlslot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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

func FuzzInspect(f *testing.F) {
	seeds(f, func(src string) { f.Add(src) })
	f.Fuzz(func(t *testing.T, page string) { htmlslot.Inspect(page) })
}
