// Package house holds what is true of the module as a whole, as tests: which package may import which,
// which module may be used where, that everything exported is documented, and that the pages of the
// repository say what the code does.
//
// It exports nothing; go test ./internal/house is the package.
package house
