package notice

// Readings says how a campaign reads three questions that Regulation (EU) 2024/900 leaves open and no court has answered.
// The zero value is the cautious reading of each. A literal reading turns a Must finding into a Should one; it is the
// reader's own, and shows in the finding.
type Readings struct {
	// InHouse: must the one who sends label, when no publisher is paid? Cautious: yes, sponsor and publisher are one.
	// Literal: article 11 speaks of publishers, who are service providers.
	InHouse Reading `json:"in_house,omitempty" validate:"omitempty,oneof=literal"`
	// SMS: are targeted SMS online? Cautious: yes, the rules on targeting apply; the label is asked for, and not enforced.
	// Literal: the regulator names e-mail and instant messages, not SMS.
	SMS Reading `json:"sms,omitempty" validate:"omitempty,oneof=literal"`
	// Area: is it targeting to address one's own commune or constituency? Cautious: yes. Literal: an election is held in a place.
	Area Reading `json:"area,omitempty" validate:"omitempty,oneof=literal"`
}

// Reading is how an open question is read.
type Reading string

const (
	Cautious Reading = ""
	Literal  Reading = "literal"
)
