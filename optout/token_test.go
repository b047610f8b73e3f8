package optout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/scrutateur/scrutateur/notice/law"
)

func tokenOf(t testing.TB, b *Book, f For, to Address) string {
	t.Helper()
	c := collect(t, b, f, rowsTo(law.OriginForm, to))
	if len(c) != 1 {
		t.Fatal("not cleared")
	}
	return string(c[0].AppendToken(nil))
}

// The format, written once more from its description: a token of today must unsubscribe in ten years.
func TestTokenFormat(t *testing.T) {
	b, _ := testBook(&Memory{})
	got := tokenOf(t, b, For{Channel: law.Email, Topic: "meetings"}, mustMailbox(t, "Nom+x@example.org"))
	h := hmac.New(sha256.New, testKey.Secret())
	h.Write([]byte("nom@example.org"))
	raw := append([]byte{1, 1}, h.Sum(nil)[:16]...)
	list := sha256.Sum256([]byte("852123456\x00meetings\x00email"))
	raw = append(raw, list[:4]...)
	h = hmac.New(sha256.New, testKey.Secret())
	h.Write([]byte("unsubscribe/1\x00"))
	h.Write(raw)
	raw = append(raw, h.Sum(nil)[:16]...)
	want := base64.RawURLEncoding.EncodeToString(raw)
	if got != want || len(got) != TokenLen || TokenLen != 51 {
		t.Errorf("token %s of %d characters, want %s", got, len(got), want)
	}
	// and as a text, computed elsewhere, that may never change
	if golden := "AQHkwQyaTqju3Y2Fp8oUS5k1Zvsnq_MMVSVFgyxoOQ-ne675vI0"; got != golden {
		t.Errorf("token %s, want %s", got, golden)
	}
	minted, err := b.Token(mustMailbox(t, "nom@example.org"), For{Channel: law.Email, Topic: "meetings"})
	if err != nil || minted != got {
		t.Errorf("Book.Token gives %s, %v", minted, err)
	}
	if _, err := b.Token(Address{}, email); !errors.Is(err, law.AddressForm) {
		t.Errorf("a token for nobody: error %v", err)
	}
	if _, err := b.Token(mustMailbox(t, "nom@example.org"), For{}); err == nil {
		t.Error("a token for no channel")
	}
}

// A link under a key that the ledger does not know would be a dead one.
func TestTokenUnderStrangeKey(t *testing.T) {
	ledger := &Memory{}
	b, _ := testBook(ledger)
	to := mustMailbox(t, "nom@example.org")
	must(t, b.Object(t.Context(), to, email, "paper"))
	for name, keys := range map[string]Keys{"drawn anew": {Current: NewKey(testKey.ID)}, "a former one gone": {Current: oldKey}} {
		strange, _ := testBook(ledger)
		strange.Keys = keys
		if token, err := strange.Token(to, email); !errors.Is(err, law.LedgerWhole) || token != "" {
			t.Errorf("%s: error %v", name, err)
		}
	}
	rotated, _ := testBook(ledger)
	rotated.Keys = Keys{Current: oldKey, Older: []Key{testKey}}
	if _, err := rotated.Token(to, email); err != nil {
		t.Errorf("rotated: %v", err)
	}
}

func TestParse(t *testing.T) {
	b, _ := testBook(&Memory{})
	b.Topics = []string{"meetings", "newsletter"}
	to := mustMailbox(t, "nom@example.org")
	objection := func(ch law.Channel, topic string) Event {
		return Event{Digest: reference(testKey, "nom@example.org"), Key: testKey.ID, Kind: Objection, Channel: ch, Scope: Scope{b.Controller, topic}, At: noon}
	}
	for _, c := range []struct {
		f    For
		want Event
	}{
		{email, objection(law.Email, "")},
		{For{Channel: law.Email, Topic: "newsletter"}, objection(law.Email, "newsletter")},
		{For{Channel: law.Email, Topic: "a topic that the book no longer knows"}, objection("", "")}, // everything
	} {
		got, err := b.Parse(tokenOf(t, b, c.f, to))
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s%v", c.f, d, err)
		}
	}
}

