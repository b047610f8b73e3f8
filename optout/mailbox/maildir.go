package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	batch     = 256  // names that are read of a folder at a time
	maxFailed = 1000 // messages that could not be taken, after which a run gives up: the ledger is down
)

// Maildir takes every message of new and cur of a Maildir and files each in the folder Box.Done once what it says is durable. A message is moved and
// never deleted; one that could not be taken stays where it is, and is counted. Messages that people have read are
// read here too: what a flag says is no proof that an objection was recorded.
//
// Delivery and mail programs may use the Maildir meanwhile, and two runs may meet: both record, and an event told
// again is recorded once. After a crash the next run does the rest. A message that delivery has not finished lies in tmp,
// which is never read. Links and whatever is no regular file are left alone.
func (b *Box) Maildir(ctx context.Context, dir string) (Counts, error) {
	var c Counts
	if err := b.Findings().Err(); err != nil {
		return c, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return c, err
	}
	defer root.Close()
	m := &maildir{box: b, root: root, counts: &c, failed: map[string]bool{}}
	if m.done = b.Done; m.done == "" {
		m.done = ".Done"
	}
	if err := m.check(); err != nil {
		return c, err
	}
	// While a folder is read, delivery and mail programs rename what is in it, so it is read until it holds nothing new.
	for again := true; again; {
		again = false
		for _, folder := range []string{"new", "cur"} {
			moved, err := m.pass(ctx, folder)
			if err != nil {
				return c, err
			}
			again = again || moved
		}
	}
	return c, c.failure(m.first)
}

type maildir struct {
	box    *Box
	root   *os.Root
	done   string
	counts *Counts
	failed map[string]bool
	first  error
}

func (m *maildir) check() error {
	for _, folder := range []string{"new", "cur"} {
		if st, err := m.root.Stat(folder); err != nil || !st.IsDir() {
			return fmt.Errorf("mailbox: the folder is no Maildir: it has no %s", folder)
		}
	}
	if m.box.Dry {
		return nil
	}
	for _, folder := range []string{m.done, m.done + "/tmp", m.done + "/new", m.done + "/cur"} {
		if err := m.root.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := m.sync("."); err != nil {
		return err
	}
	return m.sync(m.done)
}

// pass reads a folder once. It reports whether another pass is worth it: whether something was filed, or gone before it
// was read.
func (m *maildir) pass(ctx context.Context, folder string) (again bool, err error) {
	f, err := m.root.Open(folder)
	if err != nil {
		return false, err
	}
	defer f.Close()
	for {
		entries, err := f.ReadDir(batch)
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return false, err
			}
			name := e.Name()
			if name[0] == '.' || !e.Type().IsRegular() || m.failed[key(name)] {
				continue
			}
			moved, err := m.take(ctx, folder+"/"+name)
			if err != nil {
				m.failed[key(name)] = true
				m.first = m.counts.fail(m.first, err)
				if len(m.failed) == maxFailed {
					return false, m.counts.failure(m.first)
				}
			}
			again = again || moved
		}
		if errors.Is(err, io.EOF) {
			return again, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// key is what a message is called wherever it lies: its name without its flags.
func key(name string) string {
	base, _, _ := strings.Cut(name, ":")
	return base
}

// take reads one message and files it.
func (m *maildir) take(ctx context.Context, name string) (moved bool, err error) {
	f, err := m.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return !m.box.Dry, nil // a mail program has just renamed it: it is found again
	}
	if err != nil {
		return false, err
	}
	v, err := m.box.Take(ctx, f)
	f.Close()
	if err != nil {
		return false, err
	}
	if !m.box.Dry {
		if err := m.file(name); err != nil {
			return false, err
		}
	}
	m.counts.Add(v)
	return !m.box.Dry, nil
}

// file moves a message that was taken into the folder for those. A second name is made first and the old one removed after
// the second is on the disk: rename(2) would replace another message of the same name without a word.
func (m *maildir) file(name string) error {
	for i := range 100 {
		to := m.done + "/cur/" + filedName(path.Base(name), i)
		err := m.root.Link(name, to)
		switch {
		case errors.Is(err, fs.ErrNotExist): // renamed meanwhile: the next pass finds it
			return nil
		case errors.Is(err, fs.ErrExist):
			if !m.same(name, to) {
				continue
			}
		case err != nil: // a file system without hard links
			if _, at := m.root.Lstat(to); !errors.Is(at, fs.ErrNotExist) {
				continue
			}
			if err := m.root.Rename(name, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return m.sync(m.done + "/cur")
		}
		if err := m.sync(m.done + "/cur"); err != nil {
			return err
		}
		if err := m.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return errors.New("mailbox: a message cannot be filed: a hundred of its name are there")
}

// same reports whether both names are those of one file: a run was cut off between the two steps of filing.
func (m *maildir) same(a, b string) bool {
	x, err := m.root.Lstat(a)
	if err != nil {
		return false
	}
	y, err := m.root.Lstat(b)
	return err == nil && os.SameFile(x, y)
}

// filedName is a message's name in the folder for those that were taken: its flags, and S for seen. The i-th of its name gets a number.
func filedName(name string, i int) string {
	base, info, _ := strings.Cut(name, ":")
	flags := []byte(strings.TrimPrefix(info, "2,"))
	if !slices.Contains(flags, 'S') {
		flags = append(flags, 'S')
	}
	slices.Sort(flags)
	if i > 0 {
		base += "." + strconv.Itoa(i)
	}
	return base + ":2," + string(flags)
}

// sync makes the names in a folder durable.
func (m *maildir) sync(folder string) error {
	f, err := m.root.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
