package reply

import "testing"

// By what a reply is recognised: the reason stands in the ledger's evidence, and tells whoever reviews replies where to look.
func TestReasons(t *testing.T) {
	for text, want := range map[string]Result{
		"STOP":                         {Verdict: OptOut, Reason: ReasonKeyword},
		"st op":                        {Verdict: OptOut, Reason: ReasonKeyword},
		"ar re t ez":                   {Verdict: Other, Reason: ReasonNone}, // in more than three pieces words are words
		"s t o o p p":                  {Verdict: OptOut, Reason: ReasonKeyword},
		"s.t.o.p":                      {Verdict: OptOut, Reason: ReasonKeyword},
		"Ne m'écrivez plus après 20 h": {Verdict: Review, Reason: ReasonLimited}, // at some hours: not an objection to all
		"Pas de SMS le dimanche svp":   {Verdict: Review, Reason: ReasonLimited},
		"plus de sms le soir":          {Verdict: Review, Reason: ReasonLimited},
		"stop les sms le week-end":     {Verdict: Review, Reason: ReasonLimited},
		"Stop après 22h merci":         {Verdict: Review, Reason: ReasonLimited},
		"arrêtez de m'écrire par sms":  {Verdict: OptOut, Reason: ReasonSentence},
		"ne m'écrivez que par mail":    {Verdict: Review, Reason: ReasonLimited},
		"plus de sms sur mon numero":   {Verdict: OptOut, Reason: ReasonSentence},
		"plus de sms sur la guerre":    {Verdict: Review, Reason: ReasonUnclear}, // about something else
	} {
		got := Parse(text)
		if got.Verdict != want.Verdict || got.Reason != want.Reason {
			t.Errorf("%q: %s, %s, want %s, %s", text, got.Verdict, got.Reason, want.Verdict, want.Reason)
		}
	}
}
