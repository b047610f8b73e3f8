package resty

type Client struct{}
type Request struct{}
type Response struct{}

func New() *Client                                             { return nil }
func (c *Client) R() *Request                                  { return nil }
func (c *Client) SetBaseURL(u string) *Client                  { return c }
func (r *Request) SetBody(body any) *Request                   { return r }
func (r *Request) SetHeader(k, v string) *Request              { return r }
func (r *Request) SetFormData(data map[string]string) *Request { return r }
func (r *Request) SetResult(res any) *Request                  { return r }
func (r *Request) Post(url string) (*Response, error)          { return nil, nil }
func (r *Request) Get(url string) (*Response, error)           { return nil, nil }
