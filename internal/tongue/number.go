package tongue

import (
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Count groups the digits of a number as the language does: "1 204" with a narrow no-break space, "1,204".
func (t Tongue) Count(n int) string { return t.decimal(n, 0) }

// Decimal is Count with so many digits behind the point: "1 204,50", "1,204.50".
func (t Tongue) Decimal(x float64, digits int) string { return t.decimal(x, digits) }

func (t Tongue) decimal(x any, digits int) string {
	s := message.NewPrinter(t.Tag()).Sprint(number.Decimal(x, number.MinFractionDigits(digits), number.MaxFractionDigits(digits)))
	return strings.ReplaceAll(s, "\u00a0", "\u202f") // French groups with the narrow one since CLDR 34; x/text has 32
}

// One reports whether a number of things has the singular. French has it for zero too.
func (t Tongue) One(n int) bool {
	return plural.Cardinal.MatchPlural(t.Tag(), n, 0, 0, 0, 0) == plural.One
}

// months are their names, as they stand in a date.
var months = [12]Text{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

var dates = Catalog{file: "tongue.json", from: &own}

// Date says a civil day in words: "1er mars 2026", "1 March 2026".
func (t Tongue) Date(year int, month time.Month, day int) string {
	w := dates.In(t)
	name := w.Say(months[month-1])
	if day == 1 {
		return w.Sayf("1 %s %d", name, year)
	}
	return w.Sayf("%d %s %d", day, name, year)
}

// Moment says an instant in words, in its own zone: "13 mars 2026 à 23 h 59", "13 March 2026, 23:59".
func (t Tongue) Moment(at time.Time) string {
	y, m, d := at.Date()
	return t.Date(y, m, d) + at.Format(dates.In(t).Say(", 15:04"))
}
