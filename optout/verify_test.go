package optout

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// owned is a ledger whose storage somebody owns: what Chain, Head and Keys say is changed on the way.
type owned struct {
	Ledger
	events func([]Sealed) []Sealed
	head   func(Head) Head
	keys   func([]KeyCheck) []KeyCheck
}

func (o owned) Chain(ctx context.Context, controller string) iter.Seq2[Sealed, error] {
	return func(yield func(Sealed, error) bool) {
		var all []Sealed
		for s, err := range o.Ledger.Chain(ctx, controller) {
			if err != nil {
				yield(s, err)
				return
			}
			all = append(all, s)
		}
		if o.events != nil {
			all = o.events(all)
		}
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func (o owned) Head(ctx context.Context, controller string, count uint64) (Head, error) {
	h, err := o.Ledger.Head(ctx, controller, count)
	if o.head != nil {
		h = o.head(h)
	}
	return h, err
}

func (o owned) Keys(ctx context.Context) ([]KeyCheck, error) {
	k, err := o.Ledger.Keys(ctx)
	if o.keys != nil {
		k = o.keys(k)
	}
	return k, err
}

// filled is a book with a ledger of seven events, the last three under a second key.
func filled(t *testing.T) *Book {
	t.Helper()
	b, _ := testBook(&Memory{})
	for i := range 7 {
		if i == 4 {
			b.Keys = Keys{Current: oldKey, Older: []Key{testKey}}
		}
		must(t, b.Object(t.Context(), mustPhone(t, number(i)), sms, "sms"))
	}
	other := *b
	other.Controller = "another"
	must(t, other.Object(t.Context(), mustPhone(t, number(9)), sms, "sms"))
	return b
}

// Whoever owns the database and lacks the key leaves a trace, whatever is done to the rows.
func TestVerify(t *testing.T) {
	b := filled(t)
	clean := b.Ledger
	v, err := Verify(t.Context(), b)
	must(t, err)
	if len(v.Findings) != 0 || v.Head.Count != 7 || v.Head.Link.IsZero() || v.Before != 0 || v.Head.Controller != b.Controller {
		t.Errorf("an untouched chain: %+v", v)
	}
	if kept, err := clean.Head(t.Context(), b.Controller, 0); err != nil || kept != v.Head {
		t.Errorf("the ledger's own end is %v, error %v", kept, err)
	}
	change := func(i int, f func(*Sealed)) func([]Sealed) []Sealed {
		return func(all []Sealed) []Sealed { f(&all[i]); return all }
	}
	for name, c := range map[string]struct {
		o     owned
		place string // of a finding
	}{
		"kind":         {owned{events: change(2, func(s *Sealed) { s.Event.Kind = ConsentKind })}, "Ledger.Events[3]"},
		"digest":       {owned{events: change(0, func(s *Sealed) { s.Event.Digest[3] ^= 1 })}, "Ledger.Events[1]"},
		"exact":        {owned{events: change(0, func(s *Sealed) { s.Event.Exact[3] ^= 1 })}, "Ledger.Events[1]"},
		"channel":      {owned{events: change(5, func(s *Sealed) { s.Event.Channel = law.Email })}, "Ledger.Events[6]"},
		"controller":   {owned{events: change(5, func(s *Sealed) { s.Event.Scope.Controller = "x" })}, "Ledger.Events[6]"},
		"topic":        {owned{events: change(5, func(s *Sealed) { s.Event.Scope.Topic = "x" })}, "Ledger.Events[6]"},
		"instant":      {owned{events: change(5, func(s *Sealed) { s.Event.At = s.Event.At.Add(1) })}, "Ledger.Events[6]"},
		"end":          {owned{events: change(5, func(s *Sealed) { s.Event.Until = s.Event.At })}, "Ledger.Events[6]"},
		"source":       {owned{events: change(6, func(s *Sealed) { s.Event.Source = "mail" })}, "Ledger.Events[7]"},
		"evidence":     {owned{events: change(6, func(s *Sealed) { s.Event.Evidence = "x" })}, "Ledger.Events[7]"},
		"who":          {owned{events: change(6, func(s *Sealed) { s.Event.By = "x" })}, "Ledger.Events[7]"},
		"name":         {owned{events: change(6, func(s *Sealed) { s.Event.ID = "x" })}, "Ledger.Events[7]"},
		"key's number": {owned{events: change(6, func(s *Sealed) { s.Event.Key = testKey.ID })}, "Ledger.Events[7]"},
		"sealing key":  {owned{events: change(6, func(s *Sealed) { s.By = testKey.ID })}, "Ledger.Events[7]"},
		"unknown key":  {owned{events: change(6, func(s *Sealed) { s.By = 77 })}, "Ledger.Events[7]"},
		"link":         {owned{events: change(3, func(s *Sealed) { s.Link[0] ^= 1 })}, "Ledger.Events[4]"},
		"no link":      {owned{events: change(3, func(s *Sealed) { s.Link = Link{} })}, "Ledger.Events[4]"},
		"no links at all": {owned{events: func(all []Sealed) []Sealed {
			for i := range all {
				all[i].Link = Link{}
			}
			return all
		}}, "Ledger.Events[7]"},
		"moved between two fields": {owned{events: change(2, func(s *Sealed) { s.Event.Source, s.Event.Evidence = s.Event.Source[:1], s.Event.Source[1:] })}, "Ledger.Events[3]"},
		"removed":                  {owned{events: func(all []Sealed) []Sealed { return slices.Delete(all, 2, 3) }}, "Ledger.Events[3]"},
		"first removed":            {owned{events: func(all []Sealed) []Sealed { return all[1:] }}, "Ledger.Events[1]"},
		"last removed":             {owned{events: func(all []Sealed) []Sealed { return all[:6] }}, "Ledger.Events[6]"},
		"all removed":              {owned{events: func(all []Sealed) []Sealed { return nil }}, "Ledger.Events[0]"},
		"swapped":                  {owned{events: func(all []Sealed) []Sealed { all[1], all[2] = all[2], all[1]; return all }}, "Ledger.Events[2]"},
		"told twice":               {owned{events: func(all []Sealed) []Sealed { return slices.Insert(all, 2, all[1]) }}, "Ledger.Events[3]"},
		"forged": {owned{events: func(all []Sealed) []Sealed {
			return slices.Insert(all, 7, Sealed{Event: all[1].Event, Generation: 99, By: testKey.ID, Link: Link{1}})
		}}, "Ledger.Events[8]"},
		"another chain":         {owned{events: func(all []Sealed) []Sealed { return slices.Collect(firsts(clean.Chain(t.Context(), "another"))) }}, "Ledger.Events[1]"},
		"end's link":            {owned{head: func(h Head) Head { h.Link[0] ^= 1; return h }}, "Ledger.Events[7]"},
		"a check value removed": {owned{keys: func(k []KeyCheck) []KeyCheck { return k[:1] }}, "Ledger.Keys"},
		"a count": {owned{keys: func(k []KeyCheck) []KeyCheck {
			k = slices.Clone(k)
			k[slices.IndexFunc(k, func(c KeyCheck) bool { return c.Controller == b.Controller })].Events += 2 // controllers come in any order
			return k
		}}, "Ledger.Keys"},
	} {
		c.o.Ledger = clean
		b.Ledger = c.o
		v, err := Verify(t.Context(), b)
		if err != nil {
			t.Errorf("%s: error %v", name, err)
		}
		if !slices.ContainsFunc(v.Findings, func(f law.Finding) bool { return f.Path == c.place && f.Rule == law.LedgerWhole }) {
			t.Errorf("%s: no finding at %s in %v", name, c.place, v.Findings)
		}
		if n := len(v.Findings); n > 3 && name != "swapped" && name != "another chain" && name != "no links at all" {
			t.Errorf("%s: one change is %d findings", name, n)
		}
	}
}

func firsts(seq iter.Seq2[Sealed, error]) iter.Seq[Sealed] {
	return func(yield func(Sealed) bool) {
		for s := range seq {
			if !yield(s) {
				return
			}
		}
	}
}

// A ledger of another key fits nowhere, and is a page of findings and no book.
func TestVerifyAnotherKey(t *testing.T) {
	b := filled(t)
	for i := range 300 {
		must(t, b.Object(t.Context(), mustPhone(t, number(i)), sms, "sms"))
	}
	b.Keys = Keys{Current: KeyOf(oldKey.ID, []byte("another secret of 32 bytes or so")), Older: []Key{KeyOf(testKey.ID, []byte("and another secret of 32 bytes .."))}}
	v, err := Verify(t.Context(), b)
	must(t, err)
	if n := len(v.Findings); n < 100 || n > 110 {
		t.Errorf("%d findings", n)
	}
	b.Ledger = failing{errors.New("boom")}
	if _, err := Verify(t.Context(), b); err == nil {
		t.Error("a ledger that does not answer is verified")
	}
	if _, err := Verify(t.Context(), new(Book)); err == nil {
		t.Error("an empty book is verified")
	}
}

// Where the chain stood is kept elsewhere, so that a ledger that has lost its end is refused, by every door.
func TestHeads(t *testing.T) {
	ledger := &Memory{}
	b, _ := testBook(ledger)
	name := filepath.Join(t.TempDir(), "heads.json")
	b.Heads = HeadFile(name)
	to := mustPhone(t, number(1))
	must(t, b.Object(t.Context(), to, sms, "sms"))
	copied := mustRestore(t, ledger)
	must(t, b.Object(t.Context(), mustPhone(t, number(2)), sms, "sms"))
	other := *b
	other.Controller = "another"
	must(t, other.Object(t.Context(), to, sms, "sms"))
	now, err := ledger.Head(t.Context(), b.Controller, 0)
	must(t, err)
	if kept, err := HeadFile(name).Head(t.Context(), b.Controller); err != nil || kept != now || kept.Count != 2 {
		t.Errorf("kept is %v, the chain stands at %v, error %v", kept, now, err)
	}
	if kept, err := b.Heads.Head(t.Context(), "another"); err != nil || kept.Count != 1 {
		t.Errorf("another controller's: %v, error %v", kept, err)
	}
	must(t, b.Heads.Keep(t.Context(), Head{Controller: b.Controller, Count: 1})) // an older one changes nothing
	if _, err := b.Unsubscribe(t.Context(), tokenOf(t, b, email, mustMailbox(t, "nom@example.org")), "oneclick"); err != nil {
		t.Error(err)
	}
	if kept, err := b.Heads.Head(t.Context(), b.Controller); err != nil || kept.Count != 3 {
		t.Errorf("after a one-click: %v, error %v", kept, err)
	}
	// More events than the head knows of are no fault: another program recorded them.
	b.Heads = nil
	must(t, b.Object(t.Context(), mustPhone(t, number(3)), sms, "sms"))
	b.Heads = HeadFile(name)
	if got := collect(t, b, sms, rowsTo(law.OriginForm, mustPhone(t, number(4)))); len(got) != 1 {
		t.Error("a ledger that is ahead of its head is refused")
	}

	forked := mustRestore(t, copied)
	fb := *b
	fb.Ledger, fb.Heads = forked, nil
	for i := range 5 {
		must(t, fb.Object(t.Context(), mustPhone(t, number(20+i)), sms, "sms"))
	}
	token, cleared := tokenOf(t, b, email, mustMailbox(t, "autre@example.org")), collect(t, b, sms, rowsTo(law.OriginForm, mustPhone(t, number(7))))[0]
	for what, old := range map[string]Ledger{"an old copy": copied, "an empty one": &Memory{}, "a copy that went on by itself": forked} {
		b.Ledger = old
		before := old.(*Memory).Len()
		_, rechecked := Recheck(t.Context(), b, cleared)
		_, unsubscribed := b.Unsubscribe(t.Context(), token, "oneclick")
		v, err := Verify(t.Context(), b)
		must(t, err)
		for door, err := range map[string]error{
			"Screen": firstError(Screen(t.Context(), b, sms, rowsTo("", to))), "Recheck": rechecked,
			"Object": b.Object(t.Context(), to, sms, "sms"), "Unsubscribe": unsubscribed, "Verify": v.Findings.Err(),
		} {
			if !errors.Is(err, law.LedgerWhole) {
				t.Errorf("%s of %s: error %v", door, what, err)
			}
		}
		if old.(*Memory).Len() != before {
			t.Errorf("%s was written to", what)
		}
	}
}

// mustRestore is a ledger as it was: a new one with the same events.
func mustRestore(t *testing.T, m *Memory) *Memory {
	t.Helper()
	restored := &Memory{}
	for s, err := range m.Chain(t.Context(), "852123456") {
		must(t, err)
		b, _ := testBook(restored)
		must(t, restored.Record(t.Context(), sealerOf(t, b), s.Event))
	}
	return restored
}

// A file of heads that is damaged, or cannot be written, is heard of.
func TestHeadFileFails(t *testing.T) {
	dir := t.TempDir()
	b, _ := testBook(&Memory{})
	to := mustPhone(t, number(1))
	for name, content := range map[string]string{"empty": "", "text": "heads", "half": `[{"controller": "852123456", "cou`, "unknown": `[{"place": 1}]`, "two": `[] []`, "link": `[{"controller":"852123456","count":1,"link":"00"}]`} {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(content), 0o600))
		b.Heads = HeadFile(path)
		if err := b.Object(t.Context(), to, sms, "sms"); err == nil || errors.Is(err, law.LedgerWhole) {
			t.Errorf("%s: error %v", name, err)
		}
		if err := firstError(Screen(t.Context(), b, sms, rowsTo("", to))); err == nil {
			t.Errorf("%s: a screening goes on without its head", name)
		}
	}
	if n := b.Ledger.(*Memory).Len(); n != 0 {
		t.Errorf("%d events are recorded beside a head that nobody can read", n)
	}
	b.Heads = HeadFile(filepath.Join(dir, "none", "heads"))
	if err := b.Object(t.Context(), to, sms, "sms"); err == nil {
		t.Error("a head that cannot be kept is no error")
	}
}

