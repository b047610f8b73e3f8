package e164

// frenchCode reports whether a country code belongs to the French national plan.
func frenchCode(code uint16) bool {
	switch code {
	case 33, 262, 508, 590, 594, 596:
		return true
	}
	return false
}

// overseas reports whether d begins with a country code of three digits that shares the French national plan with nine.
func overseas(d []byte) bool {
	return len(d) >= 3 && d[0] != '3' && frenchCode(uint16(value(d[:3]))) && string(d[:3]) != "508"
}

// pacific gives the lengths of the French Pacific's own plans, which are no part of the national one; zero for every other country code.
func pacific(code uint16) int {
	switch code {
	case 681, 687: // Wallis-et-Futuna, Nouvelle-Calédonie
		return 6
	case 689: // Polynésie française
		return 8
	}
	return 0
}

// frenchInternational reads what follows a country code of the French plan, with or without the national 0.
func frenchInternational(code uint64, rest []byte) (uint64, error) {
	if len(rest) > 1 && rest[0] == '0' && (len(rest) == 10 || code == 508 && len(rest) == 7) {
		rest = rest[1:]
	}
	if code == 33 && len(rest) == 13 && string(rest[:3]) == "700" {
		return 0, errMachine
	}
	if code == 508 && len(rest) == 6 && rest[0] > '1' { // Saint-Pierre-et-Miquelon: six digits; since 2023 also nine
		return code*1e6 + value(rest), nil
	}
	n, err := french(rest)
	if err == nil && code != 33 && countryOf(n) != code { // +33 690 … is written, and means Guadeloupe
		err = errCountry
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

// french puts nine significant digits of the French plan behind their country code.
func french(d []byte) (uint64, error) {
	switch {
	case len(d) != 9, d[0] == '0':
		return 0, errLength
	case d[0] == '8':
		return 0, errService
	}
	n := value(d)
	code := planCode(n / 1e4)
	if code == 508 && d[0] == '5' { // 0508 41 xx xx is +508 41 xx xx
		if d[3] < '2' {
			return 0, errLength
		}
		return code*1e6 + n%1e6, nil
	}
	return code*1e9 + n, nil
}

// countryOf returns the country code of a number of the French plan.
func countryOf(n uint64) uint64 {
	if n < 1e9 {
		return n / 1e6
	}
	return n / 1e9
}

// TakesSMS reports whether a number that Parse returned is of a range whose lines take text messages.
//
// In the French plan those are 06 and 07: "l'Autorité réserve l'utilisation des numéros mobiles en 06 et 07 […] exclusivement aux services de communications
// interpersonnelles. Elle associe ainsi à ce type de numéros la fourniture obligatoire par les opérateurs d'au moins un service d'appels vocaux et de messages"
// (on ARCEP decision 2022-1583, quoted by universfreebox.com in September 2022). Not among them are 0700, for machines (lemondeinformatique.fr, on the same decision), and
// 0600, which routes ported numbers (annexe 1 of the decision, 2.5.6). 01 to 05 and 09 are lines and software: some take messages, and no range says which.
//
// In the French Pacific, lines that cannot move are told by the metadata that plans names. Of other countries nothing is said: they count as taking them.
func TakesSMS(n uint64) bool {
	code, rest := n/1e9, n%1e9
	switch {
	case n >= 1e10 && code < 1000 && frenchCode(uint16(code)):
		first := rest / 1e8
		return (first == 6 || first == 7) && rest/1e6 != 600 && rest/1e6 != 700
	case n/1e6 == 687: // 2x, 3x, 4x and 88 are lines
		first := n / 1e5 % 10
		return (first < 2 || first > 4) && n/1e4%100 != 88
	case n/1e8 == 689: // 4x are lines
		return n/1e7%10 != 4
	}
	return true
}

// planRange gives the country code of the numbers whose first five significant digits lie in [from, to].
type planRange struct{ from, to, code uint64 }

// ranges holds the ranges of the French plan that belong to a country code other than 33, in order.
// Sources: ARCEP decision 2018-0881 as amended by 2022-1583, annexe 1, for the territories of 02 62, 05 90, 06 90 …; the ranges
// opened since (02 68, 05 98, 07 08, 07 09, 09 39, 09 47) were read from the metadata of libphonenumber in 2026.
var ranges = [...]planRange{
	{26200, 26399, 262}, // La Réunion
	{26880, 26999, 262}, // La Réunion 2688, Mayotte 2689 and 269
	{50800, 50899, 508}, // Saint-Pierre-et-Miquelon
	{59000, 59099, 590}, // Guadeloupe, Saint-Martin, Saint-Barthélemy
	{59400, 59499, 594}, // Guyane
	{59600, 59699, 596}, // Martinique
	{59870, 59879, 590},
	{59880, 59889, 594},
	{59890, 59899, 596},
	{63900, 63997, 262}, // Mayotte; 06 39 98 is reserved for fiction and stays with 33
	{63999, 63999, 262},
	{69000, 69199, 590},
	{69200, 69399, 262},
	{69400, 69499, 594},
	{69600, 69799, 596},
	{70840, 70859, 508},
	{70900, 70909, 590},
	{70910, 70919, 596},
	{70920, 70929, 262}, // La Réunion
	{70930, 70934, 594},
	{70935, 70939, 262}, // Mayotte
	{93950, 93959, 590},
	{93960, 93969, 594},
	{93970, 93979, 596},
	{93980, 93999, 262},
	{94750, 94759, 590},
	{94760, 94769, 594},
	{94770, 94779, 596},
	{94780, 94799, 262},
	{97600, 97619, 590},
	{97620, 97639, 262},
	{97640, 97659, 594},
	{97660, 97679, 596},
	{97680, 97689, 590},
	{97690, 97699, 262},
}

func planCode(lead uint64) uint64 {
	lo, hi := 0, len(ranges)
	for lo < hi {
		m := (lo + hi) / 2
		if ranges[m].to < lead {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(ranges) && ranges[lo].from <= lead {
		return ranges[lo].code
	}
	return 33
}
