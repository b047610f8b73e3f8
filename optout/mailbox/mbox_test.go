package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

func sentOf(t *testing.T) func(context.Context, string) (optout.Address, error) {
	return func(_ context.Context, id string) (optout.Address, error) {
		if id == "<m1@demain.example>" {
			return address(t, "marie@example.org"), nil
		}
		return optout.Address{}, nil
	}
}

func split(t testing.TB, s string, v mailbox.Variant) []string {
	t.Helper()
	var out []string
	for m, err := range mailbox.Messages(strings.NewReader(s), v) {
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(m)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(data))
	}
	return out
}

const fromLine = "From paul@example.org Mon Mar  2 10:12:00 2026\n"

func TestMbox(t *testing.T) {
	body := func(n int, s string) string { return fmt.Sprintf("Subject: a\nContent-Length: %d\n\n%s", n, s) }
	for name, c := range map[string]struct {
		in   string
		v    mailbox.Variant
		want []string
	}{
		"empty":       {"", "", nil},
		"blank":       {"\n\n", "", nil},
		"one":         {fromLine + "Subject: a\n\nx\n", "", []string{"Subject: a\n\nx\n"}},
		"no line end": {fromLine + "Subject: a\n\nx", "", []string{"Subject: a\n\nx"}},
		"two":         {fromLine + "Subject: a\n\nx\n\n" + fromLine + "Subject: b\n\ny\n", "", []string{"Subject: a\n\nx\n\n", "Subject: b\n\ny\n"}},
		"crlf": {strings.ReplaceAll(fromLine+"Subject: a\n\nx\n\n"+fromLine+"Subject: b\n\ny\n", "\n", "\r\n"), "",
			[]string{"Subject: a\r\n\r\nx\r\n\r\n", "Subject: b\r\n\r\ny\r\n"}},
		"no empty line before": {fromLine + "Subject: a\n\nx\n" + fromLine + "Subject: b\n\ny\n", "", []string{"Subject: a\n\nx\n", "Subject: b\n\ny\n"}},
		"words":                {fromLine + "Subject: a\n\nx\nFrom now on stop\n", "", []string{"Subject: a\n\nx\nFrom now on stop\n"}},
		"no date":              {fromLine + "Subject: a\n\nx\n\nFrom paul\nSubject: b\n\ny\n", "", []string{"Subject: a\n\nx\n\n", "Subject: b\n\ny\n"}},
		"before the first":     {"Subject: a\n\nx\n\n" + fromLine + "Subject: b\n\ny\n", "", []string{"Subject: a\n\nx\n\n", "Subject: b\n\ny\n"}},
		"mboxo":                {fromLine + "S: a\n\n>From here\n>>From there\n", mailbox.MboxO, []string{"S: a\n\nFrom here\n>>From there\n"}},
		"mboxrd":               {fromLine + "S: a\n\n>From here\n>>From there\n", "", []string{"S: a\n\nFrom here\n>From there\n"}},
		"mboxcl":               {fromLine + body(12, ">From here\nx") + "\n\n" + fromLine + "S: b\n\ny\n", "", []string{body(12, "From here\nx") + "\n\n", "S: b\n\ny\n"}},
		"mboxcl2": {fromLine + body(20, "x\n\nFrom now on\n>From") + "\n\n" + fromLine + body(1, "y") + "\n", "",
			[]string{body(20, "x\n\nFrom now on\n>From") + "\n\n", body(1, "y") + "\n"}},
		// A length that swallows the next message is a field that a sender wrote.
		"mboxcl lies": {fromLine + body(3, "x\n") + "\n" + fromLine + body(9999, "y\n") + "\n" + fromLine + "S: c\n\nSTOP\n", mailbox.MboxCL2,
			[]string{body(3, "x\n") + "\n", body(9999, "y\n") + "\n", "S: c\n\nSTOP\n"}},
		"a length in another file": {fromLine + body(9999, "y\n") + "\n" + fromLine + "S: c\n\nSTOP\n", "", []string{body(9999, "y\n") + "\n", "S: c\n\nSTOP\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := split(t, c.in, c.v); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if c.v != "" {
				return
			}
			var bytewise []string // what is read does not hang on how much of it comes at a time
			for m, err := range mailbox.Messages(iotest.OneByteReader(strings.NewReader(c.in)), "") {
				if err != nil {
					t.Fatal(err)
				}
				data, _ := io.ReadAll(iotest.OneByteReader(m))
				bytewise = append(bytewise, string(data))
			}
			if !slices.Equal(bytewise, c.want) {
				t.Errorf("byte by byte %q", bytewise)
			}
		})
	}
}

// Whoever reads no message to its end still gets all of them.
func TestMboxUnread(t *testing.T) {
	n := 0
	for range mailbox.Messages(strings.NewReader(strings.Repeat(fromLine+"S: a\n\nx\n\n", 7)), "") {
		n++
	}
	if n != 7 {
		t.Errorf("%d messages, want 7", n)
	}
}

