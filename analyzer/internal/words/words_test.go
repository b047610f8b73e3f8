package words

import (
	"slices"
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	for s, want := range map[string]bool{
		"Votez dimanche": true,
		"Hello %s":       true,
		"<p>Votez</p>":   true,
		"Vote":           true,
		"":               false,
		"\r\n":           false,
		"To: ":           false,
		"To: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=\"UTF-8\"\r\n\r\n": false,
		"Subject: Bonne nouvelle\r\n\r\n":                         false,
		"Subject: Bonne nouvelle\r\n\r\nVotez dimanche":           true,
		"--%s\r\nContent-Transfer-Encoding: quoted-printable\r\n": false,
		"<html><body>":                        false,
		`{"to":%q,"text":%q}`:                 false,
		`{"text":"Votez"}`:                    true,
		"?user=%s&pass=%s&msg=":               false,
		"https://api.example.org/v1/messages": false,
		"/sms/%s/jobs":                        false,
		"%s: %d":                              false,
		"Subject":                             false,
		"List-Unsubscribe-Post":               false,
		"From the heart":                      true,
	} {
		if got := prose(s); got != want {
			t.Errorf("prose(%q) is %v", s, got)
		}
	}
}

func TestRoleOf(t *testing.T) {
	for name, want := range map[string]Role{
		"body": BodyRole, "htmlBody": BodyRole, "HTMLContent": BodyRole, "TextPart": BodyRole, "sms_text": BodyRole, "message": BodyRole,
		"messageID": HeaderRole, "bodyType": HeaderRole, "to": HeaderRole, "toEmail": HeaderRole, "APIKey": HeaderRole, "subject": HeaderRole,
		"x": NoRole, "data": NoRole, "email": HeaderRole, "": NoRole,
	} {
		if got := RoleOf(name); got != want {
			t.Errorf("RoleOf(%q) is %v, want %v", name, got, want)
		}
	}
}

// Each pattern takes away the whole example that stands beside it, and by itself leaves a plain sentence alone.
func TestNotProse(t *testing.T) {
	examples := []string{
		"Reply-To", "Auto-Submitted", "Subject: Bonne nouvelle", "MIME-Version: 1.0", "https://api.example.org/v1/messages", `<a class="button">`,
		`"text":`, "&user=", "%-10s", "--frontier", "/sms/jobs", " boundary",
	}
	if len(examples) != len(notProse) {
		t.Fatalf("%d examples of %d patterns", len(examples), len(notProse))
	}
	for i, re := range notProse {
		if left := re.ReplaceAllString(examples[i], ""); left != "" {
			t.Errorf("pattern %d leaves %q of %q", i, left, examples[i])
		}
		if s := "From the heart: votez dimanche"; re.MatchString(s) {
			t.Errorf("pattern %d matches %q", i, s)
		}
	}
	if !prose("Attention: votez") {
		t.Error("a line with a colon is no header because of it")
	}
}

func TestClassify(t *testing.T) {
	for s, want := range map[string]Class{
		`"text":`:                           {Format: true},
		"?to=%s&text=":                      {Format: true},
		"text=":                             {Format: true},
		"https://":                          {Format: true},
		"Subject: ":                         {Envelope: true},
		"--frontier":                        {Envelope: true},
		"\r\n":                              {Envelope: true},
		"Subject: Hi\r\n\r\nVotez dimanche": {Words: true, Envelope: true},
		"Votez dimanche\n":                  {Words: true},
		"":                                  {},
	} {
		if got := Classify(s); got != want {
			t.Errorf("Classify(%q) is %+v, want %+v", s, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		of       string
		is       func(string) bool
		yes, not string
	}{
		{"finished", NamesFinished, "body htmlBody Text sms_text", "template bodyTemplate bodyID data"},
		{"recipient", NamesRecipient, "to toEmail phone MSISDN mail_to", "emailBody toName text"},
		{"rendering", NamesRendering, "RenderWelcome executeTemplate WelcomeMessage", "Get sendTo"},
	} {
		for _, name := range strings.Fields(c.yes) {
			if !c.is(name) {
				t.Errorf("%s is not %s", name, c.of)
			}
		}
		for _, name := range append(strings.Fields(c.not), "") {
			if c.is(name) {
				t.Errorf("%s is %s", name, c.of)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for _, name := range []string{"htmlBody", "HTMLBody", "html_body", "html2Body", "HtmlBody"} {
		if got := split(name); !slices.Equal(got, []string{"html", "body"}) {
			t.Errorf("split(%q) is %q", name, got)
		}
	}
}
