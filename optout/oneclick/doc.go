// Package oneclick serves the unsubscribe link of an e-mail (RFC 8058) and takes the replies to an SMS from a
// provider's webhook. It is the only package of the module with net/http.
//
//	unsubscribe, err := oneclick.New(book, n)
//	http.Handle("/d/", unsubscribe)
//
// It is mounted on a folder, because mail programs append "/" and more to links. The path is that of List-Unsubscribe; the token is its
// last part, minted by optout.Cleared.AppendToken. Whoever receives mail for the mailto address of List-Unsubscribe hands its subject to
// optout.Book.Unsubscribe.
//
//	hook, err := oneclick.NewWebhook(book, oneclick.SMSMode(secret), box)
//	http.Handle("/sms/", hook) // the provider is told https://…/sms/SECRET
//
// What each provider sends, and what is answered, stands in docs/webhooks.md.
//
// # What is not promised
//
//   - That whoever clicks is the recipient. A message that was forwarded unsubscribes its first recipient: it does no
//     more harm than that.
//   - TLS, and a limit that holds against a stranger with very many addresses: they belong in front of the handler. See Limit.
//   - That two answers take the same time to the nanosecond: a token's first use writes to the ledger, and nothing else does.
package oneclick
