package mailbox

import (
	"github.com/scrutateur/scrutateur/optout"
)

// complaint records the objection of who pressed "this is spam".
func (j *judgement) complaint(f feedback) {
	j.v.Kind, j.v.Reason = Complaint, "other"
	w := f.weight()
	if w != unclear {
		j.v.Reason = f.kind
	}
	if w == nothing {
		return
	}
	kind := optout.Objection
	if w == unclear {
		kind, j.v.Shown = optout.Review, WhyReply
	}
	evidence := "complaint: " + j.v.Reason
	if tokens := j.returnedTokens(); len(tokens) > 0 {
		for _, t := range tokens {
			j.act(act{token: t, event: j.event(kind, evidence+"; named by the token of the returned message")})
		}
		return
	}
	for _, r := range f.recipients {
		if a := j.named(r); !a.IsZero() {
			j.act(act{to: a, event: j.event(kind, evidence+"; named by the report")})
		}
	}
	if len(j.v.acts) == 0 {
		if a := j.returnedTo(); !a.IsZero() {
			j.act(act{to: a, event: j.event(kind, evidence+"; named by the returned message")})
		}
	}
	if len(j.v.acts) == 0 {
		j.v.Shown = WhyUnattributed
	}
}

// bounce records who cannot be reached.
func (j *judgement) bounce(failures []failure) {
	j.v.Kind, j.v.Reason = Bounce, "soft"
	var lasting []failure
	read := false
	for _, f := range failures {
		read = read || f.understood()
		if f.grade() != soft {
			lasting = append(lasting, f)
		}
	}
	if len(lasting) == 0 {
		if !read {
			j.v.Reason, j.v.Shown = "unread", WhyUnread
		}
		return
	}
	j.v.Reason = lasting[0].code()
	tokens := j.returnedTokens()
	if len(tokens) == 1 && len(lasting) == len(failures) {
		j.act(act{token: tokens[0], event: j.undeliverable(lasting[0], "named by the token of the returned message")})
		return
	}
	for _, f := range lasting {
		a, by := j.named(f.recipient), "named by the report"
		if a.IsZero() && len(failures) == 1 {
			a, by = j.returnedTo(), "named by the returned message"
		}
		if a.IsZero() {
			j.v.Shown = WhyUnattributed
			continue
		}
		j.act(act{to: a, event: j.undeliverable(f, by)})
	}
}

func (j *judgement) undeliverable(f failure, by string) optout.Event {
	e := j.event(optout.Undeliverable, "bounce: "+f.code()+"; "+by)
	e.Until = j.now.Add(goneFor)
	if f.grade() == nowhere {
		e.Until = j.now.Add(nowhereFor)
	}
	return e
}
