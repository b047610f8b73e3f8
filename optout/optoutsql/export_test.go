package optoutsql

import (
	"context"
	"database/sql"
)

// SQLiteFormer makes a ledger of the form before chains.
var SQLiteFormer = sqliteFormer

// Locked does something on a connection that has the lock of a writer.
func Locked(ctx context.Context, l *Ledger, do func(*sql.Conn) error) error {
	return onConn(ctx, l.db, func(conn *sql.Conn) error {
		return inTransaction(ctx, l.dialect, conn, func() error {
			if err := l.dialect.alone(ctx, conn); err != nil {
				return err
			}
			return do(conn)
		})
	})
}
