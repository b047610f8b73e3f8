package preview_test

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/preview"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

var update = flag.Bool("update", false, "write the golden files anew")

func address(a optout.Address, err error) optout.Address {
	if err != nil {
		panic(err)
	}
	return a
}

var (
	phone   = address(optout.Phone("06 39 98 00 01"))
	mailbox = address(optout.Mailbox("zoe.lefevre@example.org"))
	paris   = time.FixedZone("CET", 3600)
)

// marked makes an SMS of a text in which [value] is a field's and {words} are statutory.
func marked(name, text, suffix string) preview.SMS {
	m := preview.SMS{Name: name, Sender: "RIVEDROITE", Suffix: suffix}
	var b strings.Builder
	start := 0
	for _, r := range text {
		switch r {
		case '[', '{':
			start = b.Len()
		case ']':
			m.Marks = append(m.Marks, sms.Mark{Start: start, End: b.Len(), Field: "FirstName"})
		case '}':
			m.Marks = append(m.Marks, sms.Mark{Start: start, End: b.Len(), Rules: "FR-CNIL-ID-SENDER FR-GDPR-ORIGIN FR-CNIL-OPTOUT-SMS"})
		default:
			b.WriteRune(r)
		}
	}
	m.Text = b.String()
	return m
}

const page = `<!DOCTYPE html><html lang="fr"><head><title>x</title><style>@import url(https://tracker.example/a.css); .b{background:url(//tracker.example/b.png)} h1{color:#12355b}</style></head>
<body style="margin:0;background:#eef2f6"><div style="display:none;max-height:0">Réunion publique jeudi 12 mars à 19 h, salle des fêtes.&zwnj;&nbsp;&zwnj;&nbsp;</div>
<!--[if mso]><table><tr><td><![endif]-->
<table role="presentation" width="100%"><tr><td align="center" style="padding:24px">
<div style="max-width:560px;background:#fff;color:#1c1e21;padding:24px;text-align:left;font:16px/1.5 sans-serif">
<h1 style="font-size:22px;margin:0 0 12px">Rendez-vous jeudi, Zoë</h1>
<p>Nous parlerons du <a href="https://rive-droite.example/programme?u=abcdef1234567890">programme</a>, des écoles et de la piscine.</p>
<p><img src="https://rive-droite.example/tramway.jpg" alt="Le tramway devant la mairie" width="200" height="80"><img src="https://tracker.example/p.gif" width="1" height="1" alt=""></p>
<script>alert(1)</script><form action="https://tracker.example/"><input name="q"><b onclick="steal()">Votre avis</b></form>
<hr><p style="font-size:14px;color:#4a4f57">Vous recevez ce message de la Liste Rive droite à l’adresse zoe.lefevre@example.org, donnée sur rive-droite.example.
<a href="https://rive-droite.example/u/Q3J5cHRvIHRva2VuIDAwMQ">Ne plus recevoir nos courriels</a>.</p>
</div></td></tr></table></body></html>`

func example() preview.Page {
	short := marked("Premier contact", "Bonjour [Zoe], reunion publique jeudi a 19 h, salle des fetes. {Liste Rive droite, municipales 2026. Vos coordonnees : notre formulaire. Infos et droits : rdroite.example/d}", "\nSTOP 36111")
	short.To, short.NotAfter = phone, time.Date(2026, 3, 13, 23, 0, 0, 0, time.UTC)
	long := marked("Le plus long possible, deux parties", "Bonjour [Marie-Antoinette-Emilie], reunion publique jeudi a 19 h, salle des fetes de [Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson]. Venez nombreux ! {Liste Rive droite, municipales 2026. Vos coordonnees : notre formulaire. Infos et droits : rdroite.example/d}", "\nSTOP 36111")
	ucs := marked("Avec un caractère hors GSM-7", "Fête de quartier dimanche ! {Liste Rive droite. rdroite.example/d}", "\nSTOP 36111")
	ucs.To = phone
	var refused []preview.Refused
	for row := range 12 {
		refused = append(refused, preview.Refused{
			Row: row + 4, Until: time.Date(2026, 3, 15, 19, 0, 0, 0, time.UTC),
			Finding: law.Finding{Rule: law.Silence, Severity: law.Must, Path: "row", Detail: "electoral silence where the recipient votes"},
		})
	}
	refused = append(refused, preview.Refused{Row: 19, Finding: law.Finding{Rule: law.ValueBound, Severity: law.Must, Path: "row 19: FirstName", Detail: "31 units, at most 24"}})
	return preview.Page{
		Note: "Liste Rive droite (fictive), élections municipales des 15 et 22 mars 2026.",
		SMS:  []preview.SMS{short, long, ucs},
		Email: []preview.Email{{
			Name: "Invitation", From: "Liste Rive droite", Mailbox: "contact@rive-droite.example", To: mailbox, Subject: "Jeudi 19 h : le programme en une heure",
			Preheader: "Réunion publique jeudi 12 mars à 19 h, salle des fêtes.", Date: time.Date(2026, 3, 9, 8, 30, 0, 0, time.UTC), HTML: page,
			Text:  "Rendez-vous jeudi, Zoë\n\nNous parlerons du programme, des écoles et de la piscine.\nhttps://rive-droite.example/programme\n\n--\nVous recevez ce message de la Liste Rive droite à l’adresse zoe.lefevre@example.org.\nNe plus recevoir nos courriels :\nhttps://rive-droite.example/u/Q3J5cHRvIHRva2VuIDAwMQ\n",
			Bytes: 8412, OneClick: true, Attachments: []string{"reunion.ics"}, Conceal: []string{"Q3J5cHRvIHRva2VuIDAwMQ"},
		}},
		Refused: refused,
		Zone:    paris,
	}
}

