package sinks

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	majorElem = regexp.MustCompile(`^v\d+$`)
	gopkgin   = regexp.MustCompile(`\.v\d+$`)
)

// Unversioned returns an import path without major version: "example.com/mail/v2/x" and "gopkg.in/mail.v2" lose it.
func Unversioned(path string) string {
	if strings.HasPrefix(path, "gopkg.in/") {
		elems := strings.Split(path, "/")
		for i, e := range elems {
			elems[i] = gopkgin.ReplaceAllString(e, "")
		}
		return strings.Join(elems, "/")
	}
	if !strings.Contains(path, "/v") {
		return path
	}
	elems := strings.Split(path, "/")
	for i := 1; i < len(elems); i++ {
		// The service packages of twilio-go end in /v1, /v2, /v2010 as names, not as versions: only what can be a
		// module's suffix is dropped, and /v1 never is one.
		if majorElem.MatchString(elems[i]) && elems[i] != "v1" && len(elems[i]) < 4 && i >= 2 && !service(elems[:i]) {
			return strings.Join(slices.Delete(elems, i, i+1), "/")
		}
	}
	return path
}

func service(elems []string) bool { return slices.Contains(elems, "rest") }

// major returns the major version that a path names, 0 for none.
func major(path string) int {
	for _, e := range strings.Split(path, "/") {
		if m := gopkgin.FindString(e); m != "" && strings.HasPrefix(path, "gopkg.in/") {
			n, _ := strconv.Atoi(m[2:])
			return n
		}
		if majorElem.MatchString(e) && len(e) < 4 {
			n, _ := strconv.Atoi(e[1:])
			return n
		}
	}
	return 0
}
