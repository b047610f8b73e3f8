package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/message"
	messageaudit "github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

const auditUsage = `usage: scrutateur audit [flags] [FILE]

audit judges one message that something else made, by the rules that the library builds by: the text of an SMS, or a whole e-mail
with its header when the file ends in .eml or -email is given. It reads FILE, or what stands on its input.

Of an SMS: who signs, for which election, where the number comes from, the link to the full information, the STOP and where it
goes, numbers, links, placeholders, characters, the silence before a vote. Of an e-mail: the form of its fields, one visible
recipient, unsubscribing in one click and its signature, the words of each body, links, images that report, sizes.

	scrutateur audit -notice campaign.json -sender DEMAIN -router ovh sms.txt
	scrutateur audit -notice campaign.json message.eml
	echo 'Dimanche, votez ! STOP au 361' | scrutateur audit

The notice says who writes and from which data: the campaign.json of scrutateur check, whose sender, router, rules and exceptions
count too, or the Notice alone. Without one the audit says so, and judges what needs none.

It prints a line for each finding, those that only advise in parentheses, and what the message costs:

	file:line:column: RULE text[from:to]: what is wrong and what to do

The text may hold a voter's name: places are printed, and the words of an SMS only with -show. A text without findings is no
proof: what it states may be untrue, and a link may lead elsewhere than it says.

The exit code is 0 when nothing blocks, 1 when something does, and 2 when there was nothing that could be judged.

flags:
`

// maxAuditFile and maxAuditMail are far more than an SMS and more than any host takes: a larger file is another file.
const (
	maxAuditFile = 1 << 20
	maxAuditMail = 64 << 20
)

// auditFlags are what the command line says.
type auditFlags struct {
	notice       string
	asJSON, show bool
	lang         string
	audit        messageaudit.SMS
	email        bool // the message is an e-mail: of audit, Occasion, At, Rules and Except count
	file         string
}

// auditReport is what is printed.
type auditReport struct {
	Clean    bool           `json:"clean"`
	Notice   bool           `json:"notice"`          // there was one
	Size     *message.Size  `json:"size,omitempty"`  // of an SMS as it arrives; none for a text that cannot be counted
	Bytes    int            `json:"bytes,omitempty"` // of an e-mail
	Findings []auditFinding `json:"findings"`
}

