package sms_test

import (
	"reflect"
	"strings"
	"testing"
	"text/template"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
)

// oracleRow is a row that text/template renders beside us. Values that GSM-7 lacks are folded before.
type oracleRow struct {
	A    string `validate:"max=40" sms:"gsm7"`
	B    string `validate:"max=12"`
	N    int32
	M    uint8 `validate:"omitempty,min=3"`
	Flag bool
	In   struct {
		C string `validate:"omitempty,min=2,max=9" sms:"any"`
	}
}

var oracleBodies = []string{
	"Bonjour {{.A}}", "{{if .Flag}}{{.A}}{{else}}{{.B}}{{end}}", "{{.N}} {{.M}} {{.In.C}}",
	"a {{- .A -}} b{{/* c */}}", "{{if .A}}{{if .N}}x{{end}}{{else if .In.C}}y{{.In.C}}{{end}} ê", "[{{.B}}]", "€€ {{.A}} {{.A}} {{.B}}",
	strings.Repeat("]", 150) + "{{.A}}" + strings.Repeat("€", 40),
}

// FuzzRender holds two promises for every accepted body and every row within its bounds: the author's text is rendered as
// text/template renders it, and no message is outside what was proved.
func FuzzRender(f *testing.F) {
	for _, body := range oracleBodies {
		f.Add(body, "Zoë", "", int32(0), uint8(0), true, "ça")
		f.Add(body, "€[]{}", "abc", int32(-7), uint8(200), false, "😀😀")
		f.Add(body, strings.Repeat("€", 20), strings.Repeat("x", 12), int32(-1<<31), uint8(255), true, strings.Repeat("ê", 9))
	}
	at := fixture.Paris("2026-03-05", 10)
	f.Fuzz(func(t *testing.T, body, a, b string, n int32, m uint8, flag bool, c string) {
		spec := fixture.SMS(body, 6)
		tpl, err := sms.Compile[oracleRow](spec)
		if err != nil {
			return
		}
		row := oracleRow{A: a, B: b, N: n, M: m, Flag: flag}
		row.In.C = c
		got, err := message.Must(tpl.Batch(at)).Build(fixture.ClearPhone(t, at, row))
		if err != nil {
			if len(a) > 3 && utf8.ValidString(a) && strings.Contains(err.Error(), a) && !strings.Contains("Finding: field value bound units proved at most allowed", a) {
				t.Fatalf("the refusal shows the value")
			}
			return
		}
		folded := row
		folded.A, folded.B = sms.Fold(a), sms.Fold(b)
		folded.In.C = norm.NFC.String(c)
		var want strings.Builder
		if err := template.Must(template.New("").Parse(norm.NFC.String(body))).Execute(&want, folded); err != nil {
			t.Fatalf("text/template: %v", err)
		}
		words := tpl.Proof().Words
		author, ok := strings.CutSuffix(got.Text(), "\n"+words)
		if !ok {
			t.Fatalf("%q does not end with the statutory words %q", got.Text(), words)
		}
		if author != want.String() {
			t.Fatalf("%q renders %q, text/template %q", body, author, want.String())
		}
		size, err := message.Measure(got.Text() + tpl.Proof().Suffix)
		if err != nil || size != got.Size() {
			t.Fatalf("Size says %v, counting the text says %v, %v", got.Size(), size, err)
		}
		p := tpl.Proof()
		if size.Parts > p.Longest.Size.Parts || size.Encoding == p.Longest.Size.Encoding && size.Units > p.Longest.Size.Units {
			t.Fatalf("%v is longer than the proof's %v", size, p.Longest.Size)
		}
		if size.Parts < p.Shortest.Size.Parts || size.Encoding == p.Shortest.Size.Encoding && size.Units < p.Shortest.Size.Units {
			t.Fatalf("%v is shorter than the proof's %v", size, p.Shortest.Size)
		}
	})
}

// TestProofIsTight shows that both ends of the proof are messages: the samples measure as the proof says.
func TestProofIsTight(t *testing.T) {
	for _, body := range oracleBodies {
		tpl, err := sms.Compile[oracleRow](fixture.SMS(body, 6))
		if err != nil {
			t.Fatal(err)
		}
		p := tpl.Proof()
		for name, s := range map[string]sms.Sample{"longest": p.Longest, "shortest": p.Shortest} {
			got, err := message.Measure(s.Text + p.Suffix)
			if err != nil || got != s.Size {
				t.Errorf("%.40q: the %s sample measures %v, the proof says %v (%v)\n%s", body, name, got, s.Size, err, s.Text)
			}
		}
	}
}

func TestProofIsACopy(t *testing.T) {
	tpl := message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2)))
	before := tpl.Proof()
	p := tpl.Proof()
	p.Fields[0].Max, p.Longest.Marks[0].Field = 0, "x"
	if d := cmp.Diff(before, tpl.Proof()); d != "" {
		t.Errorf("a caller changes the proof: %s", d)
	}
}

func TestSpecIsCopied(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	spec := fixture.SMS("Bonjour {{.prenom}}", 2)
	spec.Fields = map[string]message.Limit{"prenom": {Max: 5, OneOf: []string{"Zoé", "Anne"}}}
	tpl := message.Must(sms.Compile[message.Values](spec))
	spec.Fields["prenom"].OneOf[0] = strings.Repeat("x", 400)
	spec.Fields["prenom"] = message.Limit{Max: 400}
	spec.Notice.Keep[0].Class = "x"
	if _, err := message.Must(tpl.Batch(at)).Build(fixture.ClearPhone(t, at, message.Values{"prenom": strings.Repeat("x", 400)})); err == nil {
		t.Error("a bound was raised after the proof")
	}
	if _, err := message.Must(tpl.Batch(at)).Build(fixture.ClearPhone(t, at, message.Values{"prenom": "Zoé"})); err != nil {
		t.Error(err)
	}
}

func TestRowsThatCannotBeProved(t *testing.T) {
	type inner struct{ X string }
	type bad struct {
		NoBound string
		Pointer *string
		Float   float64
		Any     any
		Bytes   []byte
		Self    named `validate:"max=3"`
		Ptr     *inner
		private string `validate:"max=3"` //lint:ignore U1000 a template may not read it
		Bool    bool
	}
	_ = bad{}.private
	for _, field := range reflect.VisibleFields(reflect.TypeFor[bad]()) {
		path := field.Name
		if path == "Ptr" {
			path = "Ptr.X"
		}
		if _, err := sms.Compile[bad](fixture.SMS("Bonjour {{."+path+"}}", 2)); err == nil {
			t.Errorf("%s is accepted", path)
		}
	}
	if _, err := sms.Compile[*fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2)); err == nil {
		t.Error("a pointer is accepted as row")
	}
	if _, err := sms.Compile[withMethod](fixture.SMS("Bonjour {{.FirstName}}", 2)); err == nil {
		t.Error("a method is accepted as field")
	}
}

type named string

func (n named) String() string { return string(n) + string(n) }

type withMethod struct{ X string }

func (withMethod) FirstName() string { return strings.Repeat("x", 1000) }
