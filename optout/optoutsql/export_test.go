package optoutsql

// SQLiteFormer makes a ledger of the form before chains.
var SQLiteFormer = sqliteFormer
