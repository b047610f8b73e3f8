// Package phone judges what the text of an SMS says: who signs, the way out, links, numbers and the rest that French law asks
// of it. The SMS builder, Adopt and audit.SMS use it, so that they never disagree.
package phone

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/notice/words"
)

// Path is the path of what is found in the text.
const Path = "text"

// maxAudit bounds what is read: 255 parts of GSM-7 are 39,015 septets, and a septet is at most two bytes of UTF-8.
const maxAudit = 80 << 10

// Facts is what is known about an SMS beside its text. Its fields are those of audit.SMS, which says what they mean.
type Facts struct {
	Sender    string
	Router    router.Name
	Occasion  message.Occasion
	At        time.Time
	Territory law.Territory
	Rules     law.Profile
	Except    []law.Exception
}

// Judge judges a whole text and its circumstances, all findings at once, sorted: audit.SMS says what is sought. profile is the
// provider's, which may be one of the author's own.
func Judge(a Facts, text string, n notice.Notice, profile router.Profile) law.Findings {
	at := a.At
	if at.IsZero() {
		at = gate.JudgedOn(n.Election)
	}
	j := &auditor{Facts: a, text: text, n: n, profile: profile, at: at, known: !reflect.ValueOf(n).IsZero()}
	j.circumstances()
	switch {
	case strings.TrimSpace(text) == "":
		j.add(law.Find(law.SpecField, Path, "the text is empty: there is nothing to judge"))
	case len(text) > maxAudit || overlong(text):
		j.add(law.Find(law.PartBudget, Path, "%d bytes: no SMS of 255 parts holds them, and nothing else in the text was judged", len(text)))
	default:
		j.read()
		j.judge()
	}
	fs := a.Rules.Apply(at, j.found, a.Except)
	return slices.CompactFunc(fs, func(x, y law.Finding) bool {
		return x.Rule == y.Rule && x.Path == y.Path && x.Start == y.Start && x.End == y.End && x.Detail == y.Detail
	})
}

// Literal judges a stretch of an author's text, as it stands in a template between its fields: free-phone and premium numbers,
// links that hide where they lead, and a request for agreement that calls to vote. What stands across a field is not seen.
func Literal(a Facts, text string, n notice.Notice, profile router.Profile) law.Findings {
	j := &auditor{Facts: a, text: text, n: n, profile: profile, at: gate.JudgedOn(n.Election), known: true}
	j.read()
	j.linkFindings()
	j.add(judge.NumberFindings(Path, j.numbers, n, j.at)...)
	if a.Occasion == message.ConsentRequest || a.Occasion == message.ConsentReceipt {
		j.add(judge.VoteFindings(Path, j.words)...)
	}
	return j.found
}

func overlong(text string) bool {
	_, err := message.Measure(text)
	return err == message.ErrTooLong
}

// Arrives returns the text as it reaches the phone.
func Arrives(st router.Stop, text string) string {
	if st.Mode == router.StopPlaceholder {
		return strings.ReplaceAll(text, st.Write, st.As)
	}
	return text + st.Suffix
}

// auditor is one judgement.
type auditor struct {
	Facts
	text    string
	n       notice.Notice
	known   bool // there is a Notice
	profile router.Profile
	at      time.Time
	found   law.Findings

	words    []judge.Word
	links    []judge.Link
	numbers  []judge.Number
	foreign  []router.Span
	own      map[string]bool // registrable domains of the Notice
	phrasing [][]notice.Sentence
}

func (j *auditor) add(fs ...law.Finding) { j.found = append(j.found, fs...) }

// should adds a finding that only advises.
func (j *auditor) should(f law.Finding) {
	j.add(judge.Advice(f))
}

// read takes the text to pieces.
func (j *auditor) read() {
	j.own = domainsOf(j.n)
	j.links = judge.Links(j.text, j.own)
	j.words = judge.Words(j.text)
	for i := range j.words {
		j.words[i].Link = within(j.links, j.words[i].Start)
	}
	j.numbers = judge.Numbers(j.text)
	j.foreign = j.profile.Foreign(j.text)
}

// circumstances judges everything but the text.
func (j *auditor) circumstances() {
	if j.known {
		j.add(j.n.Findings(j.at)...)
		j.add(j.n.Allows(law.SMS, j.Occasion)...)
	} else {
		j.should(law.Find(law.SpecField, "Notice", "no notice: whose name, election, links and data these are was not judged"))
	}
	j.add(judge.LabelFindings("Sender", j.Sender, 64)...)
	j.add(j.profile.SenderFindings("Sender", j.Sender)...)
	j.add(j.profile.PoliticalFindings("Router")...)
	if j.At.IsZero() {
		return
	}
	for _, w := range j.n.Election.Silence(j.Territory) {
		if w.Contains(j.At) {
			j.add(law.Find(law.Silence, "At", "silence %s until %s", gate.Where(j.Territory), gate.Stamp(w.End)))
		}
	}
	for _, local := range gate.Clocks(j.Territory, j.At) {
		j.add(j.profile.HourFindings("At", local, local.Location())...)
	}
}

