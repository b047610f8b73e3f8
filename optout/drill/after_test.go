package drill_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/scrutateur/scrutateur/notice/law"
	"github.com/scrutateur/scrutateur/optout"
	"github.com/scrutateur/scrutateur/optout/mailbox"
	"github.com/scrutateur/scrutateur/optout/manifest"
	"github.com/scrutateur/scrutateur/optout/merge"
	"github.com/scrutateur/scrutateur/optout/optoutsql"
	"github.com/scrutateur/scrutateur/optout/rights"
	"github.com/scrutateur/scrutateur/optout/suppression"
)

func init() { ways = append(ways, mails(), afterwards()) }

// take hands a message to the reader of the mailbox behind List-Unsubscribe, and reports whether it was taken.
func (w *world) take(message string) bool {
	w.Helper()
	box := &mailbox.Box{Book: w.book, Inbox: w.box, Unsubscribe: []string{"stop@demain.example"}, Own: []string{"contact@demain.example"}}
	_, err := box.Take(w.Context(), strings.NewReader(strings.ReplaceAll(message, "\n", "\r\n")))
	return err == nil
}

func letter(to, subject, body string) string {
	return "From: Zoe <zoe@example.org>\nTo: " + to + "\nSubject: " + subject + "\nDate: Mon, 02 Mar 2026 10:00:00 +0100\nMessage-ID: <1@example.org>\n" +
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + body + "\n"
}

func mails() (list []way) {
	add := func(name string, want End, try func(*world) End) {
		list = append(list, way{"Mail", name, want, func(w *world) End {
			w.person = w.mailbox("zoe@example.org")
			return try(w)
		}})
	}
	add("a mail program writes to the unsubscribe address, the token in its subject", Recorded, func(w *world) End {
		return w.end(w.take(letter("stop@demain.example", "unsubscribe "+w.link(w.person), "")))
	})
	add("it breaks the token in two lines", Recorded, func(w *world) End {
		s := w.link(w.person)
		return w.end(w.take(letter("stop@demain.example", s[:20]+"\n "+s[20:], "")))
	})
	add("it writes the token in small letters", Recorded, func(w *world) End {
		return w.end(w.take(letter("stop@demain.example", strings.ToLower(w.link(w.person)), "")))
	})
	add("somebody answers to the campaign in words", Recorded, func(w *world) End {
		return w.end(w.take(letter("contact@demain.example", "Re: Réunion", "Désabonnez-moi de votre liste.")))
	})
	add("somebody answers in words that no rule knows for certain", Shown, func(w *world) End {
		return w.end(w.take(letter("contact@demain.example", "Re: Réunion", "Stop Macron.")))
	})
	add("the sender cannot be read", Shown, func(w *world) End {
		return w.end(w.take(strings.Replace(letter("stop@demain.example", "stop", "Stop"), "From: Zoe <zoe@example.org>", "From: undisclosed", 1)))
	})
	add("the message is read again after a crash", Recorded, func(w *world) End {
		m := letter("stop@demain.example", "unsubscribe "+w.link(w.person), "")
		ok := w.take(m)
		ok = w.take(m) && ok
		if n := w.events(); n != 1 {
			w.Errorf("%d events of one message", n)
		}
		return w.end(ok)
	})
	add("somebody presses \"this is spam\", and the provider sends a report", Recorded, func(w *world) End {
		return w.end(w.take("From: fbl@example.net\nTo: contact@demain.example\nSubject: complaint\nDate: Mon, 02 Mar 2026 10:00:00 +0100\nMIME-Version: 1.0\n" +
			"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nComplaint\n--b\nContent-Type: message/feedback-report\n\n" +
			"Feedback-Type: abuse\nUser-Agent: a/1\nVersion: 1\nOriginal-Rcpt-To: <zoe@example.org>\n\n--b\nContent-Type: message/rfc822\n\n" +
			"From: contact@demain.example\nTo: zoe@example.org\nSubject: Bonjour\nMessage-ID: <2@demain.example>\n\nBonjour\n--b--\n"))
	})
	add("the ledger is gone while the mailbox is read", Refused, func(w *world) End {
		w.db.Close()
		return w.end(w.take(letter("stop@demain.example", "stop", "Stop")))
	})
	return list
}

// cleared screens the person and another one, for a file.
func (w *world) file() *manifest.List {
	w.Helper()
	l := manifest.Begin(manifest.Header{Provider: "exemple"})
	rows := optout.Rows(optout.Row[struct{}]{Data: new(struct{}), To: w.phone("06 39 98 00 50")}, optout.Row[struct{}]{Data: new(struct{}), To: w.person})
	for c, err := range optout.Screen(w.Context(), w.book, optout.For{Channel: law.SMS}, rows) {
		w.must(err)
		manifest.Add(l, c)
	}
	return l
}

