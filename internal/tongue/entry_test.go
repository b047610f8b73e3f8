package tongue_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/tongue"
)

func TestEntry(t *testing.T) {
	w := tongue.SMS.In(tongue.French)
	if got := w.Entry("words", "Liste Demain"); got != "mentions  Liste Demain\n" {
		t.Errorf("a short entry is %q", got)
	}
	long := strings.TrimSpace(strings.Repeat("élections municipales ", 30))
	got := w.Entry("words", long)
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	for i, l := range lines {
		if head := map[bool]string{true: "mentions  ", false: "          "}[i == 0]; !strings.HasPrefix(l, head) || strings.HasSuffix(l, " ") || utf8.RuneCountInString(l) > 120 {
			t.Errorf("line %d is %q", i+1, l)
		}
	}
	if strings.Join(strings.Fields(got), " ") != "mentions "+long || len(lines) < 5 {
		t.Errorf("words went missing, or %d lines are too few", len(lines))
	}
}
