package suppression

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/scrutateur/scrutateur/notice/law"
)

//go:embed formats/*.json
var files embed.FS

// format is a file of formats: what one provider's lists look like.
type format struct {
	provider string

	Title   string   `json:"title"`
	Sources []source `json:"sources"`
	Unknown []string `json:"unknown"` // what could not be seen
	In      []string `json:"in"`      // keys under which JSON holds the rows
	Each    string   `json:"each"`    // key of an array within a row: one row for each of its objects
	Tables  []table  `json:"tables"`
	Writes  []form   `json:"writes"`
	Cannot  string   `json:"cannot"` // why nothing is written
}

type source struct {
	URL  string `json:"url"`
	Seen string `json:"seen"`
	Says string `json:"says"`
}

// table is one list: the columns by which it is known, which are the keys of its JSON, and what they say.
type table struct {
	format *format

	Name     string   `json:"name"`
	Columns  []string `json:"columns"`  // all of them are there
	Without  []string `json:"without"`  // none of them is
	Headless []string `json:"headless"` // names for the columns of a file without a header, which is read only when it is asked for by name
	Bare     string   `json:"bare"`     // "email" or "phone": a JSON array of addresses
	Says     []says   `json:"says"`

	extend func(row, *Entry) (widened bool) // what the portable list says beyond that
}

func (t *table) String() string { return t.format.provider + " " + t.Name }

// says is one address of a row and what the row says of it.
type says struct {
	Channel       law.Channel       `json:"channel"`
	Only          map[string]string `json:"only"`     // columns that hold this, or it is not about this address
	Address       []string          `json:"address"`  // the first of these that holds something
	Optional      bool              `json:"optional"` // a row without the address, or without the column When, is no mistake
	International bool              `json:"international"`
	Reason        Reason            `json:"reason"` // of every row; or it stands in the column When
	When          string            `json:"when"`
	Values        map[string]Reason `json:"values"`   // "": not on the list
	Prefixes      map[string]Reason `json:"prefixes"` // of the value, the longest that fits
	Rest          *Reason           `json:"rest"`     // of a value that is not among them: on a list of nothing but oppositions it is one. Without it such a row is refused
	At            []string          `json:"at"`
	Topic         string            `json:"topic"`
	All           []string          `json:"all"` // values of Topic that mean everything
	ID            string            `json:"id"`
}

// form is a file or a request body that a provider takes in.
type form struct {
	Name      string            `json:"name"`
	Channel   law.Channel       `json:"channel"`
	Delimiter string            `json:"delimiter"` // "": a comma
	JSON      string            `json:"json"`      // "lines": an object a line; a key: an array under it; "": CSV
	Header    []string          `json:"header"`
	Cells     []string          `json:"cells"`
	Reasons   map[Reason]string `json:"reasons"` // those it can say, and how
	Note      string            `json:"note"`
}

// formats are the files, read once. They are the program's own, and a test reads them, so that a mistake in one is no error of a user's.
var formats = sync.OnceValue(func() []*format {
	entries, err := files.ReadDir("formats")
	if err != nil {
		panic("optout/suppression: " + err.Error())
	}
	var all []*format
	for _, e := range entries {
		data, err := files.ReadFile(path.Join("formats", e.Name()))
		if err != nil {
			panic("optout/suppression: " + err.Error())
		}
		f := &format{provider: strings.TrimSuffix(e.Name(), ".json")}
		dec := json.NewDecoder(strings.NewReader(string(data)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(f); err != nil {
			panic(fmt.Sprintf("optout/suppression: formats/%s: %v", e.Name(), err))
		}
		f.ready()
		all = append(all, f)
	}
	return append(all, portable())
})

// ready puts the names into the form in which they are compared.
func (f *format) ready() {
	columns := func(names []string) {
		for i := range names {
			names[i] = column(names[i])
		}
	}
	columns(f.In)
	f.Each = column(f.Each)
	for i := range f.Tables {
		t := &f.Tables[i]
		t.format = f
		columns(t.Columns)
		columns(t.Without)
		columns(t.Headless)
		for j := range t.Says {
			s := &t.Says[j]
			columns(s.Address)
			columns(s.At)
			s.When, s.Topic, s.ID = column(s.When), column(s.Topic), column(s.ID)
			only := map[string]string{}
			for k, v := range s.Only {
				only[column(k)] = v
			}
			s.Only = only
		}
	}
}

// column is a name as it is compared: "Created At", "created_at" and "createdAt" are one.
func column(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		case r == '.':
			return r
		}
		return -1
	}, s)
}

// Formats names every list that is recognised: "brevo contacts", "mailgun bounces".
func Formats() []string {
	var names []string
	for _, f := range formats() {
		for i := range f.Tables {
			names = append(names, f.Tables[i].String())
		}
	}
	slices.Sort(names)
	return names
}

// tableOf finds a list by its name.
func tableOf(name string) *table {
	for _, f := range formats() {
		for i := range f.Tables {
			if f.Tables[i].String() == name {
				return &f.Tables[i]
			}
		}
	}
	return nil
}

// recognise returns the one list that has these columns. Among several that fit, the one that asks for most of them is meant.
func recognise(columns []string) (*table, error) {
	has := map[string]bool{}
	for _, c := range columns {
		has[c] = true
	}
	var best []*table
	for _, f := range formats() {
		for i := range f.Tables {
			t := &f.Tables[i]
			if len(t.Columns) == 0 || !all(t.Columns, has) || slices.ContainsFunc(t.Without, func(c string) bool { return has[c] }) {
				continue
			}
			switch {
			case len(best) == 0 || len(t.Columns) > len(best[0].Columns):
				best = []*table{t}
			case len(t.Columns) == len(best[0].Columns):
				best = append(best, t)
			}
		}
	}
	switch len(best) {
	case 0:
		return nil, errUnknown
	case 1:
		return best[0], nil
	}
	var names []string
	for _, t := range best {
		names = append(names, t.String())
	}
	return nil, fmt.Errorf("%w: %s", errSeveral, strings.Join(names, ", "))
}

func all(names []string, has map[string]bool) bool {
	for _, n := range names {
		if !has[n] {
			return false
		}
	}
	return true
}
