package preview_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message/preview"
)

const raw = `From: =?utf-8?q?Liste_Rive_droite?= <contact@rive-droite.example>
To: Zoe.Lefevre@example.org
Subject: =?utf-8?q?Jeudi_19_h_=3A_r=C3=A9union?=
Date: Mon, 09 Mar 2026 09:30:00 +0100
Content-Language: fr
List-Unsubscribe: <https://rive-droite.example/u/Q3J5cHRvIHRva2VuIDAwMQ>, <mailto:stop@rive-droite.example?subject=Q3J5cHRvIHRva2VuIDAwMQ>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

R=C3=A9union jeudi.
Stop : https://rive-droite.example/u/Q3J5cHRvIHRva2VuIDAwMQ
--a
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PGh0bWw+PGhlYWQ+PHRpdGxlPlQ8L3RpdGxlPjwvaGVhZD48Ym9keT48cD5Sw6l1bmlvbiBqZXVk
aSwgc2FsbGUgZGVzIGbDqnRlcy48L3A+PGltZyBzcmM9ImNpZDpsb2dvQHgiIGFsdD0iTG9nbyI+
PGEgaHJlZj0iaHR0cHM6Ly9yaXZlLWRyb2l0ZS5leGFtcGxlL3UvUTNKNWNIUnZJSFJ2YTJWdUlE
QXdNUSI+U3RvcDwvYT48L2JvZHk+PC9odG1sPg==
--r
Content-Type: image/png
Content-ID: <logo@x>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--r--
--a--
--m
Content-Type: text/calendar; name="reunion.ics"
Content-Disposition: attachment; filename="réunion.ics"

BEGIN:VCALENDAR
--m--
`

func TestReadEmail(t *testing.T) {
	e, err := preview.ReadEmail(strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{
		e.From: "Liste Rive droite", e.Mailbox: "contact@rive-droite.example", e.Subject: "Jeudi 19 h : réunion", e.Lang: "fr",
		e.To.Mailbox(): "Zoe.Lefevre@example.org", e.Date.Format("2006-01-02 15:04"): "2026-03-09 09:30", e.Preheader: "Réunion jeudi, salle des fêtes. Stop",
	} {
		if !strings.EqualFold(name, got) {
			t.Errorf("got %q, want %q", name, got)
		}
	}
	if !e.OneClick || !strings.HasPrefix(e.Text, "Réunion jeudi.\n") || !strings.Contains(e.HTML, `src="data:image/png;base64,iVBORw0KGgo="`) {
		t.Errorf("one click %v, text %q, HTML %q", e.OneClick, e.Text, e.HTML)
	}
	if len(e.Attachments) != 1 || e.Bytes != len(strings.ReplaceAll(raw, "\n", "\r\n")) {
		t.Errorf("attachments %q, %d bytes", e.Attachments, e.Bytes)
	}
	shown := render(t, preview.Page{Email: []preview.Email{e}})
	for _, secret := range []string{"Q3J5cHRvIHRva2Vu", "Lefevre"} {
		if strings.Contains(shown, secret) {
			t.Errorf("the page shows %s", secret)
		}
	}
	if !strings.Contains(shown, "data:image/png") {
		t.Error("the page lacks the image that the message carries")
	}
}

func TestReadEmailRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":         "",
		"no header":       "hello zoe@example.org",
		"no boundary":     "Subject: x\r\nContent-Type: multipart/mixed\r\n\r\nzoe@example.org",
		"no end":          "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nzoe@example.org",
		"charset":         "Subject: x\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nzoe@example.org",
		"encoding":        "Subject: x\r\nContent-Transfer-Encoding: uuencode\r\n\r\nzoe@example.org",
		"broken base64":   "Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n?zoe@example.org",
		"subject charset": "Subject: =?koi8-r?q?zoe=40example.org?=\r\n\r\nx",
		"parts in parts":  strings.Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", 30),
		"no such type":    "Content-Type: ///\r\n\r\nx",
	} {
		if e, err := preview.ReadEmail(strings.NewReader(in)); err == nil {
			t.Errorf("%s: read as %+v", name, e.Subject)
		} else if strings.Contains(err.Error(), "zoe") || !strings.HasPrefix(err.Error(), "preview: ") {
			t.Errorf("%s: the error quotes the message, or does not say where it comes from", name)
		}
	}
}

// FuzzReadEmail reads anything; what it reads can be shown, and the page does not have the mailbox.
func FuzzReadEmail(f *testing.F) {
	f.Add([]byte(raw))
	f.Add([]byte(strings.ReplaceAll(raw, "\n", "\r\n")))
	f.Add([]byte("To: zoe.lefevre@example.org\r\n\r\nzoe.lefevre@example.org"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := preview.ReadEmail(bytes.NewReader(data))
		if err != nil {
			return
		}
		out := render(t, preview.Page{Email: []preview.Email{e}})
		if m := e.To.Mailbox(); m != "" && e.Mailbox != m && !slices.Contains([]byte(m), '&') && len(m) > 12 && strings.Contains(out, m) {
			t.Fatal("the page shows the recipient")
		}
	})
}
