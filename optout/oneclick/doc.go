// Package oneclick serves the unsubscribe link of an e-mail (RFC 8058) and takes the replies to an SMS from a
// provider's webhook. It is the only package of the module with net/http.
//
//	unsubscribe, err := oneclick.New(book, n)
//	http.Handle("/d/{token}", unsubscribe)
//
// The path is that of List-Unsubscribe; the token is its last part, minted by optout.Cleared.AppendToken. Whoever receives mail for
// the mailto address of List-Unsubscribe hands its subject to optout.Book.Unsubscribe.
//
// # What is not promised
//
//   - That whoever clicks is the recipient. A message that was forwarded unsubscribes its first recipient: it does no
//     more harm than that.
//   - A limit to the rate of requests, and TLS: they belong in front of the handler.
//   - That two answers take the same time to the nanosecond: a token's first use writes to the ledger, and nothing else does.
package oneclick
