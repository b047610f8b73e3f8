package notice

// Controller decides why and how the data are used (GDPR 4(7)).
type Controller struct {
	ID        string         `json:"id" validate:"said,max=80"`              // SIREN, RNA number or domain; the same as optout.Book.Controller
	Name      string         `json:"name" validate:"said,max=120"`           // full name of the candidate, list or party
	ShortName string         `json:"short_name,omitempty" validate:"max=40"` // for SMS; empty: Name
	Kind      ControllerKind `json:"kind" validate:"said,oneof=candidate list party association local-authority"`
	Postal    string         `json:"postal" validate:"said,max=200"`
	Email     string         `json:"email" validate:"said,max=254,email"`
	DPO       string         `json:"dpo,omitempty" validate:"max=254"` // contact of the data protection officer, if there is one
}

// ControllerKind matters for GDPR 9(2)(d), which names bodies and not natural persons.
type ControllerKind string

const (
	Candidate   ControllerKind = "candidate"
	List        ControllerKind = "list"
	Party       ControllerKind = "party"
	Association ControllerKind = "association"
	// LocalAuthority is refused: a town or region may not campaign (code électoral L52-1, second paragraph).
	LocalAuthority ControllerKind = "local-authority"
)

// short is the name for an SMS.
func (c Controller) short() string {
	if c.ShortName != "" {
		return c.ShortName
	}
	return c.Name
}

// Signatory is the person who speaks in the message when it is not the controller.
type Signatory struct {
	Name      string `json:"name" validate:"said,max=120"`
	ShortName string `json:"short_name,omitempty" validate:"max=40"` // for SMS; empty: Name
	Quality   string `json:"quality,omitempty" validate:"max=120"`   // "candidate of the list …"
}

func (s Signatory) short() string {
	if s.ShortName != "" {
		return s.ShortName
	}
	return s.Name
}

// Names returns the names by which a recipient knows who writes: the controller's, the joint controllers' and the
// signatory's, long and short, without repetition. A body that has one of them names its sender.
func (n Notice) Names() []string {
	var names []string
	add := func(s string) {
		s = clean(s)
		if s == "" {
			return
		}
		for _, have := range names {
			if have == s {
				return
			}
		}
		names = append(names, s)
	}
	add(n.Controller.Name)
	add(n.Controller.ShortName)
	for _, c := range n.Joint {
		add(c.Name)
		add(c.ShortName)
	}
	if s := n.Signatory; s != nil {
		add(s.Name)
		add(s.ShortName)
	}
	return names
}
