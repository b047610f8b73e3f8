package phone

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/judge"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// A mention is a way out that the text offers: the word STOP with where it goes, or a link.
type mention struct {
	Start, End int
	kind       mentionKind
	code       string // the digits of a short code
}

type mentionKind string

const (
	toCode        mentionKind = "code"        // a short code, 36xxx or 38xxx
	toPlaceholder mentionKind = "placeholder" // what the provider, or another one, puts a short code in place of
	toMobile      mentionKind = "mobile"      // an ordinary mobile number
	toLink        mentionKind = "link"
	toNotice      mentionKind = "notice" // the link to the notice, said to be the way out too
	toSender      mentionKind = "sender" // "Répondez STOP": to whoever wrote
	toPremium     mentionKind = "premium"
	toOther       mentionKind = "other" // a number that takes no STOP
	toNowhere     mentionKind = "nowhere"
	toBare        mentionKind = "bare" // STOP ends the text, and nobody knows where to send it
	toCut         mentionKind = "cut"  // the mention ends in its middle
)

// stopWords begin a mention: the word that recipients send.
var stopWords = strings.Fields("stop stopsms stoppub")

// betweenWords may stand between STOP and where it goes.
var betweenWords = strings.Fields(`sms au a to par by the le la numero number no n en reponse repondant envoyer envoyez send text texto sur via
	prospection pub gratuit gratuitement free code court short svp mms rcs message messages`)

// replyWords stand before a STOP that goes to the sender.
var replyWords = strings.Fields("repondez repondre repond rep reponse reply replying renvoyez tapez text envoyez envoyer send")

// outPhrases are other ways to say that messages can be stopped.
var outPhrases = judge.Lines(`
	ne plus recevoir
	plus recevoir de/nos/ces
	plus de/aucun sms/message/messages
	ne plus etre contacte/contactee/sollicite/sollicitee
	desinscription
	desinscrire
	desinscrivez
	desabonnement
	desabonner
	desabonnez
	se desinscrire/desabonner
	vous opposer
	s opposer
	opposition
	unsubscribe
	opt out
	optout
	receive no more
	no more sms/text/texts/messages
	stop receiving`)

// outPaths are what stands in the path of a link by which one unsubscribes.
var outPaths = strings.Fields("stop desinscri desabonn desabo unsub optout opt-out opposition")

// hurdles make a way out conditional on something else.
var hurdles = judge.Lines(`
	ouvrez/creez/creer/ouvrir un/votre compte
	connectez vous
	connecter
	identifiez vous
	votre compte/espace/identifiant
	mot de passe
	par courrier/lettre/voie
	lettre recommandee
	copie/photocopie de/d votre/une/piece
	piece d identite
	create/open an account
	log in
	your account
	by post/letter`)

// leads are how a mention begins, up to its number: "Pour ne plus recevoir de SMS STOP au". A text that ends within one of them was cut.
var leads = sync.OnceValue(func() [][]string {
	var all [][]string
	for _, s := range []string{
		"pour ne plus recevoir nos SMS: STOP au", "pour ne plus recevoir de SMS: STOP au", "pour ne plus recevoir nos messages, STOP au",
		"pour vous désinscrire, répondez STOP au", "pour vous désabonner, répondez STOP au", "to receive no more SMS from us: STOP to",
	} {
		all = append(all, judge.Plain(s))
	}
	return all
})

// stop judges the way out: that there is one, that it goes somewhere, that it costs nothing more, that it is all there.
func (j *auditor) stop() {
	st := j.profile.StopFor(j.Sender)
	appended := st.Mode == router.StopAppended
	all := j.mentions(st)
	works, valid := appended, mention{End: -1}
	for _, m := range all {
		switch m.kind {
		case toCode, toPlaceholder, toMobile, toLink:
			works, valid = true, m
		case toSender:
			works = works || j.answerable() != answerNo
		}
	}
	for _, m := range all {
		j.judgeMention(m, works)
	}
	if works && !appended && valid.End > 0 {
		if lost, most := j.lost(valid); lost {
			j.add(law.Find(law.OptOutSMS, Path, "the way out stands behind part %d, the last that the provider carries: cut there, the message has none", most).At(valid.Start, valid.End))
		}
	}
	if works || slices.ContainsFunc(all, func(m mention) bool { return m.kind != toLink }) {
		return // judged above, with its place
	}
	if fills(j.text) {
		j.add(law.Find(law.OptOutSMS, Path, "no way to stop the messages; the text fills its parts to the last unit: the mention may have been cut off"))
		return
	}
	j.add(law.Find(law.OptOutSMS, Path, "no way to stop the messages: neither STOP with a short code nor a link to unsubscribe"))
}

