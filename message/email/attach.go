package email

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Attachment is a file that every recipient gets: the same for all, so that it is encoded once and no list of anybody's
// data goes out with a message.
type Attachment struct {
	Name      string `json:"name"`                 // as the recipient sees it: "reunion.ics"
	Type      string `json:"type"`                 // application/pdf, text/calendar, image/png, image/jpeg or image/gif
	ContentID string `json:"content_id,omitempty"` // of an image that the HTML shows as src="cid:logo"; empty: a file beside the message
	Data      []byte `json:"data"`
}

// Budgets of attachments, in bytes as they are sent.
const (
	warnAttached = 1 << 20  // what a phone loads without thinking
	maxAttached  = 10 << 20 // what most hosts take
)

// attachTypes are the types that a campaign sends, how their files begin and what their names end in. Everything that a
// recipient's machine could run is left out.
var attachTypes = map[string]struct {
	begins     []string
	extensions []string
	image      bool
}{
	"application/pdf": {[]string{"%PDF-"}, []string{".pdf"}, false},
	"text/calendar":   {[]string{"BEGIN:VCALENDAR"}, []string{".ics"}, false},
	"image/png":       {[]string{"\x89PNG\r\n\x1a\n"}, []string{".png"}, true},
	"image/jpeg":      {[]string{"\xff\xd8\xff"}, []string{".jpg", ".jpeg"}, true},
	"image/gif":       {[]string{"GIF87a", "GIF89a"}, []string{".gif"}, true},
}

func cloneAttachments(list []Attachment) []Attachment {
	list = slices.Clone(list)
	for i := range list {
		list[i].Data = bytes.Clone(list[i].Data)
	}
	return list
}

// attachmentFindings judges the attachments and the cid: images of the page.
func (t *template) attachmentFindings() (fs law.Findings) {
	total := 0
	ids := map[string]bool{}
	for i, a := range t.spec.Attach {
		at := fmt.Sprintf("Attach[%d]", i)
		fs = append(fs, a.findings(at)...)
		total += base64.StdEncoding.EncodedLen(len(a.Data))
		if a.ContentID != "" {
			if ids[a.ContentID] {
				fs = append(fs, law.Find(law.SpecField, at+".ContentID", "the Content-ID stands twice: give each image its own"))
			}
			ids[a.ContentID] = true
		}
	}
	switch {
	case total > maxAttached:
		fs = append(fs, law.Find(law.PartBudget, "Attach", "the attachments take %d bytes, at most %d are taken by most hosts", total, maxAttached))
	case total > warnAttached:
		fs = append(fs, law.Find(law.PartBudget, "Attach", "the attachments take %d bytes in every message: link to the file instead", total).AsShould())
	}
	shown := map[string]bool{}
	images := func(page string) {
		for _, img := range htmlslot.Inspect(page).Images {
			if id, ok := strings.CutPrefix(img.Src, "cid:"); ok && !shown[id] {
				shown[id] = true
				if !ids[id] {
					fs = append(fs, law.Find(law.SpecField, "HTML", "an image shows a Content-ID that no attachment has: add it to Attach"))
				}
			}
		}
	}
	if slices.ContainsFunc(t.html, func(p piece) bool { return strings.Contains(p.text, "cid:") }) { // most pages show none
		t.cases(false, "", images) // what is too much is said by shown
	}
	for i, a := range t.spec.Attach {
		if a.ContentID != "" && !shown[a.ContentID] {
			fs = append(fs, law.Find(law.SpecField, fmt.Sprintf("Attach[%d].ContentID", i), "no image of the HTML shows it: write src=\"cid:…\", or leave ContentID empty for a file"))
		}
	}
	return fs
}

func (a *Attachment) findings(at string) (fs law.Findings) {
	add := func(f law.Finding) { fs = append(fs, f) }
	fs = append(fs, judge.LabelFindings(at+".Name", a.Name, 100)...)
	known, ok := attachTypes[a.Type]
	if !ok {
		add(law.Find(law.SpecField, at+".Type", "the type is none that goes out with a campaign: application/pdf, text/calendar, image/png, image/jpeg, image/gif"))
		return fs
	}
	switch {
	case a.Name == "":
		add(law.Find(law.SpecField, at+".Name", "the file has no name"))
	case strings.ContainsAny(a.Name, `/\`) || strings.HasPrefix(a.Name, "."):
		add(law.Find(law.SpecField, at+".Name", "a path, or a hidden file: give a name alone"))
	case !slices.Contains(known.extensions, strings.ToLower(path.Ext(a.Name))):
		add(law.Find(law.SpecField, at+".Name", "the name of a file of this type ends in %s", strings.Join(known.extensions, " or ")))
	}
	if len(a.Data) == 0 {
		add(law.Find(law.SpecField, at+".Data", "the file is empty"))
	} else if !slices.ContainsFunc(known.begins, func(s string) bool { return bytes.HasPrefix(a.Data, []byte(s)) }) {
		add(law.Find(law.SpecField, at+".Data", "the file is not of the type that it claims: it begins otherwise"))
	}
	if a.Type == "text/calendar" && !utf8.Valid(a.Data) {
		add(law.Find(law.CleanText, at+".Data", "the calendar is not UTF-8 (RFC 5545, 3.1.4)"))
	}
	if a.ContentID != "" {
		if !known.image {
			add(law.Find(law.SpecField, at+".ContentID", "only images are shown in the HTML"))
		}
		if len(a.ContentID) > 60 || strings.Trim(a.ContentID, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") != "" {
			add(law.Find(law.SpecField, at+".ContentID", "at most 60 letters, digits, dots, - and _"))
		}
	}
	return fs
}

// header returns the header of the attachment's part.
func (a *Attachment) header() string {
	kind, disposition := a.Type, "attachment"
	if a.Type == "text/calendar" {
		kind += "; charset=utf-8"
	}
	h := "Content-Type: " + kind + "\r\nContent-Transfer-Encoding: base64\r\n"
	if a.ContentID != "" {
		disposition = "inline"
		h += "Content-ID: <" + a.ContentID + ">\r\n"
	}
	return h + "Content-Disposition: " + disposition + ";\r\n " + fileName(a.Name) + "\r\n\r\n"
}

// fileName is the parameter of a file's name: RFC 2183, and RFC 2231 section 4 beyond ASCII.
func fileName(name string) string {
	plain := true
	for i := range len(name) {
		plain = plain && name[i] >= ' ' && name[i] <= '~' && name[i] != '"' && name[i] != '\\' && name[i] != '%'
	}
	if plain {
		return `filename="` + name + `"`
	}
	return "filename*=utf-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// encoded returns the file in lines of base64.
func (a *Attachment) encoded() string {
	var b strings.Builder
	for s := base64.StdEncoding.EncodeToString(a.Data); s != ""; {
		n := min(len(s), mailtext.MaxLine)
		b.WriteString(s[:n] + "\r\n")
		s = s[n:]
	}
	return b.String()
}
