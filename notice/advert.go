package notice

// Advert is what Regulation (EU) 2024/900 asks of a political advertisement.
type Advert struct {
	Sponsor   string `json:"sponsor" validate:"said,max=120"`
	Control   string `json:"control,omitempty" validate:"max=120"` // who ultimately controls the sponsor
	Payer     string `json:"payer,omitempty" validate:"max=120"`
	Funding   string `json:"funding,omitempty" validate:"max=300"`
	Targeting string `json:"targeting,omitempty" validate:"max=300"`
	Notice    string `json:"notice" validate:"said,max=500"` // https URL of the transparency notice
}

func (a Advert) clone() Advert { return a }
