package notice

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// TestWordsSayEveryRule: whatever the channel, occasion and language, every rule that applies is in a sentence, and each form says
// what makes it so.
func TestWordsSayEveryRule(t *testing.T) {
	n := full(t)
	n.Election = Election{ID: "FR-MUN-2026"}
	has := map[law.ID][]string{ // one of these stands in each form
		law.SenderIdentity:    {n.Controller.Name, n.Controller.ShortName},
		law.ElectionNamed:     {"municipales", "municipal elections"},
		law.ControllerContact: {n.Controller.Postal, n.Rights.Notice},
		law.DataOrigin:        {"formulaire", "form"},
		law.PurposeNamed:      {n.Purpose, n.Rights.Notice},
		law.OptOutSMS:         {"{stop}"},
		law.OptOutEmail:       {"{unsubscribe}"},
		law.StopValid:         {"{stop}", "{unsubscribe}"},
		law.ObjectSeparate:    {"{stop}", "{unsubscribe}"},
		law.RightsContact:     {n.Rights.Email, n.Rights.Notice},
		law.NoticeLink:        {n.Rights.Notice},
		law.FullNotice:        {n.Rights.Notice},
		law.AdvertLabel:       {n.Advert.Sponsor},
		law.AdvertNotice:      {n.Advert.Notice},
		law.ConsentFirst:      {"Acceptez-vous", "Do you"},
		law.BasisEvidence:     {"retirer", "withdraw"},
		law.RetentionElection: {"élection", "election"},
	}
	type key struct {
		ch law.Channel
		o  law.Occasion
	}
	want := map[key][]string{
		{law.SMS, law.FirstContact}:     {"sender", "origin", "notice", "label?", "stop"},
		{law.SMS, law.Later}:            {"sender", "origin?", "label?", "stop"},
		{law.SMS, law.ConsentRequest}:   {"sender", "origin", "ask", "notice", "stop"},
		{law.SMS, law.ConsentReceipt}:   {"sender", "receipt", "notice", "stop"},
		{law.SMS, law.Service}:          {"sender", "stop"},
		{law.Email, law.FirstContact}:   {"identity", "signatory", "joint", "dpo", "election", "origin", "obtained?", "purpose", "rights", "withdraw", "directives", "retention", "notice", "label", "targeting", "optout"},
		{law.Email, law.Later}:          {"identity", "signatory", "joint", "election", "origin?", "withdraw", "notice", "label", "targeting", "optout"},
		{law.Email, law.ConsentRequest}: {"identity", "signatory", "joint", "dpo", "election", "origin", "obtained?", "ask", "purpose", "rights", "retention", "notice", "optout"},
		{law.Email, law.ConsentReceipt}: {"identity", "signatory", "joint", "receipt", "rights", "notice", "optout"},
		{law.Email, law.Service}:        {"identity", "signatory", "notice", "optout"},
	}
	for _, lang := range []language.Tag{language.French, language.English} {
		for k, names := range want {
			var got []string
			for _, s := range n.Words(k.ch, k.o, lang) {
				name := s.Name
				if s.Optional {
					name += "?"
				}
				got = append(got, name)
				for _, form := range s.Forms {
					for _, rule := range s.Rules {
						if len(has[rule]) == 0 {
							t.Fatalf("no words are known that satisfy %s", rule)
						}
						if !slices.ContainsFunc(has[rule], func(w string) bool { return strings.Contains(form, w) }) {
							t.Errorf("%s %s %q: %q does not say %s", lang, k.ch, k.o, form, rule)
						}
					}
				}
			}
			if diff := cmp.Diff(names, got); diff != "" {
				t.Errorf("%s %s %q (-want +got)\n%s", lang, k.ch, k.o, diff)
			}
		}
	}
}

// TestShortestSMS: the shortest forms of a first SMS leave the author 60 septets of 160, with a name of 15 characters, a link of 25 and
// a short code of 5.
func TestShortestSMS(t *testing.T) {
	for _, origin := range []law.Origin{law.OriginForm, law.OriginPetition, law.OriginDonor, law.OriginMember} {
		n := fixture(t)
		n.Controller.ShortName = "Liste Confiance"
		n.Rights.Notice = "https://confiance.fr/infos"[:25]
		n.Origin = Origin{Kind: origin}
		used := 0
		for _, s := range n.Words(law.SMS, law.FirstContact, language.French) {
			if s.Optional {
				continue
			}
			form := strings.ReplaceAll(s.Forms[len(s.Forms)-1], "{stop}", "36180")
			c, ok := gsm7.Scan(form)
			if !ok || len([]rune(form)) != c.Septets {
				t.Errorf("%q costs %+v", form, c)
			}
			used += c.Septets + 1 // and a space
		}
		if left := 160 - used; left < 60 {
			t.Errorf("%s: %d septets left", origin, left)
		}
	}
}