// judgeMention judges one mention; works says that the text, or the provider, offers another that works.
func (j *auditor) judgeMention(m mention, works bool) {
	add := func(f law.Finding) { j.add(f.At(m.Start, m.End)) }
	switch m.kind {
	case toCode:
		if m.code[:2] == "38" && j.Occasion != message.Service {
			add(law.Find(law.ShortCode, Path, "the STOP goes to a short code 38xxx, for transactional messages; what is sent to canvass stops at 36xxx"))
		}
	case toLink:
		if l, ok := linkAt(j.links, m.End-1); ok && l.URL != nil && l.URL.Scheme != "https" {
			add(law.Find(law.StopValid, Path, "the link to unsubscribe is not https: whoever listens learns who objects"))
		}
	case toPremium:
		if m.code != "" { // a telephone number is judged with the others
			add(law.Find(law.StopValid, Path, "a STOP to a premium short code: whoever objects would pay more than an SMS"))
		}
	case toSender:
		if j.answerable() == answerUnknown {
			f := law.Find(law.OptOutSMS, Path, "a STOP in reply reaches nobody when the sender is a name: give the short code").At(m.Start, m.End)
			j.should(f)
		}
	}
	broken := add
	if works { // a recipient may still follow this one
		broken = func(f law.Finding) { j.should(f.At(m.Start, m.End)) }
	}
	switch m.kind {
	case toPremium, toOther:
		broken(law.Find(law.OptOutSMS, Path, "the STOP goes to a number that takes none: a short code has five digits, 36xxx"))
	case toCut:
		broken(law.Find(law.OptOutSMS, Path, "the STOP mention is cut: the text ends in the middle of it"))
	}
	if works {
		return
	}
	switch m.kind {
	case toSender:
		add(law.Find(law.OptOutSMS, Path, "a STOP in reply to a name reaches nobody: no phone can answer it; give the short code"))
	case toBare:
		add(law.Find(law.OptOutSMS, Path, "a STOP without a number ends the text: nobody knows where to send it, or it was cut here; give the short code"))
	case toNotice:
		add(law.Find(law.ObjectSeparate, Path, "the way out stands in the notice alone: say STOP, or give a link of its own"))
	case toNowhere:
		add(law.Find(law.OptOutSMS, Path, "a way out without a place to go: neither a short code nor a link follows"))
		if j.hurdle(m) {
			add(law.Find(law.StopFree, Path, "a way out on condition: a STOP or one link is all that may be asked"))
		}
	}
}

// hurdle reports whether something else is asked for after the words that offer the way out.
func (j *auditor) hurdle(m mention) bool {
	i := slices.IndexFunc(j.words, func(w judge.Word) bool { return w.Start >= m.End })
	if i < 0 {
		return false
	}
	return judge.FindAny(j.words[i:min(i+16, len(j.words))], hurdles())
}

// answer says whether a reply reaches the sender.
type answer int

const (
	answerNo answer = iota
	answerUnknown
	answerYes
)

func (j *auditor) answerable() answer {
	kind := router.KindOf(j.Sender)
	if j.Sender == "" {
		kind = j.profile.Sender.Default
	}
	switch kind {
	case router.ShortCode:
		return answerYes
	case "":
		return answerUnknown
	}
	return answerNo
}

// mentions finds every way out of the text.
func (j *auditor) mentions(st router.Stop) []mention {
	var all []mention
	if st.Mode == router.StopPlaceholder {
		if i := strings.Index(j.text, st.Write); i >= 0 {
			all = append(all, mention{Start: i, End: i + len(st.Write), kind: toPlaceholder})
		}
	}
	covered := func(at int) bool {
		return slices.ContainsFunc(all, func(m mention) bool { return m.Start <= at && at < m.End })
	}
	for i, w := range j.words {
		if w.Link || !slices.Contains(stopWords, w.Text) || covered(w.Start) {
			continue
		}
		if m, ok := j.stopAt(i); ok {
			all = append(all, m)
		}
	}
	all = append(all, j.outLinks(covered)...)
	if len(all) == 0 {
		if m, ok := j.cutLead(); ok {
			return []mention{m}
		}
		for _, p := range outPhrases() {
			if w, ok := judge.Find(j.words, p); ok {
				return []mention{{Start: w.Start, End: w.End, kind: toNowhere}}
			}
		}
	}
	return all
}

