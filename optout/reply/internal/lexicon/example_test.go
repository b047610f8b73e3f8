package lexicon_test

import (
	"fmt"
	"os"

	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

func Example() {
	l, err := lexicon.Load(os.DirFS("../.."))
	if err != nil {
		fmt.Println(err)
		return
	}
	var (
		words text.Reply
		r     lexicon.Reading
	)
	words.Read("Bonjour. Jveux plus recevoir vos sms")
	l.Read(&r, &words)
	s := r.Sentences[1]
	for _, t := range r.Tokens[s.First:s.Last] {
		fmt.Printf("%s ", r.Letters(t))
	}
	fmt.Println(s.Found(lexicon.Certain), l.Paragraphs()[s.Rule].Section)
	// Output: jveux plus recevoir vos sms true sentence
}
