// Voters writes voters.csv and objections.csv, the fictitious file that the campaign example sends to.
//
// Every run writes the same bytes. The people do not exist: first names, surnames and communes are real
// and combined by chance, mailboxes are at example.org (RFC 2606), and every phone number lies in
// 06 39 98 00 00 – 06 39 98 99 99, the one mobile block that ARCEP keeps for works of fiction and will
// give to nobody. It keeps none for the overseas territories, so voters overseas carry numbers of that
// block too; where they vote is in the column territory.
//
// A dozen rows are wrong on purpose, in the ways in which real files are wrong.
package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// good is the number of rows without a defect.
const good = 1260

func main() {
	dir := flag.String("dir", ".", "folder that receives voters.csv and objections.csv")
	flag.Parse()
	for name, write := range map[string]func() ([]byte, error){"voters.csv": votersCSV, "objections.csv": objectionsCSV} {
		b, err := write()
		if err == nil {
			err = os.WriteFile(filepath.Join(*dir, name), b, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "voters:", err)
			os.Exit(1)
		}
	}
}

// voter is a line of voters.csv, in the order of its columns.
type voter struct {
	first, last, phone, email, commune, territory, station, origin, consented, supporter string
}

var header = []string{"first_name", "last_name", "phone", "email", "commune", "territory",
	"polling_station", "origin", "consented_on", "supporter"}

func (v voter) record() []string {
	return []string{v.first, v.last, v.phone, v.email, v.commune, v.territory, v.station, v.origin, v.consented, v.supporter}
}

// dice picks in a way that no release of Go changes: the PCG sequence is specified, the helpers of
// math/rand/v2 over it are not.
type dice struct{ src *rand.PCG }

func (d dice) n(n int) int             { return int(d.src.Uint64() >> 33 % uint64(n)) }
func pick[T any](d dice, from []T) T   { return from[d.n(len(from))] }
func (d dice) chance(percent int) bool { return d.n(100) < percent }
func (d dice) day(from, to string) string { // a civil day in [from, to]
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return a.AddDate(0, 0, d.n(int(b.Sub(a).Hours()/24)+1)).Format(time.DateOnly)
}

// number is the subscriber's four digits of the i-th number; 7919 is prime to 10,000, so none comes twice.
func number(i int) int { return (i*7919 + 1234) % 10000 }

// forms are the ways in which people write a French mobile number.
var forms = []string{
	"06 39 98 %02d %02d", "06 39 98 %02d %02d", "06 39 98 %02d %02d", "063998%02d%02d", "063998%02d%02d",
	"06.39.98.%02d.%02d", "06-39-98-%02d-%02d", "+33 6 39 98 %02d %02d", "+3363998%02d%02d",
	"0033 6 39 98 %02d %02d", "+33 (0)6 39 98 %02d %02d", "06\u00a039\u00a098\u00a0%02d\u00a0%02d", " 06 39 98 %02d %02d ",
}

func phone(form string, i int) string { n := number(i); return fmt.Sprintf(form, n/100, n%100) }

func mailbox(first, last string, i int) string {
	local := strings.NewReplacer(" ", "-", "'", "", "’", "").Replace(plaintext.Fold(first + "." + last))
	return fmt.Sprintf("%s.%d@example.org", local, i)
}

// people returns the good rows.
func people() []voter {
	d := dice{rand.NewPCG(15032026, 22032026)}
	all := make([]voter, 0, good)
	for i := range good {
		c := place(d, i)
		v := voter{
			first: pick(d, firstNames), last: pick(d, surnames[c.territory == "FR"]),
			commune: c.name, territory: c.territory, station: pick(d, stations),
			origin: pick(d, origins), supporter: "false",
		}
		if i < len(named) { // each of these names stands in the file at least once
			v.first = named[i]
		}
		v.phone = phone(pick(d, forms), i)
		v.email = mailbox(v.first, v.last, i)
		v.consented = d.day("2025-04-01", "2026-02-20")
		if d.chance(35) {
			v.supporter = "true"
		}
		all = append(all, v)
	}
	return all
}

// place gives every twentieth voter a commune overseas, and the longest and the shortest names a few inhabitants.
func place(d dice, i int) commune {
	switch {
	case i%20 == 7:
		return overseas[i/20%len(overseas)]
	case i%100 == 11:
		return metropole[0]
	case i%100 == 12:
		return metropole[1]
	}
	return pick(d, metropole)
}

// votersCSV spreads the wrong rows among the good ones.
func votersCSV() ([]byte, error) {
	all := people()
	for i, bad := range wrong(all) {
		all = slices.Insert(all, 40+i*97, bad)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(header)
	for _, v := range all {
		w.Write(v.record())
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// wrong returns the rows that a file collected at market stalls holds: each has one defect.
func wrong(all []voter) []voter {
	row := func(n int, first, last string) voter {
		v := all[n*31]
		v.first, v.last = first, last
		v.phone, v.email = phone(forms[0], good+n), mailbox("ligne", "fautive", good+n)
		return v
	}
	missing := row(0, "Nadine", "Lefort")
	missing.phone = ""
	noted := row(1, "Gérard", "Pommier")
	noted.phone = "06 39 98 (perso)"
	short := row(2, "Josiane", "Vasseur")
	short.phone = "06 39 98 12"
	twice := all[300]
	twice.phone = phone("+33 6 39 98 %02d %02d", 300) // the same person, written otherwise
	long := row(4, "Marie-Antoinette-Élisabeth-Joséphine", "Charpentier")
	bidi := row(5, "Ali\u202ece", "Renard")
	emoji := row(6, "Zoé 🌻", "Blanchet")
	latin := row(7, "Ren\xe9", "Dujardin") // a spreadsheet saved this row in ISO 8859-1
	nobody := row(8, "", "Anonyme")
	noMail := row(9, "Chloë", "Sansadresse")
	noMail.email = "chloe(at)example.org"
	place := row(10, "Loïc", "Kermarrec")
	place.commune = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson (Marne)" // longer than any commune of France
	twoLines := row(11, "Anaïs", "Coupet")
	twoLines.station = "École Jules-Ferry\nBureau 2"
	return []voter{missing, noted, short, twice, long, bidi, emoji, latin, nobody, noMail, place, twoLines}
}

// objectionsCSV is what came back after an earlier message: answers by SMS, one-click unsubscriptions, a letter.
// Not every answer is an objection.
func objectionsCSV() ([]byte, error) {
	all := people()
	d := dice{rand.NewPCG(49, 1)}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"received_at", "channel", "address", "source", "text"})
	for k := range 60 {
		v := all[k*21+3]
		at := d.day("2026-02-21", "2026-03-03") + fmt.Sprintf("T%02d:%02d:00+01:00", 8+d.n(13), d.n(60))
		switch k % 3 {
		case 0, 1:
			w.Write([]string{at, "sms", v.phone, "sms-reply", answers[k/3*2%len(answers)+k%3]})
		case 2:
			if k == 59 {
				w.Write([]string{at, "email", v.email, "letter", "Je ne souhaite plus recevoir vos messages."})
				continue
			}
			w.Write([]string{at, "email", v.email, "one-click", ""})
		}
	}
	// Two of them changed their mind, with words of their own.
	for _, k := range []int{0, 2} {
		v := all[k*21+3]
		w.Write([]string{"2026-03-04T18:00:00+01:00", "email", v.email, "form", "J'accepte de recevoir de nouveau vos messages."})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
