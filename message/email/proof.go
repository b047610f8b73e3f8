package email

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/message/internal/judge/mail"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Size is how long an e-mail is. A proof has no Bytes: they are the form of the wire, and nothing limits them.
type Size struct {
	Bytes   int `json:"bytes,omitempty"` // of the whole message as it is sent
	HTML    int `json:"html"`            // bytes of the HTML body, decoded: what Gmail counts
	Text    int `json:"text"`            // bytes of the text body, decoded
	Subject int `json:"subject"`         // characters
}

// String returns a line such as "HTML 5300 bytes, text 1200 bytes, subject 34 characters".
func (s Size) String() string {
	out := fmt.Sprintf("HTML %d bytes, text %d bytes, subject %d characters", s.HTML, s.Text, s.Subject)
	if s.Bytes > 0 {
		out += fmt.Sprintf(", %d bytes in all", s.Bytes)
	}
	return out
}

// Proof is how short and how long the e-mails of a template can be: no row within its bounds makes one that is
// outside of Shortest.Size and Longest.Size.
type Proof struct {
	Shortest Sample      `json:"shortest"`
	Longest  Sample      `json:"longest"`
	Words    string      `json:"words"` // the statutory block of the text body, {unsubscribe} where the address stands
	Fields   []FieldCost `json:"fields,omitempty"`
}

// Sample is an e-mail with invented values, of the case of the conditions in which messages get so short or so long,
// {unsubscribe} where the token stands. Its Size is the bound: the values invented are ordinary ones, and
// the bound also holds for values of characters that take five bytes.
type Sample struct {
	Size      Size   `json:"size"`
	Subject   string `json:"subject"`
	Preheader string `json:"preheader,omitempty"`
	Text      string `json:"text"`
	HTML      string `json:"html"`
}

// FieldCost is what a field may cost.
type FieldCost struct {
	Field string `json:"field"`
	Max   int    `json:"max"`  // characters of its longest value
	HTML  int    `json:"html"` // bytes that its longest value takes in the HTML, in all its places together
}

// String returns the proof as a table, in English.
func (p Proof) String() string { return p.In(language.English) }

// In returns the table in another language: French where the module speaks none that serves.
func (p Proof) In(tag language.Tag) string {
	w := tongue.Email.In(tongue.Of(tag))
	var b strings.Builder
	line := func(name tongue.Text, what string) { b.WriteString(w.Entry(name, what)) }
	size := func(s Size) string {
		return w.Sayf("HTML %d bytes, text %d bytes, subject %d characters", s.HTML, s.Text, s.Subject)
	}
	line("longest", w.Sayf("%s (budget: HTML %d bytes)", size(p.Longest.Size), mail.MaxHTML))
	line("shortest", size(p.Shortest.Size))
	if p.Words != "" {
		line("words", strings.Join(strings.Fields(strings.Trim(p.Words, "_\n")), " "))
	}
	for _, f := range p.Fields {
		line("field", w.Sayf("%s: at most %d characters, %d bytes of the HTML", f.Field, f.Max, f.HTML))
	}
	return b.String()
}

// extreme is the shortest and the longest of a script, in bytes and in characters, and the conditions that hold in each.
type extreme struct {
	least, most           int
	leastChars, mostChars int
	leastMask, mostMask   uint64
}

// extremes measures every case of the conditions that stand in one script: at most eight, because each comes from one
// template.
func (t *template) extremes(s script) extreme {
	var used []int
	for _, p := range s {
		if p.kind == pieceUnless && !slices.Contains(used, p.arg) {
			used = append(used, p.arg)
		}
	}
	var e extreme
	for bits := range uint(1) << len(used) {
		var mask uint64
		for i, c := range used {
			if bits&(1<<i) != 0 {
				mask |= 1 << c
			}
		}
		least, most, leastChars, mostChars := 0, 0, 0, 0
		s.walk(func(c int) bool { return mask&(1<<c) != 0 }, func(p *piece) {
			switch p.kind {
			case pieceText:
				least += len(p.text)
				most += len(p.text)
				n := utf8.RuneCountInString(p.text)
				leastChars += n
				mostChars += n
			case pieceToken:
				least += tokenBytes
				most += tokenBytes
				leastChars += tokenBytes
				mostChars += tokenBytes
			case pieceField:
				shortest, longest := t.width(p.arg, used, mask)
				least += shortest
				leastChars += shortest
				mostChars += longest
				most += t.widest(p.arg, longest, p.context)
			}
		})
		if bits == 0 || least < e.least {
			e.least, e.leastChars, e.leastMask = least, leastChars, mask
		}
		if bits == 0 || most > e.most {
			e.most, e.mostMask = most, mask
		}
		e.leastChars, e.mostChars = min(e.leastChars, leastChars), max(e.mostChars, mostChars)
	}
	return e
}

