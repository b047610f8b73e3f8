package ovh

import "context"

type Client struct{}

func (c *Client) Post(url string, reqBody, resType interface{}) error { return nil }
func (c *Client) PostWithContext(ctx context.Context, url string, reqBody, resType interface{}) error {
	return nil
}
func (c *Client) Get(url string, resType interface{}) error { return nil }
