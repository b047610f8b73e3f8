package mailbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/inbox"
	"github.com/scrutateur/scrutateur/optout/mailbox"
)

func newMaildir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, f), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func deliver(t testing.TB, dir, name, message string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(message), 0o600); err != nil {
		t.Fatal(err)
	}
}

// names are the files of a folder.
func names(t testing.TB, dir, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(folder)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

const stopPaul = "From: paul@example.org\nTo: contact@demain.example\nSubject: STOP\nMessage-ID: <1@a>\n\nSTOP\n"

func TestMaildir(t *testing.T) {
	dir := newMaildir(t)
	deliver(t, dir, "new/1.host", stopPaul)
	deliver(t, dir, "cur/2.host:2,FS", strings.ReplaceAll(stopPaul, "paul@example.org", "marie@example.org")) // read by a human before us
	deliver(t, dir, "new/3.host", "From: paul@example.org\nSubject: bonjour\n\nÀ demain.\n")
	deliver(t, dir, "tmp/4.host", strings.ReplaceAll(stopPaul, "paul@example.org", "m.durand@example.net")) // not delivered yet
	deliver(t, dir, "new/.hidden", stopPaul)
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "new", "5.host")); err != nil {
		t.Log("no link:", err)
	}
	b, in := newBook(new(optout.Memory)), new(kept)
	box := newBox(t, b, in)

	box.Dry = true
	if c, err := box.Maildir(t.Context(), dir); err != nil || c.Messages != 3 || len(waiting(t, box.Inbox)) != 0 || len(names(t, dir, ".Done/cur")) != 0 {
		t.Errorf("dry: %+v, %v", c, err)
	}
	box.Dry = false
	c, err := box.Maildir(t.Context(), dir)
	if err != nil || c.Messages != 3 || c.Recorded[optout.Objection] != 2 || c.Failed != 0 || len(waiting(t, box.Inbox)) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if got, want := names(t, dir, ".Done/cur"), []string{"1.host:2,S", "2.host:2,FS", "3.host:2,S"}; !slices.Equal(got, want) {
		t.Errorf("filed %q, want %q", got, want)
	}
	if got := names(t, dir, "tmp"); len(got) != 1 {
		t.Errorf("tmp was touched: %q", got)
	}
	if got := names(t, dir, "new"); slices.Contains(got, "1.host") || !slices.Contains(got, ".hidden") {
		t.Errorf("left in new: %q", got)
	}
	for m, want := range map[string]int{"paul@example.org": 1, "marie@example.org": 1, "m.durand@example.net": 0} {
		if n := len(history(t, b, m)); n != want {
			t.Errorf("%d events, want %d", n, want)
		}
	}

	// Another message of a name that is there replaces nothing.
	deliver(t, dir, "new/1.host", "From: marie@example.org\nSubject: bonjour\n\nÀ demain.\n")
	if _, err := box.Maildir(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, dir, ".Done/cur"), []string{"1.host.1:2,S", "1.host:2,S", "2.host:2,FS", "3.host:2,S"}; !slices.Equal(got, want) {
		t.Errorf("filed %q, want %q", got, want)
	}
	// A run that was cut off between the two names of a message leaves one.
	if err := os.Link(filepath.Join(dir, ".Done", "cur", "3.host:2,S"), filepath.Join(dir, "new", "3.host")); err != nil {
		t.Skip("no hard links")
	}
	if _, err := box.Maildir(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if n := len(names(t, dir, ".Done/cur")); n != 4 || slices.Contains(names(t, dir, "new"), "3.host") {
		t.Errorf("%d filed", n)
	}
}

func TestMaildirRefuses(t *testing.T) {
	box := newBox(t, newBook(new(optout.Memory)), new(kept))
	if _, err := box.Maildir(t.Context(), t.TempDir()); err == nil {
		t.Error("a folder that is no Maildir was taken")
	}
	if _, err := box.Maildir(t.Context(), filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a folder that is not there was taken")
	}
	for _, done := range []string{"Done", ".", "..", "./x", ".a/b", "../.x"} {
		box.Done = done
		if _, err := box.Maildir(t.Context(), newMaildir(t)); err == nil {
			t.Errorf("Done %q was taken", done)
		}
	}
	for name, b := range map[string]*mailbox.Box{"nil": nil, "empty": {}, "no inbox": {Book: newBook(new(optout.Memory))}, "no mailbox": {Book: newBook(new(optout.Memory)), Inbox: newBox(t, newBook(new(optout.Memory)), new(kept)).Inbox, Unsubscribe: []string{"stop"}}} {
		if _, err := b.Maildir(t.Context(), newMaildir(t)); err == nil {
			t.Errorf("a box that is %s was taken", name)
		}
	}
}