// A file of heads that must be there is missed: at the beginning, later, and where it is another ledger's.
func TestOpenHeadFile(t *testing.T) {
	b, _ := testBook(&Memory{})
	to, name := mustPhone(t, number(1)), filepath.Join(t.TempDir(), "heads.json")
	if _, err := OpenHeadFile(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: error %v", err)
	}
	b.Heads = HeadFile(name)
	must(t, b.Object(t.Context(), to, sms, "sms"))
	heads, err := OpenHeadFile(name)
	must(t, err)
	b.Heads = heads
	must(t, b.Object(t.Context(), mustPhone(t, number(2)), sms, "sms"))
	if kept, err := HeadFile(name).Head(t.Context(), b.Controller); err != nil || kept.Count != 2 {
		t.Errorf("kept is %v, error %v", kept, err)
	}

	doors := func() map[string]error {
		return map[string]error{"Object": b.Object(t.Context(), to, sms, "sms"), "Screen": firstError(Screen(t.Context(), b, sms, rowsTo("", to)))}
	}
	content, err := os.ReadFile(name)
	must(t, err)
	must(t, os.WriteFile(name, []byte("[]"), 0o600))
	for door, err := range doors() {
		if !errors.Is(err, law.LedgerWhole) {
			t.Errorf("%s beside a file that keeps nothing of the controller: error %v", door, err)
		}
	}
	must(t, os.Remove(name))
	for door, err := range doors() {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s without the file: error %v", door, err)
		}
	}
	must(t, os.WriteFile(name, content, 0o600))
	for door, err := range doors() {
		if err != nil {
			t.Errorf("%s once the file is back: %v", door, err)
		}
	}
	b.Ledger = &Memory{} // one that begins has no head, nor any events
	must(t, os.WriteFile(name, []byte("[]"), 0o600))
	must(t, b.Object(t.Context(), to, sms, "sms"))
}

