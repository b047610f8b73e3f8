// Package mailtext writes the text of an e-mail as it goes over the wire: header fields (RFC 5322), encoded words
// (RFC 2047), quoted-printable (RFC 2045) and what a message is known by.
//
// Every function appends to the caller's buffer and allocates nothing. None reports an error: what a text may hold is
// judged before, and a text that was not judged still cannot leave its field or its part, because a control character
// is only ever written as an encoded one.
package mailtext
