// Package drill has tests alone: ways to lose an objection, each gone through by the doors that the world has, HTTP, files, signals and mail. Each
// ends in one of three ways: the objection is recorded, or it is shown to a human, or it is refused and not acknowledged, so that
// whoever told it tells it again or hears of it. Acknowledged and lost, the fourth, fails the test.
//
// The table of all of them is docs/drill.md, which the test writes with -update and compares without. A case is a line of a table in one
// of the files here, and a new way to lose an objection begins as one.
package drill