func TestParseOlderKey(t *testing.T) {
	old, _ := testBook(&Memory{})
	old.Keys.Current = oldKey
	to := mustMailbox(t, "nom@example.org")
	token := tokenOf(t, old, email, to)
	b, refused := testBook(&Memory{})
	var unknown *UnknownKeyError
	if _, err := b.Parse(token); !errors.As(err, &unknown) || unknown.Key != oldKey.ID || errors.Is(err, ErrToken) {
		t.Errorf("a token under an unknown key: error %v", err)
	}
	if e, err := b.Unsubscribe(t.Context(), token, "oneclick"); !errors.As(err, &unknown) || e != (Event{}) {
		t.Errorf("a token under an unknown key: error %v", err)
	}
	b.Keys.Older = []Key{oldKey}
	for range 3 {
		if _, err := b.Unsubscribe(t.Context(), token, "oneclick"); err != nil {
			t.Error(err)
		}
	}
	if got := collect(t, b, email, rowsTo("", to)); len(got) != 0 || len(*refused) != 1 {
		t.Error("an objection by a token under an older key is not found")
	}
	// The person comes back, and leaves again by the old message.
	b.Now = func() time.Time { return noon.Add(time.Hour) }
	must(t, b.Consent(t.Context(), to, email, "form", "form 1"))
	if got := collect(t, b, email, rowsTo("", to)); len(got) != 1 {
		t.Error("a consent does not lift an objection under an older key")
	}
	b.Now = func() time.Time { return noon.Add(2 * time.Hour) }
	if _, err := b.Unsubscribe(t.Context(), token, "oneclick"); err != nil {
		t.Error(err)
	}
	if got := collect(t, b, email, rowsTo("", to)); len(got) != 0 {
		t.Error("who left again by an old token is written to")
	}
}

// A link of an older key leads to the digest under that key alone. A consent that a program recorded which does not see the objection there
// stands under the new key only, and whoever thinks better of it a quarter of an hour later has to be heard.
func TestOldLinkAfterUnseenConsent(t *testing.T) {
	ledger := &Memory{}
	now := noon
	clock := func() time.Time { return now }
	old, _ := testBook(ledger)
	old.Keys.Current, old.Now = oldKey, clock
	to := mustMailbox(t, "nom@example.org")
	token := tokenOf(t, old, email, to)
	b, _ := testBook(ledger)
	b.Keys.Older, b.Now = []Key{oldKey}, clock
	click := func() {
		t.Helper()
		_, err := b.Unsubscribe(t.Context(), token, "oneclick")
		must(t, err)
	}
	for range 3 { // a person and two programs
		click()
		now = now.Add(20 * time.Second)
	}
	if ledger.Len() != 1 {
		t.Errorf("%d events of one objection within a minute", ledger.Len())
	}
	for range 2 { // comes and goes
		now = now.Add(5 * time.Minute)
		digest, err := b.DigestOf(to)
		must(t, err)
		seal, err := b.Sealer()
		must(t, err)
		must(t, ledger.Record(t.Context(), seal, Event{
			Digest: digest, Key: testKey.ID, Kind: ConsentKind, Channel: law.Email, Scope: Scope{Controller: b.Controller}, At: now, Source: "merged", Evidence: "form 1",
		}))
		if len(collect(t, b, email, rowsTo("", to))) != 1 {
			t.Fatal("the consent counts for nothing")
		}
		now = now.Add(15 * time.Minute)
		click()
		if len(collect(t, b, email, rowsTo("", to))) != 0 {
			t.Error("who left again by an old link is written to")
		}
	}
}

// Who shares a key sees the objections that were told to the other. They are not its own: once the other's key is gone from its book, an
// objection that was told to it must stand by itself.
func TestUnsubscribeFromOneOfTwo(t *testing.T) {
	ledger := &Memory{}
	first, _ := testBook(ledger)
	second, _ := testBook(ledger)
	second.Controller = "853123456"
	to := mustMailbox(t, "nom@example.org")
	tokens := []string{tokenOf(t, first, email, to), tokenOf(t, second, email, to)}
	for range 2 {
		for i, b := range []*Book{first, second} {
			_, err := b.Unsubscribe(t.Context(), tokens[i], "oneclick")
			must(t, err)
		}
	}
	digest, err := first.DigestOf(to)
	must(t, err)
	events, err := ledger.History(t.Context(), digest)
	must(t, err)
	var told []string
	for _, e := range events {
		told = append(told, e.Scope.Controller)
	}
	if d := cmp.Diff([]string{first.Controller, second.Controller}, told); d != "" {
		t.Errorf("objections were told to (-want +got):\n%s", d)
	}
}

func TestUnsubscribeIsIdempotent(t *testing.T) {
	ledger := &Memory{}
	b, _ := testBook(ledger)
	now := noon
	b.Now = func() time.Time { return now }
	for _, to := range []Address{mustMailbox(t, "nom@example.org"), mustMailbox(t, "nom+tag@example.net")} {
		before := ledger.Len()
		token := tokenOf(t, b, email, to)
		step := func(want int, name string) {
			t.Helper()
			now = now.Add(time.Minute)
			e, err := b.Unsubscribe(t.Context(), token, "oneclick")
			if err != nil || e.Source != "oneclick" || ledger.Len()-before != want {
				t.Errorf("%s: %d events, want %d; error %v", name, ledger.Len()-before, want, err)
			}
		}
		step(1, "first click")
		step(1, "second click")
		now = now.Add(time.Minute)
		must(t, b.Consent(t.Context(), to, email, "form", "form 1"))
		step(3, "click after coming back") // also when the consent was of a mailbox with a tag
		step(3, "second click after coming back")
		if got := collect(t, b, email, rowsTo("", to)); len(got) != 0 {
			t.Error("cleared after unsubscribing")
		}
	}
}

