package gate_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/internal/gate"
	"github.com/scrutateur/scrutateur/message/router"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
)

// On the Saturday before a vote no territory may be written to, and the refusal says when the first may be again.
func ExampleGate_Shut() {
	saturday := time.Date(2026, 3, 14, 11, 0, 0, 0, time.UTC)
	err := gate.New(fixture.Demain(), law.Email, "", saturday).Shut()
	if r, ok := errors.AsType[*message.Refusal](err); ok {
		fmt.Println(r.Finding.Rule, "until", gate.Stamp(r.Until))
	}
	// Output: FR-CE-L49-SILENCE until 2026-03-15 09:00 UTC
}

// A recipient of a territory that is silent already is refused, one of another passes until their own silence begins.
func TestPass(t *testing.T) {
	friday := fixture.Paris("2026-03-13", 23)
	g := gate.New(fixture.Demain(), law.SMS, "", friday)
	if err := g.Shut(); err != nil {
		t.Fatalf("not everybody is silent: %v", err)
	}
	clear := func(where law.Territory) optout.Cleared[struct{}] {
		return fixture.Clear(t, fixture.Book("demain.example", friday), optout.For{Channel: law.SMS}, where, law.OriginForm, fixture.Phone, struct{}{})
	}
	here, there := clear(law.Metropole), clear(law.Reunion) // where the Saturday began three hours ago
	place, err := gate.Pass(g, &here)
	if err != nil {
		t.Fatal(err)
	}
	if end, want := g.NotAfter(place, here.Until()), fixture.Paris("2026-03-14", 0); !end.Equal(want) {
		t.Errorf("until %v, want the silence at %v", end, want)
	}
	sooner := friday.Add(10 * time.Minute)
	if end := g.Before(sooner).Before(friday.Add(time.Hour)).NotAfter(place, here.Until()); !end.Equal(sooner) {
		t.Errorf("until %v, want what the caller lowered it to, %v", end, sooner)
	}
	var r *message.Refusal
	if _, err := gate.Pass(g, &there); !errors.As(err, &r) || !errors.Is(err, law.Silence) || r.Row != 1 || r.Until.IsZero() {
		t.Errorf("La Réunion: %v", err)
	}
}

// At night every place is closed to SMS, and opens when the charter's hours begin.
func TestHours(t *testing.T) {
	night := fixture.Paris("2026-03-05", 23)
	profile, _ := router.Lookup("ovh")
	g := gate.New(fixture.Demain(), law.SMS, "", night)
	gate.Hours{Profile: profile, Rules: law.Default}.Close(g)
	here := fixture.ClearPhone(t, night, struct{}{})
	var r *message.Refusal
	if _, err := gate.Pass(g, &here); !errors.As(err, &r) || !errors.Is(err, law.SendingHours) || !r.Until.After(night) {
		t.Errorf("got %v", err)
	}
}

func TestJudgedOn(t *testing.T) {
	if at := gate.JudgedOn(notice.Election{ID: "FR-MUN-2026"}); !at.Equal(time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("the first round is judged on %v", at)
	}
	if at := gate.JudgedOn(notice.NoElection); at.Year() != 9999 {
		t.Errorf("without an election the newest rules count, not those of %v", at)
	}
}

func TestRowPath(t *testing.T) {
	for want, got := range map[string]string{"Body": gate.RowPath(0, "Body"), "row 3": gate.RowPath(3, ""), "row 3: Town": gate.RowPath(3, "Town")} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
