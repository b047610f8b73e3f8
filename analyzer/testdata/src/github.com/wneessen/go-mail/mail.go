package mail

import (
	"context"
	"io"
)

type ContentType string

const TypeTextPlain ContentType = "text/plain"
const TypeTextHTML ContentType = "text/html"

type PartOption func()
type Msg struct{ parts []string }
type Client struct{}

func NewMsg() *Msg                                                                              { return &Msg{} }
func NewClient(host string) (*Client, error)                                                    { return nil, nil }
func (m *Msg) From(s string) error                                                              { return nil }
func (m *Msg) To(rcpts ...string) error                                                         { return nil }
func (m *Msg) Subject(subj string)                                                              {}
func (m *Msg) SetBodyString(contentType ContentType, content string, opts ...PartOption)        {}
func (m *Msg) AddAlternativeString(contentType ContentType, content string, opts ...PartOption) {}
func (m *Msg) SetBodyWriter(contentType ContentType, f func(io.Writer) (int64, error), opts ...PartOption) {
}
func (m *Msg) WriteTo(w io.Writer) (int64, error)                                    { return 0, nil }
func (c *Client) DialAndSend(messages ...*Msg) error                                 { return nil }
func (c *Client) Send(messages ...*Msg) error                                        { return nil }
func (c *Client) DialAndSendWithContext(ctx context.Context, messages ...*Msg) error { return nil }
func QuickSend(addr string, auth any, from string, rcpts []string, subject string, content []byte) (*Msg, error) {
	return nil, nil
}
