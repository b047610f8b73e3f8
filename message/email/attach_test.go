package email_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"github.com/jhillyerd/enmime/v2"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice/law"
)

var (
	tinyPNG = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")
	meeting = []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Demain//FR\r\nBEGIN:VEVENT\r\nUID:1@demain.example\r\nDTSTAMP:20260305T090000Z\r\nDTSTART:20260312T180000Z\r\nSUMMARY:Réunion publique\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	leaflet = []byte("%PDF-1.4\n" + strings.Repeat("programme\n", 40))
)

func attachSpec() email.Spec {
	s := fixture.Email("Réunion publique", `<p>Bonjour {{.FirstName}}</p><img src="cid:logo" alt="Demain Ensemble" width="80">`)
	s.Attach = []email.Attachment{
		{Name: "réunion.ics", Type: "text/calendar", Data: meeting},
		{Name: "logo.png", Type: "image/png", ContentID: "logo", Data: tinyPNG},
		{Name: "programme.pdf", Type: "application/pdf", Data: leaflet},
	}
	return s
}

func TestAttachments(t *testing.T) {
	s := attachSpec()
	m := fixture.BuildMail(t, s, fixture.Voter{FirstName: "Zoë"})
	got := checkMessage(t, m)
	if !strings.Contains(got.html, "Bonjour Zoë") || !strings.HasPrefix(got.text, "Bonjour Zoë\n\nDemain Ensemble\n") {
		t.Errorf("the bodies read %.60q and %.200q", got.text, got.html)
	}
	env, err := enmime.ReadEnvelope(bytes.NewReader(m.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]string{}
	for _, p := range slices.Concat(env.Attachments, env.Inlines, env.OtherParts) {
		read[p.FileName+" "+p.ContentType+" "+p.ContentID] = string(p.Content)
	}
	want := map[string]string{"réunion.ics text/calendar ": string(meeting), "logo.png image/png logo": string(tinyPNG), "programme.pdf application/pdf ": string(leaflet)}
	if d := cmp.Diff(want, read); d != "" {
		t.Errorf("a reader gets other files: %s", d)
	}
	cal, err := ical.NewDecoder(strings.NewReader(read["réunion.ics text/calendar "])).Decode()
	if err != nil || len(cal.Events()) != 1 {
		t.Errorf("the calendar: %v", err)
	}
	if fs := (audit.Email{}).Findings(m.Bytes(), s.Notice); len(fs) > 0 {
		t.Errorf("the audit finds %v", fs)
	}

	// What a caller changes afterwards is not sent.
	tpl := message.Must(email.Compile[fixture.Voter](s))
	s.Attach[0].Data[0] = 'X'
	defer func() { s.Attach[0].Data[0] = 'B' }()
	at := fixture.Paris("2026-03-05", 10)
	again := message.Must(message.Must(tpl.Batch(at)).Build(fixture.ClearMail(t, at, fixture.Voter{FirstName: "Zoë"})))
	if !bytes.Equal(again.Bytes(), m.Bytes()) {
		t.Error("an attachment was changed after the proof")
	}

	only := attachSpec()
	only.Attach = only.Attach[1:2]
	checkMessage(t, fixture.BuildMail(t, only, fixture.Voter{FirstName: "Zoë"}))
	only.Attach, only.HTML = attachSpec().Attach[2:], "<p>x</p>"
	checkMessage(t, fixture.BuildMail(t, only, fixture.Voter{FirstName: "Zoë"}))
}

func TestBadAttachments(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *email.Spec)
		path   string
	}{
		"a program":        {func(s *email.Spec) { s.Attach[2].Type = "application/x-msdownload" }, "Attach[2].Type"},
		"a name of a path": {func(s *email.Spec) { s.Attach[2].Name = "../x.pdf" }, "Attach[2].Name"},
		"another ending":   {func(s *email.Spec) { s.Attach[2].Name = "x.exe" }, "Attach[2].Name"},
		"a broken name":    {func(s *email.Spec) { s.Attach[2].Name = "a\r\nb.pdf" }, "Attach[2].Name"},
		"a bidi name":      {func(s *email.Spec) { s.Attach[2].Name = "a\u202efdp.pdf" }, "Attach[2].Name"},
		"no name":          {func(s *email.Spec) { s.Attach[2].Name = "" }, "Attach[2].Name"},
		"no data":          {func(s *email.Spec) { s.Attach[2].Data = nil }, "Attach[2].Data"},
		"other data":       {func(s *email.Spec) { s.Attach[2].Data = []byte("MZ") }, "Attach[2].Data"},
		"too much":         {func(s *email.Spec) { s.Attach[2].Data = append([]byte("%PDF-"), make([]byte, 8<<20)...) }, "Attach"},
		"a bad id":         {func(s *email.Spec) { s.Attach[1].ContentID = "a b" }, "Attach[1].ContentID"},
		"an unused id":     {func(s *email.Spec) { s.HTML = "<p>x</p>" }, "Attach[1].ContentID"},
		"no such id":       {func(s *email.Spec) { s.HTML += `<img src="cid:autre" alt="x">` }, "HTML"},
		"an id twice":      {func(s *email.Spec) { s.Attach = append(s.Attach, s.Attach[1]) }, "Attach[3].ContentID"},
		"an id of a file":  {func(s *email.Spec) { s.Attach[2].ContentID = "pdf" }, "Attach[2].ContentID"},
	} {
		s := attachSpec()
		c.change(&s)
		_, err := email.Compile[fixture.Voter](s)
		var e *law.Error
		if !errors.As(err, &e) || !slices.ContainsFunc(e.Findings, func(f law.Finding) bool { return f.Path == c.path && f.Severity == law.Must }) {
			t.Errorf("%s: nothing at %s, but %v", name, c.path, err)
		}
	}
	s := attachSpec()
	s.Attach[2].Data = append([]byte("%PDF-"), make([]byte, 1<<20)...)
	if tpl, err := email.Compile[fixture.Voter](s); err != nil || len(tpl.Findings()) == 0 {
		t.Errorf("a megabyte is advised against: %v, %v", tpl.Findings(), err)
	}
}

