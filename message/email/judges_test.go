package email_test

import (
	"embed"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/audit"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
	"github.com/scrutateur/scrutateur/optout"
)

// The judges are programs that know nothing of this module: three readers of mail, SpamAssassin, and axe-core in a browser. They
// judge one set of messages, which together use every occasion, both languages and the markup of several authors.
// Where a judge is not installed its test skips; SCRUTATEUR_REQUIRE_JUDGES=1 makes that a failure.

//go:embed testdata/judges/*.html testdata/judges/*.txt
var judgedBodies embed.FS

func judgedBody(name string) string {
	return string(message.Must(judgedBodies.ReadFile("testdata/judges/" + name)))
}

// judge finds a program, or skips the test that needs it.
func judge(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	noJudge(t, strings.Join(names, " or ")+" is not installed")
	return ""
}

func noJudge(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SCRUTATEUR_REQUIRE_JUDGES") == "1" {
		t.Fatal("SCRUTATEUR_REQUIRE_JUDGES=1, and " + why)
	}
	t.Skip(why + "; SCRUTATEUR_REQUIRE_JUDGES=1 makes this a failure")
}

// judged is one message of the set, with the words that the law asks it for.
type judged struct {
	name string
	email.Message
	spec  email.Spec
	words []notice.Sentence
}

// wordy is a Notice in which every fact that may stand in a message does, most of them long.
func wordy() notice.Notice {
	n := fixture.DemainMail()
	n.Controller.DPO = "dpo@demain.example"
	n.Joint = []notice.Controller{{
		ID: "federation.example", Name: "Fédération départementale Demain Ensemble de la Marne et des Ardennes", Kind: notice.Party,
		Postal: "12 boulevard de la République, 51000 Châlons-en-Champagne", Email: "federation@demain.example",
	}}
	n.Signatory = &notice.Signatory{Name: "Zoë d’Argent-Courcelles", ShortName: "Z. d’Argent", Quality: "tête de la liste Demain Ensemble"}
	n.Origin.Detail = "la pétition « Des bancs à l’ombre & de l’eau <potable> devant l’école », signée sur demain.example"
	n.Origin.Kind = law.OriginPetition
	n.Purpose = "vous informer de la campagne municipale, vous inviter à nos réunions publiques et vous rappeler où et quand voter"
	n.Rights.Postal = "Demain Ensemble, service des droits, 1 rue de la Mairie, 51290 Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
	n.Rights.Page = "https://demain.example/droits/" + strings.Repeat("acces-rectification-effacement-", 3) + "opposition"
	n.Rights.Notice = "https://demain.example/donnees-personnelles/" + strings.Repeat("toutes-les-informations-", 4) + "?version=2026-03"
	n.Keep = []notice.Term{
		{Class: "election-only", After: "election-decided"}, {Class: "objection", After: "objection", Months: 36}, {Class: "send-log", After: "last-message", Months: 12},
	}
	n.Advert.Control, n.Advert.Payer = "Mouvement national Demain Ensemble", "Mandataire financier de la liste"
	n.Advert.Notice = "https://demain.example/transparence/reglement-ue-2024-900/municipales-2026"
	return n
}

