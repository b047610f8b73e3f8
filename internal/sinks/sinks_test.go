package sinks

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

func TestDefault(t *testing.T) {
	tab := Default()
	if len(tab.Rows) < 350 || len(tab.Hosts) < 60 || len(tab.Steps) < 90 {
		t.Fatalf("%d rows, %d hosts, %d steps", len(tab.Rows), len(tab.Hosts), len(tab.Steps))
	}
	seen := map[string]bool{}
	for _, r := range tab.Rows {
		k := r.Path + "." + r.Type + "." + r.Name + " " + string(r.Kind)
		if seen[k] {
			t.Errorf("%s stands twice", k)
		}
		seen[k] = true
		switch r.Kind {
		case Send, Request, Exec, Writer, Set, Part: // a constructor may make a message without a text
			if len(r.Body) == 0 {
				t.Errorf("%s: no body", k)
			}
		}
	}
}

// TestOrder finds where a new line of the table goes.
func TestOrder(t *testing.T) {
	rows := Default().Rows
	for i := 1; i < len(rows); i++ {
		if rows[i].Path < rows[i-1].Path {
			t.Errorf("table.tsv: %s stands below %s: lines are sorted by import path", rows[i].Path, rows[i-1].Path)
		}
	}
}

// TestSignatures compares the places of a line with the signature on it.
func TestSignatures(t *testing.T) {
	for _, r := range Default().Rows {
		if r.Kind == Field {
			if want := r.Type + "." + r.Name + " "; !strings.HasPrefix(r.Signature, want) {
				t.Errorf("table.tsv: %s %s: the signature of a field is %q and its type, not %q", r.Path, r.Name, want, r.Signature)
			}
			continue
		}
		open := strings.IndexByte(r.Signature, '(')
		if open < 0 || r.Signature[:open] != r.Name {
			t.Errorf("table.tsv: %s %s: the signature is %q: the name with its parameters, as the library declares it", r.Path, r.Name, r.Signature)
			continue
		}
		n, variadic, err := parameters(r.Signature[open:])
		if err != nil {
			t.Errorf("table.tsv: %s %s: %v", r.Path, r.Signature, err)
			continue
		}
		places := slices.Concat(r.Body, r.Subject, r.To)
		if r.When.Op != "" {
			places = append(places, r.When.At)
		}
		for _, p := range places {
			if p.Arg >= n && !(p.Variadic && variadic && p.Arg == n) {
				t.Errorf("table.tsv: %s: there is no arg%d in %s: arguments count from 0, without the receiver", r.Path, p.Arg, r.Signature)
			}
		}
	}
}

// parameters counts the parameters of a signature, in which "func" stands for any function.
func parameters(sig string) (n int, variadic bool, err error) {
	sig = sig[:strings.LastIndexByte(sig, ')')+1]
	e, err := parser.ParseExpr("func" + strings.NewReplacer("func,", "func(),", "func)", "func())").Replace(sig))
	if err != nil {
		return 0, false, err
	}
	ft, ok := e.(*ast.FuncType)
	if !ok {
		return 0, false, fmt.Errorf("%s are no parameters", sig)
	}
	for _, f := range ft.Params.List {
		n += max(len(f.Names), 1)
		_, variadic = f.Type.(*ast.Ellipsis)
	}
	return n, variadic, nil
}