type auditFinding struct {
	law.Finding
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`   // from 1
	Column  int    `json:"column,omitempty"` // from 1, in characters
	Excerpt string `json:"excerpt,omitempty"`
	Text    string `json:"text"` // the finding on one line
}

func audit(_ context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var f auditFlags
	if done, code := f.parse(args, stderr); done {
		return code
	}
	fail := func(err error) int {
		fmt.Fprintln(stderr, "scrutateur audit:", err)
		return failed
	}
	text, err := f.text(stdin)
	if err != nil {
		return fail(err)
	}
	n, known, err := f.readNotice()
	if err != nil {
		return fail(err)
	}
	r := f.judge(text, n, known)
	if f.asJSON {
		enc := json.NewEncoder(stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(r)
	} else {
		err = f.print(stdout, r)
	}
	switch {
	case err != nil:
		return fail(err)
	case !r.Clean:
		return found
	}
	return clean
}

// parse reads the flags; the code is valid when done is true.
func (f *auditFlags) parse(args []string, stderr io.Writer) (done bool, code int) {
	set := flag.NewFlagSet("audit", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprint(stderr, auditUsage)
		set.PrintDefaults()
	}
	set.StringVar(&f.notice, "notice", "", "read who writes from this `file`: campaign.json, or a Notice")
	set.StringVar(&f.audit.Sender, "sender", "", "the sender: a `name` of at most 11 letters and digits, or a short code")
	set.Func("router", "the `provider` to whom the text is handed: "+routerNames(), func(s string) error {
		f.audit.Router = router.Name(s)
		if _, ok := router.Lookup(f.audit.Router); !ok {
			return fmt.Errorf("known are %s", routerNames())
		}
		return nil
	})
	set.Func("occasion", "what the message is to its recipient: first-contact (the default), "+occasionNames, func(s string) error {
		if s == "first-contact" {
			s = string(message.FirstContact)
		}
		if s != "" && !slices.Contains(strings.Split(occasionNames, ", "), s) {
			return fmt.Errorf("known are first-contact, %s", occasionNames)
		}
		f.audit.Occasion = message.Occasion(s)
		return nil
	})
	set.StringVar((*string)(&f.audit.Territory), "territory", "", "where the recipient votes, FR or RE say; none is judged by the widest silence")
	set.Func("at", "the `moment` of delivery, 2026-03-13T18:00:00+01:00; without it neither silence nor hours are judged", func(s string) (err error) {
		f.audit.At, err = time.Parse(time.RFC3339, s)
		if err != nil {
			return errors.New("a moment is written 2026-03-13T18:00:00+01:00, with the offset from UTC")
		}
		return nil
	})
	set.BoolVar(&f.email, "email", false, "the message is an e-mail, with its header; so is a file that ends in .eml")
	set.BoolVar(&f.asJSON, "json", false, "print one JSON object")
	set.BoolVar(&f.show, "show", false, "print the words that a finding is about: they may be a voter's")
	set.StringVar(&f.lang, "lang", "en", "language of the findings, fr or en")
	files, err := interspersed(set, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return true, clean
	case err != nil:
		return true, failed
	case len(files) > 1:
		fmt.Fprintln(stderr, "scrutateur audit: one text at a time")
		return true, failed
	case f.lang != "fr" && f.lang != "en":
		fmt.Fprintln(stderr, "scrutateur audit: -lang is fr or en")
		return true, failed
	}
	if len(files) == 1 && files[0] != "-" {
		f.file = files[0]
		f.email = f.email || strings.EqualFold(filepath.Ext(f.file), ".eml")
	}
	return false, 0
}

const occasionNames = string(message.Later + ", " + message.ConsentRequest + ", " + message.ConsentReceipt + ", " + message.Service)

func routerNames() string {
	var names []string
	for _, p := range router.All() {
		names = append(names, string(p.Name))
	}
	return strings.Join(names, ", ")
}

// text reads the message. A file ends with a line feed and a message does not; an editor's CRLF is a line feed.
func (f *auditFlags) text(stdin io.Reader) (string, error) {
	in := stdin
	if f.file != "" {
		file, err := os.Open(f.file)
		if err != nil {
			return "", err
		}
		defer file.Close()
		in = file
	}
	most, kind := maxAuditFile, "SMS"
	if f.email {
		most, kind = maxAuditMail, "e-mail"
	}
	b, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
	switch {
	case err != nil:
		return "", err
	case len(b) > most:
		return "", fmt.Errorf("more than %d bytes: this is no %s", most, kind)
	case len(b) == 0:
		return "", errors.New("there is no text")
	case f.email:
		return string(b), nil
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	return strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), nil
}

// readNotice reads the Notice: the whole file, or what stands under "notice" in it. What campaign.json says of senders, router and
// rules counts where the command line says nothing. Other keys are for scrutateur check to judge.
func (f *auditFlags) readNotice() (n notice.Notice, known bool, err error) {
	if f.notice == "" {
		return n, false, nil
	}
	b, err := os.ReadFile(f.notice)
	if err != nil {
		return n, false, err
	}
	b = []byte(strings.TrimPrefix(string(b), "\ufeff"))
	var doc struct {
		Notice     json.RawMessage `json:"notice"`
		Controller json.RawMessage `json:"controller"` // the file is a Notice itself
		SMS        struct {
			Sender string      `json:"sender"`
			Router router.Name `json:"router"`
		} `json:"sms"`
		Rules  law.Profile     `json:"rules"`
		Except []law.Exception `json:"except"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return n, false, fmt.Errorf("%s: %w", f.notice, err)
	}
	key := ""
	switch {
	case doc.Notice != nil:
		b, key = doc.Notice, "notice."
	case doc.Controller == nil:
		return n, false, fmt.Errorf("%s: there is no notice in it: it stands under the key \"notice\", or is the whole file", f.notice)
	}
	if _, problems := strictjson.Unmarshal(b, &n); len(problems) > 0 {
		var errs []error
		for _, p := range problems {
			errs = append(errs, fmt.Errorf("%s: %s: %w", f.notice, strings.TrimSuffix(key+p.Path, "."), p))
		}
		return n, false, errors.Join(errs...)
	}
	if f.audit.Sender == "" {
		f.audit.Sender = doc.SMS.Sender
	}
	if f.audit.Router == "" {
		f.audit.Router = doc.SMS.Router
	}
	f.audit.Rules, f.audit.Except = doc.Rules, doc.Except
	return n, true, nil
}

