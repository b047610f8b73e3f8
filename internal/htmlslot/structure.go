package htmlslot

import (
	"net/url"
	"slices"
	"sort"
	"strings"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/style"
	"github.com/scrutateur/scrutateur/internal/subset"
)

// A mark stands for a step in a text that is given to an HTML reader: a character of the private-use planes, which no
// reader touches.
const firstMark, lastMark = 0xF0000, 0x10FFFD

func isMark(r rune) bool { return r >= firstMark && r <= lastMark }

func mark(i int) string { return string(rune(firstMark + i)) }

// probe is the shape of the statutory block: a table for layout, because a cell is where HTML forgets every <a>, <b>
// and <font> that the author left open.
const (
	probeID = "scrutateur-probe"
	afterID = "scrutateur-after" // words behind the block: an <a> that comes back there is a link without end
	probe   = `<table id="` + probeID + `"><tbody><tr><td><p>x</p></td></tr></tbody></table><span id="` + afterID + `">x</span>`
)

// A page is what a template writes in one case of its conditions, with a mark for each field.
type page struct {
	steps  []Step
	source string
	text   string
	starts []int // offset in text of each piece …
	step   []int // … and the step that it came from
	foot   int   // offset in text of the Foot step
}

// at returns the place in the source of an offset in the page's text.
func (p *page) at(offset int) (start, end int) {
	i := sort.SearchInts(p.starts, offset+1) - 1
	if i < 0 {
		return 0, 0
	}
	s := p.steps[p.step[i]]
	if s.Kind == Field {
		return s.Pos, actionEnd(p.source, s.Pos)
	}
	start = min(s.Pos+offset-p.starts[i], len(p.source))
	return start, min(start+1, len(p.source))
}

// write lays out one case of the steps; holds says which conditions do, and nil that every branch is written.
func write(steps []Step, source string, holds func(cond int) bool) *page {
	p := &page{steps: steps, source: source, foot: -1}
	var b strings.Builder
	for pc := 0; pc < len(steps); {
		s := &steps[pc]
		switch s.Kind {
		case Unless:
			if holds != nil && !holds(s.Arg) {
				pc = s.To
				continue
			}
		case Jump:
			if holds != nil {
				pc = s.To
				continue
			}
		case Foot:
			p.foot = b.Len()
		case Static, Field:
			p.starts, p.step = append(p.starts, b.Len()), append(p.step, pc)
			if s.Kind == Field {
				b.WriteString(mark(pc))
			} else {
				b.WriteString(s.Text)
			}
		}
		pc++
	}
	p.text = b.String()
	return p
}

// structure finds the places of the preheader and of the statutory block, and proves for every case that nothing
// swallows the block and that every field stands where html/template believes it to.
func structure(t *subset.Template, steps []Step) (*Document, []Problem) {
	all := write(steps, t.Source, nil)
	d, head, foot, ps := all.places()
	if len(ps) > 0 {
		return nil, ps
	}
	d.Steps = insert(steps, head, foot)

	cases, ok := casesOf(t, d.Steps)
	if !ok {
		start, end := all.at(max(len(all.text)-1, 0))
		return nil, []Problem{{start, end, manyCases, []any{subset.MaxProved}}}
	}
	for _, p := range cases {
		ps = append(ps, p.check()...)
	}
	for range 16 { // each round closes one more level of what is open in some case
		open := false
		for _, p := range cases {
			chain, found := p.around(d.Close)
			if !found {
				start, end := p.at(max(p.foot-1, 0))
				return nil, append(ps, Problem{start, end, "the markup swallows what comes after it; close every tag, and use no frameset", nil})
			}
			for _, name := range chain {
				d.Close += "</" + name + ">"
				open = true
			}
		}
		if !open {
			return d, ps
		}
	}
	start, end := all.at(max(len(all.text)-1, 0))
	return nil, append(ps, Problem{start, end, "the markup swallows what comes after it; close every tag, and use no frameset", nil})
}

// manyCases is a key of the catalog. package email says it, too, of the page with its values and words.
const manyCases = "the cases of the conditions have more than %d bytes in all, and no more are proved; split the template, or let fewer conditions stand around markup"

// casesOf writes every case of the conditions around which markup changes, and none where together they are more than is proved. Those
// that choose between words alone cannot change what is open.
func casesOf(t *subset.Template, steps []Step) (pages []*page, ok bool) {
	matters := make([]bool, len(t.Conds))
	for i, s := range steps {
		if s.Kind == Unless {
			end := s.To
			for j := i + 1; j < end; j++ {
				switch steps[j].Kind {
				case Jump:
					end = max(end, steps[j].To)
				case Static:
					matters[s.Arg] = matters[s.Arg] || strings.ContainsAny(steps[j].Text, "<>\"'=")
				case Field: // its place must be read in both cases
					matters[s.Arg] = true
				}
			}
		}
	}
	ok = true
	bytes := 0
	subset.Cases(func(holds func(int) bool) bool {
		p := write(steps, t.Source, func(cond int) bool { return !matters[cond] || holds(cond) })
		pages = append(pages, p)
		bytes += len(p.text)
		ok = bytes <= subset.MaxProved
		return ok
	})
	return pages, ok
}

