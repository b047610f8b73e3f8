package email

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/bounds"
	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/internal/mailtext"
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Tracking is an image that reports when a message is opened. It stands only in the messages of recipients who agreed to
// it, apart from agreeing to be written to, and beside it the way to take that back (CNIL, decision 2026-042; loi 78-17, 82).
// Any other image of two pixels, hidden, or with an identifier in its address is refused.
type Tracking struct {
	Image    string `json:"image"`           // https address of the image; where Field is given it ends in "/" or "="
	Field    string `json:"field,omitempty"` // the row's field that is added to Image, percent-encoded; empty: the same image for all
	Consent  string `json:"consent"`         // the row's field with the reference of this recipient's own consent; where it is empty there is no image
	Withdraw string `json:"withdraw"`        // https address of the page on which the consent is taken back
}

// findings judges the form of the declaration.
func (k *Tracking) findings() (fs law.Findings) {
	add := func(f law.Finding) { fs = append(fs, f) }
	if k.Consent == "" {
		add(law.Find(law.TrackingPixel, "Tracking.Consent", "no consent: name the row's field that holds the reference of each recipient's own"))
	}
	if k.Withdraw == "" {
		add(law.Find(law.TrackingPixel, "Tracking.Withdraw", "no way to take the consent back: give the https address of its page"))
	} else if !httpsAddress(k.Withdraw) {
		add(law.Find(law.SpecField, "Tracking.Withdraw", "no https address in ASCII, of at most 200 bytes"))
	}
	switch {
	case !httpsAddress(k.Image):
		add(law.Find(law.SpecField, "Tracking.Image", "no https address in ASCII, of at most 200 bytes"))
	case k.Field != "" && !strings.HasSuffix(k.Image, "/") && !strings.HasSuffix(k.Image, "="):
		add(law.Find(law.SpecField, "Tracking.Image", "the field is added to the address: end it in / or ="))
	}
	for _, f := range [][2]string{{"Tracking.Field", k.Field}, {"Tracking.Consent", k.Consent}} {
		if f[1] != "" && !fieldPath(f[1]) {
			add(law.Find(law.SpecField, f[0], "no field of a row: write its name, or its path with dots"))
		}
	}
	return fs
}

func httpsAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= maxAddress && u.Scheme == "https" && mailtext.IsDomain(u.Hostname()) && u.User == nil &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^`+"`{|}", r) })
}

func fieldPath(path string) bool {
	t, fs := subset.Parse("Tracking", "{{."+path+"}}", subset.MaxBytes)
	return fs.Err() == nil && len(t.Fields) == 1 && t.Fields[0] == path
}

// template is the shape of what tracking adds: a condition, and the field in it.
func (k *Tracking) template() *subset.Template {
	if k == nil || !fieldPath(k.Consent) {
		return &subset.Template{}
	}
	source := "{{if ." + k.Consent + "}}"
	if fieldPath(k.Field) {
		source += "{{." + k.Field + "}}"
	}
	t, _ := subset.Parse("Tracking", source+"{{end}}", subset.MaxBytes)
	return t
}

// tracking writes what it adds to the blocks: nothing for a recipient who did not agree.
func (t *template) tracking(tag language.Tag) (text, html script) {
	k := t.spec.Tracking
	if k == nil {
		return nil, nil
	}
	field := func(path string) int {
		return slices.IndexFunc(t.fields, func(f field) bool { return f.Path == path })
	}
	w := tongue.Email.In(tongue.Of(tag)) // what the image does, and the words of the link to take the consent back
	does, withdraw := w.Say("You agreed that an image tells us when you open this message."), w.Say("Withdraw this agreement")
	condition := slices.Index(t.conds, field(k.Consent))
	within := func(s script) script {
		return append(script{{kind: pieceUnless, arg: condition, to: len(s) + 1}}, s...)
	}
	text = within(script{{text: "\n" + does + "\n" + withdraw + "\u00a0: " + k.Withdraw + "\n"}})
	image := script{{text: blockP("left") + escapeHTML(does) + ` <a href="` + escapeHTML(k.Withdraw) + blockLink + escapeHTML(withdraw) + "</a></p>\n" +
		`<img src="` + escapeHTML(k.Image)}}
	if k.Field != "" {
		image = append(image, piece{kind: pieceField, arg: field(k.Field), context: htmlslot.Query})
	}
	image = append(image, piece{text: `" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">` + "\n"})
	return text, within(image)
}

// consentFinding wants a reference, not a mark: a consent has to be shown (GDPR 7(1)).
func (t *template) consentFinding() law.Findings {
	k := t.spec.Tracking
	if k == nil {
		return nil
	}
	for _, f := range t.fields {
		if f.Path == k.Consent && f.Bound.Kind != bounds.String {
			return law.Findings{law.Find(law.TrackingPixel, "Tracking.Consent", "the field is no text: it holds the reference under which the recipient's consent can be shown")}
		}
	}
	return nil
}