func render(t testing.TB, p preview.Page) string {
	t.Helper()
	var b bytes.Buffer
	n, err := p.WriteTo(&b)
	if err != nil {
		t.Fatal(err)
	}
	if n != int64(b.Len()) {
		t.Errorf("WriteTo says %d bytes and wrote %d", n, b.Len())
	}
	return b.String()
}

// TestPage compares the whole page with testdata: open it in a browser to see what changed.
func TestPage(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		p := example()
		p.Lang = lang
		// The words of findings belong to package law.
		for i := range p.Refused {
			p.Refused[i].Finding.Detail = ""
		}
		p.Refused = p.Refused[:1]
		got := render(t, p)
		got = sentences(got)
		file := "testdata/page." + lang + ".html"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

// sentences takes the findings' sentences out of a page.
func sentences(page string) string {
	before, after, ok := strings.Cut(page, "</th><td>")
	if !ok {
		return page
	}
	_, after, _ = strings.Cut(after, "<br>")
	return before + "</th><td><br>" + after
}

// inspect walks the page and the documents in its frames.
func inspect(t *testing.T, source string, visit func(n *html.Node, framed bool)) {
	t.Helper()
	var walk func(source string, framed bool)
	walk = func(source string, framed bool) {
		doc, err := html.Parse(strings.NewReader(source))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			visit(n, framed)
			if n.Type == html.ElementNode && n.Data == "iframe" {
				walk(attr(n, "srcdoc"), true)
			}
		}
	}
	walk(source, false)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// The page, and the message in its frame, load nothing, run nothing and lead nowhere.
func TestPageIsInert(t *testing.T) {
	source := render(t, example())
	var lang, h1, frames int
	inspect(t, source, func(n *html.Node, framed bool) {
		if n.Type == html.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type == html.TextNode && n.Parent.Data == "style" && (strings.Contains(n.Data, "url(") || strings.Contains(n.Data, "@import")) {
			t.Errorf("a style sheet loads something: %s", n.Data)
		}
		if n.Type != html.ElementNode {
			return
		}
		if slices.Contains([]string{"script", "link", "base", "form", "input", "object", "embed", "svg", "video", "audio"}, n.Data) {
			t.Errorf("an element %s", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "//") && a.Key != "srcdoc" || strings.Contains(a.Val, "javascript:") {
				t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "html":
			if !framed && attr(n, "lang") == "fr" {
				lang++
			}
		case "h1":
			if !framed {
				h1++
			}
		case "a":
			if attr(n, "href") != "#" {
				t.Errorf("a link to %q", attr(n, "href"))
			}
		case "img":
			if src := attr(n, "src"); src != "" && !strings.HasPrefix(src, "data:image/") {
				t.Errorf("an image from %q", src)
			}
		case "iframe":
			frames++
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "sandbox" && a.Val == "" }) || attr(n, "title") == "" {
				t.Errorf("a frame without sandbox or title: %v", n.Attr[:2])
			}
			if doc := attr(n, "srcdoc"); !strings.Contains(doc, "default-src &#39;none&#39;") && !strings.Contains(doc, "default-src 'none'") {
				t.Errorf("a frame without policy: %.300s", doc)
			}
			if doc := attr(n, "srcdoc"); !strings.Contains(doc, "Rendez-vous jeudi") || !strings.Contains(doc, "Votre avis") || strings.Contains(doc, "alert(1)") {
				t.Errorf("the frame has lost words, or kept a script: %s", doc)
			}
		}
	})
	if lang != 1 || h1 != 1 || frames != 1 {
		t.Errorf("%d languages, %d headings of the first level, %d frames", lang, h1, frames)
	}
}

