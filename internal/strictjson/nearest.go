package strictjson

import "strings"

// maxName is the longest name for which one that resembles it is looked for: comparing two names takes the product of
// their lengths.
const maxName = 64

// Nearest returns the candidate that resembles the name, if one does: the same letters in another case or with
// other separators, or at most a third of the letters changed. A name of more than 64 bytes resembles none.
func Nearest(name string, candidates []string) (string, bool) {
	if len(name) > maxName {
		return "", false
	}
	plain := func(s string) string {
		return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
	}
	best, cost := "", len(name)/3+1
	for _, c := range candidates {
		if len(c) > 2*maxName {
			continue
		}
		if d := distance(plain(name), plain(c)); d < cost {
			best, cost = c, d
		}
	}
	return best, best != ""
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			keep := diagonal
			if a[i] != b[j] {
				keep++
			}
			diagonal = row[j+1]
			row[j+1] = min(keep, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
