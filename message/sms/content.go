package sms

import (
	"strings"

	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/message/internal/judge/phone"
	"github.com/scrutateur/scrutateur/message/internal/spec"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// content judges what the author wrote by the rules that audit.SMS has for links, numbers and calls to vote, stretch by stretch
// between the fields.
func (t *template) content(tpl *subset.Template) (fs law.Findings) {
	facts := phone.Facts{Sender: t.spec.Sender, Router: t.spec.Router, Occasion: t.spec.Occasion}
	for _, op := range tpl.Ops {
		if op.Kind != subset.Text {
			continue
		}
		for _, f := range phone.Literal(facts, op.Text, t.spec.Notice, t.profile) {
			f.Path = "Body"
			fs = append(fs, f.At(position(tpl.Source, op, f.Start), position(tpl.Source, op, f.End)))
		}
	}
	return fs
}

// placeholders finds what another provider's merge syntax left in the literal text.
func placeholders(path string, t *subset.Template, p router.Profile) (fs law.Findings) {
	for _, op := range t.Ops {
		if op.Kind != subset.Text {
			continue
		}
		for _, s := range p.Foreign(op.Text) {
			at := position(t.Source, op, s.Start)
			fs = append(fs, law.Find(law.Placeholder, path, "%s would be sent as it stands: write {{.%s}} and give the row that field", s.Syntax, spec.FieldName(s.Field)).At(at, at+s.End-s.Start))
		}
	}
	return fs
}

// position finds where a byte of a literal text stands in the source. A trim marker ("{{-") takes blanks away, so that the text
// may begin behind the place at which the parser saw it.
func position(source string, op subset.Op, offset int) int {
	if i := strings.Index(source[min(op.Pos, len(source)):], op.Text); i >= 0 {
		return op.Pos + i + offset
	}
	return op.Pos
}