// Headings go down a step at a time, IDs are unique, and everything that is labelled by an ID finds it.
func TestPageStructure(t *testing.T) {
	ids := map[string]bool{}
	var refs []string
	level := 0
	inspect(t, render(t, example()), func(n *html.Node, framed bool) {
		if framed || n.Type != html.ElementNode {
			return
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("the id %s stands twice", id)
			}
			ids[id] = true
		}
		if ref := attr(n, "aria-labelledby"); ref != "" {
			refs = append(refs, ref)
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			if l := int(n.Data[1] - '0'); l > level+1 {
				t.Errorf("a heading of level %d under level %d", l, level)
			} else {
				level = l
			}
		}
	})
	for _, ref := range refs {
		if !ids[ref] {
			t.Errorf("nothing has the id %s", ref)
		}
	}
}

// No recipient can be read, in whatever form the message writes it, unless the caller asks.
func TestRecipientsAreHidden(t *testing.T) {
	p := example()
	p.SMS = append(p.SMS,
		preview.SMS{To: phone, Text: "Votre numero 06.39.98.00.01, soit +33 6 39 98 00 01 ou 0033639980001, est note. Bureau 12.", Marks: []sms.Mark{{Start: 34, End: 40, Field: "Phone"}}},
		preview.SMS{To: phone, Text: "Stop : rdroite.example/s/TOKEN-abcdef", Conceal: []string{"token-ABCDEF"}},
	)
	p.Email = append(p.Email, preview.Email{To: mailbox, Subject: "Pour Zoe.Lefevre@Example.org", Text: "Zoe.Lefevre@example.ORG", HTML: `<p title="zoe.lefevre@example.org">zoe.lefevre@<b></b>example.org</p><a href="mailto:zoe.lefevre@example.org">x</a>`})
	secrets := []string{"39 98 00 01", "39.98.00.01", "39980001", "zoe.lefevre@example.org", "q3j5chrvihrva2vuidaxmq", "q3j5chrvihrva2vuidawmq", "token-abcdef", "abcdef1234567890"}
	hidden := strings.ToLower(html.UnescapeString(render(t, p)))
	for _, s := range secrets {
		if strings.Contains(hidden, s) {
			t.Errorf("%s can be read", s)
		}
	}
	for _, s := range []string{"+336••••01", "••••@••••", "bureau 12"} {
		if !strings.Contains(hidden, s) {
			t.Errorf("%s is not on the page", s)
		}
	}
	p.Reveal = true
	shown := strings.ToLower(html.UnescapeString(render(t, p)))
	for _, s := range []string{"+33639980001", "zoe.lefevre@example.org", "q3j5chrvihrva2vuidawmq", "06.39.98.00.01", "ne la diffusez pas"} {
		if !strings.Contains(shown, s) {
			t.Errorf("%s is not shown", s)
		}
	}
}

// Parts are cut where the network cuts them: 153 septets, a pair never split.
func TestParts(t *testing.T) {
	for _, test := range []struct {
		name, text, suffix string
		want               []int // units of each part
	}{
		{"one", strings.Repeat("a", 160), "", []int{160}},
		{"two", strings.Repeat("a", 161), "", []int{153, 8}},
		{"the suffix counts", strings.Repeat("a", 153), "\nSTOP 36111", []int{153, 11}},
		{"a pair moves on", strings.Repeat("a", 152) + "€" + strings.Repeat("b", 20), "", []int{152, 22}},
		{"ucs-2", strings.Repeat("ê", 71), "", []int{67, 4}},
		{"a surrogate pair moves on", strings.Repeat("ê", 66) + "🗳" + "abcde", "", []int{66, 7}},
	} {
		size, err := message.Measure(test.text + test.suffix)
		if err != nil {
			t.Fatal(err)
		}
		if size.Parts != len(test.want) {
			t.Fatalf("%s: message says %d parts, this test %d", test.name, size.Parts, len(test.want))
		}
		source := render(t, preview.Page{SMS: []preview.SMS{{Text: test.text, Suffix: test.suffix}}})
		for i, n := range test.want {
			label := "Segment " + string(rune('1'+i)) + "\u00a0: " + digits(n) + " sur "
			if !strings.Contains(source, label) {
				t.Errorf("%s: the page does not say %q", test.name, label)
			}
		}
		if got := strings.Count(source, `class="cut" lang`); len(test.want) > 1 && got != len(test.want) || len(test.want) == 1 && got != 0 {
			t.Errorf("%s: %d marks of parts", test.name, got)
		}
	}
}

