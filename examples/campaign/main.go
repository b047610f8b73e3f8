// Campaign is the whole story of a campaign's messages in one program: what is declared, the proof that every possible
// message fits, who may be written to, the messages, what was refused and under which rule, what is erased when, and what
// the linter says of a program that goes around all this.
//
//	go run ./examples/campaign                   an ordinary Thursday before the vote
//	go run ./examples/campaign -at 2026-03-14    the eve of the first round: everything is refused
//
// This file is the story, from top to bottom; the other files hold what it would be held up by: ledger.go opens the ledger, build.go makes
// the messages of both channels, refused.go keeps the rows that get none, output.go writes files, clock.go reads Paris' clock, data.go the voters.
//
// It asks nothing, sends nothing and needs no network. The list, its voters and their answers do not exist: see
// internal/voters for how they were made up.
package main

//go:generate go run ./internal/voters

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/analyzer/lint"
	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/message/email"
	"github.com/scrutateur/scrutateur/message/preview"
	"github.com/scrutateur/scrutateur/message/sms"
	"github.com/scrutateur/scrutateur/notice"
	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/reply"
	"github.com/scrutateur/scrutateur/retention"
)

func main() {
	at := flag.String("at", opening, "moment of delivery: RFC 3339, or a day, which is noon in Paris")
	out := flag.String("out", filepath.Join("out", "campaign"), "folder for what is written")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *at, *out); err != nil {
		fmt.Fprintln(os.Stderr, "campaign:", err)
		os.Exit(1)
	}
}

// opening is an ordinary moment before the vote. The program gives the same answer on every day of the year: the moment is
// the one at which messages reach their recipients, and the one for which the Book screens.
const opening = "2026-03-05T10:00:00+01:00"

// story is what the chapters below share.
type story struct {
	w       io.Writer
	at      time.Time
	dir     string
	people  []person
	book    *optout.Book
	refused []refusal
	page    preview.Page
	counts  map[law.Channel]int // built
	proof   sms.Proof           // the longest SMS
}