// judgedOf builds one message.
func judgedOf[T any](t *testing.T, name string, s email.Spec, row T) judged {
	t.Helper()
	at := fixture.Paris("2026-03-05", 10)
	tpl, err := email.Compile[T](s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	to := fixture.Clear(t, fixture.Book(s.Notice.Controller.ID, at), optout.For{Channel: law.Email, Topic: s.Topic}, law.Metropole, s.Notice.Origin.Kind, fixture.Box, row)
	m, err := message.Must(tpl.Batch(at)).Build(to)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return judged{name, m, s, s.Notice.WordsIn(wordsOf(s.Lang), law.Email, s.Occasion)}
}

// judgedSet builds the messages.
func judgedSet(t *testing.T) []judged {
	t.Helper()
	var set []judged
	add := func(name string, s email.Spec, row fixture.Voter) {
		t.Helper()
		set = append(set, judgedOf(t, name, s, row))
	}
	zoe := fixture.Voter{FirstName: "Zoë", Town: "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", Station: 12, Member: true}

	// Every occasion in both languages.
	for _, lang := range []string{"fr", "en"} {
		for _, o := range []message.Occasion{message.FirstContact, message.Later, message.ConsentRequest, message.ConsentReceipt, message.Service} {
			s := fixture.Email("Réunion publique jeudi 12 mars", judgedBody("letter."+lang+".html"))
			s.Preheader = "Jeudi à 19 h dans la salle des fêtes, entrée libre et gratuite"
			if lang == "en" {
				s.Subject, s.Preheader = "Public meeting on Thursday 12 March", "Thursday at 7 p.m. in the village hall, everybody is welcome"
			}
			s.Lang, s.Occasion, s.Topic = lang, o, "Réunions publiques"
			name := string(o)
			switch o {
			case message.FirstContact:
				name = "first"
			case message.Service:
				s.Reason = "plan de la salle demandé par la personne"
			case message.ConsentRequest:
				s.Notice.Origin = notice.Origin{Kind: law.OriginRented, Detail: "Fichiers du Centre", Obtained: "2026-02-20", Attestation: "attestation du 3 novembre 2025"}
			}
			add(name+"."+lang, s, zoe)
		}
	}

	// The markup of several authors, in documents and in fragments, with what readers of mail do to it.
	for _, body := range []string{"unclosed", "tables", "dark", "night", "stubborn", "mjml", "mosaico", "outlook"} {
		add(body, fixture.Email("Réunion publique jeudi", judgedBody(body+".html")), zoe)
	}

	// Short, long, and all that a Notice can say.
	add("shortest", fixture.Email("Jeudi", "<p>À jeudi, {{.FirstName}} !"), fixture.Voter{FirstName: "Z", Station: 1})
	s := fixture.Email("Réunion publique jeudi", "<h1>Notre programme</h1>"+strings.Repeat("<h2>Des bancs à l’ombre</h2>\n<p>{{.FirstName}}, nous planterons des tilleuls à {{.Town}}, un banc sous chacun, et une fontaine devant l’école.</p>\n", 160))
	add("long", s, zoe)
	for _, lang := range []string{"fr", "en"} {
		s := fixture.Email("Réunion publique jeudi", judgedBody("letter."+lang+".html"))
		s.Notice, s.Lang = wordy(), lang
		s.Unsubscribe = "https://demain.example/" + strings.Repeat("desinscription/", 10)
		add("wordy."+lang, s, zoe)
	}

	// A text body of the author's own, values that look like markup, and a subject that has to be encoded over several lines.
	s = fixture.Email("Élections : l’été prochain à {{.Town}}, des bancs à l’ombre", judgedBody("letter.fr.html"))
	s.Text, s.LongSubject, s.FeedbackID, s.ReplyTo = judgedBody("letter.fr.txt"), "le nom de la commune est long et doit y être", "municipales:demain:email:demain26", "equipe@demain.example"
	add("own-text", s, fixture.Voter{FirstName: `</p><b>"Zoë" & 😀`, Town: "<!--[if mso]>À=20\u00a0l’Est", Station: 9999})

	// A page of a frame and its content, with files; an image that reports, for one who agreed and one who did not.
	s = attachSpec()
	s.HTML, s.Frame, s.Content = "", judgedBody("frame.html"), `<h1>Jeudi</h1>`+"\n"+`<p>Bonjour {{.FirstName}}</p><img src="cid:logo" alt="Demain Ensemble" width="80">`
	add("attached", s, zoe)
	type reader struct {
		Name    string `validate:"max=20"`
		ID      string `validate:"max=16"`
		Consent string `validate:"max=40"`
	}
	for name, consent := range map[string]string{"tracked": "registre des images n° 12", "untracked": ""} {
		s := fixture.Email("Réunion publique jeudi", "<p>Bonjour {{.Name}}</p>")
		s.Tracking = &email.Tracking{Image: "https://demain.example/o/", Field: "ID", Consent: "Consent", Withdraw: "https://demain.example/images"}
		set = append(set, judgedOf(t, name, s, reader{Name: "Zoë", ID: "u-4711", Consent: consent}))
	}
	return set
}

// TestJudgedByAudit has every message pass the audit by which messages of others are judged.
func TestJudgedByAudit(t *testing.T) {
	for _, m := range judgedSet(t) {
		audit := audit.Email{Occasion: m.spec.Occasion, Tracked: m.name == "tracked", Except: m.spec.Except}
		if fs := audit.Findings(m.Bytes(), m.spec.Notice); len(fs) > 0 {
			t.Errorf("%s:\n%s", m.name, fixture.Lines(fs))
		}
	}
}

// TestJudgedByReaders has every message read by net/mail, go-message and enmime, which reports what it had to repair.
func TestJudgedByReaders(t *testing.T) {
	for _, m := range judgedSet(t) {
		t.Run(m.name, func(t *testing.T) {
			got := checkMessage(t, m.Message)
			for _, s := range m.words {
				for _, part := range strings.Split(s.Forms[0], "{unsubscribe}") {
					if part = strings.TrimSpace(part); !strings.Contains(got.text, part) {
						t.Errorf("the text body lacks the words %q of %s", part, s.Name)
					}
				}
			}
		})
	}
}

func wordsOf(lang string) words.Set {
	if lang == "" {
		lang = "fr"
	}
	return words.For(language.Make(lang))
}