// TestFullestFirst: forms of a filled sentence do not grow.
func TestFullestFirst(t *testing.T) {
	n := full(t)
	for _, lang := range []language.Tag{language.French, language.English} {
		for _, ch := range []law.Channel{law.SMS, law.Email} {
			for _, s := range n.Words(ch, law.FirstContact, lang) {
				for i := 1; i < len(s.Forms); i++ {
					if len(s.Forms[i]) > len(s.Forms[i-1]) {
						t.Errorf("%s: %q after %q", s.Name, s.Forms[i], s.Forms[i-1])
					}
				}
			}
		}
	}
}

// TestElectionInSentence: names with an article stand in the sentence, others beside it, and no election is no sentence.
func TestElectionInSentence(t *testing.T) {
	first := func(e Election, lang language.Tag) []string {
		n := fixture(t)
		n.Election = e
		return n.Words(law.SMS, law.FirstContact, lang)[0].Forms
	}
	for _, c := range []struct {
		e    Election
		lang language.Tag
		want []string
	}{
		{Election{ID: "FR-PRES-2027"}, language.French, []string{
			"Liste Confiance pour Saint-Remy vous écrit pour l'élection présidentielle des 18 avril et 2 mai 2027.",
			"Liste Confiance pour Saint-Remy, présidentielle 2027.",
			"Liste Confiance, présidentielle 2027."}},
		{Election{ID: "FR-PRES-2027"}, language.English, []string{
			"Liste Confiance pour Saint-Remy writes to you about the presidential election of 18 April and 2 May 2027.",
			"Liste Confiance pour Saint-Remy, presidential election 2027.",
			"Liste Confiance, presidential election 2027."}},
		{Election{ID: "x", Name: "élection partielle de Sens"}, language.French, []string{
			"Liste Confiance pour Saint-Remy, élection partielle de Sens.",
			"Liste Confiance, élection partielle de Sens."}},
		{NoElection, language.French, []string{"Liste Confiance pour Saint-Remy vous écrit.", "Liste Confiance."}},
	} {
		if diff := cmp.Diff(c.want, first(c.e, c.lang)); diff != "" {
			t.Errorf("%s %s (-want +got)\n%s", c.e.ID, c.lang, diff)
		}
	}
}

// TestWordsAreClean: whatever a value holds, the sentence is one line and its only placeholders are ours.
func TestWordsAreClean(t *testing.T) {
	n := fixture(t)
	n.Controller.Name = " Liste\r\n\u202eConfiance {stop}\xff\x00 "
	n.Controller.ShortName = ""
	got := n.Words(law.SMS, law.Later, language.French)[0].Forms
	want := []string{"Liste Confiance (stop) vous écrit.", "Liste Confiance (stop)."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestWordsIn: a set of one's own, here French in which nobody "writes".
func TestWordsIn(t *testing.T) {
	b, err := os.ReadFile("words/fr.json")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.ReplaceAll(string(b), `"{sender} vous écrit pour {election}.", "septets": 18`, `"Message de la part de: {sender}, pour {election}."`)
	set, fs := words.Parse([]byte(own))
	if err := fs.Err(); err != nil {
		t.Fatal(err)
	}
	got := fixture(t).WordsIn(set, law.SMS, law.FirstContact)[0].Forms[0]
	if want := "Message de la part de: Liste Confiance pour Saint-Remy, pour les élections municipales des 15 et 22 mars 2026."; got != want {
		t.Errorf("got %q", got)
	}
	if len(fixture(t).WordsIn(words.Set{}, law.SMS, law.FirstContact)) == 0 {
		t.Error("the zero Set says nothing")
	}
}

// TestWordsCopied: what a caller does to a sentence changes no other.
func TestWordsCopied(t *testing.T) {
	n := fixture(t)
	s := n.Words(law.SMS, law.Later, language.French)[0]
	s.Rules[0], s.Forms[0] = "X", "x"
	if again := n.Words(law.SMS, law.Later, language.French)[0]; again.Rules[0] == "X" || again.Forms[0] == "x" {
		t.Error("sentences share memory")
	}
}

func TestElectionIn(t *testing.T) {
	own := Election{ID: "municipale-partielle-sens", Name: "l'élection municipale partielle de Sens"}
	for _, c := range []struct {
		e    Election
		lang language.Tag
		want string
	}{
		{Election{ID: "FR-MUN-2026"}, language.French, "les élections municipales des 15 et 22 mars 2026"},
		{Election{ID: "FR-MUN-2026"}, language.English, "the municipal elections of 15 and 22 March 2026"},
		{Election{ID: "FR-MUN-2026"}, language.German, "les élections municipales des 15 et 22 mars 2026"},
		{own, language.English, own.Name},
		{NoElection, language.French, ""},
		{Election{}, language.French, ""},
	} {
		if got := c.e.In(c.lang); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.e.ID, c.lang, got, c.want)
		}
	}
}

func TestOutside(t *testing.T) {
	for code, want := range map[string]bool{"FR": false, "fr": false, "NO": false, "US": true, "gb": true, "CH": true, "": false, "Mars": false} {
		if got := (Processor{Country: code}).Outside(); got != want {
			t.Errorf("%q: %t", code, got)
		}
	}
}
