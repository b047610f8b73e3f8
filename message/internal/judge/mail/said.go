package mail

import (
	"regexp"
	"slices"
	"strings"

	"github.com/scrutateur/scrutateur/internal/htmlslot"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

var addressPattern = regexp.MustCompile(`https?://[^\s<>"]+`)

// textLinks finds the addresses of a text. The words of each are those before it on its line, or the line above.
func textLinks(text string) (links []htmlslot.Link) {
	above := ""
	for line := range strings.Lines(text) {
		at := 0
		for _, m := range addressPattern.FindAllStringIndex(line, -1) {
			href := strings.TrimRight(line[m[0]:m[1]], ".,;:!?)»]")
			before := strings.TrimSpace(line[at:m[0]])
			if before == "" && at == 0 {
				before = strings.TrimSpace(above)
			}
			links = append(links, htmlslot.Link{Href: href, Words: before})
			at = m[1]
		}
		above = line
	}
	return links
}

// The lists below stand beside those for an SMS, in the same notation.

// mailOriginPhrases say where the data come from, in an e-mail.
var mailOriginPhrases = judge.Lines(`
	vous recevez/recevrez ce/cet/cette/nos courriel/courriels/mail/mails/email/emails/message/messages/lettre car/parce/suite/puisque/comme/en/apres/a/au/grace
	vous le/la recevez/recevrez car/parce/suite/puisque/comme
	you receive/received/get/got this e/mail/email/message/newsletter
	you are/were receiving this e/mail/email/message/newsletter`)

// leavePhrases lead out of the list.
var leavePhrases = judge.Lines(`
	desinscrire/desinscription/desinscrivez/desinscris
	desabonner/desabonnement/desabonnez
	ne plus recevoir
	ne souhaitez/souhaite/voulez/veux/desirez/desire plus
	plus etre contacte/contactee/sollicite/sollicitee
	vous/m opposer/oppose
	unsubscribe/unsubscribing/unsubscription
	opt out
	stop receiving
	no longer receive/want/wish
	object to`)

// withdrawPhrases take back a consent to images that report.
var withdrawPhrases = judge.Lines(`
	retirer/retrait/retirez
	withdraw/withdrawal
	pixel/pixels
	suivi/traceur/traceurs/tracking`)

// emptyPhrases say nothing about where a link leads.
var emptyPhrases = judge.Phrases("ici", "cliquez ici", "cliquez", "lien", "ce lien", "here", "click here", "click", "link", "this link")

// said looks in one body for what the law wants said on the occasion.
func (a *Read) said(path, text string, links []htmlslot.Link) {
	a.leaves(path, links)
	a.foreign(path, text)
	if !a.known {
		return
	}
	ws := judge.Words(text)
	n := &a.n
	has := func(s string) bool { return judge.Says(ws, judge.Plain(s)) }
	leads := func(address string) bool {
		return address != "" && slices.ContainsFunc(links, func(l htmlslot.Link) bool { return l.Href == address })
	}
	first := a.Occasion == message.FirstContact
	asks := a.Occasion == message.ConsentRequest
	toNotice := leads(n.Rights.Notice)

	if !slices.ContainsFunc(n.Names(), has) {
		a.add(law.Find(law.SenderIdentity, path, "the body names neither the controller nor the signatory of the Notice"))
	}
	if !has(n.Controller.Email) && !has(n.Controller.Postal) && !toNotice {
		a.add(law.Find(law.ControllerContact, path, "no address at which the controller can be reached"))
	}
	if !toNotice {
		a.add(law.Find(law.NoticeLink, path, "no link to the full information, Rights.Notice"))
	}
	if first {
		if e := n.Election.Resolve(); e.ID != notice.NoElection.ID && !has(e.Name) && !has(e.ShortName) && !judge.NamesKind(ws, e.Kind) && !a.module(law.ElectionNamed, ws) {
			a.add(law.Find(law.ElectionNamed, path, "the body does not say of which election it speaks"))
		}
	}
	if first || asks {
		if !a.module(law.DataOrigin, ws) && !has(n.Origin.Detail) && !judge.FindAny(ws, judge.OriginPhrases()) && !judge.FindAny(ws, mailOriginPhrases()) && !judge.Sourced(text, ws) {
			a.add(law.Find(law.DataOrigin, path, "the body does not say where the recipient's address came from"))
		}
		if !has(n.Purpose) && !toNotice {
			a.add(law.Find(law.PurposeNamed, path, "the body does not say what the data are used for, nor links to it"))
		}
		if !has(n.Rights.Email) && !has(n.Rights.Postal) && !leads(n.Rights.Page) && !toNotice {
			a.add(law.Find(law.RightsContact, path, "the body does not say how rights are exercised, nor links to it"))
		}
	}
	if asks && !a.module(law.ConsentFirst, ws) && !judge.FindAny(ws, judge.AskPhrases()) {
		a.add(law.Find(law.ConsentFirst, path, "a request for agreement that asks nothing: ask whether the person wants to receive messages"))
	}
	if n.Advert != nil && (first || a.Occasion == message.Later) {
		label := a.module(law.AdvertLabel, ws) || judge.FindAny(ws, judge.LabelPhrases())
		if !label || !leads(n.Advert.Notice) || !has(n.Advert.Sponsor) && !slices.ContainsFunc(n.Names(), has) {
			a.add(law.Find(law.AdvertLabel, path, "the label of a political advertisement is not whole: that it is one, its sponsor, and the link to its transparency notice"))
		}
	}
}

// module reports whether the words say what the rule asks for in a sentence of package words, in any of its forms and languages.
func (a *Read) module(rule law.ID, ws []judge.Word) bool {
	for _, tag := range words.Languages() {
		for _, s := range a.n.Words(law.Email, a.Occasion, tag) {
			if slices.Contains(s.Rules, rule) && slices.ContainsFunc(s.Forms, func(f string) bool { return judge.Says(ws, judge.Plain(f)) }) {
				return true
			}
		}
	}
	return false
}

// leaves wants a link to unsubscribe in the body, with words that say so.
func (a *Read) leaves(path string, links []htmlslot.Link) {
	found, empty := false, false
	for _, l := range links {
		ws := judge.Words(l.Words)
		if !slices.Contains(a.Unsubscribe, l.Href) && !judge.FindAny(ws, leavePhrases()) {
			continue
		}
		if path == "HTML" && (len(ws) == 0 || slices.ContainsFunc(emptyPhrases, func(p judge.Phrase) bool { return len(p) == len(ws) && p.At(ws, 0) > 0 })) {
			empty = true
			continue
		}
		found = true
	}
	switch {
	case found:
	case empty:
		a.add(law.Find(law.OptOutEmail, path, "the words of the link to unsubscribe do not say what it does: write \"ne plus recevoir nos messages\", not \"ici\""))
	default:
		a.add(law.Find(law.OptOutEmail, path, "no link to unsubscribe in the body, beside the header field"))
	}
}

// foreign finds merge syntax that nobody filled in.
func (a *Read) foreign(path, text string) {
	for _, s := range router.Foreign(text) {
		a.add(law.Find(law.Placeholder, path, "a placeholder like %s was left: the recipient reads it", s.Syntax))
	}
}
