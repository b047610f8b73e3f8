// Package suppression reads and writes the opposition lists of providers: who unsubscribed at Brevo, answered STOP to Twilio, bounced at
// Mailgun. An alphanumeric sender's STOP reaches the provider and never the campaign, so that its list has to be fetched; and a
// campaign that changes its provider has to take the list along (CNIL, "Comment utiliser une liste repoussoir", 27 January 2022).
//
//	list, err := suppression.Open(file, suppression.Options{}) // which provider's it is, its header says
//	...
//	report, err := suppression.Import(ctx, book, list)         // into the ledger: union, never removal
//	...
//	for d, err := range suppression.Diff(ctx, book, f, theirs, known) { … } // who is missing at the provider, and who here
//
// Every provider is a file in formats/, with the source of each name in it, the day on which it was seen, and what could not be seen. The folder
// is the list: a provider more is a file more.
//
// # What a list can do
//
// Add. A row that says that somebody may be written to is no objection and no consent: it is left alone, and one that says that
// somebody came back is refused by name ([ErrResubscribe]). Unsubscriptions, complaints and what was entered by hand become optout.Objection,
// hard bounces and invalid addresses optout.Undeliverable. A date that cannot be read is no reason to lose an objection: it counts from the day of the import, as one without a date
// does. So does the name of a list or a tag that Options.Topics does not know: the objection is then to everything.
//
// A row that cannot be read is told with its line and what to do, and the rest is imported. The file is read as spreadsheets write it, in
// UTF-8, UTF-16 or Windows-1252, between commas, semicolons, tabs or bars, and in bounded memory however long it is.
//
// # Where plain addresses come from
//
// The ledger holds digests alone: nothing makes addresses of them again. A list for a new provider is therefore built from what holds addresses: the
// lists of the former provider, or a file that is in hand anyway, of which [Objectors] yields those who objected. [WritePortable] writes such a list with a manifest
// (rows, SHA-256), and package sealed encrypts both for who receives them.
//
// # What is not promised
//
//   - That a provider still writes what its file here says. What is not recognised is refused with the columns that are known.
//   - That a provider's list is whole: an export of a page of it looks like one of all.
package suppression
