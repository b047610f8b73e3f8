package message

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/scrutateur/scrutateur/internal/gsm7"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice/law"
)

// A mention is a way out that the text offers: the word STOP with where it goes, or a link.
type mention struct {
	start, end int
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
var outPhrases = phraseLines(`
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
var hurdles = phraseLines(`
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

// leads are how a mention begins, up to its number: what is cut ends in one of them.
var leads = sync.OnceValue(func() [][]string {
	var all [][]string
	for _, s := range []string{
		"pour ne plus recevoir nos SMS: STOP au", "pour ne plus recevoir de SMS: STOP au", "pour ne plus recevoir nos messages, STOP au",
		"pour vous désinscrire, répondez STOP au", "pour vous désabonner, répondez STOP au", "to receive no more SMS from us: STOP to",
	} {
		all = append(all, plainOf(s))
	}
	return all
})

// stop judges the way out: that there is one, that it goes somewhere, that it costs nothing more, that it is all there.
func (j *auditor) stop() {
	st := j.profile.StopFor(j.Sender)
	appended := st.Mode == router.StopAppended
	all := j.mentions(st)
	works, valid := appended, mention{end: -1}
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
	if works && !appended && valid.end > 0 {
		if lost, most := j.lost(valid); lost {
			j.add(law.Find(law.OptOutSMS, auditPath, "the way out stands behind part %d, the last that the provider carries: cut there, the message has none", most).At(valid.start, valid.end))
		}
	}
	if works || slices.ContainsFunc(all, func(m mention) bool { return m.kind != toLink }) {
		return // judged above, with its place
	}
	if fills(j.text) {
		j.add(law.Find(law.OptOutSMS, auditPath, "no way to stop the messages; the text fills its parts to the last unit: the mention may have been cut off"))
		return
	}
	j.add(law.Find(law.OptOutSMS, auditPath, "no way to stop the messages: neither STOP with a short code nor a link to unsubscribe"))
}

// judgeMention judges one mention; works says that the text, or the provider, offers another that works.
func (j *auditor) judgeMention(m mention, works bool) {
	add := func(f law.Finding) { j.add(f.At(m.start, m.end)) }
	switch m.kind {
	case toCode:
		if m.code[:2] == "38" && j.Occasion != Service {
			add(law.Find(law.ShortCode, auditPath, "the STOP goes to a short code 38xxx, for transactional messages; what is sent to canvass stops at 36xxx"))
		}
	case toLink:
		if l, ok := linkAt(j.links, m.end-1); ok && l.url != nil && l.url.Scheme != "https" {
			add(law.Find(law.StopValid, auditPath, "the link to unsubscribe is not https: whoever listens learns who objects"))
		}
	case toPremium:
		if m.code != "" { // a telephone number is judged with the others
			add(law.Find(law.StopValid, auditPath, "a STOP to a premium short code: whoever objects would pay more than an SMS"))
		}
	case toSender:
		if j.answerable() == answerUnknown {
			f := law.Find(law.OptOutSMS, auditPath, "a STOP in reply reaches nobody when the sender is a name: give the short code").At(m.start, m.end)
			j.should(f)
		}
	}
	broken := add
	if works { // a recipient may still follow this one
		broken = func(f law.Finding) { j.should(f.At(m.start, m.end)) }
	}
	switch m.kind {
	case toPremium, toOther:
		broken(law.Find(law.OptOutSMS, auditPath, "the STOP goes to a number that takes none: a short code has five digits, 36xxx"))
	case toCut:
		broken(law.Find(law.OptOutSMS, auditPath, "the STOP mention is cut: the text ends in the middle of it"))
	}
	if works {
		return
	}
	switch m.kind {
	case toSender:
		add(law.Find(law.OptOutSMS, auditPath, "a STOP in reply to a name reaches nobody: no phone can answer it; give the short code"))
	case toBare:
		add(law.Find(law.OptOutSMS, auditPath, "a STOP without a number ends the text: nobody knows where to send it, or it was cut here; give the short code"))
	case toNotice:
		add(law.Find(law.ObjectSeparate, auditPath, "the way out stands in the notice alone: say STOP, or give a link of its own"))
	case toNowhere:
		add(law.Find(law.OptOutSMS, auditPath, "a way out without a place to go: neither a short code nor a link follows"))
		if j.hurdle(m) {
			add(law.Find(law.StopFree, auditPath, "a way out on condition: a STOP or one link is all that may be asked"))
		}
	}
}

// hurdle reports whether something else is asked for after the words that offer the way out.
func (j *auditor) hurdle(m mention) bool {
	i := slices.IndexFunc(j.words, func(w word) bool { return w.start >= m.end })
	if i < 0 {
		return false
	}
	return findAny(j.words[i:min(i+16, len(j.words))], hurdles())
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
			all = append(all, mention{start: i, end: i + len(st.Write), kind: toPlaceholder})
		}
	}
	covered := func(at int) bool {
		return slices.ContainsFunc(all, func(m mention) bool { return m.start <= at && at < m.end })
	}
	for i, w := range j.words {
		if w.link || !slices.Contains(stopWords, w.text) || covered(w.start) {
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
			if w, ok := findPhrase(j.words, p); ok {
				return []mention{{start: w.start, end: w.end, kind: toNowhere}}
			}
		}
	}
	return all
}

