package strictjson

import (
	"fmt"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Problem is one thing that is wrong with a document. It quotes keys, never values.
type Problem struct {
	Offset int    // bytes from the start
	Path   string // where it stands, in the document's keys: "notice.joint[1].name"; "" is the document
	Kind   Kind
	Found  string // of WrongType: object, array, string, number or boolean; of Syntax: what the parser says
	Want   string // of WrongType: likewise, or integer; of Unknown: the key that is meant, or "" when none resembles
	Keys   string // of Unknown: the keys that may stand there, separated by ", "
	Count  int    // of LongKey: its bytes; of More: how many problems are not told
}

// Kind is what is wrong.
type Kind string

// The kinds of problems.
const (
	Empty     Kind = "empty"      // there is no document
	Syntax    Kind = "syntax"     // it is no JSON, or text that JSON readers understand in two ways
	Deep      Kind = "deep"       // values lie in each other deeper than MaxDepth
	LongKey   Kind = "long-key"   // a key is longer than MaxKey
	Unknown   Kind = "unknown"    // nothing is known under this key
	Twice     Kind = "twice"      // the key stands twice
	WrongType Kind = "wrong-type" // a value of another type is expected
	Range     Kind = "range"      // a number is not whole, or too large
	Null      Kind = "null"       // null stands where nothing should
	More      Kind = "more"       // there are more problems than MaxProblems
)

// What a document may hold. Each is far more than a person writes, and small enough that the work stays in
// proportion to the document's length, whoever wrote it.
const (
	MaxDepth    = 64  // values in each other
	MaxKey      = 256 // bytes of a key
	MaxProblems = 100 // that are told
)

// Unread reports whether the problems mean that nothing of the document was read, so that whatever else it lacks is
// not worth saying.
func Unread(problems []Problem) bool {
	if len(problems) == 0 {
		return false
	}
	switch problems[0].Kind {
	case Empty, Syntax, Deep, LongKey:
		return true
	}
	return false
}

// Error says what is wrong and what to do, in English.
func (p Problem) Error() string { return p.Finding().Detail }

// Finding is the problem as a finding at its path.
func (p Problem) Finding() law.Finding {
	switch p.Kind {
	case Empty:
		return law.Find(law.SpecField, p.Path, "the file is empty: it holds a JSON object")
	case Syntax:
		return law.Find(law.SpecField, p.Path, "no JSON: %s", p.Found)
	case Deep:
		return law.Find(law.SpecField, p.Path, "values lie in each other deeper than %d levels", MaxDepth)
	case LongKey:
		return law.Find(law.SpecField, p.Path, "a key has %d bytes; at most %d are read", p.Count, MaxKey)
	case Unknown:
		if p.Want != "" {
			return law.Find(law.SpecField, p.Path, "unknown key: did you mean %q?", p.Want)
		}
		return law.Find(law.SpecField, p.Path, "unknown key: known here are %s", p.Keys)
	case Twice:
		return law.Find(law.SpecField, p.Path, "the key stands twice: only the last one would count")
	case WrongType:
		return law.Find(law.SpecField, p.Path, "%s where %s is expected", p.Found, p.Want)
	case Range:
		return law.Find(law.SpecField, p.Path, "the number is not a whole one, or out of range")
	case More:
		return law.Find(law.SpecField, p.Path, "%d more problems are not shown: mend those before it first", p.Count)
	}
	return law.Find(law.SpecField, p.Path, "null: leave the key out instead")
}

// Err returns the problems as one error, each with its path, or nil when there are none. It quotes keys, never values.
func Err(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return problemsError(problems)
}

type problemsError []Problem

func (ps problemsError) Error() string {
	var all []byte
	for i, p := range ps {
		if i > 0 {
			all = append(all, "; "...)
		}
		all = fmt.Appendf(all, "byte %d: ", p.Offset)
		if p.Path != "" {
			all = fmt.Appendf(all, "%q: ", p.Path)
		}
		all = append(all, p.Error()...)
	}
	return string(all)
}

func (ps problemsError) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p.Finding()
	}
	return errs
}