func (j *auditor) judge() {
	j.add(judge.TextFindings(Path, j.text)...)
	for _, s := range j.foreign {
		j.add(law.Find(law.Placeholder, Path, "a placeholder written as %s was not filled in: the recipient reads it as it stands", s.Syntax).At(s.Start, s.End))
	}
	j.length()
	j.sender()
	first := j.Occasion == message.FirstContact
	asks := j.Occasion == message.ConsentRequest
	if first {
		j.election()
	}
	if first || asks || j.Occasion == message.Later {
		j.origin()
	}
	if first || asks || j.Occasion == message.ConsentReceipt {
		j.noticeLink()
	}
	if asks {
		j.consent()
	}
	if first || j.Occasion == message.Later {
		j.label()
	}
	j.stop()
	j.linkFindings()
	j.add(judge.NumberFindings(Path, j.numbers, j.n, j.at)...)
}

// length judges what the message costs and whether the provider carries it.
func (j *auditor) length() {
	whole := Arrives(j.profile.StopFor(j.Sender), j.text)
	size, err := message.Measure(whole)
	if err != nil && err != message.ErrTooLong {
		return // not UTF-8: said with its place
	}
	if size.Parts > gsm7.MaxParts {
		j.add(law.Find(law.PartBudget, Path, "the message needs %d parts with what the provider appends, and has 255 at most", size.Parts))
	}
	if most := j.profile.MaxParts; most > 0 && size.Parts > most {
		j.add(law.Find(law.PartBudget, Path, "the message needs %d parts, the provider carries at most %d", size.Parts, most))
	}
	j.add(j.profile.TextFindings(Path, j.text, j.Sender)...)
	if size.Encoding != message.EncodingUCS2 {
		return
	}
	folded, err := message.Measure(gsm7.Fold(whole))
	if err != nil {
		return
	}
	seen := map[rune]bool{}
	for i, r := range j.text {
		if gsm7.Septets(r) > 0 || plaintext.Forbidden(r) || seen[r] {
			continue
		}
		seen[r] = true
		n := utf8.RuneLen(r)
		if as, ok := gsm7.FoldRune(r); ok {
			j.should(law.Find(law.Alphabet, Path, "%U at byte %d is not in GSM-7: the message travels as UCS-2 in %d parts, %d without such characters; write %q", r, i, size.Parts, folded.Parts, as).At(i, i+n))
		} else {
			j.should(law.Find(law.Alphabet, Path, "%U at byte %d is not in GSM-7 and nothing stands for it: the message travels as UCS-2 in %d parts, %d without such characters", r, i, size.Parts, folded.Parts).At(i, i+n))
		}
	}
}

// sender judges who signs.
func (j *auditor) sender() {
	names := j.n.Names()
	named := slices.ContainsFunc(names, func(n string) bool { return judge.Says(j.words, judge.Plain(n)) })
	nobody, unsigned := judge.Find(j.words, anyCandidate)
	switch {
	case named:
		if official(j.Sender) {
			j.add(law.Find(law.NoConceal, "Sender", "the sender looks like a public service's: take the name of the candidate, list or party"))
		}
		return
	case !j.known:
		if unsigned && !properName(j.text, j.words) {
			j.add(law.Find(law.SenderIdentity, Path, "signed by a candidate without a name: nobody knows who writes").At(nobody.Start, nobody.End))
		}
		return
	case senderNames(j.Sender, names):
		j.should(law.Find(law.SenderIdentity, Path, "the name stands in the sender alone, which many phones replace or hide: write it in the text too"))
		return
	}
	if unsigned {
		j.add(law.Find(law.SenderIdentity, Path, "signed by a candidate without a name: nobody knows who writes").At(nobody.Start, nobody.End))
	} else {
		j.add(law.Find(law.SenderIdentity, Path, "none of the names of the notice stands in the text: nobody knows who writes"))
	}
	if official(j.Sender) {
		j.add(law.Find(law.NoConceal, "Sender", "the sender looks like a public service's: take the name of the candidate, list or party"))
	} else if router.KindOf(j.Sender) == router.Alphanumeric {
		j.add(law.Find(law.NoConceal, "Sender", "the sender is no name of the notice, and the text has none either: whoever writes hides"))
	}
}

