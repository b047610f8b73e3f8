package message_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/dossier"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/law/lawtest"
	"github.com/scrutateur/scrutateur/optout"
)

// TestEnforcement runs testdata/enforcement: what an authority or a court found, as a program would have met it. The comment
// tells the facts. A part "before…" is what was done, "after…" is the same put right, "finds" are the rules under which the
// decision's reproaches are found, and "also" those that the program finds beside. Every part of the same name stands on
// the notice that the rules' own cases share, changed (RFC 7396) by "notice.json":
//
//	before.spec.json     a specification, changed likewise: it is compiled; put right, it compiles and a message is built of it
//	before.sms           a finished SMS; "audit.json" is what else is known of it
//	before.eml           a finished e-mail
//	before.row.json      a row of a recipient file, as the rules' cases have it
//	before.request.json  a request to exercise a right, and the day on which it is looked at
//	before.moment.json   a moment and a place of delivery
//	reminds              rules that no program decides: the dossier reminds of them
func TestEnforcement(t *testing.T) {
	files, err := filepath.Glob("testdata/enforcement/*.txtar")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d cases, there were 11: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := scenario{change: "{}"}
			var wanted, found []law.ID
			reminds := false
			for _, f := range a.Files {
				text := string(f.Data)
				switch f.Name {
				case "notice.json":
					s.change = text
				case "audit.json":
					fixture.Strict(t, text, &s.audit)
				case "finds", "also":
					wanted = append(wanted, ids(t, text)...)
				case "reminds":
					reminds = true
					s.reminds(t, ids(t, text))
				default:
					when, kind, _ := strings.Cut(f.Name, ".")
					before := strings.HasPrefix(when, "before")
					if !before && !strings.HasPrefix(when, "after") {
						t.Fatalf("unknown part %q", f.Name)
					}
					fs := s.judge(t, kind, text, !before)
					if before {
						if len(fs) == 0 {
							t.Errorf("%s: nothing is found", f.Name)
						}
						found = append(found, rulesOf(fs)...)
						continue
					}
					if len(fs) > 0 {
						t.Errorf("%s is not put right:\n%s", f.Name, fixture.Lines(fs))
					}
				}
			}
			if len(wanted) == 0 && !reminds {
				t.Fatal("the case wants nothing")
			}
			slices.Sort(wanted)
			slices.Sort(found)
			if diff := cmp.Diff(slices.Compact(wanted), slices.Compact(found)); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
		})
	}
}

// ids reads rules, one a line, each known.
func ids(t testing.TB, text string) (out []law.ID) {
	t.Helper()
	for _, s := range strings.Fields(text) {
		if _, ok := law.Lookup(law.ID(s), time.Time{}); !ok {
			t.Fatalf("there is no rule %q", s)
		}
		out = append(out, law.ID(s))
	}
	return out
}

func rulesOf(fs law.Findings) (out []law.ID) {
	for _, f := range fs {
		out = append(out, f.Rule)
	}
	return out
}

// scenario is what the parts of a case share.
type scenario struct {
	change string // of the notice
	audit  audit.SMS
}

// notice is the shared one with the case's change.
func (s scenario) notice(t testing.TB) (n notice.Notice) {
	t.Helper()
	fixture.Strict(t, fixture.Patch(t, lawtest.Notice, s.change), &n)
	return n
}

