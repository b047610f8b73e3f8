package law

// Profile names the packs of rules that apply, separated by commas: "fr,eu". The zero Profile is Default.
// It is a string so that a specification stays a constant.
type Profile string

const (
	Default Profile = "fr,eu,oper" // France, Regulation (EU) 2024/900, the operators' charter
	France  Profile = "fr"
)

// Exception softens one rule from Must to Should, for a reason that is printed wherever the findings are.
type Exception struct {
	Rule   ID     `json:"rule"`
	Reason string `json:"reason"` // a sentence; anything shorter is itself a finding
}
