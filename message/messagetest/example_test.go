package messagetest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/scrutateur/scrutateur/message/messagetest"
	"github.com/scrutateur/scrutateur/notice"
)

// campaignNotice returns the Notice of testdata/campaign.txtar.
func campaignNotice(t testing.TB) notice.Notice {
	t.Helper()
	var c struct {
		Notice notice.Notice `json:"notice"`
	}
	if err := json.Unmarshal(folder(t, nil)["campaign.json"].Data, &c); err != nil {
		t.Fatal(err)
	}
	return c.Notice
}

// In a test of yours: func TestTemplates(t *testing.T) { messagetest.Dir(t, os.DirFS("campaign")) }.
func ExampleDir() {
	ar, err := txtar.ParseFile("testdata/campaign.txtar")
	if err != nil {
		fmt.Println(err)
		return
	}
	fsys := fstest.MapFS{}
	for _, f := range ar.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	fsys["sms/rappel.txt"] = &fstest.MapFile{Data: []byte("Bonjour {{.FirstNam}}, les bureaux ferment à 18h.\n")}

	t := new(recorder) // a *testing.T
	messagetest.Dir(t, fsys)
	for _, e := range t.errors {
		place, _, _ := strings.Cut(e, " ")
		fmt.Println(place)
	}
	// Output:
	// sms/rappel.txt:1:11:
}
