package message

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// auditPath is the path of what AuditSMS finds in the text.
const auditPath = "text"

// maxAudit bounds what is read: 255 parts of GSM-7 are 39,015 septets, and a septet is at most two bytes of UTF-8.
const maxAudit = 80 << 10

// SMSAudit is what is known about an SMS that this package did not build. Every field may be left empty: what rests on it is
// then not judged, or judged by what is usual.
type SMSAudit struct {
	Sender    string          `json:"sender,omitempty"`    // the alphanumeric sender or the short code; "" is not known: the Router's default
	Router    router.Name     `json:"router,omitempty"`    // the text is judged as it is handed to this provider; "": as it reached the phone
	Occasion  Occasion        `json:"occasion,omitempty"`  // the zero Occasion is FirstContact: everything must be said
	At        time.Time       `json:"at,omitzero"`         // the moment of delivery; the zero time leaves out silence and hours
	Territory law.Territory   `json:"territory,omitempty"` // where the recipient votes; "" is judged by the widest silence
	Rules     law.Profile     `json:"rules,omitempty"`     // the zero Profile is law.Default
	Except    []law.Exception `json:"except,omitempty"`    // rules softened, each with its reason
}

// AuditSMS judges a text that this package did not build, by the same rules, as a first contact that reached the phone as it
// stands. SMSAudit.Findings takes what else is known: sender, provider, occasion, moment.
func AuditSMS(text string, n notice.Notice) law.Findings { return SMSAudit{}.Findings(text, n) }

// Findings judges a text, all findings at once, sorted. Those about the text have the path "text", and Start and End where
// something stands in it; what is missing stands nowhere. Those about the circumstances have the path "Sender", "Router",
// "At" or "Notice…". None quotes the text.
//
// The rules are those in force at At, or on the day of the first round. What is sought: the sender's name, the election, the
// origin of the data, the link to the full information, a way to stop that works and is not cut off, free-phone and premium
// numbers, links that hide where they lead, a sender that hides, placeholders that nobody filled in, characters that do not
// belong or that cost parts, a request for consent that calls to vote, the silence, and what the Notice itself cannot carry.
// A zero Notice is none: what cannot be judged without one (whose name, which election, whose links) is left out.
//
// It reads French and English, whatever the accents and the case, by the words that this module writes and by a list of
// others. What a text cannot tell it does not know: whether what the text states is true, whether a STOP is answered,
// whether a link leads where it says, where it lands after a redirection, to whom the message was sent and whether
// they had objected. A way of saying that the list lacks is reported as missing; a word that stands there for something else
// may be taken for what it usually says. A text without findings is therefore no proof, as a template's Proof is one.
func (a SMSAudit) Findings(text string, n notice.Notice) law.Findings {
	profile, ok := router.Lookup(a.Router)
	fs := a.findings(text, n, profile)
	if !ok {
		fs = append(fs, law.Find(law.SpecField, "Router", "unknown provider; package router lists those whose habits are known, and \"\" appends nothing")).Sort()
	}
	return fs
}

// findings judges by the provider's profile, which may be the author's own.
func (a SMSAudit) findings(text string, n notice.Notice, profile router.Profile) law.Findings {
	at := a.At
	if at.IsZero() {
		at = judgedOn(n.Election)
	}
	j := &auditor{SMSAudit: a, text: text, n: n, profile: profile, at: at, known: !reflect.ValueOf(n).IsZero()}
	j.circumstances()
	switch {
	case strings.TrimSpace(text) == "":
		j.add(law.Find(law.SpecField, auditPath, "the text is empty: there is nothing to judge"))
	case len(text) > maxAudit || overlong(text):
		j.add(law.Find(law.PartBudget, auditPath, "%d bytes: no SMS of 255 parts holds them, and nothing else in the text was judged", len(text)))
	default:
		j.read()
		j.judge()
	}
	fs := a.Rules.Apply(at, j.found, a.Except)
	return slices.CompactFunc(fs, func(x, y law.Finding) bool {
		return x.Rule == y.Rule && x.Path == y.Path && x.Start == y.Start && x.End == y.End && x.Detail == y.Detail
	})
}

func overlong(text string) bool {
	_, err := Measure(text)
	return err == ErrTooLong
}

// Size counts the text as it arrives: with what the Router appends, or puts in the place of its STOP placeholder. The
// errors are those of Measure.
func (a SMSAudit) Size(text string) (Size, error) {
	p, _ := router.Lookup(a.Router)
	return Measure(arrives(p.StopFor(a.Sender), text))
}

