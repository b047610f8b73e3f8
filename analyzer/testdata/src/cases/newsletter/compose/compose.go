// Package compose turns templates into mails.
package compose

import (
	"bytes"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"
)

// Letter is a pair of templates with a subject.
type Letter struct {
	subject *text.Template
	page    *html.Template
	plain   *text.Template
}

func Parse(subject, page, plain string) (*Letter, error) {
	var l Letter
	var err error
	if l.subject, err = text.New("subject").Parse(subject); err != nil {
		return nil, fmt.Errorf("subject: %w", err)
	}
	if l.page, err = html.New("page").Parse(page); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	if l.plain, err = text.New("plain").Parse(plain); err != nil {
		return nil, fmt.Errorf("plain: %w", err)
	}
	return &l, nil
}

// Rendered is a letter for one person.
type Rendered struct{ Subject, HTML, Text string }

func (l *Letter) Render(data any) (r Rendered, err error) {
	var s, t strings.Builder
	var h bytes.Buffer
	if err := l.subject.Execute(&s, data); err != nil {
		return r, err
	}
	if err := l.page.Execute(&h, data); err != nil {
		return r, err
	}
	if err := l.plain.Execute(&t, data); err != nil {
		return r, err
	}
	return Rendered{s.String(), h.String(), t.String()}, nil
}
