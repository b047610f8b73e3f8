package mailbox

import (
	"embed"
	"strings"

	"github.com/scrutateur/scrutateur/internal/plaintext"
)

//go:embed words/*.txt
var wordFiles embed.FS

// The lists of the folder words: its README says what each is for.
var (
	saysAutomatic = list("automatic")
	saysBounce    = list("bounce")
	isDaemon      = list("daemon")
	isNobody      = list("nobody")
	saysReport    = list("report")
	saysDelay     = list("delay")
	saysReturned  = list("returned")
	saysGone      = list("gone")
	saysNowhere   = list("nowhere")
	saysPassing   = list("passing")
	saysWrote     = list("wrote")
	saysOriginal  = list("original")
	namesField    = list("fields")
	saysSignature = list("signature")
	saysNotice    = list("notice")
)

// list reads a list of the folder. The files are part of the program: one that cannot be read is a mistake of ours.
func list(name string) []string {
	data, err := wordFiles.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// fold brings a text into the form in which phrases are compared.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', 'ʼ', '`', '´':
			return '\''
		}
		return r
	}, s)
	return strings.Join(strings.Fields(plaintext.Fold(s)), " ")
}

func holds(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func begins(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func ends(s string, phrases []string) bool {
	for _, p := range phrases {
		if before, ok := strings.CutSuffix(s, p); ok && (before == "" || before[len(before)-1] == ' ' || before[len(before)-1] == ',') {
			return true
		}
	}
	return false
}
