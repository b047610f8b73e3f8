// Package recordtest changes a document that is signed, or approved by its hash, in every way that another reader of JSON might
// overlook. No change may be read as the document that it was.
package recordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
)

// Bytes yields documents that differ from doc in one byte, several for every byte: each byte in its other case, one off (which
// for a digit is another digit), as a quote, a backslash and \xff; each left out, and a blank before each.
func Bytes(doc []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for i, b := range doc {
			for _, c := range []byte{b ^ 0x20, b ^ 1, '"', '\\', 0xff} {
				if c == b {
					continue
				}
				changed := bytes.Clone(doc)
				changed[i] = c
				if !yield(fmt.Sprintf("byte %d is %q", i, c), changed) {
					return
				}
			}
			for what, insert := range map[string][]byte{"is missing": nil, "has a blank before it": {' ', b}} {
				if !yield(fmt.Sprintf("byte %d %s", i, what), splice(doc, i, i+1, insert)) {
					return
				}
			}
		}
	}
}

// Spellings yields documents that mean the same as doc to some reader of JSON, or to all: each letter of a string as an
// escape, each member at the other end of its object, twice or in another case, each number as another numeral, blanks between
// tokens, and bytes before and behind. doc is canonical.
func Spellings(doc []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for what, changed := range map[string][]byte{
			"a line feed behind":   append(bytes.Clone(doc), '\n'),
			"a zero byte behind":   append(bytes.Clone(doc), 0),
			"a brace behind":       append(bytes.Clone(doc), '}'),
			"a second document":    append(bytes.Clone(doc), doc...),
			"a byte order mark":    append([]byte("\ufeff"), doc...),
			"a blank before":       append([]byte{' '}, doc...),
			"indented":             indented(doc),
			"an array around it":   fmt.Appendf(nil, "[%s]", doc),
			"as encoding/json":     remarshalled(doc),
			"an empty member more": splice(doc, 1, 1, []byte(`"":0,`)),
		} {
			if !bytes.Equal(changed, doc) && !yield(what, changed) {
				return
			}
		}
		for _, m := range members(doc) {
			key, value := doc[m.key:m.colon], doc[m.colon+1:m.end]
			upper := bytes.ToUpper(key)
			for what, changed := range map[string][]byte{
				"in another case":       splice(doc, m.key, m.colon, upper),
				"twice":                 splice(doc, m.key, m.key, fmt.Appendf(nil, "%s:%s,", key, value)),
				"twice, once escaped":   splice(doc, m.key, m.key, fmt.Appendf(nil, "%s:%s,", escaped(key), value)),
				"twice, once in case":   splice(doc, m.key, m.key, fmt.Appendf(nil, "%s:%s,", upper, value)),
				"twice, once null":      splice(doc, m.key, m.key, fmt.Appendf(nil, "%s:null,", key)),
				"escaped":               splice(doc, m.key, m.colon, escaped(key)),
				"null":                  splice(doc, m.colon+1, m.end, []byte("null")),
				"of a value escaped":    splice(doc, m.colon+1, m.end, escaped(value)),
				"with a blank":          splice(doc, m.colon+1, m.colon+1, []byte("\t")),
				"with another numeral":  splice(doc, m.end, m.end, []byte(".0")),
				"with an exponent":      splice(doc, m.end, m.end, []byte("e0")),
				"with a sign":           splice(doc, m.colon+1, m.colon+1, []byte("-")),
				"left out":              without(doc, m),
				"with an escaped slash": splice(doc, m.colon+1, m.end, bytes.ReplaceAll(value, []byte("/"), []byte(`\/`))),
				"at the other end":      moved(doc, m),
			} {
				if !bytes.Equal(changed, doc) && !yield(fmt.Sprintf("the member %s at byte %d %s", key, m.key, what), changed) {
					return
				}
			}
		}
	}
}

func splice(doc []byte, from, to int, insert []byte) []byte {
	out := make([]byte, 0, len(doc)+len(insert))
	out = append(out, doc[:from]...)
	out = append(out, insert...)
	return append(out, doc[to:]...)
}

// member is a member of an object: where its key starts, its colon stands and its value ends, and whether the object goes on.
type member struct {
	key, colon, end int
	more            bool
}

// members finds the members of all objects in a document without blanks.
func members(doc []byte) []member {
	var all []member
	var value func(at int) int
	value = func(at int) int {
		switch doc[at] {
		case '{', '[':
			object := doc[at] == '{'
			at++
			for doc[at] != '}' && doc[at] != ']' {
				m := member{key: at}
				if object {
					at = text(doc, at)
					m.colon = at
					at++
				}
				at = value(at)
				m.end, m.more = at, doc[at] == ','
				if object {
					all = append(all, m)
				}
				if m.more {
					at++
				}
			}
			return at + 1
		case '"':
			return text(doc, at)
		}
		return at + bytes.IndexAny(doc[at:], ",]}")
	}
	value(0)
	return all
}

// text returns the end of the string that starts at a byte.
func text(doc []byte, at int) int {
	for at++; doc[at] != '"'; at++ {
		if doc[at] == '\\' {
			at++
		}
	}
	return at + 1
}

// escaped writes the first character of a string as an escape.
func escaped(s []byte) []byte {
	if len(s) < 3 || s[0] != '"' || s[1] == '\\' || s[1] >= 0x80 {
		return s
	}
	return fmt.Appendf(nil, `"\u%04x%s`, s[1], s[2:])
}

func without(doc []byte, m member) []byte {
	if m.more {
		return splice(doc, m.key, m.end+1, nil)
	}
	if doc[m.key-1] == ',' {
		return splice(doc, m.key-1, m.end, nil)
	}
	return splice(doc, m.key, m.end, nil)
}

// moved puts a member before the one that it stands behind, or the first behind the second.
func moved(doc []byte, m member) []byte {
	if !m.more {
		return doc
	}
	for _, next := range members(doc) {
		if next.key == m.end+1 {
			return splice(doc, m.key, next.end, fmt.Appendf(nil, "%s,%s", doc[next.key:next.end], doc[m.key:m.end]))
		}
	}
	return doc
}

func indented(doc []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, doc, "", "  ") != nil {
		return nil
	}
	return b.Bytes()
}

// remarshalled is the document as encoding/json writes it, with <, > and & escaped.
func remarshalled(doc []byte) []byte {
	var b bytes.Buffer
	json.HTMLEscape(&b, doc)
	return b.Bytes()
}
