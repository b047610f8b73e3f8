package manifest

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/internal/seal"
)

// ErrAltered says that a manifest is not as it was written: cut, changed, or written under another secret. Who stands in its file is then
// not known, and the file has to be screened again before it is used.
var ErrAltered = errors.New("manifest: not as it was written: screen its file again before anybody is written to")

// Row is a row of a file that was handed over.
type Row struct {
	Number int // from 1, as in the file below its header
	Person optout.Person
}

// Reader reads one manifest, row by row and in little memory.
type Reader struct {
	header Header
	in     *bufio.Reader
	mac    hash.Hash
	rows   int
}

// Read reads the header of a manifest. The keys are those of the book: the one that authenticates must be among them.
//
// The header is not to be trusted before Rows has come to its end, because what authenticates it stands there.
func Read(r io.Reader, keys optout.Keys) (*Reader, error) {
	m := &Reader{in: bufio.NewReaderSize(r, maxLine)}
	line, err := m.line()
	if err != nil {
		return nil, err
	}
	if strings.TrimSuffix(string(line), "\r") != first {
		return nil, errors.New("manifest: the file does not begin as a manifest does")
	}
	if string(line) != first {
		return nil, fmt.Errorf("%w (its line ends were changed)", ErrAltered)
	}
	head, err := m.line()
	if err != nil {
		return nil, err
	}
	if len(head) > maxHeader {
		return nil, fmt.Errorf("manifest: the header has more than %d bytes", maxHeader)
	}
	head = bytes.Clone(head)
	if _, problems := strictjson.Unmarshal(head, &m.header); len(problems) > 0 {
		return nil, fmt.Errorf("manifest: the header: %w", strictjson.Err(problems))
	}
	if err := m.header.findings().Err(); err != nil {
		return nil, err
	}
	key, ok := optout.Key{}, false
	if m.header.Key >= 0 && m.header.Key <= 255 {
		key, ok = seal.Find(keys, byte(m.header.Key))
	}
	if !ok {
		return nil, law.Find(law.SpecField, "Book.Keys", "lack key %d, under which the manifest was written: add it to Keys.Older", m.header.Key)
	}
	m.mac = authenticator(key)
	m.mac.Write([]byte(first + "\n"))
	m.mac.Write(append(head, '\n'))
	return m, nil
}

// line returns the next line without its end.
func (m *Reader) line() ([]byte, error) {
	line, err := m.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fmt.Errorf("manifest: a line has more than %d bytes", maxLine)
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w (it ends too early)", ErrAltered)
	case err != nil:
		return nil, err
	}
	return line[:len(line)-1], nil
}

// Header returns what file the manifest is of.
func (m *Reader) Header() Header { return m.header }

// Rows yields the rows in the order of the file, once. Where the manifest is not as it was written it yields an error at last,
// and what was yielded before may be made up or lack somebody.
func (m *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			line, err := m.line()
			if err == nil && bytes.HasPrefix(line, []byte("end ")) {
				err = m.end(line)
				if err == nil {
					return
				}
			}
			var row Row
			if err == nil {
				row, err = m.row(line)
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			m.mac.Write(line)
			m.mac.Write([]byte{'\n'})
			if !yield(row, nil) {
				return
			}
		}
	}
}

// row reads one row.
func (m *Reader) row(line []byte) (Row, error) {
	m.rows++
	fields := strings.Split(string(line), " ")
	if m.rows > maxRows || len(fields) < 3 || fields[0] != strconv.Itoa(m.rows) || fields[1] != "m" && fields[1] != "-" {
		return Row{}, fmt.Errorf("%w (row %d)", ErrAltered, m.rows)
	}
	row := Row{Number: m.rows, Person: optout.Person{Limited: fields[1] == "m"}}
	for _, address := range fields[2:] {
		var digests []optout.Digest
		for text := range strings.SplitSeq(address, ",") {
			var d optout.Digest
			if err := d.UnmarshalText([]byte(text)); err != nil {
				return Row{}, fmt.Errorf("%w (row %d)", ErrAltered, m.rows)
			}
			digests = append(digests, d)
		}
		row.Person.Addresses = append(row.Person.Addresses, digests)
	}
	return row, nil
}

// end compares the last line with all that stood before it.
func (m *Reader) end(line []byte) error {
	prefix := "end " + strconv.Itoa(m.rows) + " "
	text, ok := bytes.CutPrefix(line, []byte(prefix))
	if !ok {
		return fmt.Errorf("%w (its rows are not as many as it says)", ErrAltered)
	}
	m.mac.Write([]byte(prefix))
	sum, err := hex.DecodeString(string(text))
	if err != nil || !hmac.Equal(sum, m.mac.Sum(nil)) {
		return ErrAltered
	}
	if _, err := m.in.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w (something follows its end)", ErrAltered)
	}
	return nil
}