// Many callers at once: the file ends at the chain's end.
func TestHeadFileTogether(t *testing.T) {
	b, _ := testBook(&Memory{})
	name := filepath.Join(t.TempDir(), "heads.json")
	b.Heads = HeadFile(name)
	var wg sync.WaitGroup
	for i := range 20 {
		to := mustPhone(t, number(i))
		wg.Go(func() {
			if err := b.Object(t.Context(), to, sms, "sms"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	now, err := b.Ledger.Head(t.Context(), b.Controller, 0)
	must(t, err)
	if kept, err := HeadFile(name).Head(t.Context(), b.Controller); err != nil || kept != now || kept.Count != 20 {
		t.Errorf("kept is %v, the chain stands at %v, error %v", kept, now, err)
	}
}

// No two different events are the same bytes under a link.
func FuzzEventAppend(f *testing.F) {
	f.Add("sms", "proof", "who", "id", int64(0), "sm", "sproof", "who", "id", int64(0))
	f.Add("", "a", "", "", int64(1), "a", "", "", "", int64(1))
	f.Fuzz(func(t *testing.T, s1, e1, b1, i1 string, at1 int64, s2, e2, b2, i2 string, at2 int64) {
		one := Event{Source: s1, Evidence: e1, By: b1, ID: i1, At: time.Unix(0, at1)}
		two := Event{Source: s2, Evidence: e2, By: b2, ID: i2, At: time.Unix(0, at2)}
		same := s1 == s2 && e1 == e2 && b1 == b2 && i1 == i2 && at1 == at2
		if (string(one.Append(nil)) == string(two.Append(nil))) != same {
			t.Error("two events are told apart wrongly")
		}
	})
}

// The forms that documentation promises, so that any language can verify a chain.
func TestLinkForm(t *testing.T) {
	e := Event{Digest: Digest{1}, Key: 2, Kind: Objection, Channel: law.SMS, Scope: Scope{Controller: "852123456"}, At: noon, Source: "sms"}
	b, _ := testBook(&Memory{})
	got := sealerOf(t, b).Link(Link{9}, e)
	chain := hmacOf([]byte(testKey.secret.Reveal()), "chain/1\x00852123456")
	prev := Link{9}
	body := string(prev[:]) + string([]byte{1, testKey.ID, 1, 2}) + string(e.Digest[:]) + string(e.Exact[:])
	for _, at := range []time.Time{noon, {}} {
		body += string(be64(uint64(at.Unix()))) + string(make([]byte, 4))
	}
	for _, s := range []string{"objection", "sms", "852123456", "", "sms", "", "", ""} {
		body += string([]byte{0, 0, 0, byte(len(s))}) + s
	}
	if want := hmacOf(chain, body); string(want) != string(got[:]) {
		t.Errorf("a link is %x, want %x", got, want)
	}
	if c := sealerOf(t, b).Checks()[0].Check; string(c[:]) != string(hmacOf([]byte(testKey.secret.Reveal()), "key check/1\x00")[:16]) {
		t.Errorf("a check value is %x", c)
	}
	text, err := got.MarshalText()
	must(t, err)
	var back Link
	if err := back.UnmarshalText(text); err != nil || back != got || fmt.Sprint(got) != string(text) {
		t.Errorf("a link as text: %s, error %v", text, err)
	}
	if back.UnmarshalText([]byte("0")) == nil || back.UnmarshalText([]byte(strings.Repeat("x", 64))) == nil {
		t.Error("no link is read as one")
	}
}
