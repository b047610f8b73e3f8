package notice

import (
	"time"

	"github.com/scrutateur/scrutateur/internal/civil"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Local returns the instant as the clocks of the territory show it, the earliest clock and the latest: they differ where a
// territory has several legal times (French Polynesia, the French abroad). An unknown territory is given the clock of
// European France.
func Local(t law.Territory, at time.Time) (earliest, latest time.Time) {
	z, ok := zones[t]
	if !ok {
		z = one(civil.Paris)
	}
	in := func(c civil.Clock) time.Time { return c.In(at, string(t)) }
	return in(z.last), in(z.first)
}