// width is how few and how many characters a field prints in a case: a condition on it says whether it is empty.
func (t *template) width(i int, used []int, mask uint64) (shortest, longest int) {
	f := &t.fields[i]
	shortest, longest = f.width()
	for c, on := range t.conds {
		if on != i || !slices.Contains(used, c) {
			continue
		}
		holds, number := mask&(1<<c) != 0, f.Bound.Kind != bounds.String
		switch {
		case number && !holds:
			return 1, 1 // prints 0
		case !number && !holds:
			return 0, 0
		case !number:
			shortest = max(shortest, 1)
		}
	}
	return shortest, longest
}

// widest is how many bytes so many characters of a field can become in a context.
func (t *template) widest(i, characters int, c htmlslot.Context) int {
	f := &t.fields[i]
	if characters == 0 {
		return 0
	}
	if f.Bound.Kind != bounds.String {
		return characters
	}
	if f.Bound.OneOf == nil {
		return c.Widest(characters)
	}
	most := 0
	for _, v := range f.Bound.OneOf {
		clean, _, _, _ := appendClean(nil, v)
		most = max(most, len(c.Append(nil, string(clean))))
	}
	return most
}

// prove measures the longest and the shortest message and holds them against the budgets.
func (t *template) prove() (fs law.Findings) {
	subject, preheader, text, html := t.extremes(t.subject), t.extremes(t.preheader), t.extremes(t.text), t.measureHTML()
	t.size = Size{HTML: html.most, Text: text.most, Subject: subject.mostChars}
	t.least = Size{HTML: html.least, Text: text.least, Subject: subject.leastChars}
	should := func(f law.Finding) {
		f = f.AsShould()
		fs = append(fs, f)
	}

	switch n := t.size.HTML; {
	case n > mail.MaxHTML:
		fs = append(fs, law.Find(law.PartBudget, "HTML", "the longest message has %d bytes of HTML, %d are allowed: mail programs cut the end off, where the law wants its words seen; shorten the text or the markup", n, mail.MaxHTML))
	case n > mail.WarnHTML:
		should(law.Find(law.PartBudget, "HTML", "the longest message has %d bytes of HTML; above %d mail programs begin to cut the end off", n, mail.WarnHTML))
	}
	reason := len(strings.Fields(t.spec.LongSubject)) >= 3
	switch n := t.size.Subject; {
	case n > mail.MaxSubject && !reason:
		fs = append(fs, law.Find(law.SpecField, "Subject", "the longest subject has %d characters, %d are allowed: shorten it, or say in LongSubject why it is so long", n, mail.MaxSubject))
	case n > mail.WarnSubject:
		should(law.Find(law.SpecField, "Subject", "the longest subject has %d characters; phones show the first 33, other programs about %d: put the key words first", n, mail.WarnSubject))
	}
	if len(t.preheader) > 0 && (preheader.mostChars > maxPreheader || preheader.leastChars < minPreheader) {
		should(law.Find(law.SpecField, "Preheader", "the preheader has %d to %d characters; lists of messages show %d to %d", preheader.leastChars, preheader.mostChars, minPreheader, maxPreheader))
	}
	return fs
}

// measureHTML measures the page: the author's part, the preheader and the title each in their own worst case, which
// together is never too little, and exact where they share no condition.
func (t *template) measureHTML() (sum extreme) {
	for _, part := range t.split {
		e := t.extremes(part)
		sum.least += e.least
		sum.most += e.most
		sum.leastMask |= e.leastMask
		sum.mostMask |= e.mostMask
	}
	return sum
}

