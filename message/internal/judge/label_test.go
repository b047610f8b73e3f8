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
