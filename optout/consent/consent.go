// Package consent keeps the evidence of consents: who relies on one must be able to show it (GDPR 7(1)), even when a provider sends.
//
// A ledger holds that somebody agreed, as a digest, with a reference in Event.Evidence. What the reference stands for is here: which
// words were shown, when, by which way, for which channel and, for calls, for which hours; who collected it, where the proof lies and how long
// it counts. None of it is about one person, but the reference, under which the proof itself is filed: the form, the
// recording, the e-mail.
//
//	register, err := consent.Read(data)      // consent.json
//	err = register.Record(ctx, book, to, "F-2026-014")
//	...
//	err = consent.Check(ctx, book, register, cleared, at) // before a call, or a message that only a consent allows
//
// # What is not promised
//
//   - That the person agreed. The register says what is claimed and where to look.
//   - That a consent whose evidence ended is lifted in the ledger, which knows no end of one: Check says it, where it is asked.
package consent

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/scrutateur/scrutateur/internal/plaintext"
	"github.com/scrutateur/scrutateur/internal/strictjson"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Wording is the words that people were shown and agreed to. A change of them is another wording: consent was given to those that
// were shown.
type Wording struct {
	Name  string  `json:"name"` // "inscription-v3"
	Text  string  `json:"text"` // to the letter
	Since law.Day `json:"since"`
	Until law.Day `json:"until,omitempty"` // the last day on which it was shown; "": it still is
}

// Hash returns the SHA-256 of the text as Unicode composes it (NFC), in hexadecimal digits.
func (w Wording) Hash() string {
	sum := sha256.Sum256(norm.NFC.Bytes([]byte(w.Text)))
	return hex.EncodeToString(sum[:])
}

