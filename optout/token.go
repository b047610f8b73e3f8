package optout

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// An unsubscribe token is 38 bytes, 51 characters of base64url without padding (RFC 4648, section 5):
//
//	 1  version, 1
//	 1  Key.ID
//	16  Digest of the person under that key
//	 4  list: what the message was about, see listOf
//	16  HMAC-SHA-256 of "unsubscribe/1" NUL and the 22 bytes before, under that key, the first 128 bits
//
// It says nothing of the person without the key, needs no look-up, and does one thing: it objects. It does not
// expire, because a message of last year must still unsubscribe, and may be used again and again, because mail
// scanners use links before people do.
const (
	tokenVersion = 1
	tokenSigned  = 2 + len(Digest{}) + len(list{})
	tokenBytes   = tokenSigned + len(Digest{})

	// TokenLen is the length of a token in characters.
	TokenLen = (tokenBytes*8 + 5) / 6
)

// tokenUse keeps the HMAC of tokens apart from that of addresses, which hold no NUL.
const tokenUse = "unsubscribe/1\x00"

var base64url = base64.RawURLEncoding.Strict()

// ErrToken says that a token was not minted by this book. It does not say what is wrong with it.
var ErrToken = errors.New("optout: not a token of this book")

// UnknownKeyError says that a token has the form of one and names a key that the book lacks: a former key that was taken out of Keys.Older
// while messages with its tokens could still be answered, perhaps. Who sent it has objected and nothing can be recorded, so that an
// operator must hear of it and the person be told how to object otherwise. It may be a forgery: what key a token names is no secret,
// and telling it apart tells nothing of a person. It is not ErrToken.
type UnknownKeyError struct{ Key byte }

// Error names the key's number.
func (e *UnknownKeyError) Error() string {
	return fmt.Sprintf("optout: a token names key %d, which the book lacks: bring it back into Keys.Older", e.Key)
}

// known returns an UnknownKeyError where the token names a key that the book lacks.
func (b *Book) known(token string) error {
	var raw [tokenBytes + 1]byte
	if len(token) != TokenLen {
		return nil
	}
	if n, err := base64url.Decode(raw[:], []byte(token)); err != nil || n != tokenBytes || raw[0] != tokenVersion {
		return nil
	}
	for _, k := range append([]Key{b.Keys.Current}, b.Keys.Older...) {
		if k.ID == raw[1] {
			return nil
		}
	}
	return &UnknownKeyError{raw[1]}
}

// list stands for controller, topic and channel in a token.
type list [4]byte

func listOf(controller string, f For) list {
	sum := sha256.Sum256([]byte(controller + "\x00" + f.Topic + "\x00" + string(f.Channel)))
	return list(sum[:len(list{})])
}

// AppendToken appends the unsubscribe token of this recipient, TokenLen characters, without allocating when dst has
// room. The zero Cleared appends nothing.
func (c Cleared[T]) AppendToken(dst []byte) []byte {
	if c.screening == nil {
		return dst
	}
	return appendToken(dst, c.screening.keys.pads[0], c.digest, c.screening.list)
}

func appendToken(dst []byte, p *pad, d Digest, l list) []byte {
	var raw [tokenBytes]byte
	raw[0], raw[1] = tokenVersion, p.id
	copy(raw[2:], d[:])
	copy(raw[2+len(d):], l[:])
	mac := p.tokenMAC(raw[:tokenSigned])
	copy(raw[tokenSigned:], mac[:])
	return base64url.AppendEncode(dst, raw[:])
}

func (p *pad) tokenMAC(signed []byte) Digest {
	var buf [len(tokenUse) + tokenSigned]byte
	return p.sum(append(append(buf[:0], tokenUse...), signed...))
}

