// Shop is a program that writes to its readers. Who sees one package at a time cannot follow an e-mail through the outbox,
// a field of another package's type, and says so where the worker sends it.
package main

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"cases/newsletter/compose"
	"cases/newsletter/deliver"
	"cases/newsletter/outbox"

	"github.com/scrutateur/scrutateur/message/email"
)

type reader struct{ Name, Mail string }

type newsletter struct {
	box    outbox.Repository
	letter *compose.Letter
	log    *slog.Logger
}

// issue queues the letter for everybody.
func (n *newsletter) issue(ctx context.Context, readers []reader) error {
	for _, r := range readers {
		out, err := n.letter.Render(r)
		if err != nil {
			return err
		}
		if err := n.queue(ctx, r.Mail, out); err != nil { // whole `RAW: .* the output of Template.Execute, and goes to smtp.Client.Data` because another package takes the mails out of the outbox
			return err
		}
	}
	return nil
}

func (n *newsletter) queue(ctx context.Context, to string, r compose.Rendered) error {
	id, err := n.box.Add(ctx, outbox.Mail{To: to, Subject: r.Subject, HTML: r.HTML, Text: r.Text, Due: time.Now()})
	if err == nil {
		n.log.InfoContext(ctx, "queued", "id", id)
	}
	return err
}

// thank answers a gift by hand.
func (n *newsletter) thank(ctx context.Context, r reader) error {
	m := outbox.Mail{To: r.Mail, Subject: "Merci", Due: time.Now()}
	m.Text = "Bonjour " + r.Name + ", merci de votre soutien." // whole `RAW: .* joined with other text, and goes to smtp.Client.Data` because another package takes the mails out of the outbox
	m.HTML = "<p>" + m.Text + "</p>"
	_, err := n.box.Add(ctx, m)
	return err
}

//scrutateur:transactional the reader asked for the link to confirm
func (n *newsletter) confirm(ctx context.Context, r reader, link string) error {
	_, err := n.box.Add(ctx, outbox.Mail{To: r.Mail, Subject: "Confirmez", Text: "Cliquez: " + link, Due: time.Now()})
	return err
}

// built queues a message that was built.
func (n *newsletter) built(ctx context.Context, e email.Message) error {
	_, err := n.box.Add(ctx, outbox.Mail{To: e.To().Mailbox(), Subject: e.Subject(), HTML: e.HTML(), Text: e.Text(), Due: time.Now()})
	return err
}

func main() {
	log := slog.Default()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var box outbox.Repository = outbox.NewMemory()
	if dsn := os.Getenv("DATABASE_URL"); dsn != "" {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			log.Error("database", "err", err)
			os.Exit(1)
		}
		box = outbox.NewSQL(db)
	}
	letter, err := compose.Parse("Lettre de {{.Name}}", "<p>Bonjour {{.Name}}</p>", "Bonjour {{.Name}}")
	if err != nil {
		log.Error("letter", "err", err)
		os.Exit(1)
	}
	w := deliver.NewWorker(box, &deliver.SMTP{Addr: os.Getenv("RELAY"), From: "lettre@example.org"}, "lettre@example.org", log)
	w.Start(ctx, 2)
	n := &newsletter{box, letter, log}
	if err := n.issue(ctx, []reader{{"Ada", "ada@example.org"}}); err != nil {
		log.Error("issue", "err", err)
	}
	w.Wait()
}
