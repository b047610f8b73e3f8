package constspec

import (
	"errors"
	"fmt"

	"github.com/scrutateur/scrutateur/internal/sinks"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

// spec is a specification of one channel: what SMS and e-mail differ in. It is a pointer to a struct whose first field is the
// specification of the library.
type spec interface {
	// templates are the parts that are templates, by path.
	templates() map[string]*string
	// fields are the bounds of a row without a type of its own.
	fields() *map[string]message.Limit
	// compile gives the specification to its compiler and says in one line what was proved.
	compile() (proves string, err error)
}

// specOf returns an empty specification of a channel, nil where the channel has none.
func specOf(c sinks.Channel) spec {
	switch c {
	case sinks.SMS:
		return new(smsSpec)
	case sinks.Email:
		return new(emailSpec)
	}
	return nil
}

type smsSpec struct{ sms.Spec }

func (s *smsSpec) templates() map[string]*string     { return map[string]*string{"Body": &s.Body} }
func (s *smsSpec) fields() *map[string]message.Limit { return &s.Fields }

func (s *smsSpec) compile() (string, error) {
	t, err := sms.Compile[message.Values](s.Spec)
	if err != nil {
		return "", err
	}
	size := t.Proof().Longest.Size
	return fmt.Sprintf("at most %d parts, %s", size.Parts, size.Encoding), nil
}

// folds reports whether the specification holds its budget with another body.
func (s *smsSpec) folds(body string) bool {
	other := s.Spec
	other.Body = body
	_, err := sms.Compile[message.Values](other)
	return !errors.Is(err, law.PartBudget)
}

type emailSpec struct{ email.Spec }

func (s *emailSpec) templates() map[string]*string {
	return map[string]*string{"Subject": &s.Subject, "Preheader": &s.Preheader, "HTML": &s.HTML, "Text": &s.Text}
}
func (s *emailSpec) fields() *map[string]message.Limit { return &s.Fields }

func (s *emailSpec) compile() (string, error) {
	_, err := email.Compile[message.Values](s.Spec)
	return "the e-mail holds its budgets", err
}
