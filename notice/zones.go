package notice

import (
	"github.com/scrutateur/scrutateur/internal/civil"
	"github.com/scrutateur/scrutateur/notice/law"
)

// zone is the clocks of a territory: the one that shows a time first, and the one that shows it last.
type zone struct{ first, last civil.Clock }

func one(c civil.Clock) zone { return zone{c, c} }

// zones holds every territory of the vocabulary.
var zones = map[law.Territory]zone{
	law.Metropole:         one(civil.Paris),
	law.Guadeloupe:        one(civil.Clock{Standard: -240}),
	law.Martinique:        one(civil.Clock{Standard: -240}),
	law.SaintBarthelemy:   one(civil.Clock{Standard: -240}),
	law.SaintMartin:       one(civil.Clock{Standard: -240}),
	law.Guyane:            one(civil.Clock{Standard: -180}),
	law.Reunion:           one(civil.Clock{Standard: 240}),
	law.Mayotte:           one(civil.Clock{Standard: 180}),
	law.SaintPierre:       one(civil.Clock{Standard: -180, Summer: civil.American}),
	law.NouvelleCaledonie: one(civil.Clock{Standard: 660}),
	law.WallisFutuna:      one(civil.Clock{Standard: 720}),
	law.Polynesie:         {civil.Clock{Standard: -540}, civil.Clock{Standard: -600}}, // Gambier; Tahiti (the Marquises lie between)
	// The French abroad vote at embassies and consulates by local time. These are the outermost legal times in use, with
	// summer time: two hours west (Brazil in summer time, when it had one) to Hawaii, and Kiritimati to Pago Pago, so that no post lies outside.
	law.AbroadAmericas: {civil.Clock{Standard: -120}, civil.Clock{Standard: -600}},
	law.Abroad:         {civil.Clock{Standard: 840}, civil.Clock{Standard: -660}},
}
