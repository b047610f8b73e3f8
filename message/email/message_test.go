package email_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

func TestMessage(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	s := fixture.Email("{{.FirstName}}, réunion publique jeudi", `<p>Bonjour {{.FirstName}}, votre bureau est le <a href="https://demain.example/b?n={{.Station}}">{{.Station}}</a>.</p>`)
	s.ReplyTo, s.FeedbackID, s.Topic = "equipe@demain.example", "municipales:demain:email:demain26", "Réunions publiques"
	tpl, err := email.Compile[fixture.Voter](s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", tpl.Proof())
	batch := message.Must(tpl.Batch(at))
	to := fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.Email, Topic: s.Topic}, law.Metropole, law.OriginForm, fixture.Box, fixture.Voter{FirstName: "Zoë", Station: 12})
	m, err := batch.Build(to)
	if err != nil {
		t.Fatal(err)
	}
	got := checkMessage(t, m)
	if got.subject != "Zoë, réunion publique jeudi" || got.from != "Liste Demain Ensemble <contact@demain.example>" || got.to != "zoe@example.org" {
		t.Errorf("subject %q, from %q", got.subject, got.from)
	}
	if !strings.HasPrefix(got.text, "Bonjour Zoë, votre bureau est le 12 (https://demain.example/b?n=12).\n") {
		t.Errorf("the text begins %.80q", got.text)
	}
	token := string(to.AppendToken(nil))
	link := "https://demain.example/d/" + token
	for _, body := range []string{got.text, got.html} {
		for _, want := range []string{"Liste Demain Ensemble", "contact@demain.example", "formulaire", "élections municipales", "droits@demain.example", "https://demain.example/d",
			"CNIL", link, "désinscrivez-vous", "Publicité à caractère politique", "https://demain.example/avis"} {
			if !strings.Contains(body, want) {
				t.Errorf("a body lacks %q", want)
			}
		}
	}
	for name, want := range map[string]string{
		"Reply-To": "<equipe@demain.example>", "Date": "Thu, 05 Mar 2026 09:00:00 +0000", "MIME-Version": "1.0", "List-Id": "<reunions-publiques.demain.example>",
		"List-Unsubscribe": "<" + link + ">, <mailto:stop@demain.example?subject=" + token + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Feedback-ID": s.FeedbackID, "Message-ID": "<" + m.Key() + ">", "content-language": "fr", "X-Nothing": "",
	} {
		if got := m.Header(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if want := strings.Fields("From To Reply-To Subject Date Message-ID MIME-Version List-Id List-Unsubscribe List-Unsubscribe-Post Feedback-ID Content-Language Content-Type"); !slices.Equal(m.DKIMHeaders(), want) {
		t.Errorf("DKIMHeaders %v, want %v", m.DKIMHeaders(), want)
	}
	if !m.To().Equal(fixture.Box) || m.Sender() != "contact@demain.example" || !m.NotAfter().Equal(at.Add(24*time.Hour)) || m.Expired(at) || !m.Expired(m.NotAfter()) {
		t.Error("recipient, sender or NotAfter are wrong")
	}
	out, size, err := batch.Append([]byte("> "), to)
	if err != nil || string(out) != "> "+string(m.Bytes()) || size != m.Size() {
		t.Errorf("Append makes another message than Build, %v, %v", size, err)
	}
	again := message.Must(message.Must(message.Must(email.Compile[fixture.Voter](s)).Batch(at)).Build(to))
	if string(again.Bytes()) != string(m.Bytes()) || again.Key() != m.Key() {
		t.Error("the same batch builds another message")
	}
	if later := message.Must(message.Must(tpl.Batch(at.Add(time.Minute))).Build(to)); later.Key() == m.Key() {
		t.Error("two batches share a Message-ID")
	}
	if early := message.Must(batch.Before(at.Add(time.Hour)).Build(to)); !early.NotAfter().Equal(at.Add(time.Hour)) {
		t.Errorf("Before lowers NotAfter to %v, want an hour", early.NotAfter())
	}
	if _, err := fixture.Book("demain.example", at).Parse(token); err != nil {
		t.Errorf("the token in the message: %v", err)
	}
}

// TestToken follows the link of a built message to the ledger.
func TestToken(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	b := fixture.Book("demain.example", at)
	s := fixture.Email("Réunion publique jeudi", "<p>Bonjour</p>")
	s.Unsubscribe = "https://demain.example/d/"
	to := fixture.Clear(t, b, optout.For{Channel: law.Email}, law.Metropole, law.OriginForm, fixture.Box, fixture.Voter{})
	m := message.Must(message.Must(message.Must(email.Compile[fixture.Voter](s)).Batch(at)).Build(to))
	first, _, _ := strings.Cut(strings.TrimPrefix(m.Header("List-Unsubscribe"), "<"), ">")
	u := message.Must(url.Parse(first))
	if _, err := b.Unsubscribe(context.Background(), strings.TrimPrefix(u.Path, "/d/"), "one-click"); err != nil {
		t.Fatal(err)
	}
	for range optout.Screen(context.Background(), b, optout.For{Channel: law.Email}, fixture.Rows(law.Metropole, law.OriginForm, fixture.Box, fixture.Voter{})) {
		t.Error("cleared after unsubscribing")
	}
}

func TestSilence(t *testing.T) {
	tpl := message.Must(email.Compile[fixture.Voter](fixture.Email("Votons le 15 mars", "<p>Bonjour {{.FirstName}}</p>")))
	var r *message.Refusal
	if _, err := tpl.Batch(fixture.Paris("2026-03-14", 12)); !errors.As(err, &r) || !errors.Is(err, law.Silence) || r.Until.IsZero() {
		t.Fatalf("at noon on the eve every territory is silent, got %v", err)
	}
	at := fixture.Paris("2026-03-13", 23)
	batch := message.Must(tpl.Batch(at))
	b, f := fixture.Book("demain.example", at), optout.For{Channel: law.Email}
	m, err := batch.Build(fixture.Clear(t, b, f, law.Metropole, law.OriginForm, fixture.Box, fixture.Voter{FirstName: "A"}))
	if err != nil || !m.NotAfter().Equal(fixture.Paris("2026-03-14", 0)) {
		t.Errorf("European France may be written to until midnight, got %v, %v", m.NotAfter(), err)
	}
	_, err = batch.Build(fixture.Clear(t, b, f, law.Reunion, law.OriginForm, fixture.Box, fixture.Voter{FirstName: "A"}))
	if !errors.As(err, &r) || !errors.Is(err, law.Silence) || r.Row != 1 || !r.Until.After(at) {
		t.Errorf("Réunion is silent, got %v", err)
	}
}

func TestClearanceOfAnother(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.Email("Réunion jeudi", "<p>Bonjour {{.FirstName}}</p>"))).Batch(at))
	mail, v := optout.For{Channel: law.Email}, fixture.Voter{FirstName: "Zoë"}
	for name, to := range map[string]optout.Cleared[fixture.Voter]{
		"controller": fixture.Clear(t, fixture.Book("autre.example", at), mail, law.Metropole, law.OriginForm, fixture.Box, v),
		"channel":    fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.SMS}, law.Metropole, law.OriginForm, fixture.Phone, v),
		"topic":      fixture.Clear(t, fixture.Book("demain.example", at), optout.For{Channel: law.Email, Topic: "lettre"}, law.Metropole, law.OriginForm, fixture.Box, v),
		"origin":     fixture.Clear(t, fixture.Book("demain.example", at), mail, law.Metropole, law.OriginPetition, fixture.Box, v),
		"stale":      fixture.Clear(t, fixture.Book("demain.example", at.Add(-25*time.Hour)), mail, law.Metropole, law.OriginForm, fixture.Box, v),
	} {
		if m, err := batch.Build(to); !errors.Is(err, law.Clearance) || !m.IsZero() {
			t.Errorf("%s: got %v, want %s", name, err, law.Clearance)
		}
		if dst, _, err := batch.Append([]byte("x"), to); !errors.Is(err, law.Clearance) || string(dst) != "x" {
			t.Errorf("%s: Append gives %d bytes, %v", name, len(dst), err)
		}
	}
}

