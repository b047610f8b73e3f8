package optout

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scrutateur/scrutateur/notice/law"
)

// linkToken is a token of testKey for nom@example.org, as TestTokenFormat has it.
const linkToken = "AQHkwyQaTqju3Y2Fp8oUS5k1Zvsnq_MMVSVFgyxoOQ-ne675vI0"

// What mail programs and people append to a link, or put into it, is cut off.
func TestTrimToken(t *testing.T) {
	for _, s := range []string{
		linkToken, linkToken + ".", linkToken + ">", linkToken + "=", linkToken + "/", linkToken + " ", linkToken + "%20", linkToken + "&utm_source=mail", linkToken + "?x=1",
		linkToken + "\"", linkToken + "'", linkToken + "’", linkToken + "»", linkToken + ")", linkToken + "]", linkToken + ",", linkToken + ";", linkToken + "&amp;a", linkToken + "*",
		linkToken + "\u200b", linkToken + "\u00a0", linkToken + " Pour ne plus recevoir", linkToken + "\r\nPour", linkToken + "_", linkToken + "-", linkToken + "__", linkToken + "==", linkToken + "...",
		"<" + linkToken + ">", "_" + linkToken + "_", "\"" + linkToken + "\"", " " + linkToken, "=" + linkToken, "\ufeff" + linkToken, "(" + linkToken + ").",
		linkToken[:20] + "\r\n" + linkToken[20:], linkToken[:20] + " " + linkToken[20:], linkToken[:30] + "\u00ad" + linkToken[30:], linkToken[:30] + "\u200b" + linkToken[30:],
		"Re: " + linkToken, "unsubscribe " + linkToken, "TR : désabonnement <" + linkToken + ">", "Pour ne plus recevoir " + linkToken + " nos messages",
	} {
		if got, err := TrimToken(s); got != linkToken || err != nil {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "x", "/", ".", linkToken[:50], linkToken[1:], linkToken[:25], linkToken[:25] + "." + linkToken[25:], linkToken[:25] + "=" + linkToken[25:], strings.ToLower(linkToken), strings.ToUpper(linkToken),
		linkToken + "x", linkToken + linkToken, linkToken + "Pour", linkToken + "_x", "x" + linkToken, strings.Repeat("A", 51), strings.Repeat("=", 200), linkToken[:50] + "1", "Ａ" + linkToken[1:],
		linkToken[:50] + "é", "unsubscribe", strings.Repeat("AQ ", 10000),
	} {
		if got, err := TrimToken(s); got != "" || !errors.Is(err, ErrTokenDamaged) || !errors.Is(err, ErrToken) {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

// A token with something behind it unsubscribes, wherever it comes from: a link, the subject of a mail.
func TestUnsubscribeTrims(t *testing.T) {
	ledger := new(Memory)
	b, _ := testBook(ledger)
	to := mustMailbox(t, "nom@example.org")
	token := tokenOf(t, b, email, to)
	for _, s := range []string{token + ".", " " + token, token + "%20", token} {
		if _, err := b.Unsubscribe(t.Context(), s, "oneclick"); err != nil {
			t.Errorf("%v", err)
		}
		if _, err := b.Parse(s); err != nil {
			t.Errorf("Parse: %v", err)
		}
	}
	if ledger.Len() != 1 {
		t.Errorf("%d events of one objection", ledger.Len())
	}
	before := ledger.Len()
	for _, s := range []string{token[:50], strings.ToLower(token)} {
		if _, err := b.Unsubscribe(t.Context(), s, "oneclick"); !errors.Is(err, ErrTokenDamaged) {
			t.Errorf("a damaged token: %v", err)
		}
		if _, err := b.Parse(s); !errors.Is(err, ErrTokenDamaged) {
			t.Errorf("Parse of a damaged token: %v", err)
		}
	}
	if ledger.Len() != before {
		t.Error("a damaged token recorded something")
	}
}

// However often an objection is posted, by whichever token of the same message, it is one event; and a new one after the person came back.
func TestOneRowAnObjection(t *testing.T) {
	for name, older := range map[string]bool{"current key": false, "older key": true} {
		ledger := new(Memory)
		b, _ := testBook(ledger)
		to := mustMailbox(t, "nom@example.org")
		if older {
			b.Keys.Current = oldKey
		}
		token := tokenOf(t, b, email, to)
		spelled := tokenOf(t, b, email, mustMailbox(t, "Nom+liste@example.org")) // the same inbox
		if older {
			b, _ = testBook(ledger)
			b.Keys.Older = []Key{oldKey}
		}
		post := func() {
			t.Helper()
			done := make(chan error)
			for i := range 8 {
				go func() {
					_, err := b.Unsubscribe(t.Context(), []string{token, spelled}[i%2], "oneclick")
					done <- err
				}()
			}
			for range 8 {
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
		}
		count := func(k Kind) (n int) {
			t.Helper()
			s, err := newScreening(b, email)
			if err != nil {
				t.Fatal(err)
			}
			for i := range s.keys.pads {
				events, err := ledger.History(t.Context(), s.keys.pads[i].person(to))
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range events {
					if e.Kind == k {
						n++
					}
				}
			}
			return n
		}
		post()
		post()
		if n := count(Objection); n != 1 {
			t.Errorf("%s: %d events of one objection", name, n)
		}
		b.Now = func() time.Time { return noon.Add(time.Hour) }
		must(t, b.Consent(t.Context(), to, email, "form", "form 1"))
		if len(collect(t, b, email, rowsTo("", to))) != 1 {
			t.Errorf("%s: who came back is not written to", name)
		}
		b.Now = func() time.Time { return noon.Add(2 * time.Hour) }
		post()
		if n := count(Objection); n != 2 || len(collect(t, b, email, rowsTo("", to))) != 0 {
			t.Errorf("%s: %d events after the person left again", name, n)
		}
	}
}

func FuzzTrimToken(f *testing.F) {
	for _, s := range []string{linkToken, linkToken + ".", linkToken[:50], "<" + linkToken, linkToken[:9] + " " + linkToken[9:], "é" + linkToken + "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := TrimToken(s)
		if err != nil {
			if got != "" || !errors.Is(err, ErrTokenDamaged) {
				t.Fatalf("%q, %v", got, err)
			}
			return
		}
		if len(got) != TokenLen || strings.ContainsFunc(got, func(r rune) bool { return !isToken(r) }) {
			t.Fatalf("%q is no token", got)
		}
		for _, tail := range []string{"", ".", "/", "%20", "&a=b", " x", "\u200b"} {
			if again, err := TrimToken(got + tail); again != got || err != nil {
				t.Fatalf("%q with %q behind it: %q, %v", got, tail, again, err)
			}
		}
	})
}

func ExampleTrimToken() {
	b := &Book{Ledger: new(Memory), Keys: Keys{Current: NewKey(1)}, Controller: "852123456"}
	to, err := Mailbox("prenom.nom@example.org")
	if err != nil {
		fmt.Println(err)
	}
	token, err := b.Token(to, For{Channel: law.Email})
	if err != nil {
		fmt.Println(err)
	}
	trimmed, err := TrimToken("<" + token + ">.")
	fmt.Println(trimmed == token, err)
	_, err = TrimToken(token[:40])
	fmt.Println(err)
	// Output:
	// true <nil>
	// optout: not a token of this book: it is not whole
}
