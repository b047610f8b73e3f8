//go:build race

package optout

// raced says that the race detector is on, under which sync.Pool drops what it is given at random.
const raced = true
