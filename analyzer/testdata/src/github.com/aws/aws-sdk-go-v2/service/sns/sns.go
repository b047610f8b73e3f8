package sns

import "context"

type Options struct{}
type PublishInput struct {
	Message     *string
	PhoneNumber *string
	TopicArn    *string
	Subject     *string
}
type PublishOutput struct{}
type Client struct{}

func (c *Client) Publish(ctx context.Context, params *PublishInput, optFns ...func(*Options)) (*PublishOutput, error) {
	return nil, nil
}

type OptInPhoneNumberInput struct{ PhoneNumber *string }
type OptInPhoneNumberOutput struct{}

func (c *Client) OptInPhoneNumber(ctx context.Context, params *OptInPhoneNumberInput, optFns ...func(*Options)) (*OptInPhoneNumberOutput, error) {
	return nil, nil
}
