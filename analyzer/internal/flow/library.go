package flow

import "strings"

// constructs reports whether a function is named after making an object of its arguments: NewMessage, TextAsContent.
func constructs(name string) bool {
	return strings.HasPrefix(name, "New") || strings.Contains(name, "As")
}

// library reports whether a package belongs to a repository that the table has a package of.
func (e *Engine) library(path string) bool {
	root := repository(path)
	if e.roots == nil {
		e.roots = map[string]bool{}
		for i := range e.Table.Rows {
			if p := e.Table.Rows[i].Path; strings.Contains(p, ".") {
				e.roots[repository(p)] = true
			}
		}
	}
	return e.roots[root] || e.Table.Package(path)
}

// repository returns what an import path names of its repository: host, owner and name on the hosts that have owners.
func repository(path string) string {
	elems := strings.SplitN(path, "/", 4)
	if len(elems) > 3 {
		elems = elems[:3]
	}
	if strings.HasPrefix(path, "gopkg.in/") || strings.HasPrefix(path, "gomodules.xyz/") {
		elems = elems[:2]
	}
	return strings.Join(elems, "/")
}

// envelopes are functions whose result stands in a header, not in a text.
var envelopes = map[string]bool{
	"(*mime/multipart.Writer).Boundary": true, "(*mime/multipart.Writer).FormDataContentType": true, "mime.FormatMediaType": true,
	"mime.TypeByExtension": true, "(*net/mail.Address).String": true, "(time.Time).Format": true, "os.Hostname": true,
}
