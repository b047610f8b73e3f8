package main

import (
	"bytes"
	"strings"
	"testing"
)

// What was recorded before the restart is there after it, and a link that is followed again adds nothing.
func TestRun(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	want := `answer: 200 OK
answer: 200 OK
link: 200 OK
link: 200 OK
link: 404 Not Found
events: 3, waiting for a human: 0, links: {"incomplete": 1, "recorded": 2}
answer: 200 OK
answer: 200 OK
answer: 200 OK
link: 200 OK
link: 200 OK
link: 404 Not Found
events: 5, waiting for a human: 1, links: {"incomplete": 1, "recorded": 2}
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, leak := range []string{"63998", "@", "sabonnez"} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("the output says %q", leak)
		}
	}
}

// Whoever does not know the URL is not heard.
func TestStrangers(t *testing.T) {
	dir := t.TempDir()
	s, err := start(t.Context(), dir, "a secret of thirty-two bytes....")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := call(t.Context(), &out, "answer", "GET", s.address+"/sms/ovh/guessed?sender=33639980001&message=STOP"); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "answer: 403 Forbidden\n" {
		t.Error(got)
	}
	if err := s.stop(t.Context()); err != nil {
		t.Error(err)
	}
}
