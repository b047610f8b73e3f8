// Package capability holds rights that the packages of this module give each other and nobody else: a method asks for one, and
// only code that may import this package can make it. Passing the zero value, which a generic function can do without
// naming the type, grants nothing.
package capability

// Borrow is the right to read a row where it is kept, without a copy of it.
type Borrow struct{ granted bool }

// ToBorrow grants it.
func ToBorrow() Borrow { return Borrow{granted: true} }

// Granted reports whether the right was given by this package, and is not the zero value.
func (b Borrow) Granted() bool { return b.granted }
