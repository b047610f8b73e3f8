//go:build race

package email_test

// raced says that the race detector is on, under which sync.Pool drops what it is given at random.
const raced = true
