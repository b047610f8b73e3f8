package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
)

// tell runs the program into a folder and returns what the terminal shows.
func tell(t *testing.T, at, dir string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), &out, at, dir); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// line is one of sms.jsonl, as a transport reads it.
type line struct {
	To, Text, Sender, Encoding, Key string
	Parts                           int
	NotAfter                        string `json:"not_after"`
}

func texts(t *testing.T, dir string) (all []line) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "sms.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatalf("line %d is no JSON", len(all)+1)
		}
		all = append(all, l)
	}
	return all
}

// mails returns the files of e-mails by row.
func mails(t *testing.T, dir string) map[int][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "emails", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[int][]byte{}
	for _, f := range files {
		row, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(f), ".eml"))
		if err != nil {
			t.Fatal(err)
		}
		if all[row], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// refusals returns the rules of refused.csv by channel and row.
func refusals(t *testing.T, dir string) map[law.Channel]map[int]law.ID {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "refused.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[law.Channel]map[int]law.ID{law.SMS: {}, law.Email: {}}
	for _, r := range records[1:] {
		row, err := strconv.Atoi(r[1])
		if err != nil || len(r) != 3 {
			t.Fatalf("refused.csv holds more than channel, row and rule")
		}
		all[law.Channel(r[0])][row] = law.ID(r[2])
	}
	return all
}

func TestOrdinaryDay(t *testing.T) {
	dir := t.TempDir()
	out := tell(t, opening, dir)
	all, err := people()
	if err != nil {
		t.Fatal(err)
	}
	refused := refusals(t, dir)

	t.Run("every row is built or refused", func(t *testing.T) {
		sms, eml := texts(t, dir), mails(t, dir)
		if len(sms)+len(refused[law.SMS]) != len(all) {
			t.Errorf("%d SMS and %d refusals of %d rows", len(sms), len(refused[law.SMS]), len(all))
		}
		to := map[string]bool{}
		for i, l := range sms {
			to[l.To] = true
			if !strings.HasPrefix(l.To, "+3363998") || l.Parts < 1 || l.Parts > 2 || l.Encoding != "GSM-7" || l.Sender != "NOSBANCS" || len(l.Key) != 26 {
				t.Errorf("line %d does not say what a transport needs", i+1)
			}
			if !strings.Contains(l.Text, "Nos bancs publics") || !strings.Contains(l.Text, "https://bancs.example.org/d") {
				t.Errorf("line %d has not the words that the law asks for", i+1)
			}
			if l.NotAfter <= "2026-03-05T09:00:00Z" || l.NotAfter > "2026-03-06T09:00:00Z" {
				t.Errorf("line %d is valid until %s", i+1, l.NotAfter)
			}
		}
		if len(to) != len(sms) {
			t.Errorf("%d SMS to %d numbers", len(sms), len(to))
		}
		for i, p := range all {
			row := i + 1
			rule, no := refused[law.SMS][row]
			if no && rule != law.DuplicateRow && to[p.phone.E164()] {
				t.Errorf("row %d was refused under %s and gets an SMS", row, rule)
			}
			rule, no = refused[law.Email][row]
			if _, built := eml[row]; built == no {
				t.Errorf("row %d: refused under %q, e-mail written: %v", row, rule, built)
			}
		}
	})

	t.Run("e-mails are e-mails", func(t *testing.T) {
		for row, b := range mails(t, dir) {
			m, err := mail.ReadMessage(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("row %d is no message", row)
			}
			to, err := m.Header.AddressList("To")
			if err != nil || len(to) != 1 || to[0].Address != all[row-1].mailbox.Mailbox() {
				t.Errorf("row %d is not addressed to its one recipient", row)
			}
			if m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
				t.Errorf("row %d has no one-click unsubscription", row)
			}
		}
	})

	t.Run("each defect of the file has its rule", func(t *testing.T) {
		found := map[law.ID]bool{}
		for _, rows := range refused {
			for _, rule := range rows {
				found[rule] = true
			}
		}
		for _, want := range []law.ID{law.AddressForm, law.DuplicateRow, law.ObjectNow, law.ValueBound, law.Alphabet, law.CleanText} {
			if !found[want] {
				t.Errorf("nothing was refused under %s", want)
			}
			if !strings.Contains(out, string(want)) {
				t.Errorf("the terminal does not show %s", want)
			}
		}
	})

	t.Run("the terminal and the page show nobody", func(t *testing.T) {
		page, err := os.ReadFile(filepath.Join(dir, "preview.html"))
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range all {
			for _, address := range []string{p.phone.E164(), p.mailbox.Mailbox()} {
				if address != "" && (strings.Contains(out, address) || bytes.Contains(page, []byte(address))) {
					t.Errorf("row %d can be recognised", i+1)
				}
			}
		}
	})

	t.Run("the plan is the one whose hash is shown", func(t *testing.T) {
		file, err := os.Open(filepath.Join(dir, "retention.json"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		plan, err := retention.ReadPlan(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out, plan.Hash()) {
			t.Error("the terminal shows another hash")
		}
		for _, name := range []string{"retention.txt", "retention.ics"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
				t.Errorf("%s was not written", name)
			}
		}
	})

	t.Run("the linter finds the sender", func(t *testing.T) {
		if !regexp.MustCompile(`(?m)^main\.go:\d+:\d+: RAW: `).MatchString(out) {
			t.Error("no RAW finding is shown")
		}
	})

	t.Run("a second run says the same", func(t *testing.T) {
		before := snapshot(t, dir)
		again := tell(t, opening, dir)
		if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
			t.Error("the files differ")
		}
		if diff := cmp.Diff(steady(out), steady(again)); diff != "" {
			t.Error(diff)
		}
	})
}

