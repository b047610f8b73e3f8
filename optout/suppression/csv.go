package suppression

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// delimiters in the order in which they are tried. Spreadsheets of French speakers write semicolons.
const delimiters = ",;\t|"

// maxTitle is how many lines may stand above the header: a title, a date, an empty line.
const maxTitle = 20

func (l *List) openCSV(b *bufio.Reader) error {
	in := &lines{r: b}
	header, delimiter, err := l.header(in)
	if err != nil {
		return err
	}
	index := map[string]int{}
	for i, h := range header {
		if _, twice := index[h]; !twice && h != "" {
			index[h] = i
		}
	}
	need := l.need(index)
	isRow := func(fields []string) bool { return len(fields) >= len(header) && l.addressed(fields, index) }
	l.rows = func(yield func(row, error) bool) {
		var fields []string
		get := func(name string) (string, bool) {
			i, ok := index[name]
			if !ok || i >= len(fields) {
				return "", ok
			}
			return fields[i], true
		}
		for {
			f, line, err := in.record(delimiter)
			switch {
			case err == io.EOF:
				return
			case errors.Is(err, errLong), errors.Is(err, errQuote):
				err = &RowError{Line: line, Err: err}
			case err == nil && blank(f):
				continue
			case err == nil && in.swallowed(isRow, delimiter):
				err = &RowError{Line: line, Err: errQuote}
			case err == nil && len(f) < need:
				err = &RowError{Line: line, Err: errFew}
			}
			fields = f
			if !yield(row{line: line, get: get}, err) {
				return
			}
		}
	}
	return nil
}

// header finds the row that names the columns, and what stands between them. A list that was named by the caller needs those columns that hold an address.
func (l *List) header(in *lines) (header []string, delimiter byte, err error) {
	if l.table != nil && len(l.table.Headless) > 0 {
		return l.table.Headless, ',', nil
	}
	signs := delimiters
	var several error
	for range maxTitle {
		line, tooLong, ok := in.next()
		if !ok {
			if in.err != io.EOF {
				return nil, 0, in.err
			}
			break
		}
		if tooLong {
			continue
		}
		if s, ok := strings.CutPrefix(strings.ToLower(line), "sep="); ok && len(s) == 1 {
			signs = s
			continue
		}
		best := 0
		for _, d := range []byte(signs) {
			fields, open := split(line, d)
			if open {
				continue
			}
			for i := range fields {
				fields[i] = column(fields[i])
			}
			t, err := l.named(fields)
			if errors.Is(err, errSeveral) {
				several = err
			}
			if err == nil && len(fields) > best {
				best, header, delimiter, l.table = len(fields), fields, d, t
			}
		}
		if best > 0 {
			return header, delimiter, nil
		}
	}
	if several != nil {
		return nil, 0, several
	}
	return nil, 0, errUnknown
}

// named returns the list that has the columns.
func (l *List) named(columns []string) (*table, error) {
	if l.table == nil {
		return recognise(columns)
	}
	has := map[string]bool{}
	for _, c := range columns {
		has[c] = true
	}
	if len(l.table.Columns) == 0 || !all(l.table.Columns, has) {
		return nil, errUnknown
	}
	return l.table, nil
}

// need is how many columns a row has at least: an address and what is said of it. One that lacks its date is no shorter objection.
func (l *List) need(index map[string]int) int {
	need := 1
	for _, s := range l.table.Says {
		for _, name := range s.Address[:1] {
			need = max(need, index[name]+1)
		}
		if s.When != "" && s.Rest == nil && !s.Optional {
			need = max(need, index[s.When]+1)
		}
	}
	return need
}

// addressed reports whether one of the columns for addresses holds what may be one.
func (l *List) addressed(fields []string, index map[string]int) bool {
	for _, s := range l.table.Says {
		for _, name := range s.Address {
			if i, ok := index[name]; ok && i < len(fields) && (strings.Contains(fields[i], "@") || digits(fields[i]) >= 8) {
				return true
			}
		}
	}
	return false
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

func blank(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}