func TestValuesAreRefusedNeverCut(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	type place struct {
		Name string `validate:"required,max=6"`
		Kind string `validate:"oneof=école mairie"`
		Code string `validate:"min=2,max=9"`
		N    int    `validate:"min=1,max=30"`
	}
	batch := message.Must(message.Must(email.Compile[place](fixture.Email("Bureau {{.N}}",
		`<p title="{{.Kind}}">{{.Name}}</p><a href="https://demain.example/b/{{.Code}}">x</a>`))).Batch(at))
	good := place{Name: "€[]{}~", Kind: "école", Code: "é (1)", N: 3} // six characters, whatever an SMS would count
	for _, c := range []struct {
		change func(*place)
		want   law.ID
		path   string
	}{
		{func(*place) {}, "", ""},
		{func(p *place) { p.Name = "" }, law.ValueBound, "row 1: Name"},
		{func(p *place) { p.Name = "sept de" }, law.ValueBound, "row 1: Name"},
		{func(p *place) { p.Name = "a\u0323a\u0323a\u0323a\u0323" }, law.ValueBound, "row 1: Name"}, // 8 characters for validator, 4 in NFC
		{func(p *place) { p.Name = "a\r\nBc" }, law.CleanText, "row 1: Name"},
		{func(p *place) { p.Name = "a\u202eb" }, law.CleanText, "row 1: Name"},
		{func(p *place) { p.Name = "a\x00" }, law.CleanText, "row 1: Name"},
		{func(p *place) { p.Name = "Zo\xeb" }, law.CleanText, "row 1: Name"},
		{func(p *place) { p.Kind = "autre" }, law.ValueBound, "row 1: Kind"},
		{func(p *place) { p.Code = "a" }, law.ValueBound, "row 1: Code"},
		{func(p *place) { p.Code = "../x" }, law.ValueBound, "row 1: Code"},
		{func(p *place) { p.Code = "a?b" }, law.ValueBound, "row 1: Code"},
		{func(p *place) { p.N = 31 }, law.ValueBound, "row 1: N"},
	} {
		p := good
		c.change(&p)
		_, err := batch.Build(fixture.ClearMail(t, at, p))
		if c.want == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		f, ok := errors.AsType[law.Finding](err)
		if !ok || f.Rule != c.want || f.Path != c.path {
			t.Errorf("got %v, want %s at %s", err, c.want, c.path)
		}
		dst, _, err := batch.Append([]byte("x"), fixture.ClearMail(t, at, p))
		if err == nil || string(dst) != "x" {
			t.Errorf("Append leaves %d bytes of a refused message", len(dst))
		}
	}
}