// arrives returns the text as it reaches the phone.
func arrives(st router.Stop, text string) string {
	if st.Mode == router.StopPlaceholder {
		return strings.ReplaceAll(text, st.Write, st.As)
	}
	return text + st.Suffix
}

// auditor is one judgement.
type auditor struct {
	SMSAudit
	text    string
	n       notice.Notice
	known   bool // there is a Notice
	profile router.Profile
	at      time.Time
	found   law.Findings

	words    []word
	links    []auditLink
	numbers  []telephone
	foreign  []router.Span
	own      map[string]bool // registrable domains of the Notice
	phrasing [][]notice.Sentence
}

func (j *auditor) add(fs ...law.Finding) { j.found = append(j.found, fs...) }

// should adds a finding that only advises.
func (j *auditor) should(f law.Finding) {
	f.Severity = law.Should
	j.add(f)
}

// read takes the text to pieces.
func (j *auditor) read() {
	j.own = domainsOf(j.n)
	j.links = linksOf(j.text, j.own)
	j.words = wordsOf(j.text)
	for i := range j.words {
		j.words[i].link = within(j.links, j.words[i].start)
	}
	j.numbers = numbersOf(j.text)
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
	j.add(labelFindings("Sender", j.Sender, 64)...)
	j.add(j.profile.SenderFindings("Sender", j.Sender)...)
	j.add(j.profile.PoliticalFindings("Router")...)
	if j.At.IsZero() {
		return
	}
	for _, w := range j.n.Election.Silence(j.Territory) {
		if w.Contains(j.At) {
			j.add(law.Find(law.Silence, "At", "silence %s until %s", territory(j.Territory), stamp(w.End)))
		}
	}
	for _, local := range clocks(j.Territory, j.At) {
		j.add(j.profile.HourFindings("At", local, local.Location())...)
	}
}

func (j *auditor) judge() {
	j.add(textFindings(auditPath, j.text)...)
	for _, s := range j.foreign {
		j.add(law.Find(law.Placeholder, auditPath, "a placeholder written as %s was not filled in: the recipient reads it as it stands", s.Syntax).At(s.Start, s.End))
	}
	j.length()
	j.sender()
	first := j.Occasion == FirstContact
	asks := j.Occasion == ConsentRequest
	if first {
		j.election()
	}
	if first || asks || j.Occasion == Later {
		j.origin()
	}
	if first || asks || j.Occasion == ConsentReceipt {
		j.noticeLink()
	}
	if asks {
		j.consent()
	}
	if first || j.Occasion == Later {
		j.label()
	}
	j.stop()
	j.linkFindings()
	j.numberFindings()
}

// length judges what the message costs and whether the provider carries it.
func (j *auditor) length() {
	whole := arrives(j.profile.StopFor(j.Sender), j.text)
	size, err := Measure(whole)
	if err != nil && err != ErrTooLong {
		return // not UTF-8: said with its place
	}
	if size.Parts > gsm7.MaxParts {
		j.add(law.Find(law.PartBudget, auditPath, "the message needs %d parts with what the provider appends, and has 255 at most", size.Parts))
	}
	if most := j.profile.MaxParts; most > 0 && size.Parts > most {
		j.add(law.Find(law.PartBudget, auditPath, "the message needs %d parts, the provider carries at most %d", size.Parts, most))
	}
	j.add(j.profile.TextFindings(auditPath, j.text, j.Sender)...)
	if size.Encoding != EncodingUCS2 {
		return
	}
	folded, err := Measure(Fold(whole))
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
			j.should(law.Find(law.Alphabet, auditPath, "%U at byte %d is not in GSM-7: the message travels as UCS-2 in %d parts, %d without such characters; write %q", r, i, size.Parts, folded.Parts, as).At(i, i+n))
		} else {
			j.should(law.Find(law.Alphabet, auditPath, "%U at byte %d is not in GSM-7 and nothing stands for it: the message travels as UCS-2 in %d parts, %d without such characters", r, i, size.Parts, folded.Parts).At(i, i+n))
		}
	}
}

