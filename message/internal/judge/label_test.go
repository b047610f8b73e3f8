package judge_test

import (
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message/internal/judge"
)

// A label is as long as it may be, and no longer; it is counted in characters, and stands on one line.
func TestLabelFindings(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "abcd": 0, "éééé": 0, "abcde": 1, "ééééé": 1, "ab\n": 1, "a\nb\n": 2, "abcd\n": 2,
	} {
		if fs := judge.LabelFindings("Topic", s, 4); len(fs) != want {
			t.Errorf("%q: %d findings, want %d: %v", s, len(fs), want, fs)
		}
	}
	if fs := judge.LabelFindings("Topic", strings.Repeat("a", 64), 64); len(fs) != 0 {
		t.Errorf("%v", fs)
	}
}

// What calling a number costs is in its first digits.
func TestNumberKinds(t *testing.T) {
	for text, want := range map[string]judge.NumberKind{
		"06 39 98 00 01": judge.Mobile, "07 39 98 00 01": judge.Mobile, "+33 7 39 98 00 01": judge.Mobile, "0033639980001": judge.Mobile,
		"0800 123 456": judge.FreePhone, "0805 123 456": judge.FreePhone, "0806 123 456": judge.OtherNumber, "0809 123 456": judge.OtherNumber,
		"0810 123 456": judge.Premium, "0826 123 456": judge.Premium, "0890 123 456": judge.Premium,
		"01 99 00 12 34": judge.OtherNumber, "05 36 49 12 34": judge.OtherNumber, "0840 123 456": judge.OtherNumber, "09 39 98 00 01": judge.OtherNumber,
	} {
		found := judge.Numbers("Appelez le " + text + ".")
		if len(found) != 1 || found[0].Kind != want {
			t.Errorf("%s: %v, want %v", text, found, want)
		}
	}
}
