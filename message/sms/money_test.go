package sms_test

import (
	"fmt"
	"math"
	"testing"

	"golang.org/x/text/language"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice/law"
)

func ExampleDiagnosis_Explain() {
	text := "Réunion publique mardi à 19 h salle des fêtes. Nous parlerons école, cantine, transports et logement. Venez avec vos questions et vos voisins ! Merci à vous."
	d, err := sms.Diagnose(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	rates := sms.Rates{Part: 0.0103}
	voters := map[law.Territory]int{law.Metropole: 19000, law.Reunion: 1000}
	fmt.Print(d.Explain(rates, voters, language.English))
	// Output:
	// This “ê” costs €412 on your 20,000 voters: write “e”.
}

func TestBill(t *testing.T) {
	p := sms.Proof{Shortest: sms.Sample{Size: message.Size{Parts: 1}}, Likely: sms.Sample{Size: message.Size{Parts: 2}}, Longest: sms.Sample{Size: message.Size{Parts: 3}}}
	rates := sms.Rates{Part: 0.05, Territories: map[law.Territory]float64{law.Reunion: 0.1}}
	got := p.Bill(rates, map[law.Territory]int{law.Metropole: 100, law.Reunion: 10})
	if want := (sms.Bill{Recipients: 110, Currency: "EUR", Shortest: 6, Likely: 12, Longest: 18}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if s := rates.Amount(412.5, language.French); s != "412,50 €" {
		t.Errorf("%q", s)
	}
	if s := rates.Amount(412, language.French); s != "412 €" {
		t.Errorf("%q", s)
	}
	bad := sms.Rates{Part: math.NaN(), Currency: "euros", Territories: map[law.Territory]float64{"FR": -1}}
	if fs := bad.Findings(); len(fs) != 3 {
		t.Errorf("%d findings, want 3: %v", len(fs), fs)
	}
}