func TestFrame(t *testing.T) {
	frame := "<html lang=\"fr\"><head><title>Lettre</title></head><body><h1>Élan</h1>{{ .Content }}<p class=\"{{.B}}\">Fin {{.A}}</p></body></html>"
	s := fixture.Email("Réunion", "")
	s.Fields = map[string]message.Limit{"A": {Max: 5}, "B": {Max: 5}}
	s.Frame, s.Content = frame, "<p>é {{.A}}</p><p style=\"{{.A}}\">x</p>"
	_, err := email.Compile[message.Values](s)
	var e *law.Error
	if !errors.As(err, &e) {
		t.Fatal("a frame with mistakes compiles")
	}
	got := map[string]string{}
	for _, f := range e.Findings {
		text := map[string]string{"Frame": frame, "Content": s.Content}[f.Path]
		if text != "" {
			got[f.Path] = text[f.Start:f.End]
		}
	}
	if d := cmp.Diff(map[string]string{"Frame": ".B", "Content": ".A"}, got); d != "" {
		t.Errorf("the findings stand elsewhere: %s", d)
	}

	s.Frame, s.Content = strings.Replace(frame, " class=\"{{.B}}\"", "", 1), "<p>é {{.A}}</p>"
	row := message.Values{"A": "Zoë"}
	joined := s
	joined.Frame, joined.Content, joined.HTML = "", "", strings.Replace(s.Frame, "{{ .Content }}", s.Content, 1)
	if a, b := fixture.BuildMail(t, s, row).HTML(), fixture.BuildMail(t, joined, row).HTML(); a != b {
		t.Errorf("the frame and its content make another page than both in one: %s", cmp.Diff(a, b))
	}
	for name, change := range map[string]func(*email.Spec){
		"no place":         func(s *email.Spec) { s.Frame = "<p>x</p>" },
		"two places":       func(s *email.Spec) { s.Frame += "{{.Content}}" },
		"no content":       func(s *email.Spec) { s.Content = " " },
		"HTML too":         func(s *email.Spec) { s.HTML = "<p>x</p>" },
		"content alone":    func(s *email.Spec) { s.Frame = "" },
		"invalid content":  func(s *email.Spec) { s.Content = "<p>\xff</p>" },
		"inside a comment": func(s *email.Spec) { s.Frame = "<p>x</p><!-- {{.Content}} -->" },
	} {
		bad := s
		change(&bad)
		if _, err := email.Compile[message.Values](bad); err == nil {
			t.Errorf("%s: compiles", name)
		}
	}
}