// stopAt reads the mention that begins at a word STOP. Most words STOP begin none: "Stop à l'immigration".
func (j *auditor) stopAt(i int) (mention, bool) {
	m := mention{Start: j.words[i].Start, End: j.words[i].End}
	k := i + 1
	for k < len(j.words) && k-i <= 6 && !j.words[k].Link && slices.Contains(betweenWords, j.words[k].Text) {
		k++
	}
	replies := i > 0 && slices.Contains(replyWords, j.words[i-1].Text)
	last := j.words[k-1].End
	switch {
	case unclosed(j.text[m.End:]):
		m.End, m.kind = len(j.text), toCut
		return m, true
	case k == len(j.words):
		switch {
		case replies || k == i+1 && j.answerable() == answerYes:
			m.kind = toSender
		case k == i+1:
			m.kind = toBare
		default:
			m.End, m.kind = last, toCut
		}
		return m, true
	}
	if found, ok := j.target(m, i, k); found.kind != "" || !ok {
		return found, ok
	}
	rest := j.words[i+1 : min(i+7, len(j.words))]
	if replies || slices.ContainsFunc(outPhrases(), func(p judge.Phrase) bool { _, ok := judge.Find(rest, p); return ok }) {
		m.kind = toSender // "Répondez STOP", "STOP pour ne plus recevoir de messages"
		return m, true
	}
	return mention{}, false
}

// target reads where the mention m, which begins at word i, sends its STOP, when that stands at word k: a placeholder, a link, a
// telephone number or the digits of a short code. The kind is empty when nothing of these stands there, and ok is
// false when the digits show that it is no mention: "STOP 2 fois par jour".
func (j *auditor) target(m mention, i, k int) (_ mention, ok bool) {
	last, next := j.words[k-1].End, j.words[k]
	if s := slices.IndexFunc(j.foreign, func(s router.Span) bool { return s.Start >= last && s.Start <= next.Start && next.Start < s.End }); s >= 0 {
		m.End, m.kind = j.foreign[s].End, toPlaceholder
		return m, true
	}
	if l, ok := linkAt(j.links, next.Start); ok && !strings.ContainsAny(j.text[last:next.Start], ".!?\n") {
		m.End, m.kind = l.End, toLink
		return m, true
	}
	if n := slices.IndexFunc(j.numbers, func(n judge.Number) bool { return n.Start <= next.Start && next.Start < n.End }); n >= 0 {
		m.End = j.numbers[n].End
		switch j.numbers[n].Kind {
		case judge.Mobile:
			m.kind = toMobile
		case judge.Premium:
			m.kind = toPremium
		default:
			m.kind = toOther
		}
		return m, true
	}
	digits, to := j.digitsAt(k)
	if digits == "" || len(digits) > 5 {
		return m, true
	}
	atEnd := to == len(j.words)
	m.End = j.words[to-1].End
	switch {
	case router.KindOf(digits) == router.ShortCode:
		m.kind, m.code = toCode, digits
	case premiumCode(digits):
		m.kind, m.code = toPremium, digits
	case len(digits) == 5:
		m.kind = toOther
	case atEnd && k > i+1 || atEnd && digits[0] == '3':
		m.kind = toCut
	default:
		return mention{}, false
	}
	return m, true
}

// unclosed reports whether what follows STOP is a provider's placeholder that the end of the text cuts: "au <#short".
func unclosed(after string) bool {
	i := strings.IndexAny(after, "<[{")
	if i < 0 || len(after) > 40 || strings.ContainsAny(after[i:], ">]}") {
		return false
	}
	return !slices.ContainsFunc(judge.Words(after[:i]), func(w judge.Word) bool { return !slices.Contains(betweenWords, w.Text) })
}

// digitsAt returns the digits at word k, "36 111" joined, and the word behind them.
func (j *auditor) digitsAt(k int) (digits string, to int) {
	for to = k; to < len(j.words) && strings.Trim(j.words[to].Text, "0123456789") == "" && len(digits) < 6; to++ {
		if to > k && j.text[j.words[to-1].End:j.words[to].Start] != " " {
			break
		}
		digits += j.words[to].Text
	}
	if first := j.words[k].Text; len(digits) > 5 && len(first) == 5 {
		return first, k + 1 // "STOP 36111 2 rue de la Mairie"
	}
	return digits, to
}