func TestForgedTokens(t *testing.T) {
	ledger := &Memory{}
	b, _ := testBook(ledger)
	good := tokenOf(t, b, email, mustMailbox(t, "nom@example.org"))
	forged := map[string]string{
		"empty": "", "short": good[:50], "long": good + "A", "spaces": " " + good[1:], "padding": good[:50] + "=", "not base64": strings.Repeat("!", 51),
		"zeros": strings.Repeat("A", 51), "standard alphabet": strings.Repeat("+", 51),
	}
	raw, err := base64url.DecodeString(good)
	must(t, err)
	for i := range raw { // every byte counts
		changed := append([]byte(nil), raw...)
		if changed[i] ^= 1; i == 1 {
			continue // the key's number: TestParseOlderKey
		}
		forged["byte "+string(rune('0'+i))] = base64.RawURLEncoding.EncodeToString(changed)
	}
	for c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" { // and the two bits that base64 leaves over
		last := good[:50] + string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[c])
		if last != good {
			forged["last "+last[50:]] = last
		}
	}
	other, _ := testBook(&Memory{})
	other.Keys.Current = KeyOf(1, []byte("another secret of 32 bytes or so"))
	forged["another key of the same number"] = tokenOf(t, other, email, mustMailbox(t, "nom@example.org"))
	for name, token := range forged {
		if e, err := b.Parse(token); !errors.Is(err, ErrToken) || e != (Event{}) {
			t.Errorf("%s: Parse gives %v, %v", name, e, err)
		}
		if e, err := b.Unsubscribe(t.Context(), token, "oneclick"); !errors.Is(err, ErrToken) || e != (Event{}) {
			t.Errorf("%s: Unsubscribe gives %v, %v", name, e, err)
		}
	}
	if ledger.Len() != 0 {
		t.Error("a forged token is recorded")
	}
	// A ledger that does not answer shows with a forgery as with a token.
	boom := errors.New("boom")
	b.Ledger = failing{boom}
	for name, token := range map[string]string{"forged": forged["byte "+string(rune('0'+20))], "good": good} {
		if _, err := b.Unsubscribe(t.Context(), token, "oneclick"); !errors.Is(err, boom) {
			t.Errorf("%s token, failing ledger: error %v", name, err)
		}
	}
}

// A digest is no token's MAC and no other way round: an address cannot be chosen so that its digest signs a token.
func TestTokenUseIsApart(t *testing.T) {
	if _, err := Mailbox(tokenUse + "@example.org"); err == nil {
		t.Error("the label of tokens can begin an address")
	}
}

func TestAppendTokenDoesNotAllocate(t *testing.T) {
	if raced {
		t.Skip("the race detector makes sync.Pool forget: allocations are counted without it")
	}
	b, _ := testBook(&Memory{})
	c := collect(t, b, email, rowsTo("", mustMailbox(t, "nom@example.org")))[0]
	dst := make([]byte, 0, TokenLen)
	if n := testing.AllocsPerRun(100, func() { dst = c.AppendToken(dst[:0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if got := string(c.AppendToken([]byte("https://example.org/d/"))); !strings.HasPrefix(got, "https://example.org/d/AQ") || len(got) != 22+TokenLen {
		t.Errorf("appended %q", got)
	}
}

func FuzzToken(f *testing.F) {
	b, _ := testBook(&Memory{})
	b.Keys.Older = []Key{oldKey}
	good := tokenOf(f, b, email, mustMailbox(f, "nom@example.org"))
	f.Add(good)
	f.Add(good[:50] + "B")
	f.Add(strings.Repeat("A", 51))
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := b.Parse(s)
		if trimmed, _ := TrimToken(s); (err == nil) != (trimmed == good) || err == nil && e.Kind != Objection {
			t.Fatalf("parsed %v, %v", e, err)
		}
	})
}

func BenchmarkAppendToken(b *testing.B) {
	book, _ := testBook(&Memory{})
	c := collect(b, book, email, rowsTo("", mustMailbox(b, "nom@example.org")))[0]
	dst := make([]byte, 0, TokenLen)
	b.ReportAllocs()
	for b.Loop() {
		dst = c.AppendToken(dst[:0])
	}
}