func run(ctx context.Context, w io.Writer, at, dir string) error {
	moment, err := parseMoment(at)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	s := &story{w: w, at: moment, dir: dir, counts: map[law.Channel]int{}}
	if s.people, err = people(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s voters, delivery on %s\n", declared.Controller.Name, thousands(len(s.people)), inParis(moment))

	// One and two: what is declared and what is said. Compiling proves the longest message for every row there can be, before anybody is written to.
	texts, mails, err := s.compile()
	if err != nil {
		return err
	}
	// Three: the ledger of objections, and what came back to an earlier message.
	closeBook, err := s.openBook(ctx)
	if err != nil {
		return err
	}
	defer closeBook()
	if err := s.recordAnswers(ctx); err != nil {
		return err
	}
	// Four: the messages, what they look like, and the rows that get none.
	if err := s.writeTexts(ctx, texts); err != nil {
		return err
	}
	if err := s.writeMails(ctx, mails); err != nil {
		return err
	}
	if err := s.writeRefused(); err != nil {
		return err
	}
	if err := s.writePreview(); err != nil {
		return err
	}
	// Five: until when the data are kept.
	if err := s.writePlan(); err != nil {
		return err
	}
	// Six: a program that does none of this, under the linter.
	if err := s.lint(ctx); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nWritten to %s: sms.jsonl, emails/*.eml, refused.csv, preview.html, retention.txt, retention.json, retention.ics; "+
		"objections.db and objections.key stay for the next run.\n", dir)
	return nil
}

// One: what the campaign says of itself. It is declared once, and every message says its part of it.

// declared is what the campaign says of itself. A list stands in one commune and this one stands everywhere, which says
// enough of its existence; its SIREN counts from 1 to 8.
var declared = notice.Notice{
	Controller: notice.Controller{
		ID: "123456782", Name: "Liste Nos bancs publics", ShortName: "Nos bancs publics", Kind: notice.List,
		Postal: "1 place de la Mairie, 51290 Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
		Email:  "contact@bancs.example.org",
	},
	Election: notice.Election{ID: "FR-MUN-2026"},
	Basis: notice.Basis{
		Kind: law.Consent, Since: "2025-04-01", Reference: "registre des consentements, n° 1",
		Wording: "J’accepte de recevoir par SMS et par courriel des nouvelles de la liste Nos bancs publics.",
	},
	Purpose: "vous informer de la campagne municipale",
	Rights:  notice.Rights{Email: "droits@bancs.example.org", Notice: "https://bancs.example.org/d", Directives: true},
	Processors: []notice.Processor{{
		Name: "Routeur d’exemple", Role: "envoi des SMS", Country: "FR", Contract: "contrat n° 2025-17",
		Clauses: []string{"a", "b", "c", "d", "e", "f", "g", "h"}, SponsorDeclared: "2026-02-02",
	}},
	Keep: retention.Default().Keep(retention.ElectionOnly, retention.Objection, retention.SendLog),
	Advert: &notice.Advert{
		Sponsor: "Liste Nos bancs publics", Payer: "Liste Nos bancs publics", Declaration: notice.CaseCitizen,
		Funding: "dons de particuliers", Notice: "https://bancs.example.org/t",
	},
}

// origins are the ways by which addresses came in. A message says by which one, so each has a Notice and templates of its own.
var origins = []notice.Origin{
	{Kind: law.OriginForm, Detail: "le formulaire de bancs.example.org", Obtained: "2025-04-01"},
	{Kind: law.OriginPetition, Detail: "la pétition pour des bancs à l’ombre", Obtained: "2025-04-01"},
	{Kind: law.OriginEvent, Detail: "nos réunions publiques", Obtained: "2025-04-01"},
	{Kind: law.OriginMember, Detail: "votre adhésion", Obtained: "2025-04-01"},
}

// Two: the messages. What a template says to its recipient is bounded, so that the longest message there can be is known before there is a recipient.

// voter is what a message says of its recipient. The bounds are what the proof counts with.
type voter struct {
	FirstName string `validate:"required,max=20"`
	Commune   string `validate:"required,max=45"`
	Station   string `validate:"required,max=36"`
	Supporter bool
}

const textBody = `{{.FirstName}}, dimanche 15 mars, {{if .Supporter}}merci de voter{{else}}votez{{end}} pour des bancs à l'ombre à {{.Commune}}.`

//go:embed invitation.html
var htmlBody string

func smsSpec(n notice.Notice) sms.Spec {
	return sms.Spec{Body: textBody, Notice: n, Sender: "NOSBANCS", Router: "ovh", MaxParts: 2}
}

func emailSpec(n notice.Notice) email.Spec {
	return email.Spec{
		Subject:   "Des bancs à l’ombre, {{.FirstName}} ?",
		Preheader: "Votre bureau de vote, et ce que nous proposons pour s’asseoir en ville.",
		HTML:      htmlBody, Notice: n,
		From: "contact@bancs.example.org", Unsubscribe: "https://bancs.example.org/u", UnsubscribeMailto: "stop@bancs.example.org",
	}
}

// compile makes a template for each origin and channel, and prints the longest proof of each channel.
func (s *story) compile() (texts map[law.Origin]*sms.Template[voter], mails map[law.Origin]*email.Template[voter], err error) {
	texts, mails = map[law.Origin]*sms.Template[voter]{}, map[law.Origin]*email.Template[voter]{}
	var longestText sms.Proof
	var longestMail email.Proof
	for _, o := range origins {
		n := declared.Clone()
		n.Origin = o
		text, err := sms.Compile[voter](smsSpec(n))
		if err != nil {
			return nil, nil, err // every finding at once, each with rule, path and remedy
		}
		mail, err := email.Compile[voter](emailSpec(n))
		if err != nil {
			return nil, nil, err
		}
		texts[o.Kind], mails[o.Kind] = text, mail
		if p := text.Proof(); p.Longest.Size.Units > longestText.Longest.Size.Units {
			longestText = p
		}
		if p := mail.Proof(); p.Longest.Size.HTML > longestMail.Longest.Size.HTML {
			longestMail = p
		}
	}
	s.proof = longestText
	s.page.SMS = append(s.page.SMS,
		preview.OfSample("Le plus long possible", longestText, longestText.Longest), preview.OfSample("Le plus court possible", longestText, longestText.Shortest))
	s.chapter("The templates, proved for every row there can be")
	fmt.Fprintf(s.w, "SMS, the longest of %d origins\n%s", len(texts), indent(longestText.String()))
	fmt.Fprintf(s.w, "E-mail, the longest of %d origins\n%s", len(mails), indent(longestMail.String()))
	return texts, mails, nil
}

// Three: who may be written to. The ledger says who objected, and what came back to an earlier message is read into it.

// recordAnswers reads what people answered and writes the objections down. An answer carries an ID, so that a second run
// records nothing twice.
func (s *story) recordAnswers(ctx context.Context) error {
	all, err := answers()
	if err != nil {
		return err
	}
	// An objection is recorded under the address that it came from: the rows name all addresses of a person, and it counts for all of them. A
	// consent is that of an address, and the form asks for both.
	known := map[string]*person{}
	for i := range s.people {
		p := &s.people[i]
		known[p.phone.E164()], known[p.mailbox.Mailbox()] = p, p
	}
	var objections, doubtful, consents, others, questions int
	for i, a := range all {
		e := optout.Event{Kind: optout.Objection, Channel: a.channel, At: a.at, Source: a.source, ID: "objections.csv:" + strconv.Itoa(i+1)}
		switch a.source {
		case "sms-reply":
			answer := reply.Parse(a.text)
			if answer.Rights.Any() {
				questions++
			}
			switch answer.Verdict {
			case reply.OptOut:
				objections++
			case reply.Review: // suppressed now, until a human has read it and Book.Dismiss says so
				e.Kind = optout.Review
				doubtful++
			default:
				others++
				continue
			}
		case "form":
			e.Kind, e.Evidence = optout.ConsentKind, "registre des consentements, n° 2"
			consents++
		default:
			objections++
		}
		to := []optout.Address{a.to}
		if p := known[cmp.Or(a.to.E164(), a.to.Mailbox())]; p != nil && e.Kind == optout.ConsentKind {
			to = []optout.Address{p.phone, p.mailbox}
		}
		for _, address := range to {
			if e.Kind == optout.ConsentKind {
				e.Channel = address.Channel()
			}
			if err := s.book.Record(ctx, address, e); err != nil {
				return err
			}
		}
	}
	s.chapter("The answers to an earlier message")
	fmt.Fprintf(s.w, "%d answers: %d objections, %d that a human reads (suppressed meanwhile), %d who agreed again later, %d about something else; %d ask for a right\n",
		len(all), objections, doubtful, consents, others, questions)
	return nil
}

// screened returns who may be written to on a channel; who may not is in s.refused.
func (s *story) screened(ctx context.Context, channel law.Channel) ([]optout.Cleared[voter], error) {
	s.book.Refused = func(row int, why law.ID) { s.refused = append(s.refused, refusal{channel, row, why}) }
	var cleared []optout.Cleared[voter]
	for c, err := range optout.Screen(ctx, s.book, optout.For{Channel: channel}, rows(s.people, channel)) {
		if err != nil {
			return nil, err // the ledger did not answer: nobody is written to
		}
		cleared = append(cleared, c)
	}
	return cleared, nil
}

// Four: the messages are built, for those who may be written to. A territory that keeps silence gets none.

// writeTexts builds every SMS and writes a line of JSON for each, as a transport would take it.
func (s *story) writeTexts(ctx context.Context, templates map[law.Origin]*sms.Template[voter]) error {
	s.chapter("The SMS")
	cleared, err := s.screened(ctx, law.SMS)
	if err != nil {
		return err
	}
	var built []sms.Message
	var of []optout.Cleared[voter]
	batches, err := textBatches(templates, s.at)
	if why, ok := errors.AsType[*message.Refusal](err); ok {
		s.closed(law.SMS, cleared, why) // the same for every origin: the whole moment is refused
	} else if err != nil {
		return err
	} else if built, of, err = build(s, law.SMS, cleared, batches); err != nil {
		return err
	}
	type line struct {
		To       string           `json:"to"`
		Text     string           `json:"text"`
		Sender   string           `json:"sender"`
		Parts    int              `json:"parts"`
		Encoding message.Encoding `json:"encoding"`
		NotAfter time.Time        `json:"not_after"`
		Key      string           `json:"key"`
	}
	if err := s.write("sms.jsonl", func(w io.Writer) error {
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		for _, m := range built {
			if err := lines.Encode(line{m.To().E164(), m.Text(), m.Sender(), m.Size().Parts, m.Size().Encoding, m.NotAfter(), m.Key()}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := writtenTo(ctx, of, batches); err != nil { // a transport has taken them, let us say
		return err
	}
	parts := 0
	for _, m := range built {
		parts += m.Size().Parts
	}
	if len(built) > 0 {
		s.page.SMS = append(s.page.SMS, preview.OfSMS("Le premier du fichier", built[0], s.proof))
		fmt.Fprintf(s.w, "%s parts to pay for, %.2f a message\n", thousands(parts), float64(parts)/float64(len(built)))
	}
	s.showRefused(law.SMS)
	return nil
}

// writeMails builds every e-mail and writes a file for each, named after the row.
func (s *story) writeMails(ctx context.Context, templates map[law.Origin]*email.Template[voter]) error {
	s.chapter("The e-mails")
	cleared, err := s.screened(ctx, law.Email)
	if err != nil {
		return err
	}
	var built []numbered
	var of []optout.Cleared[voter]
	batches, err := mailBatches(templates, s.at)
	if why, ok := errors.AsType[*message.Refusal](err); ok {
		s.closed(law.Email, cleared, why)
	} else if err != nil {
		return err
	} else if built, of, err = build(s, law.Email, cleared, batches); err != nil {
		return err
	}
	// A run answers for its own messages: those of a run before are removed.
	folder := filepath.Join(s.dir, "emails")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	size := 0
	for _, m := range built {
		size += m.Size().Bytes
		if err := s.write(filepath.Join("emails", fmt.Sprintf("%04d.eml", m.row)), func(w io.Writer) error {
			_, err := m.WriteTo(w)
			return err
		}); err != nil {
			return err
		}
	}
	if err := writtenTo(ctx, of, batches); err != nil {
		return err
	}
	if len(built) > 0 {
		shown, err := preview.ReadEmail(bytes.NewReader(built[0].Bytes()))
		if err != nil {
			return err
		}
		shown.Name, shown.To = "Le premier du fichier", built[0].To()
		s.page.Email = append(s.page.Email, shown)
		fmt.Fprintf(s.w, "%s bytes a message on average\n", thousands(size/len(built)))
	}
	s.showRefused(law.Email)
	return nil
}

// Five: what is erased, when and why.

// writePlan says what is erased when: as text, as data whose hash somebody approves, and as a calendar.
func (s *story) writePlan() error {
	today := law.Day(s.at.In(paris).Format(time.DateOnly))
	sent := map[retention.Event]law.Day{retention.LastMessage: today}
	plan, err := retention.Campaign{
		Notice: declared,
		Inventory: []retention.Holding{
			{Class: retention.ElectionOnly, Store: "voters.csv", Count: len(s.people), Backups: 30},
			{Class: retention.ElectionOnly, Store: "carnet d’adresses", Processor: "Routeur d’exemple", Count: s.counts[law.SMS]},
			{Class: retention.SendLog, Store: "sms.jsonl, emails", Count: s.counts[law.SMS] + s.counts[law.Email], Events: sent},
		},
	}.Plan(s.at.In(paris))
	if err != nil {
		return err
	}
	s.chapter("What is erased, and when")
	table := tabwriter.NewWriter(s.w, 0, 0, 2, ' ', 0)
	for _, a := range plan.Actions {
		due := string(a.Due)
		for _, d := range a.Either {
			due = strings.TrimPrefix(due+" or "+string(d), " or ")
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\t%d\t%s\n", a.State, cmp.Or(due, "after "+string(a.After)), a.Class, a.Count, cmp.Or(a.Processor, a.Store))
	}
	table.Flush()
	fmt.Fprintf(s.w, "a program erases under this plan and no other: %s\n", plan.Hash())
	return errors.Join(
		s.write("retention.txt", func(w io.Writer) error { return plan.WriteText(w, language.French) }),
		s.write("retention.ics", func(w io.Writer) error { return plan.WriteCalendar(w, language.French) }),
		s.write("retention.json", func(w io.Writer) error {
			b, err := plan.Canonical()
			if err != nil {
				return err
			}
			_, err = w.Write(b) // nothing behind it: the hash is of these bytes
			return err
		}),
	)
}

// Six: a program that does none of this, under the linter.

//go:embed sender.txtar
var senderTxtar []byte

// lint writes a small sender that does without all this into a folder of its own, and shows what the linter says of it.
func (s *story) lint(ctx context.Context) error {
	s.chapter("A sender that goes around all this, under the linter")
	dir, err := os.MkdirTemp("", "sender")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, f := range txtar.Parse(senderTxtar).Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			return err
		}
	}
	found, err := lint.Dir(ctx, dir, "./...")
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return errors.New("the linter found nothing in a sender that breaks every rule")
	}
	for _, d := range found {
		fmt.Fprintln(s.w, strings.ReplaceAll(d.String(), dir+string(filepath.Separator), ""))
	}
	return nil
}
