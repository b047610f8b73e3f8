package flow

import (
	"math/rand/v2"
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
	for name, want := range map[string]role{
		"body": bodyRole, "htmlBody": bodyRole, "HTMLContent": bodyRole, "TextPart": bodyRole, "sms_text": bodyRole, "message": bodyRole,
		"messageID": headerRole, "bodyType": headerRole, "to": headerRole, "toEmail": headerRole, "APIKey": headerRole, "subject": headerRole,
		"x": noRole, "data": noRole, "email": headerRole, "": noRole,
	} {
		if got := roleOf(name); got != want {
			t.Errorf("roleOf(%q) is %v, want %v", name, got, want)
		}
	}
}

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		written, asked, rest, extra string
		ok                          bool
	}{
		{"", "Body", "Body", "", true},
		{"Body#1", "Body#2", "", "", true},
		{"Body#1", "To#2", "", "", false},
		{"Body#1/Text#2", "Body#1", "", "Text#2", true},
		{"Body#1", "Body#1/Text#2", "Text#2", "", true},
		{"[]/Body", "[to]/Body", "", "", true},
		{"[from]", "[to]", "", "", false},
	} {
		rest, extra, ok := relate(c.written, c.asked)
		if rest != c.rest || extra != c.extra || ok != c.ok {
			t.Errorf("relate(%q, %q) is %q, %q, %v", c.written, c.asked, rest, extra, ok)
		}
	}
	p := ""
	for range 100 {
		p = cons("next", p)
	}
	if len(p) > 8*len("next/") {
		t.Errorf("a path of %d bytes", len(p))
	}
	if got := join("a/b", "c/d"); got != "a/b/c/d" {
		t.Errorf("join is %q", got)
	}
}

func TestPhrases(t *testing.T) {
	inner := Phrase("passed through %s", "strings.ToUpper")
	p := Phrase("%s is %s here", Phrase("a constant text"), inner)
	q := Phrase("through %s, which hands it to %s", Phrase("a function literal in %s", "main.main"), p)
	if got, want := Say("en", q), "through a function literal in main.main, which hands it to a constant text is passed through strings.ToUpper here"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Say("fr", p); got != "un texte constant est passé par strings.ToUpper ici" {
		t.Errorf("%q", got)
	}
	if got := Say("en", "100 % sure"); got != "100 % sure" {
		t.Errorf("%q", got)
	}
}

func TestHeap(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var h heap
	for range 1000 {
		h.push(&node{age: rnd.IntN(500)})
	}
	last := 500
	for range 1000 {
		n := h.pop()
		if n.age > last {
			t.Fatalf("%d after %d", n.age, last)
		}
		last = n.age
	}
}
