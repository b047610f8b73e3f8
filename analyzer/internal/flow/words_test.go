package flow

import "testing"

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
		if got := roleOf(name); got != want {
			t.Errorf("roleOf(%q) is %v, want %v", name, got, want)
		}
	}
}
