package words

import (
	"strconv"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Fill puts facts into the form. It reports false when a fact is missing. {stop} and {unsubscribe} stay for package message:
// how to stop is known per provider and per recipient.
func (f Form) Fill(facts map[string]string) (string, bool) {
	var b strings.Builder
	ok := true
	scan(f.Text, func(text string) { b.WriteString(text) }, func(name string) {
		switch v := facts[name]; {
		case name == "stop" || name == "unsubscribe":
			b.WriteString("{" + name + "}")
		case v == "":
			ok = false
		default:
			b.WriteString(v)
		}
	})
	return b.String(), ok
}

// scan walks a form. An unclosed brace is text, which check refuses.
func scan(s string, text, placeholder func(string)) {
	for {
		i := strings.IndexByte(s, '{')
		j := -1
		if i >= 0 {
			j = strings.IndexByte(s[i:], '}')
		}
		if j < 0 {
			text(s)
			return
		}
		text(s[:i])
		placeholder(s[i+1 : i+j])
		s = s[i+j+1:]
	}
}

// placeholders returns the names in a form.
func placeholders(s string) []string {
	var names []string
	scan(s, func(string) {}, func(n string) { names = append(names, n) })
	return names
}

// constant returns a form without its placeholders.
func constant(s string) string {
	var b strings.Builder
	scan(s, func(t string) { b.WriteString(t) }, func(string) {})
	return b.String()
}

// Date says a civil day in words; empty for no day.
func (s Set) Date(d law.Day) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	f := s.get()
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 && f.Terms.First != "" {
		day = f.Terms.First
	}
	return strings.NewReplacer("{day}", day, "{month}", f.Months[t.Month()-1], "{year}", strconv.Itoa(t.Year())).Replace(f.Terms.Day)
}

// Term says how long a class of data is kept after an event. Empty when the set has no words for one of them.
func (s Set) Term(class, after string, months, days int) string {
	f := s.get()
	c, e := f.Classes[class], f.Events[after]
	if c == "" || e == "" {
		return ""
	}
	var spans []string
	for _, p := range []struct {
		n     int
		words [2]string
	}{{months, f.Terms.Month}, {days, f.Terms.DayOf}} {
		switch {
		case p.n == 1:
			spans = append(spans, "1 "+p.words[0])
		case p.n > 1:
			spans = append(spans, strconv.Itoa(p.n)+" "+p.words[1])
		}
	}
	form := f.Terms.Until
	if len(spans) > 0 {
		form = f.Terms.After
	}
	return strings.NewReplacer("{class}", c, "{event}", e, "{span}", strings.Join(spans, f.Terms.And)).Replace(form)
}

// Terms joins several terms.
func (s Set) Terms(terms []string) string { return strings.Join(terms, s.get().Terms.Join) }

// Detailed says an origin with its detail.
func (s Set) Detailed(origin, detail string) string {
	return strings.NewReplacer("{origin}", origin, "{origin_detail}", detail).Replace(s.get().Terms.Detail)
}
