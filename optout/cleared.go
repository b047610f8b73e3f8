package optout

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/scrutateur/scrutateur/internal/capability"
	"github.com/scrutateur/scrutateur/internal/hidden"
	"github.com/scrutateur/scrutateur/notice/law"
)

// Cleared is one row and its address, cleared together: the person may be written to by one controller, on one
// channel and topic, until the clearance goes stale. Only Screen and Recheck make one. The zero Cleared is none, and
// every method of it returns a zero value.
//
// Printing shows the row number, never the recipient.
type Cleared[T any] struct {
	_         [0]func(*T)   // T occurs: clearances of different T do not convert into each other
	data      hidden.Ref[T] // a copy of the row's own: see copied
	to        Address
	also      []Address // the clearance's own
	number    int
	territory law.Territory
	origin    law.Origin
	digest    Digest
	until     time.Time // kept instead of At, because every message asks for it
	consented bool
	screening *screening
}

var (
	_ fmt.Formatter  = Cleared[struct{}]{}
	_ slog.LogValuer = Cleared[struct{}]{}
)

// IsZero reports whether c clears nobody.
func (c Cleared[T]) IsZero() bool { return c.screening == nil }

// Data returns a copy of the row's data as it was when the row was screened, or the zero T. What is done to the copy changes
// no message; nor does what was done to the row since.
func (c Cleared[T]) Data() T {
	data := c.data.Get()
	if data == nil {
		var none T
		return none
	}
	return copied(data)
}

// Borrow is for the packages of this module that make messages: it returns the data that c keeps, to be read and not kept, or
// nil. Nobody else can make what it asks for, and the zero value of that returns nil.
func (c Cleared[T]) Borrow(right capability.Borrow) *T {
	if !right.Granted() {
		return nil
	}
	return c.data.Get()
}

// copied returns a row's data as a clearance keeps them, so that a caller may use one T for all rows and still build the messages later,
// or beside the reading: without a copy the second person's values would stand in the first one's message.
//
// A copy of a struct holds all that a message can print, since a template takes its values from strings, integers and booleans
// that lie in the row itself and refuses pointers, slices and maps. A row that is a map of texts (message.Values) shares its
// entries, and is cloned. Screen's caller pays an allocation of the size of T for each row that it lets outlive its turn.
func copied[T any](row *T) T {
	if reflect.TypeFor[T]().Kind() == reflect.Map {
		return clonedMap(row)
	}
	return *row
}

func clonedMap[T any](row *T) T {
	texts := reflect.TypeFor[*map[string]string]()
	if !reflect.TypeFor[*T]().ConvertibleTo(texts) {
		return *row // no template takes its values from such a map
	}
	clone := new(T)
	at := func(p *T) *map[string]string {
		return reflect.ValueOf(p).Convert(texts).Interface().(*map[string]string)
	}
	*at(clone) = maps.Clone(*at(row))
	return *clone
}

// To returns the row's address.
func (c Cleared[T]) To() Address { return c.to }

// Also returns the other addresses that the row has of the person.
func (c Cleared[T]) Also() []Address { return slices.Clone(c.also) }

// Number returns the row's number, from 1.
func (c Cleared[T]) Number() int { return c.number }

// Territory returns where the recipient votes.
func (c Cleared[T]) Territory() law.Territory { return c.territory }

// Origin returns where the row's data came from.
func (c Cleared[T]) Origin() law.Origin { return c.origin }

// Controller returns the ID of the controller whose book cleared the row.
func (c Cleared[T]) Controller() string {
	if c.screening == nil {
		return ""
	}
	return c.screening.controller
}

// Channel returns the channel that the row was cleared for.
func (c Cleared[T]) Channel() law.Channel {
	if c.screening == nil {
		return ""
	}
	return c.screening.of.Channel
}

// Topic returns the topic that the row was cleared for.
func (c Cleared[T]) Topic() string {
	if c.screening == nil {
		return ""
	}
	return c.screening.of.Topic
}

// Digest returns the person's digest under the book's current key.
func (c Cleared[T]) Digest() Digest { return c.digest }

// At returns an instant at which the ledger was asked: an objection recorded before it would have been heeded. It lies at most a
// second and 4,096 rows before the clearance was yielded, where Screen did not wait for rows to read ahead.
func (c Cleared[T]) At() time.Time {
	if c.screening == nil {
		return time.Time{}
	}
	return c.until.Add(-c.screening.lasts)
}

// Until returns when the clearance goes stale: Book.Stale, or 24 hours, after At.
func (c Cleared[T]) Until() time.Time { return c.until }

// Consented reports whether a consent to this controller, channel and topic stands.
func (c Cleared[T]) Consented() bool { return c.consented }

// Format writes the row number under every verb.
func (c Cleared[T]) Format(f fmt.State, verb rune) { io.WriteString(f, c.redacted()) }

// LogValue returns the row number.
func (c Cleared[T]) LogValue() slog.Value { return slog.StringValue(c.redacted()) }

// MarshalText returns the row number: a clearance is not stored, a row is screened again.
func (c Cleared[T]) MarshalText() ([]byte, error) { return []byte(c.redacted()), nil }

func (c Cleared[T]) redacted() string {
	if c.IsZero() {
		return "not cleared"
	}
	return "row " + strconv.Itoa(c.number) + ", cleared for " + string(c.screening.of.Channel)
}
