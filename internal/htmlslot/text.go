package htmlslot

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/scrutateur/scrutateur/internal/style"
	"github.com/scrutateur/scrutateur/internal/subset"
)

// Derive makes the text body of the HTML one: what is shown, in its order, paragraphs apart by an empty line, list
// items with a dash or their number, cells of data tables apart by a bar, images by their alt, and every link with its
// address in parentheses unless its words are the address. What is hidden (a preheader), styles and comments are left
// out. Conditions and fields stay where they were.
//
// The steps are those of a text template: a field's Context is Query or Path in an address, and empty elsewhere.
func Derive(t *subset.Template, d *Document) ([]Step, []Problem) {
	b := &textBuilder{steps: d.Steps, page: &page{steps: d.Steps, source: t.Source}, lines: 2, branches: []int{0}, ends: map[int]int{}}
	labels := map[int]bool{}
	for _, s := range d.Steps {
		switch s.Kind {
		case Unless:
			// A first branch that ends in a jump past the second has an {{else}}; the condition ends behind it.
			end := s.To
			if last := d.Steps[s.To-1]; last.Kind == Jump {
				end = max(end, last.To)
			}
			b.ends[end]++
			labels[s.To] = true
		case Jump:
			labels[s.To] = true
		}
	}
	// One text of all branches, with a mark for every field, jump and label, in the order of the steps.
	var text strings.Builder
	for i := range len(d.Steps) + 1 {
		if labels[i] {
			text.WriteString(mark(2*i + 1))
		}
		if i == len(d.Steps) {
			break
		}
		switch s := d.Steps[i]; s.Kind {
		case Static:
			b.page.starts, b.page.step = append(b.page.starts, text.Len()), append(b.page.step, i)
			text.WriteString(s.Text)
		case Field, Unless, Jump:
			text.WriteString(mark(2 * i))
		}
	}
	b.page.text = text.String()
	b.data = dataTables(b.page.text)
	tokens(b.page.text, b.token)
	if b.skip != "" {
		b.refuse(b.skipAt, "what is hidden here is not closed; close it, or give a Text body")
	}
	for len(b.links) > 0 {
		b.close("a")
	}
	b.want, b.space = 0, false
	if b.lines == 0 {
		b.write("\n")
	}

	// Labels become the places that jumps lead to.
	steps, at := []Step(nil), map[int]int{}
	for _, s := range b.out {
		if s.Kind == label {
			at[s.To] = len(steps)
			continue
		}
		s.Text = string(s.text)
		steps = append(steps, s.Step)
	}
	for i := range steps {
		if steps[i].Kind == Unless || steps[i].Kind == Jump {
			steps[i].To = at[steps[i].To]
		}
	}
	return steps, b.problems
}

// label is the kind of a place that jumps lead to, while the text is built.
const label Kind = 255

// item is a Step whose text still grows.
type item struct {
	Step
	text []byte
}

type textBuilder struct {
	steps    []Step
	page     *page
	ends     map[int]int  // how many conditions end at a label
	data     map[int]bool // where the data tables begin
	out      []item
	problems []Problem

	lines    int   // line breaks at the end of what is written
	want     int   // line breaks wanted before the next word
	space    bool  // a blank wanted before the next word
	item     bool  // a list item's dash was just written
	branches []int // the branches of conditions around this place, each with a number of its own
	branch   int

	skip      string // the element whose content is left out, …
	skipLevel int    // … how many of its name are open, …
	skipAt    int    // … where it began, …
	skipIn    int    // … and in which branch
	pre       int    // <pre> elements around this place

	links  []link
	lists  []int  // numbers of the next items; -1 where there are none
	tables []bool // the tables around this place: is it one of data?
	cells  int    // cells written in the row
}

// link is an <a> that is open.
type link struct {
	href   string // with marks
	words  int    // where its words begin in out …
	offset int    // … and in the text there
	branch int
	at     int
}

func (b *textBuilder) in() int { return b.branches[len(b.branches)-1] }

func (b *textBuilder) refuse(at int, format string) {
	start, end := b.page.at(at)
	b.problems = append(b.problems, Problem{start, end, format, nil})
}

// write appends a text that holds no marks.
func (b *textBuilder) write(s string) {
	if n := len(b.out); n > 0 && b.out[n-1].Kind == Static {
		b.out[n-1].text = append(b.out[n-1].text, s...)
	} else {
		b.out = append(b.out, item{Step{Kind: Static}, []byte(s)})
	}
	if rest := strings.TrimRight(s, "\n"); rest == "" {
		b.lines += len(s)
	} else {
		b.lines = len(s) - len(rest)
	}
}

// flush writes the breaks and blanks that are wanted.
func (b *textBuilder) flush() {
	if n := b.want - b.lines; n > 0 {
		b.write(strings.Repeat("\n", n))
	} else if b.space && b.lines == 0 {
		b.write(" ")
	}
	b.want, b.space, b.item = 0, false, false
}

