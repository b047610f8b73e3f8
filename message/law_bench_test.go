package message_test

import (
	"strconv"
	"testing"
	"text/template"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
)

// everything is a Notice in which every part is filled, and as much as possible is wrong: each rule has something to judge and
// most find something.
func everything() notice.Notice {
	n := fixture.Demain()
	n.Controller.DPO, n.Controller.Email = "dpo@demain.example", "contact"
	n.Signatory = &notice.Signatory{Name: "Claire Fontaine", Quality: "tête de liste"}
	n.Joint = []notice.Controller{{ID: "fed", Name: "Fédération {nom}", Kind: "club"}}
	n.Processors = processors(3, notice.Processor{Role: "routage", Country: "US", Contract: "2026", Clauses: []string{"a", "b"}, Replaces: "autre"})
	for _, class := range []string{notice.ElectionOnly, notice.ElectoralRoll, notice.Occasional, notice.Regular, notice.Member, notice.Rented, notice.Objection, notice.AdRecord} {
		n.Keep = append(n.Keep, notice.Term{Class: class, After: notice.LastMessage, Months: 12})
	}
	n.Origin, n.Basis, n.Purpose = notice.Origin{Kind: law.OriginRented}, notice.Basis{Kind: law.LegitimateInterest}, ""
	n.Rights = notice.Rights{Notice: "http://localhost"}
	n.Advert = &notice.Advert{Sponsor: "Liste Demain Ensemble", Notice: "https://demain.example/t",
		Targeting: &notice.Targeting{Criteria: []notice.Criterion{notice.ByCommune, notice.ByReligion, notice.ByNameOrigin, notice.ByOpened, notice.ByTurnout}, MinimumAge: 15}}
	return n
}

// processors are so many providers, under names of their own.
func processors(n int, like notice.Processor) (out []notice.Processor) {
	for i := range n {
		like.Name = "Prestataire " + strconv.Itoa(i)
		out = append(out, like)
	}
	return out
}

// BenchmarkRules is what the law costs when a template is compiled. The budget for all rules together is 1 ms: "campaign" is
// an ordinary Notice, "everything" one that breaks most rules, some of them several times: a finding costs some microseconds. "compile" is the whole of compiling, rules, parsing and proof;
// "parse" is text/template reading the same body, for comparison.
func BenchmarkRules(b *testing.B) {
	at := fixture.Paris("2026-03-05", 10)
	judge := func(n notice.Notice) law.Findings {
		fs := append(n.Findings(at), n.Allows(law.SMS, law.FirstContact)...)
		return law.Default.Apply(at, fs, nil)
	}
	b.Run("campaign", func(b *testing.B) {
		n := fixture.Demain()
		for b.Loop() {
			judge(n)
		}
	})
	b.Run("everything", func(b *testing.B) {
		n := everything()
		found := 0
		for b.Loop() {
			found = len(judge(n))
		}
		b.ReportMetric(float64(found), "findings")
	})
	const body = "Bonjour {{.FirstName}}, votre bureau à {{.Town}} est le {{.Station}}.{{if .Member}} A jeudi !{{end}}"
	b.Run("compile", func(b *testing.B) {
		spec := fixture.SMS(body, 3)
		for b.Loop() {
			if _, err := sms.Compile[fixture.Voter](spec); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			if _, err := template.New("").Parse(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRulesPerRecipient shows that no rule runs for a recipient: a message costs the same under one rule pack as under all, and
// with a Notice of fifty processors as with none.
func BenchmarkRulesPerRecipient(b *testing.B) {
	at := fixture.Paris("2026-03-05", 10)
	long := fixture.Demain()
	long.Processors = processors(50, notice.Processor{Role: "routage", Country: "FR", Contract: "2026", Clauses: []string{"a", "b"}})
	for _, c := range []struct {
		name  string
		n     notice.Notice
		rules law.Profile
	}{{"one-pack", fixture.Demain(), law.France}, {"all-packs", fixture.Demain(), law.Default}, {"long-notice", long, law.Default}} {
		b.Run(c.name, func(b *testing.B) {
			spec := fixture.SMS("Bonjour {{.FirstName}}, votre bureau à {{.Town}} est le {{.Station}}.", 3)
			spec.Notice, spec.Rules = c.n, c.rules
			batch := message.Must(message.Must(sms.Compile[fixture.Voter](spec)).Batch(at))
			to := fixture.ClearPhone(b, at, fixture.Voter{FirstName: "Zoë", Town: "Saint-Remy-en-Bouzemont", Station: 3})
			var dst []byte
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if dst, _, err = batch.Append(dst[:0], to); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestRulesNotPerRecipient: whatever the rules and the Notice, a message allocates nothing, and a judgement cannot do without.
func TestRulesNotPerRecipient(t *testing.T) {
	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	spec := fixture.SMS("Bonjour {{.FirstName}}", 2)
	spec.Notice.Processors = processors(50, notice.Processor{Role: "routage", Country: "FR", Contract: "2026", Clauses: []string{"a", "b"}})
	tpl := message.Must(sms.Compile[fixture.Voter](spec))
	if len(tpl.Findings()) < 100 {
		t.Fatalf("%d findings: the rules had nothing to judge", len(tpl.Findings()))
	}
	batch := message.Must(tpl.Batch(at))
	to := fixture.ClearPhone(t, at, fixture.Voter{FirstName: "Zoë"})
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() {
		if _, _, err := batch.Append(dst, to); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations for a message", n)
	}
}
