package optout

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/scrutateur/scrutateur/notice/law"
)

// reference is the definition of a digest in the words of the standard library.
func reference(k Key, text string) Digest {
	h := hmac.New(sha256.New, k.Secret())
	h.Write([]byte(text))
	return Digest(h.Sum(nil)[:16])
}

func FuzzDigest(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef"), uint64(33639980001), "prenom+x@example.org")
	f.Add(bytes.Repeat([]byte{7}, 64), uint64(1), "a@b.example")
	f.Add(bytes.Repeat([]byte{7}, 65), uint64(999999999999999), strings.Repeat("a", 64)+"@"+strings.Repeat("b", 60)+"."+strings.Repeat("c", 60)+"."+strings.Repeat("d", 60)+".example")
	f.Fuzz(func(t *testing.T, secret []byte, number uint64, box string) {
		k := KeyOf(1, secret)
		p := newPad(k)
		if a, err := Phone(fmt.Sprint("+", number)); err == nil {
			if got, want := p.exact(a), reference(k, a.E164()); got != want || p.person(a) != want {
				t.Fatalf("digest %v, crypto/hmac gives %v", got, want)
			}
		}
		if a, err := Mailbox(box); err == nil {
			if got, want := p.exact(a), reference(k, strings.ToLower(a.Mailbox())); got != want {
				t.Fatalf("digest %v, crypto/hmac gives %v", got, want)
			}
			if got, want := p.person(a), reference(k, string(a.appendCanonical(nil))); got != want {
				t.Fatalf("digest of the person %v, crypto/hmac gives %v", got, want)
			}
		}
		if len(box) <= maxText {
			if got, want := p.sum([]byte(box)), reference(k, box); got != want {
				t.Fatalf("sum %v, crypto/hmac gives %v", got, want)
			}
		}
	})
}

func TestDigestDoesNotAllocate(t *testing.T) {
	if raced {
		t.Skip("the race detector makes sync.Pool forget: allocations are counted without it")
	}
	p := newPad(NewKey(1))
	phone, box := mustPhone(t, "06 39 98 00 01"), mustMailbox(t, "prenom.nom+liste@example.org")
	if n := testing.AllocsPerRun(100, func() { p.person(phone); p.exact(box); p.person(box) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestDigestText(t *testing.T) {
	d := reference(KeyOf(0, []byte("k")), "x")
	text, err := json.Marshal(d)
	if err != nil || string(text) != `"`+hex.EncodeToString(d[:])+`"` {
		t.Errorf("JSON %s, %v", text, err)
	}
	var back Digest
	if err := json.Unmarshal(text, &back); err != nil || back != d {
		t.Errorf("read back %v, %v", back, err)
	}
	for _, bad := range []string{`"00"`, `"` + strings.Repeat("g", 32) + `"`, `""`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s is read as a digest", bad)
		}
	}
}

func TestKeys(t *testing.T) {
	a, b := NewKey(1), NewKey(2)
	same := KeyOf(3, a.Secret())
	for _, c := range []struct {
		name string
		keys Keys
		want []string // paths
	}{
		{"good", Keys{Current: a, Older: []Key{b}}, nil},
		{"none", Keys{}, []string{"Keys.Current.Secret"}},
		{"short", Keys{Current: KeyOf(0, make([]byte, 31))}, []string{"Keys.Current.Secret"}},
		{"short older", Keys{Current: a, Older: []Key{b, KeyOf(9, []byte("x"))}}, []string{"Keys.Older[1].Secret"}},
		{"same number", Keys{Current: a, Older: []Key{NewKey(1)}}, []string{"Keys.Older[0].ID"}},
		{"same number among older", Keys{Current: a, Older: []Key{b, NewKey(2)}}, []string{"Keys.Older[1].ID"}},
		{"same secret", Keys{Current: a, Older: []Key{same}}, []string{"Keys.Older[0].Secret"}},
	} {
		var got []string
		for _, f := range c.keys.Findings() {
			got = append(got, f.Path)
			if !errors.Is(f, law.SpecField) {
				t.Errorf("%s: finding under %s", c.name, f.Rule)
			}
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: findings at %q, want %q", c.name, got, c.want)
		}
	}
	if bytes.Equal(a.Secret(), b.Secret()) || len(a.Secret()) != 32 {
		t.Error("NewKey draws no fresh secret of 32 bytes")
	}
}

func BenchmarkDigest(b *testing.B) {
	k := NewKey(1)
	p := newPad(k)
	phone, box := mustPhone(b, "06 39 98 00 01"), mustMailbox(b, "prenom.nom@example.org")
	b.Run("phone", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.person(phone)
		}
	})
	b.Run("mailbox", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.person(box)
		}
	})
	text := []byte(phone.E164())
	b.Run("baseline=crypto/hmac", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h := hmac.New(sha256.New, k.Secret())
			h.Write(text)
			_ = h.Sum(nil)
		}
	})
	b.Run("baseline=crypto/hmac+Reset", func(b *testing.B) {
		h, sum := hmac.New(sha256.New, k.Secret()), make([]byte, 0, 32)
		b.ReportAllocs()
		for b.Loop() {
			h.Reset()
			h.Write(text)
			_ = h.Sum(sum)
		}
	})
}

func hmacOf(secret []byte, text string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
