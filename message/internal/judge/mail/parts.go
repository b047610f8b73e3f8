package mail

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/notice/law"
)

// maxParts and maxDepth bound what a hostile message costs.
const (
	maxParts = 200
	maxDepth = 8
)

// leaf is a body: a place in Read.Pages or in Read.Texts.
type leaf struct {
	page bool
	at   int
}

// reading is what one reader is shown: bodies one behind the other.
type reading []leaf

// part reads one part of the message and those in it, and returns every way in which a reader may be shown it; none where it is not
// shown. A reader of multipart/alternative is shown one of its parts, whichever his program knows best (RFC 2046, 5.1.4), so each
// has to say by itself what the law wants said.
func (a *Read) part(h partHeader, body string, depth int) []reading {
	if a.parts++; a.parts > maxParts || depth > maxDepth {
		if a.parts == maxParts+1 || depth == maxDepth+1 {
			a.add(law.Find(law.CleanText, "Message", "more than %d parts, or parts nested deeper than %d: not read", maxParts, maxDepth))
		}
		return nil
	}
	kind, params, err := mime.ParseMediaType(h["content-type"])
	if h["content-type"] == "" {
		kind, params = "text/plain", map[string]string{"charset": "us-ascii"} // RFC 2045 section 5.2
	} else if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		a.add(law.Find(law.CleanText, "Header Content-Type", "no media type that readers understand (RFC 2045, 5.1)"))
		return nil
	}
	if strings.HasPrefix(kind, "multipart/") {
		return a.multipart(kind, params, strings.TrimSpace(h["content-transfer-encoding"]), body, depth)
	}
	if disposition, _, _ := mime.ParseMediaType(h["content-disposition"]); disposition == "attachment" || !strings.HasPrefix(kind, "text/") {
		if id := strings.Trim(h["content-id"], "<> "); id != "" {
			a.attached = append(a.attached, id)
		}
		return nil
	}
	if kind != "text/plain" && kind != "text/html" {
		a.add(law.Find(law.CleanText, "Message", "a part of the kind %s, which some programs show instead of what was judged: leave it out", known(kind)))
		return nil
	}
	path := "Text"
	if kind == "text/html" {
		path = "HTML"
	}
	if joinsLines(kind, params["delsp"], h["content-type"]) {
		a.add(law.Find(law.CleanText, path, "a text with DelSp: some programs join its lines without the blank between them, and others do not; write format=flowed alone (RFC 3676, 4.2)"))
	}
	decoded, ok := decodeTransfer(h["content-transfer-encoding"], body)
	if !ok {
		a.add(law.Find(law.CleanText, path, "the part is not encoded as its Content-Transfer-Encoding says (RFC 2045, 6)"))
	}
	text, ok := decodeCharset(params["charset"], decoded)
	if !ok {
		a.add(law.Find(law.CleanText, path, "the part is not in the character set that it names: write UTF-8 and say so"))
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if kind == "text/html" {
		a.Pages = append(a.Pages, text)
		return []reading{{{true, len(a.Pages) - 1}}}
	}
	a.Texts = append(a.Texts, text)
	return []reading{{{false, len(a.Texts) - 1}}}
}

// joinsLines reports whether a program may take the blank out of the end of each line before it joins it to the next, as DelSp=yes
// says: "Ne plus re \r\ncevoir" becomes "Ne plus recevoir", so that what is shown are other words and links than were judged. Only
// a text has the parameter (RFC 3676, 4.2). Readers differ on parameters written badly, of which mime gives none: what
// names it at all, and does not say no, is taken for yes.
func joinsLines(kind, delsp, contentType string) bool {
	return kind == "text/plain" && !strings.EqualFold(delsp, "no") && (delsp != "" || strings.Contains(strings.ToLower(contentType), "delsp"))
}

// known is a media type as findings say it: the message chooses its own.
func known(kind string) string {
	if slices.Contains([]string{"text/x-amp-html", "text/calendar", "text/enriched", "text/richtext", "text/rtf", "text/markdown", "text/xml", "text/watch-html"}, kind) {
		return kind
	}
	kind, _, _ = strings.Cut(kind, "/")
	if slices.Contains([]string{"text", "image", "audio", "video", "application", "message", "multipart", "model", "font"}, kind) {
		return kind + "/*"
	}
	return "*/*"
}

