//go:build unix

package userfile

import "syscall"

// nonblocking opens a pipe without waiting for whoever writes into it.
const nonblocking = syscall.O_NONBLOCK
