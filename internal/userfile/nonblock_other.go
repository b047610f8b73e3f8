//go:build !unix

package userfile

// nonblocking is nothing where folders hold no pipes.
const nonblocking = 0