func afterwards() []way {
	return []way{
		{"Afterwards", "somebody objects when the file is at the provider's", Recorded, func(w *world) End {
			_, err := w.file().Keep(w.path("manifests"), w.book, "vague-1.csv")
			w.must(err)
			ok := w.sms("+33639980001", "STOP", "m1")
			rows := 0
			for r, err := range manifest.RecallFolder(w.Context(), w.book, os.DirFS(w.path("manifests"))) {
				w.must(errors.Join(err, r.Err))
				for _, h := range r.Hits {
					rows += h.Row
				}
			}
			if rows != 2 {
				w.Error("the recall does not name row 2 of the file")
			}
			return w.end(ok)
		}},
		{"Afterwards", "somebody takes a row out of the manifest", Refused, func(w *world) End {
			var text bytes.Buffer
			w.must(w.file().Write(&text, w.book, "vague-1.csv"))
			lines := bytes.SplitAfter(text.Bytes(), []byte("\n"))
			r, err := manifest.Recall(w.Context(), w.book, "vague-1", bytes.NewReader(bytes.Join(append(lines[:3:3], lines[4:]...), nil)))
			w.must(err)
			return w.failed(r.Err)
		}},
		{"Afterwards", "the key was changed after the file was made", Refused, func(w *world) End {
			var text bytes.Buffer
			w.must(w.file().Write(&text, w.book, "vague-1.csv"))
			w.must(w.start(func(b *optout.Book) {
				b.Keys = optout.Keys{Current: optout.NewKey(2), Older: []optout.Key{b.Keys.Current}}
			}))
			if !w.sms("+33639980001", "STOP", "m1") {
				w.Fatal("the objection was not taken")
			}
			r, err := manifest.Recall(w.Context(), w.book, "vague-1", bytes.NewReader(text.Bytes()))
			w.must(err)
			if len(r.Blind) == 0 {
				return lost
			}
			return Refused // the file has to be screened again
		}},
		{"Afterwards", "objections were recorded on another machine under the same key", Recorded, func(w *world) End {
			other := newWorld(w.T)
			w.must(os.Remove(other.path("key")))
			b, err := os.ReadFile(w.path("key"))
			w.must(err)
			w.must(os.WriteFile(other.path("key"), b, 0o600))
			w.must(other.start(nil))
			ok := other.sms("+33639980001", "STOP", "m1")
			for range 2 {
				_, err = merge.Union(w.Context(), w.book, other.book, "portable")
				w.must(err)
			}
			if n := w.events(); n != 1 {
				w.Errorf("%d events of one message", n)
			}
			return w.end(ok)
		}},
		{"Afterwards", "objections were recorded on another machine under another key", Refused, func(w *world) End {
			other := newWorld(w.T)
			w.objected()
			if !other.sms("+33639980001", "STOP", "m1") {
				w.Fatal("the objection was not taken")
			}
			_, err := merge.Union(w.Context(), w.book, other.book, "portable")
			if !errors.Is(err, merge.ErrKeys) {
				w.Errorf("merged: %v", err)
			}
			return w.failed(err)
		}},
		{"Afterwards", "the ledger lies in a folder that a cloud synchronises", Refused, func(w *world) End {
			folder := filepath.Join(w.dir, "OneDrive - Liste", "registre")
			w.must(os.MkdirAll(folder, 0o700))
			return w.failed(optoutsql.Place(filepath.Join(folder, "ledger.db")))
		}},
		{"Afterwards", "the provider's list of objections has a broken row before the person's", Recorded, func(w *world) End {
			list, err := suppression.Open(strings.NewReader("channel,identifier,scope,reason,source,received_at,recorded_at,evidence_id,expires_at\nsms,pas un numéro,,unsubscribe,,,,,\nsms,+33639980001,,unsubscribe,,2026-03-01T10:00:00Z,,,\n"), suppression.Options{})
			w.must(err)
			r, err := suppression.Import(w.Context(), w.book, list)
			w.must(err)
			if r.RefusedRows != 1 {
				w.Errorf("%d rows are told to be broken", r.RefusedRows)
			}
			return w.end(true)
		}},
		{"Afterwards", "a list is imported that would subscribe the person again", Recorded, func(w *world) End {
			ok := w.sms("+33639980001", "STOP", "m1")
			list, err := suppression.Open(strings.NewReader("channel,identifier,scope,reason,source,received_at,recorded_at,evidence_id,expires_at\nsms,+33639980001,,resubscribe,,2026-03-01T10:00:00Z,,,\n"), suppression.Options{})
			if err == nil {
				_, err = suppression.Import(w.Context(), w.book, list)
			}
			_ = err // however the import ends, the objection stands
			return w.end(ok)
		}},
		{"Afterwards", "the register of requests fails on somebody who objects", Recorded, func(w *world) End {
			r, err := rights.New(w.book, new(broken))
			w.must(err)
			_, err = r.Add(w.Context(), rights.Request{Rights: []rights.Right{rights.Objection}, To: []optout.Address{w.person}, Contact: "lettre"})
			if err == nil {
				w.Error("a register that is gone has acknowledged")
			}
			return w.end(false)
		}},
	}
}

// broken is a store of requests that keeps nothing and says so.
type broken struct{ rights.Memory }

func (*broken) Put(context.Context, rights.Sealed) error { return errors.New("the disk is gone") }
