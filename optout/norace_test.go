//go:build !race

package optout

const raced = false
