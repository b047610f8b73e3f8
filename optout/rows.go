package optout

import "iter"

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
