package router

// StopMode says who writes the STOP mention.
type StopMode string

const (
	StopAuthor      StopMode = "author"      // nothing is appended: the text must carry it; the same as ""
	StopAppended    StopMode = "appended"    // the provider appends Suffix
	StopPlaceholder StopMode = "placeholder" // the author writes Write, the provider puts As in its place
)

// Stop is what happens to the STOP mention between the program and the phone. In Suffix and As the digits of a short code that
// the provider picks at delivery are an example of the same length, and so are characters of which the provider's documents give
// the number alone; the profile's sources say which.
type Stop struct {
	Mode   StopMode   `json:"mode"`
	Suffix string     `json:"suffix,omitempty"` // what is appended, separator included. It is counted whenever it is not empty
	Write  string     `json:"write,omitempty"`  // placeholder: what is written in the template
	As     string     `json:"as,omitempty"`     // placeholder: what it becomes on the phone, for counting
	Only   SenderKind `json:"only,omitempty"`   // for this kind of sender alone; empty: for all
	On     string     `json:"on,omitempty"`     // the parameter without which the provider does nothing
	Off    string     `json:"off,omitempty"`    // the parameter that switches the mention off; a text sent so must carry its own
}

// StopFor returns what happens to the STOP mention of a message from the sender. It is p.Stop, except where the
// provider promises nothing for such a sender, a short code, say: then the author must write the mention, and
// Suffix stays, to be counted, because no document excludes that it is appended all the same.
func (p Profile) StopFor(sender string) Stop {
	if p.Stop.Only != "" && p.Stop.Only != p.kindOf(sender) {
		return Stop{Mode: StopAuthor, Suffix: p.Stop.Suffix}
	}
	return p.Stop
}
