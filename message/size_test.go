package message_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
)

func ExampleMeasure() {
	for _, text := range []string{"Réunion à 19 h", "Réunion à 19 h, même heure", strings.Repeat("]", 153)} {
		size, err := message.Measure(text)
		fmt.Println(size, err)
	}
	// Output:
	// 1 part, GSM-7, 14 units <nil>
	// 1 part, UCS-2, 26 units <nil>
	// 3 parts, GSM-7, 306 units <nil>
}

func TestMeasureErrors(t *testing.T) {
	if _, err := message.Measure("\xff"); err == nil {
		t.Error("invalid UTF-8 is measured")
	}
	if _, err := message.Measure(strings.Repeat("a", 255*153)); err != nil {
		t.Error(err)
	}
	if _, err := message.Measure(strings.Repeat("a", 255*153+1)); err == nil {
		t.Error("256 parts are measured")
	}
	if s, _ := message.Measure(""); s.Parts != 1 || s.Units != 0 {
		t.Errorf("the empty text is %v", s)
	}
	if s, _ := message.Measure("a\r\nb"); s.Units != 4 {
		t.Errorf("a line end of two characters costs two, got %v", s)
	}
	if s, _ := message.Measure("\x1b"); s.Encoding != message.EncodingUCS2 {
		t.Error("a raw ESC is no character of GSM-7")
	}
}
