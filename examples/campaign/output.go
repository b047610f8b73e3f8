package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// write makes a file of the output folder. What cannot be written to the end is no file.
func (s *story) write(name string, content func(io.Writer) error) error {
	file, err := os.Create(filepath.Join(s.dir, name))
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	if err := errors.Join(content(buffered), buffered.Flush(), file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, errors.Join(err, os.Remove(file.Name())))
	}
	return nil
}

// writePreview writes a page that shows the messages as phones and mail clients do. It hides addresses, so that it can be
// passed round.
func (s *story) writePreview() error {
	s.page.Title = "Nos bancs publics : les messages"
	s.page.Note = "Une liste fictive et des électeurs fictifs."
	s.page.Zone = paris
	return s.write("preview.html", func(w io.Writer) error {
		_, err := s.page.WriteTo(w)
		return err
	})
}

func (s *story) chapter(title string) { fmt.Fprintf(s.w, "\n%s\n", title) }

// indent writes a table of a proof below its title, and cuts what no terminal shows on a line.
func indent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		r := []rune(strings.TrimSuffix(line, "\n"))
		if len(r) > 170 {
			r = append(r[:169], '…')
		}
		fmt.Fprintf(&b, "  %s\n", string(r))
	}
	return b.String()
}

// thousands groups digits as English does: 1,204.
func thousands(n int) string { return english.Sprintf("%d", n) }

var english = message.NewPrinter(language.English)
