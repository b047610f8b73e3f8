package mail

import (
	"slices"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// says reports whether a finding about a raw message has the words.
func says(raw, words string) bool {
	fs, _ := Judge(Facts{}, []byte(raw), notice.Notice{})
	return slices.ContainsFunc(fs, func(f law.Finding) bool { return strings.Contains(f.Detail, words) })
}

// An encoded word has at most 75 bytes (RFC 2047, section 2); one of just so many is read everywhere.
func TestEncodedWords(t *testing.T) {
	for n, want := range map[int]bool{20: false, 74: false, 75: false, 76: true, 100: true} {
		word := "=?utf-8?Q?" + strings.Repeat("a", n-len("=?utf-8?Q??=")) + "?="
		if says("Subject: "+word+"\n\nx\n", "an encoded word of") != want {
			t.Errorf("a word of %d bytes: found %t", n, !want)
		}
	}
	if says("Subject: "+strings.Repeat("a", 100)+"\n\nx\n", "an encoded word of") {
		t.Error("a long word that is not encoded is found")
	}
}
