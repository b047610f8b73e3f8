// Package optout answers one question: who may be written to, now?
//
// [Screen] reads the rows of a file beside the ledger of objections and yields a [Cleared] for every row that may
// receive a message. A Cleared is the only thing from which package message builds a text, so a campaign that forgets
// to screen does not compile. [Book.Object] and [Book.Consent] write to the ledger, package
// reply reads what people answer to an SMS, and package oneclick serves the unsubscribe link of an e-mail.
//
//	book := &optout.Book{Ledger: ledger, Keys: keys, Controller: "852123456"}
//	rows := ... // iter.Seq2[optout.Row[Voter], error]
//	for to, err := range optout.Screen(ctx, book, optout.For{Channel: law.SMS}, rows) {
//		if err != nil {
//			return err // the ledger or the file failed: nobody else is written to
//		}
//		sms, err := batch.Build(to)
//		...
//	}
//
// A person has more than one address, and an objection to everything under one of them counts for all that a [Row] names. For files of
// many rows a [Set] keeps the people of the ledger in memory, and is brought up to date while the rows are read.
//
// # What the ledger holds
//
// Events, appended and never changed: this person objected, this person agreed. A person is a [Digest], the
// HMAC-SHA-256 of the address under the controller's [Key], so the ledger outlives the erasure of every file, and
// whoever finds it without the key learns nothing. There is no removal: coming back is a later consent.
// [Memory] is a ledger for tests and demonstrations. Package optoutsql keeps one in SQLite or PostgreSQL, and package
// optouttest proves anyone else's.
//
// # Keys
//
// The key belongs to the controller, not to the provider that sends. Losing it loses every objection, so it is kept
// like the ledger itself, and apart from it. After a rotation the former key moves to Keys.Older and stays there as long
// as a message sent under it can still be answered: without the plain address an old digest cannot be made new.
// Whoever shares a key shares objections; separate controllers that share nothing use separate keys.
//
// # What is not promised
//
//   - That the ledger tells the truth. An objection that was never recorded, or a consent that was invented, is believed.
//   - That a number or a mailbox exists, can take an SMS, or still belongs to the same person. Parsers judge the form.
//   - That Row.Origin and Row.Territory are right: they are the caller's word, carried along with the address.
//   - Secrecy against code in the same process: Address hides its text from fmt, log/slog and encoding/json, not from a
//     debugger. A Digest is a pseudonym in the sense of GDPR 4(5): whoever holds the key can test an address against it.
package optout