// block asks for so many line breaks.
func (b *textBuilder) block(lines int) {
	if !b.item { // a paragraph in an item begins behind its dash
		b.want = max(b.want, lines)
	}
	b.space = false
}

// words writes text with marks; blanks count as one, but in <pre>.
func (b *textBuilder) words(s string) {
	for _, r := range s {
		switch {
		case isMark(r):
			b.mark(int(r-firstMark), false)
		case b.pre > 0 && r == '\n':
			b.flush()
			b.write("\n")
		case b.pre == 0 && r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r):
			b.space = b.space || !b.item
		default:
			b.flush()
			b.write(string(r))
		}
	}
}

// mark writes a field, or a part of a condition. Before one of a condition everything wanted is written, so that what
// follows depends on no branch.
func (b *textBuilder) mark(m int, address bool) {
	i := m / 2
	if m%2 == 1 {
		b.flush()
		b.out = append(b.out, item{Step: Step{Kind: label, To: i}})
		b.branches = b.branches[:len(b.branches)-b.ends[i]]
		return
	}
	switch s := b.steps[i]; s.Kind {
	case Field:
		b.flush()
		b.lines = 0
		if !address {
			s.Context = ""
		}
		b.out = append(b.out, item{Step: s})
	case Unless, Jump:
		b.flush()
		b.out = append(b.out, item{Step: s})
		b.branch++
		if s.Kind == Unless {
			b.branches = append(b.branches, b.branch)
		} else {
			b.branches[len(b.branches)-1] = b.branch
		}
	}
}

// controls writes the parts of conditions among the marks of s, and drops its fields. It reports whether there were any.
func (b *textBuilder) controls(s string) (any bool) {
	for _, r := range s {
		if !isMark(r) {
			continue
		}
		if m := int(r - firstMark); m%2 == 1 || b.steps[m/2].Kind != Field {
			b.mark(m, false)
			any = true
		}
	}
	return any
}

// breaks is how many line breaks stand before and after an element: two leave an empty line.
var breaks = map[string]int{
	"p": 2, "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2, "ul": 2, "ol": 2, "dl": 2, "blockquote": 2, "pre": 2, "table": 2, "hr": 2,
	"figure": 2, "header": 2, "footer": 2, "main": 2, "article": 2, "section": 2, "nav": 2, "aside": 2, "form": 2, "fieldset": 2, "caption": 2,
	"div": 1, "address": 1, "center": 1, "dt": 1, "dd": 1, "figcaption": 1, "details": 1, "summary": 1, "tr": 1, "li": 1, "td": 2, "th": 2,
}

var unseen = map[string]bool{"script": true, "style": true, "title": true, "template": true, "svg": true, "object": true, "iframe": true, "noscript": true,
	"noembed": true, "noframes": true, "textarea": true, "select": true, "audio": true, "video": true, "canvas": true}

var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true,
	"meta": true, "source": true, "track": true, "wbr": true}

func (b *textBuilder) token(z *html.Tokenizer, tt html.TokenType, start, end int) {
	raw := b.page.text[start:end]
	switch tt {
	case html.TextToken:
		if b.skip != "" {
			b.controls(raw)
		} else {
			b.words(string(z.Text()))
		}
	case html.StartTagToken:
		t := z.Token()
		in := b.in()
		conditions := b.controls(raw)
		if b.skip != "" {
			if t.Data == b.skip && !void[t.Data] {
				b.skipLevel++
			}
			return
		}
		if unseen[t.Data] || style.Alone(t.Data, t.Attr) != nil {
			if !void[t.Data] {
				b.skip, b.skipLevel, b.skipAt, b.skipIn = t.Data, 1, start, in
			}
			return
		}
		b.open(t, conditions, start)
	case html.EndTagToken:
		b.controls(raw)
		name, _ := z.TagName()
		if b.skip == "" {
			b.close(string(name))
		} else if string(name) == b.skip {
			if b.skipLevel--; b.skipLevel == 0 {
				b.skip = ""
				if b.in() != b.skipIn {
					b.refuse(b.skipAt, "what is hidden here begins and ends in different branches of a condition; give a Text body")
				}
			}
		}
	default:
		b.controls(raw)
	}
}

