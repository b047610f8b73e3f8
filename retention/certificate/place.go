package certificate

import (
	"cmp"

	"github.com/scrutateur/scrutateur/retention"
)

// place is where an action of a plan takes place, which is how its outcome names it.
type place struct {
	class                  retention.Class
	store, processor, name string
}

func placeOf(a retention.Action) place { return place{a.Class, a.Store, a.Processor, a.Name} }

func (o Outcome) place() place { return place{o.Class, o.Store, o.Processor, o.Name} }

func (o Open) place() place { return place{o.Class, o.Store, o.Processor, o.Name} }

func (p place) compare(q place) int {
	return cmp.Or(
		cmp.Compare(p.class, q.class), cmp.Compare(p.store, q.store), cmp.Compare(p.processor, q.processor), cmp.Compare(p.name, q.name))
}

// lacks is a gap at this place.
func (p place) lacks(g Gap) Open { return Open{g, p.class, p.store, p.processor, p.name} }