func TestParseErrors(t *testing.T) {
	_, err := Default().With(
		[]string{"sms\tx", "fax\tx\t-\tF\tsend\targ0\t-\t-\t-\tF()", "sms\tx\t-\tF\tsend\tbody\t-\t-\tif:arg1\tF()"},
		nil, []string{"h\tfax\t\tX"}, []string{"p\t-\tF\tmelt\targ0\tresult", "p\t-\tF\tcopy\targ0\tout"})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"2 columns instead of 10", `channel "fax" is none`, `place "body" is none`, `condition "if:arg1"`, `channel "fax" of host "h"`, `operation "melt"`, `"out" is none`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

func fn(path, typ, name string) *types.Func {
	pkg := types.NewPackage(path, "p")
	var recv *types.Var
	if typ != "" {
		n := types.NewNamed(types.NewTypeName(token.NoPos, pkg, typ, nil), types.NewStruct(nil, nil), nil)
		recv = types.NewVar(token.NoPos, pkg, "r", types.NewPointer(n))
	}
	return types.NewFunc(token.NoPos, pkg, name, types.NewSignatureType(recv, nil, nil, nil, nil, false))
}

func TestVersions(t *testing.T) {
	for _, c := range []struct {
		path, typ, name string
		body            int // -9: not in the table
	}{
		{"github.com/mailgun/mailgun-go/v3", "", "NewMessage", 2},
		{"github.com/mailgun/mailgun-go/v4", "", "NewMessage", 2},
		{"github.com/mailgun/mailgun-go/v5", "", "NewMessage", 3},
		{"github.com/mailgun/mailgun-go/v6", "", "NewMessage", 3},
		{"github.com/mailgun/mailgun-go", "", "NewMessage", 2},
		{"github.com/mailgun/mailgun-go", "MailgunImpl", "Send", 0},
		{"github.com/mailgun/mailgun-go/v4", "MailgunImpl", "Send", 1},
		{"github.com/mailgun/mailgun-go/v3", "MailgunImpl", "Send", 1},
		{"github.com/ory/mail/v3", "Message", "SetBody", 1},
		{"github.com/ory/mail/v3", "Dialer", "DialAndSend", 1},
		{"github.com/ory/mail", "Dialer", "DialAndSend", 0},
		{"github.com/textmagic/textmagic-rest-go-v2/v2", "TextMagicApiService", "SendMessage", 1},
		{"github.com/nikoksr/notify/service/twilio", "Service", "Send", 2},
		{"github.com/pocketbase/pocketbase/tools/mailer", "Mailer", "Send", 0},
		{"github.com/go-mail/mail", "Dialer", "DialAndSend", 0},
		{"example.com/app/vendor/github.com/gophish/gomail", "Message", "SetBody", 1},
		{"github.com/twilio/twilio-go/rest/api/v2010", "ApiService", "CreateMessage", 0},
		{"github.com/wneessen/go-mail", "Msg", "SetBodyString", 1},
		{"github.com/messagebird/go-rest-api/v8/sms", "", "Create", 3},
		{"github.com/wneessen/go-mail", "Msg", "SetBodyBytes", -9},
		{"example.com/net/smtp", "", "SendMail", -9},
	} {
		rows := Default().Func(fn(c.path, c.typ, c.name))
		if c.body == -9 {
			if len(rows) != 0 {
				t.Errorf("%s.%s.%s is in the table", c.path, c.typ, c.name)
			}
			continue
		}
		rows = slices.DeleteFunc(rows, func(r *Row) bool { return r.Kind == Template })
		if len(rows) != 1 || rows[0].Body[0].Arg != c.body {
			t.Errorf("%s.%s.%s: %v, want body %d", c.path, c.typ, c.name, rows, c.body)
		}
	}
}

func TestProvider(t *testing.T) {
	for _, c := range []struct {
		parts     string
		want      string
		undecided bool
	}{
		{"https://api.twilio.com/2010-04-01/Accounts/%s/Messages.json", "Twilio", false},
		{"https://api.twilio.com/2010-04-01/Accounts/ /Calls.json", "", false},
		{"https://api.brevo.com/v3 /smtp/email", "Brevo", false},
		{"https://api.brevo.com/v3", "", true},
		{"https://api.brevo.com/v3 /contacts", "", false},
		{"https://api.eu.mailgun.net/v3/%s/messages", "Mailgun", false},
		{"https://notmailgun.net/messages", "", false},
		{"https://smsapi.free-mobile.fr/sendmsg?user=", "Free Mobile", false},
		{"https://example.org/?u=https://api.twilio.com/Messages", "", false},
	} {
		hs, undecided := Default().Provider(strings.Fields(c.parts))
		got := ""
		if len(hs) > 0 {
			got = hs[0].Provider
		}
		if got != c.want || undecided != c.undecided {
			t.Errorf("%s: %q %v, want %q %v", c.parts, got, undecided, c.want, c.undecided)
		}
	}
}

func TestMatchPath(t *testing.T) {
	for s, want := range map[string]bool{"/sms/sms-ab123/jobs": true, "/sms/ /jobs": true, "/domain/zone": false, "/sms/%s/jobs": true, "/sms/x/senders": false} {
		if got := MatchPath(strings.Fields(s), "/sms/*/jobs"); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}