// Hours are a span of the day in which calls were agreed to, by the clock of who is called.
type Hours struct {
	Days []string `json:"days,omitempty"` // "monday" to "sunday"; none: every day
	From string   `json:"from"`           // "18:00"
	To   string   `json:"to"`             // "20:00", not included
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Contains reports whether the moment, by the clock of its own location, lies in the span.
func (h Hours) Contains(at time.Time) bool {
	clock := at.Format("15:04")
	return clock >= h.From && clock < h.To && (len(h.Days) == 0 || slices.Contains(h.Days, weekdays[at.Weekday()]))
}

// Evidence is what shows a consent, or several that were collected in the same way: the rows of one list of signatures.
type Evidence struct {
	Ref        string      `json:"ref"` // Event.Evidence
	Controller string      `json:"controller"`
	Channel    law.Channel `json:"channel"`
	Topic      string      `json:"topic,omitempty"` // "": every topic
	Wording    string      `json:"wording"`         // Wording.Name
	Hash       string      `json:"hash"`            // Wording.Hash at the time: the words cannot be changed behind it
	Given      time.Time   `json:"given"`           // when the person agreed
	Source     string      `json:"source"`          // by which way: "web form", "paper form", "phone"
	By         string      `json:"by"`              // who collected it, by a name or a number of the team's, or the form's address
	Kept       string      `json:"kept"`            // where the proof lies
	From       law.Day     `json:"from,omitempty"`  // the first day on which it counts; "": that on which it was given
	Until      law.Day     `json:"until,omitempty"` // the last one; "": none is known
	Hours      []Hours     `json:"hours,omitempty"` // law.Voice: in which calls were agreed to; mandatory there
}

// Register is wordings and evidence, as consent.json holds them.
type Register struct {
	Wordings []Wording  `json:"wordings,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// MaxFile is the most that a register in JSON has, in bytes.
const MaxFile = 64 << 20

// Read reads a register in JSON, and judges it. Keys that are unknown or stand twice are refused: the register is a proof, and must mean the same to
// everybody.
func Read(data []byte) (*Register, error) {
	if len(data) > MaxFile {
		return nil, law.Find(law.SpecField, "Register", "has %d bytes, more than %d", len(data), MaxFile)
	}
	r := new(Register)
	if _, problems := strictjson.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), r); len(problems) > 0 {
		return nil, strictjson.Err(problems)
	}
	if err := r.Findings().Err(); err != nil {
		return nil, err
	}
	return r, nil
}

// JSON returns the register as Read reads it.
func (r *Register) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(r)
	return b.Bytes(), err
}

// Find returns the evidence of a reference.
func (r *Register) Find(ref string) (Evidence, bool) {
	if r == nil || ref == "" {
		return Evidence{}, false
	}
	i := slices.IndexFunc(r.Evidence, func(e Evidence) bool { return e.Ref == ref })
	if i < 0 {
		return Evidence{}, false
	}
	return r.Evidence[i], true
}

// Findings judges the register, all findings at once.
func (r *Register) Findings() law.Findings {
	var fs law.Findings
	wordings := map[string]Wording{}
	for i, w := range r.Wordings {
		path := fmt.Sprintf("Wordings[%d]", i)
		fs = append(fs, words(path+".Name", w.Name)...)
		if strings.TrimSpace(w.Text) == "" || plaintext.Index(strings.ReplaceAll(w.Text, "\n", " ")) >= 0 || len(w.Text) > 64<<10 {
			fs = append(fs, law.Find(law.BasisEvidence, path+".Text", "is empty, over-long or holds control characters: give the words that people were shown"))
		}
		if !isDay(w.Since) || w.Until != "" && (!isDay(w.Until) || w.Until < w.Since) {
			fs = append(fs, law.Find(law.SpecField, path+".Since", "is no day, or Until is none or earlier: write them as 2026-03-15"))
		}
		if _, twice := wordings[w.Name]; twice {
			fs = append(fs, law.Find(law.SpecField, path+".Name", "stands twice: other words are another wording"))
		}
		wordings[w.Name] = w
	}
	refs := map[string]bool{}
	for i, e := range r.Evidence {
		path := fmt.Sprintf("Evidence[%d]", i)
		fs = append(fs, e.findings(path, wordings)...)
		if refs[e.Ref] {
			fs = append(fs, law.Find(law.SpecField, path+".Ref", "stands twice"))
		}
		refs[e.Ref] = true
	}
	return fs.Sort()
}

// findings judges one evidence.
func (e Evidence) findings(path string, wordings map[string]Wording) (fs law.Findings) {
	for _, f := range []struct{ name, text string }{{"Ref", e.Ref}, {"Controller", e.Controller}, {"Source", e.Source}, {"By", e.By}, {"Kept", e.Kept}} {
		fs = append(fs, words(path+"."+f.name, f.text)...)
	}
	if e.Topic != "" {
		fs = append(fs, words(path+".Topic", e.Topic)...)
	}
	if !slices.Contains([]law.Channel{law.SMS, law.Email, law.Voice, law.Post, law.Door}, e.Channel) {
		fs = append(fs, law.Find(law.SpecField, path+".Channel", "is none: consent is specific (GDPR 4(11))"))
	}
	w, ok := wordings[e.Wording]
	switch {
	case !ok:
		fs = append(fs, law.Find(law.BasisEvidence, path+".Wording", "is not among the wordings: nobody can say to what the person agreed"))
	case w.Hash() != e.Hash:
		fs = append(fs, law.Find(law.BasisEvidence, path+".Hash", "is not that of the wording: its text was changed since, or another one was shown"))
	}
	if e.Given.IsZero() {
		fs = append(fs, law.Find(law.BasisEvidence, path+".Given", "is no moment"))
	}
	for _, d := range []law.Day{e.From, e.Until} {
		if d != "" && !isDay(d) {
			fs = append(fs, law.Find(law.SpecField, path+".Until", "or From is no day: write it as 2026-03-15"))
		}
	}
	if e.From != "" && e.Until != "" && e.Until < e.From {
		fs = append(fs, law.Find(law.SpecField, path+".Until", "is earlier than From"))
	}
	return append(fs, e.hours(path)...)
}

// hours judges the hours, which calls need and nothing else has.
func (e Evidence) hours(path string) (fs law.Findings) {
	switch {
	case e.Channel == law.Voice && len(e.Hours) == 0:
		fs = append(fs, law.Find(law.VoiceConsent, path+".Hours", "are none: consent to calls names the hours (CNIL)"))
	case e.Channel != law.Voice && len(e.Hours) > 0:
		fs = append(fs, law.Find(law.SpecField, path+".Hours", "are for calls alone"))
	}
	for i, h := range e.Hours {
		if !isClock(h.From) || !isClock(h.To) || h.From >= h.To || slices.ContainsFunc(h.Days, func(d string) bool { return !slices.Contains(weekdays, d) }) {
			fs = append(fs, law.Find(law.SpecField, fmt.Sprintf("%s.Hours[%d]", path, i), "write hours as 18:00 to 20:00 of one day, and days as monday to sunday"))
		}
	}
	return fs
}

func isClock(s string) bool {
	if s == "24:00" {
		return true
	}
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}

func isDay(d law.Day) bool {
	_, err := d.Time(time.UTC)
	return err == nil
}

const maxField = 512 // bytes, as in a ledger

func words(path, s string) law.Findings {
	if strings.TrimSpace(s) == "" || len(s) > maxField || plaintext.Index(s) >= 0 {
		return law.Findings{law.Find(law.BasisEvidence, path, "is empty, over-long or holds control characters")}
	}
	return nil
}