// proof lays out the samples.
func (t *template) proof() Proof {
	html, subject := t.measureHTML(), t.extremes(t.subject)
	p := Proof{
		Shortest: t.sample(html.leastMask|subject.leastMask, false),
		Longest:  t.sample(html.mostMask|subject.mostMask, true),
		Words:    t.words,
	}
	p.Shortest.Size, p.Longest.Size = t.least, t.size
	for i := range t.fields {
		cost, printed := 0, false
		_, longest := t.fields[i].width()
		for _, piece := range t.html {
			if piece.kind == pieceField && piece.arg == i {
				cost += t.widest(i, longest, piece.context)
				printed = true
			}
		}
		if printed || t.text.prints(i) || t.subject.prints(i) {
			p.Fields = append(p.Fields, FieldCost{Field: t.fields[i].Path, Max: longest, HTML: cost})
		}
	}
	return p
}

func (s script) prints(field int) bool {
	for _, p := range s {
		if p.kind == pieceField && p.arg == field {
			return true
		}
	}
	return false
}

// sample writes every part of a message with invented values.
func (t *template) sample(mask uint64, longest bool) Sample {
	fill := func(s script) string { return t.fill(s, mask, longest, "{unsubscribe}") }
	return Sample{Subject: fill(t.subject), Preheader: fill(t.preheader), Text: fill(t.text), HTML: fill(t.html)}
}

// fill writes one case of a script with invented values.
func (t *template) fill(s script, mask uint64, longest bool, token string) string {
	var b []byte
	s.walk(func(c int) bool { return mask&(1<<c) != 0 }, func(p *piece) {
		switch p.kind {
		case pieceText:
			b = append(b, p.text...)
		case pieceToken:
			b = append(b, token...)
		case pieceField:
			n, most := t.sampleWidth(p.arg, mask)
			if longest {
				n = most
			}
			if t.fields[p.arg].Bound.Kind != bounds.String {
				b = append(b, strings.Repeat("8", n)...)
			} else {
				b = append(b, filler(n)...)
			}
		}
	})
	return string(b)
}

// cases fills the page with invented values in every case of the conditions around which its markup changes, and reports whether
// it did: where they are more than subset.MaxProved bytes together it fills none. Conditions of the subject and of the preheader choose between words that
// are escaped, and make no case.
func (t *template) cases(longest bool, token string, each func(page string)) bool {
	matters := make(map[int]bool)
	for _, part := range t.markup {
		part.marked(matters)
	}
	var all uint64
	for c := range matters {
		all |= 1 << c
	}
	fill := func(holds func(int) bool) string {
		mask := all // a condition that this case does not meet holds, so that its field has its full length
		t.html.walk(func(c int) bool {
			switch {
			case !matters[c]:
				return false
			case holds(c):
				return true
			}
			mask &^= 1 << c
			return false
		}, func(*piece) {})
		return t.fill(t.html, mask, longest, token)
	}
	bytes := 0
	subset.Cases(func(holds func(int) bool) bool { // writing them costs little against judging them
		bytes += len(fill(holds))
		return bytes <= subset.MaxProved
	})
	if bytes > subset.MaxProved {
		return false
	}
	subset.Cases(func(holds func(int) bool) bool {
		each(fill(holds))
		return true
	})
	return true
}

// marked notes the conditions around which a script changes its markup.
func (s script) marked(conds map[int]bool) {
	for i, p := range s {
		if p.kind != pieceUnless || conds[p.arg] {
			continue
		}
		end := p.to
		for j := i + 1; j < end; j++ {
			switch s[j].kind {
			case pieceJump:
				end = max(end, s[j].to)
			case pieceText:
				if strings.ContainsAny(s[j].text, "<>\"'=") {
					conds[p.arg] = true
				}
			case pieceField, pieceToken:
				conds[p.arg] = true
			}
		}
	}
}

// opening returns the fixed text with which a script begins.
func (s script) opening() (string, bool) {
	if len(s) == 0 || s[0].kind != pieceText {
		return "", false
	}
	return s[0].text, true
}

// sampleWidth is width where every condition is known.
func (t *template) sampleWidth(i int, mask uint64) (shortest, longest int) {
	all := make([]int, len(t.conds))
	for c := range all {
		all[c] = c
	}
	return t.width(i, all, mask)
}

// filler is a name as long as asked for.
func filler(n int) string {
	if n == 0 {
		return ""
	}
	return "X" + strings.Repeat("x", n-1)
}