// outLinks finds the links by which one unsubscribes: those whose path says so, and those that follow words which do.
func (j *auditor) outLinks(covered func(int) bool) []mention {
	var all []mention
	want, known := judge.ParseLink(j.n.Rights.Notice)
	for _, l := range j.links {
		if l.URL == nil || covered(l.Start) {
			continue
		}
		m := mention{Start: l.Start, End: l.End, kind: toLink}
		path := strings.ToLower(l.URL.Path)
		said := slices.ContainsFunc(outPaths, func(p string) bool { return strings.Contains(path, p) })
		if !said {
			i, _ := slices.BinarySearchFunc(j.words, l.Start, func(w judge.Word, at int) int { return w.Start - at })
			from := sentenceStart(j.text, l.Start)
			lo := i
			for lo > 0 && i-lo < 12 && j.words[lo-1].Start >= from {
				lo--
			}
			for _, p := range outPhrases() {
				if w, ok := judge.Find(j.words[lo:i], p); ok {
					m.Start, said = w.Start, true
					break
				}
			}
		}
		if !said {
			continue
		}
		if known && l.LeadsTo(want) {
			m.kind = toNotice
		}
		all = append(all, m)
	}
	return all
}

// sentenceStart returns where the sentence before a byte begins.
func sentenceStart(text string, at int) int {
	for i := at - 1; i > 0; i-- {
		if c := text[i-1]; (c == '.' || c == '!' || c == '?') && (text[i] == ' ' || text[i] == '\n') {
			return i
		}
	}
	return 0
}

// cutLead finds a mention that the end of the text cuts before its number: "Pour ne plus recev", " STO".
func (j *auditor) cutLead() (mention, bool) {
	if len(j.words) == 0 {
		return mention{}, false
	}
	last := j.words[len(j.words)-1]
	if strings.Trim(j.text[last.End:], " \n.…") != "" || strings.HasPrefix(j.text[last.End:], ". ") {
		return mention{}, false
	}
	if raw := j.text[last.Start:last.End]; (raw == "STO" || raw == "ST") && len(j.words) > 1 {
		return mention{Start: last.Start, End: last.End, kind: toCut}, true
	}
	for _, lead := range leads() {
		for n := min(len(lead), len(j.words)); n >= 3; n-- {
			tail := j.words[len(j.words)-n:]
			whole := true
			for i := range n - 1 {
				whole = whole && tail[i].Text == lead[i]
			}
			if whole && strings.HasPrefix(lead[n-1], tail[n-1].Text) {
				return mention{Start: tail[0].Start, End: last.End, kind: toCut}, true
			}
		}
	}
	return mention{}, false
}

// lost reports whether a mention stands, wholly or in part, behind the last part or character that the provider carries.
func (j *auditor) lost(m mention) (bool, int) {
	whole := Arrives(j.profile.StopFor(j.Sender), j.text)
	size, err := message.Measure(whole)
	if err != nil && err != message.ErrTooLong {
		return false, 0
	}
	if most := j.profile.MaxParts; most > 0 && size.Parts > most {
		p := gsm7.NewPacker(size.Encoding == message.EncodingUCS2)
		for i, r := range j.text {
			p.Text(string(r))
			if p.Parts() > most {
				return m.End > i, most
			}
		}
	}
	if most := j.profile.MaxCharacters; most > 0 && utf8.RuneCountInString(j.text[:m.End]) > most {
		return true, max(j.profile.MaxParts, 1)
	}
	return false, 0
}

// fills reports whether a text takes exactly what its parts hold.
func fills(text string) bool {
	size, err := message.Measure(text)
	if err != nil {
		return false
	}
	single, part := gsm7.SingleGSM7, gsm7.PartGSM7
	if size.Encoding == message.EncodingUCS2 {
		single, part = gsm7.SingleUCS2, gsm7.PartUCS2
	}
	return size.Units == single || size.Parts > 1 && size.Units == size.Parts*part
}

// premiumCode reports whether an SMS to a short code of five digits costs more than an SMS: those from 4 to 9 do, 3xxxx
// has « pas de surtaxe » (Sosh, Achats multimédia et SMS+, 15 July 2021).
func premiumCode(code string) bool { return len(code) == 5 && code[0] >= '4' }
