package optout

type Address struct{ n uint64 }

func (a Address) E164() string    { return "" }
func (a Address) Mailbox() string { return "" }

type Cleared[T any] struct{ row *T }