// TestWriterIsWiped shows that nothing of one recipient gets into the message of the next, refused or built.
func TestWriterIsWiped(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(email.Compile[fixture.Voter](fixture.Email("{{if .Member}}{{.FirstName}} et {{end}}{{.Town}}", "<p>{{if .Member}}{{.FirstName}}{{end}} {{.Town}}</p>"))).Batch(at))
	for range 20 {
		if _, err := batch.Build(fixture.ClearMail(t, at, fixture.Voter{FirstName: "Philippine", Town: strings.Repeat("x", 47), Member: true})); err == nil {
			t.Fatal("47 characters pass a bound of 46")
		}
		message.Must(batch.Build(fixture.ClearMail(t, at, fixture.Voter{FirstName: "Philippine", Town: "Secretville", Member: true})))
		m := message.Must(batch.Build(fixture.ClearMail(t, at, fixture.Voter{FirstName: "Jean", Town: "Sens"})))
		for _, s := range []string{"Philippine", "Secretville", "Jean"} {
			if strings.Contains(m.Subject()+m.Text()+m.HTML(), s) {
				t.Fatal("a message holds another recipient's value")
			}
		}
	}
}

func TestBadSpec(t *testing.T) {
	_, err := email.Compile[fixture.Voter](email.Spec{})
	for _, id := range []law.ID{law.SpecField, law.OptOutEmail, law.SenderIdentity} {
		if !errors.Is(err, id) {
			t.Errorf("an empty specification: the findings lack %s", id)
		}
	}
	paths := func(err error) []string {
		var e *law.Error
		if !errors.As(err, &e) {
			return nil
		}
		var out []string
		for _, f := range e.Findings {
			if f.Severity == law.Must {
				out = append(out, f.Path)
			}
		}
		return slices.Compact(out)
	}
	for _, path := range []string{"From", "HTML", "Subject", "Unsubscribe"} {
		if !slices.Contains(paths(err), path) {
			t.Errorf("an empty specification: nothing is found at %s", path)
		}
	}

	// Every text of the specification, one after the other, with what breaks a header or a reader.
	good := fixture.Email("Réunion jeudi", "<p>Bonjour {{.FirstName}}</p>")
	good.Preheader, good.Text, good.ReplyTo, good.FeedbackID, good.ListID, good.Topic, good.Lang, good.LongSubject =
		"Venez nombreux jeudi soir à la salle des fêtes", "Bonjour {{.FirstName}}", "a@demain.example", "a:b:c:demain", "liste.demain.example", "lettre", "fr", "parce que le lieu est long"
	if _, err := email.Compile[fixture.Voter](good); err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(&good).Elem()
	for i := range v.NumField() {
		name, field := v.Type().Field(i).Name, v.Field(i)
		if field.Kind() != reflect.String || name == "Reason" || name == "Occasion" || name == "Rules" {
			continue
		}
		for _, bad := range []string{"a\r\nBcc: x@example.org", "a\rb", "a\x00b", "a\u202eb", "a\xffb", strings.Repeat("é", 300_000)} {
			if strings.Contains(bad, "\r\n") && (name == "HTML" || name == "Text") {
				continue // a line end
			}
			s := good
			reflect.ValueOf(&s).Elem().Field(i).SetString(bad)
			_, err := email.Compile[fixture.Voter](s)
			if !slices.Contains(paths(err), name) {
				t.Errorf("%s = %.12q: nothing is found there, but %v", name, bad, paths(err))
			}
		}
	}

	// All at once.
	s := fixture.Email("#prenom#, \u202evotez {{.Nobody}}"+strings.Repeat(" loin", 20), "<p onclick=\"{{.FirstName}}\">{{range .Town}}x{{end}}</p>")
	s.From, s.ReplyTo, s.UnsubscribeMailto, s.Unsubscribe, s.ListID, s.FeedbackID, s.Lang = "Demain <a@b.c>", "x", "é@demain.example", "http://demain.example/?x", "a b", "x:y", "?"
	s.Notice.Rights.Notice = "http://demain.example"
	_, err = email.Compile[fixture.Voter](s)
	t.Log(err)
	for _, id := range []law.ID{law.SpecField, law.CleanText, law.TemplateBody, law.Placeholder, law.OptOutEmail, law.NoticeLink, law.FieldBound} {
		if !errors.Is(err, id) {
			t.Errorf("the findings lack %s", id)
		}
	}
}