// All cases in one file, of every variant that keeps them apart, have the verdicts that they have alone.
func TestMboxTake(t *testing.T) {
	var file strings.Builder
	all := cases(t)
	for _, c := range all {
		file.WriteString(fromLine + strings.ReplaceAll(c.message, "\nFrom ", "\n>From ") + "\n")
	}
	b := newBook(new(optout.Memory))
	counts, err := newBox(t, b, new(kept)).Mbox(t.Context(), strings.NewReader(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	want := map[mailbox.Kind]int{}
	for _, c := range all {
		kind, _, _ := strings.Cut(strings.TrimPrefix(c.want, "kind: "), "\n")
		want[mailbox.Kind(kind)]++
	}
	if counts.Messages != len(all) || fmt.Sprint(counts.Kinds) != fmt.Sprint(want) {
		t.Errorf("%d messages %v, want %d %v", counts.Messages, counts.Kinds, len(all), want)
	}
}

// A ledger or an inbox that fails is told, and the file may be taken again.
func TestMboxFails(t *testing.T) {
	in := &kept{err: errors.New("disk full")}
	b := newBook(new(optout.Memory))
	file := fromLine + "From: paul@example.org\nSubject: STOP\n\nSTOP\n\n" + fromLine + "From: marie@example.org\nSubject: a\n\nbonjour\n\n" + fromLine + "From: marie@example.org\nTo: stop@demain.example\n\n"
	box := newBox(t, b, in)
	counts, err := box.Mbox(t.Context(), strings.NewReader(file))
	if err == nil || !errors.Is(err, in.err) || counts.Failed != 1 || counts.Messages != 2 {
		t.Errorf("%+v, %v", counts, err)
	}
	in.err = nil
	if counts, err = box.Mbox(t.Context(), strings.NewReader(file)); err != nil || counts.Messages != 3 || len(waiting(t, box.Inbox)) != 1 {
		t.Errorf("%+v, %v, %d shown", counts, err, len(waiting(t, box.Inbox)))
	}
	for _, m := range []string{"paul@example.org", "marie@example.org"} {
		if n := len(history(t, b, m)); n != 1 {
			t.Errorf("%d events, want one", n)
		}
	}
	broken := iotest.ErrReader(errors.New("read error"))
	if _, err := box.Mbox(t.Context(), io.MultiReader(strings.NewReader(file[:len(file)-20]), broken)); err == nil {
		t.Error("a file that could not be read to its end was taken for whole")
	}
}

func FuzzMessages(f *testing.F) {
	f.Add(fromLine+"S: a\nContent-Length: 3\n\nx\n\n"+fromLine+"S: b\n\n>From\n", "")
	f.Add("From \n\nFrom \n>>From \r\n\r\nFrom a\n", "mboxrd")
	f.Add(fromLine+"Content-Length: 99999999999999999999\n\nFrom here\n\nFrom there\n", "mboxcl2")
	f.Fuzz(func(t *testing.T, s, v string) {
		// Nothing is lost: what comes out are the lines that went in, but for separators and marks.
		total, kept := 0, 0
		for _, m := range split(t, s, mailbox.Variant(v)) {
			total += len(m)
		}
		for line := range strings.Lines(s) {
			if !strings.HasPrefix(line, "From ") {
				kept += len(strings.TrimLeft(line, ">"))
			}
		}
		if total > len(s) || total < kept-blankStart(s) {
			t.Errorf("%d bytes of %d came out, at least %d were expected", total, len(s), kept)
		}
	})
}

// blankStart is how many bytes of empty lines stand before the first message.
func blankStart(s string) int { return len(s) - len(strings.TrimLeft(s, "\r\n")) }

func TestPath(t *testing.T) {
	dir := newMaildir(t)
	deliver(t, dir, "new/1.host", stopPaul)
	files := t.TempDir()
	deliver(t, files, "one.eml", "\n"+stopPaul)
	deliver(t, files, "all.mbox", fromLine+stopPaul+"\n"+fromLine+stopPaul)
	deliver(t, files, "empty", "")
	for name, want := range map[string]int{dir: 1, filepath.Join(files, "one.eml"): 1, filepath.Join(files, "all.mbox"): 2, filepath.Join(files, "empty"): 1} {
		b := newBook(new(optout.Memory))
		c, err := newBox(t, b, new(kept)).Path(t.Context(), name)
		if err != nil || c.Messages != want {
			t.Errorf("%s: %+v, %v", filepath.Base(name), c, err)
		}
	}
	box := newBox(t, newBook(new(optout.Memory)), &kept{err: errors.New("disk full")})
	if c, err := box.Path(t.Context(), filepath.Join(files, "empty")); err == nil || c.Failed != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, name := range []string{filepath.Join(files, "missing"), os.DevNull, files} {
		if _, err := box.Path(t.Context(), name); err == nil {
			t.Errorf("%s was taken", filepath.Base(name))
		}
	}
}
