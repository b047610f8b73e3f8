package words_test

import (
	"fmt"

	"github.com/scrutateur/scrutateur/analyzer/internal/words"
)

// What is beside a message, and what is the message?
func ExampleRoleOf() {
	for _, name := range []string{"htmlBody", "messageID", "data"} {
		switch words.RoleOf(name) {
		case words.BodyRole:
			fmt.Println(name, "is the text")
		case words.HeaderRole:
			fmt.Println(name, "is beside the text")
		case words.NoRole:
			fmt.Println(name, "says nothing")
		}
	}
	// Output:
	// htmlBody is the text
	// messageID is beside the text
	// data says nothing
}

// A constant with words is a text that somebody wrote into the program; one without is what stands around a text.
func ExampleClassify() {
	fmt.Printf("%+v\n", words.Classify("Votez dimanche"))
	fmt.Printf("%+v\n", words.Classify(`{"to":%q,"text":%q}`))
	fmt.Printf("%+v\n", words.Classify("Subject: %s\r\n\r\n"))
	// Output:
	// {Words:true Format:false Envelope:false}
	// {Words:false Format:true Envelope:false}
	// {Words:false Format:false Envelope:true}
}