func TestUnsubscribeAddress(t *testing.T) {
	for _, bad := range []string{"", "demain.example/d", "http://demain.example/d", "https://", "https://localhost/d", "https://demain.example/d?x=1", "https://demain.example/d#x",
		"https://demain.example/d?", "https://a:b@demain.example/d", "https://demain.example/dé", "https://démain.example/d", "https://demain.example/a b", "https://demain.example/<d>",
		"javascript:alert(1)", "https://demain.example/" + strings.Repeat("d", 200)} {
		s := fixture.Email("Réunion", "<p>x</p>")
		s.Unsubscribe = bad
		if _, err := email.Compile[fixture.Voter](s); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestBudgets(t *testing.T) {
	type row struct {
		A string `validate:"max=40"`
	}
	compile := func(change func(*email.Spec)) (law.Findings, error) {
		s := fixture.Email("Réunion jeudi", "<p>Bonjour</p>")
		change(&s)
		tpl, err := email.Compile[row](s)
		return tpl.Findings(), err
	}
	found := func(fs law.Findings, path string) bool {
		return slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Path == path && f.Severity == law.Should })
	}
	if fs, err := compile(func(*email.Spec) {}); err != nil || len(fs) > 0 {
		t.Errorf("a plain message: %v, %v", fs, err)
	}
	if fs, err := compile(func(s *email.Spec) { s.Subject = "{{.A}}" + strings.Repeat("x", 20) }); err != nil || !found(fs, "Subject") {
		t.Errorf("a subject of up to 60 characters: %v, %v", fs, err)
	}
	long := func(s *email.Spec) { s.Subject = "{{.A}}" + strings.Repeat("x", 40) }
	if _, err := compile(long); err == nil {
		t.Error("a subject of up to 80 characters is taken")
	}
	if _, err := compile(func(s *email.Spec) { long(s); s.LongSubject = "le nom du lieu est long" }); err != nil {
		t.Errorf("with a reason: %v", err)
	}
	if fs, err := compile(func(s *email.Spec) { s.HTML += "<p>" + strings.Repeat("x", 79_000) + "</p>" }); err != nil || !found(fs, "HTML") {
		t.Errorf("80 KB: %v, %v", fs, err)
	}
	if _, err := compile(func(s *email.Spec) { s.HTML += strings.Repeat("<p>{{.A}}</p>", 490) }); !errors.Is(err, law.PartBudget) {
		t.Errorf("102 KB in the worst case: %v", err)
	}
	if fs, err := compile(func(s *email.Spec) { s.Preheader = "court" }); err != nil || !found(fs, "Preheader") {
		t.Errorf("a short preheader: %v, %v", fs, err)
	}
}

