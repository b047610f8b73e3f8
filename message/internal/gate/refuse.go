package gate

import (
	"fmt"

	"github.com/scrutateur/scrutateur/message"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Refuse returns the refusal of a row, counted from 1, whose path names it. Row 0 is the whole batch.
func Refuse(row int, f law.Finding) *message.Refusal {
	f.Path = RowPath(row, f.Path)
	return &message.Refusal{Row: row, Finding: f}
}

// RowPath puts the number of a row before a path: "row 12: FirstName".
func RowPath(row int, path string) string {
	switch {
	case row == 0:
		return path
	case path == "":
		return fmt.Sprintf("row %d", row)
	}
	return fmt.Sprintf("row %d: %s", row, path)
}
