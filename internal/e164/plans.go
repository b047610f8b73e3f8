package e164

import "strings"

// plan is what a country's numbering plan says of the digits that may follow its country code.
type plan struct {
	code    uint16 // country code
	regions string // ISO 3166-1 alpha-2, the main one first: several share a code
	trunk   string // what callers within the country dial before the number, and callers from abroad do not; several apart by spaces, the longest first
	zero    bool   // numbers of lines and mobiles may themselves begin with 0, which then stays (Italy)
	min     uint8  // digits of a line's or a mobile's number after the country code
	max     uint8
}

// plans says what becomes of a 0 after a country code: dropped where it is the trunk prefix, kept where it belongs to the number, refused where
// no number begins so.
//
// Source: the metadata of libphonenumber (github.com/google/libphonenumber, commit f7e3e88 of 17 July 2026, resources/PhoneNumberMetadata.xml):
// nationalPrefix; whether the patterns of fixedLine and mobile match a first 0; their possibleLengths. Where the prefix is another than 0, or dialled in more than
// one way, it is taken from nationalPrefixForParsing (Belarus, Gabon, Lithuania). The lists of the ITU on which it rests (E.164, E.129, the
// Operational Bulletin's dialling procedures) were not read.
//
// France's own codes (33, 262, 508, 590, 594, 596) stand here for their names alone: see french.go.
var plans = [...]plan{
	{1, "US AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI", "1", false, 10, 10},
	{7, "RU KZ", "8", false, 10, 10},
	{20, "EG", "0", false, 8, 10},
	{27, "ZA", "0", false, 5, 9},
	{30, "GR", "", false, 10, 10},
	{31, "NL", "0", false, 9, 11},
	{32, "BE", "0", false, 8, 9},
	{33, "FR", "0", false, 9, 9},
	{34, "ES", "", false, 9, 9},
	{36, "HU", "06", false, 8, 9},
	{39, "IT VA", "", true, 6, 12},
	{40, "RO", "0", false, 6, 9},
	{41, "CH", "0", false, 9, 9},
	{43, "AT", "0", false, 4, 13},
	{44, "GB GG IM JE", "0", false, 9, 10},
	{45, "DK", "", false, 8, 8},
	{46, "SE", "0", false, 7, 9},
	{47, "NO SJ", "", false, 8, 8},
	{48, "PL", "", false, 7, 9},
	{49, "DE", "0", false, 5, 15},
	{51, "PE", "0", false, 8, 9},
	{52, "MX", "", false, 10, 10},
	{53, "CU", "0", false, 6, 10},
	{54, "AR", "0", false, 10, 11},
	{55, "BR", "0", false, 10, 11},
	{56, "CL", "", false, 9, 9},
	{57, "CO", "0", false, 8, 10},
	{58, "VE", "0", false, 10, 10},
	{60, "MY", "0", false, 8, 10},
	{61, "AU CC CX", "0", false, 9, 9},
	{62, "ID", "0", false, 7, 12},
	{63, "PH", "0", false, 6, 10},
	{64, "NZ", "0", false, 8, 10},
	{65, "SG", "", false, 8, 8},
	{66, "TH", "0", false, 8, 9},
	{81, "JP", "0", false, 9, 10},
	{82, "KR", "0", false, 5, 10},
	{84, "VN", "0", false, 9, 10},
	{86, "CN", "0", false, 7, 11},
	{90, "TR", "0", false, 10, 10},
	{91, "IN", "0", false, 10, 10},
	{92, "PK", "0", false, 9, 10},
	{93, "AF", "0", false, 9, 9},
	{94, "LK", "0", false, 9, 9},
	{95, "MM", "0", false, 6, 10},
	{98, "IR", "0", false, 6, 10},
	{211, "SS", "0", false, 9, 9},
	{212, "MA EH", "0", false, 9, 9},
	{213, "DZ", "0", false, 8, 9},
	{216, "TN", "", false, 8, 8},
	{218, "LY", "0", false, 9, 9},
	{220, "GM", "", false, 7, 7},
	{221, "SN", "", false, 9, 9},
	{222, "MR", "", false, 8, 8},
	{223, "ML", "", false, 8, 8},
	{224, "GN", "", false, 8, 9},
	{225, "CI", "", true, 10, 10},
	{226, "BF", "", true, 8, 8},
	{227, "NE", "", false, 8, 8},
	{228, "TG", "", false, 8, 8},
	{229, "BJ", "", true, 10, 10},
	{230, "MU", "", false, 7, 8},
	{231, "LR", "0", false, 7, 9},
	{232, "SL", "0", false, 8, 8},
	{233, "GH", "0", false, 9, 9},
	{234, "NG", "0", false, 10, 10},
	{235, "TD", "", false, 8, 8},
	{236, "CF", "", false, 8, 8},
	{237, "CM", "", false, 9, 9},
	{238, "CV", "", false, 7, 7},
	{239, "ST", "", false, 7, 7},
	{240, "GQ", "", false, 9, 9},
	{241, "GA", "0", true, 7, 8},
	{242, "CG", "", true, 9, 9},
	{243, "CD", "0", false, 7, 10},
	{244, "AO", "", false, 9, 9},
	{245, "GW", "", false, 9, 9},
	{246, "IO", "", false, 7, 7},
	{247, "AC", "", false, 5, 5},
	{248, "SC", "", false, 7, 7},
	{249, "SD", "0", false, 9, 9},
	{250, "RW", "0", false, 8, 9},
	{251, "ET", "0", false, 9, 9},
	{252, "SO", "0", false, 6, 9},
	{253, "DJ", "", false, 8, 8},
	{254, "KE", "0", false, 7, 9},
	{255, "TZ", "0", false, 9, 9},
	{256, "UG", "0", false, 9, 9},
	{257, "BI", "", false, 8, 8},
	{258, "MZ", "", false, 8, 9},
	{260, "ZM", "0", false, 9, 9},
	{261, "MG", "0", false, 9, 9},
	{262, "RE YT", "0", false, 9, 9},
	{263, "ZW", "0", false, 5, 10},
	{264, "NA", "0", false, 8, 9},
	{265, "MW", "0", false, 7, 9},
	{266, "LS", "", false, 8, 8},
	{267, "BW", "", false, 7, 8},
	{268, "SZ", "", false, 8, 8},
	{269, "KM", "", false, 7, 7},
	{290, "SH TA", "", false, 4, 5},
	{291, "ER", "0", false, 7, 7},
	{297, "AW", "", false, 7, 7},
	{298, "FO", "", false, 6, 6},
	{299, "GL", "", false, 6, 6},
	{350, "GI", "", false, 8, 8},
	{351, "PT", "", false, 9, 9},
	{352, "LU", "", false, 4, 11},
	{353, "IE", "0", false, 7, 10},
	{354, "IS", "", false, 7, 9},
	{355, "AL", "0", false, 8, 9},
	{356, "MT", "", false, 8, 8},
	{357, "CY", "", false, 8, 8},
	{358, "FI AX", "0", false, 5, 10},
	{359, "BG", "0", false, 6, 9},
	{370, "LT", "0 8", false, 8, 8},
	{371, "LV", "", false, 8, 8},
	{372, "EE", "", false, 7, 8},
	{373, "MD", "0", false, 8, 8},
	{374, "AM", "0", false, 8, 8},
	{375, "BY", "80 8 0", false, 9, 9},
	{376, "AD", "", false, 6, 9},
	{377, "MC", "0", false, 8, 9},
	{378, "SM", "", true, 8, 10},
	{380, "UA", "0", false, 9, 9},
	{381, "RS", "0", false, 7, 12},
	{382, "ME", "0", false, 8, 8},
	{383, "XK", "0", false, 8, 12},
	{385, "HR", "0", false, 8, 9},
	{386, "SI", "0", false, 8, 8},
	{387, "BA", "0", false, 8, 9},
	{389, "MK", "0", false, 8, 8},
	{420, "CZ", "", false, 9, 9},
	{421, "SK", "0", false, 6, 9},
	{423, "LI", "0", false, 7, 9},
	{500, "FK", "", false, 5, 5},
	{501, "BZ", "", false, 7, 7},
	{502, "GT", "", false, 8, 8},
	{503, "SV", "", false, 8, 8},
	{504, "HN", "", false, 8, 8},
	{505, "NI", "", false, 8, 8},
	{506, "CR", "", false, 8, 8},
	{507, "PA", "", false, 7, 8},
	{508, "PM", "0", false, 6, 9},
	{509, "HT", "", false, 8, 8},
	{590, "GP BL MF", "0", false, 9, 9},
	{591, "BO", "0", false, 8, 8},
	{592, "GY", "", false, 7, 7},
	{593, "EC", "0", false, 8, 9},
	{594, "GF", "0", false, 9, 9},
	{595, "PY", "0", false, 7, 9},
	{596, "MQ", "0", false, 9, 9},
	{597, "SR", "", false, 6, 7},
	{598, "UY", "0", false, 8, 8},
	{599, "CW BQ", "", false, 7, 8},
	{670, "TL", "", false, 7, 8},
	{672, "NF", "", false, 6, 6},
	{673, "BN", "", false, 7, 7},
	{674, "NR", "", false, 7, 7},
	{675, "PG", "", false, 7, 8},
	{676, "TO", "", false, 5, 7},
	{677, "SB", "", false, 5, 7},
	{678, "VU", "", false, 5, 7},
	{679, "FJ", "", false, 7, 7},
	{680, "PW", "", false, 7, 7},
	{681, "WF", "", false, 6, 6},
	{682, "CK", "", false, 5, 5},
	{683, "NU", "", false, 4, 7},
	{685, "WS", "", false, 5, 10},
	{686, "KI", "0", false, 5, 8},
	{687, "NC", "", false, 6, 6},
	{688, "TV", "", false, 5, 7},
	{689, "PF", "", false, 8, 8},
	{690, "TK", "", false, 4, 7},
	{691, "FM", "", false, 7, 7},
	{692, "MH", "1", false, 7, 7},
	{850, "KP", "0", false, 8, 10},
	{852, "HK", "", false, 8, 8},
	{853, "MO", "", false, 8, 8},
	{855, "KH", "0", false, 8, 9},
	{856, "LA", "0", false, 8, 10},
	{880, "BD", "0", false, 6, 10},
	{886, "TW", "0", false, 8, 9},
	{960, "MV", "", false, 7, 7},
	{961, "LB", "0", false, 7, 8},
	{962, "JO", "0", false, 8, 9},
	{963, "SY", "0", false, 8, 9},
	{964, "IQ", "0", false, 8, 10},
	{965, "KW", "", false, 8, 8},
	{966, "SA", "0", false, 9, 9},
	{967, "YE", "0", false, 7, 9},
	{968, "OM", "", false, 8, 8},
	{970, "PS", "0", false, 8, 9},
	{971, "AE", "0", false, 8, 9},
	{972, "IL", "0", false, 8, 12},
	{973, "BH", "", false, 8, 8},
	{974, "QA", "", false, 8, 8},
	{975, "BT", "", false, 7, 8},
	{976, "MN", "0", false, 8, 10},
	{977, "NP", "0", false, 8, 10},
	{992, "TJ", "", true, 9, 9},
	{993, "TM", "8", false, 8, 8},
	{994, "AZ", "0", false, 9, 9},
	{995, "GE", "0", false, 9, 9},
	{996, "KG", "0", false, 9, 9},
	{998, "UZ", "", false, 9, 9},
}

// planOf gives the index in plans, plus one, of a country code; zero: none.
var planOf = func() (index [1000]uint8) {
	for i, p := range plans {
		index[p.code] = uint8(i + 1)
	}
	return index
}()

// planFor returns the plan whose country code begins d, and that code's length; nil where there is none. No code begins another (ITU-T E.164, section 6.2.1).
func planFor(d []byte) (*plan, int) {
	code := 0
	for i := 0; i < 3 && i < len(d); i++ {
		code = code*10 + int(d[i]-'0')
		if n := planOf[code]; n != 0 {
			return &plans[n-1], i + 1
		}
	}
	return nil, 0
}

// planOfRegion returns the plan of an ISO 3166-1 code, or nil.
func planOfRegion(region string) *plan {
	if len(region) != 2 {
		return nil
	}
	for i := range plans {
		for r := range strings.FieldsSeq(plans[i].regions) {
			if r == region {
				return &plans[i]
			}
		}
	}
	return nil
}
