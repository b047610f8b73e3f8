// Package doubled never calls its provider by name: it declares what it needs of the provider's client.
package doubled

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/scrutateur/scrutateur/message/sms"
)

type publisher interface {
	Publish(ctx context.Context, params *sns.PublishInput, optFns ...func(*sns.Options)) (*sns.PublishOutput, error)
}

type service struct{ p publisher }

func (s *service) send(ctx context.Context, to, text string) error {
	_, err := s.p.Publish(ctx, &sns.PublishInput{PhoneNumber: &to, Message: &text})
	return err
}

func (s *service) raw(ctx context.Context) error {
	return s.send(ctx, "+33199001234", "Votez dimanche") // want `RAW: the body of this SMS .* a constant text, and goes to sns.Client.Publish`
}

func (s *service) built(ctx context.Context, m sms.Message) error {
	return s.send(ctx, m.To().E164(), m.Text())
}

// A wrapper that takes the provider's own parameters: whether they name a number is decided by its callers.

func (s *service) logged(ctx context.Context, in *sns.PublishInput) error {
	_, err := s.p.Publish(ctx, in)
	return err
}

func (s *service) topic(ctx context.Context) error {
	return s.logged(ctx, &sns.PublishInput{TopicArn: aws.String("arn:aws:sns:x"), Message: aws.String("Votez dimanche")})
}

func (s *service) number(ctx context.Context) error {
	return s.logged(ctx, &sns.PublishInput{PhoneNumber: aws.String("+33199001234"), Message: aws.String("Votez dimanche")}) // want `RAW: .* a constant text`
}
