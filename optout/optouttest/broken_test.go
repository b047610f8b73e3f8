package optouttest_test

import (
	"context"
	"errors"
	"iter"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/optouttest"
)

// careless is a ledger with one mistake. Chains, generations and keys are those of a ledger that makes none, unless the mistake is there.
type careless struct {
	*optout.Memory
	mistake string
	calls   uint64
	mu      sync.Mutex
	events  map[optout.Digest][]optout.Event
}

func (c *careless) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	if err := ctx.Err(); err != nil && c.mistake != "writes when cancelled" {
		return err
	}
	for _, e := range events {
		if err := s.Accept(e); err != nil {
			if c.mistake == "writes before it checks" {
				break
			}
			if c.mistake != "accepts anything" {
				return err
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, _ := c.Memory.Keys(context.Background()); c.mistake != "takes any key" {
		if err := s.Admit(known); err != nil {
			return err
		}
	}
	c.calls++
	if c.mistake == "begins chains anew" && c.calls > 3 {
		c.Memory, c.calls = new(optout.Memory), 0
	}
	if c.mistake != "lags behind" || len(events) < 2 {
		c.Memory.Record(context.Background(), s, events...)
	}
	for _, e := range events {
		if err := s.Accept(e); err != nil && c.mistake == "writes before it checks" {
			return err
		}
		d := e.Digest
		if c.mistake == "mixes up people" {
			d[15] = 0
		}
		if c.mistake == "cuts instants" {
			e.At = e.At.Truncate(time.Microsecond)
		}
		if c.mistake == "forgets the spelling" {
			e.Exact = optout.Digest{}
		}
		again := slices.ContainsFunc(c.events[d], func(o optout.Event) bool {
			switch c.mistake {
			case "takes every event for new":
				return false
			case "takes events without an ID for one":
				return o.Source == e.Source && o.ID == e.ID
			}
			same := o.ID != "" && o.ID == e.ID
			same = same && (o.Source == e.Source || c.mistake == "mixes up sources")
			same = same && (o.Kind == e.Kind || c.mistake == "mixes up kinds")
			same = same && (o.Channel == e.Channel || c.mistake == "mixes up channels")
			return same && (o.Scope == e.Scope || c.mistake == "mixes up topics" && o.Scope.Controller == e.Scope.Controller)
		})
		if !again {
			c.events[d] = append(c.events[d], e)
		}
		if c.mistake == "keeps the last event" {
			c.events[d] = c.events[d][len(c.events[d])-1:]
		}
	}
	return nil
}

func (c *careless) History(ctx context.Context, d optout.Digest) ([]optout.Event, error) {
	if err := ctx.Err(); err != nil && c.mistake != "answers when cancelled" {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mistake == "mixes up people" {
		d[15] = 0
	}
	events := c.events[d]
	if c.mistake != "hands out its memory" {
		events = slices.Clone(events)
	}
	if c.mistake == "sorts by instant" {
		slices.SortStableFunc(events, func(a, b optout.Event) int { return a.At.Compare(b.At) })
	}
	return events, nil
}

func (c *careless) Generation(ctx context.Context) (uint64, error) {
	g, err := c.Memory.Generation(ctx)
	if c.mistake == "counts repetitions" {
		c.mu.Lock()
		defer c.mu.Unlock()
		g += c.calls
	}
	return g, err
}

func (c *careless) Digests(ctx context.Context, after uint64) iter.Seq2[optout.Entry, error] {
	if c.mistake == "names too few" && after > 0 {
		after++
	}
	return c.Memory.Digests(ctx, after)
}

func (c *careless) Chain(ctx context.Context, controller string) iter.Seq2[optout.Sealed, error] {
	if c.mistake == "has one chain" && controller == "another" {
		controller = book
	}
	return c.Memory.Chain(ctx, controller)
}

func (c *careless) Head(ctx context.Context, controller string, count uint64) (optout.Head, error) {
	if c.mistake == "loses the end" && count == 0 {
		count = 1
	}
	return c.Memory.Head(ctx, controller, count)
}

// book is the controller of the proof's book.
const book = "852123456"

var mistakes = []string{
	"writes when cancelled", "answers when cancelled", "writes before it checks", "accepts anything", "mixes up people", "cuts instants",
	"forgets the spelling", "takes every event for new", "takes events without an ID for one", "mixes up sources", "mixes up kinds", "mixes up channels", "mixes up topics", "keeps the last event",
	"hands out its memory", "sorts by instant", "forgets at restart", "takes any key", "lags behind", "counts repetitions", "names too few", "begins chains anew",
	"has one chain", "loses the end",
}

// TestCareless proves a careless ledger when it is asked to, in a process of its own: the proof fails, and so does the process.
func TestCareless(t *testing.T) {
	mistake, ok := os.LookupEnv("OPTOUTTEST_MISTAKE")
	if !ok {
		t.Skip("run by TestFindsMistakes")
	}
	ledgers := make(map[string]*careless)
	optouttest.TestLedger(t, func(t *testing.T, name string) optout.Ledger {
		if ledgers[name] == nil || mistake == "forgets at restart" {
			ledgers[name] = &careless{Memory: new(optout.Memory), mistake: mistake, events: make(map[optout.Digest][]optout.Event)}
		}
		return ledgers[name]
	})
}

func TestFindsMistakes(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, mistake := range append(mistakes, "") {
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestCareless$")
		cmd.Env = append(os.Environ(), "OPTOUTTEST_MISTAKE="+mistake)
		out, err := cmd.CombinedOutput()
		failed := err != nil && strings.Contains(string(out), "--- FAIL: TestCareless")
		if failed != (mistake != "") {
			t.Errorf("a ledger whose mistake is %q: error %v\n%s", mistake, err, out)
		}
	}
}

// forgetful says that it recorded and keeps nothing, or keeps something else.
type forgetful struct {
	optout.Memory
	keeps bool // another kind
	fails bool
}

func (f *forgetful) Record(ctx context.Context, s optout.Sealer, events ...optout.Event) error {
	if f.keeps {
		for i := range events {
			events[i].Kind = optout.ConsentKind
		}
		if err := f.Memory.Record(ctx, s, events...); err != nil {
			return err
		}
	}
	if f.fails {
		return errors.New("not kept")
	}
	return nil
}

var forgetfuls = map[string]func() *forgetful{
	"counts nothing":       func() *forgetful { return &forgetful{} },
	"keeps another":        func() *forgetful { return &forgetful{keeps: true} },
	"fails and keeps some": func() *forgetful { return &forgetful{keeps: true, fails: true} },
	"":                     func() *forgetful { return &forgetful{fails: true} },
}

// TestForgetful proves a forgetful ledger when it is asked to, as TestCareless does.
func TestForgetful(t *testing.T) {
	mistake, ok := os.LookupEnv("OPTOUTTEST_FORGETFUL")
	if !ok {
		t.Skip("run by TestDroppedFindsMistakes")
	}
	optouttest.TestDropped(t, func(*testing.T) optout.Ledger { return forgetfuls[mistake]() })
}

func TestDroppedFindsMistakes(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for mistake := range forgetfuls {
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestForgetful$")
		cmd.Env = append(os.Environ(), "OPTOUTTEST_FORGETFUL="+mistake)
		out, err := cmd.CombinedOutput()
		failed := err != nil && strings.Contains(string(out), "--- FAIL: TestForgetful")
		if failed != (mistake != "") {
			t.Errorf("a ledger that %s: error %v\n%s", mistake, err, out)
		}
	}
}
