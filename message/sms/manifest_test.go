package sms_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/internal/fixture"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/manifest"
)

// Whoever objects after the hand-over is found in what was handed over, at the row of the file and not of the screening.
func TestManifests(t *testing.T) {
	at := fixture.Paris("2026-03-05", 10)
	book := fixture.Book("demain.example", at)
	to := people(t, book,
		fixture.Voter{FirstName: "Zoë", Town: "Y", Station: 1},
		fixture.Voter{FirstName: "=SOMME(A1)", Town: "Y", Station: 1}, // refused: it stands in no file
		fixture.Voter{FirstName: "Anne", Town: "Y", Station: 1},
	)
	batch := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Bonjour {{.FirstName}}", 2))).Batch(at))
	h, err := batch.Handoff(new(bytes.Buffer), withErrors(to))
	if err != nil {
		t.Fatal(err)
	}
	bulk, err := message.Must(message.Must(sms.Compile[fixture.Voter](fixture.SMS("Réunion mardi", 2))).Batch(at)).Bulk(slices.Values(to))
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Object(t.Context(), to[2].To(), optout.For{}, "sms"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		list *manifest.List
		row  int
	}{"Handoff": {h.Manifest, 2}, "Bulk": {bulk.Manifest(), 3}} {
		var text bytes.Buffer
		if err := c.list.Write(&text, book, name); err != nil {
			t.Fatal(err)
		}
		r, err := manifest.Recall(t.Context(), book, name, strings.NewReader(text.String()))
		if err != nil || r.Err != nil || len(r.Hits) != 1 || r.Hits[0].Row != c.row || r.Rows != c.list.Len() {
			t.Errorf("%s: %d rows, hits %v, errors %v and %v", name, r.Rows, r.Hits, err, r.Err)
		}
		if head := r.Header; head.Provider != "ovh" || head.Election != "FR-MUN-2026" || len(head.Template) != 32 || !head.Moment.Equal(at) || head.NotAfter.IsZero() {
			t.Errorf("%s: header %+v", name, head)
		}
	}
}
