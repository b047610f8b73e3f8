package words

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/notice/law"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// oneSeptet is the default alphabet of 3GPP TS 23.038 §6.2.1, typed again from the standard, without line breaks.
const oneSeptet = `@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà`

// TestOwnSets: what we ship is accepted without a remark, counted right, in NFC, and every SMS form costs one septet a character.
func TestOwnSets(t *testing.T) {
	for _, tag := range Languages() {
		name := tag.String() + ".json"
		set, fs := Parse(read(t, name))
		if set.file == nil {
			t.Errorf("%s is no set of words:\n%s", name, fs)
			continue
		}
		if set.Lang() != tag {
			t.Errorf("%s says that its lang is %s", name, set.Lang())
		}
		for _, f := range fs {
			t.Errorf("%s: %s", name, f)
		}
		for _, s := range set.get().Sentences {
			for _, form := range s.Forms {
				if !norm.NFC.IsNormalString(form.Text) {
					t.Errorf("%s: %q is not in NFC", name, form.Text)
				}
				if s.Channel != law.SMS {
					continue
				}
				n := 0
				for _, r := range constant(form.Text) {
					n++
					if !strings.ContainsRune(oneSeptet, r) {
						t.Errorf("%s: %q has %q, which is no single septet", name, form.Text, r)
					}
				}
				if form.Septets != n {
					t.Errorf("%s: %q says %d septets and has %d", name, form.Text, form.Septets, n)
				}
			}
		}
		for id, p := range set.get().Elections {
			if !set.Articled(p[0]) {
				t.Errorf("%s: elections.%s: %q begins with none of the articles", name, id, p[0])
			}
		}
		for o, p := range set.get().Origins {
			for _, r := range p[0] + p[1] {
				if !strings.ContainsRune(oneSeptet, r) {
					t.Errorf("%s: the origin %s has %q, which is no single septet", name, o, r)
				}
			}
		}
	}
}

// TestSameSentences: each language says the same things in the same order, under the same rules, and has every word that French has. What a new file
// lacks is named with its file and its key.
func TestSameSentences(t *testing.T) {
	french := own()[0]().get()
	for _, tag := range Languages()[1:] {
		name := tag.String() + ".json"
		set, fs := Parse(read(t, name))
		if set.file == nil {
			t.Errorf("%s is no set of words:\n%s", name, fs)
			continue
		}
		other := set.get()
		for i, fr := range french.Sentences {
			if i >= len(other.Sentences) {
				t.Errorf("%s lacks sentences[%d], %q for %s", name, i, fr.Name, fr.Channel)
				continue
			}
			o := other.Sentences[i]
			if fr.Name != o.Name || !slices.Equal(fr.Rules, o.Rules) || !slices.Equal(fr.Occasions, o.Occasions) ||
				!slices.Equal(fr.With, o.With) || fr.Spare != o.Spare || fr.Channel != o.Channel {
				t.Errorf("%s: sentences[%d] is %q for %s, in fr.json it is %q for %s; name, rules, channel, occasions, with and spare are the same in every language", name, i, o.Name, o.Channel, fr.Name, fr.Channel)
			}
		}
		if n := len(other.Sentences); n > len(french.Sentences) {
			t.Errorf("%s has %d sentences, fr.json %d", name, n, len(french.Sentences))
		}
		for key, words := range map[string][2]map[string]string{"classes": {french.Classes, other.Classes}, "events": {french.Events, other.Events}} {
			for k := range words[0] {
				if words[1][k] == "" {
					t.Errorf("%s lacks %s.%s", name, key, k)
				}
			}
		}
		for id := range french.Elections {
			if _, ok := other.Elections[id]; !ok {
				t.Errorf("%s lacks elections.%s", name, id)
			}
		}
		for i, m := range other.Months {
			if m == "" {
				t.Errorf("%s lacks months[%d]", name, i)
			}
		}
		terms, of := reflect.ValueOf(other.Terms), reflect.TypeFor[Terms]()
		for i := range of.NumField() {
			if key := of.Field(i).Tag.Get("json"); terms.Field(i).IsZero() && key != "first" {
				t.Errorf("%s lacks terms.%s", name, key)
			}
		}
	}
}

// TestFullestFirst: forms grow shorter.
func TestFullestFirst(t *testing.T) {
	for _, get := range own() {
		for _, s := range get().get().Sentences {
			for i := 1; i < len(s.Forms); i++ {
				if len(s.Forms[i].Text) > len(s.Forms[i-1].Text)+len("_short") {
					t.Errorf("%s %s: form %d is longer than the one before it", get().Lang(), s.Name, i)
				}
			}
		}
	}
}

