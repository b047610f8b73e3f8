package optout

import (
	"fmt"
	"io"
	"iter"
	"log/slog"

	"github.com/scrutateur/scrutateur/notice/law"
)

// Row is one line of a file: a person who may be written to, and what is known of that person.
//
// Also holds the other addresses that the file has of the person. An objection to everything that stands under one of them counts for all: a
// prospect's always is one, and so is one that named no channel. A member's objection to a channel counts for that channel, whichever
// of the addresses it stands under. Consent is that of the address which is written to, and so is what came back as undeliverable.
// For letters and visits, which go to none of these addresses, To and Also only say who it is, and it does not matter which of them is which.
//
// Nobody is written to twice at one address: the second row with the same To is refused. Two rows of one person with two phones
// are two rows, even where each has the other's number in Also, because people in one household share addresses too.
//
// Printed, logged or encoded a Row shows the redacted address
// and no more; a Row in an unexported field of a caller's struct is printed by reflection, and then its Data too where a verb
// does not fit. Under %w and %p, which go vet refuses, fmt asks no method and prints the fields: Territory and Origin as they stand, Data and
// the addresses hidden. So a column of a file is no Origin before it is compared with law's.
type Row[T any] struct {
	Data      *T            // what the message says of the recipient; Screen copies it, so one T may serve for all rows
	To        Address       // what is written to, or called
	Also      []Address     // copied too; zero addresses, as of empty columns, are left out
	Territory law.Territory // where the recipient votes; "": unknown
	Origin    law.Origin    // where the data came from
}

// Format writes the redacted address under every verb: what a file says of a person is not printed.
func (r Row[T]) Format(f fmt.State, verb rune) { io.WriteString(f, r.redacted()) }

// LogValue returns the redacted address.
func (r Row[T]) LogValue() slog.Value { return slog.StringValue(r.redacted()) }

// MarshalText returns the redacted address, so that encoders do not leak a row.
func (r Row[T]) MarshalText() ([]byte, error) { return []byte(r.redacted()), nil }

func (r Row[T]) redacted() string { return "row of " + r.To.redacted() }

// Rows gives rows that are already in memory to Screen. A file or a table is better read row by row.
func Rows[T any](rows ...Row[T]) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}
