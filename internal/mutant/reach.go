package main

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
)

// reach knows which tests run through which code, so that a change is tried by those alone that can notice it.
type reach map[string]map[string][]block // by package whose tests ran, and by file as "import/path/file.go"

// A block is a stretch of code that runs from one end to the other, as go test -coverprofile writes it.
type block struct {
	fromLine, fromColumn, toLine, toColumn int
	ran                                    bool
}

func (b block) holds(line, column int) bool {
	return (line > b.fromLine || line == b.fromLine && column >= b.fromColumn) &&
		(line < b.toLine || line == b.toLine && column < b.toColumn)
}

// read adds the profile of a package's tests.
func (r reach) read(tests string, profile io.Reader) error {
	files := map[string][]block{}
	scanner := bufio.NewScanner(profile)
	for scanner.Scan() {
		line := scanner.Text()
		if strings.HasPrefix(line, "mode:") {
			continue
		}
		at := strings.LastIndex(line, ":")
		var b block
		var statements, count int
		if at < 0 {
			return fmt.Errorf("a coverage profile has a line without a file")
		}
		if _, err := fmt.Sscanf(line[at+1:], "%d.%d,%d.%d %d %d", &b.fromLine, &b.fromColumn, &b.toLine, &b.toColumn, &statements, &count); err != nil {
			return fmt.Errorf("a coverage profile: %w", err)
		}
		b.ran = count > 0
		files[line[:at]] = append(files[line[:at]], b)
	}
	r[tests] = files
	return scanner.Err()
}

// can reports whether the tests of a package can notice a change. Code in no block, as constants are, concerns all of them.
func (r reach) can(tests string, m mutation) bool {
	inside := false
	for _, b := range r[tests][path.Join(m.pkg, filepath.Base(m.file))] {
		if b.holds(m.line, m.column) {
			if b.ran {
				return true
			}
			inside = true
		}
	}
	return !inside
}