func digits(n int) string {
	if n >= 10 {
		return digits(n/10) + string(rune('0'+n%10))
	}
	return string(rune('0' + n))
}

// The page shows every byte of the text once, whatever the marks.
func TestTextIsWhole(t *testing.T) {
	m := marked("", "[Zoe]{, liste Rive droite} reunion a 19 h [fin]", "\nSTOP 36111")
	for _, marks := range [][]sms.Mark{nil, m.Marks, {{Start: 0, End: 0, Field: "Empty"}}, {{Start: 0, End: len(m.Text)}}} {
		m.Marks = marks
		var got strings.Builder
		inspect(t, render(t, preview.Page{SMS: []preview.SMS{m}}), func(n *html.Node, _ bool) {
			if n.Type == html.TextNode {
				for p := n.Parent; p != nil; p = p.Parent {
					if strings.HasPrefix(attr(p, "class"), "bubble") {
						got.WriteString(n.Data)
					}
				}
			}
		})
		if got.String() != m.Text+m.Suffix {
			t.Errorf("%v: the bubble has %q", marks, got.String())
		}
	}
}

func TestWriteToRefuses(t *testing.T) {
	for name, m := range map[string]preview.SMS{
		"marks beyond the text":     {Text: "abc", Marks: []sms.Mark{{Start: 1, End: 9}}},
		"marks that overlap":        {Text: "abcdef", Marks: []sms.Mark{{Start: 0, End: 4}, {Start: 2, End: 6}}},
		"a mark inside a character": {Text: "été", Marks: []sms.Mark{{Start: 1, End: 3}}},
		"a mark that ends first":    {Text: "abc", Marks: []sms.Mark{{Start: 2, End: 1}}},
		"invalid UTF-8":             {Text: "a\xff"},
		"too long":                  {Text: strings.Repeat("a", 153*255+1)},
	} {
		var b bytes.Buffer
		if _, err := (preview.Page{SMS: []preview.SMS{m}}).WriteTo(&b); err == nil || b.Len() > 0 {
			t.Errorf("%s: no error, or something written", name)
		}
	}
}

func TestEmptyPage(t *testing.T) {
	if got := render(t, preview.Page{Lang: "en"}); !strings.Contains(got, "No message.") || !strings.Contains(got, `lang="en"`) {
		t.Errorf("an empty page: %s", got)
	}
}

// FuzzHTML shows any HTML in the frame: what comes out is inert, and never shows the mailbox.
func FuzzHTML(f *testing.F) {
	f.Add(page)
	f.Add(`<svg><style><img src=x onerror=alert(1)></style></svg><math><mi xlink:href="javascript:x"></math>`)
	f.Add(`<p style="background:url(//x)">a<!--[if mso]><b>b</b><![endif]--><noscript><p title="</noscript><img src=//x onerror=y>">`)
	f.Add(`<a href="java&#10;script:alert(1)">zoe.lefevre@example.org</a><textarea><img src=//x>`)
	f.Add(`<plaintext><img src=//x>`)
	f.Add("<style>@im\\70ort '//x';a{background:u\\72l(//x)}</style><table><script>x</script>")
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 1<<16 || strings.Contains(source, "\x00") {
			return
		}
		out := render(t, preview.Page{Email: []preview.Email{{To: mailbox, HTML: source, Text: source}}})
		inspect(t, out, func(n *html.Node, framed bool) {
			if n.Type == html.TextNode && n.Parent.Data != "style" && strings.Contains(strings.ToLower(n.Data), "zoe.lefevre@example.org") {
				t.Fatalf("the mailbox can be read in %q", n.Data)
			}
			if !framed || n.Type != html.ElementNode {
				return
			}
			if slices.Contains([]string{"script", "iframe", "object", "embed", "form", "input", "base", "link", "svg", "math"}, n.Data) {
				t.Fatalf("an element %s", n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "href" && a.Val != "#" || a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/") {
					t.Fatalf("%s has %s=%q", n.Data, a.Key, a.Val)
				}
				if a.Key == "style" && strings.Contains(strings.ToLower(a.Val), "url(") {
					t.Fatalf("a style loads: %q", a.Val)
				}
			}
		})
	})
}

func BenchmarkWriteTo(b *testing.B) {
	p := example()
	for b.Loop() {
		if _, err := p.WriteTo(discard{}); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
