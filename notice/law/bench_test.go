package law_test

import (
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/notice/law"
)

// BenchmarkLookup compares the search in the table with a map, which would have to be built when a program starts.
func BenchmarkLookup(b *testing.B) {
	b.Run("table", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := law.Lookup(law.SilenceOverseas, time.Time{}); !ok {
				b.Fatal("not found")
			}
		}
	})
	b.Run("baseline=map", func(b *testing.B) {
		m := map[law.ID]law.Rule{}
		for r := range law.All() {
			m[r.ID] = r
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := m[law.SilenceOverseas]; !ok {
				b.Fatal("not found")
			}
		}
	})
	b.Run("baseline=build the map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := make(map[law.ID]law.Rule, 128)
			for r := range law.All() {
				m[r.ID] = r
			}
		}
	})
}

// BenchmarkApply judges ten findings with one exception: what a compile does once.
func BenchmarkApply(b *testing.B) {
	var fs law.Findings
	for range 2 {
		fs = append(fs, noOptOut, noLabel, late, badText, rawText)
	}
	except := []law.Exception{{Rule: law.SendingHours, Reason: someRetry}}
	b.ReportAllocs()
	for b.Loop() {
		law.Default.Apply(campaign, fs, except)
	}
}

func BenchmarkFind(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		law.Find(law.OptOutSMS, "Body", "there is no rule %q", "x")
	}
}

func BenchmarkIn(b *testing.B) {
	for _, tag := range []language.Tag{language.English, language.French} {
		b.Run(tag.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = noOptOut.In(tag)
			}
		})
	}
}
