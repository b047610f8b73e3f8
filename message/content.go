package message

import (
	"github.com/scrutateur/scrutateur/internal/subset"
	"github.com/scrutateur/scrutateur/notice/law"
)

// content judges what the author wrote as AuditSMS would: free-phone and premium numbers, links that hide where they
// lead, and a request for agreement that calls to vote. What stands across a field is not seen.
func (t *smsTemplate) content(tpl *subset.Template) (fs law.Findings) {
	at := judgedOn(t.spec.Notice.Election)
	for _, op := range tpl.Ops {
		if op.Kind != subset.Text {
			continue
		}
		j := &auditor{
			SMSAudit: SMSAudit{Sender: t.spec.Sender, Router: t.spec.Router, Occasion: t.spec.Occasion},
			text:     op.Text, n: t.spec.Notice, profile: t.profile, at: at, known: true,
		}
		j.read()
		j.linkFindings()
		j.numberFindings()
		if t.spec.Occasion == ConsentRequest || t.spec.Occasion == ConsentReceipt {
			j.votes()
		}
		for _, f := range j.found {
			f.Path = "Body"
			fs = append(fs, f.At(position(tpl.Source, op, f.Start), position(tpl.Source, op, f.End)))
		}
	}
	return fs
}