// A message that could not be recorded stays, and is taken by the next run.
func TestMaildirFails(t *testing.T) {
	dir := newMaildir(t)
	deliver(t, dir, "new/1.host", stopPaul)
	deliver(t, dir, "new/2.host", "From: marie@example.org\nSubject: a\n\nbonjour\n")
	in := &kept{err: errors.New("disk full")}
	b := newBook(new(optout.Memory))
	box := newBox(t, b, in)
	c, err := box.Maildir(t.Context(), dir)
	if !errors.Is(err, in.err) || c.Failed != 1 || c.Messages != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if got := names(t, dir, "new"); !slices.Equal(got, []string{"2.host"}) {
		t.Errorf("left %q", got)
	}
	in.err = nil
	if c, err := box.Maildir(t.Context(), dir); err != nil || c.Messages != 1 || len(waiting(t, box.Inbox)) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	deliver(t, dir, "new/3.host", stopPaul)
	if _, err := box.Maildir(ctx, dir); !errors.Is(err, context.Canceled) || len(names(t, dir, "new")) != 1 {
		t.Errorf("cancelled: %v", err)
	}
}

// killer ends the process after so many steps that are durable, as kill -9 and a loss of power do.
type killer struct{ left int }

func (k *killer) step() {
	if k.left--; k.left == 0 {
		p, _ := os.FindProcess(os.Getpid())
		p.Kill()
		select {}
	}
}

// fileStore keeps a file an item, named by its reference.
type fileStore struct {
	inbox.Memory // for what the run does not ask
	dir          string
	*killer
}

func (f *fileStore) Put(_ context.Context, it inbox.Sealed) error {
	err := os.WriteFile(filepath.Join(f.dir, fmt.Sprint(it.Ref)), it.Body, 0o600)
	f.step()
	return err
}

const crashMessages = 6

// A run that is killed after any of its steps loses nothing and doubles nothing: what it recorded is recorded, and what it had
// not filed is read again.
func TestKilled(t *testing.T) {
	if root := os.Getenv("MAILBOX_KILLED"); root != "" {
		left, _ := strconv.Atoi(os.Getenv("MAILBOX_STEPS"))
		runKilled(t, root, &killer{left})
		return
	}
	root := t.TempDir()
	for _, d := range []string{"inbox", "mail", "mail/new", "mail/cur", "mail/tmp"} {
		if err := os.Mkdir(filepath.Join(root, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for i := range crashMessages {
		text := "STOP"
		if i%2 == 1 {
			text = "Merci, à dimanche."
		}
		deliver(t, root, "mail/new/"+strconv.Itoa(i)+".host", "From: p"+strconv.Itoa(i)+"@example.org\nSubject: bonjour\nMessage-ID: <"+strconv.Itoa(i)+"@a>\n\n"+text+"\n")
	}
	killed := 0
	for steps := 1; len(names(t, root, "mail/new")) > 0; steps++ {
		if steps > 50 {
			t.Fatal("the runs get nowhere")
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$", "-test.v")
		cmd.Env = append(os.Environ(), "MAILBOX_KILLED="+root, "MAILBOX_STEPS="+strconv.Itoa(1+steps%3))
		if out, err := cmd.CombinedOutput(); err != nil {
			if cmd.ProcessState.Exited() {
				t.Fatalf("the run failed and was not killed:\n%s", out)
			}
			killed++
		}
	}
	if killed < 4 {
		t.Errorf("only %d runs were killed", killed)
	}
	b := openBook(t, root, nil)
	for i := range crashMessages {
		if events := history(t, b, "p"+strconv.Itoa(i)+"@example.org"); len(events) != 1-i%2 {
			t.Errorf("message %d: %d events", i, len(events))
		}
	}
	if n := len(names(t, root, "mail/.Done/cur")); n != crashMessages {
		t.Errorf("%d messages are filed, want %d", n, crashMessages)
	}
	if n := len(names(t, root, "inbox")); n != crashMessages/2 {
		t.Errorf("%d are shown, want %d", n, crashMessages/2)
	}
}

func runKilled(t *testing.T, root string, k *killer) {
	b := openBook(t, root, k)
	in, err := inbox.New(b, &fileStore{dir: filepath.Join(root, "inbox"), killer: k})
	if err != nil {
		t.Fatal(err)
	}
	box := newBox(t, b, new(kept))
	box.Inbox = in
	if _, err := box.Maildir(t.Context(), filepath.Join(root, "mail")); err != nil {
		t.Fatal(err)
	}
}

// fileLedger is a ledger in memory that writes what it records to a file, and reads it when it is opened.
type fileLedger struct {
	*optout.Memory
	*killer
	file *os.File
}

func openBook(t testing.TB, root string, k *killer) *optout.Book {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(root, "ledger"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	l := &fileLedger{new(optout.Memory), k, file}
	b := newBook(l)
	for d := json.NewDecoder(file); d.More(); {
		var e optout.Event
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		s, err := b.Sealer()
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Memory.Record(t.Context(), s, e); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (l *fileLedger) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	if err := l.Memory.Record(ctx, s, events...); err != nil {
		return err
	}
	for _, e := range events {
		if err := json.NewEncoder(l.file).Encode(e); err != nil {
			return err
		}
	}
	err := l.file.Sync()
	l.step()
	return err
}
