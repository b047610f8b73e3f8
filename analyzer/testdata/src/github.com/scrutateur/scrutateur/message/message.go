// Package message stands for the real one: the same names, nothing behind them.
package message

type Size struct{ Units, Parts int }
