package optout

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

// ErrTokenDamaged says that a token is not whole: cut, written in small letters or with something in its midst. Its length, its letters
// and its version are no secret, so who shows it may be told that the link is incomplete. It is an ErrToken too.
var ErrTokenDamaged = fmt.Errorf("%w: it is not whole", ErrToken)

// TrimToken returns the token in what became of the last part of a link, and ErrTokenDamaged where there is no whole one. Mail programs append to
// a link what stands after it, "." and ">", quotes, "=", "/", "%20", "&utm_source=…", and break long lines: what is appended and is no
// letter of a token is cut off, spaces and invisible characters within are left out, and of several words the one that is a token is taken
// ("Re: TOKEN"). What is missing cannot be put back. That a token is whole does not mean that this book minted it.
func TrimToken(s string) (string, error) {
	token, err := trimToken(s)
	if err == nil {
		return token, nil
	}
	for word := range strings.FieldsSeq(s) {
		if token, err := trimToken(word); err == nil {
			return token, nil
		}
	}
	return "", err
}

func trimToken(s string) (string, error) {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !isToken(r) || r == '-' || r == '_' }) // every token of today begins with an A
	var b strings.Builder
	rest := ""
	for i, r := range s {
		if isToken(r) {
			if b.Len() == TokenLen {
				rest = s[i:]
				break
			}
			b.WriteRune(r)
			continue
		}
		if b.Len() == TokenLen {
			break // whatever follows was appended
		}
		if !unicode.IsSpace(r) && !plaintext.Invisible(r) {
			return "", ErrTokenDamaged
		}
	}
	// "_" and "-" are letters of a token and signs of mark-up as well: "_link_".
	rest = strings.TrimLeft(rest, "_-")
	if rest != "" && isToken(rune(rest[0])) {
		return "", ErrTokenDamaged
	}
	token := b.String()
	if len(token) != TokenLen || token == strings.ToLower(token) || token == strings.ToUpper(token) {
		return "", ErrTokenDamaged
	}
	var raw [tokenBytes + 1]byte
	if n, err := base64url.Decode(raw[:], []byte(token)); err != nil || n != tokenBytes || raw[0] != tokenVersion {
		return "", ErrTokenDamaged
	}
	return token, nil
}

// isToken reports whether r is a letter of base64url (RFC 4648, section 5).
func isToken(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_'
}

// mirror returns what a consent adds under older keys. A link that was sent under an older key knows the person by the digest of that day
// alone, and finds there no consent that was given since; so where that digest has objected, the consent is recorded there as well.
func (b *Book) mirror(ctx context.Context, to Address, consent Event) ([]Event, error) {
	var more []Event
	for _, k := range b.Keys.Older {
		p := newPad(k)
		person, exact := p.person(to), p.exact(to)
		events, err := b.Ledger.History(ctx, person)
		if err != nil {
			return nil, fmt.Errorf("optout: the ledger: %w", err)
		}
		for _, e := range events {
			if e.Kind != Objection || e.Scope.Controller != b.Controller {
				continue
			}
			copied := consent
			copied.Digest, copied.Key, copied.Exact = person, k.ID, Digest{}
			if exact != person {
				copied.Exact = exact
			}
			more = append(more, copied)
			break
		}
	}
	return more, nil
}