// A place is a byte of a step's text; the end of the text where step is len(steps).
type place struct{ step, offset int }

// places reads the tags that make a document and finds where the preheader and the block go.
func (p *page) places() (d *Document, head, foot place, ps []Problem) {
	refuse := func(at int, format string) {
		start, end := p.at(at)
		ps = append(ps, Problem{start, end, format, nil})
	}
	inside := conditional(p.steps)
	find := func(offset int) place {
		if offset >= len(p.text) {
			return place{step: len(p.steps)}
		}
		i := sort.SearchInts(p.starts, offset+1) - 1
		if inside[p.step[i]] {
			refuse(offset, "a condition cannot stand around <body> or </body>; put it inside")
		}
		return place{p.step[i], offset - p.starts[i]}
	}

	d = &Document{Fragment: true}
	foot = place{step: len(p.steps)}
	bodies, closed := 0, false
	// Where a condition for Outlook begins behind which nothing but </body> comes. Mosaico writes
	// <!--[if !(gte mso 15)]--></body><!--<![endif]-->: the block goes before the condition, or Outlook would hide it.
	condition := -1
	closes := func(start int) place {
		closed = true
		if condition >= 0 {
			start = condition
		}
		return find(start)
	}
	tokens(p.text, func(z *html.Tokenizer, tt html.TokenType, start, end int) {
		switch raw := p.text[start:end]; {
		case tt == html.CommentToken:
			switch lower := strings.ToLower(raw); {
			case strings.Count(lower, "[if ") > strings.Count(lower, "[endif]") && condition < 0:
				condition = start
			case strings.Contains(lower, "[endif]"):
				condition = -1
			}
		case tt != html.EndTagToken && strings.TrimSpace(raw) != "":
			condition = -1
		}
		if tt == html.DoctypeToken {
			d.Fragment = false
			return
		}
		if tt != html.StartTagToken && tt != html.EndTagToken {
			return
		}
		name, _ := z.TagName()
		switch string(name) {
		case "html", "head":
			d.Fragment = false
			if tt == html.EndTagToken && string(name) == "html" && !closed {
				foot = closes(start)
			}
		case "body":
			d.Fragment = false
			if tt == html.EndTagToken {
				if closed {
					return
				}
				foot = closes(start)
				return
			}
			if bodies++; bodies > 1 {
				refuse(start, "a second <body>; a document has one")
				return
			}
			head = find(end - 1) // the tag's last byte: what follows may be a condition
			head.offset++
		}
	})
	if !d.Fragment && bodies == 0 {
		refuse(0, "a document without <body>; write <body> and </body> around what is shown, or only what is shown")
	}
	return d, head, foot, ps
}

// conditional tells which steps stand in a branch.
func conditional(steps []Step) []bool {
	in := make([]bool, len(steps))
	for i, s := range steps {
		if s.Kind == Unless || s.Kind == Jump {
			for j := i + 1; j < s.To; j++ {
				in[j] = true
			}
		}
	}
	return in
}

// insert puts the Head and Foot steps at their places and lets the jumps lead where they led.
func insert(steps []Step, head, foot place) []Step {
	var out []Step
	moved := make([]int, len(steps)+1)
	for i := range len(steps) + 1 {
		moved[i] = len(out)
		from := 0
		cut := func(at place, kind Kind) {
			if at.step != i {
				return
			}
			if i < len(steps) && at.offset > from {
				piece := steps[i]
				piece.Text = piece.Text[from:at.offset]
				piece.Pos += from
				out = append(out, piece)
				from = at.offset
			}
			out = append(out, Step{Kind: kind})
		}
		cut(head, Head)
		cut(foot, Foot)
		if i < len(steps) {
			rest := steps[i]
			if rest.Kind == Static {
				rest.Text = rest.Text[from:]
				rest.Pos += from
				if rest.Text == "" {
					continue
				}
			}
			out = append(out, rest)
		}
	}
	for i := range out {
		if out[i].Kind == Unless || out[i].Kind == Jump {
			out[i].To = moved[out[i].To]
		}
	}
	return out
}

// tokens reads the text as a mail program does and tells each token with its bytes.
func tokens(text string, visit func(z *html.Tokenizer, tt html.TokenType, start, end int)) {
	z := html.NewTokenizer(strings.NewReader(text))
	for at := 0; ; {
		tt := z.Next()
		if tt == html.ErrorToken {
			return // io.EOF: a strings.Reader has no other
		}
		end := at + len(z.Raw())
		if tt == html.SelfClosingTagToken {
			tt = html.StartTagToken
		}
		visit(z, tt, at, end)
		at = end
	}
}

// wordAttributes hold words that people read, and nothing else.
var wordAttributes = map[string]bool{"alt": true, "title": true, "aria-label": true, "aria-description": true, "abbr": true, "summary": true}