// Token mints the unsubscribe token of an address, for a message that is not built from a Cleared: a paper form's
// confirmation, say. It asks the ledger first whether it knows the book's keys, for 15 seconds at most: a link under a key that nobody keeps
// records nothing for whoever follows it.
func (b *Book) Token(to Address, f For) (string, error) {
	s, err := newScreening(b, f)
	if err != nil {
		return "", err
	}
	if to.IsZero() {
		return "", law.Find(law.AddressForm, "Address", "is empty")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := b.admit(ctx); err != nil {
		return "", err
	}
	return string(appendToken(nil, s.keys.pads[0], s.keys.pads[0].person(to), s.list)), nil
}

// Parse verifies a token under the current and the older keys, and returns the objection that it stands for, dated
// now and not yet recorded. Its Scope and Channel are those for which the token was minted when the topic is "" or
// one of Book.Topics, and everything otherwise: an objection is never taken for less than it was.
//
// What was appended to the token is cut off, see [TrimToken], and one that is not whole gives ErrTokenDamaged. A token that names a key which
// the book lacks gives an [UnknownKeyError]; every other that this book did not mint gives ErrToken, after the same work.
func (b *Book) Parse(token string) (Event, error) {
	if err := b.Findings().Err(); err != nil {
		return Event{}, err
	}
	token, err := TrimToken(token)
	if err != nil {
		return Event{}, err
	}
	if err := b.known(token); err != nil {
		return Event{}, err
	}
	e, key := b.parse(token)
	if key < 0 {
		return Event{}, ErrToken
	}
	return e, nil
}

// parse returns the objection and which key minted it: 0 the current one, more an older one. For a forgery it is
// negative, and the event is still filled in, so that a forgery can be given the same work.
func (b *Book) parse(token string) (Event, int) {
	var raw [tokenBytes + 1]byte
	n := 0
	if len(token) == TokenLen {
		n, _ = base64url.Decode(raw[:], []byte(token))
	}
	pads := b.Keys.ring().pads
	key, known := 0, false
	for i := range pads {
		if pads[i].id == raw[1] {
			key, known = i, true
		}
	}
	mac := pads[key].tokenMAC(raw[:tokenSigned])
	if !hmac.Equal(mac[:], raw[tokenSigned:tokenBytes]) || !known || n != tokenBytes || raw[0] != tokenVersion {
		key = -1
	}

	e := Event{Digest: Digest(raw[2:]), Key: pads[max(key, 0)].id, Kind: Objection, Scope: Scope{Controller: b.Controller}, At: b.now()}
	if f, ok := b.listed(list(raw[2+len(Digest{}):])); ok {
		e.Channel, e.Scope.Topic = f.Channel, f.Topic
	}
	return e, key
}

// listed finds what a list stands for among the topics that the book knows.
func (b *Book) listed(l list) (For, bool) {
	for i := -1; i < len(b.Topics); i++ {
		topic := ""
		if i >= 0 {
			topic = b.Topics[i]
		}
		for _, ch := range channels[1:] {
			if f := (For{Channel: ch, Topic: topic}); listOf(b.Controller, f) == l {
				return f, true
			}
		}
	}
	return For{}, false
}

// Unsubscribe verifies a token and records its objection, with source as Event.Source. It returns after the objection
// is durable. When the same objection already stands nothing is recorded: links are followed more than once, by several programs at
// the same time, and an objection is one event. (Under an older key it is recorded once more after a minute, because a consent that
// was given since may stand under another key, where the token does not lead.)
//
// What was appended to the token is cut off, see [TrimToken]. One that is not whole gives ErrTokenDamaged, one that names a key which the
// book lacks an [UnknownKeyError], and nothing is recorded. Any other that this book did not mint gives ErrToken after the same look-up in the
// ledger, and after the ledger was asked whether it could write: the answer to a forgery, to a token used before and to a new one
// comes from a ledger that works, and takes as long. Any other error is the ledger's: the objection is not recorded, and the
// caller must have it told again.
func (b *Book) Unsubscribe(ctx context.Context, token, source string) (Event, error) {
	seal, err := b.Sealer()
	if err != nil {
		return Event{}, err
	}
	if token, err = TrimToken(token); err != nil {
		return Event{}, err
	}
	if err := b.known(token); err != nil {
		return Event{}, err
	}
	e, key := b.parse(token)
	e.Source = source
	events, err := b.Ledger.History(ctx, e.Digest)
	if err != nil {
		return Event{}, fmt.Errorf("optout: the ledger: %w", err)
	}
	e.At = notBefore(e.At, events)
	standing, last := stands(e, events)
	if key > 0 && e.At.Sub(last) > again {
		standing = false
	}
	// Two that are posted at the same moment both find nothing, and have the same name: the ledger keeps one. After a consent the name is
	// another one, so that who leaves again is recorded again.
	e.ID = objectionName(e, events, last)
	var write []Event
	if key >= 0 && !standing {
		write = append(write, e)
	}
	// With nothing to write the ledger is asked all the same whether it could: a full disk must not tell an unused token from a
	// forged one, nor the time that writing takes.
	if err := b.commit(ctx, seal, write...); err != nil {
		return Event{}, fmt.Errorf("optout: the ledger: %w", err)
	}
	if key < 0 {
		return Event{}, ErrToken
	}
	return e, nil
}

// again is how long a standing objection under an older key needs no second one: as long as the programs take that follow one link at the
// same time, and less than a person who consents and then thinks better of it.
const again = time.Minute

// stands reports whether events hold an objection as wide as e, told to the same controller, with no consent after it, of whatever spelling
// and scope, and when the latest such objection was made. One that was told to a controller who shares the key is another event: it is
// seen no more once that controller's key is taken out of the book.
func stands(e Event, events []Event) (standing bool, last time.Time) {
	found := false
	var objection, consent Event
	for _, old := range events {
		switch {
		case old.Kind == Objection && old.Scope.Controller == e.Scope.Controller && covers(string(old.Channel), string(e.Channel)) && covers(old.Scope.Topic, e.Scope.Topic):
			if !found || old.At.After(objection.At) {
				found, objection = true, old
			}
		case old.Kind == ConsentKind && old.At.After(consent.At):
			consent = old
		}
	}
	return found && !consent.At.After(objection.At), objection.At
}

// objectionName names the objection of a token by what it is about and by what was recorded before it: how many consents, and the
// latest objection of the kind.
func objectionName(e Event, events []Event, last time.Time) string {
	consents := 0
	for _, old := range events {
		if old.Kind == ConsentKind {
			consents++
		}
	}
	l := listOf(e.Scope.Controller, For{Channel: e.Channel, Topic: e.Scope.Topic})
	name := fmt.Sprintf("unsubscribe %x after %d", l, consents)
	if !last.IsZero() {
		name += " and " + last.UTC().Format(time.RFC3339Nano)
	}
	return name
}
