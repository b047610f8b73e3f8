package optout

import (
	"bytes"
	"encoding"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"github.com/scrutateur/scrutateur/notice/law"
)

// everyVerb is what fmt knows, and what it does not: a verb that does not fit makes fmt print a value by reflection, without
// asking its type.
var everyVerb = []string{
	"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%c", "%U", "%e", "%g", "%t", "%p", "%T", "%w", "%z", "%!", "% x", "%#x", "%+q", "%10.3s", "%[1]*[1]v",
}

// written is what comes out of everything that prints or encodes.
func written(t *testing.T, v any) map[string]string {
	t.Helper()
	out := map[string]string{"Print": fmt.Sprint(v), "Println": fmt.Sprintln(v)}
	for _, verb := range everyVerb {
		out["Sprintf "+verb] = fmt.Sprintf(verb, v)
		out["Errorf "+verb] = fmt.Errorf(verb, v).Error()
	}
	var text, log bytes.Buffer
	for name, h := range map[string]slog.Handler{"slog text": slog.NewTextHandler(&log, nil), "slog JSON": slog.NewJSONHandler(&log, nil)} {
		log.Reset()
		slog.New(h).Info("m", "v", v, slog.Group("g", "v", v))
		out[name] = log.String()
	}
	if err := template.Must(template.New("").Parse(`{{.}} {{printf "%s %d %x" . . .}}`)).Execute(&text, v); err == nil {
		out["template"] = text.String()
	}
	if b, err := json.Marshal(v); err == nil {
		out["json"] = string(b)
	}
	if b, err := xml.Marshal(v); err == nil {
		out["xml"] = string(b)
	}
	var g bytes.Buffer
	_ = gob.NewEncoder(&g).Encode(v) // what was written before an error counts too
	out["gob"] = g.String()
	if m, ok := v.(encoding.TextMarshaler); ok {
		b, _ := m.MarshalText()
		out["MarshalText"] = string(b)
	}
	if m, ok := v.(encoding.BinaryMarshaler); ok {
		b, _ := m.MarshalBinary()
		out["MarshalBinary"] = string(b)
	}
	return out
}

// shows reports whether a secret stands in a text: as it is, in hexadecimal, in base64 or as the decimal numbers of its bytes.
func shows(text, secret string) bool {
	decimal := strings.Trim(fmt.Sprint([]byte(secret[:8])), "[]")
	for _, form := range []string{
		secret[:8], fmt.Sprintf("%x", secret[:8]), fmt.Sprintf("%X", secret[:8]), decimal, strings.ReplaceAll(decimal, " ", ", "),
		fmt.Sprintf("% x", secret[:8]), strings.Trim(fmt.Sprintf("%#v", []byte(secret[:8])), "[]byte{}"),
	} {
		if strings.Contains(text, form) {
			return true
		}
	}
	b, _ := json.Marshal([]byte(secret[:9]))
	return strings.Contains(text, strings.Trim(string(b), `"`))
}

func TestKeysAreNotWritten(t *testing.T) {
	const secret = "a secret of thirty-two bytes abc"
	k := KeyOf(7, []byte(secret))
	keys := Keys{Current: k, Older: []Key{k}}
	book := &Book{Keys: keys, Controller: "852123456", Ledger: &Memory{}}
	type app struct {
		key   Key
		ptr   *Key
		keys  Keys
		list  []Key
		named map[string]Key
		book  *Book
		copy  Book
		deep  **Book
	}
	type open struct {
		Key  Key
		Keys *Keys
		Book *Book
	}
	a := app{k, &k, keys, []Key{k}, map[string]Key{"k": k}, book, *book, &book}
	for _, v := range []any{
		k, &k, keys, &keys, book, *book, []Key{k}, []*Key{&k}, map[string]Keys{"k": keys}, a, &a, []app{a}, struct{ a app }{a},
		open{k, &keys, book}, &open{k, &keys, book}, any(k), [1]Key{k},
	} {
		for how, text := range written(t, v) {
			if shows(text, secret) {
				t.Errorf("%T is written by %s: %.200q", v, how, text)
			}
		}
	}
	if got := fmt.Sprintf("%v %+v %#v", k, book, k); got != "key 7 book of 852123456 key 7" {
		t.Errorf("printed %s", got)
	}
	if string(k.Secret()) != secret || len(NewKey(1).Secret()) != 32 {
		t.Error("who asks for the secret does not get it")
	}
}

// A key keeps its secret, whatever becomes of the bytes that it was made of or handed out.
func TestKeyIsACopy(t *testing.T) {
	b := bytes.Repeat([]byte("x"), 32)
	k := KeyOf(1, b)
	clear(b)
	clear(k.Secret())
	if string(k.Secret()) != strings.Repeat("x", 32) {
		t.Error("a caller changed the secret of a key")
	}
}

// A key that was encoded would be read back without its secret, and every objection under it lost.
func TestKeysAreNotEncoded(t *testing.T) {
	k := NewKey(1)
	if err := gob.NewEncoder(new(bytes.Buffer)).Encode(Keys{Current: k}); !errors.Is(err, errNotEncoded) {
		t.Errorf("gob: %v", err)
	}
	if _, err := k.MarshalBinary(); err == nil {
		t.Error("there is a binary form")
	}
}

func TestRowsAreNotWritten(t *testing.T) {
	type voter struct{ FirstName string }
	row := Row[voter]{Data: &voter{"Bouzemont-Zoë"}, To: mustMailbox(t, "prenom.nom@parti-fictif.example"), Origin: law.Origin("bouzemont"), Territory: "FR"}
	for _, v := range []any{row, &row, []Row[voter]{row}, map[int]Row[voter]{1: row}, struct{ R Row[voter] }{row}} {
		for how, text := range written(t, v) {
			for _, secret := range []string{"Bouzemont", "bouzemont", "parti-fictif", "prenom.nom"} {
				// Under %w and %p fmt asks no Formatter and prints the fields; Data and To are hidden from that as well.
				if mistaken := strings.HasSuffix(how, "%w") || strings.HasSuffix(how, "%p"); mistaken && secret == "bouzemont" {
					continue
				}
				if strings.Contains(text, secret) {
					t.Errorf("%T is written by %s: %.200q", v, how, text)
				}
			}
		}
	}
	if got := fmt.Sprint(row); got != "row of ••••@••••" {
		t.Errorf("printed %q", got)
	}
}