// judge audits the text and gives each finding its place.
func (f *auditFlags) judge(text string, n notice.Notice, known bool) auditReport {
	r := auditReport{Notice: known, Findings: []auditFinding{}}
	var fs law.Findings
	if f.email {
		a := f.audit
		r.Bytes = len(text)
		fs = messageaudit.Email{Occasion: a.Occasion, At: a.At, Rules: a.Rules, Except: a.Except}.Findings([]byte(text), n)
	} else {
		if size, err := f.audit.Size(text); err == nil {
			r.Size = &size
		}
		fs = f.audit.Findings(text, n)
	}
	r.Clean = fs.Err() == nil
	tag := language.Make(f.lang)
	for _, finding := range fs {
		out := auditFinding{Finding: finding}
		switch {
		case f.email && !strings.HasPrefix(finding.Path, "Notice"):
			out.File = f.file
		case finding.Path == "text":
			out.File = f.file
			if finding.End > 0 {
				before := text[:finding.Start]
				out.Line = strings.Count(before, "\n") + 1
				out.Column = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
				if f.show {
					out.Excerpt = text[finding.Start:finding.End]
				}
			}
		case strings.HasPrefix(finding.Path, "Notice"):
			out.File = f.notice
			out.Path = strictjson.Keys(reflect.TypeFor[sms.Spec](), finding.Path)
		}
		out.Text = out.Finding.In(tag)
		r.Findings = append(r.Findings, out)
	}
	return r
}

// auditWords are the line that sums up, in one language.
var auditWords = map[string]struct{ size, bytes, uncounted, findings string }{
	"en": {"parts: %d, %s, %d units", "%d bytes", "not counted", "%s; findings that block: %d, that advise: %d\n"},
	"fr": {"segments\u00a0: %d, %s, %d unités", "%d octets", "non compté", "%s\u00a0; constats bloquants\u00a0: %d, conseils\u00a0: %d\n"},
}

func (f *auditFlags) print(w io.Writer, r auditReport) error {
	blocking := 0
	for _, finding := range r.Findings {
		line := finding.Text
		if finding.Severity == law.Must {
			blocking++
		} else {
			line = "(" + line + ")"
		}
		place := finding.File
		if place == "" && finding.Path == "text" {
			place = "-"
		}
		if finding.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", place, finding.Line, finding.Column)
		}
		if place != "" {
			line = place + ": " + line
		}
		if finding.Excerpt != "" {
			line += fmt.Sprintf("\n\t%q", finding.Excerpt)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	words := auditWords[f.lang]
	size := words.uncounted
	switch {
	case f.email:
		size = fmt.Sprintf(words.bytes, r.Bytes)
	case r.Size != nil:
		size = fmt.Sprintf(words.size, r.Size.Parts, r.Size.Encoding, r.Size.Units)
	}
	_, err := fmt.Fprintf(w, words.findings, size, blocking, len(r.Findings)-blocking)
	return err
}