// snapshot is every file but the database, whose pages may move.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "objections.db") {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// steady leaves out how fast the machine was.
func steady(out string) string {
	return regexp.MustCompile(` built in .*`).ReplaceAllString(out, " built")
}

// On the eve of the vote nothing is sent, and what an earlier run made is gone.
func TestEve(t *testing.T) {
	dir := t.TempDir()
	tell(t, opening, dir)
	out := tell(t, "2026-03-14", dir)
	if n := len(texts(t, dir)) + len(mails(t, dir)); n != 0 {
		t.Errorf("%d messages in the silence", n)
	}
	all, err := people()
	if err != nil {
		t.Fatal(err)
	}
	for channel, rows := range refusals(t, dir) {
		if len(rows) != len(all) {
			t.Errorf("%d of %d rows refused for %s", len(rows), len(all), channel)
		}
		silent := 0
		for _, rule := range rows {
			if rule == law.Silence {
				silent++
			}
		}
		if silent < 1200 {
			t.Errorf("%d rows of %s refused for the silence", silent, channel)
		}
	}
	for _, want := range []string{"FR-CE-L49-SILENCE", "FR +1209 +15 March 2026 20:00 CET", "NC +9 +15 March 2026 10:00 CET", "GP +12 +16 March 2026 01:00 CET"} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("the terminal does not show %q", want)
		}
	}
}

// A little after midnight in Paris the vote's eve has not begun in the Antilles.
func TestEveBeginsWherePeopleVote(t *testing.T) {
	dir := t.TempDir()
	tell(t, "2026-03-14T00:30:00+01:00", dir)
	all, err := people()
	if err != nil {
		t.Fatal(err)
	}
	built := mails(t, dir)
	if len(built) == 0 {
		t.Fatal("nobody was written to")
	}
	for row := range built {
		switch where := all[row-1].territory; where {
		case law.Guadeloupe, law.Martinique, law.Guyane:
		default:
			t.Errorf("row %d votes in %q, where the eve has begun", row, where)
		}
	}
}

// Without its key a ledger recognises nobody, and everybody who objected would be written to.
func TestLostKey(t *testing.T) {
	dir := t.TempDir()
	tell(t, opening, dir)
	if err := os.Remove(filepath.Join(dir, "objections.key")); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), new(bytes.Buffer), opening, dir)
	if err == nil || !strings.Contains(err.Error(), "bring the key back") {
		t.Errorf("the error is %v", err)
	}
}

func TestMoment(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-14":                "2026-03-14T11:00:00Z",
		"2026-07-14":                "2026-07-14T10:00:00Z",
		"2026-03-14T00:30:00+01:00": "2026-03-13T23:30:00Z",
		"14/03/2026":                "",
		"":                          "",
	} {
		at, err := parseMoment(in)
		if want == "" {
			if err == nil {
				t.Errorf("%q was read", in)
			}
			continue
		}
		if got := at.UTC().Format("2006-01-02T15:04:05Z"); err != nil || got != want {
			t.Errorf("%q is %s, want %s (%v)", in, got, want, err)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, new(bytes.Buffer), opening, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
