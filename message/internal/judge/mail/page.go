package mail

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// PageFinding is a finding about an HTML body, and the text in it that it is about: an address, or "".
type PageFinding struct {
	law.Finding
	About string
	Tag   string // the beginning of the tag, where About is not written as it is read
}

// PageFindings judges an HTML body as a mail program shows it: images that report, links that show another domain than they
// lead to, what no program runs, and what people who do not see it miss. own are addresses that identify the recipient
// with good reason: those to unsubscribe. static says that every address is the same for everybody, however long it is: then none
// holds an identifier.
func PageFindings(p *htmlslot.Page, static bool, own func(href string) bool) (fs []PageFinding) {
	add := func(about string, f law.Finding) { fs = append(fs, PageFinding{Finding: f, About: about}) }
	should := func(about string, f law.Finding) {
		add(about, judge.Advice(f))
	}
	for i, img := range p.Images {
		path := imagePath(i)
		if remote(img.Src) {
			switch {
			case img.Width >= 0 && img.Width <= 2 && img.Height <= 2 || img.Height >= 0 && img.Height <= 2 && img.Width <= 2:
				add(img.Src, law.Find(law.TrackingPixel, path, "a remote image of %s pixels: nobody sees it, and it reports that the message was opened; take it out, or attach it (cid:)", pixelSize(img)))
			case img.Hidden:
				add(img.Src, law.Find(law.TrackingPixel, path, "a remote image that is hidden reports that the message was opened; take it out, or attach it (cid:)"))
			case !static && (queried(img.Src) || identifies(img.Src)):
				add(img.Src, law.Find(law.TrackingPixel, path, "the address of a remote image holds an identifier: loading it tells who opened the message; give everybody the same address, or attach the image (cid:)"))
			}
		}
		if !img.HasAlt && !img.Hidden {
			should(img.Src, law.Find(law.SpecField, path, "no alt text: write what the image says, or alt=\"\" when it says nothing (WCAG 2.2, 1.1.1)"))
		}
	}
	for _, src := range p.Remote {
		if !static && remote(src) && (queried(src) && !strings.Contains(src, "fonts.") || identifies(src)) {
			add(src, law.Find(law.TrackingPixel, "HTML", "something loaded from elsewhere has an identifier in its address: loading it tells who opened the message"))
		}
	}
	for i, l := range p.Links {
		path := fmt.Sprintf("HTML link %d", i+1)
		if other, ok := elsewhere(l); ok {
			should(l.Href, law.Find(law.NoConceal, path, "the words of the link name %s, and it leads elsewhere", other))
		}
		switch u, err := url.Parse(l.Href); {
		case err != nil || u.Host == "":
		case u.User != nil:
			add(l.Href, law.Find(law.NoConceal, path, "a URL with a user name hides where it leads: remove what stands before @"))
		case judge.Numeric(u.Hostname()):
			add(l.Href, law.Find(law.NoConceal, path, "a link to a number instead of a name: nobody can tell whose it is"))
		case router.Shortener(u.Hostname()):
			should(l.Href, law.Find(law.NoConceal, path, "a shortened link hides where it leads, and who runs it sees who follows it: take a link of the sender's own domain"))
		}
		if !static && identifies(l.Href) && !own(l.Href) {
			should(l.Href, law.Find(law.TrackingPixel, path, "the address of the link holds an identifier: following it tells who did; say so in the full information, or give everybody the same address"))
		}
		if l.Words == "" {
			should(l.Href, law.Find(law.SpecField, path, "a link without words: write where it leads, or the alt text of its image (WCAG 2.2, 2.4.4)"))
		}
	}
	for _, u := range p.Unsafe {
		if f := law.Find(law.TemplateBody, "HTML", u.Format, u.Args...); u.Advice {
			should(u.About, f)
		} else {
			add(u.About, f)
		}
		fs[len(fs)-1].Tag = u.Tag
	}
	if p.Unread {
		add("<style", law.Find(law.TemplateBody, "HTML", "the page is nested too deep, or has too many rules of style, to be judged"))
	}
	if p.Scripts > 0 {
		add("<script", law.Find(law.TemplateBody, "HTML", "mail programs run no script; take it out"))
	}
	if p.Lang == "" {
		should("<html", law.Find(law.SpecField, "HTML", "<html> does not name its language: write <html lang=\"fr\"> (WCAG 2.2, 3.1.1)"))
	}
	if p.Title == "" {
		should("<head", law.Find(law.SpecField, "HTML", "no <title>: write what the message is about (WCAG 2.2, 2.4.2)"))
	}
	if p.Tables > 0 {
		should("<table", law.Find(law.SpecField, "HTML", "%d tables for layout that do not say so: write role=\"presentation\", or <th> where they hold data (WCAG 2.2, 1.3.1)", p.Tables))
	}
	return fs
}

