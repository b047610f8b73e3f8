// Package mailbox reads the mailbox behind List-Unsubscribe: mailto, and what else comes back to who writes e-mails: people's
// answers, reports that a message did not arrive, complaints, out-of-office notes.
//
//	box := &mailbox.Box{Book: book, Inbox: inbox, Unsubscribe: []string{"stop@example.org"}}
//	counts, err := box.Maildir(ctx, "/var/mail/stop")
//
// A Box takes messages one by one ([Box.Take]), from an mbox ([Box.Mbox]), or from a Maildir ([Box.Maildir]). IMAP is a loop around
// Take: see examples/imap. Of each message it decides what it is ([Kind]), records in the ledger what it says of a
// person, and puts before a human what only a human can judge:
//
//   - a token in the subject, or in the tag of an address of Box.Unsubscribe, objects ([optout.Book.Unsubscribe]); so does whatever else people
//     write to such an address, in the name of its sender;
//   - an answer in words is read by package reply, once quotations and signatures are cut: a certain objection is recorded, a possible one
//     is a Review, and both a possible one and every other answer are shown to a human, because nobody else reads this mailbox;
//   - a report that the mailbox or domain does not exist (RFC 3464 and what older mail systems write) makes the recipient Undeliverable for a
//     while; a full mailbox, a delay or a refusal of the text says nothing of the recipient and records nothing;
//   - a complaint (RFC 5965) is an objection;
//   - the answer of a program (RFC 3834) and somebody's newsletter record nothing; a program's answer whose words are an objection, or
//     may be one, is a Review and shown.
//
// What cannot be attributed to a person, or not be read, goes to the inbox. Take returns after all of it is durable, and
// only then is a message filed. A crash in between has it read again, and an event told again is recorded once.
//
// # Whom a message concerns
//
// A token of ours in the message that is answered or returned says it best: it cannot be forged. Next come the
// addresses that a report names, and the sender of an answer. Those can be forged, and then somebody who never objected is
// spared messages; that harms less than its contrary, and the event's Evidence says how the person was named. With
// Box.AuthServ an answer whose sender the receiving server found forged (DMARC) is a Review, which a human can dismiss.
//
// # What is not promised
//
//   - That every quotation is cut: a mail program that marks it in a way of its own has our words read as the person's.
//   - That every report is understood. docs/mailbox.md has the shares, measured on reports of 80 mail systems.
//   - That what lies in an attachment, an image or an encrypted message is read. Such a message is shown to a human.
package mailbox