// election judges whether the text says which election it is about.
func (j *auditor) election() {
	e := j.n.Election.Resolve()
	if !j.known || e.ID == notice.NoElection.ID || j.module(law.ElectionNamed) {
		return
	}
	for _, name := range []string{e.Name, e.ShortName} {
		if judge.Says(j.words, withoutArticle(judge.Plain(name))) {
			return
		}
	}
	if judge.NamesKind(j.words, e.Kind) {
		return
	}
	for _, r := range e.Rounds {
		days := []notice.Day{r.Day}
		for _, d := range r.Local {
			days = append(days, d)
		}
		if slices.ContainsFunc(days, j.saysDay) {
			return
		}
	}
	j.add(law.Find(law.ElectionNamed, Path, "neither the election nor the day of a round is named"))
}

// monthWords are the months in French and in English.
var monthWords = [12]string{"janvier/january/jan", "fevrier/february/feb", "mars/march", "avril/april", "mai/may", "juin/june", "juillet/july",
	"aout/august/aug", "septembre/september/sept", "octobre/october/oct", "novembre/november/nov", "decembre/december/dec"}

// saysDay reports whether the text names the day: 15 mars, March 15, 15/03.
func (j *auditor) saysDay(d notice.Day) bool {
	t, err := d.Time(time.UTC)
	if err != nil {
		return false
	}
	day, month := t.Format("2"), monthWords[t.Month()-1]
	days := day + "/" + t.Format("02")
	if day == "1" {
		days += "/1er/1st"
	}
	return judge.FindAny(j.words, judge.Phrases(days+" "+month, month+" "+days, days+" "+t.Format("1")+"/"+t.Format("01")))
}

// origin judges whether the text says where the data come from.
func (j *auditor) origin() {
	if j.module(law.DataOrigin) || judge.FindAny(j.words, judge.OriginPhrases()) || judge.Sourced(j.text, j.words) {
		return
	}
	f := law.Find(law.DataOrigin, Path, "nothing says where the recipient's number comes from")
	if j.Occasion == message.Later {
		j.should(f) // said in the first message
		return
	}
	j.add(f)
}

// noticeLink judges whether the text leads to the full information. Without the link none of it is given.
func (j *auditor) noticeLink() {
	want, known := judge.ParseLink(j.n.Rights.Notice)
	near := false
	for _, l := range j.links {
		switch {
		case !known, l.LeadsTo(want): // without a notice any link may be the one
			return
		case l.Domain == want.Domain:
			near = true
		}
	}
	if near {
		j.should(law.Find(law.NoticeLink, Path, "a link leads to the domain of the notice, and not to its address: check that the full information is there"))
		return
	}
	j.add(law.Find(law.NoticeLink, Path, "no link to the full information"))
	if j.Occasion == message.ConsentReceipt {
		return
	}
	j.add(law.Find(law.FullNotice, Path, "what GDPR 13 and 14 ask stands neither in the text nor behind a link"))
	if !strings.Contains(j.text, "@") {
		j.add(law.Find(law.RightsContact, Path, "nothing says with whom rights are exercised"))
	}
}

// consent judges a message that may only ask for agreement.
func (j *auditor) consent() {
	j.add(judge.VoteFindings(Path, j.words)...)
	if !j.module(law.ConsentFirst) && !judge.FindAny(j.words, judge.AskPhrases()) {
		j.add(law.Find(law.ConsentFirst, Path, "a request for agreement that asks nothing: ask whether the person wants to receive messages"))
	}
}

// label judges the label of Regulation (EU) 2024/900. That an SMS is online is an open question, so that it advises.
func (j *auditor) label() {
	if j.known && j.n.Advert == nil {
		return // Notice.Allows has said so
	}
	if !j.module(law.AdvertLabel) && !judge.FindAny(j.words, judge.LabelPhrases()) {
		j.should(law.Find(law.AdvertLabel, Path, "nothing says that this is a political advertisement"))
	}
}

// module reports whether the text says what the rule asks for in a sentence of package words, in any of its forms and languages: what this
// module wrote itself needs no reading.
func (j *auditor) module(rule law.ID) bool {
	if j.phrasing == nil {
		for _, lang := range words.Languages() {
			j.phrasing = append(j.phrasing, j.n.Words(law.SMS, message.FirstContact, lang), j.n.Words(law.SMS, message.ConsentRequest, lang))
		}
	}
	for _, sentences := range j.phrasing {
		for _, s := range sentences {
			if slices.Contains(s.Rules, rule) && slices.ContainsFunc(s.Forms, func(f string) bool { return judge.Says(j.words, judge.Plain(f)) }) {
				return true
			}
		}
	}
	return false
}
