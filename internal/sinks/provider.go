package sinks

import (
	"regexp"
	"slices"
	"strings"
)

// Provider returns the hosts of which one text of the parts of a URL names the host and another, or the same, the path.
// parts are the constants that a URL is made of, in any order. undecided is true when a host is there and no path at all,
// so that more parts may decide.
func (t *Table) Provider(parts []string) (found []*Host, undecided bool) {
	path := false
	for _, p := range parts {
		if !strings.Contains(p, "//") && !strings.ContainsAny(p, " <>\n:") && strings.Trim(p, "/0123456789v.%s?&=") != "" && !strings.HasPrefix(p, "http") && !t.Names(p) {
			path = true
		}
		if _, rest, ok := strings.Cut(p, "//"); ok {
			if _, tail, ok := strings.Cut(rest, "/"); ok && strings.Trim(tail, "/0123456789v.%s") != "" {
				path = true
			}
		}
	}
	whole := slashes.ReplaceAllString(strings.Join(parts, "/"), "/")
	for i := range t.Hosts {
		h := &t.Hosts[i]
		if !slices.ContainsFunc(parts, func(p string) bool { return hasHost(p, h.Host) }) {
			continue
		}
		switch {
		case len(h.Paths) == 0, slices.ContainsFunc(parts, func(p string) bool {
			return slices.ContainsFunc(h.Paths, func(want string) bool { return hasPath(p, want) })
		}), slices.ContainsFunc(h.Paths, func(want string) bool {
			return strings.Count(want, "/") > 1 && strings.Contains(strings.ToLower(whole), strings.ToLower(want)) // in several parts
		}):
			found = append(found, h)
		case !path:
			undecided = true
		}
	}
	return found, undecided
}

var slashes = regexp.MustCompile("/+")

// Names reports whether a text names the host of a provider.
func (t *Table) Names(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, ".") && slices.ContainsFunc(t.Hosts, func(h Host) bool { return strings.Contains(text, h.Host) })
}

// hasHost reports whether the text of a URL, or of its beginning, names the host or one under it.
func hasHost(url, host string) bool {
	url = strings.ToLower(url)
	if !strings.Contains(url, host) {
		return false
	}
	if _, rest, ok := strings.Cut(url, "//"); ok {
		url = rest
	}
	name, _, _ := strings.Cut(url, "/")
	name, _, _ = strings.Cut(name, "?")
	name, _, _ = strings.Cut(name, ":")
	return name == host || strings.HasSuffix(name, "."+host)
}

// hasPath reports whether the URL holds the path, as a whole segment or its beginning.
func hasPath(url, path string) bool {
	if _, rest, ok := strings.Cut(url, "//"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		url = "/" + rest
	} else if !strings.HasPrefix(url, "/") {
		url = "/" + url
	}
	return strings.Contains(strings.ToLower(url), strings.ToLower(path))
}

// MatchPath reports whether a path of a URL matches the glob of a Condition: "*" stands for anything, in the parts of a
// concatenation or a format too.
func MatchPath(parts []string, glob string) bool {
	s := strings.Join(parts, "")
	for _, want := range strings.Split(glob, "*") {
		i := strings.Index(s, want)
		if i < 0 {
			return false
		}
		s = s[i+len(want):]
	}
	return true
}

// Mailer reports whether a command is a program that sends mail or SMS.
func Mailer(command string) bool {
	base := command[strings.LastIndexByte(command, '/')+1:]
	switch base {
	case "sendmail", "msmtp", "ssmtp", "mail", "mailx", "s-nail", "mutt", "swaks", "exim", "exim4", "nullmailer-inject", "gammu", "gammu-smsd-inject", "smsclient", "sendsms", "mmcli":
		return true
	}
	return false
}
