package mailbox

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every phrase stands as phrases are compared, or it is never found; the README says what each list is for.
func TestWords(t *testing.T) {
	entries, err := wordFiles.ReadDir("words")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("words/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z]+\\.txt)`").FindAllSubmatch(readme, -1) {
		told = append(told, string(m[1]))
	}
	var there []string
	for _, e := range entries {
		there = append(there, e.Name())
		seen := map[string]bool{}
		phrases := list(strings.TrimSuffix(e.Name(), ".txt"))
		for _, p := range phrases {
			if f := fold(p); f != p {
				t.Errorf("%s: %q is compared as %q", e.Name(), p, f)
			}
			if seen[p] {
				t.Errorf("%s: %q stands twice", e.Name(), p)
			}
			seen[p] = true
		}
		if len(phrases) == 0 {
			t.Errorf("%s is empty", e.Name())
		}
	}
	slices.Sort(told)
	if !slices.Equal(told, there) {
		t.Errorf("the README tells of %v, the folder holds %v", told, there)
	}
}

func TestOwnWords(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"nothing":    {"", ""},
		"plain":      {"Bonjour,\n\nà demain.", "Bonjour,\n\nà demain."},
		"marks":      {"oui\n> non\n>> non\n", "oui"},
		"below":      {"Le lun. 2 mars 2026 à 10:12, Demain a écrit :\n\n> Votez\n\nSTOP", "STOP"},
		"broken":     {"STOP\n\nLe lun. 2 mars 2026 à 10:12, Nos bancs publics et nos voisins\n<contact@demain.example> a écrit :\n\nVotez", "STOP"},
		"English":    {"STOP\n\nOn Mon, Mar 2, 2026 at 10:12 AM Demain <a@b.example> wrote:\n\n> Vote", "STOP"},
		"any":        {"STOP\n\n2 mars 2026 10:12, \"Demain\" <a@b.example>:\n\nVotez", "STOP"},
		"no quote":   {"Comme je vous l'ai déjà écrit :\nplus de messages", "Comme je vous l'ai déjà écrit :\nplus de messages"},
		"Outlook":    {"STOP\n\nDe : Demain <a@b.example>\nEnvoyé : lundi 2 mars 2026 10:12\nÀ : Paul\nObjet : Votez\n\nVotez", "STOP"},
		"bold":       {"STOP\n\n*De :* Demain <a@b.example>\n*Envoyé :* lundi 2 mars 2026\n*À :* Paul\n*Objet :* Votez\n\nVotez", "STOP"},
		"Orange":     {"STOP\n\nenvoyé : 2 mars 2026 à 10:12\nde : Demain <a@b.example>\nà : Paul\nobjet : Votez\n\nVotez", "STOP"},
		"a list":     {"De : la part de Paul\nÀ bientôt", "De : la part de Paul\nÀ bientôt"},
		"a meeting":  {"Objet : la réunion\nDate : lundi\nÀ : la mairie\nVenez", "Objet : la réunion\nDate : lundi\nÀ : la mairie\nVenez"},
		"original":   {"STOP\n\n-----Message d'origine-----\nDe : Demain", "STOP"},
		"underlines": {"STOP\n________________________________\nDe : Demain\nEnvoyé : lundi\nÀ : Paul\n", "STOP\n________________________________"},
		"signature":  {"STOP\n-- \nPaul\nDirecteur des messages", "STOP"},
		"phone":      {"STOP\n\nEnvoyé de mon iPhone", "STOP"},
		"lawyer":     {"STOP\n\nCe message et ses pièces jointes\nsont confidentiels.\n\nPaul", "STOP\n\n\nPaul"},
		"said":       {"Bonjour,\nCe message est confidentiel\nArrêtez", "Bonjour,\nCe message est confidentiel\nArrêtez"},
	} {
		if got := ownWords(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestHTMLText(t *testing.T) {
	for in, want := range map[string]string{
		"":                                      "",
		"STOP":                                  "STOP",
		"<p>a<p>b":                              "a b",
		"a<br>b&nbsp;c&eacute;":                 "a b cé",
		"<style>p{}</style><script>x</script>a": "a",
		"a<blockquote>b<blockquote>c</blockquote>d</blockquote>e": "a e",
		`a<div class="gmail_quote">b<div>c</div></div>d`:          "a d",
		`a<div id="divRplyFwdMsg">b</div>c`:                       "a",
		`a<hr id="stopSpelling">b`:                                "a",
		`a<div class="x_gmail_quote_container">b</div>`:           "a",
		`a<img class="gmail_quote">b`:                             "ab",
		"a<blockquote>b":                                          "a",
		"<title>t</title><b>S</b>TO<i>P</i>":                      "STOP",
		"a &lt;b&gt;":                                             "a <b>",
	} {
		if got := strings.Join(strings.Fields(htmlText(in)), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct{ encoding, charset, in, want string }{
		"plain":             {"", "utf-8", "é", "é"},
		"Latin-1":           {"8bit", "iso-8859-1", "D\xe9sinscription", "Désinscription"},
		"no charset":        {"8bit", "", "D\xe9sinscription", "Désinscription"},
		"a lie":             {"8bit", "utf-8", "D\xe9sinscription", "Désinscription"},
		"the other lie":     {"8bit", "iso-8859-1", "Désinscription", "Désinscription"},
		"us-ascii":          {"8bit", "us-ascii", "Désinscription", "Désinscription"},
		"unknown":           {"8bit", "x-klingon", "D\xe9sinscription", "Désinscription"},
		"windows-1252":      {"8bit", "windows-1252", "l\x92\x9cuvre \x80", "l’œuvre €"},
		"utf-16":            {"base64", "utf-16", "//5TAFQATwBQAA==", "STOP"},
		"utf-16, big end":   {"base64", "utf-16", "/v8AUwBUAE8AUA==", "STOP"},
		"ISO-8859-15":       {"8bit", "ISO-8859-15", "\xa4 \xbduvre", "€ œuvre"},
		"quoted":            {"quoted-printable", "utf-8", "D=C3=A9sins=\ncription =\r\n", "Désinscription "},
		"quoted, small":     {"quoted-printable", "utf-8", "D=c3=a9", "Dé"},
		"quoted, broken":    {"quoted-printable", "utf-8", "a=b =Z1 =", "a=b =Z1 "},
		"base64":            {"base64", "utf-8", "U1RP\r\nUA==", "STOP"},
		"base64, noise":     {"base64", "utf-8", " U1*RPU A= =!", "STOP"},
		"base64, cut":       {"base64", "utf-8", "U1RPU", "STO"},
		"base64, by line":   {"base64", "utf-8", "U1Q=\nT1A=", "STOP"},
		"what is not known": {"x-uuencode", "utf-8", "STOP", "STOP"},
	} {
		if got := strings.TrimSuffix(toUTF8(decodeTransfer([]byte(c.in), c.encoding), c.charset), "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestMediaType(t *testing.T) {
	for in, want := range map[string][2]string{
		"":                                      {"text/plain", ""},
		"text":                                  {"text/plain", ""},
		"TEXT/HTML; charset=x":                  {"text/html", ""},
		`multipart/mixed; boundary="a b"`:       {"multipart/mixed", "a b"},
		`multipart/mixed; boundary=a=b;; x`:     {"multipart/mixed", "a=b"},
		`multipart/mixed; boundary=----=_1 (x)`: {"multipart/mixed", "----=_1 (x)"},
		`nonsense`:                              {"text/plain", ""},
	} {
		media, params := mediaType(in, "text/plain")
		if media != want[0] || params["boundary"] != want[1] {
			t.Errorf("%q: %q with boundary %q, want %q", in, media, params["boundary"], want)
		}
	}
}

func TestMailboxes(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"a@b.example":                        "a@b.example",
		"A <a@b.example>":                    "a@b.example",
		`"A, B" <a@b.example>, c@d.example`:  "a@b.example c@d.example",
		"=?iso-8859-1?q?=C9?= <a@b.example>": "a@b.example",
		"É\xff Z <a@b.example>":              "a@b.example",
		"A [B] <a@b.example":                 "",
		"A [B] <<a@b.example>":               "a@b.example",
		"undisclosed-recipients:;":           "",
		"a@b.example (x":                     "",
	} {
		if got := strings.Join(mailboxes(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestGrade(t *testing.T) {
	for name, c := range map[string]struct {
		f    failure
		want grade
	}{
		"unknown":                   {failure{status: "5.1.1", action: "failed"}, gone},
		"moved":                     {failure{status: "5.1.6", action: "failed"}, gone},
		"disabled":                  {failure{status: "5.2.1", diagnosis: "the email account that you tried to reach is disabled"}, gone},
		"no domain":                 {failure{status: "5.1.2"}, nowhere},
		"null mx":                   {failure{status: "5.1.10", diagnosis: "recipient address has null mx"}, nowhere},
		"Exchange's 5.1.10":         {failure{status: "5.1.10", diagnosis: "resolver.adr.recipientnotfound"}, gone},
		"a domain under 5.1.1":      {failure{status: "5.1.1", diagnosis: "host or domain name not found"}, nowhere},
		"in words":                  {failure{status: "5.0.0", diagnosis: "550 user unknown"}, gone},
		"in words, code inside":     {failure{status: "5.0.0", diagnosis: "smtp; 550 5.1.1 rejected"}, gone},
		"full":                      {failure{status: "5.2.2", diagnosis: "mailbox full"}, soft},
		"full under 5.1.1":          {failure{status: "5.1.1", diagnosis: "mailbox full"}, soft},
		"full inside":               {failure{status: "5.1.1", diagnosis: "552 5.2.2 over"}, soft},
		"later":                     {failure{status: "4.1.1", diagnosis: "450 user unknown", action: "failed"}, soft},
		"later inside":              {failure{status: "5.0.0", diagnosis: "450 4.1.1 user unknown"}, soft},
		"later in words":            {failure{status: "5.0.0", diagnosis: "450 user unknown"}, soft},
		"delayed":                   {failure{status: "5.1.1", action: "delayed"}, soft},
		"delivered":                 {failure{status: "2.0.0", action: "delivered"}, soft},
		"relayed":                   {failure{status: "5.1.1", action: "relayed"}, soft},
		"sender":                    {failure{status: "5.1.8", diagnosis: "user unknown"}, soft},
		"spam":                      {failure{status: "5.7.1", diagnosis: "message rejected as spam"}, soft},
		"policy under 5.1.1":        {failure{status: "5.1.1", diagnosis: "blocked by local policy"}, soft},
		"too fast":                  {failure{status: "5.2.1", diagnosis: "receiving mail at a rate that prevents"}, soft},
		"a host's number":           {failure{status: "5.0.0", diagnosis: "host mx.example.org[5.1.1.20] said: 554 no"}, soft},
		"a host's number's end":     {failure{status: "5.0.0", diagnosis: "host mx.example.org[195.5.1.1] said: 554 no"}, soft},
		"a code at the end":         {failure{status: "5.0.0", diagnosis: "said: rejected 5.1.1."}, gone},
		"nothing said":              {failure{status: "5.0.0"}, soft},
		"nothing at all":            {failure{}, soft},
		"security, and unknown too": {failure{status: "5.7.1", diagnosis: "550 5.7.1 access denied: user unknown"}, soft},
	} {
		if got := c.f.grade(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestReportAddress(t *testing.T) {
	for in, want := range map[string]string{
		"rfc822; a@b.example":     "a@b.example",
		"rfc822;<a@b.example>":    "a@b.example",
		"RFC822 ; a@b.example":    "a@b.example",
		"a@b.example":             "a@b.example",
		"x400; /C=FR/":            "",
		"utf-8; a@b.example (x)":  "a@b.example",
		"rfc822; A <a@b.example>": "a@b.example",
		"rfc822;":                 "",
	} {
		if got := reportAddress(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"a+2Bb@c.example": "a+b@c.example", "a+b@c.example": "a+b@c.example", "a+tag@c.example": "a+tag@c.example", "a+0Ab@c.example": "a+0Ab@c.example", "a+": "a+"} {
		if got := undoXtext(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCandidates(t *testing.T) {
	tok := strings.Repeat("aB3-_", 10) + "z"
	for in, want := range map[string]int{
		"": 0, tok: 1, tok[1:]: 0, tok + "a": 0, "/d/" + tok + "?": 1, tok + " " + tok: 2, "%2F" + tok + "&": 1, "%2f" + tok: 1, "/" + tok + "__;!!": 1, "aa" + tok: 0,
	} {
		got := candidates(in)
		if len(got) != want {
			t.Errorf("%q: %d candidates, want %d", in, len(got), want)
		}
		for _, c := range got {
			if c != tok {
				t.Errorf("%q: found %q", in, c)
			}
		}
	}
}
