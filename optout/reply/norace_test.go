//go:build !race

package reply

const raced = false
