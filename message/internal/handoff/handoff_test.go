package handoff_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/internal/handoff"
	"github.com/scrutateur/scrutateur/message/internal/row"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

func ExampleValueFinding() {
	f := &row.Field{Path: "Name"}
	for _, v := range []string{"Zoë", "=cmd()", "*|EMAIL|*"} {
		if p := handoff.ValueFinding(f, v, "*|"); p != nil {
			fmt.Println(p.Rule)
		} else {
			fmt.Println("merged")
		}
	}
	// Output:
	// merged
	// SCR-VALUE
	// SCR-VALUE
}

// The file holds everybody once who passes, and its end is the earliest of theirs.
func TestWrite(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	g := gate.New(fixture.Demain(), law.SMS, "", at)
	phone, box := fixture.ClearPhone(t, at, "Zoë"), fixture.ClearMail(t, at, "Anne")
	channel := handoff.Channel{Address: optout.Address.E164, Record: func(values []string, r *row.Row) *law.Finding {
		values[0] = r.Value.String()
		return nil
	}}
	var file strings.Builder
	f, err := handoff.Write(&file, []string{"phone", "name"}, func(yield func(optout.Cleared[string], error) bool) {
		for _, to := range []optout.Cleared[string]{phone, phone, box} {
			if !yield(to, nil) {
				return
			}
		}
	}, g, manifest.Header{Provider: "exemple"}, channel)
	if h := f.People.Header(); f.People.Len() != f.Rows || h.Controller != "demain.example" || h.Channel != law.SMS || !h.Moment.Equal(at) || h.Election != "FR-MUN-2026" || !h.NotAfter.Equal(f.NotAfter) {
		t.Errorf("the manifest has %d rows for %d, header %+v", f.People.Len(), f.Rows, h)
	}
	if err != nil || f.Rows != 1 || len(f.Refused) != 2 || !f.NotAfter.Equal(phone.Until()) {
		t.Fatalf("%+v, %v", f, err)
	}
	if !errors.Is(f.Refused[0], law.DuplicateRow) || !errors.Is(f.Refused[1], law.Clearance) {
		t.Errorf("refused: %v", f.Refused)
	}
	if want := "phone,name\n" + phone.To().E164() + ",Zoë\n"; file.String() != want {
		t.Error("another file") // it holds a number
	}
	if _, err := handoff.Write(&file, []string{"phone", "name"}, func(yield func(optout.Cleared[string], error) bool) {
		yield(optout.Cleared[string]{}, nil)
	}, g, manifest.Header{Provider: "exemple"}, channel); err != message.ErrUnbuilt {
		t.Errorf("a clearance of nothing: %v", err)
	}
}
