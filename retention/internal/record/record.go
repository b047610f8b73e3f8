// Package record is what the plan and the certificate of package retention have in common as documents that are kept for
// years and read by other programs: one canonical form and its hash, one strict reading, civil days, and what a text in them may hold.
package record
