package htmlslot_test

import (
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/subset"
)

// TestGrowth doubles what is read and holds what reading it allocates against that: at most two and a half times. Every pass over a
// page allocates in proportion to it, so that a pass for each of its parts shows. (The clock would tell how busy the machine is.)
func TestGrowth(t *testing.T) {
	cost := func(f func()) float64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return float64(after.TotalAlloc - before.TotalAlloc)
	}
	isTable := func(*html.Node) bool { return true }
	for name, f := range map[string]func(n int) string{
		"comments in attributes": func(n int) string { return strings.Repeat("<a title='<!-- x -->'>x</a>", n) },
		"open links":             func(n int) string { return strings.Repeat("<a title='<!-- x -->'>", n) },
		"Outlook's comments":     func(n int) string { return strings.Repeat("<!--[if mso]><p>x</p><![endif]-->", n) },
		"Outlook's sheets":       func(n int) string { return strings.Repeat("<!--[if mso]><style>p{color:red}</style><![endif]-->", n) },
		"comments":               func(n int) string { return strings.Repeat("<!-- x --><p>a</p>", n) },
		"open comments":          func(n int) string { return strings.Repeat("<p title='<!--'>", n) },
		"broken comments":        func(n int) string { return strings.Repeat("<!--> -->", n) },
		"fields":                 func(n int) string { return strings.Repeat("<p>{{.A}}</p>", n) },
		"links of fields":        func(n int) string { return strings.Repeat("<a href='https://a.example/?a={{.A}}'>x</a>", n) },
		"images":                 func(n int) string { return strings.Repeat("<img src=cid:x>", n) },
		"links":                  func(n int) string { return strings.Repeat("<a href='https://a.example/x'>y</a>", n) },
		"open tags":              func(n int) string { return strings.Repeat("<b><p>", n) },
		"tables":                 func(n int) string { return strings.Repeat("<table><tr><td>x</table>", n) },
		"styles":                 func(n int) string { return strings.Repeat("<p style='color:red;margin:0 1px'>x</p>", n) },
		"rules": func(n int) string {
			return "<style>" + strings.Repeat("p{color:red}", n) + "</style>" + strings.Repeat("<p>x", n)
		},
		"sheets":     func(n int) string { return strings.Repeat("<style>p{color:red}</style><p>x", n) },
		"classes":    func(n int) string { return "<p class='" + strings.Repeat("a ", n) + "'>x" },
		"attributes": func(n int) string { return "<p " + strings.Repeat("a=b ", n) + ">x" },
		"conditions": func(n int) string {
			return strings.Repeat("{{if .A}}<p>x</p>{{end}}{{if .B}}<i>y</i>{{end}}{{if .C}}<b>z</b>{{end}}", n)
		},
	} {
		t.Run(name, func(t *testing.T) {
			read := func(n int) float64 {
				src := f(n)
				return cost(func() {
					tpl, fs := subset.Parse("HTML", src, 1<<20)
					if fs.Err() == nil {
						if d, ps := htmlslot.Compile(tpl); len(ps) == 0 {
							htmlslot.Derive(tpl, d)
						}
					}
					htmlslot.Inspect(src)
					htmlslot.Guard(src+"<table></table>", isTable)
				})
			}
			read(10) // what is made once
			small, large := read(1000), read(2000)
			if large > 2.5*small+1<<20 {
				t.Errorf("%.1f MB became %.1f when the page doubled", small/1e6, large/1e6)
			}
		})
	}
}
