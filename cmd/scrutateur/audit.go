package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/cmd/scrutateur/internal/cli"
	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/internal/termsafe"
	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/internal/userfile"
	"github.com/scrutateur/scrutateur/message"
	messageaudit "github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// maxAuditFile and maxAuditMail are far more than an SMS and more than any host takes: a larger file is another file.
const (
	maxAuditFile = 1 << 20
	maxAuditMail = 64 << 20
)

// auditing are the flags of audit.
type auditing struct {
	notice string
	show   bool
	audit  messageaudit.SMS
	email  bool // the message is an e-mail: of audit, Occasion, At, Rules and Except count
	file   string
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

func audit() *cli.Command {
	var f auditing
	return &cli.Command{
		Name: "audit", Short: "judge the text of an SMS that something else made", Args: "[FILE]",
		Help: []tongue.Text{
			"audit judges one message that something else made, by the rules that the library builds by: the text of an SMS, or a whole e-mail\nwith its header when the file ends in .eml or -email is given. It reads FILE, or what stands on its input.",
			"Of an SMS: who signs, for which election, where the number comes from, the link to the full information, the STOP and where it\ngoes, numbers, links, placeholders, characters, the silence before a vote. Of an e-mail: the form of its fields, one visible\nrecipient, unsubscribing in one click and its signature, the words of each body, links, images that report, sizes.",
			"The notice says who writes and from which data: the campaign.json of scrutateur check, whose sender, router, rules and exceptions\ncount too, or the Notice alone. Without one the audit says so, and judges what needs none.",
			"It prints a line for each finding, those that only advise in parentheses, and what the message costs:",
			"\tfile:line:column: RULE text[from:to]: what is wrong and what to do",
			"The text may hold a voter's name: places are printed, and the words of an SMS only with -show. A text without findings is no\nproof: what it states may be untrue, and a link may lead elsewhere than it says.",
			"The exit code is 0 when nothing blocks, 1 when something does, and 2 when there was nothing that could be judged.",
		},
		Examples: []cli.Example{
			{Line: "scrutateur audit -notice campaign.json -sender DEMAIN -router ovh sms.txt", Says: "an SMS, with the campaign's notice and its provider"},
			{Line: "scrutateur audit -notice campaign.json message.eml", Says: "an e-mail with its header"},
			{Line: "echo 'Dimanche, votez ! STOP au 361' | scrutateur audit", Says: "what stands on the input"},
		},
		JSON: "print one JSON object", Lang: "language of the findings",
		Flags: f.flags,
		Run:   f.run,
	}
}

func (f *auditing) flags(set *cli.Flags) {
	set.String(&f.notice, "notice", "", "read who writes from this `file`: campaign.json, or a Notice")
	set.String(&f.audit.Sender, "sender", "", "the sender: a `name` of at most 11 letters and digits, or a short code")
	set.Func("router", func(s string) error {
		f.audit.Router = router.Name(s)
		if _, ok := router.Lookup(f.audit.Router); !ok {
			return fmt.Errorf("known are %s", routerNames())
		}
		return nil
	}, "the `provider` to whom the text is handed: %s", routerNames())
	set.Func("occasion", func(s string) error {
		if s == "first-contact" {
			s = string(message.FirstContact)
		}
		if s != "" && !slices.Contains(strings.Split(occasionNames, ", "), s) {
			return fmt.Errorf("known are first-contact, %s", occasionNames)
		}
		f.audit.Occasion = message.Occasion(s)
		return nil
	}, "what the message is to its recipient: first-contact (the default), %s", occasionNames)
	set.String((*string)(&f.audit.Territory), "territory", "", "where the recipient votes, FR or RE say; none is judged by the widest silence")
	set.Func("at", func(s string) (err error) {
		f.audit.At, err = time.Parse(time.RFC3339, s)
		if err != nil {
			return errors.New("a moment is written 2026-03-13T18:00:00+01:00, with the offset from UTC")
		}
		return nil
	}, "the `moment` of delivery, 2026-03-13T18:00:00+01:00; without it neither silence nor hours are judged")
	set.Bool(&f.email, "email", "the message is an e-mail, with its header; so is a file that ends in .eml")
	set.Bool(&f.show, "show", "print the words that a finding is about: they may be a voter's")
}

func (f *auditing) run(ctx context.Context, c *cli.Call) error {
	if len(c.Args) > 1 {
		return cli.Errorf("one text at a time")
	}
	if len(c.Args) == 1 && c.Args[0] != "-" {
		f.file = c.Args[0]
		f.email = f.email || strings.EqualFold(filepath.Ext(f.file), ".eml")
	}
	text, err := f.text(ctx, c.In)
	if err != nil {
		return err
	}
	n, known, err := f.readNotice(ctx)
	if err != nil {
		return err
	}
	r := f.judge(text, n, known, c.Said.Tag())
	if c.JSON {
		err = c.WriteJSON(r)
	} else {
		err = f.print(c.Out, r, c.Said)
	}
	if err == nil && !r.Clean {
		err = cli.ErrFound
	}
	return err
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
func (f *auditing) text(ctx context.Context, stdin io.Reader) (string, error) {
	most := int64(maxAuditFile)
	if f.email {
		most = maxAuditMail
	}
	var b []byte
	var err error
	if f.file != "" {
		b, err = userfile.Read(ctx, f.file, most)
	} else {
		b, err = userfile.ReadStream(ctx, stdin, "-", most)
	}
	switch {
	case err != nil:
		return "", err
	case len(b) == 0:
		return "", cli.Errorf("there is no text")
	case f.email:
		return string(b), nil
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	return strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), nil
}

// readNotice reads the Notice: the whole file, or what stands under "notice" in it. What campaign.json says of senders, router and
// rules counts where the command line says nothing. Other keys are for scrutateur check to judge.
func (f *auditing) readNotice(ctx context.Context) (n notice.Notice, known bool, err error) {
	if f.notice == "" {
		return n, false, nil
	}
	b, err := userfile.Read(ctx, f.notice, maxAuditFile)
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
	_, problems := strictjson.Unmarshal(b, &doc)
	// Other keys are for scrutateur check to judge; that one stands twice, or what is exempted is unclear, is not.
	problems = slices.DeleteFunc(problems, func(p strictjson.Problem) bool { return p.Kind == strictjson.Unknown })
	if len(problems) > 0 {
		return n, false, f.unread("", problems)
	}
	key := ""
	switch {
	case doc.Notice != nil:
		b, key = doc.Notice, "notice."
	case doc.Controller == nil:
		return n, false, cli.Errorf("%s: there is no notice in it: it stands under the key \"notice\", or is the whole file", f.notice)
	}
	if _, problems := strictjson.Unmarshal(b, &n); len(problems) > 0 {
		return n, false, f.unread(key, problems)
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

// unread says what keeps the notice from being read, a line each.
func (f *auditing) unread(key string, problems []strictjson.Problem) error {
	var errs []error
	for _, p := range problems {
		errs = append(errs, fmt.Errorf("%s: %s: %w", termsafe.Escape(f.notice), termsafe.Escape(strings.TrimSuffix(key+p.Path, ".")), p))
	}
	return errors.Join(errs...)
}

// judge audits the text and gives each finding its place.
func (f *auditing) judge(text string, n notice.Notice, known bool, tag language.Tag) auditReport {
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
	lines := userfile.NewLines(text)
	for _, finding := range fs {
		out := auditFinding{Finding: finding}
		switch {
		case f.email && !strings.HasPrefix(finding.Path, "Notice"):
			out.File = f.file
		case finding.Path == "text":
			out.File = f.file
			if finding.End > 0 {
				out.Line, out.Column = lines.At(finding.Start)
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

func (f *auditing) print(w io.Writer, r auditReport, said tongue.Words) error {
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
			line = termsafe.Escape(place) + ": " + line
		}
		if finding.Excerpt != "" {
			line += fmt.Sprintf("\n\t%q", finding.Excerpt)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	size := said.Say("not counted")
	switch {
	case f.email:
		size = said.Sayf("%d bytes", r.Bytes)
	case r.Size != nil:
		size = said.Sayf("parts: %d, %s, %d units", r.Size.Parts, r.Size.Encoding, r.Size.Units)
	}
	_, err := fmt.Fprintln(w, said.Sayf("%s; findings that block: %d, that advise: %d", size, blocking, len(r.Findings)-blocking))
	return err
}
