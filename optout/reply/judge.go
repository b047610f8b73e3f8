package reply

import (
	"embed"
	"sync"

	"github.com/scrutateur/scrutateur/internal/damaged"
	"github.com/scrutateur/scrutateur/optout/reply/internal/lexicon"
	"github.com/scrutateur/scrutateur/optout/reply/internal/model"
	"github.com/scrutateur/scrutateur/optout/reply/internal/text"
)

//go:embed phrases/*/*.txt
var files embed.FS

// known is what Parse knows of language. It is made at the first reply, because most programs only send.
var known = sync.OnceValue(func() *knowledge {
	l, err := lexicon.Load(files)
	if err != nil {
		panic("reply: " + err.Error()) // a test loads the same files
	}
	m, err := model.Default()
	if err != nil {
		panic("reply: " + err.Error()) // likewise
	}
	return &knowledge{l, m}
})

type knowledge struct {
	*lexicon.Lexicon
	model *model.Model
}

// reader is what is used again from reply to reply, so that reading one allocates nothing.
type reader struct {
	text     text.Reply
	reading  lexicon.Reading
	features model.Features
	weights  []int32 // by token
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// maxReply bounds what is read, in bytes: phones send at most ten parts or so, 1,530 characters. What is longer is reviewed.
const maxReply = 8_000

// Repair undoes what gateways do to the letters of a text on its way, as far as that is certain: another character set for UTF-8, escapes
// of HTML and URLs, UTF-16 in hexadecimal digits. Parse reads what Repair returns, and it is what a human should be shown. A text that is sound is
// returned as it is.
func Repair(s string) string { return damaged.Read(s).Text }

// Parse reads the answer to a message: French first, its Creoles, English, and the keywords of some neighbours and regions. A person may
// object in any words (GDPR 21), so it leans to one side: what may be an objection is Review, and only what cannot be anything else is
// OptOut. It records nothing, and it keeps nothing: a reply may reveal an opinion (GDPR 9), so its text goes as soon as it has been judged and, where a human
// has to read it, read: on the day that the retention plan says for retention.ReplyText.
//
// Capitals, accents, full-width and look-alike letters, invisible characters, damaged accents and slips of the thumb in a keyword do not
// matter; words spelled by ear are known by their sound. Reactions ("A aimé « … »") and quoted text do not count, because they repeat
// the sender's own STOP. "Stop à l'immigration" and "n'arrêtez pas" are no objections.
//
// The time that it takes grows with the length of a text, whatever stands in it. It is the same on every machine, and may be called from several
// goroutines.
//
// Not promised: that every objection is found. Language has no end; docs/replies.md says how many are, and Review needs its human.
func Parse(s string) Result {
	if len(s) > maxReply {
		return Result{Verdict: Review, Reason: ReasonUnclear}
	}
	r := readers.Get().(*reader)
	defer readers.Put(r)
	k := known()
	if !damaged.Suspect(s) {
		return r.parse(k, s)
	}
	return r.parseDamaged(k, damaged.Read(s))
}

// parseDamaged judges a text of which letters were lost. What only a guess holds is for a human to read.
func (r *reader) parseDamaged(k *knowledge, d damaged.Reading) Result {
	res := r.parse(k, d.Text)
	if res.Verdict == Other && d.Illegible {
		res.Verdict, res.Reason = Review, ReasonUnclear
	}
	for _, guess := range d.Guesses {
		if g := r.parse(k, guess); res.Verdict == Other && g.Verdict != Other {
			res = Result{Verdict: Review, Reason: g.Reason, Rights: res.Rights, Rule: g.Rule, Weight: g.Weight}
		}
	}
	return res
}

func (r *reader) parse(k *knowledge, s string) Result {
	reaction := false
	if head, rest, ok := text.Head(s); ok && r.isReaction(k, s, head) {
		reaction = true
		r.text.ReadPart(s, rest, len(s))
	} else {
		r.text.Read(s)
	}
	k.Read(&r.reading, &r.text)
	f := r.count(k)
	res := Result{Rights: f.rights}
	switch {
	case f.empty && reaction:
		res.Verdict, res.Reason = Other, ReasonReaction
	case f.empty && r.text.Quoted:
		res.Verdict, res.Reason = Review, ReasonUnclear // our own words back, without a word of theirs
	case f.empty:
		res.Verdict, res.Reason = Other, ReasonNone
	default:
		r.judge(k, f, &res)
	}
	return res
}

// isReaction reports whether a text up to a quotation is what a phone writes when somebody reacts to a message.
func (r *reader) isReaction(k *knowledge, s string, head int) bool {
	r.text.ReadPart(s, 0, head)
	k.Read(&r.reading, &r.text)
	return len(r.reading.Sentences) == 1 && r.reading.Sentences[0].Found(lexicon.Reaction)
}

// found is what was counted in the sentences of a reply, before anything is decided.
type found struct {
	empty    bool // nothing was said
	keywords int  // clauses that are nothing but STOP, and politeness
	weak     int  // or nothing but a word that is less often meant so
	slips    int  // or nothing but a keyword with one slip: "SOTP"
	signs    int  // or nothing but a sign of anger
	content  int  // clauses that say something else
	words    int  // of these

	certain *lexicon.Sentence // a sentence asks for no more messages
	likely  bool              // one may, if the weights are sure
	quoted  int               // keywords that stand in quotation marks
	asked   *lexicon.Sentence // one asks how to stop
	limited bool              // one of these asks for it at some hours: "arrêtez après 20 h"
	kept    bool              // something is still wanted
	read    bool              // a human has to read it
	mine    bool              // the person speaks of his number or his data
	removal bool              // and something is to be taken away
	hours   bool              // hours or a condition are named at all
	regret  bool
	start   bool
	negated bool
	topic   bool
	rights  rights
	scope   Scope
	reason  Reason // why a human would read it, the first that is clear
}

type rights = Rights

// reasons are the sections that name a reason, in the order in which they are looked for.
var reasons = [...]struct {
	section lexicon.Section
	reason  Reason
}{
	{lexicon.Person, ReasonPerson}, {lexicon.Refusal, ReasonRefusal}, {lexicon.Complaint, ReasonComplaint}, {lexicon.Hostile, ReasonHostile},
}

// count goes through the sentences once.
func (r *reader) count(k *knowledge) (f found) {
	f.empty = len(r.reading.Tokens) == 0
	closed := false // a closing such as "cordialement" was read: what follows may be a name
	for i := range r.reading.Sentences {
		s := &r.reading.Sentences[i]
		closing := s.Found(lexicon.Closing)
		r.reading.EachClause(s, func(first, last int) {
			kind, words := k.Clause(&r.reading, first, last)
			if kind == lexicon.Content && closed && last-first <= 4 {
				kind = lexicon.Empty // a name under the letter
			}
			closed = closed || closing
			switch kind {
			case lexicon.Keyword:
				if r.text.Words[r.reading.Tokens[first].Word].Quoted {
					f.quoted++
				} else {
					f.keywords++
				}
			case lexicon.Weak:
				f.weak++
			case lexicon.Slip:
				f.slips++
			case lexicon.Signs:
				f.signs++
			case lexicon.Content:
				f.content++
				f.words += words
			}
		})
		weigh(s, &f)
	}
	// "Le « STOP » prend de la place" speaks of our words; "« STOP »" says them.
	if f.content == 0 {
		f.keywords += f.quoted
	} else {
		f.content += f.quoted
	}
	return f
}

// weigh looks at a sentence as a whole, its clauses together.
func weigh(s *lexicon.Sentence, f *found) {
	has := s.Found
	hours, kept, negated := has(lexicon.Limited), has(lexicon.Kept), has(lexicon.Negated)
	f.hours, f.kept, f.negated = f.hours || hours, f.kept || kept, f.negated || negated
	f.topic = f.topic || has(lexicon.Topic)
	f.read, f.mine, f.removal = f.read || has(lexicon.Read), f.mine || has(lexicon.Mine), f.removal || has(lexicon.Removal)
	f.regret, f.start = f.regret || has(lexicon.Regret), f.start || has(lexicon.Start)
	f.likely = f.likely || has(lexicon.Likely) && !negated && !hours && !kept && !s.Question
	if s.Rule >= 0 && !negated {
		switch {
		case hours || kept:
			f.limited = true
		case s.Question && !has(lexicon.Request):
			f.asked = s
		case f.certain == nil:
			f.certain = s
		}
		f.scope = Scope{
			SMS: f.scope.SMS || has(lexicon.BySMS), Email: f.scope.Email || has(lexicon.ByEmail), Voice: f.scope.Voice || has(lexicon.ByVoice),
			Post: f.scope.Post || has(lexicon.ByPost), Door: f.scope.Door || has(lexicon.AtDoor), Everything: f.scope.Everything || has(lexicon.Everything),
		}
	}
	f.rights.Access = f.rights.Access || has(lexicon.Access)
	f.rights.Source = f.rights.Source || has(lexicon.Source)
	f.rights.Erasure = f.rights.Erasure || has(lexicon.Erasure)
	f.rights.Rectification = f.rights.Rectification || has(lexicon.Rectification)
	for _, x := range reasons {
		if f.reason == "" && has(x.section) {
			f.reason = x.reason
		}
	}
}

// judge decides, from the certain to the unlikely.
func (r *reader) judge(k *knowledge, f found, res *Result) {
	switch {
	case f.keywords > 0 && f.content+f.slips == 0 && !f.regret:
		res.Verdict, res.Reason = OptOut, ReasonKeyword
		return
	case f.slips > 0 && f.keywords+f.slips <= 2 && f.content == 0 && !f.regret:
		res.Verdict, res.Reason = OptOut, ReasonTypo
		return
	}
	likely := r.ask(k, res)
	certain := f.certain != nil || f.keywords > 0
	switch {
	case f.regret && (certain || f.weak+f.slips > 0 || likely):
		r.review(res, ReasonUnclear)
	case f.certain != nil && !f.kept && res.Weight >= int(k.model.Hold):
		res.Verdict, res.Reason, res.Scope = OptOut, ReasonSentence, f.scope
		r.name(k, f.certain, res)
	case f.keywords > 0 && !f.hours && !f.kept && f.asked == nil && (res.Weight >= int(k.model.Sure) || (f.rights.Any() || f.reason != "") && res.Weight >= int(k.model.Hold)):
		res.Verdict, res.Reason = OptOut, ReasonBeside
	case f.likely && f.content > 0 && f.keywords == 0 && !f.limited && f.asked == nil && !f.kept && !f.hours && res.Weight >= int(k.model.Sure):
		res.Verdict, res.Reason, res.Scope = OptOut, ReasonSentence, f.scope
	case f.keywords > 0:
		r.review(res, ReasonBeside)
	case f.asked != nil:
		r.review(res, ReasonQuestion)
		r.name(k, f.asked, res)
	case f.limited || f.certain != nil && f.kept:
		r.review(res, ReasonLimited)
	case f.certain != nil:
		r.review(res, ReasonUnclear)
		r.name(k, f.certain, res)
	case f.weak+f.slips > 0 && f.content == 0, f.signs > 0 && f.content == 0:
		r.review(res, f.why(ReasonUnclear))
	case f.read, f.mine && f.removal:
		r.review(res, f.why(ReasonUnclear))
	case f.rights.Erasure: // who wants to be forgotten wants no more messages
		r.review(res, ReasonRights)
	case r.text.Foreign:
		r.review(res, ReasonUnclear)
	case likely && !f.start && !(f.rights.Any() && res.Weight < int(k.model.Hold)): // a request has its human already
		r.review(res, f.why(ReasonUnclear))
	default:
		res.Verdict = Other
		res.Reason = f.harmless()
	}
}

// why returns the reason for a Review.
func (f *found) why(otherwise Reason) Reason {
	switch {
	case f.hours || f.kept:
		return ReasonLimited
	case f.reason != "":
		return f.reason
	}
	return otherwise
}

// harmless returns the reason for an Other.
func (f *found) harmless() Reason {
	switch {
	case f.start:
		return ReasonStart
	case f.rights.Any():
		return ReasonRights
	case f.negated:
		return ReasonNegated
	case f.topic:
		return ReasonTopic
	}
	return ReasonNone
}

func (r *reader) review(res *Result, reason Reason) { res.Verdict, res.Reason = Review, reason }

// ask asks the model, and notes which words weighed most.
func (r *reader) ask(k *knowledge, res *Result) bool {
	r.features.Read(k.Lexicon, &r.reading, &r.text)
	r.weights = r.weights[:0]
	for range r.reading.Tokens {
		r.weights = append(r.weights, 0)
	}
	res.Weight = int(k.model.Score(&r.features, r.weights))
	likely := res.Weight >= int(k.model.Review)
	for n := range res.Words {
		best, most := -1, int32(0)
		for i, w := range r.weights {
			if !likely {
				w = -w
			}
			if w > most {
				best, most = i, w
			}
		}
		if best < 0 {
			break
		}
		word := r.text.Words[r.reading.Tokens[best].Word]
		res.Words[n], r.weights[best] = Span{word.From, word.To}, 0
	}
	return likely
}

// name notes the phrase that was found, and its words.
func (r *reader) name(k *knowledge, s *lexicon.Sentence, res *Result) {
	res.Rule = k.Paragraphs()[s.Rule].Place
	from, to := r.reading.Tokens[s.From].Word, r.reading.Tokens[min(s.To, s.Last-1)].Word
	res.Words = [3]Span{{r.text.Words[from].From, r.text.Words[to].To}}
}