// sender judges who signs.
func (j *auditor) sender() {
	names := j.n.Names()
	named := slices.ContainsFunc(names, func(n string) bool { return saysWords(j.words, plainOf(n)) })
	nobody, unsigned := findPhrase(j.words, anyCandidate)
	switch {
	case named:
		if official(j.Sender) {
			j.add(law.Find(law.NoConceal, "Sender", "the sender looks like a public service's: take the name of the candidate, list or party"))
		}
		return
	case !j.known:
		if unsigned && !properName(j.text, j.words) {
			j.add(law.Find(law.SenderIdentity, auditPath, "signed by a candidate without a name: nobody knows who writes").At(nobody.start, nobody.end))
		}
		return
	case senderNames(j.Sender, names):
		j.should(law.Find(law.SenderIdentity, auditPath, "the name stands in the sender alone, which many phones replace or hide: write it in the text too"))
		return
	}
	if unsigned {
		j.add(law.Find(law.SenderIdentity, auditPath, "signed by a candidate without a name: nobody knows who writes").At(nobody.start, nobody.end))
	} else {
		j.add(law.Find(law.SenderIdentity, auditPath, "none of the names of the notice stands in the text: nobody knows who writes"))
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
		if saysWords(j.words, withoutArticle(plainOf(name))) {
			return
		}
	}
	if namesKind(j.words, e.Kind) {
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
	j.add(law.Find(law.ElectionNamed, auditPath, "neither the election nor the day of a round is named"))
}

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
	return findAny(j.words, phrases(days+" "+month, month+" "+days, days+" "+t.Format("1")+"/"+t.Format("01")))
}

// origin judges whether the text says where the data come from.
func (j *auditor) origin() {
	if j.module(law.DataOrigin) || findAny(j.words, originPhrases()) || sourced(j.text, j.words) {
		return
	}
	f := law.Find(law.DataOrigin, auditPath, "nothing says where the recipient's number comes from")
	if j.Occasion == Later {
		j.should(f) // said in the first message
		return
	}
	j.add(f)
}

// noticeLink judges whether the text leads to the full information. Without the link none of it is given.
func (j *auditor) noticeLink() {
	want, known := parseLink(j.n.Rights.Notice)
	near := false
	for _, l := range j.links {
		switch {
		case !known, l.leadsTo(want): // without a notice any link may be the one
			return
		case l.domain == want.domain:
			near = true
		}
	}
	if near {
		j.should(law.Find(law.NoticeLink, auditPath, "a link leads to the domain of the notice, and not to its address: check that the full information is there"))
		return
	}
	j.add(law.Find(law.NoticeLink, auditPath, "no link to the full information"))
	if j.Occasion == ConsentReceipt {
		return
	}
	j.add(law.Find(law.FullNotice, auditPath, "what GDPR 13 and 14 ask stands neither in the text nor behind a link"))
	if !strings.Contains(j.text, "@") {
		j.add(law.Find(law.RightsContact, auditPath, "nothing says with whom rights are exercised"))
	}
}

// consent judges a message that may only ask for agreement.
func (j *auditor) consent() {
	j.votes()
	if !j.module(law.ConsentFirst) && !findAny(j.words, askPhrases()) {
		j.add(law.Find(law.ConsentFirst, auditPath, "a request for agreement that asks nothing: ask whether the person wants to receive messages"))
	}
}

// votes finds calls to vote, in a message that may have none.
func (j *auditor) votes() {
	for _, p := range votePhrases() {
		if w, ok := findPhrase(j.words, p); ok {
			j.add(law.Find(law.ConsentFirst, auditPath, "a request for agreement that calls to vote: ask only").At(w.start, w.end))
		}
	}
}

// label judges the label of Regulation (EU) 2024/900. That an SMS is online is an open question, so that it advises.
func (j *auditor) label() {
	if j.known && j.n.Advert == nil {
		return // Notice.Allows has said so
	}
	if !j.module(law.AdvertLabel) && !findAny(j.words, labelPhrases()) {
		j.should(law.Find(law.AdvertLabel, auditPath, "nothing says that this is a political advertisement"))
	}
}

// module reports whether the text has a sentence of this module's for the rule, in one of its forms.
func (j *auditor) module(rule law.ID) bool {
	if j.phrasing == nil {
		for _, lang := range []language.Tag{language.French, language.English} {
			j.phrasing = append(j.phrasing, j.n.Words(law.SMS, FirstContact, lang), j.n.Words(law.SMS, ConsentRequest, lang))
		}
	}
	for _, sentences := range j.phrasing {
		for _, s := range sentences {
			if slices.Contains(s.Rules, rule) && slices.ContainsFunc(s.Forms, func(f string) bool { return saysWords(j.words, plainOf(f)) }) {
				return true
			}
		}
	}
	return false
}
