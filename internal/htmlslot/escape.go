// Package htmlslot decides where in an HTML template a value may stand, and how it is escaped there.
//
// Two readers that know nothing of each other must agree on every place: the escaper of html/template, which is run
// on the template itself, and the tokenizer of golang.org/x/net/html, which is run on what the template writes in each
// case of its conditions. So what is written is byte for byte what html/template writes, with one difference: comments
// that hold no value stay, because Outlook reads them.
//
// The package also finds the place where the statutory block goes, whatever the author's markup, proves that nothing
// swallows it, and derives the text body from the HTML one.
package htmlslot

import "unicode/utf8"

// Context is a kind of place in which a value may stand.
type Context string

const (
	Text   Context = "text"   // between tags
	RCData Context = "rcdata" // in <title> and <textarea>
	Attr   Context = "attr"   // in a quoted attribute that holds words: alt, title, aria-label
	Query  Context = "query"  // in the query or the fragment of an https link
	Path   Context = "path"   // in the path of an https link
)

// Escapes gives what stands for a byte of a value in a context; "" is the byte itself. Escaping byte by byte is exact
// for valid UTF-8: the tables only name ASCII, or name every byte above it.
func (c Context) Escapes() *[256]string {
	switch c {
	case Text, RCData, Attr:
		return &markup
	case Query, Path:
		return &percent
	}
	return nil
}

// Append appends the value, escaped.
func (c Context) Append(dst []byte, value string) []byte {
	t := c.Escapes()
	from := 0
	for i := range len(value) {
		if t != nil && t[value[i]] != "" {
			dst = append(dst, value[from:i]...)
			dst = append(dst, t[value[i]]...)
			from = i + 1
		}
	}
	return append(dst, value[from:]...)
}

// Widest returns the most bytes that a value of so many characters can become, when it holds no control characters.
func (c Context) Widest(characters int) int {
	switch c {
	case Text, RCData, Attr:
		return characters * max(len(markup['"']), utf8.UTFMax)
	case Query, Path:
		return characters * 3 * utf8.UTFMax
	}
	return characters * utf8.UTFMax
}

// Takes reports whether the value may stand in the context at all. In a path it may hold nothing that ends a segment
// or that a server reads as more than a character, because then the link would lead elsewhere.
func (c Context) Takes(value string) bool {
	if c != Path {
		return true
	}
	if value == "." || value == ".." {
		return false
	}
	for i := range len(value) {
		if reserved[value[i]] {
			return false
		}
	}
	return true
}

// markup is the table of html/template's htmlEscaper, attrEscaper and rcdataEscaper.
var markup = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// percent is the table of its urlEscaper, and of its urlNormalizer but for what Takes refuses.
var percent = func() (t [256]string) {
	const hex = "0123456789abcdef"
	for c := range t {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '-', c == '.', c == '_', c == '~':
		default:
			t[c] = string([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return t
}()

// reserved is what urlNormalizer leaves as it is, and the backslash, which browsers read as a slash.
var reserved = func() (t [256]bool) {
	for _, c := range "!#$&*+,/:;=?@[]%\\" {
		t[c] = true
	}
	return t
}()