func (a *Read) multipart(kind string, params map[string]string, encoding, body string, depth int) []reading {
	switch strings.ToLower(encoding) {
	case "", "7bit", "8bit", "binary":
	default:
		a.add(law.Find(law.CleanText, "Header Content-Transfer-Encoding", "a message of several parts that is encoded as a whole: some readers decode it, and others do not (RFC 2045, 6.4)"))
		return nil
	}
	boundary := params["boundary"]
	if boundary == "" {
		a.add(law.Find(law.CleanText, "Header Content-Type", "a message of several parts without a boundary (RFC 2046, 5.1.1)"))
		return nil
	}
	var children [][]reading
	var ids []string
	r := multipart.NewReader(strings.NewReader(strings.ReplaceAll(body, "\n", "\r\n")), boundary)
	var order []string
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			a.add(law.Find(law.CleanText, "Message", "its parts are not closed: the last boundary is missing (RFC 2046, 5.1.1)"))
			break
		}
		content, err := io.ReadAll(p)
		if err != nil { // what was read is judged all the same
			a.add(law.Find(law.CleanText, "Message", "its parts are not closed: the last boundary is missing (RFC 2046, 5.1.1)"))
		}
		h := partHeader{}
		for name, values := range p.Header {
			h[strings.ToLower(name)] = values[0]
			if strings.HasPrefix(name, "Content-") && len(values) > 1 { // readers take another than this one
				a.add(law.Find(law.CleanText, "Header "+canonicalField(name), "%d fields of this name, one is allowed (RFC 5322, 3.6)", len(values)))
			}
		}
		sub, _, _ := mime.ParseMediaType(h["content-type"])
		order = append(order, sub)
		shown := a.part(h, strings.ReplaceAll(string(content), "\r\n", "\n"), depth+1)
		children = append(children, shown)
		ids = append(ids, strings.Trim(h["content-id"], "<> "))
		if kind == "multipart/alternative" && len(shown) == 0 {
			a.add(law.Find(law.CleanText, "Message", "an alternative of the kind %s, which a reader may be shown alone and which was not judged: leave it out", known(sub)))
		}
		if err != nil || a.parts > maxParts {
			break
		}
	}
	switch kind {
	case "multipart/alternative":
		if len(order) > 1 && order[0] == "text/html" {
			a.should(law.Find(law.CleanText, "HTML", "the HTML body stands before the text body: readers take the last that they can show (RFC 2046, 5.1.4)"))
		}
		return slices.Concat(children...)
	case "multipart/related": // its root is shown, and what that refers to (RFC 2387)
		if len(children) == 0 {
			return nil
		}
		shown := children[0]
		if root := slices.Index(ids, strings.Trim(params["start"], "<> ")); root > 0 && params["start"] != "" {
			shown = slices.Concat(shown, children[root]) // some programs do not read start, and show the first
		}
		return shown
	case "multipart/signed": // the first is what was signed (RFC 1847)
		if len(children) > 0 {
			return children[0]
		}
		return nil
	}
	return together(children)
}

// together is what a reader is shown of parts one behind the other: those that are always shown, and around each of several
// alternatives nothing else, because the others may be shown in their poorest form.
func together(children [][]reading) (all []reading) {
	choices := 0
	for _, c := range children {
		if len(c) > 1 {
			choices++
		}
	}
	pick := func(chosen int, of reading) (r reading) {
		for i, c := range children {
			if i == chosen {
				r = append(r, of...)
			} else if len(c) == 1 {
				r = append(r, c[0]...)
			}
		}
		return r
	}
	if choices == 0 {
		if r := pick(-1, nil); len(r) > 0 {
			all = append(all, r)
		}
		return all
	}
	for i, c := range children {
		if len(c) > 1 {
			for _, r := range c {
				all = append(all, pick(i, r))
			}
		}
	}
	return all
}

// readings judges what is said in each way in which the message may be shown: each alternative, each view of its pages.
func (a *Read) readings(views map[int][]htmlslot.View) {
	told := map[law.Finding]bool{}
	for _, r := range a.shown {
		path, most := "Text", 1
		for _, l := range r {
			if l.page {
				path, most = "HTML", max(most, len(views[l.at]))
			}
		}
		for view := range most {
			var text strings.Builder
			var links []htmlslot.Link
			for i, l := range r {
				if i > 0 {
					text.WriteString("\n\n")
				}
				if !l.page {
					text.WriteString(a.Texts[l.at])
					links = append(links, textLinks(a.Texts[l.at])...)
				} else if n := len(views[l.at]); n > 0 {
					v := views[l.at][min(view, n-1)]
					text.WriteString(v.Words)
					links = append(links, v.Links...)
				}
			}
			before := len(a.found)
			a.said(path, text.String(), links)
			a.numbers(path, text.String())
			fresh := slices.DeleteFunc(slices.Clone(a.found[before:]), func(f law.Finding) bool {
				key := law.Finding{Rule: f.Rule, Path: f.Path, Detail: f.Detail}
				was := told[key]
				told[key] = true
				return was
			})
			a.found = append(a.found[:before], fresh...)
		}
	}
	if len(a.shown) == 0 {
		a.add(law.Find(law.SenderIdentity, "Message", "no text that anybody could read"))
	}
}
