package tongue

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"golang.org/x/text/message"
)

// Text is a sentence, or a piece of one, in English as it stands in code. It may be a format of package fmt. Where one English text has two
// translations, what follows a "¦" tells them apart and is never printed: "subject¦of an e-mail".
type Text string

// english is what an English reader reads.
func (t Text) english() string {
	s, _, _ := strings.Cut(string(t), "¦")
	return s
}

// A Catalog is the translations of one room, a file in the folder of every language.
type Catalog struct {
	file  string
	from  *embed.FS
	once  sync.Once
	words []Words // by language
}

// Words are one room's texts in one language.
type Words struct {
	Tongue
	texts   map[Text]string
	printer *message.Printer
}

// In returns the room's texts in a language. The first call reads the files of all languages.
func (c *Catalog) In(t Tongue) Words {
	c.once.Do(func() {
		for _, t := range All() {
			c.words = append(c.words, c.read(t))
		}
	})
	return c.words[t.index]
}

func (c *Catalog) read(t Tongue) Words {
	w := Words{Tongue: t, printer: message.NewPrinter(t.Tag())}
	if t == English {
		return w
	}
	name := t.String() + "/" + c.file
	b, err := c.from.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return w // a new language on its way: a test names the file, meanwhile the room speaks English
	}
	if err == nil {
		err = json.Unmarshal(b, &w.texts)
	}
	if err != nil {
		panic("tongue: " + name + ": " + err.Error()) // embedded, and read by a test: it cannot happen in a release
	}
	if t == French {
		for text, said := range w.texts {
			w.texts[text] = noBreak.Replace(said)
		}
	}
	return w
}

// noBreak writes the spaces that French keeps on the line, so that translators need not type them. Before "?" and "!" they do, because in findings
// those may be characters that are spoken of.
var noBreak = strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", "« ", "«\u00a0", " »", "\u00a0»")

// Say returns a text in the language; a text that the language lacks stays English.
func (w Words) Say(t Text) string {
	if s, ok := w.texts[t]; ok {
		return s
	}
	return t.english()
}

// Sayf fills a text in the language as fmt.Sprintf does.
func (w Words) Sayf(t Text, args ...any) string { return fmt.Sprintf(w.Say(t), args...) }

// Printf fills a text as Sayf does, but numbers of more than three digits are grouped as the language groups them: "1 204 segments".
func (w Words) Printf(t Text, args ...any) string { return w.printer.Sprintf(w.Say(t), args...) }

// Has reports whether the language has the text.
func (w Words) Has(t Text) bool {
	_, ok := w.texts[t]
	return ok
}
