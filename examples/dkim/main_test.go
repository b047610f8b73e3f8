package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

func Example() {
	main()
	// Output:
	// signed by bancs.example.org: the signature is valid
	//   covers List-Unsubscribe: true, List-Unsubscribe-Post: true
	// signed by bancs.example.org: the signature is valid
	//   covers List-Unsubscribe: true, List-Unsubscribe-Post: true
	// signed over the fields of DKIMHeaders, and then led elsewhere: the signature is broken
	// signed over the usual fields, and then led elsewhere: the signature is valid
}

// TestWhatBreaksTheSignature changes a signed message, one field or the body at a time.
func TestWhatBreaksTheSignature(t *testing.T) {
	m, err := build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keys, dns, err := newKeys("bancs.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		raw, err := sign(m.Bytes(), k, m.DKIMHeaders())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(raw, m.Bytes()) {
			t.Errorf("%s: the signed message is not a signature and the message", k.selector)
		}
		check := func(what string, changed []byte, want bool) {
			t.Helper()
			if !want && bytes.Equal(changed, raw) {
				t.Fatalf("%s: %s changes nothing", k.selector, what)
			}
			v, err := dkim.VerifyWithOptions(bytes.NewReader(changed), dns.options())
			if err != nil || len(v) != 1 {
				t.Fatalf("%s: %s: %d signatures, %v", k.selector, what, len(v), err)
			}
			if got := v[0].Err == nil; got != want {
				t.Errorf("%s: %s: valid is %v, want %v", k.selector, what, got, want)
			}
		}
		check("nothing", raw, true)
		head, body, _ := strings.Cut(string(m.Bytes()), "\r\n\r\n")
		signature := strings.TrimSuffix(string(raw), string(m.Bytes()))
		for _, name := range m.DKIMHeaders() {
			at := strings.Index("\r\n"+head, "\r\n"+name+":")
			if at < 0 {
				t.Fatalf("%s: the message has no %s", k.selector, name)
			}
			// The field's first character changes, and the field is there once more.
			value := at + len(name) + 2
			check(name+" changed", []byte(signature+head[:value]+"x"+head[value+1:]+"\r\n\r\n"+body), false)
			check(name+" added", []byte(signature+name+": x\r\n"+head+"\r\n\r\n"+body), false)
		}
		check("the body", append(bytes.Clone(raw), "P.-S.\r\n"...), false)
		// What relays do to every message on the way breaks nothing.
		check("a field of a relay", append([]byte("Received: from x by y; Thu, 05 Mar 2026 09:00:02 +0000\r\n"), raw...), true)
	}
}
