package manifest

import (
	"bufio"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/internal/seal"
)

// use is what the book's key authenticates here, apart from its other uses.
const use = "manifest/1"

// authenticator is the HMAC of a manifest under a key.
func authenticator(k optout.Key) hash.Hash { return hmac.New(sha256.New, seal.Derive(k, use)) }

// Write writes the manifest of the file of that name, authenticated under the book's current key. The book must be that of the
// controller whose file it is.
func (l *List) Write(w io.Writer, b *optout.Book, file string) error {
	if l == nil {
		return errors.New("manifest: no list: what makes a file for a provider returns one")
	}
	if l.err != nil {
		return l.err
	}
	if err := b.Findings().Err(); err != nil {
		return err
	}
	h := l.header
	h.File, h.Key, h.Keys = file, int(b.Keys.Current.ID), []int{}
	for _, id := range l.keys {
		h.Keys = append(h.Keys, int(id))
	}
	h.Written = time.Now().UTC().Round(0)
	if b.Now != nil {
		h.Written = b.Now().UTC().Round(0)
	}
	if h.Controller == "" { // a file in which nobody stands
		h.Controller = b.Controller
	}
	if h.Controller != b.Controller {
		return law.Find(law.Clearance, "Manifest.Controller", "is not that of the book")
	}
	if err := h.findings().Err(); err != nil {
		return err
	}
	return l.write(w, h, b.Keys.Current)
}

func (l *List) write(w io.Writer, h Header, key optout.Key) error {
	mac := authenticator(key)
	out := bufio.NewWriter(io.MultiWriter(w, mac))
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	out.WriteString(first + "\n")
	out.Write(head)
	out.WriteByte('\n')
	row := 0
	var line []byte
	for p := range l.people {
		row++
		line = appendRow(line[:0], row, p)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	out.WriteString("end " + strconv.Itoa(row) + " ")
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = io.WriteString(w, hex.EncodeToString(mac.Sum(nil))+"\n")
	return err
}

func appendRow(line []byte, row int, p optout.Person) []byte {
	line = strconv.AppendInt(line, int64(row), 10)
	if p.Limited {
		line = append(line, " m"...)
	} else {
		line = append(line, " -"...)
	}
	for _, digests := range p.Addresses {
		for i, d := range digests {
			separator := byte(',') // between the digests of one address; addresses are apart
			if i == 0 {
				separator = ' '
			}
			line = append(line, separator)
			line = hex.AppendEncode(line, d[:])
		}
	}
	return append(line, '\n')
}

// Suffix is how the names of manifests end that Keep writes and RecallFolder reads.
const Suffix = ".manifest"

// Keep writes the manifest into a folder, which it makes where there is none, and returns its path once it is on the disk: with the
// permissions 0600, under a name of its own that no other manifest has. Nothing that was there is written over.
func (l *List) Keep(folder string, b *optout.Book, file string) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", refused(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "", refused(err)
	}
	defer root.Close()
	name := l.Header().Moment.UTC().Format("2006-01-02T1504Z")
	if l.Header().Moment.IsZero() {
		name = "undated"
	}
	name += "-" + rand.Text()[:10] + Suffix
	draft := "." + name
	if err := l.draft(root, draft, b, file); err != nil {
		root.Remove(draft) // it may not be there
		return "", err
	}
	if err := errors.Join(root.Rename(draft, name), syncFolder(root)); err != nil {
		root.Remove(draft)
		return "", refused(err)
	}
	return filepath.Join(folder, name), nil
}

func (l *List) draft(root *os.Root, draft string, b *optout.Book, file string) error {
	f, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return refused(err)
	}
	err = l.Write(f, b, file)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder brings the new name to the disk. Windows has no way to ask for it, and does it by itself.
func syncFolder(root *os.Root) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// refused says what the system said, with the path that it was about.
func refused(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return errors.New("manifest: " + e.Op + ": " + e.Err.Error())
	}
	return err
}
