package email_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// delivered is what the servers on the way put before a message. A message without it is one that nobody received, and
// SpamAssassin then leaves out what it knows of relays and dates.
const delivered = "Return-Path: <contact@demain.example>\r\n" +
	"Received: from mail.demain.example (mail.demain.example [203.0.113.25])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4b1c2d3e4f\r\n" +
	"\tfor <zoe@example.org>; Thu, 05 Mar 2026 09:00:02 +0000 (UTC)\r\n"

// junk is what a judge that judges must not let pass: no statutory words, but everything else.
const junk = "From: WINNER OFFICE <win@demain.example>\r\nTo: undisclosed-recipients:;\r\nSubject: YOU HAVE WON $1,000,000 !!! ACT NOW\r\n" +
	"Date: Thu, 05 Mar 2026 09:00:00 +0000\r\nContent-Type: text/html\r\nMIME-Version: 1.0\r\n\r\n" +
	"<font color=white>million dollars</font><p>Dear friend, claim your million dollars, wire transfer, western union, lottery, viagra</p>\r\n"

// verdict is what SpamAssassin says of a message.
type verdict struct {
	score float64
	tests string
}

// scored runs SpamAssassin over messages: its rules, without network, database or what it learnt.
func scored(t *testing.T, messages map[string][]byte) map[string]verdict {
	t.Helper()
	program, dir := judge(t, "spamassassin"), t.TempDir()
	args := []string{
		"--test-mode", "--local", "--nocreate-prefs", "--prefspath=" + os.DevNull, "--cf=use_bayes 0", "--cf=use_auto_welcomelist 0", "--cf=required_score 5",
		"--cf=score RCVD_ILLEGAL_IP 0", // what it rightly says of an address that is kept for documentation
	}
	for name, raw := range messages {
		file := filepath.Join(dir, name+".eml")
		if err := os.WriteFile(file, append([]byte("X-Judged: "+name+"\r\n"+delivered), raw...), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "LC_ALL=C")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, &said)
	}
	// The verdict stands before the fields of the message that it is about.
	all, last := map[string]verdict{}, ""
	status := regexp.MustCompile(`^X-Spam-Status: .*\bscore=(-?[0-9.]+) .*\btests=(\S*)`)
	for line := range strings.Lines(regexp.MustCompile(`\r?\n[ \t]+`).ReplaceAllString(string(out), " ")) {
		switch name, found := strings.CutPrefix(strings.TrimSpace(line), "X-Judged: "); {
		case strings.HasPrefix(line, "X-Spam-Status: "):
			last = line
		case found:
			m := status.FindStringSubmatch(strings.ReplaceAll(last, ", ", ","))
			if m == nil {
				t.Fatalf("no score in %q", last)
			}
			score, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			all[name], last = verdict{score, m[2]}, ""
		}
	}
	if len(all) != len(messages) {
		t.Fatalf("SpamAssassin judged %d of %d messages\n%s", len(all), len(messages), &said)
	}
	return all
}

// TestJudgedBySpamAssassin holds every message under a score of 1, where 5 is spam.
func TestJudgedBySpamAssassin(t *testing.T) {
	messages := map[string][]byte{"junk": []byte(junk)}
	for _, m := range judgedSet(t) {
		messages[m.name] = m.Bytes()
	}
	for name, v := range scored(t, messages) {
		said := fmt.Sprintf("%s: %.1f (%s)", name, v.score, v.tests)
		switch {
		case name == "junk":
			if v.score < 5 {
				t.Errorf("%s: a judge that lets this pass judges nothing", said)
			}
		case v.score >= 1:
			t.Error(said)
		default:
			t.Log(said)
		}
	}
}
