package optout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"time"
)

// Link ties an event to all that stands before it in its controller's chain:
//
//	HMAC-SHA-256(chain key, previous link ‖ 1 ‖ number of the sealing key ‖ the event)
//
// where the chain key is HMAC-SHA-256(secret, "chain/1" NUL controller), and the event is written as [Event.Append] does. Whoever
// changes, removes, inserts or moves a row of the ledger would need the secret to make the links fit again. The zero Link begins a chain.
type Link [32]byte

// IsZero reports whether l begins a chain.
func (l Link) IsZero() bool { return l == Link{} }

// Format writes the hexadecimal form under every verb.
func (l Link) Format(f fmt.State, verb rune) { io.WriteString(f, hex.EncodeToString(l[:])) }

// MarshalText returns the hexadecimal form.
func (l Link) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, l[:]), nil }

// UnmarshalText reads the hexadecimal form.
func (l *Link) UnmarshalText(text []byte) error {
	if len(text) != 2*len(l) {
		return fmt.Errorf("optout: a link has %d hexadecimal digits, not %d", 2*len(l), len(text))
	}
	if _, err := hex.Decode(l[:], text); err != nil {
		return fmt.Errorf("optout: a link is hexadecimal: %w", err)
	}
	return nil
}

// Sealed is an event as it stands in its controller's chain.
type Sealed struct {
	Event      Event
	Generation uint64 // of the ledger once it was recorded
	By         byte   // number of the key that sealed the link
	Link       Link   // zero: recorded before ledgers had chains, see Sealer.Block
}

// Head is the end of a controller's chain at some time: how many events it had, and the last link. No chain shows from within that
// its tail was cut off or that an old copy of it was restored. A Head that is kept elsewhere does, so that it is worth as much as
// the place where it lies: see [Book.Heads]. It holds no personal data and may be printed.
type Head struct {
	Controller string `json:"controller"`
	Count      uint64 `json:"count"`
	Link       Link   `json:"link"`
}

// Append appends the event as links cover it: a form in which no two different events are the same. It is version 1; the key's number;
// Digest and Exact; At and Until as seconds since 1970 (8 bytes, big-endian) and nanoseconds (4 bytes); and Kind, Channel,
// Scope.Controller, Scope.Topic, Source, Evidence, By and ID, each after its length (4 bytes).
func (e Event) Append(dst []byte) []byte {
	dst = append(dst, 1, e.Key)
	dst = append(dst, e.Digest[:]...)
	dst = append(dst, e.Exact[:]...)
	for _, t := range [...]time.Time{e.At, e.Until} {
		dst = binary.BigEndian.AppendUint64(dst, uint64(t.Unix()))
		dst = binary.BigEndian.AppendUint32(dst, uint32(t.Nanosecond()))
	}
	for _, s := range [...]string{string(e.Kind), string(e.Channel), e.Scope.Controller, e.Scope.Topic, e.Source, e.Evidence, e.By, e.ID} {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(s)))
		dst = append(dst, s...)
	}
	return dst
}

// What a link covers.
const (
	linkEvent = 1
	linkBlock = 2
)

// chainKey is the secret of one controller's chain under one key. Its use is apart from that of addresses, which hold no NUL, and of tokens.
type chainKey struct {
	id     byte
	secret [sha256.Size]byte
}

func newChainKey(k Key, controller string) chainKey {
	return chainKey{k.ID, mac([]byte(k.secret.Reveal()), []byte("chain/1\x00"), []byte(controller))}
}

func mac(secret []byte, parts ...[]byte) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, secret)
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(sum[:0])
	return sum
}

func (k *chainKey) link(prev Link, e Event) Link {
	var buf [512]byte
	return mac(k.secret[:], prev[:], e.Append(append(buf[:0], linkEvent, k.id)))
}

// block is the link that covers events which were recorded before ledgers had chains.
type block struct {
	h hash.Hash
	n uint64
	b []byte
}

func newBlock(k chainKey) *block {
	b := &block{h: hmac.New(sha256.New, k.secret[:])}
	b.h.Write(make([]byte, len(Link{})))
	b.h.Write([]byte{linkBlock, k.id})
	return b
}

func (b *block) add(e Event) {
	b.b = e.Append(binary.BigEndian.AppendUint64(b.b[:0], b.n))
	b.h.Write(b.b)
	b.n++
}

func (b *block) sum() Link { return Link(b.h.Sum(nil)) }
