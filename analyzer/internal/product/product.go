// Package product is what the linter knows of the library that it guards: which of its types are built messages, which functions
// say whether a message may leave, which types have no place outside of tests. It is a table: a name that changes in the library
// changes here and nowhere else in the linter, and a test compares every line with the library as it is.
package product

import (
	"go/types"
	"path"
	"slices"

	"github.com/scrutateur/scrutateur/internal/sinks"
)

// Module is the module's path.
const Module = "github.com/scrutateur/scrutateur"

const (
	messages = Module + "/message"
	texts    = messages + "/sms"
	mails    = messages + "/email"
	optouts  = Module + "/optout"
	notices  = Module + "/notice"
)

// Role is what a type of the library is to the linter.
type Role int

// The roles.
const (
	Message   Role = 1 + iota // a message built for one person
	Bulk                      // one text built for many
	Batch                     // builds messages for rows
	Clearance                 // a row and its address, cleared together
	Values                    // a row without a type of its own
	Forgetful                 // a ledger that forgets: for tests
)

// Type is a type of the library.
type Type struct {
	Path, Name string
	Role       Role
	Channel    sinks.Channel // of messages, bulk messages and batches
	Text       string        // of messages and bulk messages: the method that returns what is sent
	Bytes      bool          // that method returns bytes, not a string
}

var all = []Type{
	{Path: texts, Name: "Message", Role: Message, Channel: sinks.SMS, Text: "Text"},
	{Path: texts, Name: "Bulk", Role: Bulk, Channel: sinks.SMS, Text: "Text"},
	{Path: texts, Name: "Batch", Role: Batch, Channel: sinks.SMS},
	{Path: mails, Name: "Message", Role: Message, Channel: sinks.Email, Text: "Bytes", Bytes: true},
	{Path: mails, Name: "Batch", Role: Batch, Channel: sinks.Email},
	{Path: messages, Name: "Values", Role: Values},
	{Path: optouts, Name: "Cleared", Role: Clearance},
	{Path: optouts, Name: "Memory", Role: Forgetful},
}

// String returns the type as a program writes it: "sms.Message".
func (t *Type) String() string { return path.Base(t.Path) + "." + t.Name }

// BatchOf returns the type that builds messages of a channel: of e-mail, or of SMS for every other channel.
func BatchOf(c sinks.Channel) *Type { return of(Batch, c) }

// MessageOf returns the type of a message of a channel: of e-mail, or of SMS for every other channel.
func MessageOf(c sinks.Channel) *Type { return of(Message, c) }

func of(r Role, c sinks.Channel) *Type {
	if c != sinks.Email {
		c = sinks.SMS
	}
	return &all[slices.IndexFunc(all, func(t Type) bool { return t.Role == r && t.Channel == c })]
}

// Of returns the line of a type, or of what it points to; nil for a type that is none of the library's, or says nothing.
func Of(t types.Type) *Type {
	if t == nil {
		return nil
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return named(n.Obj())
	}
	return nil
}

// named returns the line of a declared type.
func named(o *types.TypeName) *Type {
	if o.Pkg() == nil {
		return nil
	}
	for i := range all {
		if all[i].Name == o.Name() && all[i].Path == o.Pkg().Path() {
			return &all[i]
		}
	}
	return nil
}

// Is reports whether a type, or what it points to, has a role.
func Is(t types.Type, r Role) bool {
	p := Of(t)
	return p != nil && p.Role == r
}

// Built returns the line of a type whose values are built messages, nil for any other.
func Built(t types.Type) *Type {
	if p := Of(t); p != nil && (p.Role == Message || p.Role == Bulk) {
		return p
	}
	return nil
}
