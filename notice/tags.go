package notice

import (
	"net/mail"
	"reflect"
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

// brokenTags returns the first tag that each field of a struct breaks, in the order of the fields, with its path from the struct on. Paths are
// written on the way back alone, because nearly all fields are right.
func brokenTags(v reflect.Value) (all []broken) {
	for i, f := range tagsOf(v.Type()) {
		if found := brokenField(v.Field(i), f.tags); len(found) > 0 {
			all = append(all, below("."+f.name, found)...)
		}
	}
	return all
}

// below puts a step before the paths of what is broken.
func below(step string, all []broken) []broken {
	for i := range all {
		all[i].path = step + all[i].path
	}
	return all
}

// A tagged field is its name and its tag, cut into parts: "max=30,dive,said" is three.
type tagged struct {
	name string
	tags []string
}

// tagsOf reads the tags of a struct once.
var tagsOf = func() func(reflect.Type) []tagged {
	var known sync.Map // []tagged by reflect.Type
	return func(t reflect.Type) []tagged {
		if fields, ok := known.Load(t); ok {
			return fields.([]tagged)
		}
		fields := make([]tagged, t.NumField())
		for i := range fields {
			f := t.Field(i)
			fields[i].name = f.Name
			if tag := f.Tag.Get("validate"); tag != "" {
				fields[i].tags = strings.Split(tag, ",")
			}
		}
		known.Store(t, fields)
		return fields
	}
}()

func brokenField(v reflect.Value, tags []string) (all []broken) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
		return brokenTags(v)
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
				if found := brokenField(v.Index(j), tags[i+1:]); len(found) > 0 {
					all = append(all, below("["+strconv.Itoa(j)+"]", found)...)
				}
			}
			return all
		case !holds(v, tag, param):
			return []broken{{"", tag, param, v}}
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
		return isMailbox(v.String())
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

// isMailbox reports whether a text is one bare mailbox at a domain of at least two labels, as RFC 5322, section 3.4.1, writes it and
// RFC 6531 opens it to other scripts. net/mail knows the grammar; here stands what it takes beyond a bare mailbox (a name, angle brackets, a
// comment, a domain literal) or beyond a domain that exists on the internet.
func isMailbox(s string) bool {
	if _, err := mail.ParseAddress(s); err != nil {
		return false
	}
	at := strings.LastIndexByte(s, '@')
	local, domain := s[:at], s[at+1:]
	if quoted := strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"`); !quoted &&
		strings.ContainsFunc(local, func(r rune) bool {
			return !isLetter(r) && !isDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r)
		}) {
		return false
	}
	labels := strings.Split(domain, ".")
	for i, label := range labels {
		last := i == len(labels)-1
		edge := func(r rune) bool { return isLetter(r) || !last && isDigit(r) }
		first, _ := utf8.DecodeRuneInString(label)
		end, _ := utf8.DecodeLastRuneInString(label)
		if !edge(first) || !edge(end) || strings.ContainsFunc(label, func(r rune) bool { return !isLetter(r) && !isDigit(r) && r != '-' && r != '~' }) {
			return false
		}
	}
	return len(labels) > 1
}

// isLetter reports whether a mailbox may hold the character as a letter: those of ASCII, and what an internationalised address may hold of
// the Basic Multilingual Plane (RFC 3987, section 2.2, ucschar).
func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || 0xa0 <= r && r <= 0xd7ff || 0xf900 <= r && r <= 0xfdcf || 0xfdf0 <= r && r <= 0xffef
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
