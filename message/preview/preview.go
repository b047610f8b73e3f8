// Package preview shows messages as their recipients' phones and mail clients do, on one page that can be passed round: one
// HTML file, in French or English, that loads nothing and runs nothing.
//
// A Page is plain data. OfSample, OfSMS, OfEmailSample, OfEmail and OfError make its parts of what package message made, ReadEmail of
// any message.
//
// A page goes round, so it shows no recipient: numbers and mailboxes are hidden wherever they stand, and so are the addresses for
// unsubscribing, which work for whoever has them. Page.Reveal shows them. What else personalises a message (a first name,
// a town) is shown: use the samples of a proof, whose values are invented, for a page that leaves the campaign.
//
// It imports html/template and golang.org/x/net/html, some 2 MB of binary; package message does not.
package preview

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// Page is what one page shows. The zero Page is a page with nothing on it.
type Page struct {
	Lang    string         // language of the page's own words: "fr" or "en"; "" and any other are French
	Title   string         // "" is "Aperçu des messages", "Preview of the messages"
	Note    string         // a paragraph under the title
	SMS     []SMS          //
	Email   []Email        //
	Refused []Refused      // shown together where rule and reason are the same
	Zone    *time.Location // of every time on the page; nil is UTC
	Reveal  bool           // show recipients and addresses for unsubscribing in full
}

// SMS is one message on a phone.
type SMS struct {
	Name     string         // what it is an example of: "Longest possible"
	Sender   string         // alphanumeric sender or short code
	To       optout.Address // shown as "+336••••01"; the zero Address is not shown
	Text     string         // as it is handed to the provider
	Suffix   string         // what the provider appends
	Lang     string         // language of the text, BCP 47; "" is French
	Marks    []sms.Mark     // in bytes of Text, without overlap: values of fields, and statutory words
	NotAfter time.Time      // the end of its validity; the zero Time is not shown
	Conceal  []string       // what else must not be read by whoever gets the page
}

// Email is one message in a mail client. See ReadEmail.
type Email struct {
	Name        string
	From        string         // the display name
	Mailbox     string         // the sender's address
	To          optout.Address // shown as "••••@••••"; the zero Address is not shown
	Subject     string
	Preheader   string    // what lists of messages show behind the subject
	Date        time.Time // the zero Time is not shown
	Lang        string    // language of the message, BCP 47; "" is French
	HTML        string    // shown without what is remote, active or clickable
	Text        string
	Bytes       int  // of the whole message; 0 is not shown
	OneClick    bool // it has List-Unsubscribe and List-Unsubscribe-Post (RFC 8058)
	Attachments []string
	Conceal     []string // as in SMS
}

// Refused is a recipient, or a whole batch, for whom there is no message.
type Refused struct {
	Row     int // of the recipient, from 1; 0 is the whole batch
	Finding law.Finding
	Until   time.Time // when it opens again; the zero Time where waiting does not help
}

//go:embed page.gohtml
var pageText string

var pages = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })

// WriteTo writes the page. The error is w's, or says which message has marks that do not stand in its text, or a text that
// is no SMS; then nothing was written.
func (p Page) WriteTo(w io.Writer) (int64, error) {
	said := wordsFor(p.Lang)
	v := view{Lang: said.String(), Title: p.Title, Note: p.Note, W: said.headings(), Colon: said.Say(": "), Revealed: p.Reveal}
	if v.Title == "" {
		v.Title = v.W["Title"]
	}
	for i, m := range p.SMS {
		s, err := p.phone(said, m)
		if err != nil {
			return 0, fmt.Errorf("preview: SMS %d: %w", i+1, err)
		}
		v.SMS = append(v.SMS, s)
	}
	for _, m := range p.Email {
		v.Email = append(v.Email, p.mail(said, m))
	}
	v.Refused = p.refused(said)
	v.Counts = said.counts(len(p.SMS), len(p.Email), len(p.Refused))
	var b strings.Builder
	if err := pages().Execute(&b, v); err != nil {
		return 0, fmt.Errorf("preview: %w", err)
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// view is a Page with nothing left to decide.
type view struct {
	Lang, Title, Note, Counts string
	Colon                     string // French has a space before it
	W                         map[string]string
	SMS                       []phoneView
	Email                     []mailView
	Refused                   []refusedView
	Revealed                  bool
}

type phoneView struct {
	Name, Sender, Initial, To, Lang, Dir string
	Runs                                 []run
	Facts                                []fact
	Meter                                []meter
	Extra                                string // what forces the expensive encoding
}

type mailView struct {
	Name, From, Mailbox, Initial, To, Subject, Preheader, Date, Lang, Dir, Text, HTML string
	Facts                                                                             []fact
}

type refusedView struct {
	Rule, Sentence, Rows, Until string
	Count                       string
}

type fact struct{ Name, Value string }

// meter is one part of an SMS: how much of it is used.
type meter struct {
	Part, Used, Of, Percent int
	Label                   string
}

func (p Page) at(w words, when time.Time) string {
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	when = when.In(zone)
	return w.Moment(when) + " (" + when.Format("MST") + ")"
}

func (p Page) to(a optout.Address) string {
	switch {
	case a.IsZero():
		return ""
	case !p.Reveal:
		return fmt.Sprint(a)
	case a.Channel() == law.SMS:
		return a.E164()
	}
	return a.Mailbox()
}

// refused groups refusals of one rule, for one reason, until one moment: a thousand voters of one territory are one line.
func (p Page) refused(w words) []refusedView {
	type key struct {
		rule   law.ID
		detail string
		until  int64
	}
	var order []key
	rows := map[key][]int{}
	first := map[key]Refused{}
	for _, r := range p.Refused {
		k := key{r.Finding.Rule, r.Finding.Detail, r.Until.Unix()}
		if _, ok := rows[k]; !ok {
			order = append(order, k)
			first[k] = r
		}
		rows[k] = append(rows[k], r.Row)
	}
	slices.SortStableFunc(order, func(a, b key) int { return len(rows[b]) - len(rows[a]) })
	var out []refusedView
	for _, k := range order {
		r := first[k]
		f := r.Finding
		f.Path = ""
		// The rule has a column of its own.
		sentence := strings.TrimLeft(strings.TrimPrefix(f.In(w.Tag()), string(f.Rule)), " \u00a0\u202f:")
		v := refusedView{Rule: string(f.Rule), Sentence: sentence, Count: w.recipients(rows[k]), Rows: w.rows(rows[k])}
		if !r.Until.IsZero() {
			v.Until = p.at(w, r.Until)
		}
		out = append(out, v)
	}
	return out
}

// dir is how a language is written.
func dir(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}

// langOr returns the language of a message for the lang attribute: one that can be parsed, or French.
func langOr(lang string) string {
	if tag, err := language.Parse(lang); lang != "" && err == nil {
		return tag.String()
	}
	return "fr"
}

// initial is what stands in the round beside a sender.
func initial(name string) string {
	for _, r := range name {
		return strings.ToUpper(string(r))
	}
	return ""
}
