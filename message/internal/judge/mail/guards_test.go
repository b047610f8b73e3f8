package mail

import "testing"

// An identifier that nobody made up shows by its changes between small letters, capitals and digits.
func TestDisorder(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "a": 0, "abc": 0, "aB": 1, "aB3": 2, "a1b2": 3, "ABC": 0, "123": 0, "a-B": 0, "a--1": 0, "aé1": 0,
		"azAZ09": 2, "a9Z": 2, "zA0": 2, "Z9a": 2, "`a": 0, "{z": 0, "@A": 0, "[Z": 0, "/0": 0, ":9": 0,
	} {
		if got := disorder(s); got != want {
			t.Errorf("%q has %d changes, want %d", s, got, want)
		}
	}
}