func TestFor(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr", "fr-CA": "fr", "en-GB": "en", "en": "en", "oc": "fr", "ko": "fr", "und": "fr"} {
		if got := For(language.Make(tag)).Lang().String(); got != want {
			t.Errorf("%s gets %s, want %s", tag, got, want)
		}
	}
	if (Set{}).Lang() != language.French {
		t.Error("the zero Set is not French")
	}
}

// TestParseRefuses changes one thing in the French file at a time.
func TestParseRefuses(t *testing.T) {
	sentence := func(f map[string]any, name string, channel string) map[string]any {
		for _, s := range f["sentences"].([]any) {
			if m := s.(map[string]any); m["name"] == name && m["channel"] == channel {
				return m
			}
		}
		t.Fatalf("no sentence %s", name)
		return nil
	}
	drop := func(f map[string]any, name, channel string) {
		f["sentences"] = slices.DeleteFunc(f["sentences"].([]any), func(s any) bool {
			m := s.(map[string]any)
			return m["name"] == name && m["channel"] == channel
		})
	}
	cases := []struct {
		name   string
		change func(f map[string]any)
		rule   law.ID
		path   string
	}{
		{"no STOP sentence", func(f map[string]any) { drop(f, "stop", "sms") }, law.OptOutSMS, "Words.sentences"},
		{"no unsubscribe sentence", func(f map[string]any) { drop(f, "optout", "email") }, law.OptOutEmail, "Words.sentences"},
		{"no sender", func(f map[string]any) { drop(f, "sender", "sms") }, law.SenderIdentity, "Words.sentences"},
		{"no identity", func(f map[string]any) { drop(f, "identity", "email") }, law.ControllerContact, "Words.sentences"},
		{"an election without its short name", func(f map[string]any) {
			f["elections"].(map[string]any)["FR-MUN-2026"] = []any{"les élections municipales", ""}
		}, law.SpecField, "Words.elections"},
		{"no origin", func(f map[string]any) { drop(f, "origin", "email") }, law.DataOrigin, "Words.sentences"},
		{"no label in e-mail", func(f map[string]any) { drop(f, "label", "email") }, law.AdvertLabel, "Words.sentences"},
		{"a form without its placeholder", func(f map[string]any) {
			sentence(f, "notice", "sms")["forms"].([]any)[2] = map[string]any{"text": "Droits: sur notre site"}
		}, law.NoticeLink, "Words.sentences[10].forms[2]"},
		{"an unknown placeholder", func(f map[string]any) {
			sentence(f, "stop", "sms")["forms"].([]any)[0] = map[string]any{"text": "{prenom}, STOP {stop}"}
		}, law.Placeholder, "Words.sentences[13].forms[0]"},
		{"a wrong count", func(f map[string]any) {
			sentence(f, "stop", "sms")["forms"].([]any)[1].(map[string]any)["septets"] = 4
		}, law.SpecField, "Words.sentences[13].forms[1]"},
		{"a line break", func(f map[string]any) {
			sentence(f, "stop", "sms")["forms"].([]any)[1] = map[string]any{"text": "STOP\n{stop}"}
		}, law.CleanText, "Words.sentences[13].forms[1]"},
		{"an unclosed brace", func(f map[string]any) {
			sentence(f, "stop", "sms")["forms"].([]any)[1] = map[string]any{"text": "STOP {stop} {"}
		}, law.CleanText, "Words.sentences[13].forms[1]"},
		{"no form", func(f map[string]any) { sentence(f, "stop", "sms")["forms"] = []any{} }, law.SpecField, "Words.sentences[13]"},
		{"a sentence that only some can fill", func(f map[string]any) {
			sentence(f, "notice", "sms")["with"] = []any{"dpo"}
		}, law.NoticeLink, "Words.sentences"},
		{"an origin without words", func(f map[string]any) { delete(f["origins"].(map[string]any), "rented") }, law.DataOrigin, "Words.origins"},
		{"no language", func(f map[string]any) { f["lang"] = "" }, law.SpecField, "Words.lang"},
		{"an unknown rule", func(f map[string]any) {
			sentence(f, "stop", "sms")["rules"] = []any{"FR-CNIL-OPTOUT-SMS", "FR-NO-SUCH"}
		}, law.SpecField, "Words.sentences[13].rules"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var f map[string]any
			if err := json.Unmarshal(read(t, "fr.json"), &f); err != nil {
				t.Fatal(err)
			}
			c.change(f)
			b, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			set, fs := Parse(b)
			if set.file != nil {
				t.Error("accepted")
			}
			if !slices.ContainsFunc(fs, func(f law.Finding) bool { return f.Rule == c.rule && f.Path == c.path }) {
				t.Errorf("want %s at %s, got %v", c.rule, c.path, fs)
			}
		})
	}
}

