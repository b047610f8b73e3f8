package router

// StopMode says who writes the STOP mention.
type StopMode string

const (
	StopAuthor      StopMode = "author"      // nothing is appended: the text must carry it; the same as ""
	StopAppended    StopMode = "appended"    // the provider appends Suffix
	StopPlaceholder StopMode = "placeholder" // the author writes Write, the provider puts As in its place
)

// Stop is what happens to the STOP mention between the program and the phone.
type Stop struct {
	Mode   StopMode   `json:"mode"`
	Suffix string     `json:"suffix,omitempty"` // appended: the characters counted, separator included. Digits of a short code that is not known beforehand are examples: their number counts
	Write  string     `json:"write,omitempty"`  // placeholder: what is written in the template
	As     string     `json:"as,omitempty"`     // placeholder: what it becomes on the phone, for counting
	Only   SenderKind `json:"only,omitempty"`   // appended or substituted for this kind of sender alone; empty: for all
	Off    string     `json:"off,omitempty"`    // the provider's parameter that switches the mention off; a text sent so must carry its own
}

// StopFor returns what happens to the STOP mention of a message from the sender: p.Stop, or the author's own
// duty where the provider does nothing for such a sender (a recipient answers a short code directly).
func (p Profile) StopFor(sender string) Stop {
	if p.Stop.Only != "" && p.Stop.Only != KindOf(sender) {
		return Stop{Mode: StopAuthor}
	}
	return p.Stop
}
