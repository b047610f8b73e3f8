package subset

// MaxProved is how many bytes of all its cases together a page may have. Every case is parsed, styled and judged, which takes some
// tenths of a second a megabyte: a page of 30 KB leaves eight conditions that are independent, one of 100 KB six.
const MaxProved = 8 << 20

// Cases runs a body once for every way through it. run asks whether a condition holds as it meets it, and reports whether to go on; in
// the first run none holds. A condition that a run does not meet makes no case: a chain of eight else-ifs has nine ways, not 256.
func Cases(run func(holds func(cond int) bool) bool) {
	type answer struct {
		cond int
		yes  bool
	}
	var way []answer // in the order in which they were asked
	for {
		holds := func(cond int) bool {
			for _, a := range way {
				if a.cond == cond {
					return a.yes
				}
			}
			way = append(way, answer{cond, false})
			return false
		}
		if !run(holds) {
			return
		}
		for len(way) > 0 && way[len(way)-1].yes {
			way = way[:len(way)-1]
		}
		if len(way) == 0 {
			return
		}
		way[len(way)-1].yes = true
	}
}