// TestParseOtherAlphabet: wording that GSM-7 cannot write is reported, and accepted.
func TestParseOtherAlphabet(t *testing.T) {
	b := strings.Replace(string(read(t, "fr.json")), `{"text": "Vous recevez ce SMS car {origin}.", "septets": 25}`, `{"text": "Vous recevez ce SMS parce qu’{origin}."}`, 1)
	set, fs := Parse([]byte(b))
	if set.file == nil || len(fs) != 1 || fs[0].Rule != law.Alphabet || fs[0].Severity != law.Should {
		t.Errorf("set %v, findings %v", set.file != nil, fs)
	}
}

func TestTerms(t *testing.T) {
	fr, en := For(language.French), For(language.English)
	for _, c := range []struct{ got, want string }{
		{fr.Term("regular", "end-of-contact", 0, 0), "contacts réguliers, jusqu’à la fin de nos échanges"},
		{fr.Term("occasional", "last-message", 2, 0), "contacts occasionnels, 2 mois après l’envoi du dernier message"},
		{en.Term("consent-proof", "last-use", 1, 1), "proofs of your agreement, 1 month and 1 day after your withdrawal or their last use"},
		{en.Term("objection", "objection", 36, 15), "suppression list, 36 months and 15 days after your objection"},
		{fr.Term("no-such-class", "objection", 1, 0), ""},
		{fr.Date("2026-03-01"), "1er mars 2026"},
		{en.Date("2026-03-01"), "1 March 2026"},
		{fr.Date("2026-02-30"), ""},
		{fr.Bare("l'élection présidentielle"), "élection présidentielle"},
		{fr.Bare("municipales"), "municipales"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// FuzzParse puts any form into any sentence of the French file, and reads any bytes: nothing panics, and an accepted set says who writes and
// how to stop whatever the Notice.
func FuzzParse(f *testing.F) {
	var french map[string]any
	if err := json.Unmarshal(read(f, "fr.json"), &french); err != nil {
		f.Fatal(err)
	}
	for i, s := range french["sentences"].([]any) {
		for _, form := range s.(map[string]any)["forms"].([]any) {
			f.Add(i, form.(map[string]any)["text"].(string), "", []byte("{}"))
		}
	}
	f.Add(13, "STOP {", "dpo", []byte(`{"lang": "fr", "sentences": [{"name": "stop", "channel": "sms", "occasions": [""], "forms": [{"text": "{"}]}]}`))
	f.Fuzz(func(t *testing.T, i int, form, with string, b []byte) {
		Parse(b)
		var file map[string]any
		if err := json.Unmarshal(read(t, "fr.json"), &file); err != nil {
			t.Fatal(err)
		}
		all := file["sentences"].([]any)
		s := all[((i%len(all))+len(all))%len(all)].(map[string]any)
		s["forms"] = []any{map[string]any{"text": form}}
		if with != "" {
			s["with"] = []any{with}
		}
		b, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		set, fs := Parse(b)
		if (set.file == nil) != (fs.Err() != nil) {
			t.Fatalf("accepted %t with findings %v", set.file != nil, fs)
		}
		always := map[string]string{}
		for name, there := range facts {
			if there {
				always[name] = "x"
			}
		}
		for _, ch := range channels {
			for _, o := range occasions {
				var said []law.ID
				for _, s := range set.Sentences(ch, o) {
					if len(s.With) > 0 {
						continue
					}
					for _, form := range s.Forms {
						if text, ok := form.Fill(always); ok && text != "" {
							said = append(said, s.Rules...)
							break
						}
					}
				}
				stop := map[law.Channel]law.ID{law.SMS: law.OptOutSMS, law.Email: law.OptOutEmail}[ch]
				for _, rule := range []law.ID{law.SenderIdentity, stop} {
					if !slices.Contains(said, rule) {
						t.Errorf("%s %q: nothing says %s", ch, o, rule)
					}
				}
			}
		}
	})
}

// A set of words that JSON readers understand in two ways, or that never ends, is no set.
func TestParseStrict(t *testing.T) {
	good := string(read(t, "fr.json"))
	for name, in := range map[string]string{
		"a key twice":             strings.Replace(good, `"lang"`, `"lang": "fr", "lang"`, 1),
		"a key in another case":   strings.Replace(good, `"lang"`, `"LANG"`, 1),
		"a byte that is no UTF-8": strings.Replace(good, "é", "\xe9", 1),
		"a second value":          good + "{}",
		"too long":                good + strings.Repeat(" ", 1<<20),
	} {
		if in == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if set, fs := Parse([]byte(in)); set.file != nil || fs.Err() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
