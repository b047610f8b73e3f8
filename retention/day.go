package retention

import "time"

// later adds calendar months, then days. A day that the month lacks becomes the month's last: 31 December and
// two months are 28 or 29 February, where time.AddDate would run over into March and keep the data longer.
func later(t time.Time, months, days int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d, last)-1+days)
}
