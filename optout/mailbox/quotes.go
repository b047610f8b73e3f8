package mailbox

import (
	"slices"
	"strings"
)

// ownWords takes from a text what its writer did not write: quotations of the message that is answered, the lines above
// them, signatures of programs, the paragraphs of lawyers. What it leaves is judged; whoever wrote something that is no
// certain objection is read by a human all the same, so a line taken too much is not lost.
func ownWords(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	folded := make([]string, len(lines))
	for i, l := range lines {
		folded[i] = fold(l)
	}
	var own []string
	for i := 0; i < len(lines); i++ {
		f := folded[i]
		switch {
		case strings.HasPrefix(f, ">"), strings.HasPrefix(f, "|>"):
			continue
		case f == "--" || f == "__" || f == "—":
			// A signature (RFC 3676, section 4.3). Below one of our own message's quotation it ends there.
			return joined(own)
		case isOriginal(f), isFieldBlock(folded[i:]):
			return joined(own)
		case begins(f, saysSignature) && len(f) < 200:
			continue
		case begins(f, saysNotice) && startsParagraph(folded, i):
			for i+1 < len(lines) && folded[i+1] != "" {
				i++
			}
			continue
		}
		if n := attribution(folded[i:]); n > 0 {
			next := i + n
			for next < len(lines) && folded[next] == "" {
				next++
			}
			if next == len(lines) || !strings.HasPrefix(folded[next], ">") { // a quotation without marks goes to the end
				return joined(own)
			}
			i += n - 1
			continue
		}
		own = append(own, lines[i])
	}
	return joined(own)
}

func joined(lines []string) string { return strings.TrimSpace(strings.Join(lines, "\n")) }

func startsParagraph(folded []string, i int) bool {
	return i == 0 || folded[i-1] == "" || !strings.HasSuffix(folded[i-1], ",")
}

// isOriginal reports whether a line is "-----Message d'origine-----" or one like it.
func isOriginal(f string) bool {
	rest := strings.Trim(f, "-_=* ")
	if rest == f || len(f) > 120 {
		return false
	}
	return slices.Contains(saysOriginal, strings.TrimSuffix(rest, ":")) || begins(rest, saysOriginal) && len(rest) < 40
}

// isFieldBlock reports whether lines begin with "De : … Envoyé : … À : … Objet : …", be they in bold.
func isFieldBlock(folded []string) bool {
	first, ok := fieldName(folded[0])
	if !ok {
		return false
	}
	need := 2
	if slices.Index(namesField, first) > 5 { // "Objet : la réunion" begins more than quotations
		need = 3
	}
	n, room := 0, 0
	for _, f := range folded[1:] {
		if f == "" {
			continue
		}
		if room++; room > 6 {
			break
		}
		if name, ok := fieldName(f); ok && name != first {
			n++
		}
	}
	return n >= need
}

func fieldName(f string) (string, bool) {
	name, _, ok := strings.Cut(strings.TrimLeft(f, "* "), ":")
	name = strings.Trim(name, "* ")
	return name, ok && slices.Contains(namesField, name)
}

// attribution returns over how many lines "Le lun. 2 mars 2026 à 10:12, … <…> a écrit :" goes, 0 where there is none. Programs
// break it after some 76 characters.
func attribution(folded []string) int {
	whole := ""
	for n, f := range folded[:min(4, len(folded))] {
		if f == "" || n > 0 && strings.HasPrefix(f, ">") {
			return 0
		}
		whole = strings.TrimSpace(whole + " " + f)
		if len(whole) > 400 {
			return 0
		}
		said, colon := strings.CutSuffix(whole, ":")
		if !colon {
			continue
		}
		// Somebody wrote it at some time: a digit or a mailbox tells it from "Comme je vous l'ai déjà écrit :". With both it is one in
		// every language.
		digit, mailbox := strings.ContainsAny(whole, "0123456789"), strings.Contains(whole, "@")
		if digit && mailbox && strings.Count(whole, ":") > 1 || (digit || mailbox) && ends(strings.TrimRight(said, " "), saysWrote) {
			return n + 1
		}
		return 0
	}
	return 0
}