// TestProofIsTight builds what the proof calls longest and shortest.
func TestProofIsTight(t *testing.T) {
	type row struct {
		A string `validate:"max=20"`
		B string `validate:"min=2,max=5"`
		C string `validate:"oneof=a&b c"`
		N int    `validate:"min=5,max=120"`
		M bool
	}
	s := fixture.Email("{{.A}} {{.N}}", `<p>{{.A}} {{.B}} {{.C}} {{.N}}{{if .M}} encore {{.A}}{{else}} adieu{{end}}</p><a href="https://demain.example/x?y={{.B}}">x</a>`)
	s.Preheader = "{{.B}}{{.A}}, ce jeudi, à la salle des fêtes de Sens"
	tpl := message.Must(email.Compile[row](s))
	p := tpl.Proof()
	long := fixture.BuildMail(t, s, row{A: strings.Repeat(`"`, 20), B: strings.Repeat("'", 5), C: "a&b", N: 120, M: true})
	// B costs 5 bytes a character in text and 3 in the link, where a character of four bytes costs 12.
	wide := fixture.BuildMail(t, s, row{A: strings.Repeat(`"`, 20), B: strings.Repeat("😀", 5), C: "a&b", N: 120, M: true})
	if got, want := max(long.Size().HTML, wide.Size().HTML), p.Longest.Size.HTML; got > want || got < want-5*9 {
		t.Errorf("the longest HTML has %d bytes, the proof says %d", got, want)
	}
	if got := long.Size().Subject; got != p.Longest.Size.Subject {
		t.Errorf("the longest subject has %d characters, the proof says %d", got, p.Longest.Size.Subject)
	}
	short := fixture.BuildMail(t, s, row{B: "bb", C: "c", N: 5})
	if got := short.Size(); got.HTML != p.Shortest.Size.HTML || got.Text != p.Shortest.Size.Text || got.Subject != p.Shortest.Size.Subject {
		t.Errorf("the shortest message has %v, the proof says %v", got, p.Shortest.Size)
	}
	if !strings.Contains(p.Longest.HTML, "encore Xxxxxxxxxxxxxxxxxxxx") || !strings.Contains(p.Words, "{unsubscribe}") || len(p.Fields) != 4 {
		t.Errorf("the proof is\n%s", p)
	}
}

