package notice

import (
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// The validate tags of a Notice are written for go-playground/validator, so that programs which validate their own structs with it
// judge a Notice among them. The library reads them itself: validator is 2.5 MB of every binary, for nine tags. A test compares
// both on every field with values of every kind.

// broken is a tag that a value does not hold.
type broken struct {
	path, tag, param string
	value            reflect.Value
}

// brokenTags returns the first tag that each field of a struct breaks, in the order of the fields.
func brokenTags(v reflect.Value, path string) (all []broken) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		all = append(all, brokenField(v.Field(i), path+"."+f.Name, split(f.Tag.Get("validate")))...)
	}
	return all
}

// split cuts a tag into its parts: "max=30,dive,said" is three.
func split(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}

func brokenField(v reflect.Value, path string, tags []string) (all []broken) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
		return brokenTags(v, path)
	}
	for i, t := range tags {
		tag, param, _ := strings.Cut(t, "=")
		switch {
		case tag == "omitempty":
			if v.IsZero() {
				return nil
			}
		case tag == "dive":
			for j := range v.Len() {
				all = append(all, brokenField(v.Index(j), path+"["+strconv.Itoa(j)+"]", tags[i+1:])...)
			}
			return all
		case !holds(v, tag, param):
			return []broken{{path, tag, param, v}}
		}
	}
	return nil
}

// holds reports whether a value holds one tag. A tag that is none of ours is a fault of this package, which a test would find.
func holds(v reflect.Value, tag, param string) bool {
	switch tag {
	case "said":
		return !blank(v.String())
	case "max":
		return amount(v) <= number(param)
	case "min":
		return amount(v) >= number(param)
	case "oneof":
		return slices.Contains(strings.Fields(param), v.String())
	case "datetime":
		_, err := time.Parse(param, v.String())
		return err == nil
	case "email":
		_, err := mail.ParseAddress(v.String())
		return err == nil && emailForm().MatchString(v.String())
	case "iso3166_1_alpha2":
		return isCountry(v.String())
	}
	panic("notice: unknown validate tag " + tag)
}

// amount is what max and min bound: characters, entries, or the number itself.
func amount(v reflect.Value) int64 {
	switch v.Kind() {
	case reflect.String:
		return int64(utf8.RuneCountInString(v.String()))
	case reflect.Slice, reflect.Map:
		return int64(v.Len())
	}
	return v.Int()
}

func number(param string) int64 {
	n, err := strconv.ParseInt(param, 10, 64)
	if err != nil {
		panic("notice: validate tag: " + err.Error())
	}
	return n
}

// isCountry reports whether a text is the code of a country, in capitals.
func isCountry(code string) bool { return slices.Contains(countries, code) }

// countries are the codes of ISO 3166-1 alpha-2, with Kosovo's XK, which is a code of users. x/text knows them among codes that are no country's any more.
var countries = strings.Fields(`
	AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG
	CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL
	GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA
	LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
	NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
	SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`)

// emailForm is validator's own expression for a mailbox (github.com/go-playground/validator, MIT license): what it takes, a Notice takes.
var emailForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("^(?:(?:(?:(?:[a-zA-Z]|\\d|[!#\\$%&'\\*\\+\\-\\/=\\?\\^_`{\\|}~]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])+(?:\\.([a-zA-Z]|\\d|[!#\\$%&'\\*\\+\\-\\/=\\?\\^_`{\\|}~]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])+)*)|(?:(?:\\x22)(?:(?:(?:(?:\\x20|\\x09)*(?:\\x0d\\x0a))?(?:\\x20|\\x09)+)?(?:(?:[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]|\\x21|[\\x23-\\x5b]|[\\x5d-\\x7e]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])|(?:(?:[\\x01-\\x09\\x0b\\x0c\\x0d-\\x7f]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}]))))*(?:(?:(?:\\x20|\\x09)*(?:\\x0d\\x0a))?(\\x20|\\x09)+)?(?:\\x22))))@(?:(?:(?:[a-zA-Z]|\\d|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])|(?:(?:[a-zA-Z]|\\d|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])(?:[a-zA-Z]|\\d|-|\\.|~|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])*(?:[a-zA-Z]|\\d|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])))\\.)+(?:(?:[a-zA-Z]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])|(?:(?:[a-zA-Z]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])(?:[a-zA-Z]|\\d|-|\\.|~|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])*(?:[a-zA-Z]|[\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}])))\\.?$")
})