func (b *textBuilder) open(t html.Token, conditions bool, start int) {
	switch t.Data {
	case "br":
		b.space, b.item = false, false
		b.want = max(b.want, b.lines) // a break is one more than there are
		b.want++
		return
	case "img":
		if alt := attr(t, "alt"); alt != "" {
			if conditions && strings.ContainsFunc(alt, isMark) {
				b.refuse(start, "a condition in an alt text; put it around the image, or give a Text body")
				return
			}
			b.words(alt)
		}
		return
	case "hr":
		b.block(2)
		b.flush()
		b.write("----------")
		b.block(2)
		return
	case "a":
		href := strings.TrimSpace(attr(t, "href"))
		if conditions && href != "" {
			b.refuse(start, "a condition in a link; put it around the whole link, or give a Text body")
		}
		l := link{href: href, words: len(b.out), branch: b.in(), at: start}
		if l.words > 0 && b.out[l.words-1].Kind == Static {
			l.words--
			l.offset = len(b.out[l.words].text)
		}
		b.links = append(b.links, l)
		return
	case "ul", "ol":
		first := -1
		if t.Data == "ol" {
			first = 1
			if n, err := strconv.Atoi(attr(t, "start")); err == nil {
				first = n
			}
		}
		b.block(breaks[t.Data] - min(len(b.lists), 1))
		b.lists = append(b.lists, first)
		return
	case "li":
		b.item = false
		b.block(1)
		b.flush()
		bullet := "- "
		if n := len(b.lists); n > 0 {
			bullet = strings.Repeat("  ", n-1) + bullet
			if i := b.lists[n-1]; i >= 0 {
				bullet = strings.Repeat("  ", n-1) + strconv.Itoa(i) + ". "
				b.lists[n-1]++
			}
		}
		b.write(bullet)
		b.item = true
		return
	case "table":
		b.tables = append(b.tables, b.data[start])
	case "tr":
		b.cells = 0
	case "td", "th":
		if n := len(b.tables); n > 0 && b.tables[n-1] {
			if b.cells++; b.cells > 1 {
				b.want, b.space = 0, false
				b.flush()
				b.write(" | ")
				b.item = true // what is in the cell begins here
			}
			return
		}
	case "pre":
		b.pre++
	}
	if n := breaks[t.Data]; n > 0 {
		b.block(n)
	}
}

func (b *textBuilder) close(name string) {
	switch name {
	case "a":
		if n := len(b.links); n > 0 {
			l := b.links[n-1]
			b.links = b.links[:n-1]
			b.address(l)
		}
		return
	case "ul", "ol":
		if n := len(b.lists); n > 0 {
			b.lists = b.lists[:n-1]
		}
		b.item = false
		b.block(breaks[name] - min(len(b.lists), 1))
		return
	case "table":
		if n := len(b.tables); n > 0 {
			b.tables = b.tables[:n-1]
		}
		b.item = false
	case "td", "th":
		b.item = false
		if n := len(b.tables); n > 0 && b.tables[n-1] {
			return
		}
	case "pre":
		b.pre = max(b.pre-1, 0)
	case "br": // </br> is one to a browser
		return
	}
	if n := breaks[name]; n > 0 {
		b.block(n)
	}
}

// address writes where the link leads, unless its words say so.
func (b *textBuilder) address(l link) {
	if b.in() != l.branch {
		b.refuse(l.at, "a link begins and ends in different branches of a condition; put the condition around the whole link, or give a Text body")
		return
	}
	shown := l.href
	scheme, rest, _ := strings.Cut(l.href, ":")
	switch strings.ToLower(scheme) {
	case "http", "https":
	case "mailto", "tel", "sms":
		shown, _, _ = strings.Cut(rest, "?")
	default:
		return // a place in the page, or nothing that a reader of text can follow
	}
	var words strings.Builder
	for i, s := range b.out[l.words:] {
		switch {
		case s.Kind == Static && i == 0:
			words.Write(s.text[l.offset:])
		case s.Kind == Static:
			words.Write(s.text)
		case s.Kind == Field:
			words.WriteString(mark(s.Arg))
		}
	}
	bare := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(s))
		s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
		return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
	}
	said := bare(words.String())
	if said != "" && strings.ReplaceAll(said, " ", "") == strings.ReplaceAll(bare(shown), " ", "") {
		return
	}
	if said != "" {
		b.space = false
		b.flush()
		if b.lines == 0 {
			b.write(" ")
		}
		b.write("(")
		defer b.write(")")
	} else {
		b.flush()
	}
	for _, r := range shown {
		if isMark(r) {
			b.mark(int(r-firstMark), true)
		} else {
			b.write(string(r))
		}
	}
}

func attr(t html.Token, key string) string {
	if i := slices.IndexFunc(t.Attr, func(a html.Attribute) bool { return a.Key == key }); i >= 0 {
		return t.Attr[i].Val
	}
	return ""
}

// dataTables finds the tables that hold data: those with a heading cell that do not say that they are for layout.
func dataTables(text string) map[int]bool {
	data := map[int]bool{}
	type table struct {
		at     int
		layout bool
	}
	var open []table
	tokens(text, func(z *html.Tokenizer, tt html.TokenType, start, end int) {
		switch tt {
		case html.StartTagToken:
			t := z.Token()
			if role := attr(t, "role"); t.Data == "table" {
				open = append(open, table{start, role == "presentation" || role == "none"})
			} else if n := len(open); t.Data == "th" && n > 0 && !open[n-1].layout {
				data[open[n-1].at] = true
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "table" && len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	})
	return data
}