// check compares the contexts that html/template found with the tokens of the page, and refuses what no mail program
// shows or what hides the block.
func (p *page) check() []Problem {
	var ps []Problem
	refuse := func(at int, format string, args ...any) {
		start, end := p.at(at)
		ps = append(ps, Problem{start, end, format, args})
	}
	element := "" // the one whose text comes next, when its text is not markup
	outlook := 0  // open conditions for Outlook
	tokens(p.text, func(z *html.Tokenizer, tt html.TokenType, start, end int) {
		raw := p.text[start:end]
		inside := element
		element = ""
		// The fields that a reader finds where they belong; what is left stands in a wrong place.
		var good []rune
		switch tt {
		case html.TextToken:
			want := Text
			switch inside {
			case "":
			case "title", "textarea":
				want = RCData
			default:
				for i, r := range raw {
					if isMark(r) && p.steps[r-firstMark].Context != "" {
						refuse(start+i, "a value cannot stand in the element %s: its content is not read as text", inside)
					}
				}
				return
			}
			for _, r := range raw {
				if isMark(r) && p.steps[r-firstMark].Context == want {
					good = append(good, r)
				}
			}
		case html.CommentToken:
			if start < p.foot {
				lower := strings.ToLower(raw)
				outlook += strings.Count(lower, "[if ") - strings.Count(lower, "[endif]")
			}
		case html.StartTagToken:
			t := z.Token()
			switch t.Data {
			case "script":
				if i := slices.IndexFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "type" }); i < 0 || t.Attr[i].Val != "application/ld+json" {
					refuse(start, "mail programs run no script; take it out")
				}
				element = t.Data
			case "base":
				if slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "href" }) {
					refuse(start, "<base> changes where every link leads; write the links in full")
				}
			case "html", "body":
				if style.Alone(t.Data, t.Attr) != nil {
					refuse(start, "this hides the whole message, and with it what the law wants seen")
				}
			case "title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext":
				element = t.Data
			}
			for _, a := range t.Attr {
				for i, r := range a.Val {
					if !isMark(r) {
						continue
					}
					switch c := p.steps[r-firstMark].Context; c {
					case Attr:
						if !wordAttributes[a.Key] {
							refuse(start+strings.IndexRune(raw, r), "a value cannot stand in the attribute %s; only in alt, title, aria-label and aria-description", a.Key)
						}
					case Query, Path:
						if t.Data != "a" || a.Key != "href" {
							refuse(start+strings.IndexRune(raw, r), "a value cannot stand in the address of <%s %s>; only in links: <a href>", t.Data, a.Key)
						} else if !beginsLink(a.Val[:i], c) {
							refuse(start+strings.IndexRune(raw, r), "a value cannot begin a link; write https:// and the host, and put the value behind them")
						}
					default:
						continue
					}
					good = append(good, r) // told, if it is wrong
				}
			}
		}
		for i, r := range raw {
			if isMark(r) && !slices.Contains(good, r) && p.steps[r-firstMark].Context != "" { // without: refused already
				refuse(start+i, "readers of HTML disagree about this place; write the tags, quotes and comments around it in full")
			}
		}
	})
	if outlook > 0 {
		refuse(max(p.foot-1, 0), "a condition for Outlook, <!--[if …]>, is not closed: Outlook would hide what follows; write <!--<![endif]-->")
	}
	return ps
}

// beginsLink reports whether the fixed part before a value holds the scheme and the host of an https link, so that no
// value can lead elsewhere.
func beginsLink(before string, c Context) bool {
	if strings.IndexFunc(before, isMark) >= 0 {
		before = before[:strings.IndexFunc(before, isMark)]
	}
	u, err := url.Parse(before)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return false
	}
	return u.Path != "" || c == Query && strings.ContainsAny(before, "?#")
}

// around parses the page with the block in its place and returns the elements around it and around what follows, the
// innermost first; none when both stand in <body>. found is false when a reader finds no block at all, or in an element that no
// end tag closes for all readers.
func (p *page) around(closing string) (chain []string, found bool) {
	doc, err := html.ParseWithOptions(strings.NewReader(p.text[:p.foot]+closing+probe+p.text[p.foot:]), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, false
	}
	for _, id := range []string{probeID, afterID} {
		n := byID(doc, id)
		if n == nil {
			return nil, false
		}
		inBody := false
		for up := n.Parent; up != nil && up.Type == html.ElementNode; up = up.Parent {
			switch {
			case up.Data == "body":
				inBody = true
			case strings.Trim(up.Data, "abcdefghijklmnopqrstuvwxyz0123456789:-") != "":
				return nil, false
			case up.Data != "html":
				chain = append(chain, up.Data)
			}
		}
		if !inBody || len(chain) > 0 {
			return chain, inBody
		}
	}
	return nil, true
}

func byID(doc *html.Node, id string) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "id" && a.Val == id }) {
			return n
		}
	}
	return nil
}
