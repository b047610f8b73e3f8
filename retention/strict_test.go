package retention_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/retention"
	"github.com/scrutateur/scrutateur/retention/internal/recordtest"
)

// endless is a file that never ends, as /dev/zero is.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	clear(p)
	return len(p), nil
}

// A plan means one thing to every reader of JSON, or is refused.
func TestReadAmbiguous(t *testing.T) {
	p, err := municipal().Plan(noon(t, "2026-03-16"))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := p.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	before, behind, _ := strings.Cut(string(plan), `"policy":"fr-2026"`)
	for name, read := range map[string]func(io.Reader) error{
		"plan":     func(r io.Reader) error { _, err := retention.ReadPlan(r); return err },
		"campaign": func(r io.Reader) error { _, err := retention.ReadCampaign(r); return err },
	} {
		member := map[string]string{"plan": `"policy":"fr-2026"`, "campaign": `"name":"a"`}[name]
		end := map[string]string{"plan": behind, "campaign": "}}"}[name]
		format := map[string]string{"plan": before[1:], "campaign": `"policy":{`}[name]
		if err := read(strings.NewReader("{" + format + member + end)); err != nil {
			t.Errorf("%s: what is not ambiguous is refused: %v", name, err)
		}
		key, value, _ := strings.Cut(member, ":")
		escaped := fmt.Sprintf(`"\u%04x%s:%s`, key[1], key[2:], value)
		upper := strings.ToUpper(key) + ":" + value
		for what, in := range map[string]string{
			"a key twice":               "{" + format + member + "," + member + end,
			"a key twice, escaped":      "{" + format + member + "," + escaped + "," + member + end,
			"a key in another case":     "{" + format + upper + end,
			"both cases":                "{" + format + member + "," + upper + end,
			"a byte that is no UTF-8":   "{" + format + key + ":\"\xff\"" + end,
			"half of a surrogate pair":  "{" + format + key + `:"\ud800"` + end,
			"a second value":            "{" + format + member + end + "{}",
			"a byte behind":             "{" + format + member + end + "\x00",
			"null":                      "{" + format + key + ":null" + end,
			"nested without end":        "{" + format + key + ":" + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + end,
			"a terminal's escape, told": "{" + format + `"\u001b[2J\n::error::x":1` + end,
		} {
			err := read(strings.NewReader(in))
			if err == nil {
				t.Errorf("%s: %s is read", name, what)
			} else if strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("%s: %s: the error obeys the file: %q", name, what, err)
			}
		}
		e := new(endless)
		if err := read(e); err == nil || e.read > 64<<20 {
			t.Errorf("%s: a file without end: error %v after %d bytes", name, err, e.read)
		}
		if err := read(io.MultiReader(bytes.NewReader([]byte("{")), strings.NewReader(""))); err == nil {
			t.Errorf("%s: half a document is read", name)
		}
	}
}

// Whatever is changed in a plan that somebody approved, and however another reader takes it, it is another plan, or none.
func TestPlanEveryByte(t *testing.T) {
	c := municipal()
	c.Notice.Controller.Name = "Liste <Rive droite>/a"
	c.Holds = []retention.Hold{{ID: "TA 1", Reason: "r", Authority: "a", Start: "2026-03-16", End: "2026-09-01", Scope: retention.Scope{Stores: []string{"crm.petition"}}}}
	c.Inventory = c.Inventory[2:3]
	p, err := c.Plan(noon(t, "2026-03-16"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := p.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	approved := p.Hash()
	runs := func(b []byte) bool {
		p, err := retention.ReadPlan(bytes.NewReader(b))
		return err == nil && p.Hash() == approved
	}
	if !runs(doc) || fmt.Sprintf("%x", sha256.Sum256(doc)) != approved {
		t.Fatal("unchanged, it is not the approved plan, or its hash is not that of its file")
	}
	for _, all := range []func(func(string, []byte) bool){recordtest.Bytes(doc), recordtest.Spellings(doc)} {
		for what, changed := range all {
			if runs(changed) {
				t.Errorf("%s, and it is the approved plan", what)
			}
		}
	}
}

// A plan always has a hash: what could not be written as JSON is no plan.
func TestPlanHasHash(t *testing.T) {
	for name, change := range map[string]func(c *retention.Campaign){
		"a count beyond 2^53":      func(c *retention.Campaign) { c.Inventory[0].Count = 1<<53 + 1 },
		"a store that is no UTF-8": func(c *retention.Campaign) { c.Inventory[0].Store = "a\xff" },
		"a reason that is no UTF-8": func(c *retention.Campaign) {
			c.Except = []law.Exception{{Rule: law.RetentionElection, Reason: "the copies \xff were erased"}}
		},
		"a rule that is no UTF-8": func(c *retention.Campaign) {
			c.Except = []law.Exception{{Rule: "\xff", Reason: "the copies were erased"}}
		},
	} {
		c := municipal()
		change(&c)
		if _, err := c.Plan(noon(t, "2026-03-16")); err == nil {
			t.Errorf("%s has a plan", name)
		}
	}
	c := municipal()
	c.Inventory[0].Count = 1 << 53
	p, err := c.Plan(noon(t, "2026-03-16"))
	if err != nil || len(p.Hash()) != 64 {
		t.Errorf("the largest count has no plan: %v", err)
	}
	p.Name = "a\xff"
	if _, err := p.Canonical(); err == nil {
		t.Error("what is no UTF-8 has a canonical form")
	}
	for name, write := range map[string]func(io.Writer, language.Tag) error{"text": p.WriteText, "page": p.WriteHTML} {
		if write(io.Discard, language.French) == nil {
			t.Errorf("what has no hash has a %s that shows it", name)
		}
	}
}