func (s scenario) judge(t *testing.T, kind, text string, build bool) law.Findings {
	t.Helper()
	switch kind {
	case "spec.json":
		return s.spec(t, text, build)
	case "sms":
		return s.audit.Findings(strings.TrimSuffix(text, "\n"), s.notice(t))
	case "eml":
		return audit.Email{}.Findings([]byte(strings.ReplaceAll(text, "\n", "\r\n")), s.notice(t))
	case "row.json":
		return judgeRow(t, lawtest.Case{Data: text})
	case "request.json":
		var r struct {
			dossier.Request
			Now notice.Day `json:"now"`
		}
		fixture.Strict(t, text, &r)
		now, err := r.Now.Time(time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return r.Findings("Facts.Requests[0]", now)
	case "moment.json":
		return s.moment(t, text)
	}
	t.Fatalf("unknown kind %q", kind)
	return nil
}

// spec compiles a specification, and builds a message of one that compiles ten days before the first round.
func (s scenario) spec(t *testing.T, text string, build bool) law.Findings {
	t.Helper()
	var doc struct {
		Channel law.Channel `json:"channel"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	spec := specOf(t, doc.Channel, `{"notice": `+s.change+`}`)
	spec = fixture.Patch(t, fixture.Patch(t, spec, text), `{"channel": null}`)
	var written struct {
		Notice notice.Notice `json:"notice"`
	}
	if err := json.Unmarshal([]byte(spec), &written); err != nil {
		t.Fatal(err)
	}
	n := written.Notice
	if doc.Channel == law.Email {
		fs, tpl := compileJSON[email.Spec](t, spec, email.Compile[message.Values])
		if build && fs.Err() == nil {
			at := canvassing(t, n)
			to := fixture.Clear(t, fixture.Book(n.Controller.ID, at), optout.For{Channel: law.Email}, law.Metropole, n.Origin.Kind, message.Must(optout.Mailbox("zoe@example.org")), message.Values{})
			if m := message.Must(message.Must(tpl.Batch(at)).Build(to)); m.IsZero() {
				t.Error("no e-mail was built")
			}
		}
		return fs
	}
	fs, tpl := compileJSON[sms.Spec](t, spec, sms.Compile[message.Values])
	if build && fs.Err() == nil {
		at := canvassing(t, n)
		to := fixture.Clear(t, fixture.Book(n.Controller.ID, at), optout.For{Channel: law.SMS}, law.Metropole, n.Origin.Kind, fixture.Phone, message.Values{})
		if m := message.Must(message.Must(tpl.Batch(at)).Build(to)); m.IsZero() {
			t.Error("no SMS was built")
		}
	}
	return fs
}

// canvassing is a working hour ten days before the first round.
func canvassing(t testing.TB, n notice.Notice) time.Time {
	t.Helper()
	first, ok := n.Election.FirstRound()
	if !ok {
		t.Fatal("the election has no days")
	}
	day, err := first.Time(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return day.AddDate(0, 0, -10).Add(9 * time.Hour)
}

// moment delivers the shared SMS at a moment, to somebody who votes in a place.
func (s scenario) moment(t *testing.T, text string) law.Findings {
	t.Helper()
	var m struct {
		At        time.Time     `json:"at"`
		Territory law.Territory `json:"territory"`
	}
	fixture.Strict(t, text, &m)
	fs, tpl := compileJSON[sms.Spec](t, specOf(t, law.SMS, `{"notice": `+s.change+`}`), sms.Compile[message.Values])
	if fs.Err() != nil {
		t.Fatal(fs)
	}
	b, err := tpl.Batch(m.At)
	if err != nil {
		return ofError(err)
	}
	n := s.notice(t)
	_, err = b.Build(fixture.Clear(t, fixture.Book(n.Controller.ID, m.At), optout.For{Channel: law.SMS}, m.Territory, n.Origin.Kind, fixture.Phone, message.Values{}))
	return ofError(err)
}

// reminds: the dossier's page of reminders speaks of the rules.
func (s scenario) reminds(t *testing.T, rules []law.ID) {
	t.Helper()
	var b bytes.Buffer
	for _, p := range (dossier.Dossier{Notice: s.notice(t)}).Pages(language.French) {
		if p.Name == dossier.Reminders {
			if err := p.WriteMarkdown(&b); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, id := range rules {
		if r, _ := law.Lookup(id, time.Time{}); !r.Reminder || !strings.Contains(b.String(), string(id)) {
			t.Errorf("the dossier does not remind of %s", id)
		}
	}
}
