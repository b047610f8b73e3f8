package lexicon

import "fmt"

// automaton looks for all phrases at once, word by word. A place is where a phrase may stand after a word (Glushkov, 1961): of the places
// that are reached, the next word leads to those that follow and take it. No place is reached twice by one word, so that a word costs at most
// as many steps as there are arrows, whatever came before it.
type automaton struct {
	places []place
	starts [][]int32 // the places with which a phrase begins, by their class
}

type place struct {
	takes  takes
	next   []arrow
	accept []int32 // the paragraphs of which a phrase ends here
}

// arrow leads to a place, and knows which words it takes: most arrows are not followed, and need not look there.
type arrow struct {
	place int32
	takes takes
}

// takes says which words a place takes: those of a class, those that are not of one (the number of the class, negative), or any.
type takes int32

const anyWordAtAll takes = 0

func takesOf(e *expression) takes {
	switch e.op {
	case oneWord:
		return takes(e.class)
	case notWord:
		return -takes(e.class)
	}
	return anyWordAtAll
}

// part is what Glushkov's construction knows of an expression.
type part struct {
	nullable    bool
	first, last []int32
}

// add puts a phrase into the automaton.
func (a *automaton) add(e *expression, paragraph int32) error {
	p := a.build(e)
	if p.nullable {
		return fmt.Errorf("the phrase has no words")
	}
	for _, at := range p.first {
		class := a.places[at].takes
		if class <= anyWordAtAll {
			return fmt.Errorf("a phrase begins with a word, or with ^")
		}
		for int(class) >= len(a.starts) {
			a.starts = append(a.starts, nil)
		}
		a.starts[class] = append(a.starts[class], at)
	}
	for _, at := range p.last {
		a.places[at].accept = append(a.places[at].accept, paragraph)
	}
	return nil
}

func (a *automaton) build(e *expression) part {
	switch e.op {
	case sequence:
		whole := part{nullable: true}
		for _, kid := range e.kids {
			k := a.build(kid)
			a.connect(whole.last, k.first)
			if whole.nullable {
				whole.first = append(whole.first, k.first...)
			}
			if k.nullable {
				whole.last = append(whole.last, k.last...)
			} else {
				whole.last = k.last
			}
			whole.nullable = whole.nullable && k.nullable
		}
		return whole
	case choice:
		var whole part
		for _, kid := range e.kids {
			k := a.build(kid)
			whole.nullable = whole.nullable || k.nullable
			whole.first = append(whole.first, k.first...)
			whole.last = append(whole.last, k.last...)
		}
		return whole
	case optional:
		k := a.build(e.kids[0])
		k.nullable = true
		return k
	case repeated:
		k := a.build(e.kids[0])
		a.connect(k.last, k.first)
		return k
	}
	at := int32(len(a.places))
	a.places = append(a.places, place{takes: takesOf(e)})
	return part{first: []int32{at}, last: []int32{at}}
}

func (a *automaton) connect(from, to []int32) {
	for _, f := range from {
		for _, t := range to {
			a.places[f].next = append(a.places[f].next, arrow{t, a.places[t].takes})
		}
	}
}

// reached is a set of places, each with the word at which its phrase began.
type reached struct {
	places []since
	at     []int32 // where a place stands in places, if it does
}

type since struct {
	place int32
	word  int32
}

func (r *reached) has(place int32) bool {
	i := r.at[place]
	return int(i) < len(r.places) && r.places[i].place == place
}

func (r *reached) add(place, word int32) bool {
	if r.has(place) {
		return false
	}
	r.at[place] = int32(len(r.places))
	r.places = append(r.places, since{place, word})
	return true
}

// run is the state of an automaton inside a text.
type run struct {
	now, then reached
	bears     []int32 // by class: the number of the step whose word has it
	step      int32
	steps     int // arrows that were looked at, for the test that counts them
}

func (r *run) reset(a *automaton, classes int) {
	if len(r.now.at) < len(a.places) {
		r.now.at, r.then.at = make([]int32, len(a.places)), make([]int32, len(a.places))
	}
	if len(r.bears) < classes {
		r.bears = make([]int32, classes)
	}
	if r.step > 1<<30 {
		clear(r.bears)
		r.step = 0
	}
	r.steps = 0
	r.now.places, r.then.places = r.now.places[:0], r.then.places[:0]
}

// word moves on by a word that has classes. found is told of each paragraph that ends here, with the word at which it began. Over a word
// that is overlooked, what was reached stays reached, too.
func (r *run) word(a *automaton, classes []int32, word int32, overlooked bool, found func(paragraph, from int32)) {
	r.advance(a, classes, word)
	for _, s := range r.then.places {
		for _, p := range a.places[s.place].accept {
			found(p, s.word)
		}
	}
	if overlooked {
		for _, s := range r.now.places {
			r.then.add(s.place, s.word)
		}
	}
	r.now, r.then = r.then, r.now
	r.then.places = r.then.places[:0]
}

// clauseEnds accepts what asks for the end of a clause. What is reached stays, but for gaps: a phrase may go on behind a comma, and what it
// does not name stands on one side, unless it names the comma.
func (r *run) clauseEnds(a *automaton, word int32, found func(paragraph, from int32)) {
	r.advance(a, behind[:], word)
	for _, s := range r.then.places {
		if a.places[s.place].takes > anyWordAtAll {
			for _, p := range a.places[s.place].accept {
				found(p, s.word)
			}
		}
	}
	for _, s := range r.now.places {
		if t := a.places[s.place].takes; t != anyWordAtAll && t != takes(begins) {
			r.then.add(s.place, s.word)
		}
	}
	r.now, r.then = r.then, r.now
	r.then.places = r.then.places[:0]
}

var behind = [...]int32{ends, commas}

// clauseBegins reaches what asks for the beginning of a clause.
func (r *run) clauseBegins(a *automaton, word int32) {
	if int(begins) < len(a.starts) {
		for _, at := range a.starts[begins] {
			r.now.add(at, word)
		}
	}
}

// sentenceEnds forgets what was reached.
func (r *run) sentenceEnds() { r.now.places = r.now.places[:0] }

// advance fills then.
func (r *run) advance(a *automaton, classes []int32, word int32) {
	r.step++
	for _, c := range classes {
		r.bears[c] = r.step
	}
	isEnd := len(classes) > 0 && classes[0] == ends
	for _, s := range r.now.places {
		arrows := a.places[s.place].next
		r.steps += len(arrows)
		for _, next := range arrows {
			switch {
			case next.takes > anyWordAtAll:
				if r.bears[next.takes] != r.step {
					continue
				}
			case isEnd, next.takes < anyWordAtAll && r.bears[-next.takes] == r.step:
				continue
			}
			r.then.add(next.place, s.word)
		}
	}
	for _, c := range classes {
		if int(c) < len(a.starts) {
			for _, at := range a.starts[c] {
				r.then.add(at, word)
			}
		}
	}
}