func TestSpecIsCopied(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	s := fixture.Email("Réunion", "<p>Bonjour {{.prenom}}</p>")
	s.Fields = map[string]message.Limit{"prenom": {Max: 5}}
	tpl := message.Must(email.Compile[message.Values](s))
	s.Fields["prenom"] = message.Limit{Max: 400}
	s.Notice.Keep[0].Class, s.Notice.Advert.Sponsor = "x", "x"
	if _, err := message.Must(tpl.Batch(at)).Build(fixture.ClearMail(t, at, message.Values{"prenom": "Philippine"})); err == nil {
		t.Error("a bound was raised after the proof")
	}
	m := message.Must(message.Must(tpl.Batch(at)).Build(fixture.ClearMail(t, at, message.Values{"prenom": "Zoë"})))
	if !strings.Contains(m.Text(), "Bonjour Zoë") || !strings.Contains(m.Text(), "Liste Demain Ensemble. Avis") {
		t.Errorf("the message reads %.60q", m.Text())
	}
}

func TestSpecIsJSON(t *testing.T) {
	s := fixture.Email("Réunion", "<p>Bonjour {{.prenom}}</p>")
	s.Fields = map[string]message.Limit{"prenom": {Max: 5}}
	s.Except = []law.Exception{{Rule: law.AdvertLabel, Reason: "une raison en trois mots"}}
	var back email.Spec
	if err := json.Unmarshal(message.Must(json.Marshal(s)), &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, back); d != "" {
		t.Error(d)
	}
}

func TestOccasions(t *testing.T) {
	for _, o := range []message.Occasion{message.Later, message.ConsentReceipt, message.Service} {
		s := fixture.Email("Votre procuration", "<p>Bonjour {{.FirstName}}</p>")
		s.Occasion, s.Reason = o, "procurations demandées par la personne"
		m := fixture.BuildMail(t, s, fixture.Voter{FirstName: "Zoë"})
		got := checkMessage(t, m)
		for _, body := range []string{got.text, got.html} {
			if !strings.Contains(body, "Liste Demain Ensemble") || !strings.Contains(body, "désinscrivez-vous") || !strings.Contains(body, "https://demain.example/d") {
				t.Errorf("%s: sender, link or unsubscription are missing", o)
			}
		}
	}
	s := fixture.Email("Votre procuration", "<p>x</p>")
	s.Occasion = message.Service
	if _, err := email.Compile[fixture.Voter](s); err == nil {
		t.Error("a service message without a reason compiles")
	}
}

func TestSenderName(t *testing.T) {
	s := fixture.Email("Réunion", "<p>x</p>")
	s.Notice.Signatory = &notice.Signatory{Name: "Zoë d’Argent", Quality: "tête de liste"}
	m := fixture.BuildMail(t, s, fixture.Voter{})
	if got := checkMessage(t, m).from; got != "Zoë d’Argent (Demain Ensemble) <contact@demain.example>" {
		t.Errorf("From is %q", got)
	}
}

func TestDirection(t *testing.T) {
	s := fixture.Email("Réunion", "<p>x</p>")
	s.Lang = "ar"
	html := fixture.BuildMail(t, s, fixture.Voter{}).HTML()
	if !strings.Contains(html, `<html lang="ar" dir="rtl">`) || !strings.Contains(html, `lang="fr" dir="ltr"`) {
		t.Errorf("the page is Arabic, the statutory words French: %.200s", html)
	}
}