func imagePath(i int) string { return fmt.Sprintf("HTML image %d", i+1) }

func pixelSize(img htmlslot.Image) string {
	side := func(n int) string {
		if n < 0 {
			return "?"
		}
		return fmt.Sprint(n)
	}
	return side(img.Width) + " × " + side(img.Height)
}

func remote(src string) bool {
	s := strings.ToLower(strings.TrimSpace(src))
	return strings.HasPrefix(s, "http:") || strings.HasPrefix(s, "https:") || strings.HasPrefix(s, "//")
}

var (
	hexRun   = regexp.MustCompile(`(?i)[0-9a-f][0-9a-f-]{14,}[0-9a-f]`)
	wordRun  = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)
	plainKey = regexp.MustCompile(`^(v|ver|version|w|h|width|height|size|fit|crop|q|quality|dpr|format|fm|auto|lang)$`)
)

// queried reports whether an address has a query beyond version and size.
func queried(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return true
	}
	for key, values := range u.Query() {
		for _, v := range values {
			if v != "" && !(plainKey.MatchString(strings.ToLower(key)) && len(v) <= 8) {
				return true
			}
		}
	}
	return false
}

// identifies reports whether an address holds what looks like an identifier of a person: a mailbox, a long number, or a run
// of letters and digits in disorder.
func identifies(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "" {
		return false
	}
	pieces := strings.Split(u.Path, "/")
	for _, values := range u.Query() {
		pieces = append(pieces, values...)
	}
	for _, piece := range append(pieces, u.Fragment) {
		if strings.Contains(piece, "@") && strings.Contains(piece, ".") && !strings.HasPrefix(piece, "@") {
			return true
		}
		if run := hexRun.FindString(piece); digits(run) >= 4 {
			return true
		}
		for _, run := range wordRun.FindAllString(piece, -1) {
			if digits(run) >= 3 && disorder(run) >= 6 {
				return true
			}
		}
	}
	return false
}

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// disorder counts changes between small letters, capitals and digits.
func disorder(s string) (n int) {
	kind := func(c byte) int {
		switch {
		case c >= '0' && c <= '9':
			return 1
		case c >= 'A' && c <= 'Z':
			return 2
		case c >= 'a' && c <= 'z':
			return 3
		}
		return 0
	}
	for i := 1; i < len(s); i++ {
		if a, b := kind(s[i-1]), kind(s[i]); a != b && a != 0 && b != 0 {
			n++
		}
	}
	return n
}

// elsewhere returns the domain that the words of a link name, when it leads to another.
func elsewhere(l htmlslot.Link) (string, bool) {
	u, err := url.Parse(l.Href)
	if err != nil || u.Hostname() == "" || u.Scheme == "mailto" {
		return "", false
	}
	target := judge.Registered(strings.ToLower(u.Hostname()))
	for _, named := range judge.Links(l.Words, nil) {
		if named.URL != nil && named.Domain != target {
			return named.Domain, true
		}
	}
	return "", false
}
