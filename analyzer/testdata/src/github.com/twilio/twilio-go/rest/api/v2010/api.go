package openapi

type ApiService struct{}
type ApiV2010Message struct{}
type CreateMessageParams struct {
	Body       *string
	To         *string
	From       *string
	ContentSid *string
}

func (p *CreateMessageParams) SetBody(Body string) *CreateMessageParams    { p.Body = &Body; return p }
func (p *CreateMessageParams) SetTo(To string) *CreateMessageParams        { p.To = &To; return p }
func (p *CreateMessageParams) SetFrom(From string) *CreateMessageParams    { p.From = &From; return p }
func (p *CreateMessageParams) SetContentSid(s string) *CreateMessageParams { return p }
func (c *ApiService) CreateMessage(params *CreateMessageParams) (*ApiV2010Message, error) {
	return nil, nil
}
