package words_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

func ExampleFor() {
	for _, s := range words.For(language.BritishEnglish).Sentences(law.SMS, law.Service) {
		for _, f := range s.Forms {
			fmt.Println(s.Name, f.Septets, f.Text)
		}
	}
	// Output:
	// sender 18 {signatory} ({sender}) writes to you.
	// sender 4 {signatory_short} ({sender_short}).
	// sender 15 {sender} writes to you.
	// sender 1 {sender_short}.
	// stop 40 To receive no more SMS from us: STOP to {stop}
	// stop 5 STOP {stop}
}

// Wording that leaves a rule unsaid is refused, and everything that it lacks is named.
func ExampleParse() {
	_, findings := words.Parse([]byte(`{"lang": "fr", "sentences": [
		{"name": "stop", "channel": "sms", "occasions": [""], "rules": ["FR-CNIL-OPTOUT-SMS"], "forms": [{"text": "Stop SMS: rendez-vous sur notre site"}]}
	]}`))
	for _, f := range findings {
		if f.Path == "Words.sentences[0].forms[0]" {
			fmt.Println(f.Rule, f.Detail)
		}
	}
	// Output:
	// FR-CNIL-OPTOUT-SMS the form lacks its placeholder: one of {stop}
}
