// Package notice is what a political message must say: who writes, from which data, why, whom to ask.
//
// Use Findings to learn what a Notice lacks, all at once, and Words for the sentences that it puts into a
// message. Election.Silence says when nothing may be sent to a territory. Package message calls all three:
// most programs only fill in a Notice.
//
// A Notice is plain data, JSON in and out. The package does no I/O and reads no clock, so that a whole Notice can be
// a file, or a literal that the linter reads.
//
// What is not promised: that what a Notice declares is true, and that a message with all its words is lawful in
// everything else it says.
package notice

import "github.com/scrutateur/scrutateur/notice/law"

// Day is a civil date, "2026-03-15".
type Day = law.Day

// Notice is everything a campaign declares about its messages. (GDPR 13 and 14; Regulation (EU) 2024/900, 11 and 12.)
type Notice struct {
	Controller Controller   `json:"controller"`
	Joint      []Controller `json:"joint,omitempty" validate:"max=20,dive"` // GDPR 26
	Signatory  *Signatory   `json:"signatory,omitempty"`                    // who speaks, when it is not the controller
	Election   Election     `json:"election"`
	Origin     Origin       `json:"origin"`
	Basis      Basis        `json:"basis"`
	Purpose    string       `json:"purpose" validate:"said,max=300"`
	Data       []string     `json:"data,omitempty" validate:"max=30,dive,said,max=80"` // categories of data: "name", "mobile number" (GDPR 14(1)(d))
	Rights     Rights       `json:"rights"`
	Processors []Processor  `json:"processors,omitempty" validate:"max=50,dive"`
	Keep       []Term       `json:"keep,omitempty" validate:"max=50,dive"`
	Advert     *Advert      `json:"advert,omitempty"`
	Readings   Readings     `json:"readings,omitzero"` // how open questions of law are read
}

// Clone returns a deep copy: nothing that the copy holds can be reached through n.
func (n Notice) Clone() Notice {
	n.Joint = clone(n.Joint)
	n.Signatory = clonePointer(n.Signatory)
	n.Election = n.Election.Clone()
	n.Data = clone(n.Data)
	n.Processors = clone(n.Processors)
	for i, p := range n.Processors {
		n.Processors[i].Clauses = clone(p.Clauses)
	}
	n.Keep = clone(n.Keep)
	if n.Advert != nil {
		a := n.Advert.clone()
		n.Advert = &a
	}
	return n
}

// With derives a Notice for another controller: a party writes for many candidates. The rest is copied, and
// Signatory too: clear it where the new controller speaks for itself.
func (n Notice) With(c Controller) Notice {
	n = n.Clone()
	n.Controller = c
	return n
}

// clone keeps nil nil, so that a copy reads and prints as its original.
func clone[E any](s []E) []E {
	if s == nil {
		return nil
	}
	return append([]E{}, s...)
}

func clonePointer[E any](p *E) *E {
	if p == nil {
		return nil
	}
	e := *p
	return &e
}
