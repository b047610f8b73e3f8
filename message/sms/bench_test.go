package sms_test

import (
	"bytes"
	"errors"
	"strconv"
	"testing"
	"text/template"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
)

var benchRow = fixture.Voter{FirstName: "Geneviève", Town: "Saint-Denis", Station: 412}

const benchBody = "Bonjour {{.FirstName}}, le 15 mars, votons à {{.Town}}, bureau {{.Station}} !"

// handWritten is what somebody would write who checks the same three values and needs no proof.
func handWritten(dst []byte, v *fixture.Voter, tail string) ([]byte, int, error) {
	units := 0
	check := func(s string, lo, hi int) error {
		n := 0
		for _, r := range s {
			switch {
			case r >= ' ' && r < 0x7F && r != '[' && r != ']' && r != '{' && r != '}' && r != '\\' && r != '^' && r != '~' && r != '|' && r != '`':
				n++
			case r == 'é' || r == 'è' || r == 'à' || r == 'ù' || r == 'ç' || r == 'ê':
				n++
			default:
				return errors.New("character")
			}
		}
		if n < lo || n > hi {
			return errors.New("length")
		}
		units += n
		return nil
	}
	if err := check(v.FirstName, 1, 24); err != nil {
		return dst, 0, err
	}
	if err := check(v.Town, 0, 46); err != nil {
		return dst, 0, err
	}
	if v.Station < 1 || v.Station > 9999 {
		return dst, 0, errors.New("range")
	}
	dst = append(dst, "Bonjour "...)
	dst = append(dst, v.FirstName...)
	dst = append(dst, ", le 15 mars, votons à "...)
	dst = append(dst, v.Town...)
	dst = append(dst, ", bureau "...)
	dst = strconv.AppendInt(dst, int64(v.Station), 10)
	dst = append(dst, " !"...)
	dst = append(dst, tail...)
	return dst, units, nil
}

func BenchmarkMessage(b *testing.B) {
	at := fixture.Paris("2026-03-05", 10)
	tpl := message.Must(sms.Compile[fixture.Voter](fixture.SMS(benchBody, 2)))
	batch := message.Must(tpl.Batch(at))
	to := fixture.ClearPhone(b, at, benchRow)
	tail := "\n" + tpl.Proof().Words
	b.Run("Append", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			var err error
			if dst, _, err = batch.Append(dst[:0], to); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Build", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := batch.Build(to); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand-written", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		row := benchRow
		for b.Loop() {
			dst, _, _ = handWritten(dst[:0], &row, tail)
		}
	})
	b.Run("text-template", func(b *testing.B) {
		b.ReportAllocs()
		std := template.Must(template.New("").Parse(benchBody + tail))
		var buf bytes.Buffer
		row := benchRow
		for b.Loop() {
			buf.Reset()
			if err := std.Execute(&buf, &row); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	spec := fixture.SMS(benchBody, 2)
	for b.Loop() {
		message.Must(sms.Compile[fixture.Voter](spec))
	}
}

// TestAppendAllocatesNothing holds the one figure that no noise moves.
func TestAppendAllocatesNothing(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS(benchBody, 2))).Batch(at))
	to := fixture.ClearPhone(t, at, benchRow)
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { dst, _, _ = batch.Append(dst[:0], to) }); n != 0 {
		t.Errorf("Append allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { message.Must(batch.Build(to)) }); n != 1 {
		t.Errorf("Build allocates %v times, want once, for the text", n)
	}
}