// stopAt reads the mention that begins at a word STOP. Most words STOP begin none: "Stop à l'immigration".
func (j *auditor) stopAt(i int) (mention, bool) {
	m := mention{start: j.words[i].start, end: j.words[i].end}
	k := i + 1
	for k < len(j.words) && k-i <= 6 && !j.words[k].link && slices.Contains(betweenWords, j.words[k].text) {
		k++
	}
	replies := i > 0 && slices.Contains(replyWords, j.words[i-1].text)
	last := j.words[k-1].end
	switch {
	case unclosed(j.text[m.end:]):
		m.end, m.kind = len(j.text), toCut
		return m, true
	case k == len(j.words):
		switch {
		case replies || k == i+1 && j.answerable() == answerYes:
			m.kind = toSender
		case k == i+1:
			m.kind = toBare
		default:
			m.end, m.kind = last, toCut
		}
		return m, true
	}
	next := j.words[k]
	gap := j.text[last:next.start]
	if s := slices.IndexFunc(j.foreign, func(s router.Span) bool { return s.Start >= last && s.Start <= next.start && next.start < s.End }); s >= 0 {
		m.end, m.kind = j.foreign[s].End, toPlaceholder
		return m, true
	}
	if l, ok := linkAt(j.links, next.start); ok && !strings.ContainsAny(gap, ".!?\n") {
		m.end, m.kind = l.end, toLink
		return m, true
	}
	if n := slices.IndexFunc(j.numbers, func(n telephone) bool { return n.start <= next.start && next.start < n.end }); n >= 0 {
		m.end = j.numbers[n].end
		switch j.numbers[n].kind {
		case mobileNumber:
			m.kind = toMobile
		case premiumNumber:
			m.kind = toPremium
		default:
			m.kind = toOther
		}
		return m, true
	}
	if digits, to := j.digitsAt(k); digits != "" && len(digits) <= 5 {
		atEnd := to == len(j.words)
		m.end = j.words[to-1].end
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
	if replies {
		m.kind = toSender
		return m, true
	}
	rest := j.words[i+1 : min(i+7, len(j.words))]
	if slices.ContainsFunc(outPhrases(), func(p phrase) bool { _, ok := findPhrase(rest, p); return ok }) {
		m.kind = toSender // "STOP pour ne plus recevoir de messages"
		return m, true
	}
	return mention{}, false
}

// unclosed reports whether what follows STOP is a provider's placeholder that the end of the text cuts: "au <#short".
func unclosed(after string) bool {
	i := strings.IndexAny(after, "<[{")
	if i < 0 || len(after) > 40 || strings.ContainsAny(after[i:], ">]}") {
		return false
	}
	return !slices.ContainsFunc(wordsOf(after[:i]), func(w word) bool { return !slices.Contains(betweenWords, w.text) })
}

// digitsAt returns the digits at word k, "36 111" joined, and the word behind them.
func (j *auditor) digitsAt(k int) (digits string, to int) {
	for to = k; to < len(j.words) && strings.Trim(j.words[to].text, "0123456789") == "" && len(digits) < 6; to++ {
		if to > k && j.text[j.words[to-1].end:j.words[to].start] != " " {
			break
		}
		digits += j.words[to].text
	}
	if first := j.words[k].text; len(digits) > 5 && len(first) == 5 {
		return first, k + 1 // "STOP 36111 2 rue de la Mairie"
	}
	return digits, to
}

// outLinks finds the links by which one unsubscribes: those whose path says so, and those that follow words which do.
func (j *auditor) outLinks(covered func(int) bool) []mention {
	var all []mention
	want, known := parseLink(j.n.Rights.Notice)
	for _, l := range j.links {
		if l.url == nil || covered(l.start) {
			continue
		}
		m := mention{start: l.start, end: l.end, kind: toLink}
		path := strings.ToLower(l.url.Path)
		said := slices.ContainsFunc(outPaths, func(p string) bool { return strings.Contains(path, p) })
		if !said {
			i, _ := slices.BinarySearchFunc(j.words, l.start, func(w word, at int) int { return w.start - at })
			from := sentenceStart(j.text, l.start)
			lo := i
			for lo > 0 && i-lo < 12 && j.words[lo-1].start >= from {
				lo--
			}
			for _, p := range outPhrases() {
				if w, ok := findPhrase(j.words[lo:i], p); ok {
					m.start, said = w.start, true
					break
				}
			}
		}
		if !said {
			continue
		}
		if known && l.leadsTo(want) {
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
	if strings.Trim(j.text[last.end:], " \n.…") != "" || strings.HasPrefix(j.text[last.end:], ". ") {
		return mention{}, false
	}
	if raw := j.text[last.start:last.end]; (raw == "STO" || raw == "ST") && len(j.words) > 1 {
		return mention{start: last.start, end: last.end, kind: toCut}, true
	}
	for _, lead := range leads() {
		for n := min(len(lead), len(j.words)); n >= 3; n-- {
			tail := j.words[len(j.words)-n:]
			whole := true
			for i := range n - 1 {
				whole = whole && tail[i].text == lead[i]
			}
			if whole && strings.HasPrefix(lead[n-1], tail[n-1].text) {
				return mention{start: tail[0].start, end: last.end, kind: toCut}, true
			}
		}
	}
	return mention{}, false
}

// lost reports whether a mention stands, wholly or in part, behind the last part or character that the provider carries.
func (j *auditor) lost(m mention) (bool, int) {
	whole := arrives(j.profile.StopFor(j.Sender), j.text)
	size, err := Measure(whole)
	if err != nil && err != ErrTooLong {
		return false, 0
	}
	if most := j.profile.MaxParts; most > 0 && size.Parts > most {
		p := gsm7.NewPacker(size.Encoding == EncodingUCS2)
		for i, r := range j.text {
			p.Text(string(r))
			if p.Parts() > most {
				return m.end > i, most
			}
		}
	}
	if most := j.profile.MaxCharacters; most > 0 && utf8.RuneCountInString(j.text[:m.end]) > most {
		return true, max(j.profile.MaxParts, 1)
	}
	return false, 0
}

// fills reports whether a text takes exactly what its parts hold.
func fills(text string) bool {
	size, err := Measure(text)
	if err != nil {
		return false
	}
	single, part := gsm7.SingleGSM7, gsm7.PartGSM7
	if size.Encoding == EncodingUCS2 {
		single, part = gsm7.SingleUCS2, gsm7.PartUCS2
	}
	return size.Units == single || size.Parts > 1 && size.Units == size.Parts*part
}
