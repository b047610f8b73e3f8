package sms

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	textmessage "golang.org/x/text/message"

	"github.com/scrutateur/scrutateur/internal/tongue"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Rates is what a provider charges a part, as the user's contract says. No price is built in.
type Rates struct {
	Currency    string                    `json:"currency"`              // ISO 4217; "" is "EUR"
	Part        float64                   `json:"part"`                  // price of a part
	Territories map[law.Territory]float64 `json:"territories,omitempty"` // where a part costs something else
}

// Findings judges the table: prices that are no amounts, a currency that is none.
func (r Rates) Findings() (fs law.Findings) {
	price := func(path string, p float64) {
		if !(p >= 0 && p <= 1000) { // NaN is neither
			fs = append(fs, law.Find(law.SpecField, path, "the price of a part lies between 0 and 1000"))
		}
	}
	price("Rates.Part", r.Part)
	for t, p := range r.Territories {
		price("Rates.Territories["+string(t)+"]", p)
	}
	if r.Currency != "" {
		if _, err := currency.ParseISO(r.Currency); err != nil {
			fs = append(fs, law.Find(law.SpecField, "Rates.Currency", "no ISO 4217 currency: write \"EUR\""))
		}
	}
	return fs.Sort()
}

func (r Rates) part(t law.Territory) float64 {
	if p, ok := r.Territories[t]; ok {
		return p
	}
	return r.Part
}

// Price returns what so many parts cost each of the recipients, who are counted by territory.
func (r Rates) Price(parts int, recipients map[law.Territory]int) float64 {
	var sum float64
	for t, n := range recipients {
		sum += r.part(t) * float64(n) * float64(parts)
	}
	return math.Round(sum*1e6) / 1e6 // map order does not show in the last digit
}

// Amount writes an amount as people of the language do: "412 €", "412,50 €", "€412.50". The language is French where the module
// speaks none that serves.
func (r Rates) Amount(amount float64, lang language.Tag) string {
	unit := r.Currency
	if unit == "" {
		unit = "EUR"
	}
	digits := 2
	if amount == math.Trunc(amount) {
		digits = 0
	}
	said := tongue.Of(lang)
	symbol := unit
	if c, err := currency.ParseISO(unit); err == nil {
		symbol = textmessage.NewPrinter(said.Tag()).Sprint(currency.NarrowSymbol(c))
	}
	if said == tongue.English {
		return symbol + said.Decimal(amount, digits)
	}
	return said.Decimal(amount, digits) + " " + symbol
}

// Bill is what a template costs on a campaign.
type Bill struct {
	Recipients int     `json:"recipients"`
	Currency   string  `json:"currency"`
	Shortest   float64 `json:"shortest"` // if every message were the shortest
	Likely     float64 `json:"likely"`   // if every value were as long as is likely
	Longest    float64 `json:"longest"`  // no campaign costs more
}

// Bill prices the proof for recipients counted by territory.
func (p Proof) Bill(r Rates, recipients map[law.Territory]int) Bill {
	b := Bill{Currency: r.Currency}
	if b.Currency == "" {
		b.Currency = "EUR"
	}
	for _, n := range recipients {
		b.Recipients += n
	}
	b.Shortest = r.Price(p.Shortest.Size.Parts, recipients)
	b.Likely = r.Price(p.Likely.Size.Parts, recipients)
	b.Longest = r.Price(p.Longest.Size.Parts, recipients)
	return b
}

// Explain says what each character of the text costs on a campaign, a sentence a line, the dearest first: "This “ê” costs
// €412 on your 20,000 voters: write “e”." It says nothing where nothing can be saved. The language is French where the module speaks
// none that serves.
func (d Diagnosis) Explain(r Rates, recipients map[law.Territory]int, lang language.Tag) string {
	total := 0
	for _, n := range recipients {
		total += n
	}
	w := tongue.SMS.In(tongue.Of(lang))
	voters := w.Count(total)
	price := func(parts int) string { return r.Amount(r.Price(parts, recipients), lang) }
	var b strings.Builder
	for _, c := range slices.SortedStableFunc(slices.Values(d.Chars), func(x, y Char) int { return y.Saves - x.Saves }) {
		if c.Saves > 0 {
			b.WriteString(w.Sayf("This “%s” costs %s on your %s voters: write “%s”.", shown(c.Rune), price(c.Saves), voters, c.By) + "\n")
		}
	}
	if saved := d.Size.Parts - d.Folded.Parts; saved > 0 && b.Len() == 0 { // no character saves a part by itself
		var all []string
		for _, c := range d.Chars {
			if c.Replaced && c.Septets == 0 {
				all = append(all, shown(c.Rune))
			}
		}
		b.WriteString(w.Sayf("Together, %s cost %s on your %s voters: write “%s”.", strings.Join(all, " "), price(saved), voters, d.Text) + "\n")
	}
	return b.String()
}

// shown makes a character visible that is not.
func shown(r rune) string {
	if !unicode.IsGraphic(r) || unicode.IsSpace(r) {
		return fmt.Sprintf("%U", r)
	}
	return string(r)
}
